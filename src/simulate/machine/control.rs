//! What a script's own BEGIN, COMMIT, ROLLBACK and savepoints do to the running transaction.

use super::{
    super::{PendingStatement, effects::Effects, lock::LockMode, restrictions, transaction::BlockKind},
    Machine, Place,
};
use crate::{
    sql::{name::Ident, statement::TransactionControl},
    text::{Problem, Span},
};

impl Machine {
    pub(super) fn control(&mut self, place: Place, pending: &PendingStatement, control: &TransactionControl) -> bool {
        let state = self.state(place);
        let before = self.now.catalog.clone();
        let span = pending.statement.span;
        let kind = self.open.as_ref().map_or(BlockKind::None, |it| it.kind);
        let refused = restrictions::control_refused(control, kind, self.savepoint_names());
        let mut effects = Effects::default();
        if let Some(failure) = refused {
            effects.fails = Some(failure);
            self.push(place, pending, state, before, effects);
            self.fail();
            return false;
        }
        // The step belongs to the transaction it ends; what it restores is its own result.
        self.push(place, pending, state, before, effects);
        match control {
            TransactionControl::Begin { .. } => self.script_begins(span),
            TransactionControl::Commit { chain } | TransactionControl::Rollback { chain } => {
                let keep = matches!(control, TransactionControl::Commit { .. });
                self.script_ends(kind, span, keep, *chain);
            }
            TransactionControl::PrepareTransaction => self.script_ends(kind, span, true, false),
            TransactionControl::Savepoint(name) => {
                let now = self.now.clone();
                if let Some(open) = &mut self.open {
                    open.savepoints.push((name.clone(), now));
                }
            }
            TransactionControl::Release(name) => self.release(name),
            TransactionControl::RollbackTo(name) => self.rollback_to(name),
            TransactionControl::FinishPrepared { .. } | TransactionControl::Characteristics => {}
        }
        if let Some(step) = self.timeline.steps.last_mut() {
            step.after = self.now.catalog.clone();
        }
        true
    }

    fn script_begins(&mut self, at: Span) {
        if let Some(open) = self.open.as_mut().filter(|it| matches!(it.kind, BlockKind::None | BlockKind::Implicit)) {
            open.kind = BlockKind::Script;
            open.begun_at = Some(at);
        }
    }

    fn script_ends(&mut self, kind: BlockKind, at: Span, keep: bool, chain: bool) {
        if kind == BlockKind::None {
            return;
        }
        if kind == BlockKind::Tool {
            let verb = if keep { "COMMIT" } else { "ROLLBACK" };
            self.timeline.problems.push(Problem {
                span: at,
                message: format!("{verb} ends the transaction that the migration tool opened"),
                help: Some(
                    "remove BEGIN and COMMIT, or switch the tool's transaction off for this file: its bookkeeping is \
                     now outside"
                        .to_owned(),
                ),
            });
        }
        if keep {
            self.commit(Some(at))
        } else {
            self.rollback(Some(at))
        }
        if chain {
            self.begin(BlockKind::Script);
            if let Some(open) = &mut self.open {
                open.begun_at = Some(at);
            }
        }
    }

    fn savepoint_names(&self) -> impl Iterator<Item = &Ident> {
        self.open.iter().flat_map(|it| it.savepoints.iter().map(|(name, _)| name))
    }

    fn release(&mut self, name: &Ident) {
        let Some(open) = &mut self.open else { return };
        if let Some(at) = open.savepoints.iter().rposition(|(it, _)| it == name) {
            open.savepoints.truncate(at);
        }
    }

    fn rollback_to(&mut self, name: &Ident) {
        let Some(open) = &mut self.open else { return };
        let Some(at) = open.savepoints.iter().rposition(|(it, _)| it == name) else { return };
        open.savepoints.truncate(at + 1);
        let held = std::mem::replace(&mut self.now, open.savepoints[at].1.clone()).held;
        // A sequence that was drawn from stays locked for the whole transaction.
        for (id, lock) in held {
            let drawn = lock.mode == LockMode::RowExclusive
                && self.now.catalog.relation(id).is_some_and(|it| it.sequence().is_some());
            if drawn && !self.now.held.contains_key(&id) {
                self.now.held.insert(id, lock);
            }
        }
    }
}
