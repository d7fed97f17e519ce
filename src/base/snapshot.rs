//! A schema as a file: canonical DDL, the version and the tables' sizes; no data and no secrets in it.
//!
//! It is SQL that a server runs, with two kinds of comments that only migcheck reads.

use crate::{
    catalog::{
        Catalog, PgVersion, RelationId, ddl,
        relation::{RelationKind, Size},
    },
    redact::redact,
};
use std::{collections::BTreeMap, fmt::Write as _};

const HEADER: &str = "-- migcheck snapshot 1, Postgres ";
const SIZE: &str = "-- migcheck size: ";

/// The snapshot of a catalog; the same catalog gives the same bytes.
pub fn write(catalog: &Catalog) -> String {
    let mut out = format!("{HEADER}{}\n\n", catalog.version);
    out += &redact(&ddl::script(catalog));
    let mut sizes = BTreeMap::new();
    for relation in catalog.relations() {
        if let Some(size) = size_of(&relation.kind) {
            sizes.insert(relation.name.to_string(), size);
        }
    }
    for (name, size) in sizes {
        // A name with a line break would end the comment.
        if name.contains(['\n', '\r']) {
            continue;
        }
        let rows = size.rows.map_or_else(|| "unknown".to_owned(), |it| it.to_string());
        let _ = writeln!(out, "{SIZE}{rows} rows, {} pages, {name}", size.pages);
    }
    out
}

pub(super) fn is_snapshot(text: &str) -> bool {
    text.starts_with(HEADER)
}

pub(super) fn version(text: &str) -> Option<PgVersion> {
    let major: u16 = text.strip_prefix(HEADER)?.lines().next()?.trim().parse().ok()?;
    Some(PgVersion(major.clamp(PgVersion::OLDEST.0, PgVersion::NEWEST.0)))
}

/// Sizes of relations that the snapshot does not have are left out.
pub(super) fn read_sizes(text: &str, catalog: &mut Catalog) {
    let ids: BTreeMap<String, RelationId> = catalog.relations().map(|it| (it.name.to_string(), it.id)).collect();
    for line in text.lines().filter_map(|it| it.strip_prefix(SIZE)) {
        let mut parts = line.splitn(3, ", ");
        let (Some(rows), Some(pages), Some(name)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let number = |text: &str| text.split(' ').next().and_then(|it| it.parse::<u64>().ok());
        let Some(relation) = ids.get(name).and_then(|it| catalog.relation(*it)) else { continue };
        let mut relation = (**relation).clone();
        let size = Some(Size { rows: number(rows), pages: number(pages).unwrap_or_default() });
        match &mut relation.kind {
            RelationKind::Table(table) => table.size = size,
            RelationKind::MaterializedView(view) => view.size = size,
            _ => continue,
        }
        catalog.put(relation);
    }
}

fn size_of(kind: &RelationKind) -> Option<Size> {
    match kind {
        RelationKind::Table(table) => table.size,
        RelationKind::MaterializedView(view) => view.size,
        _ => None,
    }
}
