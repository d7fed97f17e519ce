//! CREATE TABLE, views and sequences: what they read or refer to.

use super::{DurationClass, RewriteReason, alter_constraint::lock_foreign_key, dml, partitions, work::Work};
use crate::{
    catalog::RelationId,
    simulate::lock::LockMode::*,
    sql::{
        name::ObjectName,
        statement::{
            AlterSequence, ColumnConstraintKind, CreateSequence, CreateTable, CreateTableAs, CreateView, OwnedBy,
            QueryText, SequenceOptions, TableConstraintKind,
        },
    },
};

pub(super) fn table(create: &CreateTable, work: &mut Work<'_>) {
    if !is_new(&create.name, work) {
        return;
    }
    for parent in &create.inherits {
        lock(parent, ShareUpdateExclusive, work);
    }
    for like in &create.like {
        lock(&like.table, AccessShare, work);
    }
    if let Some((parent, bound)) = &create.partition_of {
        partitions::create(parent, bound, work);
    }
    let of_columns = create.columns.iter().flat_map(|it| &it.constraints).filter_map(|it| match &it.kind {
        ColumnConstraintKind::References(references) => Some(references),
        _ => None,
    });
    let of_table = create.constraints.iter().filter_map(|it| match &it.kind {
        TableConstraintKind::ForeignKey { references, .. } => Some(references),
        _ => None,
    });
    let referenced: Vec<RelationId> =
        of_columns.chain(of_table).filter_map(|it| Some(work.resolve(&it.table)?.id)).collect();
    referenced.into_iter().for_each(|it| lock_foreign_key(it, work));
}

/// IF NOT EXISTS looks no further when the name is taken.
fn is_new(name: &ObjectName, work: &Work<'_>) -> bool {
    let made = work.after.resolve(name, work.session);
    made.is_some_and(|it| work.relation(it.id).is_none())
}

fn lock(name: &ObjectName, mode: crate::simulate::lock::LockMode, work: &mut Work<'_>) {
    if let Some(relation) = work.resolve(name) {
        work.lock(relation.id, mode);
    }
}

pub(super) fn table_as(create: &CreateTableAs, work: &mut Work<'_>) {
    if !is_new(&create.name, work) {
        return;
    }
    let Some(query) = &create.query else {
        work.class = work.class.max(DurationClass::Unknown);
        return;
    };
    if !create.with_data && create.materialized_view {
        analysed(query, work);
        return;
    }
    dml::read_query(query, create.with_data, work);
    if create.with_data && !work.locked().is_empty() {
        work.class = work.class.max(DurationClass::Rows);
    }
}

/// The query is not run: views in it are not looked into.
fn analysed(query: &QueryText, work: &mut Work<'_>) {
    let read = work.before.read_text(query, work.session).dependencies;
    read.iter().for_each(|it| work.lock(it.relation, AccessShare));
}

pub(super) fn view(view: &CreateView, work: &mut Work<'_>) {
    analysed(&view.query, work);
    if view.or_replace
        && let Some(existing) = work.resolve(&view.name).filter(|it| !is_new(&view.name, work) && it.view().is_some())
    {
        work.lock(existing.id, AccessExclusive);
    }
}

pub(super) fn sequence(create: &CreateSequence, work: &mut Work<'_>) {
    owner_table(&create.options, work);
}

pub(super) fn alter_sequence(alter: &AlterSequence, work: &mut Work<'_>) {
    let Some(sequence) = work.resolve(&alter.name) else { return };
    work.lock(sequence.id, ShareRowExclusive);
    let only_owner = SequenceOptions { owned_by: alter.options.owned_by.clone(), ..SequenceOptions::default() };
    if alter.options != only_owner {
        work.new_file(sequence.id, RewriteReason::Sequence);
    }
    owner_table(&alter.options, work);
}

fn owner_table(options: &SequenceOptions, work: &mut Work<'_>) {
    if let Some(OwnedBy::Column { table, .. }) = &options.owned_by {
        lock(table, AccessShare, work);
    }
}
