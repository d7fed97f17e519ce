//! DDL, read by recursive descent from our own tokens.

use super::{
    cursor::{Cursor, Parse},
    statement::StatementKind,
};

/// A DDL or utility statement; None when it begins otherwise (a query, DML).
pub(super) fn statement(_cursor: &mut Cursor<'_>) -> Parse<Option<StatementKind>> {
    Ok(None)
}
