//! A column whose type changes under running code.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ColumnRetyped { table, column, from, to } = loss else { continue };
        let message = format!("{column} of {table} changes from {from} to {to} under running code: prepared statements fail once, and code that expects {from} may not read it");
        let finding = findings.report(step.span(), format!("{table}.{column}"), message);
        finding.help = Some("add a column of the new type, keep both in step, switch the code, then drop the old one".to_owned());
    }
}
