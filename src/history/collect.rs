//! From what the user asked for to ordered migrations: finds the folders, reads them, decides what is pending.

use super::{
    Histories, History, Migration, PendingRule, Remark, Request, Section, Tool, dbmate, diesel, drizzle,
    find::{self, Found, Scope},
    flyway,
    folder::{self, Folder},
    git::{self, Changes},
    golang_migrate, goose,
    layout::{Entry, Layout, Reader, section},
    pending::{self, Decided, Decision},
    plain, prisma, psql, scan, sqlx, supabase,
};
use crate::{
    error::{Error, Result},
    simulate::transaction::ExecutionModel,
    sql::placeholders::Placeholders,
    text::{SourceText, Sources},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A history that was found but not read yet.
struct Prepared {
    found: Found,
    /// The files that the user named, relative to the folder; none when the folder was meant.
    files: Option<BTreeSet<String>>,
}

pub(super) fn collect(request: &Request, stdin: &mut dyn Read) -> Result<Histories> {
    let mut histories = Histories::default();
    let mut prepared = Vec::new();
    let mut files = Files::default();
    for path in &request.paths {
        if path.as_os_str() == "-" {
            files.take_stdin(request, stdin, &mut histories)?;
            continue;
        }
        let full = absolute(request, path)?;
        if full.is_dir() {
            let (found, skipped) = find::find(&full, scope(request, true))?;
            if found.is_empty() {
                return Err(no_migrations(&folder::shown(&full, &request.directory), &skipped));
            }
            prepared.extend(found.into_iter().map(|found| Prepared { found, files: None }));
            histories.skipped.extend(skipped);
        } else if full.exists() {
            files.add(full);
        } else {
            return Err(Error::NoSuchPath { path: folder::shown(&full, &request.directory) });
        }
    }
    if request.paths.is_empty() {
        let start = absolute(request, Path::new("."))?;
        let (found, skipped) = find::find(&start, scope(request, false))?;
        if found.is_empty() {
            return Err(no_migrations("this folder and below", &skipped));
        }
        prepared.extend(found.into_iter().map(|found| Prepared { found, files: None }));
        histories.skipped.extend(skipped);
    }
    prepared.extend(files.prepare(request)?);
    let mut seen = BTreeSet::new();
    prepared.retain(|it| seen.insert(it.found.folder.path.clone()));
    read_all(request, prepared, &mut histories)?;
    Ok(histories)
}

fn scope(request: &Request, named: bool) -> Scope<'_> {
    Scope { directory: &request.directory, overrides: &request.overrides, named }
}

fn absolute(request: &Request, path: &Path) -> Result<PathBuf> {
    let joined = request.directory.join(path);
    // Takes `.` and trailing separators out, and leaves links alone.
    let mut clean = PathBuf::new();
    for component in joined.components() {
        match component {
            std::path::Component::ParentDir => drop(clean.pop()),
            other => clean.push(other),
        }
    }
    Ok(clean)
}

fn no_migrations(path: &str, skipped: &[Remark]) -> Error {
    let mut help = "give the folder with the SQL files of your migration tool".to_owned();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for it in skipped {
        match counts.iter_mut().find(|(message, _)| *message == it.message) {
            Some((_, count)) => *count += 1,
            None => counts.push((&it.message, 1)),
        }
    }
    for (message, count) in counts {
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        help.push_str(&format!("\nleft out: {message}{times}"));
    }
    Error::NoMigrations { path: path.to_owned(), help }
}

/// The files that the user named, and the text of one of them from stdin.
#[derive(Default)]
struct Files {
    paths: Vec<PathBuf>,
    given: BTreeMap<PathBuf, Vec<u8>>,
}

impl Files {
    fn add(&mut self, path: PathBuf) {
        if !self.paths.contains(&path) {
            self.paths.push(path);
        }
    }

