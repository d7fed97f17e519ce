//! CREATE of objects that are told by what they are made of: aggregates, operators, casts, text search, foreign data.
//!
//! Their clauses are kept word by word: the catalog compares them and prints them, and asks nothing else.

use super::{function, object, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::type_name,
    statement::*,
    token::TokenKind,
};
use std::sync::Arc;

/// Behind CREATE and the words of the kind.
pub(super) fn create(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Parse<Definition> {
    let if_not_exists = cursor.accept("IF NOT EXISTS");
    let object = named(cursor, kind)?;
    let mut definition = Definition {
        kind,
        object,
        or_replace: false,
        if_not_exists,
        arguments: Vec::new(),
        direct_arguments: None,
        words: Vec::new(),
    };
    // An aggregate of the old style has only one list, of options.
    let options_only = || {
        let mut inside = parts::inside_parens(&mut { *cursor }).ok()?;
        inside.advance();
        inside.is_symbol("=").then_some(())
    };
    if kind == ObjectKind::Aggregate && options_only().is_none() {
        aggregate_arguments(cursor, &mut definition)?;
    }
    definition.words = words(cursor)?;
    Ok(definition)
}

/// Created operators and operator classes are not named as others name them.
fn named(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Parse<ObjectRef> {
    let name = match kind {
        ObjectKind::Operator => parts::operator_name(cursor)?,
        ObjectKind::OperatorClass | ObjectKind::Aggregate => cursor.object_name()?,
        _ => return Ok(object::object(cursor, kind)?.1),
    };
    Ok(ObjectRef { name, part: None, arguments: None })
}

/// `( * )` or `( argument, … [ ORDER BY argument, … ] )`
fn aggregate_arguments(cursor: &mut Cursor<'_>, definition: &mut Definition) -> Parse<()> {
    let mut inside = parts::inside_parens(cursor)?;
    if inside.is_done() || inside.accept_symbol("*") {
        return Ok(());
    }
    while !inside.is_done() {
        if inside.accept("ORDER BY") {
            definition.direct_arguments = Some(definition.arguments.len());
        }
        definition.arguments.push(function::argument(&mut inside)?);
        if !inside.accept_symbol(",") && !inside.is_done() && !inside.is_all("ORDER BY") {
            return inside.unexpected("\",\" or ORDER BY");
        }
    }
    Ok(())
}

/// Everything to the end of the statement.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Parse<Vec<Word>> {
    let mut words = Vec::new();
    let mut depth = 0usize;
    while let Some(token) = cursor.peek() {
        match cursor.token_text(token) {
            "(" => depth += 1,
            ")" if depth == 0 => return cursor.unexpected("the end of the statement"),
            ")" => depth -= 1,
            ";" => return cursor.unexpected("the end of the statement"),
            _ => {}
        }
        words.push(word(cursor)?);
    }
    if depth > 0 {
        return cursor.unexpected("\")\"");
    }
    forget_secrets(&mut words);
    Ok(words)
}

/// The values of connections and of options that may be passwords are not kept.
fn forget_secrets(words: &mut [Word]) {
    const SECRET: &[&str] = &["connection", "pass", "secret", "token", "key"];
    for at in 1..words.len() {
        let before = match &words[at - 1] {
            Word::Symbol(symbol) if &**symbol == "=" && at > 1 => &words[at - 2],
            word => word,
        };
        let name = match before {
            Word::Bare(text) => text.to_ascii_lowercase(),
            Word::Name(name) => name.name.as_str().to_ascii_lowercase(),
            _ => continue,
        };
        if matches!(words[at], Word::Literal(_)) && SECRET.iter().any(|it| name.contains(it)) {
            words[at] = Word::Literal(Arc::from(""));
        }
    }
}

fn word(cursor: &mut Cursor<'_>) -> Parse<Word> {
    let Some(token) = cursor.peek() else { return cursor.unexpected("a word") };
    let text = cursor.token_text(token);
    let qualified = cursor.is_symbol_at(1, ".");
    match token.kind {
        TokenKind::String | TokenKind::DollarString => cursor.string().map(Word::Literal),
        TokenKind::Word if cursor.is("OPERATOR") && cursor.is_symbol_at(1, "(") => {
            cursor.advance();
            let mut inside = parts::inside_parens(cursor)?;
            parts::operator_name(&mut inside).map(Word::Operator)
        }
        TokenKind::Word if !qualified && is_type_word(text) => type_name(cursor).map(Word::Type),
        TokenKind::Word if !qualified => {
            cursor.advance();
            Ok(Word::Bare(Arc::from(text.to_ascii_lowercase())))
        }
        TokenKind::Word | TokenKind::QuotedIdent => {
            let mut ahead = *cursor;
            if let Ok(name) = ahead.object_name() {
                *cursor = ahead;
                return Ok(Word::Name(name));
            }
            parts::operator_name(cursor).map(Word::Operator)
        }
        TokenKind::Symbol if !matches!(text, "(" | ")" | "," | "=" | "." | "[" | "]" | "-" | "+") => {
            parts::operator_name(cursor).map(Word::Operator)
        }
        _ => {
            cursor.advance();
            Ok(Word::Symbol(Arc::from(text)))
        }
    }
}

/// Types with other spellings.
fn is_type_word(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "bigint",
        "bit",
        "bool",
        "boolean",
        "char",
        "character",
        "dec",
        "decimal",
        "double",
        "float",
        "int",
        "integer",
        "interval",
        "national",
        "numeric",
        "real",
        "smallint",
        "time",
        "timestamp",
        "varchar",
    ];
    WORDS.iter().any(|it| it.eq_ignore_ascii_case(text))
}
