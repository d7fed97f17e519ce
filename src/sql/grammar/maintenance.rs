//! TRUNCATE, LOCK, VACUUM, ANALYZE, CLUSTER, REINDEX.

use super::parts;
use crate::sql::{
    cursor::{Cursor, Parse},
    name::{Ident, ObjectName},
    statement::*,
};
use std::sync::Arc;

/// `TRUNCATE [ TABLE ] [ ONLY ] table [ * ], … [ RESTART IDENTITY | CONTINUE IDENTITY ] [ CASCADE | RESTRICT ]`
pub(super) fn truncate(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("TRUNCATE")?;
    cursor.accept("TABLE");
    let tables = cursor.comma_list(parts::relation)?;
    let restart_identity = cursor.accept_any(&["RESTART IDENTITY", "CONTINUE IDENTITY"]) == Some("RESTART IDENTITY");
    Ok(StatementKind::Truncate(Truncate { tables, restart_identity, cascade: parts::cascade(cursor) }))
}

/// `LOCK [ TABLE ] [ ONLY ] table [ * ], … [ IN mode MODE ] [ NOWAIT ]`
pub(super) fn lock(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("LOCK")?;
    cursor.accept("TABLE");
    let tables = cursor.comma_list(parts::relation)?;
    let mode = if cursor.accept("IN") { lock_mode(cursor)? } else { "ACCESS EXCLUSIVE" };
    let nowait = cursor.accept("NOWAIT");
    Ok(StatementKind::LockTable(LockTable { tables, mode: Arc::from(mode), nowait }))
}

fn lock_mode(cursor: &mut Cursor<'_>) -> Parse<&'static str> {
    let modes = [
        "ACCESS SHARE",
        "ACCESS EXCLUSIVE",
        "ROW SHARE",
        "ROW EXCLUSIVE",
        "SHARE UPDATE EXCLUSIVE",
        "SHARE ROW EXCLUSIVE",
        "SHARE",
        "EXCLUSIVE",
    ];
    let Some(mode) = cursor.accept_any(&modes) else { return cursor.unexpected("a lock mode") };
    cursor.expect("MODE")?;
    Ok(mode)
}

/// `VACUUM [ ( option, … ) ] [ FULL ] [ FREEZE ] [ VERBOSE ] [ ANALYZE ] [ table [ ( column, … ) ], … ]`
pub(super) fn vacuum(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("VACUUM")?;
    Ok(StatementKind::Vacuum(maintenance(cursor, &["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"])?))
}

/// `ANALYZE [ ( option, … ) ] [ VERBOSE ] [ table [ ( column, … ) ], … ]`
pub(super) fn analyze(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.advance();
    Ok(StatementKind::Analyze(maintenance(cursor, &["VERBOSE"])?))
}

fn maintenance(cursor: &mut Cursor<'_>, words: &[&str]) -> Parse<Maintenance> {
    let mut options = true_options(cursor)?;
    while let Some(word) = cursor.accept_any(words) {
        options.push(if word == "ANALYSE" { Ident::from("analyze") } else { Ident::unquoted(word) });
    }
    let tables = if cursor.is_done() { Vec::new() } else { cursor.comma_list(table_with_columns)? };
    if tables.iter().any(|(_, only)| *only) {
        options.push(Ident::from("only"));
    }
    Ok(Maintenance { tables: tables.into_iter().map(|(table, _)| table).collect(), options })
}

fn table_with_columns(cursor: &mut Cursor<'_>) -> Parse<(ObjectName, bool)> {
    let relation = parts::relation(cursor)?;
    parts::optional_columns(cursor)?;
    Ok(relation)
}

/// `[ ( option [ value ], … ) ]`: the options that are not switched off.
fn true_options(cursor: &mut Cursor<'_>) -> Parse<Vec<Ident>> {
    if !cursor.is_symbol("(") {
        return Ok(Vec::new());
    }
    let options = cursor.list_in_parens(|cursor| {
        let name = cursor.ident()?;
        let absent = cursor.is_symbol(",") || cursor.is_symbol(")");
        let value = if absent { None } else { Some(parts::word_or_literal(cursor)?) };
        Ok((name, parts::flag(value.as_deref())))
    })?;
    Ok(options.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect())
}

/// `CLUSTER [ ( option, … ) ] [ VERBOSE ] [ table [ USING index ] ]`, also the older `CLUSTER index ON table`
pub(super) fn cluster(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("CLUSTER")?;
    true_options(cursor)?;
    cursor.accept("VERBOSE");
    if cursor.is_done() {
        return Ok(StatementKind::Cluster(Cluster { table: None, index: None }));
    }
    let name = cursor.object_name()?;
    Ok(StatementKind::Cluster(if cursor.accept("ON") {
        Cluster { table: Some(cursor.object_name()?), index: Some(name.name) }
    } else {
        Cluster { table: Some(name), index: parts::optional_name(cursor, "USING")? }
    }))
}

/// `REINDEX [ ( option, … ) ] { INDEX | TABLE | SCHEMA | DATABASE | SYSTEM } [ CONCURRENTLY ] [ name ]`
pub(super) fn reindex(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("REINDEX")?;
    let by_option = true_options(cursor)?.iter().any(|it| it.as_str() == "concurrently");
    let target = match cursor.accept_any(&["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"]) {
        Some("INDEX") => ReindexTarget::Index,
        Some("TABLE") => ReindexTarget::Table,
        Some("SCHEMA") => ReindexTarget::Schema,
        Some("DATABASE") => ReindexTarget::Database,
        Some(_) => ReindexTarget::System,
        None => return cursor.unexpected("INDEX, TABLE, SCHEMA, DATABASE or SYSTEM"),
    };
    let concurrently = cursor.accept("CONCURRENTLY") || by_option;
    let unnamed = cursor.is_done() && matches!(target, ReindexTarget::Database | ReindexTarget::System);
    let name = if unnamed { None } else { Some(cursor.object_name()?) };
    Ok(StatementKind::Reindex(Reindex { target, name, concurrently }))
}
