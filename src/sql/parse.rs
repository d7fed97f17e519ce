//! A file's text into statements. Parsing never stops: what is not understood becomes `Unmodeled` with a problem that says
//! where, and the rest is read.

use super::{
    allow,
    cursor::{Cursor, Parse, Unexpected},
    dml, grammar, lexical,
    placeholders::{self, Map, Placeholders},
    split::{self, Piece, PieceKind},
    statement::{Parsed, Statement, StatementKind, Unread},
    syntax::{self, Stop},
    token::{Lexer, Token, TokenKind},
};
use crate::text::{FileId, Problem, SourceText, Span};
use std::sync::Arc;

/// Reads the statements of `span`; what replaces placeholders in it is not known.
pub fn parse(source: &SourceText, span: Span) -> Parsed {
    parse_sent(source, span, &Placeholders::default())
}

/// Reads the statements of `span` as they are sent; all places are those of the file.
pub fn parse_sent(source: &SourceText, span: Span, placeholders: &Placeholders) -> Parsed {
    let Some(sent) = placeholders::sent(source, span, placeholders) else {
        return read_all(source, span, Reading { placeholders, map: &Map::default() });
    };
    let map = &sent.map;
    let mut parsed = read_all(&sent.source, sent.span, Reading { placeholders, map });
    let text = |it: &Statement| Arc::from(sent.source.slice(it.span));
    parsed.sent = Some(parsed.statements.iter().map(text).collect());
    for statement in &mut parsed.statements {
        statement.span = map.span(statement.span);
        statement.allows.iter_mut().for_each(|it| it.span = map.span(it.span));
        statement.unread.iter_mut().for_each(|it| it.at = map.span(it.at));
        statement.refused.iter_mut().for_each(|it| it.span = map.span(it.span));
    }
    for (statement, sent) in parsed.statements.iter_mut().zip(parsed.sent.iter().flatten()) {
        if let StatementKind::Do(block) = &mut statement.kind
            && sent.len() != statement.span.len()
        {
            // The body does not stand in the file as it is.
            block.span = Span { end: block.span.start, ..block.span };
        }
    }
    parsed.problems.iter_mut().for_each(|it| it.span = map.span(it.span));
    parsed.data.iter_mut().for_each(|it| it.1 = map.span(it.1));
    parsed
}

/// What a text is read with: its placeholders, and the way back to the file.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) placeholders: &'a Placeholders,
    pub(super) map: &'a Map,
}

fn read_all(source: &SourceText, span: Span, reading: Reading<'_>) -> Parsed {
    let pieces = split::split_as(source, span, reading.placeholders.has_colons());
    let mut parsed = Parsed { problems: lexical::between(source, span.file, &pieces, reading), ..Parsed::default() };
    for piece in &pieces.pieces {
        let tokens = &pieces.tokens[piece.tokens.clone()];
        match piece.kind {
            PieceKind::Statement => parsed.push_statement(source, span.file, piece, tokens, reading),
            PieceKind::Psql => parsed.push_psql(source, span.file, piece),
            PieceKind::CopyData => parsed.data(source, span.file, piece),
            PieceKind::Trivia => {}
        }
    }
    for token in &pieces.inside {
        let at = Span::new(span.file, token.start as usize..token.end as usize);
        let before = parsed.statements.partition_point(|it| it.span.start < at.start);
        command(source.slice(at), &mut parsed.statements[..before]);
    }
    parsed.problems.sort_by_key(|it| it.span);
    allow::attach(&source.text, &pieces.comments, span, &mut parsed);
    parsed
}

/// Says of the statements of `span` what the server will, when it and not psql gets the text.
pub fn refuse_psql(source: &SourceText, span: Span, parsed: &mut Parsed, sent: Text) {
    for statement in parsed.statements.iter_mut().filter(|it| it.refused.is_none()) {
        if source.slice(statement.span).starts_with('\\') {
            statement.refused = Some(lexical::reached_server(statement.span));
        }
    }
    // In one string with the statements, a comment is refused as they are, and they with it.
    let invalid = source.invalid_in(span.bytes()).filter(|_| sent == Text::Whole);
    let any = parsed.statements.iter().any(|it| it.refused.is_some());
    if let Some(invalid) = invalid.filter(|_| !any) {
        let behind = parsed.statements.partition_point(|it| it.span.start < invalid.at);
        let index = behind.min(parsed.statements.len().saturating_sub(1));
        if let Some(statement) = parsed.statements.get_mut(index) {
            statement.refused = Some(lexical::invalid_utf8(source, span.file, invalid.at as usize));
        }
    }
}

