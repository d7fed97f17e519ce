//! A view that running code may still read.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, Transaction, effects::Loss},
    sql::name::QualifiedName,
};

pub(super) const RUN: Run = Run::Transaction(check);

fn check(_: &Transaction, steps: &[Step], findings: &mut Findings<'_>) {
    for step in steps {
        for loss in &step.effects.losses {
            let Loss::ViewDropped { view } = loss else { continue };
            if is_back(view, step, steps) {
                continue;
            }
            let message = format!("code that still reads {view} fails");
            let finding = findings.report(step.span(), view, message);
            finding.help =
                Some("ship code that no longer reads it first; to change it, CREATE OR REPLACE VIEW".to_owned());
        }
    }
}

/// Whether the same transaction makes a relation of that name again that has all of the view's columns.
fn is_back(view: &QualifiedName, step: &Step, steps: &[Step]) -> bool {
    let Some(old) = step.before.find(view) else { return false };
    let Some(new) = steps.last().and_then(|it| it.after.find(view)) else { return false };
    old.columns().iter().all(|it| new.column(&it.name).is_some())
}
