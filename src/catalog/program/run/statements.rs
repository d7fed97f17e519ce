//! SQL statements, EXECUTE, and the values of expressions and variables.

use super::super::{
    End, Raised, State, Unknown, UnknownKind,
    bind::{bind, bind_tree},
    evaluate::{Evaluated, Scope},
    query,
    value::{Piece, Value, render},
};
use super::{Frame, Run};
use crate::sql::{
    expr::{Expr, Projected, Tree},
    name::{Ident, ObjectName},
    parse,
    plpgsql::{self, Execute},
    statement::{Dml, DmlKind, Persistence, StatementKind},
};
use std::sync::Arc;

impl Run<'_> {
    pub(super) fn sql(&mut self, statement: &StatementKind, into: &[ObjectName]) -> Result<(), Raised> {
        let frames = &self.frames;
        let bound = bind(statement.clone(), &|qualifier, name| {
            // In SQL, what is called so is a column.
            let special = qualifier.is_none() && name.as_str() == "found";
            if special { None } else { look_up(frames, qualifier, name) }
        });
        let rows = if matches!(bound, StatementKind::Dml(_)) { self.rows(&bound)? } else { None };
        self.host.run(&bound, self.undecided == 0)?;
        self.count(&bound);
        self.fill(into, rows, &bound);
        Ok(())
    }

    pub(super) fn count(&mut self, statement: &StatementKind) {
        let temporary = match statement {
            StatementKind::CreateTable(it) => it.persistence == Persistence::Temporary,
            StatementKind::CreateTableAs(it) => it.persistence == Persistence::Temporary,
            _ => false,
        };
        let rows_only = matches!(
            statement,
            StatementKind::Dml(_)
                | StatementKind::Set(_)
                | StatementKind::SetRole(_)
                | StatementKind::Reset(_)
                | StatementKind::Explain { .. }
                | StatementKind::Truncate(_)
                | StatementKind::LockTable(_)
                | StatementKind::Analyze(_)
                | StatementKind::Transaction(_)
        );
        self.changes += usize::from(!rows_only && !temporary);
    }

    /// INTO, and whether there was a row.
    pub(super) fn fill(&mut self, into: &[ObjectName], rows: Option<query::Rows>, statement: &StatementKind) {
        let certain = rows.filter(|all| all.iter().all(|it| it.1));
        let found = certain.as_ref().map_or(Value::Unknown, |it| Value::Bool(!it.is_empty()));
        if matches!(statement, StatementKind::Dml(_)) {
            self.assign(&ObjectName { schema: None, name: Ident::exact("found") }, found);
        }
        if into.is_empty() {
            return;
        }
        let first = certain.map(|it| it.into_iter().next().map(|it| it.0));
        for (position, target) in into.iter().enumerate() {
            let value = match &first {
                None => Value::Unknown,
                Some(None) => Value::Null,
                Some(Some(values)) if into.len() == values.len() => {
                    values.get(position).cloned().unwrap_or(Value::Null)
                }
                Some(Some(_)) => Value::Unknown,
            };
            self.assign(target, value);
        }
    }

    /// EXECUTE; the query, when that is what it was.
    pub(super) fn execute(&mut self, execute: &Execute) -> Result<Option<StatementKind>, Raised> {
        let command = self.value(&execute.command)?;
        for value in &execute.using {
            self.value(value)?;
        }
        let text = match command {
            Value::Text(text) => text,
            Value::Null => {
                let message = "query string argument of EXECUTE is null".to_owned();
                return Err(Raised::new("22004", message));
            }
            Value::Partial(pieces) => {
                self.computed(&pieces, &execute.command);
                execute.into.iter().for_each(|it| self.assign(it, Value::Unknown));
                return Ok(None);
            }
            _ => {
                self.unknown(UnknownKind::Computed, execute.command.text.clone());
                execute.into.iter().for_each(|it| self.assign(it, Value::Unknown));
                return Ok(None);
            }
        };
        let mut last = None;
        for statement in parse::parse_text(&text).statements {
            let rows = if matches!(statement.kind, StatementKind::Dml(_)) { self.rows(&statement.kind)? } else { None };
            self.host.run(&statement.kind, self.undecided == 0)?;
            self.count(&statement.kind);
            self.fill(&execute.into, rows, &statement.kind);
            last = Some(statement.kind);
        }
        Ok(last)
    }

    /// A text with names that are not known still shows what it does to those it names.
    pub(super) fn computed(&mut self, pieces: &[Piece], command: &Expr) {
        self.host.begin();
        for statement in parse::parse_text(&render(pieces)).statements {
            // What is called by a name nobody knows is not there; that is no failure.
            let _ = self.host.run(&statement.kind, false);
        }
        self.host.end(End::Aside);
        self.unknown(UnknownKind::Computed, command.text.clone());
    }

    pub(super) fn unknown(&mut self, kind: UnknownKind, text: Arc<str>) {
        self.host.unknown(Unknown { kind, text, at: self.here });
    }

    /// A value; what it reads and calls is run as the server runs it, as a SELECT.
    pub(super) fn value(&mut self, expr: &Expr) -> Evaluated {
        if runs_something(&expr.tree) {
            let mut bound = expr.clone();
            let frames = &self.frames;
            bind_tree(Arc::make_mut(&mut bound.tree), &|qualifier, name| look_up(frames, qualifier, name));
            self.host.run(&plpgsql::evaluation(&bound), self.undecided == 0)?;
        }
        let frames = &self.frames;
        let variables = |qualifier: Option<&ObjectName>, name: &Ident| look_up(frames, qualifier, name);
        let state = self.host.state();
        scope(state, &variables).value(&expr.tree)
    }

    /// The rows of a query, where its statement is one and they are known.
    pub(super) fn rows(&self, statement: &StatementKind) -> Result<Option<query::Rows>, Raised> {
        let StatementKind::Dml(dml) = statement else { return Ok(None) };
        let Dml { kind: DmlKind::Select, query: text, .. } = &**dml else { return Ok(None) };
        let Some(tree) = text.query.as_deref() else { return Ok(None) };
        let frames = &self.frames;
        let variables = |qualifier: Option<&ObjectName>, name: &Ident| look_up(frames, qualifier, name);
        // `SELECT unnest(ARRAY[…])` returns as many rows as the list has.
        if let [select] = tree.branches.as_slice()
            && let ([Projected::Expr { tree: Tree::Call { function, arguments }, .. }], []) =
                (select.projection.as_slice(), select.from.as_slice())
            && let Some(all) = query::listed(function.name.as_str(), arguments, &scope(self.host.state(), &variables))?
        {
            return Ok(Some(all.into_iter().map(|it| (vec![it], true)).collect()));
        }
        query::rows(tree, &scope(self.host.state(), &variables))
    }

    pub(super) fn variable(&self, qualifier: Option<&ObjectName>, name: &Ident) -> Option<Value> {
        look_up(&self.frames, qualifier, name)
    }

    pub(super) fn parameter(&self, number: usize) -> Option<Value> {
        let first = self.frames.first()?;
        let position = number.checked_sub(1)?;
        match first.positions.get(position)? {
            Some(name) => first.variables.iter().find(|it| it.0 == *name).map(|it| it.1.clone()),
            None => Some(Value::Unknown),
        }
    }

    pub(super) fn cursor(&self, name: &Ident) -> Option<StatementKind> {
        let mut frames = self.frames.iter().rev();
        frames.find_map(|it| it.cursors.iter().find(|(it, _)| it == name).map(|it| it.1.clone()))
    }

    pub(super) fn assign(&mut self, target: &ObjectName, value: Value) {
        // `record.field := …`
        let (name, value) = match &target.schema {
            Some(record) => (record, Value::Unknown),
            None => (&target.name, value),
        };
        for frame in self.frames.iter_mut().rev() {
            if let Some(variable) = frame.variables.iter_mut().rev().find(|it| it.0 == *name) {
                variable.1 = value;
                return;
            }
        }
    }
}

