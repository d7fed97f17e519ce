//! A column renamed under running code.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ColumnRenamed { table, from, to } = loss else { continue };
        let message = format!("code that still says {from} fails at once, code that says {to} fails until then");
        let finding = findings.report(step.span(), format!("{table}.{from}"), message);
        finding.help = Some("rename through a view or a second column kept in step; `migcheck plan` writes the steps".to_owned());
    }
}
