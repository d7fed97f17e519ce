//! Partitions: ATTACH, DETACH, CREATE TABLE … PARTITION OF, and what they do to the default partition, to indexes and
//! to foreign keys in both directions.

use super::{
    RequirementKind, ScanReason, Wait,
    alter::Alter,
    alter_constraint::same_key,
    implication::{self, Side},
    work::{Work, stores_rows},
};
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Constraint, Index, KeyPart, Relation, Table},
    },
    simulate::lock::LockMode::*,
    sql::{
        expr::Tree,
        name::{Ident, ObjectName},
        statement::PartitionBound,
    },
};

pub(super) fn attach(partition: &ObjectName, bound: &PartitionBound, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(new) = work.resolve(partition) else { return };
    let (parent, id) = (alter.id, new.id);
    let family = work.family(id);
    family.iter().for_each(|it| work.lock(*it, AccessExclusive));
    default_partition(parent, bound, work);
    if !proves_bound(id, parent, bound, work) {
        family.iter().for_each(|it| work.scan(*it, ScanReason::PartitionBound));
        work.require(id, Vec::new(), RequirementKind::Check);
    }
    if builds_indexes(id, parent, work) {
        family.iter().for_each(|it| work.scan(*it, ScanReason::BuildIndex));
    }
    lock_parent_indexes(parent, work);
    let outgoing: Vec<Constraint> = foreign_keys(work.table(parent)).cloned().collect();
    for constraint in &outgoing {
        let Some(key) = constraint.foreign_key() else { continue };
        let own = foreign_keys(work.table(id)).any(|it| it.foreign_key().is_some_and(|own| same_key(own, key)));
        if own {
            // Its triggers are duplicates now and are dropped.
            work.lock_referenced(key.references, AccessExclusive);
        } else {
            work.lock_referenced(key.references, ShareRowExclusive);
            family.iter().for_each(|it| work.scan(*it, ScanReason::ValidateForeignKey));
        }
    }
    for ancestor in referencing_tables(parent, work) {
        work.lock(ancestor, AccessShare);
    }
}

/// CREATE TABLE … PARTITION OF.
pub(super) fn create(parent: &ObjectName, bound: &PartitionBound, work: &mut Work<'_>) {
    let Some(parent) = work.resolve(parent).map(|it| it.id) else { return };
    work.lock(parent, AccessExclusive);
    default_partition(parent, bound, work);
    lock_parent_indexes(parent, work);
    let outgoing: Vec<RelationId> =
        foreign_keys(work.table(parent)).filter_map(|it| Some(it.foreign_key()?.references)).collect();
    outgoing.into_iter().for_each(|it| work.lock_referenced(it, ShareRowExclusive));
    referencing_tables(parent, work);
}

fn foreign_keys(table: Option<&Table>) -> impl Iterator<Item = &Constraint> {
    let constraints = table.map(|it| it.constraints.as_slice()).unwrap_or_default();
    constraints.iter().filter(|it| it.foreign_key().is_some())
}

/// A table that references the parent now references one more partition.
/// Returns the referenced tables, which are the parent or above it.
fn referencing_tables(parent: RelationId, work: &mut Work<'_>) -> Vec<RelationId> {
    let mode = if work.version() >= 15 { ShareRowExclusive } else { AccessShare };
    let mut referenced = Vec::new();
    for table in lineage(parent, work) {
        let referencing: Vec<RelationId> = work.before.referencing(table).map(|(from, _)| from.id).collect();
        if !referencing.is_empty() {
            referenced.push(table);
        }
        referencing.into_iter().for_each(|it| work.lock(it, mode));
    }
    referenced
}

/// A table, the partitioned table it belongs to, and so on up to the root.
pub(super) fn lineage(id: RelationId, work: &Work<'_>) -> Vec<RelationId> {
    let mut found = vec![id];
    let mut current = id;
    while let Some(parent) = work.table(current).and_then(|it| Some(it.partition_of.as_ref()?.parent)) {
        if found.contains(&parent) {
            break;
        }
        found.push(parent);
        current = parent;
    }
    found
}

