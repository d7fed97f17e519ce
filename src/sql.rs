//! SQL text into our own statement tree; the only module that names `sqlparser`.
//!
//! `token` and `split` cut a file into statements without losing a byte, `grammar` reads DDL from our own tokens,
//! `lower` turns what sqlparser reads (queries, DML, expressions) into our tree. Parsing never stops: what is not
//! understood becomes [`statement::StatementKind::Unmodeled`]. Knows nothing of catalogs, versions or locks.

pub mod cursor;
pub mod expr;
pub mod name;
pub mod statement;
pub mod tag;
pub mod token;
