//! An index built while its table is locked against writes.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::ScanReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        let builds = effect.scan == Some(ScanReason::BuildIndex);
        if !builds || !effect.lock.blocks_writes() || effect.lock.blocks_reads() {
            continue;
        }
        let message = format!("writes to {} wait until the index is built", effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        finding.help = Some("build it with CONCURRENTLY, outside a transaction".to_owned());
    }
}
