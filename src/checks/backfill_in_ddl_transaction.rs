//! Rows changed in the transaction that changes the table.

use super::{Run, label};
use crate::{
    finding::Findings,
    simulate::{
        Step, Transaction,
        effects::{DurationClass, RelationEffect},
        lock::LockMode,
    },
};

pub(super) const RUN: Run = Run::Transaction(check);

fn check(_: &Transaction, steps: &[Step], findings: &mut Findings<'_>) {
    let Some((ddl, lock)) = steps.iter().find_map(|step| Some((step, strong_table_lock(step)?))) else { return };
    for step in steps {
        let Some(written) = written(step) else { continue };
        let message = format!(
            "rows of {} are changed in the transaction that locks {} {}: both last until the last row is done",
            written.name, lock.name, lock.lock
        );
        let finding = findings.report(step.span(), &written.name, message);
        finding.relation = Some(written.relation);
        finding.related.push(label(ddl.span(), format!("{} is locked here", lock.name)));
        finding.help = Some("fill rows in batches, in transactions of their own, outside the migration".to_owned());
    }
}

fn strong_table_lock(step: &Step) -> Option<&RelationEffect> {
    step.blocking().find(|it| matches!(it.kind, "table" | "partitioned table"))
}

/// The existing table whose rows an UPDATE, DELETE or INSERT … SELECT changes in bulk.
fn written(step: &Step) -> Option<&RelationEffect> {
    let bulk = step.effects.duration.class == DurationClass::Rows;
    let is_table = |it: &RelationEffect| matches!(it.kind, "table" | "partitioned table" | "foreign table");
    step.existing().find(|it| bulk && it.lock == LockMode::RowExclusive && is_table(it))
}
