//! Objects of every kind by name: DROP, COMMENT, SECURITY LABEL and the ALTERs that rename, move or hand over.

mod kinds;

pub(super) use kinds::{kind, object, signature};

use super::{definition, parts, session};
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::*,
};

/// `DROP kind [ CONCURRENTLY ] [ IF EXISTS ] name, … [ CASCADE | RESTRICT ]`
pub(super) fn drop_objects(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("DROP")?;
    if cursor.accept("OWNED BY") {
        let roles = cursor.comma_list(Cursor::ident)?;
        return Ok(StatementKind::DropOwned { roles, cascade: parts::cascade(cursor) });
    }
    let Some(mut kind) = kind(cursor) else { return cursor.unexpected("a kind of object") };
    let concurrently = cursor.accept("CONCURRENTLY");
    let if_exists = cursor.accept("IF EXISTS");
    let objects = cursor.comma_list(|cursor| {
        let (of, object) = object(cursor, kind)?;
        kind = of;
        Ok(object)
    })?;
    if kind == ObjectKind::Database {
        // DROP DATABASE d [ WITH ] ( FORCE )
        cursor.accept("WITH");
        if cursor.is_symbol("(") {
            cursor.parens()?;
        }
    }
    Ok(StatementKind::Drop(Drop { kind, objects, if_exists, cascade: parts::cascade(cursor), concurrently }))
}

/// `COMMENT ON kind object IS { 'text' | NULL }`
pub(super) fn comment(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("COMMENT ON")?;
    let Some(kind) = kind(cursor) else { return cursor.unexpected("a kind of object") };
    let (kind, object) = object(cursor, kind)?;
    cursor.expect("IS")?;
    let text = if cursor.accept("NULL") { None } else { Some(cursor.string()?) };
    Ok(StatementKind::Comment(Comment { kind, object, text }))
}

/// `SECURITY LABEL [ FOR provider ] ON kind object IS { 'label' | NULL }`
pub(super) fn security_label(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("SECURITY LABEL")?;
    if cursor.accept("FOR") {
        parts::word_or_literal(cursor)?;
    }
    cursor.expect("ON")?;
    let Some(kind) = kind(cursor) else { return cursor.unexpected("a kind of object") };
    let (_, object) = object(cursor, kind)?;
    cursor.expect("IS")?;
    parts::skip_rest(cursor)?;
    Ok(session::other("SECURITY LABEL", vec![object.name]))
}

/// Behind ALTER: `kind object …` of whatever has no command of its own.
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let Some(kind) = kind(cursor) else { return cursor.unexpected("a kind of object") };
    let if_exists = cursor.accept("IF EXISTS");
    let (kind, object) = object(cursor, kind)?;
    if cursor.is_done() {
        return cursor.unexpected("an action of ALTER");
    }
    let action = action(cursor)?;
    Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists, action }))
}

/// `RENAME TO name`, `OWNER TO role`, `SET SCHEMA schema` or anything else to the end.
pub(super) fn action(cursor: &mut Cursor<'_>) -> Parse<AlterObjectAction> {
    Ok(match () {
        () if cursor.accept("RENAME TO") => AlterObjectAction::RenameTo(cursor.ident()?),
        () if cursor.accept("OWNER TO") => AlterObjectAction::OwnerTo(cursor.ident()?),
        () if cursor.accept("SET SCHEMA") => AlterObjectAction::SetSchema(cursor.ident()?),
        () => AlterObjectAction::Other(definition::words(cursor)?),
    })
}
