//! Indexes, their elements, and extended statistics.

use super::parts;
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{self, expression, parenthesized_expression},
    name::Ident,
    statement::*,
    token::TokenKind,
};

/// `CREATE [ UNIQUE ] INDEX [ CONCURRENTLY ] [ [ IF NOT EXISTS ] name ] ON [ ONLY ] table …`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    let unique = cursor.accept("UNIQUE");
    cursor.expect("INDEX")?;
    let concurrently = cursor.accept("CONCURRENTLY");
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let name = if cursor.is("ON") { None } else { Some(cursor.object_name()?.name) };
    cursor.expect("ON")?;
    let (table, only) = parts::relation(cursor)?;
    let method = parts::optional_name(cursor, "USING")?;
    let elements = cursor.list_in_parens(element)?;
    let include = if cursor.accept("INCLUDE") { included(cursor)? } else { Vec::new() };
    let nulls_not_distinct = nulls_not_distinct(cursor);
    let options = parts::with_options(cursor)?;
    let tablespace = parts::optional_name(cursor, "TABLESPACE")?;
    let predicate = cursor.accept("WHERE").then(|| expression(cursor, &[]));
    Ok(StatementKind::CreateIndex(Box::new(CreateIndex {
        name,
        table,
        only,
        unique,
        concurrently,
        if_not_exists,
        method,
        elements,
        include,
        nulls_not_distinct,
        options,
        tablespace,
        predicate,
    })))
}

/// The columns behind INCLUDE. Servers read expressions there as well, and then refuse them.
fn included(cursor: &mut Cursor<'_>) -> Parse<Vec<Ident>> {
    let column = |it: IndexElement| match it.key {
        IndexKeyExpr::Column(name) => Some(name),
        IndexKeyExpr::Expr(_) => None,
    };
    Ok(cursor.list_in_parens(element)?.into_iter().filter_map(column).collect())
}

/// `[ NULLS [ NOT ] DISTINCT ]`
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_>) -> bool {
    let found = cursor.accept("NULLS NOT DISTINCT");
    if !found {
        cursor.accept("NULLS DISTINCT");
    }
    found
}

/// `{ column | function(…) | ( expression ) } [ COLLATE c ] [ opclass [ (…) ] ] [ ASC | DESC ] [ NULLS { FIRST | LAST } ]`
pub(super) fn element(cursor: &mut Cursor<'_>) -> Parse<IndexElement> {
    let key = key(cursor)?;
    let collation = if cursor.accept("COLLATE") { Some(cursor.object_name()?) } else { None };
    let opclass = if at_opclass(cursor) { Some(cursor.object_name()?) } else { None };
    let opclass_options = if opclass.is_some() && cursor.is_symbol("(") { parts::options(cursor)? } else { Vec::new() };
    let descending = cursor.accept_any(&["DESC", "ASC"]) == Some("DESC");
    let nulls_first = cursor.accept_any(&["NULLS FIRST", "NULLS LAST"]).map(|it| it == "NULLS FIRST");
    Ok(IndexElement { key, collation, opclass, opclass_options, descending, nulls_first })
}

fn at_opclass(cursor: &Cursor<'_>) -> bool {
    let is_name = |kind| matches!(kind, TokenKind::Word | TokenKind::QuotedIdent | TokenKind::Placeholder);
    let order = cursor.is_any(&["ASC", "DESC", "WITH"]) || cursor.is_all("NULLS FIRST") || cursor.is_all("NULLS LAST");
    cursor.peek().is_some_and(|it| is_name(it.kind)) && !order
}

/// A column, a function call without parentheses around it, or any expression in parentheses.
fn key(cursor: &mut Cursor<'_>) -> Parse<IndexKeyExpr> {
    if cursor.is_symbol("(") {
        return Ok(IndexKeyExpr::Expr(parenthesized_expression(cursor)?));
    }
    let start = cursor.offset();
    let name = cursor.object_name()?;
    if !cursor.is_symbol("(") {
        return Ok(IndexKeyExpr::Column(name.name));
    }
    cursor.parens()?;
    Ok(IndexKeyExpr::Expr(lower::expr(cursor.text_from(start))))
}

/// `CREATE STATISTICS [ [ IF NOT EXISTS ] name ] [ ( kind, … ) ] ON element, … FROM table`
pub(super) fn create_statistics(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("STATISTICS")?;
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let unnamed = cursor.is("ON") || cursor.is_symbol("(");
    let name = if unnamed { None } else { Some(cursor.object_name()?) };
    let kinds = parts::optional_columns(cursor)?;
    cursor.expect("ON")?;
    let elements = cursor.comma_list(key)?;
    cursor.expect("FROM")?;
    let (table, _) = parts::relation(cursor)?;
    // Servers read several tables, and then refuse them.
    while cursor.accept_symbol(",") {
        parts::relation(cursor)?;
    }
    Ok(StatementKind::CreateStatistics(CreateStatistics { name, if_not_exists, kinds, elements, table }))
}
