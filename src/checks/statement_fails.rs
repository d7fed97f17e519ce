//! A statement that the server will refuse.

use super::Run;
use crate::{catalog::Known, finding::{Certainty, Findings}, simulate::Step};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    // 25001 and what the version does not know have checks of their own; 25P02 only follows from an earlier failure.
    let elsewhere = |code: &str| matches!(code, "25001" | "25P02") || step.unread().is_some();
    let Some(failure) = step.effects.fails.as_ref().filter(|it| !elsewhere(it.code)) else { return };
    let message = format!("this fails: {}", failure.message);
    let finding = findings.report(failure.at.unwrap_or(step.span()), step.statement.kind.tag(), message);
    if step.before.known == Known::OnlyWhatMigrationsShow {
        finding.certainty = Certainty::Possible;
    }
}
