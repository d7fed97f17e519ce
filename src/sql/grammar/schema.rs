//! Schemas and extensions.

use super::{nested, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::*,
};
use std::sync::Arc;

/// `CREATE SCHEMA [ IF NOT EXISTS ] [ name ] [ AUTHORIZATION role ] [ element … ]`
pub(super) fn create(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("SCHEMA")?;
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let named = if cursor.is("AUTHORIZATION") { None } else { Some(cursor.ident()?) };
    let authorization = parts::optional_name(cursor, "AUTHORIZATION")?;
    let Some(name) = named.or_else(|| authorization.clone()) else { return cursor.unexpected("a name") };
    let mut elements = Vec::new();
    while !cursor.is_done() {
        elements.push(nested(element(cursor)?)?);
    }
    Ok(StatementKind::CreateSchema(CreateSchema { name, if_not_exists, authorization, elements }))
}

/// The tokens of one statement inside CREATE SCHEMA: from CREATE or GRANT to the next one.
fn element<'a>(cursor: &mut Cursor<'a>) -> Parse<Cursor<'a>> {
    if !starts_element(cursor) {
        return cursor.unexpected("CREATE or GRANT");
    }
    let start = *cursor;
    cursor.advance();
    let mut behind_with = false;
    while !cursor.is_done() && (behind_with || !starts_element(cursor)) {
        behind_with = cursor.is("WITH");
        if cursor.is_symbol("(") {
            cursor.parens()?;
        } else {
            cursor.advance();
        }
    }
    Ok(Cursor::new(start.source(), start.file(), start.tokens_until(cursor)))
}

/// CREATE is also a privilege: `GRANT CREATE ON …`.
fn starts_element(cursor: &Cursor<'_>) -> bool {
    cursor.is("GRANT") || cursor.is("CREATE") && !cursor.is_word_at(1, "ON") && !cursor.is_symbol_at(1, ",")
}

/// `CREATE EXTENSION [ IF NOT EXISTS ] name [ WITH ] [ SCHEMA s ] [ VERSION v ] [ CASCADE ]`
pub(super) fn create_extension(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("EXTENSION")?;
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let name = cursor.ident()?;
    let mut extension = CreateExtension { name, if_not_exists, schema: None, version: None, cascade: false };
    cursor.accept("WITH");
    while !cursor.is_done() {
        match () {
            () if cursor.accept("SCHEMA") => extension.schema = Some(cursor.ident()?),
            () if cursor.accept("VERSION") => extension.version = Some(name_or_string(cursor)?),
            () if cursor.accept("CASCADE") => extension.cascade = true,
            () => return cursor.unexpected("SCHEMA, VERSION or CASCADE"),
        }
    }
    Ok(StatementKind::CreateExtension(extension))
}

fn name_or_string(cursor: &mut Cursor<'_>) -> Parse<Arc<str>> {
    if cursor.is_string() { cursor.string() } else { Ok(Arc::from(cursor.ident()?.as_str())) }
}
