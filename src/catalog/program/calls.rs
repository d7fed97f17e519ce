//! Which routines of users a statement calls, with the arguments that are known: by name, and by the triggers it fires.

use super::{evaluate::Scope, value::Value};
use crate::{
    catalog::{
        Catalog, RelationId,
        objects::Routine,
        relation::{Relation, Trigger},
        session::Session,
    },
    sql::{
        expr::{Query, Tree},
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            AlterKind, ArgumentMode, ColumnConstraintKind, Dml, DmlKind, IndexKeyExpr, SetVariable, StatementKind,
            TableConstraintKind, TriggerEvent, TriggerState, TriggerTiming,
        },
        walk,
    },
};
use std::sync::Arc;

/// A routine about to run.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: QualifiedName,
    overloads: Arc<Vec<Routine>>,
    position: usize,
    /// Parameters and what is known of them.
    pub(super) arguments: Vec<(Ident, Value)>,
    /// Names of the parameters that are given, in order.
    pub(super) positions: Vec<Option<Ident>>,
    /// For each row, of which there may be none.
    pub(crate) by_row: bool,
    /// A trigger's table and the names under which its function finds the changed rows.
    pub(crate) transition: Option<(RelationId, Vec<Ident>)>,
}

impl Call {
    pub(crate) fn routine(&self) -> &Routine {
        &self.overloads[self.position]
    }

    /// The settings that hold while it runs.
    pub(crate) fn settings(&self) -> Vec<StatementKind> {
        let local = |it: &SetVariable| StatementKind::Set(SetVariable { local: true, ..it.clone() });
        self.routine().settings.iter().map(local).collect()
    }
}

impl Catalog {
    /// A user's routine of that name that takes so many arguments, and its place among the overloads.
    pub(crate) fn called(
        &self,
        name: &ObjectName,
        arguments: usize,
        session: &Session,
    ) -> Option<(QualifiedName, &Arc<Vec<Routine>>, usize)> {
        if self.routines.is_empty() {
            return None;
        }
        let named = |schema: Ident| {
            let name = QualifiedName { schema, name: name.name.clone() };
            self.routines.get(&name).map(|it| (name, it))
        };
        let (name, found) = match &name.schema {
            Some(schema) => named(schema.clone())?,
            None => self.visible(session).find_map(named)?,
        };
        let fits = |it: &Routine| {
            let inputs = it.arguments.iter().filter(|it| is_input(it.mode));
            let required = inputs.filter(|it| it.default.is_none()).count();
            let variadic = it.arguments.iter().any(|it| it.mode == ArgumentMode::Variadic);
            (required..=it.input_types().count()).contains(&arguments) || variadic
        };
        let position = found.iter().position(fits).unwrap_or(0);
        Some((name, found, position))
    }
}

fn is_input(mode: ArgumentMode) -> bool {
    !matches!(mode, ArgumentMode::Out | ArgumentMode::Table)
}

/// Calls in the expressions that a statement evaluates.
pub(crate) fn executed(statement: &StatementKind, catalog: &Catalog, session: &Session) -> Vec<Call> {
    let mut found = Found { catalog, session, calls: Vec::new() };
    if !catalog.routines.is_empty() {
        found.statement(statement);
    }
    found.calls
}

struct Found<'a> {
    catalog: &'a Catalog,
    session: &'a Session,
    calls: Vec<Call>,
}

