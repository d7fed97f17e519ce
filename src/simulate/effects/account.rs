//! On whose account a statement touches a relation that it is not about: the foreign key's partner, the partition, the
//! index. Read from the schema before and after; knows nothing of locks.

use super::Effects;
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Relation, RelationKind},
        session::Session,
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
        statement::{Drop, ObjectKind, ReindexTarget, StatementKind},
    },
};
use std::collections::BTreeSet;

/// How a relation comes to be touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The relation that the statement is about, or one on the way to it.
    pub relation: QualifiedName,
    pub link: Link,
}

/// What the touched relation is to the other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The other end of this constraint.
    ForeignKey(Ident),
    Partition,
    /// Of table inheritance.
    Child,
    /// The partitioned table, or an inheritance parent.
    Parent,
    Index,
    /// The table of an index.
    Indexed,
    /// Owned by a column.
    Sequence,
    /// The table whose column owns the sequence.
    SequenceOwner,
    /// A view or materialized view that reads it.
    View,
    /// What a view reads.
    Read,
}

impl Link {
    /// As in the JSON contract.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::ForeignKey(_) => "foreign_key",
            Self::Partition => "partition",
            Self::Child => "child",
            Self::Parent => "parent",
            Self::Index => "index",
            Self::Indexed => "indexed",
            Self::Sequence => "sequence",
            Self::SequenceOwner => "sequence_owner",
            Self::View => "view",
            Self::Read => "read",
        }
    }
}

/// Says of each relation that the statement is not about what led to it.
pub(super) fn explain(
    kind: &StatementKind,
    before: &Catalog,
    after: &Catalog,
    session: &Session,
    effects: &mut Effects,
) {
    let resolve = |name: &ObjectName| before.resolve(name, session).or_else(|| after.resolve(name, session));
    let about: BTreeSet<RelationId> = targets(kind).into_iter().filter_map(resolve).map(|it| it.id).collect();
    if about.is_empty() {
        return;
    }
    let touched: BTreeSet<RelationId> = effects.relations.iter().map(|it| it.relation).collect();
    for effect in effects.relations.iter_mut().filter(|it| !about.contains(&it.relation)) {
        let near: Vec<_> = [before, after].into_iter().flat_map(|it| neighbours(effect.relation, it)).collect();
        let led =
            near.iter().find(|it| about.contains(&it.0)).or_else(|| near.iter().find(|it| touched.contains(&it.0)));
        let named = |id: RelationId| before.relation(id).or_else(|| after.relation(id)).map(|it| it.name.clone());
        effect.on_account_of = led.and_then(|(id, link)| Some(Account { relation: named(*id)?, link: link.clone() }));
    }
}

/// The relations that a statement is about, as it names them; empty where it is about something else.
fn targets(kind: &StatementKind) -> Vec<&ObjectName> {
    match kind {
        StatementKind::AlterTable(it) => vec![&it.name],
        StatementKind::CreateTable(it) => vec![&it.name],
        StatementKind::CreateTableAs(it) => vec![&it.name],
        StatementKind::CreateView(it) => vec![&it.name],
        StatementKind::CreateIndex(it) => vec![&it.table],
        StatementKind::CreateTrigger(it) => vec![&it.table],
        StatementKind::CreatePolicy(it) | StatementKind::AlterPolicy(it) => vec![&it.table],
        StatementKind::CreateRule(it) => vec![&it.table],
        StatementKind::CreateStatistics(it) => vec![&it.table],
        StatementKind::RefreshMaterializedView(it) => vec![&it.name],
        StatementKind::AlterSequence(it) => vec![&it.name],
        StatementKind::Drop(it) => dropped(it),
        StatementKind::AlterObject(it) if of_relation(it.kind) => vec![&it.object.name],
        StatementKind::Comment(it) if of_relation(it.kind) => vec![&it.object.name],
        StatementKind::Dml(it) => it.target.iter().collect(),
        StatementKind::Truncate(it) => it.tables.iter().map(|it| &it.0).collect(),
        StatementKind::LockTable(it) => it.tables.iter().map(|it| &it.0).collect(),
        StatementKind::Vacuum(it) | StatementKind::Analyze(it) => it.tables.iter().collect(),
        StatementKind::Cluster(it) => it.table.iter().collect(),
        StatementKind::Reindex(it) if matches!(it.target, ReindexTarget::Index | ReindexTarget::Table) => {
            it.name.iter().collect()
        }
        _ => Vec::new(),
    }
}

fn dropped(drop: &Drop) -> Vec<&ObjectName> {
    let objects = drop.objects.iter().filter(|_| of_relation(drop.kind));
    objects.map(|it| &it.name).collect()
}

/// Kinds whose name is a relation's, or says which relation it belongs to.
fn of_relation(kind: ObjectKind) -> bool {
    use ObjectKind::*;
    matches!(
        kind,
        Table
            | ForeignTable
            | View
            | MaterializedView
            | Index
            | Sequence
            | Column
            | Constraint
            | Trigger
            | Policy
            | Rule
    )
}

/// The relations that one is tied to, what it is to each, closest ties first.
fn neighbours(id: RelationId, catalog: &Catalog) -> Vec<(RelationId, Link)> {
    let Some(relation) = catalog.relation(id) else { return Vec::new() };
    let mut near = match &relation.kind {
        RelationKind::Index(index) => {
            let whole = index.parent.map(|it| (it, Link::Partition));
            [(index.table, Link::Index)].into_iter().chain(whole).collect()
        }
        RelationKind::Sequence(it) => it.owned_by.iter().map(|it| (it.0, Link::Sequence)).collect(),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => {
            view.dependencies.iter().map(|it| (it.relation, Link::View)).collect()
        }
        RelationKind::Table(_) => of_table(relation, catalog),
        RelationKind::Composite(_) => Vec::new(),
    };
    near.extend(catalog.readers(id).map(|it| (it.id, Link::Read)));
    near
}

fn of_table(relation: &Relation, catalog: &Catalog) -> Vec<(RelationId, Link)> {
    let Some(table) = relation.table() else { return Vec::new() };
    let mut near = Vec::new();
    near.extend(table.partition_of.iter().map(|it| (it.parent, Link::Partition)));
    near.extend(table.inherits.iter().map(|it| (*it, Link::Child)));
    let keys = table.constraints.iter().filter_map(|it| Some((it.foreign_key()?.references, &it.name)));
    near.extend(keys.map(|(other, name)| (other, Link::ForeignKey(name.clone()))));
    let pointing = catalog.referencing(relation.id);
    near.extend(pointing.map(|(other, it)| (other.id, Link::ForeignKey(it.name.clone()))));
    near.extend(table.children.iter().map(|it| (*it, Link::Parent)));
    near.extend(table.indexes.iter().map(|it| (*it, Link::Indexed)));
    near.extend(catalog.owned_sequences(relation.id).map(|it| (it.id, Link::SequenceOwner)));
    near
}
