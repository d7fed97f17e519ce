//! Looks for folders of migrations below a folder.

use super::{
    Override, Remark, Tool, detect,
    detect::Verdict,
    dialect,
    folder::{Folder, SKIPPED, shown},
    layout::leading_digits,
    prisma,
};
use crate::error::{Error, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Folders whose migrations are examples: looked into only when they are asked for.
const EXAMPLES: [&str; 7] = ["testdata", "tests", "test", "fixtures", "__tests__", "__fixtures__", "examples"];

/// A folder of migrations and its tool.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) folder: Folder,
    pub(super) verdict: Verdict,
}

/// What the search needs to know of the request.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) directory: &'a Path,
    pub(super) overrides: &'a [Override],
    /// The user named the folder.
    pub(super) named: bool,
}

/// The histories in and below `start`, and the folders left out.
pub(super) fn find(start: &Path, scope: Scope<'_>) -> Result<(Vec<Found>, Vec<Remark>)> {
    let own = open(start, scope)?;
    // A folder with a file that merely ends in `.sql` may have its migrations further down.
    if let Some(found) = own.as_ref().filter(|it| it.verdict.tool != Tool::Plain || is_numbered(&it.folder)) {
        let tool = found.verdict.tool;
        if tool != Tool::Flyway {
            return Ok((own.into_iter().collect(), Vec::new()));
        }
    }
    let mut roots = candidates(start, scope, true);
    if roots.is_empty() && scope.named {
        // The user means it, whatever git ignores.
        roots = candidates(start, scope, false);
    }
    for it in scope.overrides.iter().map(|it| scope.directory.join(&it.path)) {
        if it.starts_with(start) && it.is_dir() {
            roots.insert(it);
        }
    }
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    for root in roots {
        match open(&root, scope) {
            Ok(Some(it)) if is_history(&it, scope) => found.push(it),
            Ok(_) => {}
            Err(error @ (Error::OtherDialect { .. } | Error::UnsupportedTool { .. })) if root != start => {
                let path = shown(&root, scope.directory);
                skipped.push(Remark { path, span: None, message: error.to_string(), help: error.help() });
            }
            Err(error) => return Err(error),
        }
    }
    let found = join_releases(join_flyway(found, start, scope)?, scope)?;
    if found.is_empty() && scope.named {
        return Ok((own.into_iter().collect(), skipped));
    }
    Ok((found, skipped))
}

/// Reads a folder and tells its tool, as configured or as recognised.
pub(super) fn open(path: &Path, scope: Scope<'_>) -> Result<Option<Found>> {
    let folder = Folder::list(path, scope.directory, 1)?;
    Ok(judge(folder, scope)?.map(|(folder, verdict)| Found { folder, verdict }))
}

pub(super) fn judge(folder: Folder, scope: Scope<'_>) -> Result<Option<(Folder, Verdict)>> {
    let configured = overriding(&folder.path, scope).and_then(|it| it.tool);
    let verdict = match configured {
        Some(tool) => Some(Verdict { tool, reason: "the configuration says so".to_owned() }),
        None => detect::classify(&folder)?,
    };
    let Some(verdict) = verdict else { return Ok(None) };
    let folder = if verdict.tool == Tool::Flyway { deep(folder, scope)? } else { folder };
    Ok(Some((folder, verdict)))
}

/// A folder that no tool has marked.
pub(super) fn no_sign() -> Verdict {
    Verdict { tool: Tool::Plain, reason: "no sign of a migration tool around it".to_owned() }
}

/// A Flyway location that was recognised by one of its folders.
pub(super) fn as_flyway(folder: Folder, verdict: Verdict, scope: Scope<'_>) -> Result<(Folder, Verdict)> {
    Ok((deep(folder, scope)?, verdict))
}

pub(super) fn overriding<'a>(path: &Path, scope: Scope<'a>) -> Option<&'a Override> {
    scope.overrides.iter().find(|it| scope.directory.join(&it.path).components().eq(path.components()))
}

/// Flyway reads a location with all folders below it; those for other databases are left out.
fn deep(folder: Folder, scope: Scope<'_>) -> Result<Folder> {
    let mut all = Folder::list(&folder.path, scope.directory, usize::MAX)?;
    all.retain(|name| !name.split('/').any(dialect::is_other_dialect));
    all.give_from(folder);
    Ok(all)
}

/// Folders that hold SQL files, and folders of folders with the scripts of one migration each.
fn candidates(start: &Path, scope: Scope<'_>, as_git_does: bool) -> BTreeSet<PathBuf> {
    let named = scope.named;
    let walk = ignore::WalkBuilder::new(start)
        .standard_filters(as_git_does)
        .require_git(false)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_string_lossy();
            let skip = SKIPPED.contains(&&*name) || (!named && EXAMPLES.contains(&&*name));
            entry.depth() == 0 || !skip
        })
        .build();
    let mut roots = BTreeSet::new();
    // What cannot be listed is not a place for migrations.
    for entry in walk.flatten() {
        let path = entry.path();
        let Some(parent) = path.parent().filter(|_| path.extension().is_some_and(|it| it == "sql")) else { continue };
        let root = root_of(path, parent);
        if root.starts_with(start) {
            roots.insert(root.to_owned());
        }
    }
    roots
}

