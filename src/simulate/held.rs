//! What a transaction holds, relation by relation: from which statement to which, who waits meanwhile, on whose account,
//! and how long that lasts. Knows nothing of how it is drawn.

use super::{
    Step,
    effects::{Duration, DurationClass, Effects, RelationEffect, Release, account::Account},
    lock::{Activity, LockMode},
    transaction::TransactionState,
};
use crate::{
    catalog::RelationId,
    sql::{
        name::QualifiedName,
        statement::{StatementKind, TransactionControl},
    },
};
use std::{collections::BTreeMap, ops::Range};

/// A relation that a transaction locks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    pub relation: RelationId,
    pub name: QualifiedName,
    /// `relation_kind` of the JSON contract.
    pub kind: &'static str,
    /// Existed before the pending change began.
    pub existed: bool,
    /// In order and without overlap.
    pub stretches: Vec<Stretch>,
    /// Of the statement that takes the strongest mode.
    pub on_account_of: Option<Account>,
}

/// A run of statements during which a relation is locked in one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub mode: LockMode,
    /// Positions in the transaction, from the statement that takes the lock to behind the last one that runs under it.
    pub statements: Range<usize>,
    /// A lock that its statement lets go covers part of that statement only.
    pub release: Release,
}

impl Holding {
    pub fn strongest(&self) -> LockMode {
        self.stretches.iter().map(|it| it.mode).max().unwrap_or(LockMode::AccessShare)
    }

    /// From the statement that makes such work wait to behind the last one under which it does.
    pub fn blocked(&self, activity: Activity) -> Option<Range<usize>> {
        let mut blocking = self.stretches.iter().filter(|it| it.mode.blocks(activity));
        let first = blocking.next()?;
        let end = blocking.next_back().unwrap_or(first).statements.end;
        Some(first.statements.start..end)
    }

    /// Everything that waits at some time, and when.
    pub fn blocks(&self) -> impl Iterator<Item = (Activity, Range<usize>)> {
        Activity::ALL.into_iter().filter_map(|it| Some((it, self.blocked(it)?)))
    }

    /// The mode while a statement runs, where there is one.
    pub fn during(&self, statement: usize) -> Option<LockMode> {
        self.stretches.iter().find(|it| it.statements.contains(&statement)).map(|it| it.mode)
    }
}

/// What the steps of one transaction hold, worst first: by strongest mode, then by how early, then by name. What the
/// transaction itself makes is in nobody's way and left out.
pub fn by_transaction(steps: &[Step]) -> Vec<Holding> {
    let mut held = Held::default();
    let mut restored = false;
    for (at, step) in steps.iter().enumerate() {
        if restored {
            held.keep_only(&step.transaction, at);
        }
        held.take(&step.effects, at);
        let to_savepoint = matches!(step.statement.kind, StatementKind::Transaction(TransactionControl::RollbackTo(_)));
        if step.effects.fails.is_some() && !to_savepoint {
            held.release_all(at + 1);
        }
        restored = to_savepoint;
    }
    held.finish(steps.len())
}

/// The same for statements that are only planned: each either succeeds or ends the plan.
pub fn by_effects<'a>(effects: impl ExactSizeIterator<Item = &'a Effects>) -> Vec<Holding> {
    let mut held = Held::default();
    let count = effects.len();
    for (at, effects) in effects.enumerate() {
        held.take(effects, at);
    }
    held.finish(count)
}

/// How long a run of statements lasts: its worst class, and the sum of the estimates where each is known.
pub fn lasting<'a>(effects: impl Iterator<Item = &'a Effects>) -> Duration {
    let mut class = DurationClass::Instant;
    let mut sum = Some((0, 0));
    for effects in effects {
        let duration = effects.duration;
        class = class.max(duration.class);
        let estimate = match (duration.class, duration.estimate_ms) {
            // What touches no relation (SET, BEGIN) has no estimate and needs none.
            (DurationClass::Instant, None) => Some((0, 0)),
            (_, estimate) => estimate,
        };
        sum = sum.zip(estimate).map(|(a, b)| (a.0 + b.0, a.1 + b.1));
    }
    Duration { class, estimate_ms: sum }
}

/// The transaction so far.
#[derive(Default)]
struct Held {
    holdings: BTreeMap<RelationId, Holding>,
    /// The mode and first statement of what is held to the end.
    open: BTreeMap<RelationId, (LockMode, usize)>,
}

impl Held {
    fn take(&mut self, effects: &Effects, at: usize) {
        for effect in effects.relations.iter().filter(|it| !it.created) {
            let stronger = self.open.get(&effect.relation).is_none_or(|it| it.0 < effect.lock);
            if !stronger {
                continue;
            }
            self.know(effect);
            let weaker = self.release(effect.relation, at);
            match effect.release {
                Release::Transaction => {
                    self.open.insert(effect.relation, (effect.lock, at));
                }
                Release::Statement => {
                    self.push(effect.relation, effect.lock, at..at + 1, Release::Statement);
                    if let Some(mode) = weaker {
                        self.open.insert(effect.relation, (mode, at + 1));
                    }
                }
            }
        }
    }

    fn know(&mut self, effect: &RelationEffect) {
        let before = self.open.get(&effect.relation).map(|it| it.0);
        let holding = self.holdings.entry(effect.relation).or_insert_with(|| Holding {
            relation: effect.relation,
            name: effect.name.clone(),
            kind: effect.kind,
            existed: effect.existed,
            stretches: Vec::new(),
            on_account_of: None,
        });
        let strongest = holding.stretches.iter().map(|it| it.mode).chain(before).max();
        if strongest.is_none_or(|it| it < effect.lock) {
            holding.on_account_of.clone_from(&effect.on_account_of);
        }
    }

    /// Ends what is held of a relation before statement `at`; its mode.
    fn release(&mut self, relation: RelationId, at: usize) -> Option<LockMode> {
        let (mode, since) = self.open.remove(&relation)?;
        self.push(relation, mode, since..at, Release::Transaction);
        Some(mode)
    }

    fn push(&mut self, relation: RelationId, mode: LockMode, statements: Range<usize>, release: Release) {
        if let Some(holding) = self.holdings.get_mut(&relation).filter(|_| !statements.is_empty()) {
            holding.stretches.push(Stretch { mode, statements, release });
        }
    }

    /// A savepoint was restored: what was locked since is free again.
    fn keep_only(&mut self, state: &TransactionState, at: usize) {
        let open: Vec<_> = self.open.iter().map(|(id, it)| (*id, it.0)).collect();
        for (relation, mode) in open {
            let now = state.held.get(&relation).map(|it| it.mode);
            if now == Some(mode) {
                continue;
            }
            self.release(relation, at);
            if let Some(now) = now {
                self.open.insert(relation, (now, at));
            }
        }
    }

    fn release_all(&mut self, at: usize) {
        let open: Vec<_> = self.open.keys().copied().collect();
        for relation in open {
            self.release(relation, at);
        }
    }

    fn finish(mut self, end: usize) -> Vec<Holding> {
        self.release_all(end);
        let mut holdings: Vec<_> = self.holdings.into_values().filter(|it| !it.stretches.is_empty()).collect();
        holdings.sort_by(|a, b| {
            let since =
                |it: &Holding| it.stretches.iter().find(|s| s.mode == it.strongest()).map(|s| s.statements.start);
            b.strongest().cmp(&a.strongest()).then(since(a).cmp(&since(b))).then_with(|| a.name.cmp(&b.name))
        });
        holdings
    }
}

#[cfg(test)]
mod tests;
