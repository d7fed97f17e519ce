//! Flyway: `V<version>__<name>.sql` in the order of the version's parts, `R__<name>.sql` behind them, undo files `U…`,
//! baselines `B…`; a transaction a file unless a `.conf` file next to it or one of its statements says otherwise.

use super::{
    Migration, Section,
    layout::{Entry, Layout, Reader, by_value, is_digits},
    project::{self, FlywaySettings},
    scan::{self, Scanned},
};
use crate::{
    error::Result,
    simulate::transaction::ExecutionModel,
    sql::placeholders::{Placeholders, Syntax, Values},
    text::{FileId, Span},
};
use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let settings = project::flyway_settings(&reader.folder.path);
    let mut layout = if settings.group {
        Layout::new(ExecutionModel::AllTransaction, "Flyway with group=true runs all pending files in one transaction")
    } else {
        Layout::new(ExecutionModel::FileTransaction, "Flyway runs each file in a transaction of its own")
    };
    let mut flyway = Flyway { reader, settings };
    let (versioned, undo, repeatable) = flyway.sort_out(&mut layout);
    for (version, name) in versioned {
        let mut entry = flyway.entry(&mut layout, version.replace('_', "."), &name)?;
        if let Some(name) = undo.get(&key(version)) {
            let file = flyway.reader.read(name)?;
            entry.migration.down.push(flyway.section(file, layout.execution));
            entry.files.push(name.clone());
        }
        layout.entries.push(entry);
    }
    layout.remark_duplicates(flyway.reader.folder, "Flyway refuses to start");
    for name in repeatable {
        let mut entry = flyway.entry(&mut layout, base(&name).to_owned(), &name)?;
        entry.migration.repeatable = true;
        layout.entries.push(entry);
    }
    Ok(layout)
}

struct Flyway<'a, 'b> {
    reader: &'a mut Reader<'b>,
    settings: FlywaySettings,
}

/// Versioned files in order, undo files by version, repeatable files in order.
type Sorted<'a> = (Vec<(&'a str, String)>, BTreeMap<Vec<String>, String>, Vec<String>);

impl<'b> Flyway<'_, 'b> {
    fn sort_out(&self, layout: &mut Layout) -> Sorted<'b> {
        let folder = self.reader.folder;
        let (mut versioned, mut baselines) = (Vec::new(), Vec::new());
        let (mut undo, mut repeatable) = (BTreeMap::new(), Vec::new());
        for name in folder.files().filter(|it| it.ends_with(".sql")) {
            match parse(base(name)) {
                Kind::Versioned(version) => versioned.push((version, name.to_owned())),
                Kind::Baseline(version) => baselines.push((version, name.to_owned())),
                Kind::Undo(version) => drop(undo.insert(key(version), name.to_owned())),
                Kind::Repeatable => repeatable.push(name.to_owned()),
                Kind::Callback => {
                    let help = Some("what it does is not part of the analysis");
                    layout.remark(folder.show(name), "Flyway runs this callback around the migrations", help);
                }
                Kind::Ignored => layout.remark(
                    folder.show(name),
                    "Flyway ignores this file",
                    Some("its name must be V<version>__<name>.sql, with two underscores, or R__<name>.sql"),
                ),
            }
        }
        versioned.sort_by(|a, b| compare(a.0, b.0).then_with(|| a.1.cmp(&b.1)));
        baselines.sort_by(|a, b| compare(a.0, b.0));
        // A baseline stands for everything up to its version; only a new database runs it instead.
        let first = versioned.first().map(|it| it.0);
        let starts = |version: &str| first.is_none_or(|it| compare(it, version) == Ordering::Greater);
        if let Some(baseline) = baselines.pop().filter(|it| starts(it.0)) {
            layout.reasons.push(format!("the history starts with the baseline {}", base(&baseline.1)));
            versioned.insert(0, baseline);
        }
        repeatable.sort_by(|a, b| base(a).cmp(base(b)));
        (versioned, undo, repeatable)
    }

    fn section(&self, file: FileId, execution: ExecutionModel) -> Section {
        let whole = self.reader.whole(file, execution);
        let Some(values) = &self.settings.placeholders else { return whole };
        let path = &self.reader.sources.get(file).path;
        let mut values = Values::clone(values);
        values.insert("flyway:filename".to_owned(), Some(base(path).to_owned()));
        let values = Arc::new(values);
        Section { placeholders: Placeholders { values, ..Placeholders::of(Syntax::DollarBrace) }, ..whole }
    }

    fn entry(&mut self, layout: &mut Layout, version: String, name: &str) -> Result<Entry> {
        let file = self.reader.read(name)?;
        let sidecar = self.sidecar(name)?;
        let text = self.reader.text(file);
        let statements = scan::statements(text, 0..text.len());
        let outside = statements.iter().filter(|it| is_non_transactional(it)).count();
        let path = self.reader.folder.show(name);
        let by_itself = sidecar.is_none() && outside > 0;
        let execution = match sidecar {
            Some(true) => layout.execution,
            Some(false) => ExecutionModel::SplitAutocommit,
            None if by_itself => ExecutionModel::SplitAutocommit,
            None => layout.execution,
        };
        if by_itself && !self.settings.mixed && outside < statements.len() {
            layout.remark(
                path.clone(),
                "Flyway refuses to mix statements that need a transaction with one that cannot have one",
                Some("give that statement a migration of its own, or set executeInTransaction=false for the file"),
            );
        }
        if let Some(statement) = statements.iter().find(|it| self.settings.lock && it.is_concurrent()) {
            layout.remark_at(
                path,
                Span::new(file, statement.bytes.clone()),
                "this can wait for ever: Flyway's own idle transaction holds the lock that CONCURRENTLY waits for",
                Some("set flyway.postgresql.transactional.lock=false, if the program does not do so in its code"),
            );
        }
        let up = vec![self.section(file, execution)];
        let migration =
            Migration { version: version.into(), name: base(name).into(), up, down: Vec::new(), repeatable: false };
        let mut files = vec![name.to_owned()];
        let conf = format!("{name}.conf");
        files.extend(self.reader.folder.has(&conf).then_some(conf));
        Ok(Entry { migration, files })
    }

    /// `executeInTransaction` of `<file>.conf`.
    fn sidecar(&self, name: &str) -> Result<Option<bool>> {
        let conf = format!("{name}.conf");
        if !self.reader.folder.has(&conf) {
            return Ok(None);
        }
        let text = self.reader.folder.text(&conf)?;
        let value = text.lines().filter_map(|it| it.split_once('=')).find(|it| it.0.trim() == "executeInTransaction");
        Ok(value.map(|it| it.1.trim() != "false"))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind<'a> {
    Versioned(&'a str),
    Baseline(&'a str),
    Undo(&'a str),
    Repeatable,
    Callback,
    Ignored,
}

fn parse(name: &str) -> Kind<'_> {
    let Some((head, _)) = name.trim_end_matches(".sql").split_once("__") else {
        return if is_callback(name.trim_end_matches(".sql")) { Kind::Callback } else { Kind::Ignored };
    };
    if head == "R" {
        return Kind::Repeatable;
    }
    let version = head.get(1..).unwrap_or_default();
    let valid = version.split(['.', '_']).all(is_digits);
    match head.chars().next() {
        Some('V') if valid => Kind::Versioned(version),
        Some('B') if valid => Kind::Baseline(version),
        Some('U') if valid => Kind::Undo(version),
        _ if is_callback(head) => Kind::Callback,
        _ => Kind::Ignored,
    }
}

/// `beforeMigrate`, `afterEachMigrate`, `createSchema` …
fn is_callback(name: &str) -> bool {
    let event = name.strip_prefix("before").or_else(|| name.strip_prefix("after"));
    name == "createSchema" || event.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_uppercase()))
}

