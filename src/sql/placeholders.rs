//! What stands in a text for something else until it is sent: placeholders of tools and templates, psql's variables.
//!
//! Builds the text as it is sent and leads from places in it back to the user's file. Knows no tool: who replaces what, and
//! by what, is said by the caller.

use super::{
    split,
    token::{self, Token, TokenKind},
};
use crate::text::{Decoded, InvalidByte, SourceText, Span};
use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// Values by name; None where the tool has one and nobody else can know it.
pub type Values = BTreeMap<String, Option<String>>;

/// What is replaced in a text before it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    pub syntax: Syntax,
    /// The bytes of the file where it is in force; None: everywhere.
    pub within: Option<Vec<Range<usize>>>,
    pub values: Arc<Values>,
}

/// What is taken for a placeholder. Those that the user gives a value for are replaced whatever the tool does: something
/// else does it before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// Whatever looks like one: what the text goes through is not known.
    #[default]
    Any,
    /// Nothing: the server gets the text as it is.
    Nothing,
    /// `${name}`, Flyway: everywhere, also in strings, function bodies and comments; case does not matter.
    DollarBrace,
    /// `${NAME}`, `${NAME:-default}` and `$NAME`, goose between `ENVSUB ON` and `ENVSUB OFF`.
    Environment,
    /// `:name`, `:'name'` and `:"name"`, psql: not in strings and function bodies.
    Psql,
}

/// What becomes of a placeholder for which there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// The tool has a value.
    ToTheTool,
    Unresolved,
    /// Nobody replaces it.
    AsItIs,
}

impl Placeholders {
    pub fn of(syntax: Syntax) -> Self {
        Self { syntax, ..Self::default() }
    }

    /// Whether `:name` is one; elsewhere it is two tokens to the server.
    pub(super) fn has_colons(&self) -> bool {
        matches!(self.syntax, Syntax::Any | Syntax::Psql)
    }

    fn reads(&self, text: &str) -> bool {
        match self.syntax {
            Syntax::DollarBrace | Syntax::Environment => text.starts_with('$'),
            Syntax::Any | Syntax::Nothing | Syntax::Psql => true,
        }
    }

    fn covers(&self, at: usize) -> bool {
        self.within.as_ref().is_none_or(|it| it.iter().any(|range| range.contains(&at)))
    }

    /// The entry for a name, with the default that stands behind an environment variable.
    fn entry<'a>(&'a self, name: &'a str) -> Option<Option<&'a str>> {
        if self.syntax == Syntax::Environment {
            let end = name.find(|it: char| !(it.is_ascii_alphanumeric() || it == '_')).unwrap_or(name.len());
            let (name, rest) = name.split_at(end);
            let default = rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-'));
            return self.values.get(name).map(Option::as_deref).or(default.map(Some));
        }
        let same = |it: &&String| self.syntax == Syntax::DollarBrace && it.eq_ignore_ascii_case(name);
        let found = self.values.get(name).or_else(|| self.values.get(self.values.keys().find(same)?));
        found.map(Option::as_deref)
    }

    /// What becomes of `text`, a token at this byte of the file that was not replaced, and which name has no value.
    pub(super) fn left<'a>(&self, text: &'a str, at: usize) -> (Left, &'a str) {
        let missing = names(text).into_iter().find(|it| self.entry(it).is_none());
        let Some(name) = missing else { return (Left::ToTheTool, "") };
        let replaced = match self.syntax {
            Syntax::Any | Syntax::Psql => true,
            Syntax::Nothing => false,
            Syntax::DollarBrace | Syntax::Environment => text.contains("${") && self.covers(at),
        };
        (if replaced { Left::Unresolved } else { Left::AsItIs }, name)
    }
}

/// The names of the placeholders in a token: one, or several that are glued together.
fn names(text: &str) -> Vec<&str> {
    if let Some(variable) = text.strip_prefix(':') {
        return vec![variable.trim_matches(['\'', '"'])];
    }
    braces(text, 0..text.len()).into_iter().map(|it| name(&text[it])).collect()
}

