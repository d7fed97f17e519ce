//! NOT NULL proved by reading the whole table while nobody can use it.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::ScanReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        if effect.scan != Some(ScanReason::NotNull) || !effect.lock.blocks_reads() {
            continue;
        }
        let message = format!("reads and writes of {} wait while every row is checked for NULL", effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        let help = "first prove it: ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, VALIDATE it in a later \
                    transaction; then SET NOT NULL scans nothing";
        finding.help = Some(help.to_owned());
    }
}
