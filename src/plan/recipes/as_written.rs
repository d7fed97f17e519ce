//! What has no recipe, or needs none: the user's own text, with what it really does.

use super::{Proposal, Situation};
use crate::{
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run, Undo},
        undo, verify,
    },
    simulate::effects::{Loss, RelationEffect},
    sql::{
        name::{Ident, QualifiedName},
        statement::{AlterKind, AlterTypeKind, DmlKind, StatementKind},
    },
};

pub(in crate::plan) fn as_written(situation: &Situation<'_>) -> Proposal {
    let step = situation.step;
    let mut proposal = Proposal::default();
    let mut draft = Draft::new(situation.sql, why(situation)).session(situation.session()).run(run(situation));
    let (verify, undo) = proof(situation);
    draft.verify = verify;
    draft.undo = undo;
    if step.effects.needs_autocommit {
        draft.retry = retry(situation.kind());
    }
    let gates: Vec<String> = losses(situation).filter_map(gate).collect();
    if !gates.is_empty() {
        draft.phase = PhaseKind::Contract;
        draft.gate = Some(format!("ship code that {}", gates.join(" and ")));
    }
    if let Some(question) = question(situation) {
        proposal.questions.push(question);
    }
    proposal.drafts.push(draft);
    proposal
}

/// What is lost of relations that were there before the change.
fn losses<'a>(situation: &'a Situation<'a>) -> impl Iterator<Item = &'a Loss> {
    let is_new = |name: &QualifiedName| situation.before().find(name).is_some_and(|it| situation.is_new(it.id));
    situation.step.effects.losses.iter().filter(move |it| match it {
        Loss::TableDropped { table }
        | Loss::TableRenamed { from: table, .. }
        | Loss::ViewDropped { view: table }
        | Loss::ColumnDropped { table, .. }
        | Loss::ColumnRenamed { table, .. }
        | Loss::ColumnRetyped { table, .. }
        | Loss::ColumnRequired { table, .. }
        | Loss::DefaultDropped { table, .. }
        | Loss::RowsHidden { table }
        | Loss::PrivilegeRevoked { on: table, .. } => !is_new(table),
        _ => true,
    })
}

/// What the running code has to give up before the statement may run; None where nothing in it breaks.
pub(in crate::plan) fn gate(loss: &Loss) -> Option<String> {
    Some(match loss {
        Loss::TableDropped { table } => format!("no longer uses {table}"),
        Loss::TableRenamed { from, to } => format!("uses {to} in place of {from}"),
        Loss::ViewDropped { view } => format!("no longer reads {view}"),
        Loss::ColumnDropped { table, column } => format!("no longer reads or writes {table}.{column}"),
        Loss::ColumnRenamed { table, from, to } => format!("uses {table}.{to} in place of {from}"),
        Loss::ColumnRequired { table, column, .. } => format!("writes {table}.{column} in every insert"),
        Loss::DefaultDropped { table, column } => format!("does not rely on the default of {table}.{column}"),
        Loss::EnumValueRenamed { name, from, to } => format!("reads both {from} and {to} of {name}"),
        Loss::TypeDropped { name } => format!("no longer uses the type {name}"),
        Loss::RoutineDropped { name } => format!("no longer calls {name}"),
        Loss::SchemaRenamed { from, to } => format!("uses the schema {to} in place of {from}"),
        Loss::RowsHidden { table } => format!("sets what the policies of {table} ask for"),
        Loss::PrivilegeRevoked { on, privilege, from } => {
            format!("does not need {} on {on} as {from}", privilege.as_str().to_uppercase())
        }
        Loss::ColumnRetyped { .. } => return None,
    })
}

fn why(situation: &Situation<'_>) -> String {
    let effects = &situation.step.effects;
    if let StatementKind::Unmodeled { .. } = situation.kind() {
        return "not understood, so run as written".to_owned();
    }
    if effects.needs_autocommit {
        return "cannot run inside a transaction block, so it runs by itself".to_owned();
    }
    let Some(strongest) = strongest(situation) else {
        let locked = effects.relations.iter().any(|it| !it.created);
        return match locked {
            true => "nobody has to wait for it".to_owned(),
            false => "touches nothing that is in use".to_owned(),
        };
    };
    let blocked = strongest.lock.blocked().unwrap_or("nobody");
    if situation.is_slow() {
        return format!("kept as written: {blocked} of {} wait while it works", strongest.name);
    }
    if situation.is_new(strongest.relation) || situation.is_small(strongest.relation) {
        return format!("{} is new or small, so the lock does not matter", strongest.name);
    }
    format!("changes only the catalog: {blocked} of {} wait for a moment", strongest.name)
}

/// The most strongly locked relation, a table rather than its index.
fn strongest<'a>(situation: &Situation<'a>) -> Option<&'a RelationEffect> {
    situation.step.blocking().max_by_key(|it| (it.lock, !it.kind.ends_with("index")))
}

