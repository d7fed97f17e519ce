//! A statement that this version's grammar does not read.

use super::Run;
use crate::{finding::Findings, simulate::Step};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    if let Some(needs) = step.unread() {
        let at = step.effects.fails.as_ref().and_then(|it| it.at);
        let message = format!("this version cannot read it: {needs}");
        findings.report(at.unwrap_or(step.span()), step.statement.kind.tag(), message);
    }
}