    fn take_stdin(&mut self, request: &Request, stdin: &mut dyn Read, histories: &mut Histories) -> Result<()> {
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes).map_err(|source| Error::Read { path: "stdin".to_owned(), source })?;
        match &request.stdin_path {
            Some(path) => {
                let path = absolute(request, path)?;
                self.given.insert(path.clone(), bytes);
                self.add(path);
            }
            None => histories.histories.push(nameless(request, bytes, &mut histories.sources)?),
        }
        Ok(())
    }

    /// The histories that the files belong to.
    fn prepare(mut self, request: &Request) -> Result<Vec<Prepared>> {
        let scope = scope(request, true);
        let mut groups = BTreeMap::<PathBuf, Vec<PathBuf>>::new();
        for path in std::mem::take(&mut self.paths) {
            let parent = path.parent().unwrap_or(&request.directory);
            groups.entry(find::root_of(&path, parent).to_owned()).or_default().push(path);
        }
        let mut located = BTreeMap::<PathBuf, (Option<Found>, BTreeSet<String>)>::new();
        for (root, paths) in groups {
            let mut folder = self.folder(&root, request)?;
            let mut judged = find::judge(folder.clone(), scope)?;
            let location = find::flyway_location(&root, Path::new("/"));
            if judged.as_ref().is_some_and(|it| it.1.tool == Tool::Flyway) && location != root {
                folder = self.folder(&location, request)?;
                let verdict = judged.take().map(|it| it.1);
                judged = verdict.map(|it| find::as_flyway(folder.clone(), it, scope)).transpose()?;
            }
            let path = folder.path.clone();
            let relative = |it: &PathBuf| Some(folder::shown(it.strip_prefix(&path).ok()?, Path::new("")));
            let names: BTreeSet<_> = paths.iter().filter_map(relative).collect();
            let slot = located.entry(folder.path.clone()).or_default();
            slot.1.extend(names);
            let (folder, verdict) = judged.unwrap_or_else(|| (folder, find::no_sign()));
            slot.0.get_or_insert(Found { folder, verdict });
        }
        let prepared = located.into_values().filter_map(|(found, files)| Some((found?, files)));
        Ok(prepared.map(|(found, files)| Prepared { found, files: Some(files) }).collect())
    }

    fn folder(&self, root: &Path, request: &Request) -> Result<Folder> {
        let mut folder = Folder::list(root, &request.directory, 1)?;
        for (path, bytes) in &self.given {
            if let Ok(name) = path.strip_prefix(root) {
                folder.give(&folder::shown(name, Path::new("")), bytes.clone());
            }
        }
        Ok(folder)
    }
}

/// Text from stdin that stands for no file.
fn nameless(request: &Request, bytes: Vec<u8>, sources: &mut Sources) -> Result<History> {
    let text = folder::decode(bytes, "<stdin>")?;
    let length = text.text.len();
    let file = sources.add(SourceText::of("<stdin>", text));
    let execution = request.execution.unwrap_or(ExecutionModel::FileTransaction);
    let whole = Section { placeholders: Placeholders::default(), ..section(file, 0..length, execution) };
    let up = as_run(request, vec![whole], sources);
    Ok(History {
        root: "<stdin>".to_owned(),
        tool: Tool::Plain,
        execution,
        reasons: vec![
            "text from stdin: assumed to run in one transaction (--stdin-filepath and --execution say more)".to_owned(),
        ],
        migrations: vec![Migration {
            version: "".into(),
            name: "<stdin>".into(),
            up,
            down: Vec::new(),
            repeatable: false,
        }],
        applied: 0,
        remarks: Vec::new(),
    })
}

fn read_all(request: &Request, prepared: Vec<Prepared>, histories: &mut Histories) -> Result<()> {
    let changes = changes(request, &prepared)?;
    // A branch that adds to one history leaves the others alone.
    let any_new = changes.iter().flatten().any(|it| it.new.iter().any(|it| it.ends_with(".sql")));
    for (prepared, changes) in prepared.into_iter().zip(changes) {
        let decision = resolve(request, &prepared, changes, any_new);
        let history = read_one(request, prepared, decision, &mut histories.sources)?;
        histories.histories.push(history);
    }
    Ok(())
}

