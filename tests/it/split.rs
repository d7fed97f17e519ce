//! The splitter loses nothing and changes nothing, whatever it is given: texts made of what makes SQL hard to cut, and
//! damaged copies of real statements.

use crate::{limits, scratch::package};
use migcheck::{
    sql::{
        parse::{parse, parse_text},
        split::{Piece, PieceKind, Pieces, split},
        token::{Lexer, TokenKind},
    },
    text::{Decoded, FileId, SourceText, Span},
};
use proptest::prelude::*;

fn source(bytes: &[u8]) -> SourceText {
    SourceText::of("", Decoded::of(bytes.to_vec()))
}

fn pieces(source: &SourceText) -> Pieces {
    split(source, Span::new(FileId(0), 0..source.text.len()))
}

fn statements(source: &SourceText) -> Vec<String> {
    let is_statement = |it: &&Piece| it.kind == PieceKind::Statement;
    pieces(source).pieces.iter().filter(is_statement).map(|it| source.text[it.bytes.clone()].to_owned()).collect()
}

/// Pieces lie one behind the other and cover the text; tokens too, but for white space.
fn tiles(source: &SourceText) {
    let text = &source.text;
    let mut end = 0;
    for piece in pieces(source).pieces {
        assert_eq!(piece.bytes.start, end, "{text:?}");
        assert!(!piece.bytes.is_empty());
        end = piece.bytes.end;
    }
    assert_eq!(end, text.len());
    let mut end = 0;
    for token in Lexer::new(text, 0, text.len()) {
        let gap = &text[end..token.start as usize];
        let space = |it: char| it.is_ascii_whitespace() || matches!(it, '\u{b}' | '\u{feff}');
        assert!(gap.chars().all(space), "{gap:?} is lost in {text:?}");
        assert!(token.start < token.end);
        end = token.end as usize;
    }
    assert!(text[end..].chars().all(|it| it.is_ascii_whitespace() || matches!(it, '\u{b}' | '\u{feff}')));
}

/// A statement by itself says what it says in its file; whatever the file is, everything reads it.
fn by_themselves(source: &SourceText) {
    let parsed = parse(source, Span::new(FileId(0), 0..source.text.len()));
    let escapes = source.text.to_ascii_lowercase().contains("standard_conforming_strings");
    for statement in parsed.statements.iter().filter(|_| !escapes) {
        let text = source.slice(statement.span);
        // At the same place, so that spans inside are the same.
        let alone = parse_text(&format!("{}{text}", " ".repeat(statement.span.bytes().start))).statements;
        assert_eq!(alone.len(), 1, "{text:?} is one statement of {:?}", source.text);
        assert!(alone[0].kind == statement.kind, "{text:?} in {:?}", source.text);
    }
    limits::read(&source.text);
}

/// More text behind a text that ends with a semicolon changes none of its statements.
fn behind(first: &[u8], second: &[u8]) {
    let closed = source(&[first, b"\n;\n"].concat());
    let before = statements(&closed);
    let open = Lexer::new(&closed.text, 0, closed.text.len()).any(|it| it.kind == TokenKind::Unterminated);
    let waits = before.last().is_some_and(|it| it.contains("ATOMIC") || it.contains("RULE") || it.ends_with(';'));
    if open || waits || closed.text.to_ascii_lowercase().contains("stdin") {
        return;
    }
    let both = source(&[closed.text.as_bytes(), second].concat());
    let after = statements(&both);
    assert_eq!(before, after[..before.len().min(after.len())], "{:?}", both.text);
}

/// What makes SQL hard to cut.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    const PARTS: &[&[u8]] = &[
        b"'",
        b"\"",
        b"E'",
        b"U&'",
        b"b'",
        b"$$",
        b"$a$",
        b"$1",
        b"--",
        b"/*",
        b"*/",
        b"\n",
        b"\r",
        b"\r\n",
        b"\\",
        b"\\\\",
        b"\\g",
        b"\\;",
        b"\\r",
        b"\\gset ",
        b"\\i x\n",
        b"\\copy t from stdin\n",
        b"\\.\n",
        b"\n\\.\n",
        b"\n\\.",
        b";",
        b";",
        b"(",
        b")",
        b"[",
        b"]",
        b":",
        b"::",
        b":=",
        b":a",
        b":'a'",
        b"${a}",
        b"{{a}}",
        b"<%=a%>",
        b"%(a)s",
        b"{%a%}",
        b"COPY t FROM stdin",
        b"CREATE RULE r AS ON INSERT TO t DO (",
        b"CREATE FUNCTION f() ",
        b"BEGIN ATOMIC ",
        b"END",
        b"CASE ",
        b"SELECT ",
        b"INSERT INTO t ",
        b"BEGIN;",
        b"\nGO\n",
        b"DO $$",
        b"SET standard_conforming_strings = off;",
        b" a ",
        b"1",
        b" ARRAY[",
        b"+",
        b"-",
        b"@-",
        b"\xef\xbb\xbf",
        b"\xc3\xa4",
        b"\xf0\x9f\x90\x98",
        b"\xff",
        b"\xc3",
        b"\0",
        b"\x1a",
        b" ",
        b",",
        b".",
        b"..",
        b"-- migcheck: allow(a) because b\n",
    ];
    let part = prop_oneof![
        9 => prop::sample::select(PARTS).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(part, 0..30).prop_map(|it| it.concat())
}

/// A run of one of the files of statements, and where to damage it.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let folder = std::fs::read_dir(package().join("testdata/statements")).expect("the folder is there");
    let mut files: Vec<_> = folder.flatten().map(|it| it.path()).collect();
    files.sort();
    let texts: Vec<Vec<u8>> = files.iter().map(|it| std::fs::read(it).expect("a readable file")).collect();
    let edit = (any::<prop::sample::Index>(), 0..12usize, soup());
    (prop::sample::select(texts), any::<prop::sample::Index>(), prop::collection::vec(edit, 1..5)).prop_map(
        |(text, start, edits)| {
            let start = start.index(text.len());
            let mut text = text[start..text.len().min(start + 600)].to_vec();
            for (at, removed, added) in edits {
                let at = at.index(text.len() + 1);
                let end = (at + removed).min(text.len());
                text.splice(at..end, added);
            }
            text
        },
    )
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        tiles(&source(&bytes));
        by_themselves(&source(&bytes));
    }

    #[test]
    fn any_soup(first in soup(), second in soup()) {
        tiles(&source(&first));
        by_themselves(&source(&first));
        behind(&first, &second);
    }

    #[test]
    fn any_damage(text in damaged()) {
        tiles(&source(&text));
        by_themselves(&source(&text));
    }
}
