//! VACUUM, ANALYZE, CLUSTER, REFRESH, TRUNCATE and LOCK TABLE.

use super::{
    DurationClass, RewriteReason, alter, dml,
    work::{Work, stores_rows},
};
use crate::{
    catalog::{
        RelationId,
        relation::{RelationKind, Table},
    },
    simulate::lock::LockMode::{self, *},
    sql::{
        name::ObjectName,
        statement::{Cluster, LockTable, Maintenance, Refresh, Truncate},
    },
};
use std::collections::BTreeSet;

pub(super) fn refresh(refresh: &Refresh, work: &mut Work<'_>) {
    let Some(relation) = work.resolve(&refresh.name) else { return };
    let Some(view) = relation.view() else { return };
    if refresh.concurrently {
        work.lock(relation.id, Exclusive);
        for index in work.indexes(relation.id) {
            work.lock(index, RowExclusive);
        }
    } else {
        work.lock(relation.id, AccessExclusive);
        if refresh.with_data {
            work.rewrite(relation.id, RewriteReason::Refresh);
        } else {
            work.indexes(relation.id).into_iter().for_each(|it| work.lock(it, AccessExclusive));
        }
    }
    if refresh.with_data {
        dml::read_view(view, true, work);
        work.class = work.class.max(DurationClass::Rows);
    }
}

pub(super) fn vacuum(vacuum: &Maintenance, work: &mut Work<'_>) {
    let full = vacuum.options.iter().any(|it| it.as_str() == "full");
    let tables = maintained(vacuum, true, work);
    for table in tables {
        if full && work.relation(table).is_some_and(stores_rows) {
            work.rewrite(table, RewriteReason::VacuumFull);
        } else {
            work.lock(table, ShareUpdateExclusive);
        }
    }
    // How much is to do depends on what is dead, not on the size.
    work.class = work.class.max(DurationClass::Unknown);
}

/// Samples rows: never long, but it waits for its lock like everyone.
pub(super) fn analyze(analyze: &Maintenance, work: &mut Work<'_>) {
    for table in maintained(analyze, false, work) {
        // A view is opened to see that there is nothing to sample.
        match work.relation(table).map(|it| &it.kind) {
            Some(RelationKind::View(_)) => work.lock_briefly(table, ShareUpdateExclusive),
            _ => work.lock(table, ShareUpdateExclusive),
        }
    }
    for name in &analyze.tables {
        let Some(relation) = work.resolve(name) else { continue };
        // An inheritance parent's statistics cover the children, which are read.
        for child in work.descendants(relation.id) {
            if work.relation(child).is_some_and(stores_rows) {
                work.lock(child, AccessShare);
            } else {
                work.lock_briefly(child, AccessShare);
            }
        }
    }
}

/// The tables named, or all; partitions always, inheritance children from 18 on.
fn maintained(statement: &Maintenance, vacuum: bool, work: &Work<'_>) -> Vec<RelationId> {
    if statement.tables.is_empty() {
        let stores = work.before.relations().filter(|it| stores_rows(it));
        let partitioned = work.before.relations().filter(|it| !vacuum && it.table().is_some_and(Table::is_partitioned));
        return stores.chain(partitioned).map(|it| it.id).collect();
    }
    let only = statement.options.iter().any(|it| it.as_str() == "only");
    let mut tables = Vec::new();
    for relation in statement.tables.iter().filter_map(|it| work.resolve(it)) {
        let partitioned = relation.table().is_some_and(Table::is_partitioned);
        tables.extend(work.reach(relation.id, !only && (partitioned || work.version() >= 18)));
    }
    tables
}

pub(super) fn cluster(cluster: &Cluster, work: &mut Work<'_>) {
    let named = cluster.table.as_ref();
    let tables: Vec<RelationId> = match named {
        Some(name) => work.resolve(name).map(|it| it.id).into_iter().collect(),
        None => {
            let marked = |it: &&std::sync::Arc<crate::catalog::relation::Relation>| {
                it.table().is_some_and(|it| it.clustered_on.is_some())
            };
            work.before.relations().filter(marked).map(|it| it.id).collect()
        }
    };
    for table in tables {
        work.lock(table, AccessExclusive);
        if !work.table(table).is_some_and(Table::is_partitioned) {
            work.rewrite(table, RewriteReason::Cluster);
            continue;
        }
        for leaf in work.descendants(table) {
            work.rewrite(leaf, RewriteReason::Cluster);
        }
    }
}

pub(super) fn truncate(truncate: &Truncate, work: &mut Work<'_>) {
    let mut tables = BTreeSet::new();
    for (name, only) in &truncate.tables {
        if let Some(relation) = work.resolve(name) {
            tables.extend(work.reach(relation.id, !only));
        }
    }
    if truncate.cascade {
        add_referencing(&mut tables, work);
    }
    for table in tables {
        work.lock(table, AccessExclusive);
        if !work.relation(table).is_some_and(stores_rows) {
            continue;
        }
        work.indexes(table).into_iter().for_each(|it| work.lock(it, AccessExclusive));
        if truncate.restart_identity {
            for sequence in alter::owned_sequences(table, work) {
                work.lock(sequence, AccessExclusive);
                work.new_file(sequence, RewriteReason::Sequence);
            }
        }
    }
}

/// Tables that reference one of them, and so on; what is below them too.
fn add_referencing(tables: &mut BTreeSet<RelationId>, work: &Work<'_>) {
    let mut open: Vec<RelationId> = tables.iter().copied().collect();
    while let Some(table) = open.pop() {
        let referencing: Vec<RelationId> = work.before.referencing(table).map(|(from, _)| from.id).collect();
        for from in referencing.into_iter().flat_map(|it| work.family(it)) {
            if tables.insert(from) {
                open.push(from);
            }
        }
    }
}

pub(super) fn lock_table(lock: &LockTable, work: &mut Work<'_>) {
    let mode = LockMode::parse(&lock.mode).unwrap_or(AccessExclusive);
    for (name, only) in &lock.tables {
        lock_named(name, !only, mode, work);
    }
}

fn lock_named(name: &ObjectName, recurse: bool, mode: LockMode, work: &mut Work<'_>) {
    let Some(relation) = work.resolve(name) else { return };
    for table in work.reach(relation.id, recurse) {
        work.lock(table, mode);
    }
    lock_below(relation.id, mode, work);
}

/// A view's lock goes to all that its query reads.
fn lock_below(view: RelationId, mode: LockMode, work: &mut Work<'_>) {
    let mut open = vec![view];
    let mut seen = BTreeSet::from([view]);
    while let Some(id) = open.pop() {
        let Some(RelationKind::View(view)) = work.relation(id).map(|it| &it.kind) else { continue };
        for dependency in &view.dependencies {
            if seen.insert(dependency.relation) {
                for table in work.family(dependency.relation) {
                    work.lock(table, mode);
                }
                open.push(dependency.relation);
            }
        }
    }
}
