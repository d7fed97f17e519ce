//! DROP of anything, and what goes with it: seen by comparing the schema before and after.

use super::{Wait, partitions, work::Work};
use crate::{
    catalog::{
        Change, RelationId,
        relation::{Constraint, Relation, Table},
    },
    simulate::lock::LockMode::*,
    sql::{
        name::QualifiedName,
        statement::{Drop, ObjectKind, ObjectRef},
    },
};

pub(super) fn statement(drop: &Drop, work: &mut Work<'_>) {
    if drop.concurrently {
        drop.objects.iter().for_each(|it| index_concurrently(it, work));
        return;
    }
    if drop.kind == ObjectKind::Statistics {
        drop.objects.iter().for_each(|it| statistics(it, work));
    }
    if matches!(drop.kind, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule) {
        drop.objects.iter().for_each(|it| part(drop.kind, it, work));
    }
    fallout(work);
}

fn index_concurrently(object: &ObjectRef, work: &mut Work<'_>) {
    let Some(relation) = work.resolve(&object.name) else { return };
    let Some(table) = relation.index().map(|it| it.table) else { return };
    // At the very end, when nobody uses it any more.
    work.lock_briefly(relation.id, AccessExclusive);
    work.lock(table, ShareUpdateExclusive);
    if let Some(table) = work.relation(table).filter(|it| it.table().is_some()) {
        work.waits.push(Wait::Lockers { relation: table.name.clone(), mode: AccessExclusive });
    }
}

fn statistics(object: &ObjectRef, work: &mut Work<'_>) {
    let named = |schema| work.before.statistics.get(&QualifiedName { schema, name: object.name.name.clone() });
    let found = match &object.name.schema {
        Some(schema) => named(schema.clone()),
        None => work.before.visible(work.session).find_map(named),
    };
    if let Some(table) = found.map(|it| it.table) {
        work.lock(table, ShareUpdateExclusive);
    }
}

/// A trigger, policy or rule: the table is locked, for a moment and weakly when there is nothing to drop.
fn part(kind: ObjectKind, object: &ObjectRef, work: &mut Work<'_>) {
    let Some(relation) = work.resolve(&object.name) else { return };
    let count = |it: Option<&Relation>| it.map_or(0, |it| parts(it, kind));
    let gone = count(work.relation(relation.id)) != count(work.after.relation(relation.id).map(|it| &**it));
    if gone {
        work.lock(relation.id, AccessExclusive);
    } else {
        work.lock_briefly(relation.id, AccessShare);
    }
}

fn parts(relation: &Relation, kind: ObjectKind) -> usize {
    let (triggers, policies, rules) = match (relation.table(), relation.view()) {
        (Some(table), _) => (table.triggers.len(), table.policies.len(), table.rules.len()),
        (_, Some(view)) => (view.triggers.len(), 0, view.rules.len()),
        _ => (0, 0, 0),
    };
    match kind {
        ObjectKind::Trigger => triggers,
        ObjectKind::Policy => policies,
        _ => rules,
    }
}

/// Everything that is gone, and everything that lost a part, was locked ACCESS EXCLUSIVE.
pub(super) fn fallout(work: &mut Work<'_>) {
    let changes: Vec<Change<'_>> = work.before.changes(work.after).collect();
    for change in changes {
        match (change.before, change.after) {
            // Another took its name: an index that was built anew.
            (Some(before), None) if work.survives(before.id) => {
                work.lock(before.id, AccessExclusive);
                if let Some(index) = before.index() {
                    work.rebuild(index.table, before.id);
                }
            }
            (Some(before), None) => removed(before, work),
            (Some(before), Some(after)) => diminished(before, after, work),
            (None, _) => {}
        }
    }
}

fn removed(relation: &Relation, work: &mut Work<'_>) {
    work.lock(relation.id, AccessExclusive);
    if let Some(index) = relation.index() {
        work.lock(index.table, AccessExclusive);
        if index.partitioned {
            work.descendants(index.table).into_iter().for_each(|it| work.lock(it, AccessExclusive));
        }
    }
    let Some(table) = relation.table() else { return };
    if let Some(partition) = &table.partition_of
        && work.survives(partition.parent)
    {
        work.lock(partition.parent, AccessExclusive);
        if let Some(default) = partitions::default_of(work.before, partition.parent) {
            work.lock(default, AccessExclusive);
        }
    }
    table.constraints.iter().for_each(|it| key_removed(relation.id, it, work));
}

fn diminished(before: &Relation, after: &Relation, work: &mut Work<'_>) {
    if let Some((old, new)) = before.table().zip(after.table()) {
        let gone = old.constraints.iter().filter(|it| new.constraint(&it.name).is_none());
        gone.for_each(|it| key_removed(before.id, it, work));
        if is_less(old, new) {
            work.lock(before.id, AccessExclusive);
        }
    }
    let rules = |it: &Relation| it.view().map_or(0, |it| it.rules.len());
    if rules(after) < rules(before) {
        work.lock(before.id, AccessExclusive);
    }
}

/// The triggers of a foreign key hang on both tables; until 14 not on partitioned ones.
fn key_removed(from: RelationId, constraint: &Constraint, work: &mut Work<'_>) {
    let Some(key) = constraint.foreign_key() else { return };
    work.lock(from, AccessExclusive);
    if !constraint.enforced {
        return;
    }
    for table in work.family(key.references) {
        let partitioned = work.table(table).is_some_and(Table::is_partitioned);
        if !(partitioned && work.version() < 15) {
            work.lock(table, AccessExclusive);
        }
    }
}

fn is_less(old: &Table, new: &Table) -> bool {
    let column_less = old.columns.iter().any(|it| match new.column_numbered(it.number) {
        Some(after) => it.default.is_some() && after.default.is_none(),
        None => true,
    });
    column_less
        || old.constraints.iter().any(|it| new.constraint(&it.name).is_none())
        || new.triggers.len() < old.triggers.len()
        || new.policies.len() < old.policies.len()
        || new.rules.len() < old.rules.len()
}
