//! Text of the plan's statements: generated names, literals, and words put into the user's own text.

use crate::sql::{
    cursor::unquote_ident,
    name::{Ident, MAX_BYTES},
    token::{Lexer, Token, TokenKind},
};

/// `name`, cut to what Postgres keeps and made unique by a hash where it was cut.
pub(super) fn generated_name(name: &str) -> Ident {
    if name.len() <= MAX_BYTES {
        return Ident::exact(name);
    }
    // FNV-1a: the same name in every run and on every machine.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut end = MAX_BYTES - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Ident::exact(&format!("{}_{hash:08x}", &name[..end]))
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    if text.contains('\\') {
        format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

pub(super) fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", ")
}

/// The tokens of a statement without comments.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    Lexer::new(text, 0, text.len()).filter(|it| it.kind != TokenKind::Comment).collect()
}

pub(super) fn text_of<'a>(text: &'a str, token: &Token) -> &'a str {
    text.get(token.start as usize..token.end as usize).unwrap_or_default()
}

pub(super) fn is_word(text: &str, token: &Token, word: &str) -> bool {
    token.kind == TokenKind::Word && text_of(text, token).eq_ignore_ascii_case(word)
}

/// The name that a token spells, if it can spell one.
pub(super) fn ident(text: &str, token: &Token) -> Option<Ident> {
    let text = text_of(text, token);
    match token.kind {
        TokenKind::Word => Some(Ident::unquoted(text)),
        TokenKind::QuotedIdent => Some(Ident::exact(&unquote_ident(text))),
        _ => None,
    }
}

/// Position in `tokens` of the first `word` outside parentheses at or behind `from`.
pub(super) fn top_level(text: &str, tokens: &[Token], from: usize, word: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match text_of(text, token) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= from && is_word(text, token, word) => return Some(at),
            _ => {}
        }
    }
    None
}

/// `text` with `CONCURRENTLY` behind the first `word`; IF NOT EXISTS goes, because it accepts an invalid leftover.
pub(super) fn concurrently(text: &str, word: &str) -> Option<String> {
    let tokens = tokens(text);
    let at = top_level(text, &tokens, 0, word)?;
    let mut rest = at + 1;
    let optional = ["IF", "NOT", "EXISTS"];
    let skips = |(offset, word): (usize, &&str)| tokens.get(rest + offset).is_some_and(|it| is_word(text, it, word));
    if optional.iter().enumerate().all(skips) {
        rest += optional.len();
    }
    let head = text.get(..tokens[at].end as usize)?;
    let tail = tokens.get(rest).map_or("", |it| text.get(it.start as usize..).unwrap_or_default());
    Some(format!("{head} CONCURRENTLY {tail}"))
}

/// A dollar quote that does not occur in `body`.
pub(super) fn dollar_quoted(body: &str) -> String {
    let mut tag = "$migcheck$".to_owned();
    let mut number = 0;
    while body.contains(&tag) {
        number += 1;
        tag = format!("$migcheck{number}$");
    }
    format!("{tag}\n{body}\n{tag}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_with_a_hash() {
        assert_eq!(generated_name("orders_total_nn").as_str(), "orders_total_nn");
        let long = |last| format!("{}{last}", "ä".repeat(40));
        let (one, two) = (generated_name(&long('1')), generated_name(&long('2')));
        assert!(one.as_str().len() <= MAX_BYTES && two.as_str().len() <= MAX_BYTES);
        assert_ne!(one, two);
        assert_eq!(one, generated_name(&long('1')));
    }

    #[test]
    fn concurrently_goes_behind_the_word() {
        let text = "create unique index if not exists a /* index */ on t (lower(index))";
        let wanted = "create unique index CONCURRENTLY a /* index */ on t (lower(index))";
        assert_eq!(concurrently(text, "INDEX").as_deref(), Some(wanted));
        assert_eq!(
            concurrently("REINDEX (VERBOSE) TABLE t", "TABLE").as_deref(),
            Some("REINDEX (VERBOSE) TABLE CONCURRENTLY t")
        );
        assert_eq!(concurrently("SELECT 1", "INDEX"), None);
    }

    #[test]
    fn words_inside_parentheses_do_not_count() {
        let text = "UPDATE t SET a = (SELECT b FROM u WHERE c) WHERE d";
        let found = tokens(text);
        let at = top_level(text, &found, 0, "where").map(|it| found[it].start);
        assert_eq!(at, text.rfind("WHERE").map(|it| it as u32));
    }
}
