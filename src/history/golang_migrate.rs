//! golang-migrate: `<version>_<name>.up.sql` and `.down.sql`; a file is one string, sent without a transaction of its own.

use super::layout::{Directed, Layout, Reader, numbered, push_pairs};
use crate::{error::Result, simulate::transaction::ExecutionModel};

const MODEL: ExecutionModel = ExecutionModel::WholeImplicit;

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(
        MODEL,
        "golang-migrate sends each file as one string: two or more statements share an implicit transaction",
    );
    let mut files = Vec::new();
    for name in reader.folder.direct() {
        match parse(name) {
            Some((version, down)) => files.push(Directed { version, name, down }),
            None if name.ends_with(".sql") => layout.remark(
                reader.folder.show(name),
                "golang-migrate ignores this file",
                Some("its name must be <version>_<name>.up.sql or <version>_<name>.down.sql"),
            ),
            None => {}
        }
    }
    push_pairs(reader, &mut layout, files, |reader, _, name| {
        let file = reader.read(name)?;
        Ok(reader.whole(file, MODEL))
    })?;
    layout.remark_duplicates(reader.folder, "golang-migrate refuses to start");
    Ok(layout)
}

/// `^([0-9]+)_(.*)\.(down|up)\.(.*)$`; the version must fit into 64 bits.
fn parse(name: &str) -> Option<(u64, bool)> {
    let (version, rest) = numbered(name)?;
    let version = version.parse().ok()?;
    // The last direction counts: the expression is greedy.
    let up = rest.rfind(".up.").map(|at| (at, false));
    let down = rest.rfind(".down.").map(|at| (at, true));
    let (_, down) = up.max(down)?;
    // Editors leave `x.up.sql~` and `x.up.sql.orig` behind; golang-migrate would read them, but SQL they are not.
    rest.ends_with(".sql").then_some((version, down))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        assert_eq!(parse("000012_add.up.sql"), Some((12, false)));
        assert_eq!(parse("1_a.up.b.down.sql"), Some((1, true)));
        assert_eq!(parse("12-add.up.sql"), None);
        assert_eq!(parse("12_add.sql"), None);
        assert_eq!(parse("99999999999999999999999_add.up.sql"), None);
    }
}
