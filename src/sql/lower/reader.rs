//! Runs sqlparser over a slice: within safe depth, and with the few words that it does not know rewritten.

use crate::sql::{
    cursor::unquote_ident,
    slice::Slice,
    token::{Token, TokenKind},
};
use sqlparser::{
    ast,
    dialect::PostgreSqlDialect,
    parser::{Parser, ParserError},
    tokenizer,
};
use std::{borrow::Cow, fmt::Write};

/// sqlparser counts a level for each expression, query and table in parentheses, and each takes up to 20 KiB of stack;
/// a thread has 2 MiB.
const RECURSION_LIMIT: usize = 64;
/// Operators in a row make a tree as deep as there are operators, and deeper trees are not built: whoever walks them
/// would run out of stack. Those that our tree flattens are deep only in sqlparser's own and weigh less.
const MAX_WEIGHT: usize = 1000;
const OPERATOR_WEIGHT: usize = 5;
const FLATTENED_WEIGHT: usize = 1;

static DIALECT: PostgreSqlDialect = PostgreSqlDialect {};

pub(super) fn expression(slice: Slice<'_>) -> Option<ast::Expr> {
    read(slice, Parser::parse_expr)
}

/// A query or DML.
pub(super) fn statement(slice: Slice<'_>) -> Option<ast::Statement> {
    read(slice, Parser::parse_statement)
}

fn read<T>(slice: Slice<'_>, parse: impl FnOnce(&mut Parser<'static>) -> Result<T, ParserError>) -> Option<T> {
    if slice.tokens.is_empty() || is_too_deep(slice) {
        return None;
    }
    let text = readable(slice);
    let parser = Parser::new(&DIALECT).with_recursion_limit(RECURSION_LIMIT);
    let mut parser = parser.try_with_sql(&text).ok()?;
    let tree = parse(&mut parser).ok()?;
    // What sqlparser left unread it did not understand.
    (parser.peek_token_ref().token == tokenizer::Token::EOF).then_some(tree)
}

/// How much deeper the tokens since a place have made the tree.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Since the last AND, OR or UNION, which take what binds more tightly for their operands.
    operand: usize,
    /// Since the last comma: a list's next item starts a tree of its own.
    item: usize,
    /// Since the bracket opened: joins and set operations hang on one another across commas.
    whole: usize,
}

/// Whether the tree could be deeper than a stack allows: brackets inside one another, or long chains of operators.
fn is_too_deep(slice: Slice<'_>) -> bool {
    let mut levels = vec![Level::default()];
    let mut sum = 0;
    for token in slice.tokens {
        let text = slice.token_text(*token);
        let open = levels.len() - 1;
        let level = levels.last_mut().expect("the outermost level is never closed");
        match (token.kind, text) {
            (TokenKind::Symbol, ",") => sum -= std::mem::take(&mut level.operand) + std::mem::take(&mut level.item),
            (TokenKind::Symbol, ")" | "]") if open > 0 => {
                let Level { operand, item, whole } = levels.pop().unwrap_or_default();
                sum -= operand + item + whole;
            }
            (TokenKind::Symbol, "(") => levels.push(Level::default()),
            (TokenKind::Symbol, "." | ")" | "]") => {}
            (kind, text) => {
                if kind == TokenKind::Word && is_any(text, ENDS_OF_OPERANDS) {
                    sum -= std::mem::take(&mut level.operand);
                }
                let more = weights(kind, text);
                level.operand += more.operand;
                level.item += more.item;
                level.whole += more.whole;
                sum += more.operand + more.item + more.whole;
                if text == "[" {
                    levels.push(Level::default());
                }
            }
        }
        if open > RECURSION_LIMIT || sum > MAX_WEIGHT {
            return true;
        }
    }
    false
}

/// Words that stand between or behind operands and bind more tightly than AND.
const OPERATORS: &[&str] = &[
    "not", "is", "at", "collate", "in", "like", "ilike", "rlike", "regexp", "similar", "escape", "overlaps", "member",
    "operator", "isnull", "notnull", "div", "xor",
];
const ENDS_OF_OPERANDS: &[&str] = &["and", "or", "union", "except", "intersect"];
/// BETWEEN has an AND of its own.
const OPEN_OPERATORS: &[&str] = &["case", "between"];
const FROM_OPERATORS: &[&str] = &["join", "apply", "pivot", "unpivot", "match_recognize"];

fn weights(kind: TokenKind, text: &str) -> Level {
    let none = Level::default();
    match kind {
        TokenKind::Symbol => Level { operand: OPERATOR_WEIGHT, ..none },
        TokenKind::Word if is_any(text, &["and", "or"]) => Level { item: FLATTENED_WEIGHT, ..none },
        TokenKind::Word if is_any(text, OPERATORS) => Level { operand: OPERATOR_WEIGHT, ..none },
        TokenKind::Word if is_any(text, OPEN_OPERATORS) => Level { item: OPERATOR_WEIGHT, ..none },
        TokenKind::Word if is_any(text, &["union", "except", "intersect"]) => Level { whole: FLATTENED_WEIGHT, ..none },
        TokenKind::Word if is_any(text, FROM_OPERATORS) => Level { whole: OPERATOR_WEIGHT, ..none },
        _ => none,
    }
}

