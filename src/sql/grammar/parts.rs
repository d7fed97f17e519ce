//! Clauses that many commands share.

use crate::sql::{
    cursor::{Cursor, Parse, unquote_string},
    name::{Ident, ObjectName},
    statement::*,
    token::TokenKind,
};
use std::sync::Arc;

/// `[ CASCADE | RESTRICT ]`
pub(super) fn cascade(cursor: &mut Cursor<'_>) -> bool {
    let cascade = cursor.accept("CASCADE");
    if !cascade {
        cursor.accept("RESTRICT");
    }
    cascade
}

/// What nothing in the catalog depends on: everything to the end of the statement, parentheses balanced.
pub(super) fn skip_rest(cursor: &mut Cursor<'_>) -> Parse<()> {
    while !cursor.is_done() {
        if cursor.is_symbol("(") {
            cursor.parens()?;
        } else if cursor.is_symbol(")") || cursor.is_symbol(";") {
            return cursor.unexpected("the end of the statement");
        } else {
            cursor.advance();
        }
    }
    Ok(())
}

/// A cursor over the rest of the statement without the one of `endings` that the statement ends with.
pub(super) fn rest_before<'a, 'w>(cursor: &mut Cursor<'a>, endings: &[&'w str]) -> (Cursor<'a>, Option<&'w str>) {
    let rest = cursor.rest();
    let start_of = |ending: &str| rest.len().checked_sub(ending.split(' ').count());
    let ends_with = |ending: &str| {
        start_of(ending)
            .is_some_and(|at| ending.split(' ').enumerate().all(|(ahead, word)| cursor.is_word_at(at + ahead, word)))
    };
    let ending = endings.iter().copied().find(|it| ends_with(it));
    let length = ending.and_then(start_of).unwrap_or(rest.len());
    let head = Cursor::new(cursor.source(), cursor.file(), &rest[..length]);
    while !cursor.is_done() {
        cursor.advance();
    }
    (head, ending)
}

/// A cursor over what stands between the next parentheses.
pub(super) fn inside_parens<'a>(cursor: &mut Cursor<'a>) -> Parse<Cursor<'a>> {
    let (inside, end) = cursor.parens()?;
    Ok(Cursor::new(cursor.source(), cursor.file(), inside.tokens_until(&end)))
}

/// `( name [= value] [, … ] )`: storage parameters, view options, definition lists.
pub(super) fn options(cursor: &mut Cursor<'_>) -> Parse<Vec<StorageOption>> {
    if cursor.is_symbol("(") && cursor.is_symbol_at(1, ")") {
        cursor.parens()?;
        return Ok(Vec::new());
    }
    cursor.list_in_parens(|cursor| {
        let mut name = cursor.ident()?.as_str().to_owned();
        while cursor.accept_symbol(".") {
            name = format!("{name}.{}", cursor.ident()?.as_str());
        }
        let value = if cursor.accept_symbol("=") { Some(option_value(cursor)?) } else { None };
        Ok(StorageOption { name: Arc::from(name.to_ascii_lowercase()), value })
    })
}

/// Everything to the next comma or closing parenthesis; a string without its quotes.
fn option_value(cursor: &mut Cursor<'_>) -> Parse<Arc<str>> {
    if cursor.is_string() {
        return cursor.string();
    }
    if cursor.is_symbol(",") || cursor.is_symbol(")") {
        return cursor.unexpected("a value");
    }
    let start = cursor.offset();
    cursor.skip_until(&[]);
    Ok(Arc::from(cursor.text_from(start)))
}

/// `[ WITH ( storage_parameter … ) ]`
pub(super) fn with_options(cursor: &mut Cursor<'_>) -> Parse<Vec<StorageOption>> {
    if cursor.is("WITH") && cursor.is_symbol_at(1, "(") {
        cursor.advance();
        return options(cursor);
    }
    Ok(Vec::new())
}

/// `[ OPTIONS ( name 'value', … ) ]` of foreign objects; may hold passwords and is not kept.
pub(super) fn foreign_options(cursor: &mut Cursor<'_>) -> Parse<bool> {
    let found = cursor.accept("OPTIONS");
    if found {
        cursor.parens()?;
    }
    Ok(found)
}

