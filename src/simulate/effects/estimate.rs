//! How long work on relations of known size takes: work counted in the time of a reference machine, with bounds.
//!
//! The reference machine has everything cached and nothing else to do: a sequential scan with one condition takes it
//! 60 ns a row and 2.5 µs a page. All other work is said relative to that, as measured on Postgres 14 and 17 (median of
//! interleaved runs, 20,000 to 320,000 rows of 140 bytes; `tests/durations/model.rs` measures it again):
//!
//! | work | reference | measured, in scans of the same table |
//! |---|---|---|
//! | check every row (NOT NULL, CHECK) | one scan | 0.5 to 1 |
//! | foreign key | a scan and 80 ns a row | 1 to 2 |
//! | rewrite | 500 ns a row, 20 µs a page | 8 to 30 without indexes |
//! | B-tree | 28 ns × log2(rows) a row | 2 (in order) to 15 (long random text) |
//! | hash | 1.2 µs a row | 7 to 19 |
//! | BRIN | 50 ns a row | 1.5 |
//! | GIN | 3 µs a row | 6 (three keys) to 270 (35 trigrams) |
//! | GiST, SP-GiST | 2.5 µs a row | 9 to 56 |
//! | UPDATE, INSERT | 2.5 µs a row, 1.5 µs more an index | 20 to 60 with one index |
//!
//! The lower bound is a machine three times as fast with everything cached. The upper bound is one three times as slow that
//! reads every byte at 100 MB/s and writes (with its WAL) at 30 MB/s: slow network storage. Where the values decide more
//! than that (GIN keys, a partial index, how much a WHERE selects) the span is wider. CONCURRENTLY reads the table twice;
//! for whom it waits is not in the estimate, nor is waiting for a lock.

use super::{DurationClass, RelationEffect, RewriteReason, ScanReason, Wait};
use crate::{
    catalog::{
        Catalog,
        relation::{Index, Relation, RelationKind, Size},
    },
    simulate::lock::LockMode,
};

const PAGE_BYTES: u64 = 8192;
const SCAN_ROW: u64 = 60;
const SCAN_PAGE: u64 = 2_500;
const FOREIGN_KEY_ROW: u64 = 80;
const REWRITE_ROW: u64 = 500;
const REWRITE_PAGE: u64 = 20_000;
const BTREE_STEP: u64 = 28;
const CHANGE_ROW: u64 = 2_500;
const CHANGE_INDEX: u64 = 1_500;
/// Of an entry in an index, with its WAL.
const ENTRY_BYTES: u64 = 48;
/// Of any statement: catalogs, files.
const STATEMENT: (u64, u64) = (200_000, 10_000_000);

/// How far the time may be off either way for what the values and the machine decide.
const SPAN: u64 = 3;
const BTREE_SPAN: u64 = 4;
const WIDE: u64 = 6;
const WIDEST: u64 = 12;

const SLOW_READ_NS_PER_KB: u64 = 10_000;
const SLOW_WRITE_NS_PER_KB: u64 = 33_000;

/// Work, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// On the reference machine.
    pub reference: u64,
    /// The least and the most with everything cached.
    pub cached: (u64, u64),
    /// What a slow disk adds at most.
    pub disk: u64,
}

impl Cost {
    fn add(&mut self, reference: u64, span: u64) {
        self.reference = self.reference.saturating_add(reference);
        self.cached.0 = self.cached.0.saturating_add(reference / span);
        self.cached.1 = self.cached.1.saturating_add(reference.saturating_mul(span));
    }

    fn read(&mut self, bytes: u64) {
        self.disk = self.disk.saturating_add((bytes / 1000).saturating_mul(SLOW_READ_NS_PER_KB));
    }

    fn write(&mut self, bytes: u64) {
        self.disk = self.disk.saturating_add((bytes / 1000).saturating_mul(SLOW_WRITE_NS_PER_KB));
    }

    fn scan(&mut self, rows: u64, pages: u64) {
        self.add(scan_time(rows, pages), SPAN);
        self.read(pages.saturating_mul(PAGE_BYTES));
    }

    /// With what any statement takes, on a disk that is not needed.
    pub fn cached_with_statement(self) -> (u64, u64) {
        (STATEMENT.0.saturating_add(self.cached.0), STATEMENT.1.saturating_add(self.cached.1))
    }

    /// In milliseconds.
    fn bounds(self) -> (u64, u64) {
        let (low, high) = self.cached_with_statement();
        (low.div_ceil(1_000_000), high.saturating_add(self.disk) / 1_000_000)
    }
}

/// The reference time of reading a relation from end to end: what all other work is measured against.
pub fn scan_time(rows: u64, pages: u64) -> u64 {
    rows.saturating_mul(SCAN_ROW).saturating_add(pages.saturating_mul(SCAN_PAGE))
}

