//! ALTER TABLE and its sisters: the lock of the whole statement, what each action adds, what follows from all of them.

use super::{RewriteReason, alter_constraint, alter_type, columns, drop, partitions, work::Work};
use crate::{
    catalog::{
        RelationId,
        relation::{ColumnNumber, Relation, RelationKind, Table},
    },
    simulate::lock::LockMode::{self, *},
    sql::{
        name::Ident,
        statement::{
            AlterAction, AlterKind, AlterTable, ObjectKind, Persistence, RelationKeyword, ReplicaIdentity,
            SequenceOptions, StorageOption, TableConstraintKind, TriggerSelection,
        },
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// One statement, while its actions are gone through.
pub(super) struct Alter<'s> {
    pub(super) id: RelationId,
    /// The strongest lock that one of its actions asks for; all tables it recurses to get it.
    pub(super) mode: LockMode,
    pub(super) statement: &'s AlterTable,
    /// Columns whose type was changed, by table.
    pub(super) retyped: BTreeMap<RelationId, BTreeSet<ColumnNumber>>,
}

impl Alter<'_> {
    pub(super) fn recurse(&self) -> bool {
        !self.statement.only
    }

    /// Locks what the action recurses to; the tables, parents first.
    pub(super) fn reach(&self, work: &mut Work<'_>, recurse: bool) -> Vec<RelationId> {
        let tables = work.reach(self.id, recurse);
        for table in &tables {
            work.lock(*table, self.mode);
        }
        tables
    }

    pub(super) fn all(&self, work: &mut Work<'_>) -> Vec<RelationId> {
        self.reach(work, self.recurse())
    }
}

pub(super) fn statement(statement: &AlterTable, work: &mut Work<'_>) {
    let Some(target) = work.resolve(&statement.name) else { return };
    let by_index_keyword = statement.keyword == RelationKeyword::Index && target.index().is_some();
    let modes = statement.actions.iter().map(|it| level(&it.kind, by_index_keyword));
    let mode = modes.max().unwrap_or(AccessExclusive);
    work.lock(target.id, mode);
    let mut alter = Alter { id: target.id, mode, statement, retyped: BTreeMap::new() };
    for it in &statement.actions {
        action(it, &mut alter, target, work);
    }
    alter_type::rebuild_dependents(&alter, work);
    let drops = |it: &AlterAction| {
        matches!(
            it.kind,
            AlterKind::DropColumn { .. } | AlterKind::DropConstraint { .. } | AlterKind::DropIdentity { .. }
        )
    };
    if statement.actions.iter().any(drops) {
        drop::fallout(work);
    }
}

/// The lock that an action asks for on the altered relation.
fn level(kind: &AlterKind, by_index_keyword: bool) -> LockMode {
    match kind {
        AlterKind::SetStatistics { .. }
        | AlterKind::SetColumnOptions { .. }
        | AlterKind::ClusterOn(_)
        | AlterKind::ValidateConstraint { .. }
        | AlterKind::AttachPartition { .. }
        | AlterKind::AttachIndex { .. } => ShareUpdateExclusive,
        AlterKind::DetachPartition { concurrently, finalize, .. } if *concurrently || *finalize => ShareUpdateExclusive,
        AlterKind::RenameTo(_) if by_index_keyword => ShareUpdateExclusive,
        AlterKind::SetOptions { options, .. } => options.iter().map(option_level).max().unwrap_or(ShareUpdateExclusive),
        AlterKind::EnableTrigger { .. } => ShareRowExclusive,
        AlterKind::AddConstraint(constraint) => match constraint.kind {
            TableConstraintKind::ForeignKey { .. } => ShareRowExclusive,
            _ => AccessExclusive,
        },
        _ => AccessExclusive,
    }
}

/// Storage parameters that readers or writers look at need ACCESS EXCLUSIVE, the rest does not.
fn option_level(option: &StorageOption) -> LockMode {
    match &*option.name {
        "user_catalog_table"
        | "security_barrier"
        | "security_invoker"
        | "check_option"
        | "fastupdate"
        | "buffering"
        | "gin_pending_list_limit"
        | "autosummarize"
        | "pages_per_range" => AccessExclusive,
        _ => ShareUpdateExclusive,
    }
}

