//! CREATE of objects that no table's definition depends on: read as far as their kind and name.

use super::{object, parts, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    name::ObjectName,
    statement::*,
    tag,
};

/// `CREATE [ TRUSTED ] [ DEFAULT ] kind [ IF NOT EXISTS ] name …`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.accept_any(&["TRUSTED", "DEFAULT"]);
    let Some(kind) = object::kind(cursor) else { return cursor.unexpected("a kind of object") };
    cursor.accept("IF NOT EXISTS");
    let object = name(cursor, kind)?;
    parts::skip_rest(cursor)?;
    Ok(session::other(&format!("CREATE {}", tag::object_kind(kind)), vec![object]))
}

/// Created operators and operator classes are not named as others name them.
fn name(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Parse<ObjectName> {
    match kind {
        ObjectKind::Operator => parts::operator_name(cursor),
        ObjectKind::OperatorClass => cursor.object_name(),
        _ => Ok(object::object(cursor, kind)?.1.name),
    }
}

/// `IMPORT FOREIGN SCHEMA schema [ LIMIT TO ( … ) | EXCEPT ( … ) ] FROM SERVER server INTO schema [ OPTIONS ( … ) ]`
pub(super) fn import_foreign_schema(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("IMPORT FOREIGN SCHEMA")?;
    let schema = cursor.object_name()?;
    if cursor.accept_any(&["LIMIT TO", "EXCEPT"]).is_some() {
        cursor.parens()?;
    }
    cursor.expect("FROM SERVER")?;
    let server = cursor.object_name()?;
    cursor.expect("INTO")?;
    let into = cursor.object_name()?;
    parts::foreign_options(cursor)?;
    Ok(session::other("IMPORT FOREIGN SCHEMA", vec![schema, server, into]))
}
