//! A lock that stops users, asked for without a limit on how long to wait for it.

use super::{Run, label};
use crate::{
    finding::Findings,
    simulate::{Step, Transaction},
};

pub(super) const RUN: Run = Run::Transaction(check);

/// Once a transaction: at the first statement that asks for such a lock.
fn check(_: &Transaction, steps: &[Step], findings: &mut Findings<'_>) {
    let unlimited = steps.iter().filter(|it| {
        let session = &it.transaction.session;
        // CONCURRENTLY waits without making others wait; a timeout would only leave an invalid index behind.
        session.lock_timeout.is_none() && it.effects.fails.is_none() && it.effects.waits.is_empty()
    });
    let mut asking = unlimited.filter_map(|step| {
        // The table itself says more than one of its indexes.
        let effect = step.blocking().max_by_key(|it| (it.lock, it.kind != "index"))?;
        let already = step.transaction.held.get(&effect.relation).is_some_and(|it| it.mode >= effect.lock);
        (!already).then_some((step, effect))
    });
    let Some((step, effect)) = asking.next() else { return };
    let blocked = effect.lock.blocked().unwrap_or("other sessions");
    let message = format!(
        "{} is locked {} without lock_timeout: behind one long transaction, {blocked} queue up",
        effect.name, effect.lock
    );
    let finding = findings.report(step.span(), &effect.name, message);
    finding.help = Some("SET lock_timeout = '2s' before it, and retry when it fails".to_owned());
    if let Some((other, _)) = asking.next() {
        finding.related.push(label(other.span(), "the same holds for this one"));
    }
}