/// What a statement does, and to which schema.
pub(super) struct Statement<'a> {
    pub(super) before: &'a Catalog,
    pub(super) after: &'a Catalog,
    pub(super) relations: &'a [RelationEffect],
    pub(super) waits: &'a [Wait],
    pub(super) class: DurationClass,
}

/// Lower and upper bound in milliseconds; None where a relation that grows the work has no known size, or where the
/// work does not follow from sizes.
pub(super) fn bounds(statement: &Statement<'_>) -> Option<(u64, u64)> {
    match statement.class {
        DurationClass::Instant => Some(Cost::default().bounds()),
        DurationClass::Wait | DurationClass::Unknown => None,
        _ => Some(cost(statement)?.bounds()),
    }
}

/// The work that follows from sizes; None where one of them is not known.
pub(super) fn cost(statement: &Statement<'_>) -> Option<Cost> {
    let mut cost = Cost::default();
    let mut known = false;
    for effect in statement.relations.iter().filter(|it| it.scan.is_some() || it.rewrite.is_some()) {
        let Some(relation) = statement.before.relation(effect.relation) else { continue };
        if !matches!(relation.kind, RelationKind::Table(_) | RelationKind::MaterializedView(_)) {
            continue;
        }
        let size = size_of(relation)?;
        // Emptying a table takes as long as removing its file, whatever is in it.
        if effect.rewrite == Some(RewriteReason::Truncate) {
            known = true;
            continue;
        }
        on_relation(effect, relation, size.rows?, size.pages, statement, &mut cost);
        known = true;
    }
    known.then_some(cost)
}

fn on_relation(
    effect: &RelationEffect,
    relation: &Relation,
    rows: u64,
    pages: u64,
    statement: &Statement<'_>,
    cost: &mut Cost,
) {
    cost.scan(rows, pages);
    if effect.rewrite.is_some() {
        let written = rows.saturating_mul(REWRITE_ROW).saturating_add(pages.saturating_mul(REWRITE_PAGE));
        cost.add(written, SPAN);
        cost.write(pages.saturating_mul(2 * PAGE_BYTES));
    }
    if effect.scan == Some(ScanReason::ValidateForeignKey) {
        cost.add(rows.saturating_mul(FOREIGN_KEY_ROW), WIDE);
    }
    for index in built(effect, relation, statement) {
        build(index, rows, cost);
        // The second pass of CONCURRENTLY sees what came in during the first.
        if statement.waits.contains(&Wait::Snapshots) {
            cost.scan(rows, pages);
        }
    }
    let changes = effect.scan == Some(ScanReason::Rows) && effect.lock >= LockMode::RowExclusive;
    if changes {
        let indexes = relation.indexes().len() as u64;
        let row = CHANGE_ROW.saturating_add(indexes.saturating_mul(CHANGE_INDEX));
        cost.add(rows.saturating_mul(row), WIDE);
        cost.write(pages.saturating_mul(2 * PAGE_BYTES));
    }
}

/// The indexes that are built: those rebuilt under their name, and new ones.
fn built<'a>(
    effect: &'a RelationEffect,
    relation: &'a Relation,
    statement: &Statement<'a>,
) -> impl Iterator<Item = &'a Index> {
    let (before, after) = (statement.before, statement.after);
    let rebuilt = effect.rebuilt_indexes.iter().filter_map(|it| before.find(it)?.index());
    let now = after.relation(relation.id).map(|it| it.indexes()).unwrap_or_default();
    let new = now.iter().filter(|it| !relation.indexes().contains(it)).filter_map(|it| after.relation(*it));
    let new = new.filter(|it| !effect.rebuilt_indexes.contains(&it.name));
    rebuilt.chain(new.filter_map(|it| it.index())).filter(|it| !it.partitioned)
}

fn build(index: &Index, rows: u64, cost: &mut Cost) {
    let (row, span) = match index.method.as_str() {
        "hash" => (1_200, SPAN),
        "brin" => (50, SPAN),
        "gin" => (3_000, WIDEST),
        "gist" | "spgist" => (2_500, WIDE),
        // From already in order to long text at random.
        _ => (BTREE_STEP.saturating_mul(u64::from(rows.max(2).ilog2())), BTREE_SPAN),
    };
    let time = rows.saturating_mul(row);
    cost.add(time, span);
    if index.predicate.is_some() {
        // Perhaps no row at all.
        cost.cached.0 = cost.cached.0.saturating_sub(time / span);
    }
    cost.write(rows.saturating_mul(ENTRY_BYTES));
}

fn size_of(relation: &Relation) -> Option<Size> {
    match &relation.kind {
        RelationKind::Table(table) => table.size,
        RelationKind::MaterializedView(view) => view.size,
        _ => None,
    }
}

#[cfg(test)]
mod tests;
