//! A view that running code may still read.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ViewDropped { view } = loss else { continue };
        let message = format!("code that still reads {view} fails");
        let finding = findings.report(step.span(), view, message);
        finding.help = Some("ship code that no longer reads it first; to change it, CREATE OR REPLACE VIEW".to_owned());
    }
}
