//! A constraint checked against all rows while writers (or everyone) wait.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::ScanReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        let Some(blocked) = effect.lock.blocked() else { continue };
        let (what, help) = match effect.scan {
            Some(ScanReason::ValidateCheck) => (
                "the check constraint is",
                "add it NOT VALID, then VALIDATE CONSTRAINT in a later transaction",
            ),
            Some(ScanReason::ValidateForeignKey) => (
                "the foreign key is",
                "add it NOT VALID, then VALIDATE CONSTRAINT in a later transaction",
            ),
            Some(ScanReason::PartitionBound) => (
                "the partition bound is",
                "first add a CHECK that implies the bound (and NOT NULL on the key) NOT VALID and validate it; \
                 then attaching scans nothing",
            ),
            Some(ScanReason::DomainConstraint) => (
                "the domain's constraint is",
                "there is no way that does not block: run it when the tables that use the domain are quiet",
            ),
            _ => continue,
        };
        let message = format!("{blocked} of {} wait while {what} checked for every row", effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        finding.help = Some(help.to_owned());
    }
}