fn is_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|it| it.eq_ignore_ascii_case(text))
}

/// The slice's text as sqlparser can read it: placeholders as quoted names, and see [`rewrite`].
fn readable(slice: Slice<'_>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = slice.tokens.first().map_or(0, |it| it.start as usize);
    let mut lock_of = false;
    let mut skip_to = 0;
    for (at, token) in slice.tokens.iter().enumerate() {
        if at < skip_to {
            continue;
        }
        let text = slice.token_text(*token);
        let before = |back: usize| at.checked_sub(back).map_or("", |it| slice.token_text(slice.tokens[it]));
        let after = slice.tokens.get(at + 1).map_or("", |it| slice.token_text(*it));
        lock_of = is_lock_list(text, before(1), lock_of);
        if is_any(text, &["on"]) && is_any(after, &["conflict"]) && ends_select_list(slice, at) {
            out.push_str(slice.source.get(copied..token.start as usize).unwrap_or_default());
            // Otherwise ON would be taken for the last column's alias.
            out.push_str(" LIMIT ALL ");
            copied = token.start as usize;
        }
        if is_any(text, &["conflict"]) && after == "(" {
            out.push_str(slice.source.get(copied..token.end as usize).unwrap_or_default());
            skip_to = conflict_action(slice, at);
            let end = slice.tokens.get(skip_to).map_or(copied, |it| it.start as usize);
            out.push(' ');
            copied = end;
            continue;
        }
        if let Some(new) = rewrite(*token, text, before(1), after, lock_of) {
            out.push_str(slice.source.get(copied..token.start as usize).unwrap_or_default());
            // Writing to a string cannot fail.
            let _ = write!(out, " {new} ");
            copied = token.end as usize;
        }
    }
    if out.is_empty() {
        return Cow::Borrowed(slice.text());
    }
    let end = slice.tokens.last().map_or(copied, |it| it.end as usize);
    out.push_str(slice.source.get(copied..end).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a SELECT without any further clause ends before the token at `end`.
fn ends_select_list(slice: Slice<'_>, end: usize) -> bool {
    let mut depth = 0usize;
    for token in slice.tokens[..end].iter().rev() {
        match slice.token_text(*token) {
            ")" => depth += 1,
            "(" => depth = depth.saturating_sub(1),
            word if depth == 0 && token.kind == TokenKind::Word => {
                if is_any(word, &["select"]) {
                    return true;
                }
                if is_any(word, &["from", "where", "group", "having", "order", "limit", "offset", "values"]) {
                    return false;
                }
            }
            _ => {}
        }
    }
    false
}

/// Where `DO` stands behind `ON CONFLICT (…) [WHERE …]`. sqlparser knows no expressions in the target, so all of it is
/// left out for it; the target's columns are read from our own tokens.
fn conflict_action(slice: Slice<'_>, conflict: usize) -> usize {
    let rest = slice.tokens[conflict..].iter();
    let action = rest.take_while(|it| !slice.token_text(**it).eq_ignore_ascii_case("do")).count();
    conflict + action
}

/// Whether this token is in `FOR UPDATE OF a, b`, which begins with OF and ends with another word than a name.
fn is_lock_list(text: &str, before: &str, inside: bool) -> bool {
    if is_any(text, &["of"]) && is_any(before, &["update", "share"]) {
        return true;
    }
    inside && !is_any(text, &["nowait", "skip", "for", ")", "limit", ";"])
}

/// What stands for a token that sqlparser does not know at this place.
fn rewrite(token: Token, text: &str, before: &str, after: &str, lock_of: bool) -> Option<String> {
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    match token.kind {
        TokenKind::Placeholder => placeholder(text),
        TokenKind::QuotedIdent if !text.starts_with('"') => {
            Some(format!("\"{}\"", unquote_ident(text).replace('"', "\"\"")))
        }
        // `FOR UPDATE OF a, b` locks as `FOR UPDATE OF a FOR UPDATE OF b` does.
        TokenKind::Symbol if lock_of && text == "," => Some("FOR UPDATE OF".to_owned()),
        // FOR NO KEY UPDATE and FOR KEY SHARE lock the relations as FOR UPDATE and FOR SHARE do.
        TokenKind::Word if is(text, "no") && is(before, "for") && is(after, "key") => Some(String::new()),
        TokenKind::Word if is(text, "key") && (is(before, "no") && is(after, "update")) => Some(String::new()),
        TokenKind::Word if is(text, "key") && is(before, "for") && is(after, "share") => Some(String::new()),
        TokenKind::Word if is(text, "variadic") && matches!(before, "(" | ",") => Some(String::new()),
        TokenKind::Word if is(text, "table") && is_any(before, &["", "(", "union", "all", "except", "intersect"]) => {
            Some("SELECT * FROM".to_owned())
        }
        TokenKind::Word if is(text, "symmetric") && is(before, "between") => Some(String::new()),
        _ => None,
    }
}

fn placeholder(text: &str) -> Option<String> {
    match text.as_bytes() {
        [b':', b'\'', ..] => Some(text[1..].to_owned()),
        [b':', b'"', ..] => Some(text[1..].to_owned()),
        // `:name` is read as a parameter.
        [b':', ..] => None,
        _ => Some(format!("\"{}\"", text.replace('"', "\"\""))),
    }
}