fn action(action: &AlterAction, alter: &mut Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    match &action.kind {
        AlterKind::AddColumn { column, if_not_exists } => columns::add(column, *if_not_exists, alter, work),
        AlterKind::DropColumn { name, .. } => columns::drop(name, alter, work),
        AlterKind::AlterType { column, using, .. } => alter_type::column(column, using.as_ref(), alter, work),
        AlterKind::SetDefault { .. }
        | AlterKind::DropDefault { .. }
        | AlterKind::DropNotNull { .. }
        | AlterKind::SetStatistics { .. }
        | AlterKind::DropExpression { .. }
        | AlterKind::RenameColumn { .. } => {
            alter.all(work);
        }
        AlterKind::SetNotNull { column } => columns::set_not_null(column, alter, work),
        AlterKind::SetExpression { column, .. } => columns::set_expression(column, alter, work),
        AlterKind::AddIdentity { .. } => columns::identity(None, false, alter, work),
        AlterKind::SetIdentity { column, options, .. } => {
            let new_file = *options != SequenceOptions::default();
            columns::identity(Some((column, ShareRowExclusive)), new_file, alter, work);
        }
        AlterKind::DropIdentity { column, .. } => {
            columns::identity(Some((column, AccessExclusive)), false, alter, work);
        }
        AlterKind::SetColumnOptions { .. } => {}
        AlterKind::SetStorage { .. } => columns::storage(true, alter, work),
        AlterKind::SetCompression { .. } => columns::storage(false, alter, work),
        AlterKind::AddConstraint(constraint) => alter_constraint::add(constraint, alter, work),
        AlterKind::AlterConstraint { name, attributes, .. } => alter_constraint::alter(name, *attributes, alter, work),
        AlterKind::ValidateConstraint { name } => alter_constraint::validate(name, alter, work),
        AlterKind::DropConstraint { name, .. } => alter_constraint::drop(name, alter, work),
        AlterKind::RenameConstraint { from, .. } => alter_constraint::rename(from, alter, work),
        AlterKind::EnableTrigger { which, .. } => triggers(which, alter, target, work),
        AlterKind::ClusterOn(index) => index_lock(index.as_ref(), ShareUpdateExclusive, target, work),
        AlterKind::ReplicaIdentity(ReplicaIdentity::Index(index)) => index_lock(Some(index), Share, target, work),
        AlterKind::SetLogged(logged) => set_logged(*logged, alter, target, work),
        AlterKind::SetAccessMethod(_) => set_access_method(alter, target, work),
        AlterKind::SetTablespace(tablespace) => set_tablespace(tablespace, alter, target, work),
        AlterKind::Inherit { parent } => related(parent, ShareUpdateExclusive, work),
        AlterKind::NoInherit { parent } => related(parent, AccessShare, work),
        AlterKind::OwnerTo(_) => owner(alter, work),
        AlterKind::SetSchema(_) => set_schema(alter, target, work),
        AlterKind::AttachPartition { partition, bound } => partitions::attach(partition, bound, alter, work),
        AlterKind::DetachPartition { partition, concurrently, finalize } => {
            partitions::detach(partition, *concurrently || *finalize, *concurrently, alter, work);
        }
        AlterKind::AttachIndex { index } => partitions::attach_index(index, alter, work),
        AlterKind::EnableRule { .. }
        | AlterKind::RowSecurity(_)
        | AlterKind::SetOptions { .. }
        | AlterKind::OfType(_)
        | AlterKind::NotOfType
        | AlterKind::ReplicaIdentity(_)
        | AlterKind::RenameTo(_)
        | AlterKind::DependsOnExtension { .. }
        | AlterKind::SetWithoutOids
        | AlterKind::ForeignOptions { .. } => {}
    }
}

fn related(name: &crate::sql::name::ObjectName, mode: LockMode, work: &mut Work<'_>) {
    if let Some(relation) = work.resolve(name) {
        work.lock(relation.id, mode);
    }
}

