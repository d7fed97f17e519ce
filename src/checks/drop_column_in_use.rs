//! A column that running code may still read or write.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ColumnDropped { table, column } = loss else { continue };
        let message = format!("code that still names {column} of {table} fails once it is dropped");
        let finding = findings.report(step.span(), format!("{table}.{column}"), message);
        finding.help = Some("ship code that no longer uses the column first, then drop it in a later release".to_owned());
    }
}
