//! Cuts text into pieces that tile it: statements, psql lines, COPY data and what lies between. Loses no byte and refuses
//! nothing; knows only as much of SQL as psql does to find the end of a statement.
//!
//! Source: Postgres `src/fe_utils/psqlscan.l` (parentheses, `BEGIN ATOMIC`).

use super::token::{Lexer, Token, TokenKind};
use crate::text::{SourceText, Span};
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// From a statement's first to its last token, without the semicolon.
    Statement,
    /// A psql command.
    Psql,
    /// The lines behind `COPY … FROM stdin;` up to and with `\.`.
    CopyData,
    /// White space, comments and semicolons.
    Trivia,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    /// Bytes of the file.
    pub bytes: Range<usize>,
    /// The piece's tokens in [`Pieces::tokens`]; empty for trivia and data.
    pub tokens: Range<usize>,
}

/// A text cut up; the pieces lie one behind the other and cover it.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    pub pieces: Vec<Piece>,
    /// Of all statements, without comments and the semicolons between statements.
    pub tokens: Vec<Token>,
    pub comments: Vec<Token>,
    /// psql commands in the middle of a statement, which goes on behind them.
    pub inside: Vec<Token>,
    /// Indices of the `COPY … FROM stdin` behind which no line `\.` ends the data.
    pub endless_copies: Vec<usize>,
}

/// What psql does with the statement that it has read so far when a command comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Buffer {
    Sent,
    Cleared,
    Kept,
}

/// Source: Postgres `src/bin/psql/command.c`.
fn buffer_after(command: &str) -> Buffer {
    match command {
        "g" | "gx" | "gset" | "gexec" | "gdesc" | "crosstabview" | "watch" | "parse" | "sendpipeline" => Buffer::Sent,
        "r" | "reset" => Buffer::Cleared,
        _ => Buffer::Kept,
    }
}

/// The name of a psql command, without the backslash.
pub fn psql_command(text: &str) -> &str {
    let rest = text.strip_prefix('\\').unwrap_or(text);
    rest.split(|it: char| it.is_ascii_whitespace() || it == '\\').next().unwrap_or_default()
}

pub fn split(source: &SourceText, span: Span) -> Pieces {
    split_as(source, span, true)
}

/// `colons`: `:name` is a placeholder.
pub fn split_as(source: &SourceText, span: Span, colons: bool) -> Pieces {
    let end = span.bytes().end.min(source.text.len());
    let start = span.bytes().start.min(end);
    let out = Pieces::default();
    let mut splitter = Splitter {
        text: &source.text,
        colons,
        end,
        covered: start,
        first: 0,
        depth: 0,
        atomic: 0,
        no_more_data: false,
        out,
    };
    splitter.run(Lexer::new(&source.text, start, end).with_colons(colons));
    splitter.out
}

struct Splitter<'a> {
    text: &'a str,
    colons: bool,
    end: usize,
    /// Where the last piece ended.
    covered: usize,
    /// Index of the open statement's first token.
    first: usize,
    /// Open parentheses.
    depth: usize,
    /// Open `BEGIN ATOMIC` and `CASE` of a routine's body.
    atomic: usize,
    /// No line `\.` follows.
    no_more_data: bool,
    out: Pieces,
}

