//! How long work on tables of known size takes: one model, with wide bounds.
//!
//! Speeds span a cached table on fast disks and a cold one on slow network storage. Reading goes at 100 to
//! 1,000 MB/s, writing (with its WAL) at 30 to 300 MB/s, building an index at 200,000 to 2,000,000 rows a second,
//! changing single rows at 5,000 to 100,000 a second.

use super::{DurationClass, RelationEffect};
use crate::catalog::{
    Catalog, RelationId,
    relation::{Relation, RelationKind, Size},
};
use std::collections::BTreeMap;

const PAGE_BYTES: u64 = 8192;
const READ_MB_S: (u64, u64) = (100, 1000);
const WRITE_MB_S: (u64, u64) = (30, 300);
const INDEXED_ROWS_S: (u64, u64) = (200_000, 2_000_000);
const CHANGED_ROWS_S: (u64, u64) = (5_000, 100_000);
/// What a statement costs at least and at most apart from rows.
const FIXED_MS: (u64, u64) = (1, 10);

/// Lower and upper bound in milliseconds; None where a relation that grows the work has no known size, or where the
/// work does not follow from sizes.
pub(super) fn bounds(
    catalog: &Catalog,
    effects: &[RelationEffect],
    builds: &BTreeMap<RelationId, usize>,
    class: DurationClass,
) -> Option<(u64, u64)> {
    match class {
        DurationClass::Instant => return Some(FIXED_MS),
        DurationClass::Wait | DurationClass::Unknown => return None,
        DurationClass::Rows | DurationClass::Scan | DurationClass::Build | DurationClass::Rewrite => {}
    }
    let mut total = FIXED_MS;
    let mut add = |amount: u64, speed: (u64, u64)| {
        total.0 += amount * 1000 / speed.1;
        total.1 += amount * 1000 / speed.0;
    };
    let mut known = false;
    for effect in effects.iter().filter(|it| it.scan.is_some() || it.rewrite.is_some()) {
        let Some(relation) = catalog.relation(effect.relation) else { continue };
        if !matches!(relation.kind, RelationKind::Table(_) | RelationKind::MaterializedView(_)) {
            continue;
        }
        let size = size_of(relation)?;
        known = true;
        let megabytes = size.pages * PAGE_BYTES / 1_000_000;
        add(megabytes, READ_MB_S);
        if effect.rewrite.is_some() {
            add(megabytes, WRITE_MB_S);
        }
        let indexes = effect.rebuilt_indexes.len() + builds.get(&effect.relation).copied().unwrap_or(0);
        if indexes > 0 {
            add(size.rows? * indexes as u64, INDEXED_ROWS_S);
        }
        if class == DurationClass::Rows {
            add(size.rows?, CHANGED_ROWS_S);
        }
    }
    known.then_some(total)
}

fn size_of(relation: &Relation) -> Option<Size> {
    match &relation.kind {
        RelationKind::Table(table) => table.size,
        RelationKind::MaterializedView(view) => view.size,
        _ => None,
    }
}