/// Says the same of the data behind a COPY, which nobody sends as data: it reaches the server as SQL.
pub fn refuse_data(source: &SourceText, parsed: &mut Parsed) {
    for (copy, data) in &parsed.data {
        let Some(copy) = parsed.statements.get_mut(*copy).filter(|it| it.refused.is_none()) else { continue };
        let bytes = data.bytes();
        let first = Lexer::new(&source.text, bytes.start, bytes.end).find(|it| it.kind != TokenKind::Comment);
        copy.refused = first.map(|it| lexical::data_as_sql(source, data.file, it));
    }
}

/// How much of a text goes to the server at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    Whole,
    ByStatement,
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

impl Parsed {
    fn push_statement(
        &mut self,
        source: &SourceText,
        file: FileId,
        piece: &Piece,
        tokens: &[Token],
        reading: Reading<'_>,
    ) {
        let start = piece.bytes.start;
        let shift = reading.map.start(start).cast_signed() - start.cast_signed();
        let cursor = Cursor::new(&source.text, file, tokens).shifted(shift);
        let found = lexical::statement(source, piece, &cursor, reading);
        let unterminated = found.refused.as_ref().is_some_and(|it| it.code == "42601");
        self.problems.extend(found.problems);
        let (read, unread) = read(&cursor, piece);
        let kind = read.unwrap_or_else(|error| {
            // One problem is enough where a quote swallows the rest.
            if !unterminated {
                self.problems.push(syntax_problem(&cursor, piece, &error));
            }
            unmodeled(&cursor)
        });
        let span = Span::new(file, piece.bytes.clone());
        self.statements.push(Statement { span, kind, allows: Vec::new(), refused: found.refused, unread });
    }

    fn push_psql(&mut self, source: &SourceText, file: FileId, piece: &Piece) {
        let span = Span::new(file, piece.bytes.clone());
        let line = source.slice(span);
        command(line, &mut self.statements);
        self.problems.extend(lexical::psql(span, line));
        self.statements.push(Statement {
            span,
            kind: psql(line),
            allows: Vec::new(),
            refused: None,
            unread: Vec::new(),
        });
    }

    /// The data of the COPY before it.
    fn data(&mut self, source: &SourceText, file: FileId, piece: &Piece) {
        if let Some(copy) = self.statements.len().checked_sub(1) {
            self.data.push((copy, Span::new(file, piece.bytes.clone())));
        }
        let Some(invalid) = source.invalid_in(piece.bytes.clone()) else { return };
        if let Some(copy) = self.statements.last_mut().filter(|it| it.refused.is_none()) {
            copy.refused = Some(lexical::invalid_utf8(source, file, invalid.at as usize));
        }
    }
}

/// `\bind` gives the statement before it its parameters.
fn command(line: &str, before: &mut [Statement]) {
    if split::psql_command(line).starts_with("bind")
        && let Some(last) = before.last_mut()
    {
        last.refused = last.refused.take().filter(|it| it.code != "42P02");
    }
}

/// The statement's tree, unless no server reads it; and the majors that do not read it.
fn read(cursor: &Cursor<'_>, piece: &Piece) -> (Parse<StatementKind>, Vec<Unread>) {
    let verdict = syntax::check(cursor.source(), cursor.rest());
    let tree = kind(*cursor);
    match verdict.stops.last() {
        Some((_, stop)) if verdict.majors.is_empty() => (Err(refused(cursor, piece, stop, tree.err())), Vec::new()),
        _ if tree.is_err() => (tree, Vec::new()),
        _ => (tree, verdict.stops.iter().map(|(major, stop)| unread(cursor, piece, *major, stop)).collect()),
    }
}