/// What git says about each history, where the rule asks for it.
fn changes(request: &Request, prepared: &[Prepared]) -> Result<Vec<Option<Changes>>> {
    prepared
        .iter()
        .map(|it| {
            let folder = &it.found.folder;
            match &request.pending {
                PendingRule::Since(reference) => git::changes(folder, reference).map(Some),
                PendingRule::Auto if it.files.is_none() && !request.base_known => {
                    // Nobody asked for git: where it has no answer, there is another way.
                    Ok(git::default_branch(&folder.path).and_then(|it| git::changes(folder, &it).ok()))
                }
                _ => Ok(None),
            }
        })
        .collect()
}

fn resolve(request: &Request, prepared: &Prepared, changes: Option<Changes>, any_new: bool) -> Decision {
    match &request.pending {
        PendingRule::All => Decision::All("as asked for"),
        PendingRule::Last(count) => Decision::Last(*count, "as asked for".to_owned()),
        PendingRule::NotIn(versions) => Decision::NotIn(versions.clone()),
        PendingRule::Since(_) => Decision::New(changes.unwrap_or_default()),
        PendingRule::Auto => match (&prepared.files, changes) {
            (Some(files), _) => Decision::Files(files.clone()),
            (None, _) if request.base_known => Decision::All("the schema before them is given"),
            (None, Some(changes)) if any_new => Decision::New(changes),
            (None, changes) => {
                let nothing = match changes {
                    Some(it) => format!("nothing is new since {}", it.reference),
                    None => "there is no git branch to compare with".to_owned(),
                };
                Decision::Last(1, format!("{nothing}; --since, --last and --all say more"))
            }
        },
    }
}

fn read_one(request: &Request, prepared: Prepared, mut decision: Decision, sources: &mut Sources) -> Result<History> {
    let Found { mut folder, verdict } = prepared.found;
    if let Decision::New(changes) = &mut decision {
        restore(&mut folder, verdict.tool, changes)?;
    }
    let mut reader = Reader { folder: &folder, sources };
    let mut layout = read_layout(verdict.tool, &mut reader)?;
    if let Some(files) = &prepared.files {
        add_unclaimed(&mut reader, &mut layout, verdict.tool, files)?;
        if verdict.tool == Tool::Plain && !find::is_numbered(&folder) {
            // Files that are not numbered have no order: only the given ones count.
            layout.entries.retain(|it| it.files.iter().any(|it| files.contains(it)));
        }
    }
    if layout.entries.is_empty() {
        return Err(no_migrations(&folder.shown, &layout.remarks));
    }
    let scope = scope(request, true);
    let execution = request.execution.or_else(|| find::overriding(&folder.path, scope).and_then(|it| it.execution));
    if let Some(execution) = execution {
        override_execution(&mut layout, execution);
    }
    for entry in &mut layout.entries {
        let Migration { up, down, .. } = &mut entry.migration;
        for sections in [up, down] {
            *sections = as_run(request, std::mem::take(sections), sources);
        }
    }
    let Decided { entries, applied, reason, remarks } =
        pending::decide(verdict.tool, &folder, std::mem::take(&mut layout.entries), &decision);
    let mut reasons = vec![format!("{}: {}", verdict.tool, verdict.reason)];
    reasons.append(&mut layout.reasons);
    reasons.push(reason);
    keep_remarks_on_pending(&mut layout.remarks, &folder, &entries[..applied], &decision);
    layout.remarks.extend(remarks);
    Ok(History {
        root: folder.shown.clone(),
        tool: verdict.tool,
        execution: layout.execution,
        reasons,
        migrations: entries.into_iter().map(|it| it.migration).collect(),
        applied,
        remarks: layout.remarks,
    })
}

/// With the values that the user gives for placeholders, and with the files that psql includes.
fn as_run(request: &Request, sections: Vec<Section>, sources: &mut Sources) -> Vec<Section> {
    let mut run = Vec::new();
    for mut section in sections {
        if !request.placeholders.is_empty() {
            Arc::make_mut(&mut section.placeholders.values).extend(request.placeholders.clone());
        }
        match section.execution {
            ExecutionModel::Psql => run.extend(psql::follow(section, &request.directory, sources)),
            _ => run.push(section),
        }
    }
    run
}

