//! CREATE INDEX and REINDEX, on partitioned tables and CONCURRENTLY.

use super::{
    RequirementKind, RewriteReason, ScanReason, Wait,
    partitions::same_index,
    work::{Work, stores_rows},
};
use crate::{
    catalog::{
        RelationId,
        relation::{KeyPart, Relation, Table},
    },
    simulate::lock::LockMode::{self, *},
    sql::{
        name::Ident,
        statement::{CreateIndex, Reindex, ReindexTarget},
    },
};

pub(super) fn create(index: &CreateIndex, work: &mut Work<'_>) {
    let Some(table) = work.resolve(&index.table) else { return };
    let id = table.id;
    work.lock(id, if index.concurrently { ShareUpdateExclusive } else { Share });
    let Some(made) = created_on(id, work) else { return };
    if table.table().is_some_and(Table::is_partitioned) {
        if !index.only {
            attach_to_partitions(id, made, work);
        }
        return;
    }
    work.scan(id, ScanReason::BuildIndex);
    if index.unique {
        let columns = work.after.relation(made).and_then(|it| it.index());
        let columns = columns.map(|it| it.leading_columns().collect()).unwrap_or_default();
        work.require(id, columns, RequirementKind::Unique);
    }
    if index.concurrently && table.table().is_some() {
        work.waits.push(Wait::Lockers { relation: table.name.clone(), mode: Share });
        work.waits.push(Wait::Snapshots);
    }
}

/// The index that the statement made on the table; None where it existed already.
fn created_on(table: RelationId, work: &Work<'_>) -> Option<RelationId> {
    let before = work.relation(table)?.indexes();
    let after = work.after.relation(table)?.indexes();
    after.iter().find(|it| !before.contains(it)).copied()
}

/// Each partition gets the index built, unless it has one that fits; to find that, its free indexes are locked.
fn attach_to_partitions(parent: RelationId, made: RelationId, work: &mut Work<'_>) {
    let children = work.table(parent).map(|it| it.children.clone()).unwrap_or_default();
    for child in children {
        work.lock(child, Share);
        let Some(relation) = work.relation(child) else { continue };
        let fitting = free_index_that_fits(child, made, work);
        if relation.table().is_some_and(Table::is_partitioned) {
            attach_to_partitions(child, made, work);
        } else if !fitting {
            work.scan(child, ScanReason::BuildIndex);
        }
    }
}

fn free_index_that_fits(child: RelationId, made: RelationId, work: &mut Work<'_>) -> bool {
    let after = work.after;
    let Some(wanted) = after.relation(made).and_then(|it| it.index()) else { return false };
    let Some(parent) = after.relation(wanted.table) else { return false };
    for index in work.indexes(child) {
        let Some((own, relation)) = work.relation(index).and_then(Relation::index).zip(work.relation(child)) else {
            continue;
        };
        if own.parent.is_some() {
            continue;
        }
        if same_index(own, relation, wanted, parent) {
            work.lock(index, Share);
            return true;
        }
        work.lock_briefly(index, Share);
    }
    false
}

/// What a unique or primary key constraint on a partitioned table does to its partitions.
pub(super) fn on_partitions(parent: RelationId, columns: &[Ident], mode: LockMode, work: &mut Work<'_>) {
    let children = work.table(parent).map(|it| it.children.clone()).unwrap_or_default();
    for child in children {
        work.lock(child, mode);
        let mut fits = false;
        for index in work.indexes(child) {
            let Some(own) = work.relation(index).and_then(Relation::index).filter(|it| it.parent.is_none()) else {
                continue;
            };
            work.lock_briefly(index, Share);
            let named = |number| Some(work.table(child)?.column_numbered(number)?.name.clone());
            let keys: Option<Vec<Ident>> = own
                .keys
                .iter()
                .map(|it| match it.key {
                    KeyPart::Column(number) => named(number),
                    KeyPart::Expr(_) => None,
                })
                .collect();
            // Only a constraint's index can become part of a constraint.
            let of_constraint =
                work.table(child).is_some_and(|it| it.constraints.iter().any(|it| it.index() == Some(index)));
            if own.unique && of_constraint && keys.as_deref() == Some(columns) {
                work.lock(index, Share);
                fits = true;
                break;
            }
        }
        if work.table(child).is_some_and(Table::is_partitioned) {
            on_partitions(child, columns, mode, work);
        } else if !fits {
            work.scan(child, ScanReason::BuildIndex);
        }
    }
}

