//! The expressions that make up most of a schema — a literal, a column, `now()`, `nextval('s'::regclass)`, `'x'::text` —
//! read from our own tokens, without the cost of a second lexer and tree.

use crate::sql::{
    cursor::Cursor,
    expr::Tree,
    name::{Ident, ObjectName, is_reserved},
    slice::Slice,
    token::TokenKind,
    type_name::type_name,
};
use std::sync::Arc;

/// Deeper nesting is not simple.
const MAX_DEPTH: usize = 4;

/// The tree, or None when the slice is anything but one simple expression.
pub(super) fn expression(slice: Slice<'_>) -> Option<Tree> {
    let mut cursor = slice.cursor();
    let tree = cast(&mut cursor, 0)?;
    cursor.is_done().then_some(tree)
}

fn cast(cursor: &mut Cursor<'_>, depth: usize) -> Option<Tree> {
    let mut tree = primary(cursor, depth)?;
    for _ in 0..MAX_DEPTH {
        if !cursor.accept_symbol("::") {
            break;
        }
        let to = type_name(cursor).ok()?;
        tree = Tree::Cast { operand: Box::new(tree), to };
    }
    Some(tree)
}

fn primary(cursor: &mut Cursor<'_>, depth: usize) -> Option<Tree> {
    let token = cursor.peek().filter(|_| depth <= MAX_DEPTH)?;
    let text = cursor.token_text(token);
    match token.kind {
        TokenKind::Number => {
            cursor.advance();
            Some(Tree::Number(Arc::from(text)))
        }
        TokenKind::String | TokenKind::DollarString => cursor.string().ok().map(Tree::Text),
        TokenKind::Parameter => {
            cursor.advance();
            Some(Tree::Parameter)
        }
        TokenKind::Symbol if text == "(" => {
            cursor.advance();
            let inner = cast(cursor, depth + 1)?;
            cursor.accept_symbol(")").then_some(inner)
        }
        TokenKind::Symbol if text == "-" && cursor.peek_at(1).is_some_and(|it| it.kind == TokenKind::Number) => {
            cursor.advance();
            negative(cursor)
        }
        TokenKind::Word => constant(cursor, text).or_else(|| name(cursor, depth)),
        TokenKind::QuotedIdent => name(cursor, depth),
        _ => None,
    }
}

/// `-1`; a cast binds more tightly than the sign, so that `-1::int` is not simple.
fn negative(cursor: &mut Cursor<'_>) -> Option<Tree> {
    let number = cursor.peek()?;
    cursor.advance();
    (!cursor.is_symbol("::")).then(|| Tree::Number(Arc::from(format!("-{}", cursor.token_text(number)))))
}

fn constant(cursor: &mut Cursor<'_>, word: &str) -> Option<Tree> {
    let tree = if word.eq_ignore_ascii_case("true") {
        Tree::Bool(true)
    } else if word.eq_ignore_ascii_case("false") {
        Tree::Bool(false)
    } else if word.eq_ignore_ascii_case("null") {
        Tree::Null
    } else if is_niladic(word) && !cursor.is_symbol_at(1, "(") {
        let function = ObjectName { schema: None, name: Ident::unquoted(word) };
        Tree::Call { function, arguments: Vec::new() }
    } else {
        return None;
    };
    cursor.advance();
    Some(tree)
}

/// Functions that are called without parentheses.
pub(super) fn is_niladic(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
    ];
    WORDS.iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// A column, or a call with simple arguments.
fn name(cursor: &mut Cursor<'_>, depth: usize) -> Option<Tree> {
    let quoted = cursor.peek()?.kind == TokenKind::QuotedIdent;
    let mut parts = vec![cursor.ident().ok()?];
    let special = |it: &Ident| is_reserved(it.as_str()) && !matches!(it.as_str(), "coalesce" | "greatest" | "least");
    if !quoted && special(&parts[0]) {
        return None;
    }
    while cursor.accept_symbol(".") {
        parts.push(cursor.ident().ok()?);
    }
    let name = parts.pop()?;
    if !cursor.accept_symbol("(") {
        let relation = parts.pop();
        let qualifier = relation.map(|name| ObjectName { schema: parts.pop(), name });
        return Some(Tree::Column { qualifier, name });
    }
    let function = ObjectName { schema: parts.pop(), name };
    let mut arguments = Vec::new();
    while !cursor.accept_symbol(")") {
        if !arguments.is_empty() && !cursor.accept_symbol(",") {
            return None;
        }
        arguments.push(cast(cursor, depth + 1)?);
    }
    // `count(x) FILTER (…)`, `rank() OVER w`, `string 'x'` go on.
    (cursor.is_done() || cursor.peek().is_some_and(|it| it.kind == TokenKind::Symbol))
        .then_some(Tree::Call { function, arguments })
}