impl Splitter<'_> {
    fn run(&mut self, lexer: Lexer<'_>) {
        self.statements(lexer);
        self.finish();
        self.cover(self.end);
    }

    fn statements(&mut self, mut lexer: Lexer<'_>) {
        while let Some(token) = lexer.next() {
            match token.kind {
                TokenKind::Comment => self.out.comments.push(token),
                TokenKind::Psql => self.psql(token, &mut lexer),
                TokenKind::Symbol if self.text_of(token) == ";" && self.splits() => self.end_statement(&mut lexer),
                TokenKind::Word if self.is_go(token) => {
                    self.finish();
                    lexer.end_statement();
                    self.out.tokens.push(token);
                    self.finish();
                }
                _ => {
                    self.out.tokens.push(token);
                    self.track(token);
                }
            }
        }
    }

    fn end_statement(&mut self, lexer: &mut Lexer<'_>) {
        let data = self.copies_from_stdin();
        if let Some(escape) = self.sets_backslashes() {
            lexer.set_backslashes(escape);
        }
        self.finish();
        lexer.end_statement();
        self.copy_data(data, lexer);
    }

    fn psql(&mut self, token: Token, lexer: &mut Lexer<'_>) {
        let text = self.text_of(token);
        if text == "\\;" {
            // Ends a statement that is sent together with the next one.
            lexer.end_statement();
            return self.finish();
        }
        let open = self.out.tokens.len() > self.first;
        match buffer_after(psql_command(text)) {
            Buffer::Kept if open => return self.out.inside.push(token),
            Buffer::Sent if open => self.end_statement(lexer),
            Buffer::Cleared => {
                self.out.tokens.truncate(self.first);
                lexer.end_statement();
            }
            Buffer::Sent | Buffer::Kept => {}
        }
        if (token.start as usize) < self.covered {
            // COPY data was skipped from the end of this very line on.
            return;
        }
        self.out.tokens.push(token);
        let data = self.copies_from_stdin();
        self.add(PieceKind::Psql, token.start as usize..token.end as usize);
        self.copy_data(data, lexer);
    }

    /// `GO` on a line of its own, which other databases' tools end a batch with.
    fn is_go(&self, token: Token) -> bool {
        let (start, end) = (token.start as usize, token.end as usize);
        if end - start != 2 || self.depth > 0 || self.atomic > 0 || !self.text_of(token).eq_ignore_ascii_case("go") {
            return false;
        }
        let blank = |it: &u8| matches!(it, b' ' | b'\t' | b'\r');
        let bytes = self.text.as_bytes();
        let before = bytes[..start].iter().rev().find(|it| !blank(it));
        let behind = bytes[end..self.end].iter().find(|it| !blank(it));
        before.is_none_or(|it| *it == b'\n') && behind.is_none_or(|it| *it == b'\n')
    }

    /// The value that the open statement sets `standard_conforming_strings` to: whether backslashes escape.
    fn sets_backslashes(&self) -> Option<bool> {
        if !self.is_word(0, "SET") {
            return None;
        }
        let at = 1 + usize::from(self.is_word(1, "SESSION") || self.is_word(1, "LOCAL"));
        let value =
            self.out.tokens.get(self.first + at + 2).filter(|_| self.is_word(at, "standard_conforming_strings"))?;
        match self.text_of(*value).trim_matches('\'').to_ascii_lowercase().as_str() {
            "off" | "false" | "no" | "0" => Some(true),
            _ => Some(false),
        }
    }

    fn text_of(&self, token: Token) -> &str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// Whether the open statement's token at `index` is this keyword.
    fn is_word(&self, index: usize, word: &str) -> bool {
        let token = self.out.tokens.get(self.first + index);
        token.is_some_and(|it| it.kind == TokenKind::Word && self.text_of(*it).eq_ignore_ascii_case(word))
    }

    /// Whether the open statement begins `CREATE [OR REPLACE]` and one of `words`.
    fn creates(&self, words: &[&str]) -> bool {
        let at = if self.is_word(1, "OR") && self.is_word(2, "REPLACE") { 3 } else { 1 };
        self.is_word(0, "CREATE") && words.iter().any(|it| self.is_word(at, it))
    }

    fn track(&mut self, token: Token) {
        match token.kind {
            TokenKind::Symbol => match self.text_of(token) {
                "(" => self.depth += 1,
                ")" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            },
            TokenKind::Word => self.track_word(token),
            _ => {}
        }
    }

    fn track_word(&mut self, token: Token) {
        let word = self.text_of(token);
        let last = self.out.tokens.len() - 1 - self.first;
        if word.eq_ignore_ascii_case("atomic") {
            let begins = last > 0 && self.is_word(last - 1, "BEGIN");
            if begins && self.atomic == 0 && self.creates(&["FUNCTION", "PROCEDURE"]) {
                self.atomic = 1;
            }
        } else if self.atomic > 0 {
            if word.eq_ignore_ascii_case("case") || word.eq_ignore_ascii_case("begin") {
                self.atomic += 1;
            } else if word.eq_ignore_ascii_case("end") {
                self.atomic -= 1;
            }
        }
    }

    /// Whether a semicolon here ends the statement. One inside parentheses does too: they were left open by mistake, and
    /// the statements that follow must not be lost for it. Only a rule's actions stand in parentheses rightly.
    fn splits(&self) -> bool {
        self.atomic == 0 && (self.depth == 0 || !self.creates(&["RULE"]))
    }

    fn finish(&mut self) {
        let tokens = &self.out.tokens[self.first..];
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            let bytes = first.start as usize..last.end as usize;
            self.add(PieceKind::Statement, bytes);
        }
    }

    fn add(&mut self, kind: PieceKind, bytes: Range<usize>) {
        self.cover(bytes.start);
        self.covered = bytes.end;
        self.out.pieces.push(Piece { kind, bytes, tokens: self.first..self.out.tokens.len() });
        (self.first, self.depth, self.atomic) = (self.out.tokens.len(), 0, 0);
    }

    /// Fills up to `end` with trivia.
    fn cover(&mut self, end: usize) {
        if end > self.covered {
            let tokens = self.first..self.first;
            self.out.pieces.push(Piece { kind: PieceKind::Trivia, bytes: self.covered..end, tokens });
            self.covered = end;
        }
    }

    /// `COPY … FROM stdin`, also psql's `\copy`.
    fn copies_from_stdin(&self) -> bool {
        let tokens = &self.out.tokens[self.first..];
        let Some(first) = tokens.first() else { return false };
        let copies = |text: &str| text.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("\\copy"));
        match first.kind {
            TokenKind::Psql => {
                let line = self.text_of(*first);
                let words: Vec<&str> = line.split_ascii_whitespace().collect();
                copies(line) && words.windows(2).any(is_from_stdin)
            }
            _ => {
                self.is_word(0, "COPY") && {
                    let words: Vec<&str> = tokens.iter().map(|it| self.text_of(*it)).collect();
                    words.windows(2).any(is_from_stdin)
                }
            }
        }
    }

    /// Skips the data lines behind a COPY. Without the line `\.` there are none: the statement comes from a program that
    /// sends them itself, and what follows is SQL.
    fn copy_data(&mut self, expected: bool, lexer: &mut Lexer<'_>) {
        if !expected {
            return;
        }
        match self.data_of_copy(Lexer::position(lexer)) {
            Some(data) => {
                self.rest_of_line(Lexer::position(lexer)..data.start);
                lexer.skip_to(data.end);
                self.add(PieceKind::CopyData, data);
            }
            None => {
                self.no_more_data = true;
                self.out.endless_copies.push(self.out.pieces.len() - 1);
            }
        }
    }

    /// psql goes on with the line of the COPY when it has sent the lines of data behind it.
    fn rest_of_line(&mut self, bytes: Range<usize>) {
        let no_more_data = std::mem::replace(&mut self.no_more_data, true);
        let endless = self.out.endless_copies.len();
        self.statements(Lexer::new(self.text, bytes.start, bytes.end).with_colons(self.colons));
        self.finish();
        self.out.endless_copies.truncate(endless);
        self.no_more_data = no_more_data;
    }

    /// The lines behind the one that `from` is in, up to and with `\.`.
    fn data_of_copy(&self, from: usize) -> Option<Range<usize>> {
        if self.no_more_data {
            return None;
        }
        let bytes = self.text.as_bytes();
        let line_end = |from: usize| bytes[from..self.end].iter().position(|it| *it == b'\n').map(|it| from + it);
        let start = line_end(from.min(self.end))? + 1;
        let mut line = start;
        loop {
            let end = line_end(line);
            if bytes[line..end.unwrap_or(self.end)].trim_ascii_end() == b"\\." {
                return Some(start..line + 2);
            }
            line = end? + 1;
        }
    }
}

