//! A column that inserts must name, while running code does not.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::Loss},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for loss in &step.effects.losses {
        let Loss::ColumnRequired { table, column, added } = loss else { continue };
        let what = if *added { "a new column that" } else { "a column that from now on" };
        let message = format!("{column} of {table} is {what} every INSERT must give: running code does not");
        let finding = findings.report(step.span(), format!("{table}.{column}"), message);
        let help = if *added {
            "add it nullable or with a DEFAULT; require it once all running code gives it"
        } else {
            "SET DEFAULT first, or ship code that always gives it before"
        };
        finding.help = Some(help.to_owned());
    }
}