fn lock_parent_indexes(parent: RelationId, work: &mut Work<'_>) {
    work.indexes(parent).into_iter().for_each(|it| work.lock(it, ShareUpdateExclusive));
}

/// The default partition must hold no row of the new one.
fn default_partition(parent: RelationId, bound: &PartitionBound, work: &mut Work<'_>) {
    if *bound == PartitionBound::Default {
        return;
    }
    let Some(default) = default_of(work.before, parent) else { return };
    let excluded = excludes_bound(default, parent, bound, work);
    for table in work.family(default) {
        work.lock(table, AccessExclusive);
        if !excluded {
            work.scan(table, ScanReason::PartitionBound);
        }
    }
}

pub(super) fn default_of(catalog: &Catalog, parent: RelationId) -> Option<RelationId> {
    let children = &catalog.relation(parent)?.table()?.children;
    let is_default = |id: &&RelationId| {
        let partition = catalog.relation(**id).and_then(|it| it.table()?.partition_of.as_ref());
        partition.is_some_and(|it| it.bound == PartitionBound::Default)
    };
    children.iter().find(is_default).copied()
}

/// The only key column; longer keys and expressions are not reasoned about.
fn key_column<'a>(parent: RelationId, work: &Work<'a>) -> Option<&'a Ident> {
    let table = work.table(parent)?;
    let [key] = table.partition_key.as_ref()?.keys.as_slice() else { return None };
    match key.key {
        KeyPart::Column(number) => Some(&table.column_numbered(number)?.name),
        KeyPart::Expr(_) => None,
    }
}

fn valid_checks(table: &Table) -> Vec<&Tree> {
    let valid = table.constraints.iter().filter(|it| it.valid && it.enforced);
    valid.filter_map(|it| Some(&*it.check()?.tree)).collect()
}

fn is_open(bound: &Tree, word: &str) -> bool {
    matches!(bound, Tree::Column { name, .. } if name.as_str() == word)
}

fn proves_bound(id: RelationId, parent: RelationId, bound: &PartitionBound, work: &Work<'_>) -> bool {
    let Some((table, column)) = work.table(id).zip(key_column(parent, work)) else { return false };
    let checks = valid_checks(table);
    let not_null = table.column(column).is_some_and(|it| it.not_null.as_ref().is_some_and(|it| it.valid))
        || checks.iter().any(|it| implication::proves_not_null(it, column));
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else { return false };
            let low =
                is_open(&from.tree, "minvalue") || implication::implies(&checks, column, Side::AtLeast, &from.tree);
            let high = is_open(&to.tree, "maxvalue") || implication::implies(&checks, column, Side::Below, &to.tree);
            not_null && low && high
        }
        PartitionBound::In(values) => {
            let trees: Vec<&Tree> = values.iter().map(|it| &*it.tree).collect();
            let takes_null = trees.iter().any(|it| matches!(it, Tree::Null));
            (not_null || takes_null) && implication::implies_one_of(&checks, column, &trees)
        }
        // What the default partition may hold is the opposite of all the others.
        PartitionBound::Default => {
            let siblings = work.table(parent).map(|it| it.children.as_slice()).unwrap_or_default();
            let excludes = |sibling: &RelationId| {
                let partition = work.table(*sibling).and_then(|it| it.partition_of.as_ref());
                partition.is_some_and(|it| excludes(&checks, column, &it.bound))
            };
            siblings.iter().all(excludes)
        }
        PartitionBound::Hash { .. } => false,
    }
}

fn excludes_bound(default: RelationId, parent: RelationId, bound: &PartitionBound, work: &Work<'_>) -> bool {
    let Some((table, column)) = work.table(default).zip(key_column(parent, work)) else { return false };
    excludes(&valid_checks(table), column, bound)
}

