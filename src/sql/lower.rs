//! Expressions, queries and DML through sqlparser into our tree; here and below is the only code that names it.
//!
//! Never fails: what sqlparser cannot read keeps its words, so that dependencies err on the safe side.

use super::{
    cursor::{Cursor, Parse},
    expr::{Expr, FromItem, Projected, Query, Select, Tree, TypeName},
    name::{Ident, ObjectName},
    parse,
    slice::{self, Slice, between},
    statement::{QueryText, StatementKind},
    type_name,
};
use sqlparser::ast;
use std::sync::Arc;

mod dml;
mod expr;
mod function;
mod names;
mod query;
mod reader;
mod simple;

// ---- for the grammar ------------------------------------------------------------------------------------------------

/// An expression up to a comma, a closing parenthesis or one of `stop_words` (outside parentheses).
pub(super) fn expression(cursor: &mut Cursor<'_>, stop_words: &[&str]) -> Expr {
    let start = *cursor;
    cursor.skip_until(stop_words);
    expr_of(between(&start, cursor))
}

/// `( expression )`; the text is without the parentheses.
pub(super) fn parenthesized_expression(cursor: &mut Cursor<'_>) -> Parse<Expr> {
    let (start, end) = cursor.parens()?;
    Ok(expr_of(between(&start, &end)))
}

/// A query that goes on to the end of the statement.
pub(super) fn query_to_end(cursor: &mut Cursor<'_>) -> QueryText {
    let start = *cursor;
    while !cursor.is_done() {
        cursor.advance();
    }
    query_of(between(&start, cursor))
}

pub(super) fn type_name(cursor: &mut Cursor<'_>) -> Parse<TypeName> {
    type_name::type_name(cursor)
}

/// A statement inside another (EXPLAIN, a rule's action, a `BEGIN ATOMIC` body).
pub(super) fn nested_statement(cursor: Cursor<'_>) -> StatementKind {
    parse::kind(cursor).unwrap_or_else(|_| parse::unmodeled(&cursor))
}

/// An expression given as text.
pub(super) fn expr(text: &str) -> Expr {
    expr_of(Slice { source: text, tokens: &slice::tokens(text) })
}

/// A query given as text.
pub(super) fn query(text: &str) -> QueryText {
    query_of(Slice { source: text, tokens: &slice::tokens(text) })
}

// ---- slices ---------------------------------------------------------------------------------------------------------

pub(super) fn expr_of(slice: Slice<'_>) -> Expr {
    let tree = simple::expression(slice)
        .or_else(|| reader::expression(slice).map(|it| expr::tree(&it)))
        .unwrap_or_else(|| Tree::Unparsed { words: slice.words() });
    Expr { text: Arc::from(slice.text()), tree: Arc::new(tree) }
}

/// A query, or the query that stands for what a DML statement reads.
pub(super) fn query_of(slice: Slice<'_>) -> QueryText {
    let query = reader::statement(slice).and_then(|it| match it {
        ast::Statement::Query(query) => Some(Arc::new(query::query(&query))),
        dml => dml::dml(&dml, Vec::new()).and_then(|it| it.query.query),
    });
    let words = if query.is_some() { Vec::new() } else { slice.names() };
    QueryText { text: Arc::from(slice.text()), query, words }
}

/// `COPY table (columns) TO`: reads the table.
pub(super) fn table_query(name: &ObjectName, columns: &[Ident], slice: Slice<'_>) -> QueryText {
    let column = |it: &Ident| Projected::Expr { tree: Tree::Column { qualifier: None, name: it.clone() }, alias: None };
    let projection = match columns {
        [] => vec![Projected::All { qualifier: None }],
        columns => columns.iter().map(column).collect(),
    };
    let from = FromItem::Relation { name: name.clone(), alias: None, columns: Vec::new(), only: true };
    let select = Select { projection, from: vec![from], ..Select::default() };
    let query = Query { branches: vec![select], ..Query::default() };
    QueryText { text: Arc::from(slice.text()), query: Some(Arc::new(query)), words: Vec::new() }
}

#[cfg(test)]
mod tests;
