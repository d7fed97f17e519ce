//! A unique, primary key or exclusion constraint that builds its index while nobody can use the table.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::ScanReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        let builds = effect.scan == Some(ScanReason::BuildIndex) && effect.lock.blocks_reads();
        // An index that is rebuilt is not a new constraint's.
        if !builds || effect.rewrite.is_some() || !effect.rebuilt_indexes.is_empty() {
            continue;
        }
        let message = format!("reads and writes of {} wait until the constraint's index is built", effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        let help = "CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX";
        finding.help = Some(help.to_owned());
    }
}