fn index_lock(name: Option<&Ident>, mode: LockMode, table: &Relation, work: &mut Work<'_>) {
    let named = |id: &RelationId| work.relation(*id).is_some_and(|it| Some(&it.name.name) == name);
    let found = table.indexes().iter().copied().find(named);
    if let Some(index) = found {
        work.lock(index, mode);
    }
}

/// Row triggers live on every partition, statement triggers on the root alone.
fn triggers(which: &TriggerSelection, alter: &Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    let Some(table) = target.table().filter(|it| it.is_partitioned()) else { return };
    let row = match which {
        TriggerSelection::Named(name) => table.triggers.iter().any(|it| it.name == *name && it.row),
        TriggerSelection::User => table.triggers.iter().any(|it| it.row),
        TriggerSelection::All => {
            let keys = table.constraints.iter().any(|it| it.foreign_key().is_some());
            keys || table.triggers.iter().any(|it| it.row) || work.before.referencing(target.id).next().is_some()
        }
    };
    if row {
        alter.all(work);
    }
}

fn set_logged(logged: bool, alter: &Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    let wanted = if logged { Persistence::Permanent } else { Persistence::Unlogged };
    if target.persistence == wanted || target.persistence == Persistence::Temporary {
        return;
    }
    work.rewrite(alter.id, RewriteReason::Persistence);
    if target.sequence().is_some() {
        work.new_file(alter.id, RewriteReason::Persistence);
    }
    if work.version() >= 15 {
        for sequence in owned_sequences(alter.id, work) {
            work.lock(sequence, AccessExclusive);
            work.new_file(sequence, RewriteReason::Persistence);
        }
    }
}

fn set_access_method(alter: &Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    let method = |table: Option<&Table>| {
        let method = table.and_then(|it| it.access_method.clone());
        method.unwrap_or_else(|| Ident::exact("heap"))
    };
    let after = work.after.relation(alter.id).and_then(|it| it.table());
    if method(target.table()) != method(after) {
        work.rewrite(alter.id, RewriteReason::AccessMethod);
    }
}

fn set_tablespace(tablespace: &Ident, alter: &Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    let default = Ident::exact("pg_default");
    if target.tablespace.as_ref().unwrap_or(&default) == tablespace {
        return;
    }
    // The file is copied as it is: no index is touched.
    match &target.kind {
        RelationKind::Index(_) => work.new_file(alter.id, RewriteReason::Tablespace),
        _ => {
            work.scan(alter.id, super::ScanReason::Rewrite);
            if super::work::stores_rows(target) {
                work.new_file(alter.id, RewriteReason::Tablespace);
            }
        }
    }
}

fn owner(alter: &Alter<'_>, work: &mut Work<'_>) {
    let owner = |it: Option<&Relation>| it.and_then(|it| it.owner.clone());
    let before = owner(work.relation(alter.id));
    let after = owner(work.after.relation(alter.id).map(|it| &**it));
    if before == after {
        return;
    }
    for index in work.indexes(alter.id) {
        work.lock(index, AccessExclusive);
    }
    lock_owned_sequences(alter.id, work);
}

fn set_schema(alter: &Alter<'_>, target: &Relation, work: &mut Work<'_>) {
    let constraints = target.table().map(|it| it.constraints.as_slice()).unwrap_or_default();
    for index in work.indexes(alter.id) {
        if !constraints.iter().any(|it| it.index() == Some(index)) {
            work.lock_briefly(index, AccessExclusive);
        }
    }
    lock_owned_sequences(alter.id, work);
}

fn lock_owned_sequences(table: RelationId, work: &mut Work<'_>) {
    for sequence in owned_sequences(table, work) {
        work.lock(sequence, AccessExclusive);
    }
}

/// Sequences of serial and identity columns.
pub(super) fn owned_sequences(table: RelationId, work: &Work<'_>) -> Vec<RelationId> {
    let owned = work.before.owned_sequences(table);
    owned.map(|it| it.id).collect()
}

/// ALTER … on something that is not a relation of its own is in `objects`; this tells the two apart for messages.
pub(super) fn is_relation_kind(kind: ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence
    )
}
