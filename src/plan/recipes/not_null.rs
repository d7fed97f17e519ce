//! SET NOT NULL: proven by a CHECK that is validated without blocking (from 18 on by the NOT NULL constraint itself).

use super::{Proposal, Situation, as_written::path};
use crate::{
    catalog::{PgVersion, relation::Relation},
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run},
        sql, verify,
    },
    sql::{name::Ident, statement::AlterKind},
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::SetNotNull { column }) = situation.alter_kind()? else { return None };
    let known = target.relation.and_then(|it| it.column(column));
    if known.is_some_and(|it| it.not_null.as_ref().is_some_and(|it| it.valid)) {
        return None;
    }
    // Proven already: nothing is read.
    if known.is_some() && !situation.is_slow() {
        return None;
    }
    let mut drafts = proof(situation, &target.name, &target.bare, column, PhaseKind::Contract);
    let first = drafts.first_mut()?;
    let name = path(&target.name, column);
    first.gate = Some(format!("ship code that never writes NULL into {name}"));
    let questions = vec![format!("is {name} NULL in any row? VALIDATE stops at the first; fill them before")];
    Some(Proposal { drafts, questions })
}

/// Makes a column NOT NULL while its table stays in use.
pub(super) fn proof(
    situation: &Situation<'_>,
    table: &str,
    bare: &Ident,
    column: &Ident,
    phase: PhaseKind,
) -> Vec<Draft> {
    if situation.version() >= PgVersion(18) {
        return constraint(situation, table, bare, column, phase);
    }
    let check = sql::generated_name(&format!("{}_{}_nn", bare.as_str(), column.as_str()));
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID");
    vec![
        Draft::new(&*add, "refuses new NULLs; the rows that are there are not read")
            .phase(phase)
            .verify(verify::constraint_exists(table, &check))
            .undo(format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}")),
        validate(table, &check, phase),
        Draft::new(
            format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"),
            "the validated check proves it, so no row is read",
        )
        .phase(phase)
        .verify(verify::column_not_null(table, column))
        .undo(format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")),
        Draft::new(
            format!("ALTER TABLE {table} DROP CONSTRAINT {check}"),
            "a statement of its own: in one ALTER TABLE with SET NOT NULL the table would be read after all",
        )
        .phase(phase)
        .run(Run::Joined)
        .verify(verify::constraint_gone(table, &check))
        .undo(add),
    ]
}

/// 18: NOT NULL is a constraint that can be NOT VALID at first.
fn constraint(situation: &Situation<'_>, table: &str, bare: &Ident, column: &Ident, phase: PhaseKind) -> Vec<Draft> {
    let made = |relation: &Relation| {
        let after = situation.after().relation(relation.id)?;
        after.column(column)?.not_null.as_ref()?.name.clone()
    };
    let relation = match situation.kind() {
        crate::sql::statement::StatementKind::AlterTable(it) => situation.find(&it.name),
        _ => None,
    };
    let name = relation.and_then(|it| made(it));
    let name = name.unwrap_or_else(|| sql::generated_name(&format!("{}_{}_not_null", bare.as_str(), column.as_str())));
    vec![
        Draft::new(
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID"),
            "refuses new NULLs; the rows that are there are not read",
        )
        .phase(phase)
        .verify(verify::constraint_exists(table, &name))
        .undo(format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")),
        validate(table, &name, phase),
    ]
}

fn validate(table: &str, name: &Ident, phase: PhaseKind) -> Draft {
    let mut draft = super::constraint::validate(table, name, phase);
    draft.retry = Retry::FixRowsAndRerun;
    draft
}
