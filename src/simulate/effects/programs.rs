//! Statements inside statements: DO blocks, routines that are called, functions of triggers that fire.

use super::{
    Duration, DurationClass, Effects, Failure, Unknown,
    absorb::{absorb, settle, undone},
    dispatch::{self, Around, Enclosing, Outcome},
    triggers,
};
use crate::{
    catalog::{
        RelationId,
        apply::{Mismatch, block::compile},
        program::{self, Call, End, Host, Raised, State, UnknownKind},
        relation::{Relation, RelationKind, Table},
        resolve::TEMPORARY,
    },
    sql::{
        name::{Ident, QualifiedName},
        plpgsql::Program,
        statement::{DoBlock, Persistence, StatementKind, TransactionControl},
    },
};
use std::sync::Arc;

/// Programs within programs beyond this are not followed.
const DEEPEST: u32 = 8;

pub(super) fn do_block(block: &DoBlock, state: &State, around: &Around<'_>) -> Outcome {
    let program = block.program();
    let mut run = Running::new(state.clone(), around, None);
    let ended = match compile(&program, &[]) {
        Ok(()) => run.program(&program, None),
        Err(mismatch) => Err(mismatch.into()),
    };
    finish(run, ended, state)
}

/// Routines that a statement calls and triggers that it fires, after what it does itself.
pub(super) fn follow(kind: &StatementKind, before: &State, outcome: &mut Outcome, around: &Around<'_>) {
    let mut calls = program::executed(kind, &before.catalog, &before.session);
    let fired = triggers::fired(kind, before);
    let by_triggers = fired.len();
    calls.extend(fired);
    if calls.is_empty() {
        return;
    }
    let (first_session, last_session) = (before.session.clone(), before.lasting.clone());
    let state = State { catalog: outcome.after.clone(), session: first_session, lasting: last_session };
    let called = calls.len() - by_triggers;
    let mut effects = std::mem::take(&mut outcome.effects);
    let mut session = None;
    let mut now = state;
    for (position, call) in calls.iter().enumerate() {
        if is_native(call) || recursive(call, around.program) {
            continue;
        }
        let mut run = Running::new(now.clone(), around, Some(call));
        let ended = run.call(call);
        let inner = finish(run, ended, &now);
        // Rows decide whether a function that is called for each of them runs at all.
        let certain = position < called && !reads_rows(kind) && !call.by_row;
        match inner.effects.fails {
            Some(failure) if certain => {
                effects = Effects { fails: Some(failure), ..Effects::default() };
                outcome.after = before.catalog.clone();
                outcome.effects = effects;
                return;
            }
            Some(_) => {}
            None => {
                now.catalog = inner.after;
                if let Some((here, lasting)) = inner.session {
                    (now.session, now.lasting) = (here, lasting);
                    session = Some((now.session.clone(), now.lasting.clone()));
                }
                absorb(&mut effects, inner.effects);
            }
        }
    }
    settle(&mut effects, &before.catalog, &now.catalog);
    outcome.after = now.catalog;
    outcome.session = session;
    outcome.effects = effects;
}

/// C and the server's own: what they do to tables is not in their text.
fn is_native(call: &Call) -> bool {
    matches!(call.routine().language.as_str(), "c" | "internal")
}

fn recursive(call: &Call, program: Option<&Enclosing<'_>>) -> bool {
    let mut open = program;
    while let Some(it) = open {
        if it.routine == Some(&call.name) {
            return true;
        }
        open = it.around;
    }
    false
}

/// A query with FROM, or a change of rows: none may be there.
fn reads_rows(kind: &StatementKind) -> bool {
    match kind {
        StatementKind::Dml(dml) => {
            let from = |it: &crate::sql::expr::Select| !it.from.is_empty();
            dml.query.query.as_ref().is_none_or(|it| it.branches.iter().any(from)) || dml.target.is_some()
        }
        StatementKind::Call { .. } => false,
        _ => true,
    }
}

/// What a program did, as what its statement did.
fn finish(run: Running<'_>, ended: Result<(), Raised>, before: &State) -> Outcome {
    let Running { state, mut effects, .. } = run;
    if let Err(raised) = ended {
        let needs_autocommit = effects.needs_autocommit;
        let Mismatch { code, message } = raised.mismatch();
        let effects =
            Effects { fails: Some(Failure { code, message, at: None }), needs_autocommit, ..Effects::default() };
        return Outcome { after: before.catalog.clone(), session: None, effects };
    }
    settle(&mut effects, &before.catalog, &state.catalog);
    if effects.unknown.iter().any(|it| it.kind != UnknownKind::Conditional) {
        effects.duration = Duration { class: DurationClass::Unknown, estimate_ms: None };
    }
    let changed = state.session != before.session || state.lasting != before.lasting;
    let session = changed.then_some((state.session, state.lasting));
    Outcome { after: state.catalog, session, effects }
}

/// A program while it runs.
struct Running<'a> {
    state: State,
    effects: Effects,
    begun: Vec<(State, Effects)>,
    around: &'a Around<'a>,
    routine: Option<&'a Call>,
}

impl<'a> Running<'a> {
    fn new(state: State, around: &'a Around<'a>, routine: Option<&'a Call>) -> Self {
        Self { state, effects: Effects::default(), begun: Vec::new(), around, routine }
    }

    fn depth(&self) -> u32 {
        self.around.program.map_or(0, |it| it.depth + 1)
    }

    fn program(&mut self, program: &Program, call: Option<&Call>) -> Result<(), Raised> {
        if self.depth() >= DEEPEST {
            let text = call.map_or_else(|| Arc::from("DO"), |it| Arc::from(it.name.to_string()));
            self.unknown(Unknown { kind: UnknownKind::Unread, text, at: None });
            return Ok(());
        }
        program::execute(program, call, self)
    }

