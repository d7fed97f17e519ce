//! Which steps share a transaction.
//!
//! Only quick ones do, of one migration, and no more than one table in use is locked strongly in each: locks are held to
//! the end of the transaction, and two of them can deadlock with the application.

use super::{
    PlanTransaction,
    draft::{Draft, Run},
    parts::Part,
    phase::{Arranged, Placed},
};
use crate::{catalog::RelationId, simulate::Step};
use std::collections::BTreeSet;

/// The transaction of each step.
pub(super) fn group(arranged: &Arranged, parts: &[Part]) -> Vec<PlanTransaction> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, placed) in arranged.placed.iter().enumerate() {
        let strong = arranged.played.steps.get(at).map(strong).unwrap_or_default();
        let migration = placed.part.map(|it| parts[it].migration);
        match groups.last_mut() {
            Some(group) if group.takes(placed, &strong, migration) => group.add(at, strong),
            _ => groups.push(Group::new(at, placed, strong, migration)),
        }
    }
    let mut found = vec![PlanTransaction::Autocommit; arranged.placed.len()];
    let shared = groups.iter().filter(|it| it.steps.len() > 1);
    for (number, group) in shared.enumerate() {
        for at in &group.steps {
            found[*at] = PlanTransaction::Together(number as u32 + 1);
        }
    }
    found
}

/// Relations in use that the step makes others wait for.
fn strong(step: &Step) -> BTreeSet<RelationId> {
    step.blocking().map(|it| it.relation).collect()
}

struct Group {
    steps: Vec<usize>,
    first: Draft,
    migration: Option<usize>,
    strong: BTreeSet<RelationId>,
}

impl Group {
    fn new(at: usize, placed: &Placed, strong: BTreeSet<RelationId>, migration: Option<usize>) -> Self {
        let first = placed.draft.clone();
        Self { steps: vec![at], first, migration, strong }
    }

    fn takes(&self, placed: &Placed, strong: &BTreeSet<RelationId>, migration: Option<usize>) -> bool {
        match placed.draft.run {
            Run::Joined => true,
            Run::Autocommit | Run::Alone => false,
            Run::Free => {
                let same_place = self.migration == migration && self.first.phase == placed.draft.phase;
                let tables = self.strong.union(strong).count();
                self.first.run == Run::Free
                    && same_place
                    && placed.draft.gate.is_none()
                    && tables <= self.strong.len().max(1)
            }
        }
    }

    fn add(&mut self, at: usize, strong: BTreeSet<RelationId>) {
        self.steps.push(at);
        self.strong.extend(strong);
    }
}
