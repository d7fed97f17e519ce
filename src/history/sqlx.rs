//! sqlx: `<version>_<name>.sql`, or `.up.sql` with `.down.sql`; a file runs in a transaction unless its very first bytes
//! are `-- no-transaction`.

use super::{
    Section,
    layout::{Directed, Layout, Reader, lines, numbered, push_pairs, section},
};
use crate::{error::Result, simulate::transaction::ExecutionModel};

const OPT_OUT: &str = "-- no-transaction";

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(ExecutionModel::FileTransaction, "sqlx runs each file in a transaction of its own");
    let mut files = Vec::new();
    for name in reader.folder.direct_sql() {
        let stem = name.trim_end_matches(".sql");
        let version = numbered(stem).and_then(|it| it.0.parse::<i64>().ok()).map(i64::unsigned_abs);
        match version {
            Some(version) => files.push(Directed { version, name, down: stem.ends_with(".down") }),
            None => layout.remark(
                reader.folder.show(name),
                "sqlx does not run this file",
                Some("its name must be <version>_<name>.sql"),
            ),
        }
    }
    push_pairs(reader, &mut layout, files, file_section)?;
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