fn is_from_stdin(words: &[&str]) -> bool {
    matches!(words, [from, stdin] if from.eq_ignore_ascii_case("from") && stdin.eq_ignore_ascii_case("stdin"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;
    use proptest::prelude::*;

    fn pieces(text: &str) -> Vec<(PieceKind, String)> {
        let source = SourceText::new("", text);
        let pieces = split(&source, Span::new(FileId(0), 0..text.len())).pieces;
        let all: String = pieces.iter().map(|it| &text[it.bytes.clone()]).collect();
        assert_eq!(all, text, "pieces tile the text");
        pieces.into_iter().map(|it| (it.kind, text[it.bytes].to_owned())).collect()
    }

    fn statements(text: &str) -> Vec<String> {
        pieces(text).into_iter().filter(|it| it.0 == PieceKind::Statement).map(|it| it.1).collect()
    }

    #[test]
    fn semicolons_comments_and_quotes() {
        assert_eq!(
            statements("\u{feff}SELECT 1; -- a;\r\n/* ; */ SELECT ';' ;;\nSELECT $$;$$"),
            ["SELECT 1", "SELECT ';'", "SELECT $$;$$"]
        );
        assert_eq!(statements("CREATE TABLE t (a int; SELECT 1;"), ["CREATE TABLE t (a int", "SELECT 1"]);
    }

    #[test]
    fn bodies_and_rules_keep_their_semicolons() {
        let rule = "CREATE OR REPLACE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)";
        let body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        assert_eq!(statements(&format!("{rule};{body};SELECT 1")), [rule, body, "SELECT 1"]);
        assert_eq!(statements("BEGIN; CREATE TABLE t(); END; SELECT 1").len(), 4);
    }

    #[test]
    fn copy_data_and_psql_lines() {
        let text = "COPY t (a) FROM stdin;\n1;\n\\N\n\\.\n\\connect x\nSELECT 1 \\gset\nSELECT 2;";
        assert_eq!(
            pieces(text),
            [
                (PieceKind::Statement, "COPY t (a) FROM stdin".to_owned()),
                (PieceKind::Trivia, ";\n".to_owned()),
                (PieceKind::CopyData, "1;\n\\N\n\\.".to_owned()),
                (PieceKind::Trivia, "\n".to_owned()),
                (PieceKind::Psql, "\\connect x".to_owned()),
                (PieceKind::Trivia, "\n".to_owned()),
                (PieceKind::Statement, "SELECT 1".to_owned()),
                (PieceKind::Trivia, " ".to_owned()),
                (PieceKind::Psql, "\\gset".to_owned()),
                (PieceKind::Trivia, "\n".to_owned()),
                (PieceKind::Statement, "SELECT 2".to_owned()),
                (PieceKind::Trivia, ";".to_owned()),
            ]
        );
        assert_eq!(statements("COPY t FROM STDIN;\nSELECT 1;").len(), 2);
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(parts in prop::collection::vec(prop_oneof![
            Just("COPY t FROM stdin;\n".to_owned()), Just("\\.\n".to_owned()), Just("BEGIN ATOMIC ".to_owned()),
            Just("CREATE FUNCTION f ".to_owned()), Just("END;".to_owned()), Just("$a$".to_owned()), Just("'".to_owned()),
            Just("--".to_owned()), Just("\n".to_owned()), Just("(;".to_owned()), Just("CREATE RULE ".to_owned()), ".{0,6}"
        ], 0..24)) {
            pieces(&parts.concat());
        }
    }
}
