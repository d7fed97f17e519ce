//! A statement that refuses to run inside a transaction, inside one.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, transaction::BlockKind},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    let Some(failure) = step.effects.fails.as_ref().filter(|it| it.code == "25001") else { return };
    let (why, help) = match step.transaction.block {
        BlockKind::Tool => (
            "the migration tool runs the file in a transaction",
            "switch the transaction off for this file, the way your tool does it, and keep it the only statement",
        ),
        BlockKind::Script => ("a BEGIN before it is still open", "COMMIT first, or move it to a file of its own"),
        BlockKind::Implicit | BlockKind::None => (
            "statements sent together share one implicit transaction",
            "put it alone into a file of its own",
        ),
    };
    let message = format!("this fails: {}; {why}", failure.message);
    let finding = findings.report(failure.at.unwrap_or(step.span()), step.statement.kind.tag(), message);
    finding.help = Some(help.to_owned());
}