impl Found<'_> {
    fn statement(&mut self, statement: &StatementKind) {
        match statement {
            StatementKind::Dml(dml) => self.dml(dml),
            StatementKind::Call { procedure, arguments } => {
                arguments.iter().for_each(|it| self.tree(it));
                self.call(procedure, arguments);
            }
            StatementKind::Explain { analyze: true, statement } => self.statement(statement),
            StatementKind::CreateTableAs(it) if it.with_data => {
                if let Some(query) = it.query.as_ref().and_then(|it| it.query.as_deref()) {
                    self.query(query);
                }
            }
            StatementKind::RefreshMaterializedView(it) => {
                let relation = self.catalog.resolve(&it.name, self.session);
                if let Some(query) = relation.and_then(|it| it.view()?.query.clone()).filter(|_| it.with_data) {
                    self.query(&query);
                }
            }
            StatementKind::CreateIndex(it) => {
                for element in &it.elements {
                    if let IndexKeyExpr::Expr(expr) = &element.key {
                        self.tree(&expr.tree);
                    }
                }
                it.predicate.iter().for_each(|it| self.tree(&it.tree));
            }
            StatementKind::AlterTable(it) => it.actions.iter().for_each(|it| self.action(&it.kind)),
            _ => {}
        }
    }

    fn dml(&mut self, dml: &Dml) {
        if let Some(query) = &dml.query.query {
            self.query(query);
        }
        let target = dml.target.as_ref().and_then(|it| self.catalog.resolve(it, self.session));
        if let (DmlKind::Insert | DmlKind::CopyFrom, Some(target)) = (dml.kind, target) {
            // Defaults of the columns that are not given.
            let given = |it: &Ident| !dml.columns.is_empty() && dml.columns.contains(it);
            for column in target.columns().iter().filter(|it| !given(&it.name) && !dml.columns.is_empty()) {
                column.default.iter().for_each(|it| self.tree(&it.tree));
            }
        }
    }

    fn action(&mut self, kind: &AlterKind) {
        match kind {
            AlterKind::AddColumn { column, .. } => {
                for constraint in &column.constraints {
                    match &constraint.kind {
                        ColumnConstraintKind::Default(expr)
                        | ColumnConstraintKind::Check { expr, .. }
                        | ColumnConstraintKind::Generated { expr, .. } => self.tree(&expr.tree),
                        _ => {}
                    }
                }
            }
            AlterKind::AlterType { using: Some(using), .. } => self.tree(&using.tree),
            AlterKind::AddConstraint(it) => {
                if let TableConstraintKind::Check { expr, .. } = &it.kind {
                    self.tree(&expr.tree);
                }
            }
            _ => {}
        }
    }

    fn query(&mut self, query: &Query) {
        let mut all: Vec<Tree> = Vec::new();
        walk::visit(query, &mut |select| all.extend(walk::trees(select).into_iter().cloned()));
        all.iter().for_each(|it| self.own_calls(it));
    }

    fn tree(&mut self, tree: &Tree) {
        self.own_calls(tree);
        let mut queries = Vec::new();
        tree.walk(&mut |it| {
            if let Tree::Subquery { query, .. } = it {
                queries.push(query);
            }
        });
        queries.into_iter().for_each(|it| self.query(it));
    }

    /// Those outside subqueries.
    fn own_calls(&mut self, tree: &Tree) {
        let mut calls = Vec::new();
        tree.walk(&mut |it| {
            if let Tree::Call { function, arguments } = it {
                calls.push((function, arguments));
            }
        });
        // The innermost run first.
        calls.into_iter().rev().for_each(|(function, arguments)| self.call(function, arguments));
    }

    fn call(&mut self, function: &ObjectName, arguments: &[Tree]) {
        let Some((name, overloads, position)) = self.catalog.called(function, arguments.len(), self.session) else {
            return;
        };
        let nothing = |_: Option<&ObjectName>, _: &Ident| None;
        let scope = Scope {
            catalog: self.catalog,
            session: self.session,
            variables: &nothing,
            rows: Vec::new(),
            awaited: Vec::new(),
            depth: 0,
            looked_at: std::rc::Rc::default(),
        };
        let mut given = arguments.iter();
        let mut call = Call {
            name,
            overloads: overloads.clone(),
            position,
            arguments: Vec::new(),
            positions: Vec::new(),
            by_row: false,
            transition: None,
        };
        for argument in &overloads[position].arguments {
            let tree = if is_input(argument.mode) {
                given.next().or(argument.default.as_ref().map(|it| &*it.tree))
            } else {
                Some(&Tree::Null)
            };
            let value = tree.and_then(|it| scope.value(it).ok()).unwrap_or(Value::Unknown);
            let value = if argument.mode == ArgumentMode::Variadic { Value::Unknown } else { value };
            if is_input(argument.mode) {
                call.positions.push(argument.name.clone());
            }
            call.arguments.extend(argument.name.clone().map(|name| (name, value)));
        }
        self.calls.push(call);
    }
}

