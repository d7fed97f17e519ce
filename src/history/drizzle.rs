//! Drizzle: SQL files in the order of `meta/_journal.json`, all pending ones in one transaction.
//!
//! Newer versions of drizzle-kit write a folder a migration, `<timestamp>_<name>/migration.sql`, and no journal.

use super::{
    Migration,
    layout::{Layout, Reader, leading_digits},
    scan,
};
use crate::{
    error::{Error, Result},
    simulate::transaction::ExecutionModel,
    text::{FileId, Span},
};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(super) const JOURNAL: &str = "meta/_journal.json";
const MODEL: ExecutionModel = ExecutionModel::AllTransaction;
const SEPARATOR: &str = "--> statement-breakpoint";

#[derive(Deserialize)]
struct Journal {
    entries: Vec<JournalEntry>,
}

#[derive(Deserialize)]
struct JournalEntry {
    when: i64,
    tag: String,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(MODEL, "Drizzle runs all pending migrations in one transaction");
    if reader.folder.has(JOURNAL) {
        layout.reasons.push(format!("the order is that of {JOURNAL}"));
        read_journal(reader, &mut layout)?;
    } else {
        read_folders(reader, &mut layout)?;
    }
    Ok(layout)
}

fn read_journal(reader: &mut Reader<'_>, layout: &mut Layout) -> Result<()> {
    let path = reader.folder.show(JOURNAL);
    let journal: Journal = serde_json::from_str(&reader.folder.text(JOURNAL)?)
        .map_err(|error| Error::Malformed { path: path.clone(), because: error.to_string() })?;
    let mut used = BTreeSet::new();
    let mut newest: Option<&JournalEntry> = None;
    for entry in &journal.entries {
        let name = format!("{}.sql", entry.tag);
        if let Some(newest) = newest.filter(|it| it.when >= entry.when) {
            layout.remark(
                reader.folder.show(&name),
                format!(
                    "`when` in {JOURNAL} is not later than that of {}: where that one has run, Drizzle skips this one \
                     silently",
                    newest.tag
                ),
                Some("generate the migration again on top of the newest one"),
            );
        } else {
            newest = Some(entry);
        }
        if !reader.folder.has(&name) {
            let help = Some("Drizzle refuses to start; restore the file or drop its entry");
            layout.remark(path.clone(), format!("the journal names {name}, which is not there"), help);
            continue;
        }
        push(reader, layout, entry.when.to_string(), &entry.tag, &name)?;
        used.insert(name);
    }
    for name in reader.folder.direct_sql().filter(|it| !used.contains(*it)) {
        let help = Some("generate migrations with drizzle-kit, so that the journal names them");
        layout.remark(reader.folder.show(name), format!("Drizzle ignores this file: {JOURNAL} does not name it"), help);
    }
    Ok(())
}

fn read_folders(reader: &mut Reader<'_>, layout: &mut Layout) -> Result<()> {
    for folder in reader.folder.folders() {
        let name = format!("{folder}/migration.sql");
        if reader.folder.has(&name) {
            push(reader, layout, leading_digits(folder).to_owned(), folder, &name)?;
        }
    }
    Ok(())
}

fn push(reader: &mut Reader<'_>, layout: &mut Layout, version: String, tag: &str, name: &str) -> Result<()> {
    let file = reader.read(name)?;
    if let Some(span) = separator_inside_text(file, reader.text(file)) {
        layout.remark_at(
            reader.folder.show(name),
            span,
            "Drizzle cuts the statement in two here, inside a string or a function body",
            Some("take the separator out"),
        );
    }
    let migration = Migration {
        version: version.into(),
        name: tag.into(),
        up: vec![reader.whole(file, MODEL)],
        down: Vec::new(),
        repeatable: false,
    };
    layout.push(migration, vec![name.to_owned()]);
    Ok(())
}

/// Drizzle looks for the separator before anything else, also where it is not a comment.
fn separator_inside_text(file: FileId, text: &str) -> Option<Span> {
    scan::code(text).find_map(|token| {
        let (start, end) = (token.start as usize, token.end as usize);
        let at = start + text.get(start..end)?.find(SEPARATOR)?;
        Some(Span::new(file, at..at + SEPARATOR.len()))
    })
}