/// No server reads the statement beyond this token. Our own grammar may know better what it wants there.
fn refused(cursor: &Cursor<'_>, piece: &Piece, stop: &Stop, ours: Option<Unexpected>) -> Unexpected {
    let at = cursor.rest().get(stop.token).map_or(piece.bytes.end, |it| it.start as usize);
    let expected = match stop.expected.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => ours.filter(|it| it.at == at).map_or_else(|| "something else".to_owned(), |it| it.expected),
    };
    Unexpected { at, expected }
}

fn unread(cursor: &Cursor<'_>, piece: &Piece, major: u16, stop: &Stop) -> Unread {
    const MOST_WORDS: usize = 3;
    /// Words that say nothing without the next: a server stops at ENFORCED of NOT ENFORCED.
    const BEFORE: &[&str] = &["ACCESS", "AT", "METHOD", "NO", "NOT", "SET", "STATISTICS"];
    let rest = cursor.rest().get(stop.token..).unwrap_or_default();
    let words = rest.iter().take_while(|it| it.kind == TokenKind::Word).take(MOST_WORDS).count().max(1);
    let bytes = |tokens: &[Token]| match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.start as usize..last.end as usize,
        _ => piece.bytes.end..piece.bytes.end,
    };
    let is_before = |it: &&Token| BEFORE.iter().any(|word| word.eq_ignore_ascii_case(cursor.token_text(**it)));
    let before = cursor.rest()[..stop.token.min(cursor.rest().len())].iter().rev().take_while(is_before).last();
    let syntax = bytes(&rest[..words.min(rest.len())]);
    let syntax = before.map_or(syntax.start, |it| it.start as usize)..syntax.end;
    Unread {
        major,
        at: Span::new(cursor.file(), bytes(&rest[..1.min(rest.len())])),
        syntax: Arc::from(cursor.source().get(syntax).unwrap_or_default()),
    }
}

fn syntax_problem(cursor: &Cursor<'_>, piece: &Piece, error: &Unexpected) -> Problem {
    let token = cursor.rest().iter().find(|it| it.end as usize > error.at);
    let (found, span) = match token {
        Some(token) if error.at < piece.bytes.end => (
            lexical::excerpt(cursor.token_text(*token)),
            Span::new(cursor.file(), token.start as usize..token.end as usize),
        ),
        _ => {
            let end = piece.bytes.end;
            ("the end of the statement".to_owned(), Span::new(cursor.file(), end..end))
        }
    };
    Problem {
        span,
        message: format!("cannot read this statement: expected {}, found {found}", error.expected),
        help: Some("it is counted as not understood, and the rest is analysed".to_owned()),
    }
}

fn psql(line: &str) -> StatementKind {
    let command = split::psql_command(line);
    let argument = line.get(command.len() + 1..).unwrap_or_default().trim();
    if command == "copy"
        && let Some(copy) = copied(argument)
    {
        return copy;
    }
    let argument = argument.strip_suffix("\\\\").unwrap_or(argument).trim_end();
    StatementKind::Psql { command: Arc::from(command), argument: Arc::from(argument) }
}

