//! What is wrong with a text before it says anything: bytes that are no characters, quotes that never close, placeholders
//! that nobody has filled in. Knows tokens and no grammar.

use super::{
    cursor::Cursor,
    parse::Reading,
    placeholders::{self, Left, Syntax},
    split::{Piece, PieceKind, Pieces, psql_command},
    statement::Refusal,
    token::{Token, TokenKind},
};
use crate::text::{FileId, Problem, SourceText, Span};

/// What stands against one statement.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) problems: Vec<Problem>,
    /// The first that a server would name.
    pub(super) refused: Option<Refusal>,
}

/// Looks at the tokens and bytes of one statement.
pub(super) fn statement(source: &SourceText, piece: &Piece, cursor: &Cursor<'_>, reading: Reading<'_>) -> Found {
    let mut found = Found::default();
    if let Some((refusal, problem)) = unreadable(source, cursor.file(), piece) {
        found.problems.push(problem);
        found.refused = refusal;
    }
    for token in cursor.rest() {
        let text = cursor.token_text(*token);
        match token.kind {
            TokenKind::Placeholder => found.placeholder(span(cursor.file(), *token), text, reading),
            TokenKind::String | TokenKind::DollarString | TokenKind::QuotedIdent => {
                found.quoted(span(cursor.file(), *token), text, reading);
            }
            TokenKind::Unterminated => found.unterminated(cursor.file(), *token, text),
            _ => {}
        }
    }
    if found.refused.is_none() {
        found.refused = stray_parameter(cursor);
    }
    found
}

/// Problems of what is no statement: white space and comments, data, psql commands.
pub(super) fn between(source: &SourceText, file: FileId, pieces: &Pieces, reading: Reading<'_>) -> Vec<Problem> {
    let mut found = Found::default();
    for comment in &pieces.comments {
        let span = span(file, *comment);
        found.quoted(span, source.slice(span), reading);
    }
    let mut problems = found.problems;
    for piece in pieces.pieces.iter().filter(|it| it.kind != PieceKind::Statement) {
        problems.extend(unreadable(source, file, piece).map(|it| it.1));
    }
    for token in &pieces.inside {
        let text = source.slice(span(file, *token));
        problems.extend(psql(span(file, *token), text));
    }
    for piece in pieces.endless_copies.iter().filter_map(|it| pieces.pieces.get(*it)) {
        problems.push(Problem {
            span: Span::new(file, piece.bytes.clone()),
            message: "no line `\\.` ends the data of this COPY".to_owned(),
            help: Some("what follows is read as SQL; psql would take it for data up to the end of the file".to_owned()),
        });
    }
    problems
}

/// What a psql command does to the run that cannot be seen from here.
pub(super) fn psql(span: Span, text: &str) -> Option<Problem> {
    let command = psql_command(text);
    let argument = text.get(command.len() + 1..).unwrap_or_default().trim();
    let (message, help) = match command {
        "i" | "include" | "ir" | "include_relative" => {
            (format!("the file {} that psql includes here is not read", excerpt(argument)), "check it as well")
        }
        "if" | "elif" | "else" => (
            "which branch psql takes is not known".to_owned(),
            "all branches are read as if they ran one after the other",
        ),
        "c" | "connect" => {
            ("psql connects anew here".to_owned(), "what follows is read as if it ran in the same database")
        }
        "gexec" => {
            ("what psql runs here is what the query returns".to_owned(), "write the statements out, or use a DO block")
        }
        "!" => ("psql runs a shell command here".to_owned(), "what it does is not known"),
        _ => return None,
    };
    Some(Problem { span, message, help: Some(help.to_owned()) })
}

impl Found {
    fn placeholder(&mut self, span: Span, text: &str, reading: Reading<'_>) {
        let (left, name) = reading.placeholders.left(text, reading.map.start(span.start as usize));
        let (message, help) = match left {
            Left::ToTheTool => return,
            Left::Unresolved => (
                format!("unresolved placeholder {}", clipped(text)),
                format!(
                    "it is taken for a name; `--placeholder {name}=…` or [placeholders] in migcheck.toml gives its value"
                ),
            ),
            Left::AsItIs => {
                self.sent_as_it_is(span, text);
                (format!("nothing replaces {}: the server gets it as it is", clipped(text)), as_it_is(reading, name))
            }
        };
        if !self.problems.iter().any(|it| it.message == message) {
            self.problems.push(Problem { span, message, help: Some(help) });
        }
    }

    /// What Flyway replaces does not have to be code.
    fn quoted(&mut self, span: Span, text: &str, reading: Reading<'_>) {
        if reading.placeholders.syntax != Syntax::DollarBrace || !text.contains("${") {
            return;
        }
        for it in placeholders::braces(text, 0..text.len()).into_iter().filter(|it| text[it.clone()].starts_with('$')) {
            let start = span.start as usize;
            self.placeholder(Span::new(span.file, start + it.start..start + it.end), &text[it], reading);
        }
    }

