//! Which tool a folder of migrations belongs to, from what lies in it and around it.
//!
//! The same folder always gives the same answer, with the reason; where two tools are equally likely, the answer is an
//! error with the configuration to paste.

use super::{Tool, dbmate, dialect, drizzle, flyway, folder::Folder, goose, layout::numbered, prisma, project};
use crate::error::{Error, Result};

/// A tool and what spoke for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) tool: Tool,
    pub(super) reason: String,
}

/// How many files from either end of a folder are looked into for marks.
const SAMPLE: usize = 10;

/// The tool of a folder; nothing when no migration lies in it.
pub(super) fn classify(folder: &Folder) -> Result<Option<Verdict>> {
    if let Some(verdict) = by_anchor(folder)? {
        return Ok(Some(verdict));
    }
    let texts = sample(folder)?;
    if texts.is_empty() {
        return Ok(None);
    }
    unsupported(folder, &texts)?;
    dialect::refuse_by_text(folder, &texts)?;
    by_marks(folder, &texts).map(Some)
}

/// Files that only one tool writes.
fn by_anchor(folder: &Folder) -> Result<Option<Verdict>> {
    let verdict = |tool, reason: String| Ok(Some(Verdict { tool, reason }));
    if is_supabase(folder) {
        return verdict(Tool::Supabase, "the folder is supabase/migrations".to_owned());
    }
    if folder.has(drizzle::JOURNAL) {
        dialect::refuse_by_journal(folder)?;
        return verdict(Tool::Drizzle, format!("{} is there", folder.show(drizzle::JOURNAL)));
    }
    let unit = |file: &str| folder.folders().into_iter().map(|it| format!("{it}/{file}")).find(|it| folder.has(it));
    if let Some(snapshot) = unit("snapshot.json").filter(|_| unit(prisma::SCRIPT).is_some()) {
        return verdict(Tool::Drizzle, format!("{} is there", folder.show(&snapshot)));
    }
    let script = unit(prisma::SCRIPT);
    if folder.has(prisma::LOCK) {
        dialect::refuse_by_lock(folder)?;
        if script.is_some() {
            return verdict(Tool::Prisma, format!("{} is there", folder.show(prisma::LOCK)));
        }
    }
    if let Some(script) = script {
        return verdict(Tool::Prisma, format!("{} is there", folder.show(&script)));
    }
    if let Some(up) = unit("up.sql") {
        dialect::refuse_by_path(folder)?;
        if project::is_hasura(&folder.path) {
            return Err(unsupported_tool(folder, "Hasura", Some(Tool::Diesel)));
        }
        return verdict(Tool::Diesel, format!("{} is there", folder.show(&up)));
    }
    Ok(None)
}

fn is_supabase(folder: &Folder) -> bool {
    let parent = folder.path.parent().and_then(|it| it.file_name());
    folder.path.ends_with("supabase/migrations") && parent.is_some() && folder.direct_sql().next().is_some()
}

/// The text of the first and last SQL files, by name.
fn sample(folder: &Folder) -> Result<Vec<(String, String)>> {
    let names: Vec<_> = folder.direct_sql().collect();
    let middle = SAMPLE..names.len().saturating_sub(SAMPLE).max(SAMPLE);
    let names = names.iter().enumerate().filter(|(at, _)| !middle.contains(at)).map(|(_, it)| *it);
    // Bytes that are not UTF-8 are an error when the file is read, not here.
    names.map(|it| Ok((it.to_owned(), String::from_utf8_lossy(&folder.bytes(it)?).into_owned()))).collect()
}

/// Tools whose files would be misread.
fn unsupported(folder: &Folder, texts: &[(String, String)]) -> Result<()> {
    let marked = |mark: &str| texts.iter().any(|(_, text)| text.lines().any(|it| it.starts_with(mark)));
    let first = |mark: &str| {
        texts.iter().any(|(_, text)| {
            let head: String = text.trim_start_matches('\u{feff}').chars().take(60).collect();
            head.to_ascii_lowercase().replace(' ', "").starts_with(mark)
        })
    };
    let pop = |name: &str| [".postgres.", ".mysql.", ".sqlite3.", ".cockroach."].iter().any(|it| name.contains(it));
    let above = |name: &str| folder.has(name) || folder.path.parent().is_some_and(|it| it.join(name).is_file());
    let (tool, instead) = if marked("-- +migrate Up") {
        ("sql-migrate", None)
    } else if first("--liquibaseformatted") {
        ("Liquibase", None)
    } else if marked("---- create above / drop below ----") {
        ("tern", None)
    } else if marked("--! Previous:") {
        ("graphile-migrate", Some(Tool::Plain))
    } else if above("sqitch.plan") {
        ("Sqitch", None)
    } else if marked("# --- !Ups") || marked("-- !Ups") {
        ("Play Evolutions", None)
    } else if folder.direct_sql().any(pop) {
        ("pop", None)
    } else if is_flyway(folder) && project::uses_crate(&folder.path, "refinery").is_some() {
        ("refinery", Some(Tool::Flyway))
    } else {
        return Ok(());
    };
    Err(unsupported_tool(folder, tool, instead))
}

