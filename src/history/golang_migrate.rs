//! golang-migrate: `<version>_<name>.up.sql` and `.down.sql`; a file is one string, sent without a transaction of its own.

use super::{
    Migration,
    layout::{Layout, Reader, by_value, numbered},
};
use crate::{error::Result, simulate::transaction::ExecutionModel};
use std::collections::BTreeMap;

const MODEL: ExecutionModel = ExecutionModel::WholeImplicit;

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(
        MODEL,
        "golang-migrate sends each file as one string: two or more statements share an implicit transaction",
    );
    let mut migrations = BTreeMap::<(&str, &str), [Option<&str>; 2]>::new();
    for name in reader.folder.direct() {
        match parse(name) {
            Some(File { version, title, down }) => {
                let slot = &mut migrations.entry((version, title)).or_default()[usize::from(down)];
                *slot = Some(name);
            }
            None if name.ends_with(".sql") => layout.remark(
                reader.folder.show(name),
                "golang-migrate ignores this file",
                Some("its name must be <version>_<name>.up.sql or <version>_<name>.down.sql"),
            ),
            None => {}
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
        let file = reader.read(up)?;
        let mut files = vec![up.to_owned()];
        let mut migration = Migration {
            version: without_zeros(version).into(),
            name: up.into(),
            up: vec![reader.whole(file, MODEL)],
            down: Vec::new(),
        };
        if let Some(down) = down {
            let file = reader.read(down)?;
            migration.down.push(reader.whole(file, MODEL));
            files.push(down.to_owned());
        }
        layout.push(migration, files);
    }
    layout.remark_duplicates(reader.folder, "golang-migrate refuses to start");
    Ok(layout)
}

struct File<'a> {
    version: &'a str,
    title: &'a str,
    down: bool,
}

/// `^([0-9]+)_(.*)\.(down|up)\.(.*)$`; the version must fit into 64 bits.
fn parse(name: &str) -> Option<File<'_>> {
    let (version, rest) = numbered(name)?;
    version.parse::<u64>().ok()?;
    // The last direction counts: the expression is greedy.
    let up = rest.rfind(".up.").map(|at| (at, false));
    let down = rest.rfind(".down.").map(|at| (at, true));
    let (at, down) = up.max(down)?;
    // Editors leave `x.up.sql~` and `x.up.sql.orig` behind; golang-migrate would read them, but SQL they are not.
    rest.ends_with(".sql").then_some(File { version, title: &rest[..at], down })
}

/// The history table holds a number.
pub(super) fn without_zeros(version: &str) -> &str {
    let short = version.trim_start_matches('0');
    if short.is_empty() { "0" } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        let version = |name| parse(name).map(|it| (it.version, it.title, it.down));
        assert_eq!(version("000012_add.up.sql"), Some(("000012", "add", false)));
        assert_eq!(version("1_a.up.b.down.sql"), Some(("1", "a.up.b", true)));
        assert_eq!(version("12-add.up.sql"), None);
        assert_eq!(version("12_add.sql"), None);
        assert_eq!(version("99999999999999999999999_add.up.sql"), None);
    }
}