fn scope<'a>(state: &'a State, variables: &'a dyn Fn(Option<&ObjectName>, &Ident) -> Option<Value>) -> Scope<'a> {
    Scope {
        catalog: &state.catalog,
        session: &state.session,
        variables,
        rows: Vec::new(),
        awaited: Vec::new(),
        depth: 0,
        looked_at: std::rc::Rc::default(),
    }
}

fn look_up(frames: &[Frame], qualifier: Option<&ObjectName>, name: &Ident) -> Option<Value> {
    let find =
        |frame: &Frame, name: &Ident| frame.variables.iter().rev().find(|it| it.0 == *name).map(|it| it.1.clone());
    let Some(qualifier) = qualifier else {
        // A loop over one column may fill a scalar.
        return frames.iter().rev().find_map(|it| find(it, name)).map(|it| match it {
            Value::Record(mut fields) if fields.len() == 1 => fields.pop().map_or(Value::Unknown, |it| it.1),
            other => other,
        });
    };
    if qualifier.schema.is_some() {
        return None;
    }
    // `record.field`, then `label.variable`.
    if let Some(record) = frames.iter().rev().find_map(|it| find(it, &qualifier.name)) {
        return Some(match record {
            Value::Record(fields) => fields.into_iter().find(|it| it.0 == *name).map_or(Value::Unknown, |it| it.1),
            _ => Value::Unknown,
        });
    }
    let labelled = frames.iter().rev().filter(|it| it.label.as_ref() == Some(&qualifier.name));
    labelled.into_iter().find_map(|it| find(it, name))
}

/// Whether an expression may read relations or call users' functions.
fn runs_something(tree: &Tree) -> bool {
    let mut found = false;
    tree.walk(&mut |it| found |= matches!(it, Tree::Subquery { .. } | Tree::Call { .. }));
    found
}
