//! The transactions of a run: who opens and ends them, what they hold, and what is undone when they fail.
//!
//! Follows the measured behaviour of the six execution models. Knows statements only as far as they control
//! transactions; what they do to relations is asked of [`effects`].

mod control;
mod unknown;

use super::{
    PendingMigration, PendingSection, PendingStatement, Sent, Step, Timeline, Transaction, assume,
    effects::{self, Effects, Failure, Release},
    enum_labels::NewLabels,
    pending_events::PendingEvents,
    restrictions,
    transaction::{BlockKind, ExecutionModel, HeldLock, TransactionId, TransactionState},
};
use crate::{
    catalog::{Catalog, Known, RelationId, program, relation::Relation, session::Session},
    sql::{
        name::Ident,
        statement::{DoBlock, StatementKind},
    },
    text::{Problem, Span},
};
use imbl::{OrdMap, OrdSet};

pub(super) fn run(start: Catalog, pending: &[PendingMigration]) -> Timeline {
    let mut machine = Machine::new(start);
    let mut previous: Option<&PendingMigration> = None;
    for (index, migration) in pending.iter().enumerate() {
        let new_run = previous.is_some_and(|it| it.history != migration.history);
        let own_process = migration.sections.iter().any(|it| it.execution == ExecutionModel::Psql);
        if new_run || own_process {
            machine.commit(None);
            machine.connect();
        }
        for section in &migration.sections {
            machine.section(index, section);
        }
        previous = Some(migration);
    }
    machine.commit(None);
    machine.timeline
}

/// All that a rollback undoes.
#[derive(Clone)]
struct State {
    catalog: Catalog,
    session: Session,
    /// What the session is once SET LOCAL is over.
    after_commit: Session,
    held: OrdMap<RelationId, HeldLock>,
    created_here: OrdSet<RelationId>,
    created_in_change: OrdSet<RelationId>,
    labels: NewLabels,
    events: PendingEvents,
}

/// A transaction that has begun and not ended.
struct Open {
    id: TransactionId,
    kind: BlockKind,
    first_step: usize,
    start: State,
    savepoints: Vec<(Ident, State)>,
    /// The script's own BEGIN.
    begun_at: Option<Span>,
    failed: bool,
}

struct Machine {
    timeline: Timeline,
    now: State,
    open: Option<Open>,
    transactions: u32,
}

/// What a section brings to each of its statements.
#[derive(Clone, Copy)]
struct Place {
    migration: usize,
    model: ExecutionModel,
    /// The kind of transaction that a statement finds itself in when none is open.
    between: BlockKind,
    /// Of a pipeline: nothing was sent before.
    first: bool,
}

impl Machine {
    fn new(start: Catalog) -> Self {
        let now = State {
            catalog: start.clone(),
            session: Session::default(),
            after_commit: Session::default(),
            held: OrdMap::new(),
            created_here: OrdSet::new(),
            created_in_change: OrdSet::new(),
            labels: NewLabels::default(),
            events: PendingEvents::default(),
        };
        let timeline = Timeline { start, steps: Vec::new(), transactions: Vec::new(), problems: Vec::new() };
        Self { timeline, now, open: None, transactions: 0 }
    }

    fn connect(&mut self) {
        self.now.session = Session::default();
        self.now.after_commit = Session::default();
    }

    fn section(&mut self, migration: usize, section: &PendingSection) {
        let model = section.execution;
        let sent = section.statements.iter().filter(|it| !matches!(it.statement.kind, StatementKind::Psql { .. }));
        let between = match model {
            ExecutionModel::WholeImplicit if sent.count() > 1 => BlockKind::Implicit,
            ExecutionModel::WholeImplicit | ExecutionModel::SplitAutocommit | ExecutionModel::Psql => BlockKind::None,
            ExecutionModel::FileTransaction | ExecutionModel::AllTransaction => match section.sent {
                Sent::Whole => BlockKind::Implicit,
                Sent::ByStatement => BlockKind::None,
            },
            ExecutionModel::Pipeline => BlockKind::Implicit,
        };
        let shared = model == ExecutionModel::AllTransaction;
        if !shared {
            self.commit(None);
        }
        if self.open.is_none() && (shared || model == ExecutionModel::FileTransaction) {
            self.begin(BlockKind::Tool);
        }
        let mut place = Place { migration, model, between, first: true };
        let mut stopped = false;
        for pending in &section.statements {
            if stopped || self.open.as_ref().is_some_and(|it| it.failed) {
                self.not_reached(place, pending);
                stopped = true;
                continue;
            }
            stopped = !self.statement(place, pending);
            place.first &= matches!(pending.statement.kind, StatementKind::Psql { .. });
        }
        self.end_section(model);
    }

