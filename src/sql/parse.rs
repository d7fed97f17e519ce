//! A file's text into statements. Parsing never stops: what is not understood becomes `Unmodeled` with a problem that says
//! where, and the rest is read.

use super::{
    allow,
    cursor::{Cursor, Parse, Unexpected},
    dml, grammar,
    split::{self, Piece, PieceKind},
    statement::{Parsed, Statement, StatementKind},
    token::{Token, TokenKind},
};
use crate::text::{FileId, Problem, SourceText, Span};
use std::sync::Arc;

/// Reads the statements of `span`.
pub fn parse(source: &SourceText, span: Span) -> Parsed {
    let pieces = split::split(source, span);
    let mut parsed = Parsed::default();
    for piece in &pieces.pieces {
        let tokens = &pieces.tokens[piece.tokens.clone()];
        let kind = match piece.kind {
            PieceKind::Statement => statement(source, span.file, piece, tokens, &mut parsed.problems),
            PieceKind::Psql => psql(&source.text[piece.bytes.clone()]),
            PieceKind::CopyData | PieceKind::Trivia => continue,
        };
        let span = Span::new(span.file, piece.bytes.clone());
        parsed.statements.push(Statement { span, kind, allows: Vec::new() });
    }
    allow::attach(&source.text, &pieces.comments, span, &mut parsed);
    parsed
}

/// Reads a text that is no file of the run.
pub fn parse_text(text: &str) -> Parsed {
    parse(&SourceText::new("", text), Span::new(FileId(0), 0..text.len()))
}

/// One statement from its tokens, by whichever grammar knows it.
pub(super) fn kind(mut cursor: Cursor<'_>) -> Parse<StatementKind> {
    if let Some(kind) = grammar::statement(&mut cursor)? {
        return Ok(kind);
    }
    match dml::statement(&mut cursor)? {
        Some(kind) => Ok(kind),
        None => cursor.unexpected("a statement"),
    }
}

pub(super) fn unmodeled(cursor: &Cursor<'_>) -> StatementKind {
    let words: Vec<String> = cursor
        .rest()
        .iter()
        .take_while(|it| it.kind == TokenKind::Word)
        .map(|it| cursor.token_text(*it).to_ascii_uppercase())
        .filter(|it| !matches!(it.as_str(), "OR" | "REPLACE"))
        .take(2)
        .collect();
    let compound = matches!(words.first().map(String::as_str), Some("CREATE" | "ALTER" | "DROP"));
    let keyword = words[..words.len().min(if compound { 2 } else { 1 })].join(" ");
    StatementKind::Unmodeled { keyword: Arc::from(keyword) }
}

fn statement(
    source: &SourceText,
    file: FileId,
    piece: &Piece,
    tokens: &[Token],
    problems: &mut Vec<Problem>,
) -> StatementKind {
    let cursor = Cursor::new(&source.text, file, tokens);
    problems.extend(lexical_problems(&cursor));
    kind(cursor).unwrap_or_else(|error| {
        problems.push(syntax_problem(&cursor, piece, &error));
        unmodeled(&cursor)
    })
}

fn syntax_problem(cursor: &Cursor<'_>, piece: &Piece, error: &Unexpected) -> Problem {
    let token = cursor.rest().iter().find(|it| it.end as usize > error.at);
    let (found, span) = match token {
        Some(token) if error.at < piece.bytes.end => {
            (excerpt(cursor.token_text(*token)), Span::new(cursor.file(), token.start as usize..token.end as usize))
        }
        _ => ("the end of the statement".to_owned(), Span::new(cursor.file(), piece.bytes.clone())),
    };
    Problem {
        span,
        message: format!("cannot read this statement: expected {}, found {found}", error.expected),
        help: Some("it is counted as not understood, and the rest is analysed".to_owned()),
    }
}

fn excerpt(text: &str) -> String {
    const MAX: usize = 30;
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(MAX).collect();
    if cut.len() < text.len() { format!("`{cut}…`") } else { format!("`{cut}`") }
}

/// Placeholders that nobody resolved, and quotes that never close.
fn lexical_problems(cursor: &Cursor<'_>) -> Vec<Problem> {
    let span = |it: &Token| Span::new(cursor.file(), it.start as usize..it.end as usize);
    let mut problems: Vec<Problem> = Vec::new();
    for token in cursor.rest() {
        let text = cursor.token_text(*token);
        let message = match token.kind {
            TokenKind::Placeholder => format!("unresolved placeholder {text}"),
            TokenKind::Unterminated if text.starts_with("/*") => "this comment is never closed".to_owned(),
            TokenKind::Unterminated => "this quote is never closed".to_owned(),
            _ => continue,
        };
        if !problems.iter().any(|it| it.message == message) {
            let help = (token.kind == TokenKind::Placeholder).then(|| "it is taken for a name".to_owned());
            problems.push(Problem { span: span(token), message, help });
        }
    }
    problems
}

fn psql(line: &str) -> StatementKind {
    let line = line.trim_start_matches('\\').trim_end();
    let end = line.find(|it: char| it.is_ascii_whitespace()).unwrap_or(line.len());
    let (command, argument) = line.split_at(end);
    StatementKind::Psql { command: Arc::from(command), argument: Arc::from(argument.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_counted_and_said() {
        let parsed = parse_text("SELEC 1;\nCREATE OR REPLACE NONSENSE x;\nSELECT 1;\n\\i other.sql");
        let tags: Vec<String> = parsed.statements.iter().map(|it| it.kind.tag()).collect();
        assert_eq!(tags[..3], ["UNMODELED", "UNMODELED", "SELECT"]);
        assert_eq!(parsed.problems.len(), 2);
        let keyword = |at: usize| match &parsed.statements[at].kind {
            StatementKind::Unmodeled { keyword } => keyword.to_string(),
            other => other.tag(),
        };
        assert_eq!([keyword(0), keyword(1)], ["SELEC", "CREATE NONSENSE"]);
        let psql = StatementKind::Psql { command: Arc::from("i"), argument: Arc::from("other.sql") };
        assert_eq!(parsed.statements[3].kind, psql);
    }

    #[test]
    fn placeholders_join_the_words_they_touch() {
        let parsed = parse_text("DELETE FROM events_${year}_raw; UPDATE ${a}${b}.t SET x = 1");
        let target = |at: usize| match &parsed.statements[at].kind {
            StatementKind::Dml(dml) => dml.target.as_ref().map(|it| it.to_string()),
            _ => None,
        };
        assert_eq!(target(0).as_deref(), Some("\"events_${year}_raw\""));
        assert_eq!(target(1).as_deref(), Some("\"${a}${b}\".t"));
    }

    #[test]
    fn placeholders_are_names_and_are_reported_once() {
        let parsed = parse_text("DELETE FROM ${s}.t WHERE a = ${s}");
        assert_eq!(parsed.statements[0].kind.tag(), "DELETE");
        let messages: Vec<&str> = parsed.problems.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["unresolved placeholder ${s}"]);
    }
}