fn excludes(checks: &[&Tree], column: &Ident, bound: &PartitionBound) -> bool {
    match bound {
        PartitionBound::Range { from, to } => {
            let ([from], [to]) = (from.as_slice(), to.as_slice()) else { return false };
            let above = !is_open(&to.tree, "maxvalue") && implication::implies(checks, column, Side::AtLeast, &to.tree);
            let below =
                !is_open(&from.tree, "minvalue") && implication::implies(checks, column, Side::Below, &from.tree);
            above || below
        }
        PartitionBound::In(values) => {
            let trees: Vec<&Tree> = values.iter().map(|it| &*it.tree).collect();
            implication::excludes_all(checks, column, &trees)
        }
        PartitionBound::Default | PartitionBound::Hash { .. } => false,
    }
}

/// Some index of the parent has no equal on the new partition.
fn builds_indexes(id: RelationId, parent: RelationId, work: &mut Work<'_>) -> bool {
    let Some(partition) = work.relation(id).filter(|it| stores_rows(it) || it.table().is_some()) else { return false };
    work.indexes(parent).into_iter().any(|wanted| {
        let wanted = work.relation(wanted).and_then(Relation::index);
        let Some((wanted, parent)) = wanted.zip(work.relation(parent)) else { return false };
        let mut own = work.indexes(id).into_iter().filter_map(|it| work.relation(it)?.index());
        !own.any(|it| same_index(it, partition, wanted, parent))
    })
}

/// An index of a partition serves as part of the parent's index.
pub(super) fn same_index(own: &Index, partition: &Relation, wanted: &Index, parent: &Relation) -> bool {
    let names = |index: &Index, relation: &Relation| -> Option<Vec<Ident>> {
        let column = |number| Some(relation.columns().iter().find(|it| it.number == number)?.name.clone());
        let keys = index.keys.iter().map(|it| match &it.key {
            KeyPart::Column(number) => column(*number),
            KeyPart::Expr(expr) => Some(Ident::exact(&expr.text)),
        });
        keys.chain(index.include.iter().map(|it| column(*it))).collect()
    };
    let text = |index: &Index| index.predicate.as_ref().map(|it| it.text.clone());
    own.valid
        && own.method == wanted.method
        && own.unique >= wanted.unique
        && names(own, partition).is_some_and(|it| Some(it) == names(wanted, parent))
        && text(own) == text(wanted)
}

pub(super) fn detach(partition: &ObjectName, gentle: bool, concurrently: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(old) = work.resolve(partition).map(|it| it.id) else { return };
    let parent = alter.id;
    work.family(old).into_iter().for_each(|it| work.lock(it, AccessExclusive));
    if let Some(default) = default_of(work.before, parent).filter(|it| *it != old && !gentle) {
        work.lock(default, AccessExclusive);
    }
    for index in work.indexes(old) {
        if work.relation(index).and_then(Relation::index).is_some_and(|it| it.parent.is_some()) {
            work.lock(index, AccessExclusive);
        }
    }
    // Keys from the partition become its own; keys to it must no longer be used.
    let outgoing: Vec<RelationId> =
        foreign_keys(work.table(old)).filter_map(|it| Some(it.foreign_key()?.references)).collect();
    outgoing.into_iter().for_each(|it| work.lock_referenced(it, ShareRowExclusive));
    for id in lineage(parent, work) {
        let referencing: Vec<RelationId> = work.before.referencing(id).map(|(from, _)| from.id).collect();
        if !referencing.is_empty() {
            work.lock(id, AccessShare);
        }
        for table in referencing {
            work.lock(table, AccessExclusive);
            work.scan(table, ScanReason::ValidateForeignKey);
            work.require(table, Vec::new(), RequirementKind::ForeignKey);
        }
    }
    if concurrently && let Some(relation) = work.relation(parent) {
        work.waits.push(Wait::Lockers { relation: relation.name.clone(), mode: AccessExclusive });
    }
}

/// ALTER INDEX parent ATTACH PARTITION child: the tables are only looked at.
pub(super) fn attach_index(child: &ObjectName, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(child) = work.resolve(child) else { return };
    work.lock(child.id, AccessExclusive);
    let tables = [child.index(), work.relation(alter.id).and_then(Relation::index)];
    tables.into_iter().flatten().for_each(|it| work.lock(it.table, AccessShare));
}
