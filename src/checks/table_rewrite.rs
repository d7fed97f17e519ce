//! A table written anew while nobody can read it.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{
        Step,
        effects::{RelationEffect, RewriteReason},
    },
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    for effect in step.existing().filter(|it| it.lock.blocks_reads()) {
        let Some((why, help)) = effect.rewrite.and_then(explain) else { continue };
        let indexes = rebuilt(effect);
        let message = format!("{} is rewritten{indexes} while reads and writes wait: {why}", effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(effect.relation);
        finding.help = Some(help.to_owned());
    }
}

fn rebuilt(effect: &RelationEffect) -> String {
    match effect.rebuilt_indexes.len() {
        0 => String::new(),
        1 => " with its index".to_owned(),
        count => format!(" with its {count} indexes"),
    }
}

/// Why, and what to do instead; None for rewrites that other checks speak about.
fn explain(reason: RewriteReason) -> Option<(&'static str, &'static str)> {
    Some(match reason {
        RewriteReason::ColumnType => (
            "the new type stores values differently",
            "add a column of the new type, copy in batches, swap; `migcheck plan` writes the steps",
        ),
        RewriteReason::VolatileDefault => (
            "the default differs from row to row",
            "add the column without default, set the default, then fill old rows in batches",
        ),
        RewriteReason::StoredGenerated => (
            "a stored generated column is computed for every row",
            "add a plain column kept by a trigger and fill old rows in batches, or generate it in the query",
        ),
        RewriteReason::ConstrainedDomain => (
            "the domain's constraints are checked for every row",
            "use the base type with a CHECK added NOT VALID and validated later",
        ),
        RewriteReason::Identity => (
            "every row gets its own value",
            "add a plain column, fill it in batches, then make it an identity column",
        ),
        RewriteReason::Persistence => (
            "LOGGED and UNLOGGED tables are written differently",
            "copy the rows into a table of the wanted kind in batches and swap the names",
        ),
        RewriteReason::AccessMethod => ("the access method changes", "copy the rows in batches and swap the names"),
        RewriteReason::Tablespace => ("it moves to another tablespace", "move it in a maintenance window"),
        RewriteReason::Cluster | RewriteReason::VacuumFull => {
            ("its rows are put in order", "use pg_repack or pg_squeeze, which copy without blocking")
        }
        RewriteReason::Truncate | RewriteReason::Refresh | RewriteReason::Reindex | RewriteReason::Sequence => {
            return None;
        }
    })
}