fn unsupported_tool(folder: &Folder, tool: &'static str, instead: Option<Tool>) -> Error {
    let help = match instead {
        Some(it) => format!("its layout is close to that of {it}; to read it so, write in migcheck.toml:\n{}", {
            snippet(&folder.shown, it)
        }),
        None => "give the files that are pending one by one, each as the SQL that will run".to_owned(),
    };
    Error::UnsupportedTool { path: folder.shown.clone(), tool, help }
}

fn is_flyway(folder: &Folder) -> bool {
    folder.direct_sql().any(flyway::is_migration)
}

/// Marks in the text, then names.
fn by_marks(folder: &Folder, texts: &[(String, String)]) -> Result<Verdict> {
    let marked = |mark: fn(&str) -> bool| texts.iter().find(|(_, text)| mark(text)).map(|(name, _)| folder.show(name));
    let mut found = Vec::new();
    if let Some(name) = marked(goose::has_marker) {
        found.push(Verdict { tool: Tool::Goose, reason: format!("{name} has `-- +goose Up`") });
    }
    if let Some(name) = marked(dbmate::has_marker) {
        found.push(Verdict { tool: Tool::Dbmate, reason: format!("{name} has `-- migrate:up`") });
    }
    if found.is_empty() {
        found = by_name(folder);
    }
    if found.len() < 2 {
        let reason = "no sign of a migration tool in it".to_owned();
        return Ok(found.pop().unwrap_or(Verdict { tool: Tool::Plain, reason }));
    }
    let because: Vec<_> = found.iter().map(|it| format!("{}, as {} has it", it.reason, it.tool)).collect();
    let snippets: Vec<_> = found.iter().map(|it| snippet(&folder.shown, it.tool)).collect();
    Err(Error::AmbiguousTool {
        path: folder.shown.clone(),
        because: because.join("; "),
        help: format!("write in migcheck.toml:\n{}", snippets.join("\nor\n")),
    })
}

fn by_name(folder: &Folder) -> Vec<Verdict> {
    let mut found = Vec::new();
    let versioned = |it: &&str| flyway::is_migration(it) && !it.starts_with("R__");
    let flyway =
        folder.direct_sql().find(versioned).or_else(|| folder.direct_sql().find(|it| flyway::is_migration(it)));
    if let Some(name) = flyway {
        let reason = format!("{} is named as Flyway names migrations", folder.show(name));
        found.push(Verdict { tool: Tool::Flyway, reason });
    }
    let directed = |it: &&str| {
        let pair = it.ends_with(".up.sql") || it.ends_with(".down.sql");
        pair && numbered(it).is_some()
    };
    let up = |it: &&str| directed(it) && it.ends_with(".up.sql");
    let pair = folder.direct_sql().find(up).or_else(|| folder.direct_sql().find(directed));
    let numbered = folder.direct_sql().find(|it| numbered(it).is_some());
    let Some(name) = pair.or(numbered) else { return found };
    let sqlx = project::uses_crate(&folder.path, "sqlx");
    let go = project::nearest(&folder.path, "go.mod");
    // The manifest that lies nearer to the folder is the one of its program.
    let depth = |it: &Option<std::path::PathBuf>| it.as_ref().map_or(0, |it| it.components().count());
    if let Some(manifest) = sqlx.as_ref().filter(|_| depth(&sqlx) >= depth(&go)) {
        let manifest = manifest.file_name().unwrap_or_default().to_string_lossy();
        let reason = format!("{} is numbered and {manifest} names sqlx", folder.show(name));
        found.push(Verdict { tool: Tool::Sqlx, reason });
    }
    let for_go = pair.is_some() && depth(&go) >= depth(&sqlx);
    if for_go {
        let reason = format!("{} is named as golang-migrate names migrations", folder.show(name));
        found.push(Verdict { tool: Tool::GolangMigrate, reason });
    }
    found
}

/// The configuration that settles it.
pub(super) fn snippet(path: &str, tool: Tool) -> String {
    format!("[[history]]\npath = \"{path}\"\ntool = \"{tool}\"")
}
