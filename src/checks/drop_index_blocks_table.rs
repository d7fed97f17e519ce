//! An index dropped under a lock that stops its whole table.

use super::Run;
use crate::{
    finding::Findings,
    simulate::{
        Step,
        effects::{Loss, RelationEffect},
    },
};

pub(super) const RUN: Run = Run::Step(check);

fn check(step: &Step, findings: &mut Findings<'_>) {
    if step.effects.losses.iter().any(|it| matches!(it, Loss::ColumnDropped { .. } | Loss::TableDropped { .. })) {
        return;
    }
    for effect in step.existing().filter(|it| it.dropped && it.lock.blocks_reads()) {
        let Some(table) = table_of(step, effect) else { continue };
        let message = format!("reads and writes of {} wait while {} is dropped", table.name, effect.name);
        let finding = findings.report(step.span(), &effect.name, message);
        finding.relation = Some(table.relation);
        finding.help = Some(format!("DROP INDEX CONCURRENTLY {}, outside a transaction", effect.name));
    }
}

/// The locked table of an index that no constraint needs (those go only with their constraint).
fn table_of<'a>(step: &'a Step, dropped: &RelationEffect) -> Option<&'a RelationEffect> {
    let index = step.before.relation(dropped.relation)?.index()?;
    let table = step.before.relation(index.table)?;
    let constraints = table.table().map(|it| it.constraints.as_slice()).unwrap_or_default();
    if constraints.iter().any(|it| it.index() == Some(dropped.relation)) {
        return None;
    }
    step.existing().find(|it| it.relation == index.table && it.lock.blocks_reads() && !it.dropped)
}
