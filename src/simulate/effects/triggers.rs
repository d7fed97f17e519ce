//! Which triggers a statement fires: those of the table it writes, of what is below it, and of tables that foreign keys
//! change with it.

use crate::{
    catalog::{
        Catalog, RelationId,
        program::{self, Call, State},
        relation::Relation,
    },
    sql::{
        name::Ident,
        statement::{Dml, DmlKind, ReferentialAction, StatementKind, TriggerEvent},
    },
};
use std::collections::BTreeSet;

/// Calls of the functions of triggers that may fire.
pub(super) fn fired(kind: &StatementKind, state: &State) -> Vec<Call> {
    let catalog = &state.catalog;
    let mut firing = Firing { catalog, replica: state.session.replica, seen: BTreeSet::new(), calls: Vec::new() };
    match kind {
        StatementKind::Dml(dml) => firing.dml(dml, state),
        StatementKind::Explain { analyze: true, statement } => return fired(statement, state),
        StatementKind::Truncate(it) => {
            for table in it.tables.iter().filter_map(|(name, _)| catalog.resolve(name, &state.session)) {
                firing.table(table, &TriggerEvent::Truncate, false);
            }
        }
        _ => {}
    }
    firing.calls
}

struct Firing<'a> {
    catalog: &'a Catalog,
    replica: bool,
    seen: BTreeSet<(RelationId, &'static str)>,
    calls: Vec<Call>,
}

impl Firing<'_> {
    fn dml(&mut self, dml: &Dml, state: &State) {
        let Some(target) = dml.target.as_ref().and_then(|it| self.catalog.resolve(it, &state.session)) else { return };
        let update = || TriggerEvent::Update(dml.columns.clone());
        let events = match dml.kind {
            DmlKind::Insert if dml.on_conflict => vec![TriggerEvent::Insert, TriggerEvent::Update(Vec::new())],
            DmlKind::Insert | DmlKind::CopyFrom => vec![TriggerEvent::Insert],
            DmlKind::Update => vec![update()],
            DmlKind::Delete => vec![TriggerEvent::Delete],
            DmlKind::Merge => vec![TriggerEvent::Insert, update(), TriggerEvent::Delete],
            DmlKind::Select | DmlKind::CopyTo => return,
        };
        for event in &events {
            self.table(target, event, true);
        }
    }

    /// Triggers of the table, and of its partitions or children, where the rows may be.
    fn table(&mut self, relation: &Relation, event: &TriggerEvent, below: bool) {
        let word = match event {
            TriggerEvent::Insert => "insert",
            TriggerEvent::Update(_) => "update",
            TriggerEvent::Delete => "delete",
            TriggerEvent::Truncate => "truncate",
        };
        if !self.seen.insert((relation.id, word)) {
            return;
        }
        self.calls.extend(program::fired(event, relation, self.catalog, self.replica));
        let inserted = *event == TriggerEvent::Insert && relation.table().is_some_and(|it| !it.is_partitioned());
        if below && !inserted {
            for child in relation.table().map(|it| it.children.as_slice()).unwrap_or_default() {
                if let Some(child) = self.catalog.relation(*child) {
                    self.rows(child, event);
                }
            }
        }
        if !self.replica {
            self.referential(relation, event);
        }
    }

    /// Statement triggers fire for the table that the statement names only.
    fn rows(&mut self, relation: &Relation, event: &TriggerEvent) {
        let from = self.calls.len();
        self.table(relation, event, true);
        let new = self.calls.split_off(from);
        self.calls.extend(new.into_iter().filter(|it| it.by_row));
    }

    /// Rows that refer to deleted or changed ones go or change with them.
    fn referential(&mut self, relation: &Relation, event: &TriggerEvent) {
        let keys: Vec<_> = self.catalog.referencing(relation.id).filter(|(_, it)| it.enforced).collect();
        for (from, constraint) in keys {
            let Some(key) = constraint.foreign_key() else { continue };
            let action = match event {
                TriggerEvent::Delete => key.on_delete,
                TriggerEvent::Update(changed) => {
                    let name = |it| relation.columns().iter().find(|column| column.number == it).map(|it| &it.name);
                    let touched =
                        key.referenced_columns.iter().filter_map(|it| name(*it)).any(|it| changed.contains(it));
                    if !touched {
                        continue;
                    }
                    key.on_update
                }
                _ => continue,
            };
            let columns = || -> Vec<Ident> {
                let columns = from.columns().iter().filter(|it| key.columns.contains(&it.number));
                columns.map(|it| it.name.clone()).collect()
            };
            match (action, event) {
                (ReferentialAction::Cascade, TriggerEvent::Delete) => self.table(from, &TriggerEvent::Delete, true),
                (ReferentialAction::NoAction | ReferentialAction::Restrict, _) => {}
                _ => self.table(from, &TriggerEvent::Update(columns()), true),
            }
        }
    }
}
