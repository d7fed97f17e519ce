//! A table that running code may still use.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::TableDropped { table } = loss else { continue };
        let message = format!("code that still uses {table} fails, and its rows are gone");
        let finding = findings.report(step.span(), table, message);
        finding.help = Some("ship code that no longer uses it; rename it and wait before dropping it for good".to_owned());
    }
}