    fn sent_as_it_is(&mut self, span: Span, text: &str) {
        // A dollar is a part of the word that it stands behind.
        let at = match text.find("${") {
            Some(0) => 0,
            Some(dollar) => dollar + 1,
            None if text.contains("<%=") || text.contains("%(") => return,
            None => text.find('{').unwrap_or(0),
        };
        let start = span.start as usize + at;
        let message = format!("syntax error at or near \"{}\"", text.get(at..at + 1).unwrap_or_default());
        let refusal = Refusal { span: Span::new(span.file, start..start + 1), code: "42601", message };
        self.refused.get_or_insert(refusal);
    }

    fn unterminated(&mut self, file: FileId, token: Token, text: &str) {
        let (open, what, close, server) = opening(text);
        let start = token.start as usize;
        let span = Span::new(file, start..start + open.len());
        self.problems.push(Problem {
            span,
            message: format!("this {what} is never closed: {open}"),
            help: Some(format!("close it with {close}; all that follows is taken for a part of it")),
        });
        if self.refused.is_none() {
            let message = format!("unterminated {server} at or near \"{}\"", clipped(text));
            self.refused = Some(Refusal { span, code: "42601", message });
        }
    }
}

fn as_it_is(reading: Reading<'_>, name: &str) -> String {
    match reading.placeholders.syntax {
        Syntax::Environment => {
            "goose replaces it between `-- +goose ENVSUB ON` and `-- +goose ENVSUB OFF` alone".to_owned()
        }
        _ => format!("if something does before the tool reads the file, say so with `--placeholder {name}=…`"),
    }
}

/// How an unterminated token opens, what it is, what closes it, and the server's word for it.
fn opening(text: &str) -> (&str, &'static str, &str, &'static str) {
    let quote = text.find(['\'', '"']).map_or(text.len(), |it| it + 1);
    match text.as_bytes() {
        [b'/', b'*', ..] => (&text[..2], "comment", "*/", "/* comment"),
        [b'$', ..] => {
            let tag = &text[..text[1..].find('$').map_or(text.len(), |it| it + 2)];
            (tag, "dollar quote", tag, "dollar-quoted string")
        }
        [b'b' | b'B' | b'x' | b'X', ..] => (&text[..quote], "bit string", "'", "bit string literal"),
        _ if text[..quote].ends_with('"') => (&text[..quote], "quoted name", "\"", "quoted identifier"),
        _ => (&text[..quote], "string", "'", "quoted string"),
    }
}

/// `$1` where nobody gives a value: not in what is prepared, and not in the body of a routine.
fn stray_parameter(cursor: &Cursor<'_>) -> Option<Refusal> {
    let token = cursor.rest().iter().find(|it| it.kind == TokenKind::Parameter)?;
    let mut words = *cursor;
    if words.accept("PREPARE") {
        return None;
    }
    if words.accept("CREATE") {
        words.accept("OR REPLACE");
        if words.is_any(&["FUNCTION", "PROCEDURE"]) {
            return None;
        }
    }
    let message = format!("there is no parameter {}", cursor.token_text(*token));
    Some(Refusal { span: span(cursor.file(), *token), code: "42P02", message })
}

/// The first byte of a piece that no server takes. A NUL is refused by the protocol, except that psql cuts the line there.
fn unreadable(source: &SourceText, file: FileId, piece: &Piece) -> Option<(Option<Refusal>, Problem)> {
    let nul = source.text.get(piece.bytes.clone()).and_then(|it| it.find('\0')).map(|it| it + piece.bytes.start);
    let invalid = source.invalid_in(piece.bytes.clone()).map(|it| it.at as usize);
    let at = nul.into_iter().chain(invalid).min()?;
    let span = Span::new(file, at..at + 1);
    if Some(at) == nul {
        let message = "a NUL byte".to_owned();
        let help = "remove it; psql leaves out the rest of the line, and no other tool can send it".to_owned();
        return Some((None, Problem { span, message, help: Some(help) }));
    }
    let refusal = invalid_utf8(source, file, at);
    let place = match piece.kind {
        PieceKind::Statement => "",
        PieceKind::CopyData => " in the data",
        PieceKind::Psql | PieceKind::Trivia => " outside of the statements",
    };
    let message = format!("invalid UTF-8{place}: {}", refusal.message);
    let help = "save the file as UTF-8; tools refuse to read it, or the server refuses what they send".to_owned();
    Some((Some(refusal), Problem { span, message, help: Some(help) }))
}

/// What the server says about the bytes at `at`: as many of them as their first one announces.
pub(super) fn invalid_utf8(source: &SourceText, file: FileId, at: usize) -> Refusal {
    let length = match source.byte(at) {
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf7) => 4,
        _ => 1,
    };
    let bytes: Vec<String> =
        (at..at + length).map_while(|it| source.byte(it)).map(|it| format!("0x{it:02x}")).collect();
    let message = format!("invalid byte sequence for encoding \"UTF8\": {}", bytes.join(" "));
    Refusal { span: Span::new(file, at..at + 1), code: "22021", message }
}