/// What has run has run: remarks are about what has not, and with a git range only about files of the change.
fn keep_remarks_on_pending(remarks: &mut Vec<Remark>, folder: &Folder, applied: &[Entry], decision: &Decision) {
    let mut settled: BTreeSet<_> = applied.iter().flat_map(|it| &it.files).map(|it| folder.show(it)).collect();
    if let Decision::New(changes) = decision {
        let untouched = folder.files().filter(|it| !changes.new.contains(*it) && !changes.edited.contains(*it));
        settled.extend(untouched.map(|it| folder.show(it)));
    }
    remarks.retain(|it| !settled.contains(&it.path));
}

/// Gives applied migrations the text that has run: the one at the merge base. An edit of nothing but comments and white
/// space is none where the tool keeps no checksum.
fn restore(folder: &mut Folder, tool: Tool, changes: &mut Changes) -> Result<()> {
    for name in changes.edited.clone().iter().chain(&changes.deleted) {
        let repeatable = name.rsplit('/').next().is_some_and(|it| it.starts_with("R__"));
        if !name.ends_with(".sql") || (repeatable && folder.has(name)) {
            continue;
        }
        let old = git::file_at(folder, changes, name)?;
        let edited = changes.edited.contains(name);
        if edited && !tool.keeps_checksums() && scan::same_code(&old, &folder.bytes(name)?) {
            changes.edited.remove(name);
        }
        folder.give(name, old);
    }
    Ok(())
}

fn read_layout(tool: Tool, reader: &mut Reader<'_>) -> Result<Layout> {
    match tool {
        Tool::Plain => plain::read(reader),
        Tool::GolangMigrate => golang_migrate::read(reader),
        Tool::Goose => goose::read(reader),
        Tool::Sqlx => sqlx::read(reader),
        Tool::Dbmate => dbmate::read(reader),
        Tool::Flyway => flyway::read(reader),
        Tool::Prisma => prisma::read(reader),
        Tool::Drizzle => drizzle::read(reader),
        Tool::Supabase => supabase::read(reader),
        Tool::Diesel => diesel::read(reader),
    }
}

/// Files that the user named and the tool does not run: looked at as they are, behind the others.
fn add_unclaimed(reader: &mut Reader<'_>, layout: &mut Layout, tool: Tool, files: &BTreeSet<String>) -> Result<()> {
    let claimed: BTreeSet<_> = layout.entries.iter().flat_map(|it| it.files.iter().cloned()).collect();
    for name in files.difference(&claimed) {
        if !name.ends_with(".sql") {
            let message = format!("{} is not an SQL file", reader.folder.show(name));
            return Err(Error::Usage { message, help: Some("give folders, or files that end in .sql".to_owned()) });
        }
        let file = reader.read(name)?;
        let marked = match tool {
            Tool::Goose => goose::up(file, reader.text(file)),
            Tool::Dbmate => dbmate::up(file, reader.text(file)),
            _ => Vec::new(),
        };
        let whole = Section { placeholders: Placeholders::default(), ..reader.whole(file, layout.execution) };
        let up = if marked.is_empty() { vec![whole] } else { marked };
        let migration = Migration {
            version: name.as_str().into(),
            name: name.as_str().into(),
            up,
            down: Vec::new(),
            repeatable: false,
        };
        layout.entries.push(Entry { migration, files: vec![name.clone()] });
    }
    Ok(())
}

fn override_execution(layout: &mut Layout, execution: ExecutionModel) {
    layout.execution = execution;
    layout.reasons = vec![format!("the execution model {execution} is configured")];
    for entry in &mut layout.entries {
        let migration = &mut entry.migration;
        migration.up.iter_mut().chain(&mut migration.down).for_each(|it| it.execution = execution);
    }
}
