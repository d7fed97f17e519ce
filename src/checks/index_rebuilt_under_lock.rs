//! A type change that keeps the rows but builds indexes anew while nobody can use the table.

use super::Run;
use crate::{finding::Findings, simulate::Step};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing() {
        let rebuilt = &effect.rebuilt_indexes;
        if rebuilt.is_empty() || effect.rewrite.is_some() || !effect.lock.blocks_reads() {
            continue;
        }
        let names: Vec<String> = rebuilt.iter().map(ToString::to_string).collect();
        let message =
            format!("reads and writes of {} wait while {} is built anew", effect.name, names.join(", "));
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        let help = "drop such an index CONCURRENTLY before the change and create it CONCURRENTLY afterwards, \
                    if queries can do without it meanwhile";
        finding.help = Some(help.to_owned());
    }
}