/// What the server says when the data of a COPY, which begins with this token, reaches it as SQL.
pub(super) fn data_as_sql(source: &SourceText, file: FileId, first: Token) -> Refusal {
    let span = span(file, first);
    let text = source.slice(span);
    let text = if first.kind == TokenKind::Psql { "\\" } else { text };
    Refusal { span, code: "42601", message: format!("syntax error at or near \"{}\"", clipped(text)) }
}

/// What the server says when a psql command reaches it.
pub(super) fn reached_server(statement: Span) -> Refusal {
    let span = Span { end: statement.start + 1, ..statement };
    Refusal { span, code: "42601", message: "syntax error at or near \"\\\"".to_owned() }
}

fn span(file: FileId, token: Token) -> Span {
    Span::new(file, token.start as usize..token.end as usize)
}

/// A text that is quoted in a message: its first line, and not all of that when it is long.
pub(super) fn excerpt(text: &str) -> String {
    format!("`{}`", clipped(text))
}

fn clipped(text: &str) -> String {
    const MAX: usize = 30;
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(MAX).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use crate::{
        sql::parse::parse,
        text::{Decoded, FileId, SourceText, Span},
    };

    /// Problems as `place: message`, and per statement its refusal's SQLSTATE and words.
    fn check(text: &[u8], problems: &[&str], refused: &[Option<&str>]) {
        let source = SourceText::of("", Decoded::of(text.to_vec()));
        let parsed = parse(&source, Span::new(FileId(0), 0..text.len()));
        let found: Vec<String> = parsed
            .problems
            .iter()
            .filter(|it| !it.message.starts_with("cannot read"))
            .map(|it| format!("{}: {}", source.position(it.span.start as usize), it.message))
            .collect();
        assert_eq!(found, problems);
        let said: Vec<_> = parsed.statements.iter().map(|it| it.refused.as_ref()).collect();
        let said: Vec<_> = said.iter().map(|it| it.map(|it| format!("{} {}", it.code, it.message))).collect();
        assert_eq!(said.iter().map(Option::as_deref).collect::<Vec<_>>(), refused);
    }

    #[test]
    fn bytes_that_are_no_text() {
        check(
            b"SELECT 1;\nSELECT '\xe4 x'; SELECT 2;",
            &["2:9: invalid UTF-8: invalid byte sequence for encoding \"UTF8\": 0xe4 0x20 0x78"],
            &[None, Some("22021 invalid byte sequence for encoding \"UTF8\": 0xe4 0x20 0x78"), None],
        );
        check(
            b"-- \xff\nSELECT 1;\nCOPY t FROM stdin;\n\xfe\n\\.\n",
            &[
                "1:4: invalid UTF-8 outside of the statements: invalid byte sequence for encoding \"UTF8\": 0xff",
                "4:1: invalid UTF-8 in the data: invalid byte sequence for encoding \"UTF8\": 0xfe",
            ],
            &[None, Some("22021 invalid byte sequence for encoding \"UTF8\": 0xfe")],
        );
        check(b"SELECT 1;\n\0SELECT 2;", &["2:1: a NUL byte"], &[None, None]);
    }

    #[test]
    fn what_never_closes() {
        let one = |text: &str, problem: &str, refused: &str| check(text.as_bytes(), &[problem], &[None, Some(refused)]);
        one(
            "SELECT 1;\nSELECT 'a;\nb",
            "2:8: this string is never closed: '",
            "42601 unterminated quoted string at or near \"'a;…\"",
        );
        one(
            "SELECT 1; SELECT E'\\'",
            "1:18: this string is never closed: E'",
            "42601 unterminated quoted string at or near \"E'\\'\"",
        );
        one(
            "SELECT 1; SELECT \"a",
            "1:18: this quoted name is never closed: \"",
            "42601 unterminated quoted identifier at or near \"\"a\"",
        );
        one(
            "SELECT 1; DO $a$ x $b$",
            "1:14: this dollar quote is never closed: $a$",
            "42601 unterminated dollar-quoted string at or near \"$a$ x $b$\"",
        );
        one(
            "SELECT 1; /* a /* b */",
            "1:11: this comment is never closed: /*",
            "42601 unterminated /* comment at or near \"/* a /* b */\"",
        );
        check(b"SET standard_conforming_strings = off; SELECT '\\''; SELECT 2;", &[], &[None, None, None]);
    }

    #[test]
    fn parameters_that_nobody_gives() {
        check(
            b"SELECT $1; PREPARE p AS SELECT $1; SELECT $2 \\bind x \\g\nDO $$ SELECT $1 $$",
            &[],
            &[Some("42P02 there is no parameter $1"), None, None, None, None],
        );
    }

    #[test]
    fn psql_commands_that_change_what_runs() {
        check(
            b"\\set x 1\n\\timing\n\\i a.sql\n\\if :x\nSELECT 1\n\\else\n;\n\\endif\n\\restrict abc\n",
            &[
                "3:1: the file `a.sql` that psql includes here is not read",
                "4:1: which branch psql takes is not known",
                "6:1: which branch psql takes is not known",
            ],
            &[None; 7],
        );
        check(b"COPY t FROM stdin;\nSELECT 1;", &["1:1: no line `\\.` ends the data of this COPY"], &[None, None]);
    }
}