/// `[ words name ]`: `optional_name(cursor, "TABLESPACE")`.
pub(super) fn optional_name(cursor: &mut Cursor<'_>, words: &str) -> Parse<Option<Ident>> {
    if cursor.accept(words) { cursor.ident().map(Some) } else { Ok(None) }
}

/// `[ ( name, … ) ]`
pub(super) fn optional_columns(cursor: &mut Cursor<'_>) -> Parse<Vec<Ident>> {
    if cursor.is_symbol("(") { cursor.list_in_parens(Cursor::ident) } else { Ok(Vec::new()) }
}

/// `[ ONLY ] name [ * ]`, with parentheses or without: the name and whether ONLY was said.
pub(super) fn relation(cursor: &mut Cursor<'_>) -> Parse<(ObjectName, bool)> {
    let only = cursor.accept("ONLY");
    let in_parens = only && cursor.accept_symbol("(");
    let name = cursor.object_name()?;
    if in_parens {
        cursor.expect_symbol(")")?;
    }
    cursor.accept_symbol("*");
    Ok((name, only))
}

/// An operator with or without schema: `=`, `pg_catalog.=`.
pub(super) fn operator_name(cursor: &mut Cursor<'_>) -> Parse<ObjectName> {
    let mut schema = None;
    while cursor.peek().is_some_and(|it| it.kind != TokenKind::Symbol) && cursor.is_symbol_at(1, ".") {
        schema = Some(cursor.ident()?);
        cursor.advance();
    }
    let Some(token) = cursor.peek().filter(|it| it.kind == TokenKind::Symbol) else {
        return cursor.unexpected("an operator");
    };
    let text = cursor.token_text(token);
    if matches!(text, "(" | ")" | "," | ";" | ".") {
        return cursor.unexpected("an operator");
    }
    cursor.advance();
    Ok(ObjectName { schema, name: Ident::exact(text) })
}

/// A string that is code: its value and its span without the quotes.
pub(super) fn code(cursor: &mut Cursor<'_>) -> Parse<(Arc<str>, crate::text::Span)> {
    let start = cursor.offset();
    let value = cursor.string()?;
    let raw = cursor.text_from(start);
    let (open, close) = quotes(raw);
    let span = cursor.span(start + open..start + raw.len().saturating_sub(close).max(open));
    Ok((value, span))
}

/// How many bytes the opening and the closing quote of a string literal have.
fn quotes(raw: &str) -> (usize, usize) {
    if let Some(behind) = raw.strip_prefix('$') {
        let tag = behind.find('$').map_or(0, |it| it + 2);
        return (tag, tag);
    }
    (raw.find('\'').map_or(0, |it| it + 1), usize::from(raw.ends_with('\'')))
}

/// One word, number or string as its value: an argument of a trigger, a value of SET.
pub(super) fn word_or_literal(cursor: &mut Cursor<'_>) -> Parse<Arc<str>> {
    let start = cursor.offset();
    if cursor.is_symbol("-") || cursor.is_symbol("+") {
        cursor.advance();
    }
    let Some(token) = cursor.peek() else { return cursor.unexpected("a value") };
    match token.kind {
        TokenKind::String | TokenKind::DollarString => cursor.string(),
        TokenKind::Number | TokenKind::Parameter | TokenKind::BitString => {
            cursor.advance();
            Ok(Arc::from(cursor.text_from(start)))
        }
        TokenKind::QuotedIdent | TokenKind::Placeholder => Ok(Arc::from(cursor.ident()?.as_str())),
        TokenKind::Word => {
            cursor.advance();
            Ok(Arc::from(unquote_string(cursor.token_text(token))))
        }
        _ => cursor.unexpected("a value"),
    }
}

/// TRUE/ON/1 or FALSE/OFF/0; absent: true.
pub(super) fn flag(value: Option<&str>) -> bool {
    !value.is_some_and(|it| ["false", "off", "0", "no"].iter().any(|no| it.eq_ignore_ascii_case(no)))
}