pub(super) fn is_migration(name: &str) -> bool {
    name.ends_with(".sql")
        && matches!(parse(base(name)), Kind::Versioned(_) | Kind::Baseline(_) | Kind::Undo(_) | Kind::Repeatable)
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (key(a), key(b));
    for (a, b) in a.iter().zip(&b) {
        let order = by_value(a, b);
        if order != Ordering::Equal {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

/// The parts of a version without what makes no difference: `1.02.0` is `1.2`.
pub(crate) fn key(version: &str) -> Vec<String> {
    let mut parts: Vec<_> = version.split(['.', '_']).map(|it| it.trim_start_matches('0').to_owned()).collect();
    while parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    parts
}

/// As Flyway records it: CRC-32 over the lines without their ends, as a signed number.
pub(crate) fn checksum(text: &str) -> i32 {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut crc = u32::MAX;
    for byte in text.bytes().filter(|it| !matches!(it, b'\n' | b'\r')) {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    (!crc).cast_signed()
}

/// What Flyway recognises by its first words and then runs outside of a transaction.
fn is_non_transactional(statement: &Scanned) -> bool {
    let words: Vec<_> = statement.words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
            | ["CREATE" | "DROP", "INDEX", "CONCURRENTLY", ..]
            | ["REINDEX", "SCHEMA" | "DATABASE" | "SYSTEM", ..]
            | ["REINDEX", "VERBOSE", "SCHEMA" | "DATABASE" | "SYSTEM", ..]
            | ["VACUUM", ..]
            | ["DISCARD", "ALL", ..]
            | ["ALTER", "SYSTEM", ..]
            | ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        assert_eq!(parse("V2_36_10__add.sql"), Kind::Versioned("2_36_10"));
        assert_eq!(parse("B100__base.sql"), Kind::Baseline("100"));
        assert_eq!(parse("R__view.sql"), Kind::Repeatable);
        assert_eq!(parse("V12_add.sql"), Kind::Ignored);
        assert_eq!(parse("v12__add.sql"), Kind::Ignored);
        assert_eq!(parse("beforeEachMigrate__timeouts.sql"), Kind::Callback);
    }

    #[test]
    fn versions_are_compared_part_by_part() {
        let mut versions = ["1.10", "2", "1_9", "1", "1.9.1", "20240101120000"];
        versions.sort_by(|a, b| compare(a, b));
        assert_eq!(versions, ["1", "1_9", "1.9.1", "1.10", "2", "20240101120000"]);
        assert_eq!(compare("1.0", "01"), Ordering::Equal);
    }
}
