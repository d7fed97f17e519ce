//! Work that grows with the data, done while an earlier statement's lock keeps users out.

use super::{Run, label};
use crate::{
    catalog::RelationId,
    finding::Findings,
    simulate::{
        Step, Transaction,
        effects::{DurationClass, RelationEffect},
        transaction::HeldLock,
    },
};

pub(super) const RUN: Run = Run::Transaction(check);

/// Once a transaction, at the first slow statement; what follows makes the same users wait longer.
fn check(_: &Transaction, steps: &[Step], findings: &mut Findings<'_>) {
    let mut slow = steps.iter().filter_map(|step| Some((step, held_meanwhile(step)?)));
    let Some((step, (relation, lock))) = slow.next() else { return };
    let Some(locked) = step.before.relation(relation) else { return };
    let blocked = lock.mode.blocked().unwrap_or("other sessions");
    let message = format!("{blocked} of {} wait until this has finished", locked.name);
    let at = works_on(step).map_or(relation, |it| it.relation);
    let finding = findings.report(step.span(), &locked.name, message);
    finding.relation = Some(at);
    let held = format!("{} locked {} here, until the transaction ends", locked.name, lock.mode);
    finding.related.push(label(lock.by, held));
    finding.related.extend(slow.map(|(step, _)| label(step.span(), "and until this has")));
    finding.help = Some("do the slow part in a transaction of its own, before or after".to_owned());
}

/// The strongest lock that users wait for while a slow statement runs; None where it is not slow or nobody waits.
fn held_meanwhile(step: &Step) -> Option<(RelationId, HeldLock)> {
    let slow = step.effects.duration.class >= DurationClass::Rows && step.effects.fails.is_none();
    // Work on tables made in this change is on no data that anyone waits for.
    if !slow || works_on(step).is_some_and(|it| !it.existed) {
        return None;
    }
    let made = &step.transaction.created_in_change;
    let held = step.transaction.held.iter().filter(|(id, lock)| !made.contains(*id) && lock.mode.blocks_writes());
    let tables = held.filter(|(id, _)| step.before.relation(**id).is_some_and(|it| it.table().is_some()));
    let (relation, lock) = tables.max_by_key(|(_, lock)| lock.mode)?;
    // What the statement itself does to that table under its own lock is another check's matter.
    let own = step.effects.on(*relation).is_some_and(|it| it.lock >= lock.mode);
    (!own).then_some((*relation, *lock))
}

fn works_on(step: &Step) -> Option<&RelationEffect> {
    step.effects.relations.iter().find(|it| it.scan.is_some() || it.rewrite.is_some())
}
