//! A column whose type changes under running code.

use super::Run;
use crate::{
    catalog::types::DataType,
    finding::{Findings, Severity},
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ColumnRetyped { table, column, from, to } = loss else { continue };
        let reads_the_same = is_text(from) && is_text(to) && step.effects.relations.iter().all(|it| it.rewrite.is_none());
        let consequence = if reads_the_same {
            "prepared statements that return it fail once"
        } else {
            "prepared statements fail once, and code that expects the old type may not read it"
        };
        let message = format!("{column} of {table} changes from {from} to {to} under running code: {consequence}");
        let finding = findings.report(step.span(), format!("{table}.{column}"), message);
        if reads_the_same {
            finding.severity = Severity::Note;
            continue;
        }
        let help = "add a column of the new type, keep both in step, switch the code, then drop the old one";
        finding.help = Some(help.to_owned());
    }
}

/// Drivers read all of these as the same strings.
fn is_text(data_type: &DataType) -> bool {
    data_type.is("text") || data_type.is("varchar")
}
