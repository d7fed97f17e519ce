//! A table renamed under running code.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::TableRenamed { from, to } = loss else { continue };
        let message = format!("code that still says {from} fails at once, code that says {to} fails until then");
        let finding = findings.report(step.span(), from, message);
        finding.help = Some("leave a view of the old name in the same transaction: CREATE VIEW … AS SELECT * FROM the new name".to_owned());
    }
}