/// psql sends `\copy … from file` as `COPY … FROM stdin`.
fn copied(argument: &str) -> Option<StatementKind> {
    let mut depth = 0;
    let tokens: Vec<Token> = Lexer::new(argument, 0, argument.len()).collect();
    let word = |it: &Token| argument.get(it.start as usize..it.end as usize).unwrap_or_default();
    let direction = tokens.iter().find(|it| {
        match word(it) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0 && ["from", "to"].iter().any(|direction| word(it).eq_ignore_ascii_case(direction))
    })?;
    let target = argument.get(..direction.start as usize)?;
    let end = if word(direction).eq_ignore_ascii_case("from") { "FROM stdin" } else { "TO stdout" };
    let behind = argument.get(direction.end as usize..)?.trim_start();
    let behind = behind.strip_prefix("program ").or_else(|| behind.strip_prefix("PROGRAM ")).unwrap_or(behind);
    let quoted = behind.strip_prefix('\'').and_then(|it| it.find('\'')).map(|it| it + 2);
    let file = quoted.or_else(|| behind.find(char::is_whitespace)).unwrap_or(behind.len());
    let text = format!("COPY {target} {end} {}", behind.get(file..)?);
    let parsed = parse_text(&text);
    let kind = parsed.statements.into_iter().next()?.kind;
    matches!(kind, StatementKind::Dml(_)).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::placeholders::Syntax;

    fn sent(syntax: Syntax, text: &str) -> (SourceText, Parsed) {
        let source = SourceText::new("", text);
        let values = [("s", "app"), ("day", "2024")].map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
        let placeholders = Placeholders { values: Arc::new(values.into()), ..Placeholders::of(syntax) };
        let parsed = parse_sent(&source, Span::new(FileId(0), 0..text.len()), &placeholders);
        (source, parsed)
    }

    #[test]
    fn what_stands_for_a_placeholder_is_read_and_the_file_is_shown() {
        let text = "SELECT '${s}'; ALTER TABLE ${s}.t${day}_x ADD COLUMN a int; DROP TABLE ${s}.u; SELECT ${missing};";
        let (source, parsed) = sent(Syntax::DollarBrace, text);
        let shown: Vec<&str> = parsed.statements.iter().map(|it| source.slice(it.span)).collect();
        let all: Vec<&str> = text.trim_end_matches(';').split("; ").collect();
        assert_eq!(shown, all);
        let StatementKind::AlterTable(alter) = &parsed.statements[1].kind else { panic!("an ALTER TABLE") };
        assert_eq!(alter.name.to_string(), "app.t2024_x");
        // The action's place is in the text that is sent.
        let start = parsed.statements[1].span.start;
        let action = alter.actions[0].span;
        let sent = &parsed.sent.as_ref().expect("values were put in")[1];
        assert_eq!(&sent[(action.start - start) as usize..(action.end - start) as usize], "ADD COLUMN a int");
        let problems: Vec<_> = parsed.problems.iter().map(|it| (source.slice(it.span), it.message.as_str())).collect();
        assert_eq!(problems, [("${missing}", "unresolved placeholder ${missing}")]);
    }

    #[test]
    fn what_a_tool_does_not_replace_reaches_the_server() {
        let (_, parsed) = sent(Syntax::Nothing, "SELECT ${x}; SELECT a${x}; SELECT {{x}}; SELECT json_object('k' :v);");
        let refused = |at: usize| parsed.statements[at].refused.as_ref().map(|it| it.message.as_str());
        assert_eq!(refused(0), Some("syntax error at or near \"$\""));
        assert_eq!([refused(1), refused(2)], [Some("syntax error at or near \"{\""); 2]);
        assert_eq!(refused(3), None);
        assert_eq!(parsed.problems.len(), 3, "{:?}", parsed.problems);
    }

    #[test]
    fn a_placeholder_of_flyway_counts_in_strings_and_comments() {
        let (source, parsed) = sent(Syntax::DollarBrace, "DO $$ ${a} ${s} $$; -- ${b}\nSELECT '${c}';");
        let places: Vec<_> = parsed.problems.iter().map(|it| source.slice(it.span)).collect();
        assert_eq!(places, ["${a}", "${b}", "${c}"]);
    }

    #[test]
    fn copy_of_psql_is_a_copy() {
        let parsed = parse_text(
            "\\copy t (a, b) from 'x y.csv' with (format csv)\n\\copy (select 1) to x.csv\n\\o x\nSELECT 1 \\g x",
        );
        let tags: Vec<String> = parsed.statements.iter().map(|it| it.kind.tag()).collect();
        assert_eq!(tags, ["COPY", "COPY", "\\o", "SELECT", "\\g"]);
        let StatementKind::Dml(dml) = &parsed.statements[0].kind else { panic!("a COPY") };
        assert_eq!(dml.target.as_ref().map(ToString::to_string).as_deref(), Some("t"));
        assert_eq!(parsed.problems, []);
    }

    #[test]
    fn what_is_not_understood_is_counted_and_said() {
        let parsed = parse_text("SELEC 1;\nCREATE OR REPLACE NONSENSE x;\nSELECT 1;\n\\i other.sql");
        let tags: Vec<String> = parsed.statements.iter().map(|it| it.kind.tag()).collect();
        assert_eq!(tags[..3], ["UNMODELED", "UNMODELED", "SELECT"]);
        // Two that are not understood, and an included file.
        assert_eq!(parsed.problems.len(), 3);
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
