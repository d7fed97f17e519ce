//! A materialized view refreshed while nobody can read it.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{Step, effects::RewriteReason},
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        if effect.rewrite == Some(RewriteReason::Refresh) && effect.lock.blocks_reads() {
            let message = format!("reads of {} wait until its query has run", effect.name);
            let finding = findings.report(step.span(), &effect.name, message);
            finding.relation = Some(effect.relation);
            finding.help = Some("refresh it CONCURRENTLY; that needs a unique index over plain columns".to_owned());
        }
    }
}
