//! A run of one statement's tokens that is read as an expression or a query; what `lower` turns into a tree.

use super::{
    cursor::Cursor,
    name::{Ident, ObjectName, is_reserved},
    token::{Lexer, Token, TokenKind},
};
use crate::text::FileId;

/// Tokens (without comments) of `source`.
#[derive(Clone, Copy)]
pub(super) struct Slice<'a> {
    pub(super) source: &'a str,
    pub(super) tokens: &'a [Token],
}

impl<'a> Slice<'a> {
    /// From the first to the last token, as written.
    pub(super) fn text(&self) -> &'a str {
        let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) else { return "" };
        self.source.get(first.start as usize..last.end as usize).unwrap_or_default()
    }

    pub(super) fn token_text(&self, token: Token) -> &'a str {
        self.source.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    pub(super) fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.source, FileId(0), self.tokens)
    }

    /// Every identifier in it that is not a reserved word.
    pub(super) fn words(&self) -> Vec<Ident> {
        let mut words: Vec<Ident> = self.chains().into_iter().flatten().collect();
        words.sort();
        words.dedup();
        words
    }

    /// Every relation that it may name: of `a.b.c` both `a.b` and `a`, since `b` may be a column.
    pub(super) fn names(&self) -> Vec<ObjectName> {
        let mut names = Vec::new();
        for mut chain in self.chains() {
            chain.truncate(2);
            let second = (chain.len() == 2).then(|| chain.pop()).flatten();
            let Some(first) = chain.pop() else { continue };
            names.extend(second.map(|name| ObjectName { schema: Some(first.clone()), name }));
            names.push(ObjectName { schema: None, name: first });
        }
        names.sort();
        names.dedup();
        names
    }

    /// Identifiers joined by dots.
    fn chains(&self) -> Vec<Vec<Ident>> {
        let mut chains: Vec<Vec<Ident>> = Vec::new();
        let mut dotted = false;
        for token in self.tokens {
            let text = self.token_text(*token);
            let plain = token.kind == TokenKind::Word && (dotted || !is_reserved(&text.to_ascii_lowercase()));
            if plain || matches!(token.kind, TokenKind::QuotedIdent | TokenKind::Placeholder) {
                let mut cursor = Cursor::new(self.source, FileId(0), std::slice::from_ref(token));
                match (cursor.ident(), chains.last_mut()) {
                    (Ok(ident), Some(chain)) if dotted => chain.push(ident),
                    (Ok(ident), _) => chains.push(vec![ident]),
                    (Err(_), _) => {}
                }
            }
            dotted = token.kind == TokenKind::Symbol && text == "." && !chains.is_empty();
        }
        chains
    }
}

/// The tokens of a text, without comments.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    Lexer::new(text, 0, text.len()).filter(|it| it.kind != TokenKind::Comment).collect()
}

/// The tokens between two places of one statement.
pub(super) fn between<'a>(start: &Cursor<'a>, end: &Cursor<'a>) -> Slice<'a> {
    Slice { source: start.source(), tokens: start.tokens_until(end) }
}
