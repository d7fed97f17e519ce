//! Statement boundaries and leading keywords, as far as tools look at them to decide how a file is sent.

use crate::sql::token::{Lexer, Token, TokenKind};
use std::ops::Range;

/// A statement's bytes and its first words in upper case.
#[derive(Debug)]
pub(super) struct Scanned {
    pub(super) bytes: Range<usize>,
    pub(super) words: Vec<String>,
}

impl Scanned {
    pub(super) fn starts_with(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len() && self.words.iter().zip(words).all(|(a, b)| a == b)
    }

    pub(super) fn says(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }

    /// `CREATE INDEX CONCURRENTLY`, `DROP INDEX CONCURRENTLY`, `REINDEX … CONCURRENTLY`.
    pub(super) fn is_concurrent(&self) -> bool {
        let about_an_index = self.says("INDEX") || self.starts_with(&["REINDEX"]);
        about_an_index && self.words.iter().take(4).any(|it| it == "CONCURRENTLY")
    }
}

/// How many words are kept of each statement.
const WORDS: usize = 8;

/// The statements of `text[range]`; empty ones are left out, the semicolon is not part of a statement.
pub(super) fn statements(text: &str, range: Range<usize>) -> Vec<Scanned> {
    let mut found = Vec::new();
    let mut current: Option<Scanned> = None;
    let mut body = Body::default();
    for token in Lexer::new(text, range.start, range.end) {
        if token.kind == TokenKind::Comment {
            continue;
        }
        let word = text.get(token.start as usize..token.end as usize).unwrap_or_default();
        if token.kind == TokenKind::Symbol && word == ";" && !body.is_open() {
            found.extend(current.take());
            body = Body::default();
            continue;
        }
        let end = token.end as usize;
        let statement = current.get_or_insert_with(|| Scanned { bytes: token.start as usize..end, words: Vec::new() });
        statement.bytes.end = end;
        if token.kind == TokenKind::Word {
            let word = word.to_ascii_uppercase();
            body.word(&word);
            if statement.words.len() < WORDS {
                statement.words.push(word);
            }
        }
    }
    found.extend(current);
    found
}

/// Follows a `BEGIN ATOMIC … END` body, whose semicolons end no statement.
#[derive(Default)]
struct Body {
    begin: bool,
    depth: usize,
}

impl Body {
    fn is_open(&self) -> bool {
        self.depth > 0
    }

    fn word(&mut self, word: &str) {
        match word {
            "ATOMIC" if self.begin => self.depth = 1,
            "CASE" if self.depth > 0 => self.depth += 1,
            "END" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.begin = word == "BEGIN";
    }
}

/// The tokens of a text that are code, so not comments.
pub(super) fn code(text: &str) -> impl Iterator<Item = Token> + '_ {
    Lexer::new(text, 0, text.len()).filter(|it| it.kind != TokenKind::Comment)
}

/// Whether two files differ in comments and white space alone.
pub(super) fn same_code(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    // Marks of tools are comments to the lexer, but not to the tool.
    let marks = |text: &str| text.lines().filter(|it| is_mark(it)).map(str::to_owned).collect::<Vec<_>>();
    let words = |text: &str| -> Vec<String> {
        code(text).map(|it| text.get(it.start as usize..it.end as usize).unwrap_or_default().to_owned()).collect()
    };
    marks(&a) == marks(&b) && words(&a) == words(&b)
}

fn is_mark(line: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix("--") else { return false };
    ["+goose", "migrate:", "> statement-breakpoint", "atlas:"].iter().any(|it| comment.trim_start().starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_in_bodies_and_strings_do_not_end_a_statement() {
        let text = "-- a;\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\n\
                    DO $$ BEGIN x; END $$; ; SELECT ';'";
        let starts: Vec<_> = statements(text, 0..text.len()).into_iter().map(|it| it.words[0].clone()).collect();
        assert_eq!(starts, ["CREATE", "DO", "SELECT"]);
    }

    #[test]
    fn comments_are_not_code_but_marks_are() {
        assert!(same_code(b"SELECT 1; -- a", b"/* b */ SELECT\n1;"));
        assert!(!same_code(b"SELECT 1", b"SELECT 2"));
        assert!(!same_code(b"-- +goose Up\nSELECT 1", b"-- +goose Down\nSELECT 1"));
    }

    #[test]
    fn concurrently_is_recognised() {
        let concurrent = |text: &str| statements(text, 0..text.len())[0].is_concurrent();
        assert!(concurrent("create unique index concurrently if not exists i on t (a)"));
        assert!(concurrent("REINDEX TABLE CONCURRENTLY t"));
        assert!(!concurrent("CREATE INDEX i ON t (a)"));
        assert!(!concurrent("REFRESH MATERIALIZED VIEW CONCURRENTLY v"));
    }
}
