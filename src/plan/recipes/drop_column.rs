//! DROP COLUMN: new code first, then the column's indexes CONCURRENTLY, then the column.

use super::{Proposal, Situation, as_written::path, drop_index};
use crate::{
    catalog::relation::{ColumnNumber, ConstraintKind, Relation, Table},
    plan::{PhaseKind, draft::Draft, sql, verify},
    sql::statement::AlterKind,
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::DropColumn { name, cascade, .. }) = situation.alter_kind()? else { return None };
    let column = match target.relation {
        Some(relation) => Some(relation.column(name)?),
        None => None,
    };
    let full = path(&target.name, name);
    let mut proposal = Proposal::default();
    let table = target.relation.and_then(|it| it.table());
    if let (Some(column), Some(table)) = (column, table) {
        let key = table.primary_key().and_then(|it| it.index()).and_then(|it| situation.before().relation(it));
        let in_key = key.and_then(|it| it.index()).is_some_and(|it| it.leading_columns().any(|it| it == column.number));
        let fills_itself = column.default.is_some() || column.identity.is_some() || column.generated.is_some();
        if column.not_null.is_some() && !fills_itself && !in_key && column.inherited == 0 {
            proposal.drafts.push(
                Draft::new(
                    format!("ALTER TABLE {} ALTER COLUMN {name} DROP NOT NULL", target.name),
                    "so that new code can insert without the column",
                )
                .verify(verify::column_nullable(&target.name, name))
                .undo(format!("ALTER TABLE {} ALTER COLUMN {name} SET NOT NULL", target.name)),
            );
        }
        if !cascade {
            proposal.drafts.extend(indexes(situation, table, column.number));
        }
        proposal.questions.extend(goes_with_it(situation, target.relation, table, column.number, &full));
    }
    let gate = format!("ship code that no longer reads or writes {full}");
    let drop = Draft::new(situation.sql, "irreversible: copy the column's values first if anybody may want them back")
        .session(situation.session())
        .phase(PhaseKind::Contract)
        .verify(verify::column_gone(&target.name, name));
    proposal.drafts.push(drop);
    let first = proposal.drafts.iter_mut().find(|it| it.phase == PhaseKind::Contract)?;
    first.gate = Some(gate);
    Some(proposal)
}

/// The column's own indexes, dropped without blocking before it goes.
fn indexes(situation: &Situation<'_>, table: &Table, column: ColumnNumber) -> Vec<Draft> {
    let catalog = situation.before();
    let constrained: Vec<_> = table.constraints.iter().filter_map(|it| it.index()).collect();
    let mut drafts = Vec::new();
    for id in &table.indexes {
        let Some(relation) = catalog.relation(*id) else { continue };
        let Some(index) = relation.index() else { continue };
        let uses = index.leading_columns().any(|it| it == column) || index.include.contains(&column);
        if uses && !constrained.contains(id) && !index.partitioned && index.parent.is_none() {
            let mut draft = drop_index::concurrently(catalog, relation).phase(PhaseKind::Contract);
            draft.why =
                format!("goes with the column; dropped first, so that its table is not locked for it: {}", draft.why);
            drafts.push(draft);
        }
    }
    drafts
}

fn goes_with_it(
    situation: &Situation<'_>,
    relation: Option<&Relation>,
    table: &Table,
    column: ColumnNumber,
    full: &str,
) -> Option<String> {
    let catalog = situation.before();
    let mut lost: Vec<String> = Vec::new();
    for constraint in &table.constraints {
        let uses = match &constraint.kind {
            ConstraintKind::ForeignKey(key) => key.columns.contains(&column),
            _ => constraint
                .index()
                .and_then(|it| catalog.relation(it)?.index())
                .is_some_and(|it| it.leading_columns().any(|it| it == column)),
        };
        if uses {
            lost.push(format!("the constraint {}", constraint.name));
        }
    }
    for view in relation.into_iter().flat_map(|it| catalog.readers(it.id)) {
        let reads = view.view().is_some_and(|it| {
            it.dependencies.iter().any(|it| Some(it.relation) == relation.map(|it| it.id) && it.column == Some(column))
        });
        if reads {
            lost.push(format!("the view {}", view.name));
        }
    }
    (!lost.is_empty()).then(|| format!("does anything still need what depends on {full}: {}?", sql::list(lost)))
}