fn question(situation: &Situation<'_>) -> Option<String> {
    let step = situation.step;
    let first = situation.sql.lines().next().unwrap_or_default().trim();
    if let Some(failure) = step.effects.fails.as_ref().filter(|it| !matches!(it.code, "25001" | "55P04")) {
        return Some(format!("\"{first}\" fails: {}; what should it do?", failure.message));
    }
    match situation.kind() {
        StatementKind::Unmodeled { keyword } => {
            Some(format!("{keyword} is not understood: what does \"{first}\" lock and change?"))
        }
        StatementKind::Do(_) | StatementKind::Call { .. } => {
            Some(format!("what does \"{first}\" do? Its body is not analysed, so it runs as written"))
        }
        _ => match losses(situation).find(|it| matches!(it, Loss::ColumnRetyped { .. })) {
            Some(Loss::ColumnRetyped { table, column, from, to }) => Some(format!(
                "does all running code accept {table}.{column} as {to}, where it was {from}? If not, ship that first"
            )),
            _ if situation.is_slow() && !situation.only_new_or_small() => {
                let relation = strongest(situation)?;
                let blocked = relation.lock.blocked().unwrap_or("nobody");
                Some(format!(
                    "is {} small or idle enough that its {blocked} may wait for \"{first}\"? There is no way to do this online",
                    relation.name
                ))
            }
            _ => None,
        },
    }
}

fn run(situation: &Situation<'_>) -> Run {
    let effects = &situation.step.effects;
    match situation.kind() {
        _ if effects.needs_autocommit => Run::Autocommit,
        // A new label cannot be used in the transaction that adds it.
        StatementKind::AlterType(it) if it.actions.iter().any(|it| matches!(it, AlterTypeKind::AddValue { .. })) => {
            Run::Alone
        }
        StatementKind::Unmodeled { .. } | StatementKind::Do(_) | StatementKind::Call { .. } => Run::Alone,
        StatementKind::Dml(dml) if dml.kind != DmlKind::Insert => Run::Alone,
        _ if situation.is_slow() && !situation.only_new_or_small() => Run::Alone,
        _ => Run::Free,
    }
}

fn retry(kind: &StatementKind) -> Retry {
    match kind {
        StatementKind::CreateIndex(_) => Retry::DropInvalidIndexAndRerun,
        StatementKind::Drop(_) => Retry::RerunAtOnce,
        StatementKind::Reindex(_) => Retry::DropRebuildLeftovers,
        StatementKind::AlterTable(_) => Retry::FinalizeDetach,
        _ => Retry::Rerun,
    }
}

fn proof(situation: &Situation<'_>) -> (Option<String>, Undo) {
    let undo = undo::of(situation);
    let verify = match situation.kind() {
        StatementKind::CreateIndex(create) => {
            let table = situation.target(&create.table);
            new_index(situation, table.relation).map(verify::index_valid)
        }
        StatementKind::AlterTable(_) => altered(situation),
        _ => created(situation).map(verify::relation_exists).or_else(|| dropped(situation).map(verify::relation_gone)),
    };
    (verify, undo)
}

fn altered(situation: &Situation<'_>) -> Option<String> {
    let (target, kind) = situation.alter_kind()?;
    let table = &target.name;
    Some(match kind {
        AlterKind::AddColumn { column, .. } => verify::column_exists(table, &column.name),
        AlterKind::DropColumn { name, .. } => verify::column_gone(table, name),
        AlterKind::SetNotNull { column } => verify::column_not_null(table, column),
        AlterKind::DropNotNull { column } => verify::column_nullable(table, column),
        AlterKind::SetDefault { column, .. } => verify::column_has_default(table, column),
        AlterKind::RenameColumn { to, .. } => verify::column_exists(table, to),
        AlterKind::AddConstraint(_) => {
            verify::constraint_exists(table, &situation.new_constraint(target.relation)?.name)
        }
        AlterKind::ValidateConstraint { name } => verify::constraint_valid(table, name),
        AlterKind::DropConstraint { name, .. } => verify::constraint_gone(table, name),
        AlterKind::RenameConstraint { to, .. } => verify::constraint_exists(table, to),
        AlterKind::RenameTo(_) => verify::relation_gone(table),
        _ => return None,
    })
}

fn created(situation: &Situation<'_>) -> Option<String> {
    let created = situation.step.effects.relations.iter().find(|it| it.created);
    created.map(|it| it.name.to_string())
}

fn dropped(situation: &Situation<'_>) -> Option<String> {
    let dropped = situation.step.effects.relations.iter().find(|it| it.dropped);
    dropped.map(|it| it.name.to_string())
}

/// The name of the index that the statement adds to a table or materialized view.
pub(in crate::plan) fn new_index(
    situation: &Situation<'_>,
    relation: Option<&crate::catalog::relation::Relation>,
) -> Option<crate::sql::name::QualifiedName> {
    let relation = relation?;
    let after = situation.after().relation(relation.id)?;
    let id = after.indexes().iter().find(|it| !relation.indexes().contains(it))?;
    situation.after().relation(*id).map(|it| it.name.clone())
}

/// The column's name behind its table's, as reports show it.
pub(super) fn path(table: &str, column: &Ident) -> String {
    format!("{table}.{column}")
}
