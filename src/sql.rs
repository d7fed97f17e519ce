//! SQL text into our own statement tree; the only module that names `sqlparser`.
//!
//! `token` and `split` cut a file into statements without losing a byte, `grammar` reads DDL from our own tokens,
//! `lower` turns what sqlparser reads (queries, DML, expressions) into our tree. Parsing never stops: what is not
//! understood becomes [`statement::StatementKind::Unmodeled`]. Knows nothing of catalogs, versions or locks.

mod allow;
pub mod cursor;
mod dml;
pub mod expr;
mod grammar;
mod lexical;
mod lower;
pub mod name;
pub mod parse;
pub mod placeholders;
pub mod plpgsql;
mod slice;
pub mod split;
pub mod statement;
pub mod syntax;
pub mod tag;
pub mod token;
mod type_name;
pub mod walk;

use expr::{Expr, TypeName};
use statement::{QueryText, StatementKind};

// Single texts, such as a server prints them.

/// Never fails: see [`expr::Tree::Unparsed`].
pub fn expression(text: &str) -> Expr {
    lower::expr(text)
}

pub fn query(text: &str) -> QueryText {
    lower::query(text)
}

/// A text that is no type name is taken for the name of one.
pub fn parse_type(text: &str) -> TypeName {
    type_name::of_text(text)
}

/// The first statement of the text.
pub fn statement(text: &str) -> StatementKind {
    let first = parse::parse_text(text).statements.into_iter().next();
    first.map_or_else(|| StatementKind::Unmodeled { keyword: "".into() }, |it| it.kind)
}
