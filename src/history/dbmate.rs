//! dbmate: `<version>….sql` with `-- migrate:up` and `-- migrate:down` sections; each up section runs in a transaction
//! unless it says `transaction:false`, which sends it as one string.

use super::{
    Migration, Section,
    layout::{Layout, Line, Reader, leading_digits, lines, section},
};
use crate::{error::Result, simulate::transaction::ExecutionModel, text::FileId};

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(
        ExecutionModel::FileTransaction,
        "dbmate runs each `-- migrate:up` section in a transaction of its own",
    );
    for name in reader.folder.direct_sql() {
        let version = leading_digits(name);
        if version.is_empty() {
            let help = Some("its name must start with digits");
            layout.remark(reader.folder.show(name), "dbmate ignores this file", help);
            continue;
        }
        let file = reader.read(name)?;
        let Parts { up, down } = parts(file, reader.text(file));
        if up.is_empty() {
            let help = Some("begin the migration with a line `-- migrate:up`");
            layout.remark(reader.folder.show(name), "dbmate refuses a file without `-- migrate:up`", help);
        }
        layout.push(
            Migration { version: version.into(), name: name.into(), up, down, repeatable: false },
            vec![name.to_owned()],
        );
    }
    layout.remark_duplicates(reader.folder, "dbmate runs only the first");
    Ok(layout)
}

/// The up sections of a text.
pub(super) fn up(file: FileId, text: &str) -> Vec<Section> {
    parts(file, text).up
}

#[derive(Default)]
struct Parts {
    up: Vec<Section>,
    down: Vec<Section>,
}

fn parts(file: FileId, text: &str) -> Parts {
    let mut parts = Parts::default();
    let markers: Vec<_> = lines(text).filter_map(marker).collect();
    for (at, marker) in markers.iter().enumerate() {
        let end = markers.get(at + 1).map_or(text.len(), |it| it.line.start);
        let execution =
            if marker.transaction { ExecutionModel::FileTransaction } else { ExecutionModel::WholeImplicit };
        let found = section(file, marker.line.next..end, execution);
        if marker.down { parts.down.push(found) } else { parts.up.push(found) }
    }
    parts
}

struct Marker<'a> {
    line: Line<'a>,
    down: bool,
    transaction: bool,
}

/// `-- migrate:up transaction:false`
fn marker(line: Line<'_>) -> Option<Marker<'_>> {
    let rest = line.text.strip_prefix("--")?.trim_start();
    let mut words = rest.strip_prefix("migrate:")?.split_whitespace();
    let down = match words.next()? {
        "up" => false,
        "down" => true,
        _ => return None,
    };
    Some(Marker { line, down, transaction: !words.any(|it| it == "transaction:false") })
}

pub(super) fn has_marker(text: &str) -> bool {
    lines(text.trim_start_matches('\u{feff}')).filter_map(marker).any(|it| !it.down)
}
