//! The way back from statements that are kept as written.

use super::{draft::Undo, recipes::Situation, sql::literal};
use crate::{
    catalog::relation::Column,
    sql::{
        name::{Ident, ObjectName},
        statement::{AlterKind, Comment, ObjectKind, StatementKind},
    },
};

/// The inverse of one statement on the schema before it, where one statement can be.
pub(super) fn of(situation: &Situation<'_>) -> Undo {
    match situation.kind() {
        StatementKind::CreateIndex(it) => {
            let table = situation.target(&it.table).relation;
            let index = super::recipes::new_index(situation, table);
            let word = if it.concurrently { "CONCURRENTLY " } else { "" };
            index.map_or(Undo::Nothing, |it| Undo::Sql(format!("DROP INDEX {word}IF EXISTS {it}")))
        }
        StatementKind::AlterTable(_) => alter(situation),
        StatementKind::Comment(comment) => comment_undo(situation, comment),
        StatementKind::Analyze(_)
        | StatementKind::Vacuum(_)
        | StatementKind::Reindex(_)
        | StatementKind::RefreshMaterializedView(_)
        | StatementKind::Set(_)
        | StatementKind::Reset(_)
        | StatementKind::DiscardAll
        | StatementKind::SetRole(_)
        | StatementKind::LockTable(_) => Undo::Nothing,
        _ => created(situation),
    }
}

/// DROP of what a CREATE made.
fn created(situation: &Situation<'_>) -> Undo {
    let drop = |kind: &str, name: &ObjectName| {
        let home = situation.session().search_path.iter().find(|it| it.as_str() != "$user");
        let schema = name.schema.as_ref().or(home);
        let schema = schema.map(|it| format!("{it}.")).unwrap_or_default();
        Undo::Sql(format!("DROP {kind} IF EXISTS {schema}{}", name.name))
    };
    let on_table = |kind: &str, name: &Ident, table: &ObjectName| {
        Undo::Sql(format!("DROP {kind} IF EXISTS {name} ON {}", situation.target(table).name))
    };
    match situation.kind() {
        StatementKind::CreateTable(it) if situation.find(&it.name).is_some() => Undo::Nothing,
        StatementKind::CreateTable(it) if it.server.is_some() => drop("FOREIGN TABLE", &it.name),
        StatementKind::CreateTable(it) => drop("TABLE", &it.name),
        StatementKind::CreateTableAs(it) if situation.find(&it.name).is_some() => Undo::Nothing,
        StatementKind::CreateTableAs(it) if it.materialized_view => drop("MATERIALIZED VIEW", &it.name),
        StatementKind::CreateTableAs(it) => drop("TABLE", &it.name),
        StatementKind::CreateView(it) if situation.find(&it.name).is_none() => drop("VIEW", &it.name),
        StatementKind::CreateSequence(it) if situation.find(&it.name).is_none() => drop("SEQUENCE", &it.name),
        StatementKind::CreateSchema(it) if !situation.before().schemas.contains_key(&it.name) => {
            Undo::Sql(format!("DROP SCHEMA IF EXISTS {}", it.name))
        }
        StatementKind::CreateType(it) => drop("TYPE", &it.name),
        StatementKind::CreateDomain(it) => drop("DOMAIN", &it.name),
        StatementKind::CreatePolicy(it) => on_table("POLICY", &it.name, &it.table),
        StatementKind::CreateTrigger(it) if !it.or_replace => on_table("TRIGGER", &it.name, &it.table),
        _ => Undo::Impossible,
    }
}

fn alter(situation: &Situation<'_>) -> Undo {
    let Some((target, kind)) = situation.alter_kind() else { return Undo::Impossible };
    let column = |name: &Ident| target.relation.and_then(|it| it.column(name));
    let undo = |action: String| Undo::Sql(format!("ALTER TABLE {} {action}", target.name));
    match kind {
        AlterKind::AddColumn { column: added, .. } => match column(&added.name) {
            Some(_) => Undo::Nothing,
            None => undo(format!("DROP COLUMN IF EXISTS {}", added.name)),
        },
        AlterKind::AddConstraint(_) => match situation.new_constraint(target.relation) {
            Some(it) => undo(format!("DROP CONSTRAINT IF EXISTS {}", it.name)),
            None => Undo::Impossible,
        },
        AlterKind::ValidateConstraint { .. } => Undo::Nothing,
        AlterKind::SetDefault { column: name, .. } | AlterKind::DropDefault { column: name } => match column(name) {
            Some(it) => undo(format!("ALTER COLUMN {name} {}", default_of(it))),
            None => Undo::Impossible,
        },
        AlterKind::SetNotNull { column: name } if column(name).is_some_and(|it| it.not_null.is_none()) => {
            undo(format!("ALTER COLUMN {name} DROP NOT NULL"))
        }
        AlterKind::RenameColumn { from, to } => undo(format!("RENAME COLUMN {to} TO {from}")),
        AlterKind::RenameConstraint { from, to } => undo(format!("RENAME CONSTRAINT {to} TO {from}")),
        _ => Undo::Impossible,
    }
}

fn default_of(column: &Column) -> String {
    match &column.default {
        Some(default) => format!("SET DEFAULT {}", default.text),
        None => "DROP DEFAULT".to_owned(),
    }
}

/// The comment that was there before.
fn comment_undo(situation: &Situation<'_>, comment: &Comment) -> Undo {
    let target = situation.target(&comment.object.name);
    let (object, old) = match (comment.kind, &comment.object.part) {
        (ObjectKind::Column, Some(column)) => {
            let old = target.relation.and_then(|it| it.column(column)).and_then(|it| it.comment.clone());
            (format!("COLUMN {}.{column}", target.name), old)
        }
        (ObjectKind::Table, None) => {
            (format!("TABLE {}", target.name), target.relation.and_then(|it| it.comment.clone()))
        }
        _ => return Undo::Impossible,
    };
    let old = old.map_or_else(|| "NULL".to_owned(), |it| literal(&it));
    Undo::Sql(format!("COMMENT ON {object} IS {old}"))
}
