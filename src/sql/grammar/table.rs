//! CREATE TABLE, CREATE FOREIGN TABLE, CREATE TABLE AS.

use super::{column, constraint, partition, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::query_to_end,
    name::{Ident, ObjectName},
    statement::*,
};

/// `[ [ GLOBAL | LOCAL ] { TEMPORARY | TEMP } | UNLOGGED ]`
pub(super) fn persistence(cursor: &mut Cursor<'_>) -> Persistence {
    cursor.accept_any(&["GLOBAL", "LOCAL"]);
    match cursor.accept_any(&["TEMPORARY", "TEMP", "UNLOGGED"]) {
        Some("UNLOGGED") => Persistence::Unlogged,
        Some(_) => Persistence::Temporary,
        None => Persistence::Permanent,
    }
}

/// `CREATE [ … ] [ FOREIGN ] TABLE [ IF NOT EXISTS ] name …`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    let persistence = persistence(cursor);
    let foreign = cursor.accept("FOREIGN");
    cursor.expect("TABLE")?;
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let name = cursor.object_name()?;
    if !foreign && is_table_as(*cursor) {
        return create_table_as(cursor, name, if_not_exists, persistence);
    }
    let mut table = empty(name, if_not_exists, persistence);
    match () {
        () if cursor.accept("OF") => {
            table.of_type = Some(cursor.object_name()?);
            elements(cursor, &mut table, column::options)?;
        }
        () if cursor.accept("PARTITION OF") => {
            let parent = cursor.object_name()?;
            elements(cursor, &mut table, column::options)?;
            table.partition_of = Some((parent, partition::bound(cursor)?));
        }
        () if cursor.is_symbol("(") => elements(cursor, &mut table, column::definition)?,
        () => return cursor.unexpected("\"(\", AS, OF or PARTITION OF"),
    }
    if cursor.accept("INHERITS") {
        table.inherits = cursor.list_in_parens(Cursor::object_name)?;
    }
    if foreign {
        cursor.expect("SERVER")?;
        table.server = Some(cursor.ident()?);
        parts::foreign_options(cursor)?;
    } else {
        table.partition_by = partition::partition_by(cursor)?;
        storage(cursor, &mut table.access_method, &mut table.options, &mut table.tablespace)?;
    }
    Ok(StatementKind::CreateTable(Box::new(table)))
}

fn empty(name: ObjectName, if_not_exists: bool, persistence: Persistence) -> CreateTable {
    CreateTable {
        name,
        if_not_exists,
        persistence,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        of_type: None,
        access_method: None,
        options: Vec::new(),
        tablespace: None,
        server: None,
    }
}

/// `[ ( { column | constraint | LIKE … } [, …] ) ]`
fn elements<'a>(
    cursor: &mut Cursor<'a>,
    table: &mut CreateTable,
    column: fn(&mut Cursor<'a>) -> Parse<ColumnDefinition>,
) -> Parse<()> {
    if !cursor.is_symbol("(") {
        return Ok(());
    }
    if cursor.is_symbol_at(1, ")") {
        cursor.advance();
        cursor.advance();
        return Ok(());
    }
    cursor.list_in_parens(|cursor| {
        if cursor.accept("LIKE") {
            table.like.push(like(cursor, table.columns.len())?);
        } else if constraint::is_next(cursor) {
            table.constraints.push(constraint::table_constraint(cursor)?);
        } else {
            table.columns.push(column(cursor)?);
        }
        Ok(())
    })?;
    Ok(())
}

/// Behind LIKE: `table { INCLUDING | EXCLUDING } option …`
fn like(cursor: &mut Cursor<'_>, position: usize) -> Parse<LikeClause> {
    let mut clause = LikeClause { table: cursor.object_name()?, position, options: Vec::new() };
    while let Some(word) = cursor.accept_any(&["INCLUDING", "EXCLUDING"]) {
        clause.options.push((word == "INCLUDING", cursor.ident()?));
    }
    Ok(clause)
}

/// `[ USING m ] [ WITH (…) | WITHOUT OIDS ] [ ON COMMIT … ] [ TABLESPACE t ]`
fn storage(
    cursor: &mut Cursor<'_>,
    access_method: &mut Option<Ident>,
    options: &mut Vec<StorageOption>,
    tablespace: &mut Option<Ident>,
) -> Parse<()> {
    *access_method = parts::optional_name(cursor, "USING")?;
    *options = parts::with_options(cursor)?;
    // WITH OIDS is gone since 12; histories are older.
    cursor.accept_any(&["WITHOUT OIDS", "WITH OIDS"]);
    if cursor.accept("ON COMMIT") && cursor.accept_any(&["DROP", "DELETE ROWS", "PRESERVE ROWS"]).is_none() {
        return cursor.unexpected("DROP, DELETE ROWS or PRESERVE ROWS");
    }
    *tablespace = parts::optional_name(cursor, "TABLESPACE")?;
    Ok(())
}

/// Whether an AS follows the column list and the storage clauses.
fn is_table_as(mut ahead: Cursor<'_>) -> bool {
    let listed = !ahead.is_symbol("(") || ahead.parens().is_ok();
    listed && storage(&mut ahead, &mut None, &mut Vec::new(), &mut None).is_ok() && ahead.is("AS")
}

/// `CREATE TABLE name [ (…) ] … AS { query | EXECUTE … } [ WITH [ NO ] DATA ]`
fn create_table_as(
    cursor: &mut Cursor<'_>,
    name: ObjectName,
    if_not_exists: bool,
    persistence: Persistence,
) -> Parse<StatementKind> {
    let columns = parts::optional_columns(cursor)?;
    let (mut access_method, mut options, mut tablespace) = (None, Vec::new(), None);
    storage(cursor, &mut access_method, &mut options, &mut tablespace)?;
    cursor.expect("AS")?;
    let (query, with_data) = query_with_data(cursor)?;
    Ok(StatementKind::CreateTableAs(Box::new(CreateTableAs {
        name,
        if_not_exists,
        persistence,
        materialized_view: false,
        columns,
        access_method,
        options,
        tablespace,
        query,
        with_data,
    })))
}

/// `query [ WITH [ NO ] DATA ]` to the end; no query for EXECUTE.
pub(super) fn query_with_data(cursor: &mut Cursor<'_>) -> Parse<(Option<QueryText>, bool)> {
    let (mut query, ending) = parts::rest_before(cursor, &["WITH NO DATA", "WITH DATA"]);
    if query.is_done() {
        return query.unexpected("a query");
    }
    let text = if query.is("EXECUTE") { None } else { Some(query_to_end(&mut query)) };
    Ok((text, ending != Some("WITH NO DATA")))
}