/// The folder that a SQL file is a migration of.
pub(super) fn root_of<'a>(path: &Path, parent: &'a Path) -> &'a Path {
    let unit = path.file_name().is_some_and(|it| [prisma::SCRIPT, "up.sql", "down.sql"].iter().any(|name| it == *name));
    if unit { parent.parent().unwrap_or(parent) } else { parent }
}

/// More than half of the SQL files start with a number.
pub(super) fn is_numbered(folder: &Folder) -> bool {
    let (mut numbered, mut all) = (0, 0);
    for name in folder.direct_sql() {
        all += 1;
        numbered += usize::from(!leading_digits(name).is_empty());
    }
    numbered * 2 > all
}

/// Whether a folder with numbered files is a history, or holds seeds and the like. Marks and layouts leave no doubt.
fn is_history(found: &Found, scope: Scope<'_>) -> bool {
    const OTHERWISE: [&str; 6] = ["seed", "seeds", "fixtures", "queries", "scripts", "snippets"];
    let folder = &found.folder;
    if !matches!(found.verdict.tool, Tool::Plain | Tool::Sqlx) || overriding(&folder.path, scope).is_some() {
        return true;
    }
    let name = folder.path.file_name().map(|it| it.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let called_so = name.contains("migrat") || name.contains("pending") || folder.has("atlas.sum");
    let likely = scope.named || found.verdict.tool == Tool::Sqlx;
    is_numbered(folder) && (called_so || (likely && !OTHERWISE.contains(&name.as_str())))
}

/// One history for the folders of one Flyway location.
fn join_flyway(found: Vec<Found>, start: &Path, scope: Scope<'_>) -> Result<Vec<Found>> {
    let mut joined: Vec<Found> = Vec::new();
    for it in found {
        if it.verdict.tool != Tool::Flyway {
            joined.push(it);
            continue;
        }
        let root = flyway_location(&it.folder.path, start);
        if joined.iter().any(|other| other.verdict.tool == Tool::Flyway && root.starts_with(&other.folder.path)) {
            continue;
        }
        let folder = if root == it.folder.path { it.folder } else { Folder::list(&root, scope.directory, 0)? };
        joined.push(Found { folder: deep(folder, scope)?, verdict: it.verdict });
    }
    Ok(joined)
}

/// One history for sibling folders that are named by the number of a release and hold files of no tool's own layout:
/// `1/01_a.up.sql`, `2/01_b.up.sql`, `10/01_c.up.sql`.
fn join_releases(found: Vec<Found>, scope: Scope<'_>) -> Result<Vec<Found>> {
    let mut siblings = BTreeMap::<PathBuf, usize>::new();
    for parent in found.iter().filter_map(release_parent) {
        *siblings.entry(parent.to_owned()).or_default() += 1;
    }
    siblings.retain(|_, count| *count > 1);
    let mut joined: Vec<Found> =
        found.into_iter().filter(|it| release_parent(it).is_none_or(|it| !siblings.contains_key(it))).collect();
    for parent in siblings.into_keys() {
        let mut folder = Folder::list(&parent, scope.directory, 1)?;
        folder.retain(|name| name.split_once('/').is_some_and(|it| is_release(it.0) && it.1.ends_with(".sql")));
        let reason = "folders named by numbers hold numbered files".to_owned();
        joined.push(Found { folder, verdict: Verdict { tool: Tool::Plain, reason } });
    }
    Ok(joined)
}

fn release_parent(found: &Found) -> Option<&Path> {
    let name = found.folder.path.file_name()?.to_str()?;
    let loose = matches!(found.verdict.tool, Tool::Plain | Tool::GolangMigrate | Tool::Sqlx);
    (loose && is_release(name)).then(|| found.folder.path.parent())?
}

/// `12`, `v1.4`, `2024-06`
fn is_release(name: &str) -> bool {
    let number = name.strip_prefix(['v', 'V']).unwrap_or(name);
    !leading_digits(number).is_empty()
        && number.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'_'))
}

/// The outermost folder called `migration` or `migrations` around a folder, not above `top`; else the folder itself.
pub(super) fn flyway_location(path: &Path, top: &Path) -> PathBuf {
    let called = |it: &&Path| it.file_name().is_some_and(|it| it == "migration" || it == "migrations");
    path.ancestors().take_while(|it| it.starts_with(top)).filter(called).last().unwrap_or(path).to_owned()
}