/// Where `${…}`, `{{…}}` and the like stand in a text, strings and comments included.
pub(super) fn braces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(next) = bytes[at..].iter().position(|it| matches!(it, b'$' | b'{' | b'<' | b'%')) {
        at += next;
        match token::placeholder_end(bytes, at) {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The name inside `${…}`, `{{ .… }}` and the like.
fn name(text: &str) -> &str {
    let (open, close) = match text.as_bytes() {
        [b'$', ..] => (2, 1),
        [b'{', b'{', b'{', ..] => (3, 3),
        [b'<', ..] => (3, 2),
        _ => (2, 2),
    };
    text.get(open..text.len().saturating_sub(close)).unwrap_or_default().trim().trim_start_matches('.')
}

/// A text with the values put in.
pub(super) struct Sent {
    pub(super) source: SourceText,
    pub(super) span: Span,
    pub(super) map: Map,
}

/// A text with the values put in, for whoever sends it.
pub fn put_in(source: &Arc<SourceText>, span: Span, placeholders: &Placeholders) -> (Arc<SourceText>, Span) {
    match sent(source, span, placeholders) {
        Some(sent) => (Arc::new(sent.source), sent.span),
        None => (Arc::clone(source), span),
    }
}

struct Edit {
    at: Range<usize>,
    value: String,
}

/// The text of `span` as it is sent; None where nothing is replaced.
pub(super) fn sent(source: &SourceText, span: Span, placeholders: &Placeholders) -> Option<Sent> {
    let edits = edits(source, span, placeholders);
    if edits.is_empty() {
        return None;
    }
    let bytes = span.bytes();
    let mut text = source.text.get(..bytes.start)?.to_owned();
    let mut map = Map::default();
    let mut copied = bytes.start;
    for edit in edits {
        text.push_str(source.text.get(copied..edit.at.start)?);
        let start = text.len();
        text.push_str(&edit.value);
        copied = edit.at.end;
        map.replaced.push(Replaced { file: edit.at, sent: start..text.len() });
    }
    text.push_str(source.text.get(copied..bytes.end)?);
    let invalid =
        source.invalid.iter().filter_map(|it| map.forward(it.at as usize).map(|at| InvalidByte { at, ..*it }));
    let invalid = invalid.filter(|it| (it.at as usize) < text.len()).collect();
    let span = Span::new(span.file, bytes.start..text.len());
    Some(Sent { source: SourceText::of(source.path.as_str(), Decoded { text, invalid }), span, map })
}

fn edits(source: &SourceText, span: Span, placeholders: &Placeholders) -> Vec<Edit> {
    let text = &source.text;
    let range = span.bytes().start..span.bytes().end.min(text.len());
    let mut edits = Vec::new();
    if placeholders.has_colons() {
        variables(source, span, &placeholders.values, &mut edits);
    }
    if placeholders.syntax == Syntax::Environment {
        bare(text, range.clone(), placeholders, &mut edits);
    }
    if !placeholders.values.is_empty() || placeholders.syntax == Syntax::Environment {
        for at in braces(text, range) {
            let found = &text[at.clone()];
            if !placeholders.reads(found) || !placeholders.covers(at.start) {
                continue;
            }
            if let Some(Some(value)) = placeholders.entry(name(found)) {
                edits.push(Edit { at, value: value.to_owned() });
            }
        }
    }
    edits.sort_by_key(|it| (it.at.start, it.at.end));
    let mut end = 0;
    edits.retain(|it| {
        let apart = it.at.start >= end;
        end = if apart { it.at.end } else { end };
        apart
    });
    edits
}

/// `$NAME`: its value, or `${NAME}` for want of one. A dollar quote's tag is none.
fn bare(text: &str, range: Range<usize>, placeholders: &Placeholders, edits: &mut Vec<Edit>) {
    let section = &text[range.clone()];
    for (dollar, _) in section.match_indices('$') {
        let rest = &section[dollar + 1..];
        let end = rest.find(|it: char| !(it.is_ascii_alphanumeric() || it == '_')).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
        let quotes = behind.starts_with('$') || section[..dollar].ends_with(|it: char| it.is_ascii_alphanumeric());
        let at = range.start + dollar..range.start + dollar + 1 + end;
        if is_name && !quotes && placeholders.covers(at.start) {
            let value = placeholders.entry(name).flatten().map_or_else(|| format!("${{{name}}}"), str::to_owned);
            edits.push(Edit { at, value });
        }
    }
}

/// psql's variables, those included that the text sets itself.
fn variables(source: &SourceText, span: Span, values: &Values, edits: &mut Vec<Edit>) {
    let text = source.slice(span);
    if !text.contains(':') || (values.is_empty() && !text.contains("\\set")) {
        return;
    }
    let pieces = split::split(source, span);
    let mut tokens: Vec<Token> = pieces.tokens.into_iter().chain(pieces.inside).collect();
    tokens.sort_by_key(|it| it.start);
    let mut values = values.clone();
    for token in tokens {
        let at = token.start as usize..token.end as usize;
        let text = source.text.get(at.clone()).unwrap_or_default();
        match token.kind {
            TokenKind::Psql => set_variable(text, &mut values),
            TokenKind::Placeholder => edits.extend(variable(text, &values).map(|value| Edit { at, value })),
            _ => {}
        }
    }
}

/// What psql puts in the place of `:name`, `:'name'` or `:"name"`.
fn variable(text: &str, values: &Values) -> Option<String> {
    let text = text.strip_prefix(':')?;
    let value = |name: &str| values.get(name)?.as_deref();
    match text.as_bytes() {
        [b'\'', ..] => {
            let value = value(text.trim_matches('\''))?.replace('\'', "''");
            Some(if value.contains('\\') {
                format!(" E'{}'", value.replace('\\', "\\\\"))
            } else {
                format!("'{value}'")
            })
        }
        [b'"', ..] => Some(format!("\"{}\"", value(text.trim_matches('"'))?.replace('"', "\"\""))),
        _ => value(text).map(str::to_owned),
    }
}

/// Follows `\set` and `\unset`.
pub fn set_variable(line: &str, values: &mut Values) {
    let command = split::psql_command(line);
    let rest = line.get(command.len() + 1..).unwrap_or_default();
    let arguments = arguments(rest, values);
    match (command, arguments.as_deref()) {
        ("set", Some([name, parts @ ..])) => drop(values.insert(name.clone(), Some(parts.concat()))),
        ("unset", Some([name, ..])) => drop(values.remove(name)),
        // A command's output, or the value of something unknown.
        ("set", None) => drop(rest.split_whitespace().next().and_then(|it| values.remove(it))),
        _ => {}
    }
}

/// The arguments of a psql command; None where one of them cannot be known.
pub fn arguments(text: &str, values: &Values) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = text.trim_end().strip_suffix("\\\\").unwrap_or(text).trim_start();
    while !rest.is_empty() {
        let mut word = String::new();
        while !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            rest = argument_part(rest, values, &mut word)?;
        }
        found.push(word);
        rest = rest.trim_start();
    }
    Some(found)
}