    /// A routine with the settings and the role that it runs with.
    fn call(&mut self, call: &Call) -> Result<(), Raised> {
        let (session, lasting) = (self.state.session.clone(), self.state.lasting.clone());
        let routine = call.routine();
        for setting in call.settings() {
            let _ = self.state.catalog.clone().apply_alone(&setting, &mut self.state.session);
        }
        if routine.security_definer {
            self.state.session.role = routine.owner.clone().or(session.role.clone());
        }
        let rows = self.show_rows(call);
        self.program(&routine.program(), Some(call))?;
        rows.into_iter().for_each(|it| drop(self.state.catalog.remove(it)));
        if !routine.settings.is_empty() || routine.security_definer {
            (self.state.session, self.state.lasting) = (session, lasting);
        }
        Ok(())
    }

    /// What REFERENCING names is there while the function runs.
    fn show_rows(&mut self, call: &Call) -> Vec<RelationId> {
        let Some((table, names)) = &call.transition else { return Vec::new() };
        let Some(table) = self.state.catalog.relation(*table).map(|it| Relation::clone(it)) else { return Vec::new() };
        let columns = table.columns().to_vec();
        let insert = |name: &Ident| {
            let kind = RelationKind::Table(Box::new(Table { columns: columns.clone(), ..Table::default() }));
            let name = QualifiedName::new(TEMPORARY, name.clone());
            self.state.catalog.insert(Relation { name, kind, persistence: Persistence::Temporary, ..table.clone() })
        };
        names.iter().map(insert).collect()
    }

    fn set(&mut self, kind: &StatementKind) {
        let local = match kind {
            StatementKind::Set(set) => set.local,
            StatementKind::SetRole(_) | StatementKind::Reset(_) => false,
            _ => return,
        };
        let mut scratch = self.state.catalog.clone();
        let _ = scratch.apply_alone(kind, &mut self.state.session);
        if !local {
            let _ = scratch.apply_alone(kind, &mut self.state.lasting);
        }
    }
}

impl Host for Running<'_> {
    fn state(&self) -> &State {
        &self.state
    }

    fn put(&mut self, state: State) {
        self.state = state;
    }

    fn run(&mut self, statement: &StatementKind, certain: bool) -> Result<(), Mismatch> {
        let left = self.around.budget.get();
        if left == 0 {
            return Ok(());
        }
        self.around.budget.set(left - 1);
        if left == 1 {
            self.unknown(Unknown { kind: UnknownKind::Unread, text: Arc::from("so many statements"), at: None });
        }
        if let StatementKind::Transaction(control) = statement {
            return self.control(control);
        }
        let enclosing =
            Enclosing { routine: self.routine.map(|it| &it.name), around: self.around.program, depth: self.depth() };
        let around = Around { existed: self.around.existed, program: Some(&enclosing), budget: self.around.budget };
        let outcome = dispatch::within(statement, &self.state, &around);
        if outcome.effects.needs_autocommit && outcome.effects.fails.is_none() {
            self.effects.needs_autocommit = true;
            return Err(refused_inside(statement, &self.state));
        }
        if let Some(failure) = outcome.effects.fails {
            if certain {
                absorb(&mut self.effects, dispatch::attempt(statement, &self.state, self.around.existed));
            }
            return Err(Mismatch { code: failure.code, message: failure.message });
        }
        self.state.catalog = outcome.after;
        if let Some((session, lasting)) = outcome.session {
            (self.state.session, self.state.lasting) = (session, lasting);
        }
        self.set(statement);
        let mut effects = outcome.effects;
        // Their places are in another body.
        effects.unknown.iter_mut().for_each(|it| it.at = None);
        absorb(&mut self.effects, effects);
        Ok(())
    }

    fn unknown(&mut self, unknown: Unknown) {
        if !self.effects.unknown.contains(&unknown) {
            self.effects.unknown.push(unknown);
        }
    }

    fn begin(&mut self) {
        self.begun.push((self.state.clone(), std::mem::take(&mut self.effects)));
    }

    fn end(&mut self, how: End) {
        let Some((state, mut effects)) = self.begun.pop() else { return };
        let mut inside = std::mem::take(&mut self.effects);
        match how {
            End::Keep => {}
            End::Undo => {
                undone(&mut inside);
                self.state = state;
            }
            End::Forget => {
                inside = Effects { needs_autocommit: inside.needs_autocommit, ..Effects::default() };
                self.state = state;
            }
            End::Aside => {
                inside.relations.retain(|it| state.catalog.relation(it.relation).is_some());
                self.state = state;
            }
        }
        absorb(&mut effects, inside);
        self.effects = effects;
    }

    fn wants_all_branches(&self) -> bool {
        true
    }
}

impl Running<'_> {
    fn control(&mut self, control: &TransactionControl) -> Result<(), Mismatch> {
        match control {
            TransactionControl::Commit { .. } | TransactionControl::Rollback { .. } => {
                // A block with a handler is a subtransaction.
                self.effects.commits = true;
                Ok(())
            }
            TransactionControl::Characteristics => Ok(()),
            _ => {
                let message = "unsupported transaction command in PL/pgSQL".to_owned();
                Err(Mismatch { code: "0A000", message })
            }
        }
    }
}

fn refused_inside(statement: &StatementKind, state: &State) -> Mismatch {
    let words = crate::simulate::restrictions::needs_autocommit(statement, &state.catalog, &state.session);
    let message = format!("{} cannot be executed from a function", words.unwrap_or_default());
    Mismatch { code: "25001", message }
}