    fn end_section(&mut self, model: ExecutionModel) {
        let Some(open) = &self.open else { return };
        if matches!(model, ExecutionModel::AllTransaction) && !matches!(open.kind, BlockKind::Implicit) {
            return;
        }
        let tool_commits = model == ExecutionModel::FileTransaction;
        if let Some(at) = open.begun_at.filter(|_| open.kind == BlockKind::Script && !tool_commits && !open.failed) {
            self.timeline.problems.push(Problem {
                span: at,
                message: "the transaction that begins here is not committed, so all of it is undone".to_owned(),
                help: Some("add COMMIT at the end, or remove BEGIN".to_owned()),
            });
            self.rollback(None);
        } else {
            self.commit(None);
        }
    }

    /// Runs one statement; false when it fails, and with it the rest of its section.
    fn statement(&mut self, place: Place, pending: &PendingStatement) -> bool {
        if self.open.is_none() {
            self.begin(place.between);
        }
        let kind = &pending.statement.kind;
        let succeeded = match kind {
            StatementKind::Transaction(control) if !self.is_unreadable(pending) => {
                self.control(place, pending, control)
            }
            _ => self.work(place, pending),
        };
        let alone = self.open.as_ref().is_some_and(|it| it.kind == BlockKind::None);
        let committed_itself =
            place.first && place.model == ExecutionModel::Pipeline && self.last_effects().needs_autocommit;
        if alone || committed_itself {
            self.commit(None);
        }
        succeeded
    }

    fn is_unreadable(&self, pending: &PendingStatement) -> bool {
        restrictions::unreadable(&pending.statement, self.now.catalog.version, &pending.sql).is_some()
    }

    fn last_effects(&self) -> Effects {
        self.timeline.steps.last().map(|it| it.effects.clone()).unwrap_or_default()
    }

    fn work(&mut self, place: Place, pending: &PendingStatement) -> bool {
        let kind = &pending.statement.kind;
        self.assume(kind);
        let state = self.state(place);
        let before = self.now.catalog.clone();
        let refused = restrictions::unreadable(&pending.statement, before.version, &pending.sql)
            .or_else(|| restrictions::refused(kind, &before, &self.now.session, &state, place.model))
            .or_else(|| restrictions::discard_refused(kind, &state));
        let label = self.now.labels.misused(kind, &pending.sql, &before, &self.now.session);
        let busy = self.now.events.refused(kind, &before, &self.now.session);
        let created = &self.now.created_in_change;
        let existed = |id: RelationId| !created.contains(&id);
        let found = program::State {
            catalog: before.clone(),
            session: self.now.session.clone(),
            lasting: self.now.after_commit.clone(),
        };
        let mut outcome = effects::of(kind, &found, &existed);
        let inside = restrictions::program_refused(&outcome.effects, &state);
        if let Some(failure) = refused.or(label).or(inside).or_else(|| busy.filter(|_| outcome.effects.fails.is_none()))
        {
            outcome.fail(failure);
        }
        let failed = outcome.effects.fails.is_some();
        if !failed {
            self.now.labels.record(kind, &before, &outcome.after, &self.now.session);
            self.now.events.record(kind, &before, &self.now.session);
            self.settings(kind, state.block, place.model);
            self.now.events.settle(&self.now.session);
            if let Some((session, lasting)) = outcome.session {
                (self.now.session, self.now.after_commit) = (session, lasting);
            }
            self.take_locks(&outcome.effects, pending.statement.span);
            self.now.catalog = outcome.after;
        }
        self.timeline.problems.extend(unknown::problems(&outcome.effects.unknown, &pending.statement));
        self.push(place, pending, state, before, outcome.effects);
        if failed {
            self.fail();
        }
        !failed
    }

    /// What the statement needs and nobody has shown was there from the start, whatever is rolled back.
    fn assume(&mut self, kind: &StatementKind) {
        if let StatementKind::Do(block) = kind {
            return self.assume_for_program(block);
        }
        assume::missing(kind, &self.now.catalog, &self.now.session).into_iter().for_each(|it| drop(self.supply(it)));
    }

    /// What a program's earlier statements make is not needed from the start by its later ones.
    fn assume_for_program(&mut self, block: &DoBlock) {
        if self.now.catalog.known == Known::Everything {
            return;
        }
        let (mut scratch, mut session) = (self.now.catalog.clone(), self.now.session.clone());
        for kind in block.program().block.statements() {
            for relation in assume::missing(kind, &scratch, &session) {
                let inside = scratch.find(&relation.name).cloned();
                match &inside {
                    None => {
                        let supplied = self.supply(relation);
                        // The program may have made one with this id.
                        if scratch.relation(supplied.id).is_some() {
                            scratch.insert(supplied);
                        } else {
                            scratch.put(supplied);
                        }
                    }
                    Some(inside) => {
                        let outside = self.now.catalog.find(&relation.name).filter(|it| it.id == inside.id);
                        if let Some(outside) = outside {
                            let completed = assume::completed(outside, inside, &relation);
                            self.supply(completed);
                        }
                        scratch.put(relation);
                    }
                }
            }
            // What fails here is said when the program runs.
            let _ = scratch.apply(kind, &mut session);
        }
    }