/// Takes a quoted run, a variable or a character.
fn argument_part<'a>(rest: &'a str, values: &Values, word: &mut String) -> Option<&'a str> {
    let first = rest.chars().next()?;
    match first {
        '`' => None,
        '\'' => {
            let mut chars = rest.char_indices().skip(1).peekable();
            while let Some((at, char)) = chars.next() {
                match char {
                    '\'' if chars.next_if(|it| it.1 == '\'').is_some() => word.push('\''),
                    '\'' => return rest.get(at + 1..),
                    '\\' => word.extend(chars.next().map(|it| match it.1 {
                        'n' => '\n',
                        't' => '\t',
                        other => other,
                    })),
                    other => word.push(other),
                }
            }
            None
        }
        ':' => {
            let quote = rest.get(1..)?.chars().next().filter(|it| matches!(it, '\'' | '"'));
            let skip = if quote.is_some() { 2 } else { 1 };
            let inner = rest.get(skip..)?;
            let end = inner.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(inner.len());
            if end == 0 {
                word.push(':');
                return rest.get(1..);
            }
            let end = skip + end + usize::from(quote.is_some());
            word.push_str(&variable(rest.get(..end)?, values)?);
            rest.get(end..)
        }
        other => {
            word.push(other);
            rest.get(other.len_utf8()..)
        }
    }
}

/// Where the values stand: from bytes of the text as sent to bytes of the file.
#[derive(Debug, Default)]
pub(super) struct Map {
    replaced: Vec<Replaced>,
}

#[derive(Debug)]
struct Replaced {
    file: Range<usize>,
    sent: Range<usize>,
}

