//! Indexes rebuilt in place while their table cannot be written, or one of its indexes cannot be used.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::RewriteReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        if effect.rewrite == Some(RewriteReason::Reindex) && effect.lock.blocks_reads() {
            let message = format!("queries that use {} and writes to its table wait until it is rebuilt", effect.name);
            let finding = findings.report(step.span(), &effect.name, message);
            finding.relation = step.before.relation(effect.relation).and_then(|it| Some(it.index()?.table));
            finding.help = Some("REINDEX … CONCURRENTLY, outside a transaction".to_owned());
        }
    }
}