    fn supply(&mut self, mut relation: Relation) -> Relation {
        if self.now.catalog.find(&relation.name).is_none() {
            relation.id = self.now.catalog.insert(relation.clone());
        } else {
            self.now.catalog.put(relation.clone());
        }
        if !self.now.created_in_change.contains(&relation.id) {
            self.timeline.start.put(relation.clone());
            if let Some(open) = &mut self.open {
                open.start.catalog.put(relation.clone());
                open.savepoints.iter_mut().for_each(|(_, it)| it.catalog.put(relation.clone()));
            }
        }
        relation
    }

    /// SET, RESET and SET ROLE; a SET LOCAL is gone when the transaction ends, or at once outside one.
    fn settings(&mut self, kind: &StatementKind, block: BlockKind, model: ExecutionModel) {
        let local = match kind {
            StatementKind::Set(set) => set.local,
            StatementKind::SetConstraints { .. } => true,
            StatementKind::SetRole(_) | StatementKind::Reset(_) | StatementKind::DiscardAll => false,
            _ => return,
        };
        let mut scratch = self.now.catalog.clone();
        if !local {
            let _ = scratch.apply(kind, &mut self.now.after_commit);
        }
        if !local || block != BlockKind::None || model == ExecutionModel::Pipeline {
            let _ = scratch.apply(kind, &mut self.now.session);
        }
    }

    fn take_locks(&mut self, effects: &Effects, by: Span) {
        for effect in &effects.relations {
            if effect.created {
                self.now.created_here.insert(effect.relation);
                self.now.created_in_change.insert(effect.relation);
            } else if effect.release == Release::Transaction {
                let stronger = self.now.held.get(&effect.relation).is_none_or(|it| it.mode < effect.lock);
                if stronger {
                    self.now.held.insert(effect.relation, HeldLock { mode: effect.lock, by });
                }
            }
        }
    }

    fn not_reached(&mut self, place: Place, pending: &PendingStatement) {
        if self.open.is_none() {
            self.begin(place.between);
        }
        if let Some(open) = &mut self.open {
            open.failed = true;
        }
        let state = self.state(place);
        let before = self.now.catalog.clone();
        let message = "current transaction is aborted, commands ignored until end of transaction block";
        let fails = Some(Failure { code: "25P02", message: message.to_owned(), at: None });
        self.push(place, pending, state, before, Effects { fails, ..Effects::default() });
    }

    fn state(&self, place: Place) -> TransactionState {
        let opened_first = place.first && place.model == ExecutionModel::Pipeline;
        let block = self.open.as_ref().filter(|_| !opened_first).map_or(BlockKind::None, |it| it.kind);
        TransactionState {
            id: TransactionId(self.transactions),
            block,
            session: self.now.session.clone(),
            held: self.now.held.clone(),
            created_here: self.now.created_here.clone(),
            created_in_change: self.now.created_in_change.clone(),
        }
    }

    fn push(
        &mut self,
        place: Place,
        pending: &PendingStatement,
        state: TransactionState,
        before: Catalog,
        effects: Effects,
    ) {
        self.timeline.steps.push(Step {
            statement: pending.statement.clone(),
            migration: place.migration,
            sql: pending.sql.clone(),
            before,
            after: self.now.catalog.clone(),
            effects,
            transaction: state,
        });
    }

    fn begin(&mut self, kind: BlockKind) {
        self.transactions += 1;
        self.open = Some(Open {
            id: TransactionId(self.transactions),
            kind,
            first_step: self.timeline.steps.len(),
            start: self.now.clone(),
            savepoints: Vec::new(),
            begun_at: None,
            failed: false,
        });
    }

    /// The failing statement takes all of its transaction with it; the server lets go of the locks at once.
    fn fail(&mut self) {
        let Some(open) = &mut self.open else { return };
        open.failed = true;
        self.now = open.start.clone();
        if let Some(step) = self.timeline.steps.last_mut() {
            step.after = self.now.catalog.clone();
        }
    }

    fn commit(&mut self, at: Option<Span>) {
        if self.open.as_ref().is_some_and(|it| it.failed) {
            return self.rollback(at);
        }
        self.now.session = self.now.after_commit.clone();
        self.close(at);
    }

    fn rollback(&mut self, at: Option<Span>) {
        if let Some(open) = &self.open {
            self.now = open.start.clone();
            if let Some(step) = self.timeline.steps[open.first_step..].last_mut() {
                step.after = self.now.catalog.clone();
            }
        }
        self.close(at);
    }

    fn close(&mut self, at: Option<Span>) {
        self.now.held = OrdMap::new();
        self.now.created_here = OrdSet::new();
        self.now.labels = NewLabels::default();
        self.now.events = PendingEvents::default();
        let Some(open) = self.open.take() else { return };
        let steps = open.first_step..self.timeline.steps.len();
        if steps.is_empty() {
            return;
        }
        let last = self.timeline.steps[steps.clone()].last().map(Step::span);
        self.timeline.transactions.push(Transaction { id: open.id, steps, end: at.or(last) });
    }
}
