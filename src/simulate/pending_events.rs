//! Deferred checks that wait for the end of the transaction: until then Postgres does not let their table be altered.
//!
//! Only rows that are certain count: INSERT of VALUES. Whether another statement touched a row is not known.

use super::effects::Failure;
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Relation, Table},
        session::Session,
    },
    sql::{
        name::{Ident, ObjectName},
        statement::{AlterKind, AlterTable, Dml, DmlKind, ObjectKind, StatementKind, TriggerEvent, TriggerState},
    },
};

use std::{collections::BTreeSet, sync::Arc};

/// The deferrable constraints and triggers that have something to check, by table.
#[derive(Clone, Debug, Default)]
pub(super) struct PendingEvents(BTreeSet<(RelationId, Ident)>);

impl PendingEvents {
    pub(super) fn record(&mut self, kind: &StatementKind, catalog: &Catalog, session: &Session) {
        let StatementKind::Dml(dml) = kind else { return };
        if session.replica || !surely_inserts(dml) {
            return;
        }
        let Some(relation) = dml.target.as_ref().and_then(|it| catalog.resolve(it, session)) else { return };
        let Some(table) = relation.table().filter(|it| !it.is_partitioned() && it.rules.is_empty()) else { return };
        for name in deferrable(table) {
            self.0.insert((relation.id, name));
        }
        self.settle_on(catalog, session);
    }

    /// Forgets what is checked at once.
    fn settle_on(&mut self, catalog: &Catalog, session: &Session) {
        self.0.retain(|(id, name)| {
            let Some(table) = catalog.relation(*id).and_then(|it| it.table()) else { return false };
            let constraint = table.constraint(name).map(|it| (it.deferrable, it.initially_deferred));
            let trigger = table.triggers.iter().find(|it| it.name == *name);
            let timing = constraint.or(trigger.map(|it| (it.deferrable, it.initially_deferred)));
            timing.is_some_and(|(deferrable, initially)| session.timing.defers(*id, name, deferrable, initially))
        });
    }

    /// SET CONSTRAINTS … IMMEDIATE checks what waits.
    pub(super) fn settle(&mut self, session: &Session) {
        self.0.retain(|(id, name)| session.timing.defers(*id, name, true, true));
    }

    /// Why a statement cannot have a table whose rows are still to be checked.
    pub(super) fn refused(&self, kind: &StatementKind, catalog: &Catalog, session: &Session) -> Option<Failure> {
        if self.0.is_empty() {
            return None;
        }
        let (what, names): (&str, Vec<&ObjectName>) = match kind {
            StatementKind::AlterTable(it) if checks_use(it) => ("ALTER TABLE", vec![&it.name]),
            StatementKind::Drop(it) if it.kind == ObjectKind::Table => {
                ("DROP TABLE", it.objects.iter().map(|it| &it.name).collect())
            }
            StatementKind::Truncate(it) => ("TRUNCATE", it.tables.iter().map(|it| &it.0).collect()),
            StatementKind::CreateIndex(it) => ("CREATE INDEX", vec![&it.table]),
            StatementKind::Cluster(it) => ("CLUSTER", it.table.iter().collect()),
            _ => return None,
        };
        let busy = |it: &&&Arc<Relation>| self.0.iter().any(|(id, _)| *id == it.id);
        let found: Vec<&Arc<Relation>> = names.into_iter().filter_map(|it| catalog.resolve(it, session)).collect();
        let relation = found.iter().find(busy)?;
        let shown = relation.name.name.as_str();
        let message = format!("cannot {what} \"{shown}\" because it has pending trigger events");
        Some(Failure { code: "55006", message, at: None })
    }
}

fn surely_inserts(dml: &Dml) -> bool {
    dml.kind == DmlKind::Insert && dml.value_rows.is_some_and(|it| it > 0) && !dml.on_conflict
}

/// Foreign keys, and constraint triggers on INSERT.
fn deferrable(table: &Table) -> Vec<Ident> {
    let keys = table.constraints.iter().filter(|it| it.deferrable && it.enforced && it.foreign_key().is_some());
    let triggers = table.triggers.iter().filter(|it| {
        let fires = !matches!(it.state, TriggerState::Disabled | TriggerState::Replica);
        it.deferrable && it.when.is_none() && fires && it.events.contains(&TriggerEvent::Insert)
    });
    keys.map(|it| it.name.clone()).chain(triggers.map(|it| it.name.clone())).collect()
}

/// Renames and moves do not look at the table's rows.
fn checks_use(alter: &AlterTable) -> bool {
    alter.actions.iter().any(|it| {
        !matches!(
            it.kind,
            AlterKind::RenameTo(_)
                | AlterKind::RenameColumn { .. }
                | AlterKind::RenameConstraint { .. }
                | AlterKind::SetSchema(_)
        )
    })
}
