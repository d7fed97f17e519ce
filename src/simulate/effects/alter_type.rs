//! ALTER COLUMN TYPE: which tables are rewritten, and what is made again because it involves the column.

use super::{
    RequirementKind, RewriteReason, ScanReason,
    alter::Alter,
    defaults, dependents,
    type_change::{self, Change},
    work::Work,
};
use crate::{
    catalog::{
        RelationId,
        relation::{ColumnNumber, Constraint, ConstraintKind, Index, KeyPart, Table},
    },
    simulate::lock::LockMode::*,
    sql::{expr::Expr, name::Ident},
};
use std::collections::BTreeSet;

pub(super) fn column(name: &Ident, using: Option<&Expr>, alter: &mut Alter<'_>, work: &mut Work<'_>) {
    for table in alter.all(work) {
        let Some(old) = work.relation(table).and_then(|it| it.column(name)) else { continue };
        let new = work.after.relation(table).and_then(|it| it.columns().iter().find(|it| it.number == old.number));
        let Some(new) = new else { continue };
        let change = Change { from: &old.data_type, to: &new.data_type, column: name, using };
        let is_virtual = old.generated.as_ref().is_some_and(|it| !it.stored);
        if !is_virtual && type_change::rewrites(&change, work.before, work.session) {
            work.rewrite(table, RewriteReason::ColumnType);
            work.require(table, vec![old.number], RequirementKind::Castable);
            if defaults::domain(work.after, &new.data_type).is_some_and(|it| it.not_null || !it.checks.is_empty()) {
                work.require(table, vec![old.number], RequirementKind::Check);
            }
        }
        alter.retyped.entry(table).or_default().insert(old.number);
    }
}

/// After all actions: indexes and constraints that involve a changed column are dropped and made again. Only where
/// the table is not rewritten can an old index or an old validation serve.
pub(super) fn rebuild_dependents(alter: &Alter<'_>, work: &mut Work<'_>) {
    for (table, columns) in &alter.retyped {
        rebuild_indexes(*table, columns, work);
        recheck(*table, columns, alter, work);
        foreign_keys(*table, columns, work);
    }
}

fn rebuild_indexes(id: RelationId, columns: &BTreeSet<ColumnNumber>, work: &mut Work<'_>) {
    let Some(table) = work.table(id) else { return };
    for index_id in table.indexes.clone() {
        let Some(index) = work.relation(index_id).and_then(|it| it.index()) else { continue };
        if !involves(index, columns, table) || !work.survives(index_id) {
            continue;
        }
        work.lock(index_id, AccessExclusive);
        let reused = !work.rewritten(id) && index.parent.is_none() && is_compatible(id, index, work);
        if !reused {
            work.rebuilt(id, index_id);
            // Values that differed may be equal under the new type.
            if index.unique && work.rewritten(id) {
                work.require(id, index.leading_columns().collect(), RequirementKind::Unique);
            }
        }
    }
}

fn involves(index: &Index, columns: &BTreeSet<ColumnNumber>, table: &Table) -> bool {
    let key = |key: &KeyPart| match key {
        KeyPart::Column(number) => columns.contains(number),
        KeyPart::Expr(expr) => dependents::mentions(&expr.tree, columns, table),
    };
    index.keys.iter().any(|it| key(&it.key))
        || index.include.iter().any(|it| columns.contains(it))
        || index.predicate.as_ref().is_some_and(|it| dependents::mentions(&it.tree, columns, table))
}

/// The old file can be kept: no expression, no predicate, the same operator classes and collations.
fn is_compatible(id: RelationId, index: &Index, work: &Work<'_>) -> bool {
    if index.predicate.is_some() || index.keys.iter().any(|it| matches!(it.key, KeyPart::Expr(_))) {
        return false;
    }
    let before = work.table(id);
    let after = work.after.relation(id).and_then(|it| it.table());
    index.keys.iter().all(|key| {
        let KeyPart::Column(number) = key.key else { return false };
        let column = |table: Option<&Table>| table.and_then(|it| it.column_numbered(number)).cloned();
        let Some((old, new)) = column(before).zip(column(after)) else { return false };
        let class = |it| type_change::operator_class(it, work.before);
        let same_class = match &key.opclass {
            Some(_) => true,
            None => class(&old.data_type) == class(&new.data_type),
        };
        same_class && (key.collation.is_some() || old.collation == new.collation)
    })
}

/// A valid CHECK that mentions the column is verified again.
fn recheck(id: RelationId, columns: &BTreeSet<ColumnNumber>, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(table) = work.table(id) else { return };
    let kept = |it: &&Constraint| {
        let after = work.after.relation(alter.id).and_then(|it| it.table());
        id != alter.id || after.is_some_and(|table| table.constraint(&it.name).is_some())
    };
    let mut checks = table.constraints.iter().filter(|it| it.valid && it.enforced).filter(kept);
    if checks.any(|it| it.check().is_some_and(|expr| dependents::mentions(&expr.tree, columns, table))) {
        work.scan(id, ScanReason::ValidateCheck);
    }
}

/// Foreign keys from and to the column are made again: both tables are locked, and rows are checked after a rewrite.
fn foreign_keys(id: RelationId, columns: &BTreeSet<ColumnNumber>, work: &mut Work<'_>) {
    let Some(table) = work.table(id) else { return };
    let rewritten = work.rewritten(id);
    let mut found: Vec<(RelationId, RelationId, bool)> = Vec::new();
    for constraint in &table.constraints {
        let ConstraintKind::ForeignKey(key) = &constraint.kind else { continue };
        if key.columns.iter().any(|it| columns.contains(it)) {
            found.push((id, key.references, constraint.valid && constraint.enforced));
        }
    }
    for (from, constraint) in work.before.referencing(id) {
        let Some(key) = constraint.foreign_key() else { continue };
        if key.referenced_columns.iter().any(|it| columns.contains(it)) {
            found.push((from.id, id, constraint.valid && constraint.enforced));
        }
    }
    for (from, to, valid) in found {
        work.lock(from, AccessExclusive);
        // Dropping the old one touches no partitioned table until 14, but making the new one does.
        work.lock_referenced(to, ShareRowExclusive);
        for table in referenced_family(to, work) {
            let partitioned = work.table(table).is_some_and(Table::is_partitioned);
            if !partitioned || work.version() >= 15 {
                work.lock(table, AccessExclusive);
            }
        }
        if rewritten && valid {
            work.scan(from, ScanReason::ValidateForeignKey);
        }
    }
}

fn referenced_family(id: RelationId, work: &Work<'_>) -> Vec<RelationId> {
    work.reach(id, work.table(id).is_some_and(Table::is_partitioned))
}
