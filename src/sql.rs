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
mod lower;
pub mod name;
pub mod parse;
mod slice;
pub mod split;
pub mod statement;
pub mod tag;
pub mod token;
mod type_name;