/// The trigger functions that a statement's change of a table runs, statement triggers included.
pub(crate) fn fired(event: &TriggerEvent, relation: &Relation, catalog: &Catalog, replica: bool) -> Vec<Call> {
    let triggers = match (relation.table(), relation.view()) {
        (Some(table), _) => &table.triggers,
        (None, Some(view)) => &view.triggers,
        (None, None) => return Vec::new(),
    };
    let fires = |it: &&Trigger| {
        let enabled = match it.state {
            TriggerState::Always => true,
            TriggerState::Enabled => !replica,
            TriggerState::Replica => replica,
            TriggerState::Disabled => false,
        };
        enabled && it.events.iter().any(|of| is_of(of, event))
    };
    let mut firing: Vec<&Trigger> = triggers.iter().filter(fires).collect();
    firing.sort_by_key(|it| (it.timing == TriggerTiming::After, it.name.clone()));
    firing.into_iter().filter_map(|it| trigger_call(it, event, relation, catalog)).collect()
}

fn is_of(trigger: &TriggerEvent, event: &TriggerEvent) -> bool {
    match (trigger, event) {
        (TriggerEvent::Update(columns), TriggerEvent::Update(changed)) => {
            columns.is_empty() || changed.is_empty() || columns.iter().any(|it| changed.contains(it))
        }
        (trigger, event) => std::mem::discriminant(trigger) == std::mem::discriminant(event),
    }
}

fn trigger_call(trigger: &Trigger, event: &TriggerEvent, relation: &Relation, catalog: &Catalog) -> Option<Call> {
    let overloads = catalog.routines.get(&trigger.function)?;
    let position = overloads.iter().position(|it| it.arguments.is_empty())?;
    let operation = match event {
        TriggerEvent::Insert => "INSERT",
        TriggerEvent::Update(_) => "UPDATE",
        TriggerEvent::Delete => "DELETE",
        TriggerEvent::Truncate => "TRUNCATE",
    };
    let timing = match trigger.timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    };
    let known = [
        ("tg_op", operation),
        ("tg_when", timing),
        ("tg_level", if trigger.row { "ROW" } else { "STATEMENT" }),
        ("tg_name", trigger.name.as_str()),
        ("tg_table_name", relation.name.name.as_str()),
        ("tg_relname", relation.name.name.as_str()),
        ("tg_table_schema", relation.name.schema.as_str()),
    ];
    let mut arguments: Vec<(Ident, Value)> =
        known.iter().map(|(name, value)| (Ident::exact(name), Value::text(value))).collect();
    arguments.extend(["new", "old", "tg_relid"].map(|it| (Ident::exact(it), Value::Unknown)));
    let count = i64::try_from(trigger.arguments.len()).map_or(Value::Unknown, Value::Number);
    arguments.push((Ident::exact("tg_nargs"), count));
    // Its first element is number 0, so it is no list of ours.
    arguments.push((Ident::exact("tg_argv"), Value::Unknown));
    Some(Call {
        name: trigger.function.clone(),
        overloads: overloads.clone(),
        position,
        arguments,
        positions: Vec::new(),
        by_row: trigger.row,
        transition: Some((relation.id, trigger.old_table.iter().chain(&trigger.new_table).cloned().collect())),
    })
}
