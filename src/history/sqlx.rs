//! sqlx: `<version>_<name>.sql`, or `.up.sql` with `.down.sql`; a file runs in a transaction unless its very first bytes
//! are `-- no-transaction`.

use super::{
    Migration, Section,
    golang_migrate::without_zeros,
    layout::{Layout, Reader, by_value, lines, numbered, section},
};
use crate::{error::Result, simulate::transaction::ExecutionModel};
use std::collections::BTreeMap;

const OPT_OUT: &str = "-- no-transaction";

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(ExecutionModel::FileTransaction, "sqlx runs each file in a transaction of its own");
    let mut migrations = BTreeMap::<(&str, &str), [Option<&str>; 2]>::new();
    for name in reader.folder.direct_sql() {
        let stem = name.trim_end_matches(".sql");
        match numbered(stem).filter(|(version, _)| version.parse::<i64>().is_ok()) {
            Some((version, title)) => {
                let down = title.strip_suffix(".down");
                let title = down.or_else(|| title.strip_suffix(".up")).unwrap_or(title);
                migrations.entry((version, title)).or_default()[usize::from(down.is_some())] = Some(name);
            }
            None => layout.remark(
                reader.folder.show(name),
                "sqlx does not run this file",
                Some("its name must be <version>_<name>.sql"),
            ),
        }
    }
    let mut migrations: Vec<_> = migrations.into_iter().collect();
    migrations.sort_by(|a, b| by_value(a.0.0, b.0.0).then_with(|| a.0.cmp(&b.0)));
    for ((version, _), [up, down]) in migrations {
        let Some(up) = up else {
            let name = down.unwrap_or_default();
            layout.remark(reader.folder.show(name), "there is no .up.sql file to this .down.sql file", None);
            continue;
        };
        let mut migration =
            Migration { version: without_zeros(version).into(), name: up.into(), up: Vec::new(), down: Vec::new() };
        migration.up.push(file_section(reader, &mut layout, up)?);
        let mut files = vec![up.to_owned()];
        if let Some(down) = down {
            migration.down.push(file_section(reader, &mut layout, down)?);
            files.push(down.to_owned());
        }
        layout.push(migration, files);
    }
    layout.remark_duplicates(reader.folder, "sqlx fails when it records the second one");
    Ok(layout)
}

fn file_section(reader: &mut Reader<'_>, layout: &mut Layout, name: &str) -> Result<Section> {
    let file = reader.read(name)?;
    let text = reader.text(file);
    let mut execution = ExecutionModel::FileTransaction;
    if text.starts_with(OPT_OUT) {
        execution = ExecutionModel::WholeImplicit;
    } else if let Some(at) = late_opt_out(text) {
        let span = section(file, at..at + OPT_OUT.len(), execution).span;
        layout.remark_at(
            reader.folder.show(name),
            span,
            "sqlx ignores `-- no-transaction` here: the file runs in a transaction",
            Some("make it the first bytes of the file, before any comment, blank line or byte-order mark"),
        );
    }
    Ok(section(file, 0..text.len(), execution))
}

/// A line that was meant to be the opt-out, but comes too late.
fn late_opt_out(text: &str) -> Option<usize> {
    lines(text).find_map(|line| {
        let trimmed = line.text.trim_start_matches(['\u{feff}', ' ', '\t']);
        trimmed.starts_with(OPT_OUT).then(|| line.start + line.text.len() - trimmed.len())
    })
}
