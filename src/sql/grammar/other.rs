//! CREATE of objects that no table's definition depends on: read as far as their kind and name.

use super::{definition, object, parts, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::*,
    tag,
};

/// `CREATE [ TRUSTED ] [ DEFAULT ] kind [ IF NOT EXISTS ] name …`
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool) -> Parse<StatementKind> {
    let leading = cursor.accept_any(&["TRUSTED", "DEFAULT"]);
    let Some(kind) = object::kind(cursor) else { return cursor.unexpected("a kind of object") };
    let mut definition = definition::create(cursor, kind)?;
    definition.or_replace = or_replace;
    if let Some(word) = leading {
        definition.words.insert(0, Word::Bare(word.to_ascii_lowercase().into()));
    }
    let objects = vec![definition.object.name.clone()];
    let tag = format!("CREATE {}", tag::object_kind(kind)).into();
    Ok(StatementKind::Other(OtherStatement { tag, objects, definition: Some(Box::new(definition)) }))
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
