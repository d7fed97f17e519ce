//! Prisma: a folder a migration, `<timestamp>_<name>/migration.sql`, ordered by name.

use super::{
    Migration,
    layout::{Layout, Reader},
    project::{self, NpmVersion},
    scan,
};
use crate::{error::Result, simulate::transaction::ExecutionModel};

pub(super) const LOCK: &str = "migration_lock.toml";
pub(super) const SCRIPT: &str = "migration.sql";

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let (execution, reason) = execution(&project::npm_version(&reader.folder.path, &["prisma", "@prisma/client"]));
    let mut layout = Layout::new(execution, reason);
    for folder in reader.folder.folders() {
        let name = format!("{folder}/{SCRIPT}");
        if !reader.folder.has(&name) {
            let help = Some("remove the folder, or restore its migration.sql");
            layout.remark(reader.folder.show(folder), "Prisma refuses a migration folder without migration.sql", help);
            continue;
        }
        let file = reader.read(&name)?;
        let mut section = reader.whole(file, execution);
        if execution == ExecutionModel::SplitAutocommit && cannot_be_split(reader.text(file)) {
            section.execution = ExecutionModel::WholeImplicit;
            layout.remark(
                reader.folder.show(&name),
                "Prisma cannot split a file with DROP INDEX CONCURRENTLY and sends it as one string",
                Some("give DROP INDEX CONCURRENTLY a migration of its own"),
            );
        }
        let migration = Migration {
            version: folder.into(),
            name: folder.into(),
            up: vec![section],
            down: Vec::new(),
            repeatable: false,
        };
        layout.push(migration, vec![name]);
    }
    for name in reader.folder.direct_sql() {
        let help = Some("a migration is a folder with a migration.sql in it");
        layout.remark(reader.folder.show(name), "Prisma ignores this file", help);
    }
    Ok(layout)
}

/// Prisma's own splitter does not know this statement and then sends the file as it is.
fn cannot_be_split(text: &str) -> bool {
    scan::statements(text, 0..text.len()).iter().any(|it| it.starts_with(&["DROP", "INDEX", "CONCURRENTLY"]))
}

/// Prisma 7.4 began to split files into statements and to send each on its own.
fn execution(version: &Option<NpmVersion>) -> (ExecutionModel, String) {
    let whole = "sends each file as one string: two or more statements share an implicit transaction";
    match version {
        None => (
            ExecutionModel::WholeImplicit,
            format!("the version of Prisma is unknown: assumed to be older than 7.4, which {whole}"),
        ),
        Some(NpmVersion { major, minor, from, text }) if (*major, *minor) >= (7, 4) => (
            ExecutionModel::SplitAutocommit,
            format!("Prisma {text} ({from}): from 7.4 on each statement is sent on its own, without a transaction"),
        ),
        Some(NpmVersion { from, text, .. }) => {
            (ExecutionModel::WholeImplicit, format!("Prisma {text} ({from}): before 7.4 it {whole}"))
        }
    }
}