pub(super) fn reindex(reindex: &Reindex, work: &mut Work<'_>) {
    match reindex.target {
        ReindexTarget::Index => {
            let Some(index) = reindex.name.as_ref().and_then(|it| work.resolve(it)) else { return };
            reindex_index(index, reindex.concurrently, work);
        }
        ReindexTarget::Table => {
            let Some(table) = reindex.name.as_ref().and_then(|it| work.resolve(it)) else { return };
            reindex_family(table, reindex.concurrently, work);
        }
        ReindexTarget::Schema | ReindexTarget::Database | ReindexTarget::System => {
            let schema = match reindex.target {
                ReindexTarget::Schema => reindex.name.as_ref().map(|it| &it.name),
                _ => None,
            };
            if reindex.target == ReindexTarget::System {
                return;
            }
            let stores = |it: &&std::sync::Arc<Relation>| stores_rows(it);
            let named = |it: &&std::sync::Arc<Relation>| schema.is_none_or(|schema| it.name.schema == *schema);
            let tables: Vec<RelationId> =
                work.before.relations().filter(stores).filter(named).map(|it| it.id).collect();
            tables.into_iter().for_each(|it| reindex_table(it, reindex.concurrently, work));
        }
    }
}

fn reindex_index(relation: &Relation, concurrently: bool, work: &mut Work<'_>) {
    let Some(index) = relation.index() else { return };
    let table = index.table;
    let weak = if concurrently { ShareUpdateExclusive } else { Share };
    if !index.partitioned {
        rebuild_one(table, relation.id, concurrently, work);
        return;
    }
    work.lock(table, weak);
    work.lock(relation.id, if concurrently { ShareUpdateExclusive } else { AccessExclusive });
    for child in index_family(relation.id, table, work) {
        let Some(part) = work.relation(child).and_then(Relation::index) else { continue };
        if part.partitioned {
            work.lock(child, Share);
        } else {
            // First all of them are locked at once, then each is done in a transaction of its own.
            work.lock(child, Share);
            rebuild_one(part.table, child, concurrently, work);
        }
    }
}

/// Indexes attached below a partitioned index.
pub(super) fn index_family(index: RelationId, table: RelationId, work: &Work<'_>) -> Vec<RelationId> {
    let mut found = Vec::new();
    let mut parents = vec![index];
    for child in work.descendants(table) {
        for own in work.indexes(child) {
            let parent = work.relation(own).and_then(|it| it.index()?.parent);
            if parent.is_some_and(|it| parents.contains(&it)) {
                parents.push(own);
                found.push(own);
            }
        }
    }
    found
}

fn rebuild_one(table: RelationId, index: RelationId, concurrently: bool, work: &mut Work<'_>) {
    work.lock(table, if concurrently { ShareUpdateExclusive } else { Share });
    work.lock(index, if concurrently { ShareUpdateExclusive } else { AccessExclusive });
    work.rebuilt(table, index);
    work.new_file(index, RewriteReason::Reindex);
    if concurrently {
        waits_for_everyone(table, work);
    }
}

fn waits_for_everyone(table: RelationId, work: &mut Work<'_>) {
    let Some(relation) = work.relation(table) else { return };
    let wait = Wait::Lockers { relation: relation.name.clone(), mode: AccessExclusive };
    if !work.waits.contains(&wait) {
        work.waits.push(wait);
    }
}

fn reindex_family(relation: &Relation, concurrently: bool, work: &mut Work<'_>) {
    if !relation.table().is_some_and(Table::is_partitioned) {
        reindex_table(relation.id, concurrently, work);
        return;
    }
    let root = if concurrently { ShareUpdateExclusive } else { Share };
    work.lock(relation.id, root);
    for table in work.descendants(relation.id) {
        // For the moment in which the partitions are listed, all are locked.
        work.lock_briefly(table, Share);
        if work.relation(table).is_some_and(stores_rows) {
            reindex_table(table, concurrently, work);
        }
    }
}

fn reindex_table(table: RelationId, concurrently: bool, work: &mut Work<'_>) {
    work.lock(table, if concurrently { ShareUpdateExclusive } else { Share });
    for index in work.indexes(table) {
        rebuild_one(table, index, concurrently, work);
    }
    if concurrently {
        waits_for_everyone(table, work);
    }
}