impl Map {
    /// Where what begins at `at` begins in the file: inside a value, where its placeholder does.
    pub(super) fn start(&self, at: usize) -> usize {
        let before = self.replaced.partition_point(|it| it.sent.start <= at);
        match before.checked_sub(1).map(|it| &self.replaced[it]) {
            Some(it) if at < it.sent.end => it.file.start,
            Some(it) => at - it.sent.end + it.file.end,
            None => at,
        }
    }

    /// Where what ends at `at` ends in the file.
    fn end(&self, at: usize) -> usize {
        let before = self.replaced.partition_point(|it| it.sent.start < at);
        match before.checked_sub(1).map(|it| &self.replaced[it]) {
            Some(it) if at < it.sent.end => it.file.end,
            Some(it) => at - it.sent.end + it.file.end,
            None => at,
        }
    }

    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.start(span.start as usize);
        let end = if span.is_empty() { start } else { self.end(span.end as usize) };
        Span::new(span.file, start..end.max(start))
    }

    /// From a byte of the file; None inside a placeholder.
    fn forward(&self, at: usize) -> Option<u32> {
        let before = self.replaced.partition_point(|it| it.file.start <= at);
        let at = match before.checked_sub(1).map(|it| &self.replaced[it]) {
            Some(it) if at < it.file.end => return None,
            Some(it) => at - it.file.end + it.sent.end,
            None => at,
        };
        u32::try_from(at).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn values(given: &[(&str, &str)]) -> Arc<Values> {
        Arc::new(given.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect())
    }

    #[track_caller]
    fn sends(syntax: Syntax, given: &[(&str, &str)], text: &str, expected: &str) {
        let source = SourceText::new("", text);
        let placeholders = Placeholders { values: values(given), ..Placeholders::of(syntax) };
        let sent = sent(&source, Span::new(FileId(0), 0..text.len()), &placeholders);
        assert_eq!(sent.map_or_else(|| text.to_owned(), |it| it.source.text), expected);
    }

    #[test]
    fn each_syntax_in_its_places() {
        let given = [("s", "app"), ("N", "5")];
        let text = "${s}.t_${n} '${S}' :s {{ .s }} -- ${s}";
        sends(Syntax::DollarBrace, &given, text, "app.t_5 'app' :s {{ .s }} -- app");
        sends(Syntax::Any, &given, text, "app.t_${n} '${S}' app app -- app");
        sends(Syntax::Nothing, &given, text, "app.t_${n} '${S}' :s app -- app");
        sends(
            Syntax::Environment,
            &[("S", "a")],
            "$S ${S} ${X:-b} ${Y} $Y $$S$$ $S$ x$S $1",
            "a a b ${Y} ${Y} $$S$$ $S$ x$S $1",
        );
    }

    #[test]
    fn variables_of_psql_from_where_they_are_set() {
        sends(
            Syntax::Psql,
            &[("v", "it's")],
            "SELECT :x;\n\\set x 'a b' :v\nSELECT :x, :'x', :\"x\", ':x', $$:x$$, a::x;\n\\unset x\nSELECT :x;",
            "SELECT :x;\n\\set x 'a b' :v\nSELECT a bit's, 'a bit''s', \"a bit's\", ':x', $$:x$$, a::x;\n\\unset x\nSELECT :x;",
        );
        sends(Syntax::Psql, &[], "\\set x `date`\nSELECT :x;", "\\set x `date`\nSELECT :x;");
    }

    #[test]
    fn places_lead_back_to_the_file() {
        let text = "ab ${x} cd ${x}e";
        let source = SourceText::new("", text);
        let placeholders = Placeholders { values: values(&[("x", "12345678")]), ..Placeholders::default() };
        let sent = sent(&source, Span::new(FileId(0), 0..text.len()), &placeholders).expect("something is replaced");
        assert_eq!(sent.source.text, "ab 12345678 cd 12345678e");
        let back = |start: usize, end: usize| source.slice(sent.map.span(Span::new(FileId(0), start..end)));
        assert_eq!([back(0, 2), back(3, 11), back(5, 6), back(12, 14)], ["ab", "${x}", "${x}", "cd"]);
        assert_eq!([back(15, 24), back(0, 24), back(23, 24)], ["${x}e", text, "e"]);
    }
}
