//! Work that grows with the data, done while an earlier statement's lock keeps users out.

use super::{Run, label};
use crate::{
    finding::Findings,
    simulate::{Step, effects::DurationClass},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    if step.effects.duration.class < DurationClass::Rows || step.effects.fails.is_some() {
        return;
    }
    // Work on tables made in this change is on no data that anyone waits for, unless it reads others.
    let works_on = step.effects.relations.iter().find(|it| it.scan.is_some() || it.rewrite.is_some());
    if works_on.is_some_and(|it| !it.existed) {
        return;
    }
    let held = step.transaction.held.iter();
    let before_change = held.filter(|(id, _)| !step.transaction.created_in_change.contains(*id));
    let Some((relation, lock)) = before_change.filter(|(_, it)| it.mode.blocks_writes()).max_by_key(|(_, it)| it.mode)
    else {
        return;
    };
    let Some(locked) = step.before.relation(*relation).filter(|it| it.table().is_some()) else { return };
    // What the statement itself does to that table under its own lock is another check's matter.
    if step.effects.on(*relation).is_some_and(|it| it.lock >= lock.mode) {
        return;
    }
    let blocked = lock.mode.blocked().unwrap_or("other sessions");
    let message = format!("{blocked} of {} wait until this has finished", locked.name);
    let at = works_on.map_or(*relation, |it| it.relation);
    let finding = findings.report(step.span(), &locked.name, message);
    finding.relation = Some(at);
    finding.related.push(label(lock.by, format!("{} locked {} here, until the transaction ends", locked.name, lock.mode)));
    finding.help = Some("do the slow part in a transaction of its own, before or after".to_owned());
}
