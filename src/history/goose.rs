//! goose: `<version>_<name>.sql` with `-- +goose Up` and `-- +goose Down` sections, a transaction a file unless it says
//! `-- +goose NO TRANSACTION`.
//!
//! goose ends a statement at a line whose last word ends in `;`, except between StatementBegin and StatementEnd.

use super::{
    Migration, Section,
    layout::{Layout, Line, Reader, lines, numbered, section},
    scan,
};
use crate::{
    error::Result,
    simulate::transaction::ExecutionModel,
    sql::{
        placeholders::{Placeholders, Syntax},
        token::{Lexer, TokenKind},
    },
    text::{FileId, Span},
};
use std::ops::Range;

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let mut layout = Layout::new(ExecutionModel::FileTransaction, "goose runs each file in a transaction of its own");
    let mut names = Vec::new();
    let mut go = 0;
    for name in reader.folder.direct() {
        let Some(stem) = name.strip_suffix(".sql") else {
            go += usize::from(name.strip_suffix(".go").and_then(numbered).is_some());
            continue;
        };
        match numbered(stem).and_then(|it| it.0.parse::<i64>().ok()) {
            Some(version) => names.push((version, name)),
            None => {
                let help = Some("its name must be <version>_<name>.sql");
                layout.remark(reader.folder.show(name), "goose does not run this file", help);
            }
        }
    }
    if go > 0 {
        let what = if go == 1 { "1 migration is".to_owned() } else { format!("{go} migrations are") };
        let message = format!("{what} written in Go; what happens there is not seen");
        layout.remark(reader.folder.shown.clone(), message, Some("give the schema with --schema or --database-url"));
    }
    names.sort_unstable();
    for (version, name) in names {
        let file = reader.read(name)?;
        let parts = parts(file, reader.text(file));
        let path = reader.folder.show(name);
        if parts.up.is_empty() {
            let help = Some("begin it with a line `-- +goose Up`, at the very start of the line");
            layout.remark(path.clone(), "goose refuses a file without `-- +goose Up`", help);
        }
        for span in parts.cuts {
            layout.remark_at(
                path.clone(),
                span,
                "goose ends the statement at this line, inside a string or a function body",
                Some("put the statement between `-- +goose StatementBegin` and `-- +goose StatementEnd`"),
            );
        }
        let migration = Migration {
            version: version.to_string().into(),
            name: name.into(),
            up: parts.up,
            down: parts.down,
            repeatable: false,
        };
        layout.push(migration, vec![name.to_owned()]);
    }
    layout.remark_duplicates(reader.folder, "goose refuses to start");
    Ok(layout)
}

/// The up sections of a text.
pub(super) fn up(file: FileId, text: &str) -> Vec<Section> {
    parts(file, text).up
}

#[derive(Default)]
struct Parts {
    up: Vec<Section>,
    down: Vec<Section>,
    /// Where goose would cut a statement in two.
    cuts: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Annotation {
    Up,
    Down,
    StatementBegin,
    StatementEnd,
    NoTransaction,
    EnvsubOn,
    EnvsubOff,
    Other,
}

/// `-- +goose Up`, at the very start of a line, in any case.
fn annotation(line: &str) -> Option<Annotation> {
    let rest = line.strip_prefix("--")?.trim();
    let (word, command) = rest.split_once(char::is_whitespace)?;
    if !word.eq_ignore_ascii_case("+goose") {
        return None;
    }
    let command = command.trim().to_ascii_lowercase();
    Some(match command.as_str() {
        "up" => Annotation::Up,
        "down" => Annotation::Down,
        "statementbegin" => Annotation::StatementBegin,
        "statementend" => Annotation::StatementEnd,
        "no transaction" => Annotation::NoTransaction,
        "envsub on" => Annotation::EnvsubOn,
        "envsub off" => Annotation::EnvsubOff,
        _ => Annotation::Other,
    })
}

pub(super) fn has_marker(text: &str) -> bool {
    lines(text.trim_start_matches('\u{feff}')).any(|it| annotation(it.text) == Some(Annotation::Up))
}

fn parts(file: FileId, text: &str) -> Parts {
    let found: Vec<_> = lines(text).filter_map(|line| Some((annotation(line.text)?, line))).collect();
    let no_transaction = found.iter().any(|it| it.0 == Annotation::NoTransaction);
    let directions: Vec<_> =
        found.iter().filter(|it| matches!(it.0, Annotation::Up | Annotation::Down)).copied().collect();
    let within = replaced(&found, text.len());
    let mut parts = Parts::default();
    for (at, (direction, line)) in directions.iter().enumerate() {
        let end = directions.get(at + 1).map_or(text.len(), |it| it.1.start);
        let range = line.next..end;
        let chunks = chunks(text, range.clone());
        parts.cuts.extend(cuts(file, text, range.clone(), &chunks));
        let mut sections = if no_transaction {
            without_transaction(file, text, range.clone(), &chunks)
        } else {
            vec![section(file, range.clone(), ExecutionModel::FileTransaction)]
        };
        for section in &mut sections {
            section.placeholders =
                Placeholders { within: Some(within.clone()), ..Placeholders::of(Syntax::Environment) };
        }
        let into = if *direction == Annotation::Up { &mut parts.up } else { &mut parts.down };
        into.extend(sections);
    }
    parts
}

/// From each `ENVSUB ON` to the next `ENVSUB OFF`.
fn replaced(found: &[(Annotation, Line<'_>)], end: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut on = false;
    for (annotation, line) in found {
        match (annotation, ranges.last_mut()) {
            (Annotation::EnvsubOn, _) if !on => {
                ranges.push(line.next..end);
                on = true;
            }
            (Annotation::EnvsubOff, Some(last)) if on => {
                last.end = line.start;
                on = false;
            }
            _ => {}
        }
    }
    ranges
}

/// The stretches that goose sends one by one.
fn chunks(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut start, mut block) = (range.start, false);
    for line in lines(&text[range.clone()]) {
        let line = Line { start: line.start + range.start, next: line.next + range.start, ..line };
        let ends = match annotation(line.text) {
            Some(Annotation::StatementBegin) => {
                block = true;
                false
            }
            Some(Annotation::StatementEnd) => std::mem::replace(&mut block, false),
            Some(_) => false,
            // Whole-line comments are dropped outside of blocks.
            None if line.text.starts_with("--") => false,
            None => !block && ends_with_semicolon(line.text),
        };
        if ends {
            chunks.push(start..line.next);
            start = line.next;
        }
    }
    if start < range.end {
        chunks.push(start..range.end);
    }
    chunks
}

/// goose looks at words, not at SQL: the last one before a `--` counts.
fn ends_with_semicolon(line: &str) -> bool {
    line.split_whitespace().take_while(|it| !it.starts_with("--")).last().is_some_and(|it| it.ends_with(';'))
}

/// Chunk ends that lie inside a token.
fn cuts(file: FileId, text: &str, range: Range<usize>, chunks: &[Range<usize>]) -> Vec<Span> {
    let long = |kind| matches!(kind, TokenKind::DollarString | TokenKind::String | TokenKind::QuotedIdent);
    let mut ends = chunks.iter().map(|it| it.end).peekable();
    let mut found = Vec::new();
    for token in Lexer::new(text, range.start, range.end).filter(|it| long(it.kind)) {
        let (start, end) = (token.start as usize, token.end as usize);
        while ends.next_if(|it| *it <= start).is_some() {}
        // One remark a token: the first place where it is cut.
        if let Some(cut) = ends.next_if(|it| *it < end) {
            let line = text[..cut].trim_end().rfind('\n').map_or(0, |it| it + 1);
            found.push(Span::new(file, line.max(range.start)..text[..cut].trim_end().len()));
        }
    }
    found
}

/// Without a transaction goose sends chunk by chunk; two statements in one chunk share an implicit transaction.
fn without_transaction(file: FileId, text: &str, range: Range<usize>, chunks: &[Range<usize>]) -> Vec<Section> {
    let statements = scan::statements(text, range.clone());
    let shared = chunks.iter().any(|chunk| statements.iter().filter(|it| chunk.contains(&it.bytes.start)).count() > 1);
    if !shared {
        return vec![section(file, range, ExecutionModel::SplitAutocommit)];
    }
    chunks.iter().map(|it| section(file, it.clone(), ExecutionModel::WholeImplicit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up(text: &str) -> Vec<(&str, ExecutionModel)> {
        parts(FileId(0), text).up.iter().map(|it| (&text[it.span.bytes()], it.execution)).collect()
    }

    #[test]
    fn sections_are_spans_of_the_file() {
        let text = "-- head\r\n-- +goose Up\r\nSELECT 1;\r\n-- +goose Down\r\nSELECT 2;";
        assert_eq!(up(text), [("SELECT 1;\r\n", ExecutionModel::FileTransaction)]);
    }

    #[test]
    fn statements_on_one_line_share_a_query() {
        let text = "-- +goose NO TRANSACTION\n-- +goose up\nSET a = 1; VACUUM;\nSELECT 1;\n";
        let model = ExecutionModel::WholeImplicit;
        assert_eq!(up(text), [("SET a = 1; VACUUM;\n", model), ("SELECT 1;\n", model)]);
        let text = "-- +goose NO TRANSACTION\n-- +goose up\nSET a = 1;\nVACUUM;\n";
        assert_eq!(up(text), [("SET a = 1;\nVACUUM;\n", ExecutionModel::SplitAutocommit)]);
    }

    #[test]
    fn a_body_without_statement_begin_is_cut() {
        let cut = |text: &str| -> Vec<String> {
            parts(FileId(0), text).cuts.iter().map(|it| text[it.bytes()].to_owned()).collect()
        };
        let body = "DO $$\nBEGIN\n  PERFORM 1;\n  PERFORM 2;\nEND $$;\n";
        assert_eq!(cut(&format!("-- +goose Up\n{body}")), ["  PERFORM 1;"]);
        let block = format!("-- +goose Up\n-- +goose StatementBegin\n{body}-- +goose StatementEnd\n");
        assert!(cut(&block).is_empty());
        assert!(cut("-- +goose Up\nSELECT 'a -- ;\n';\n").is_empty());
    }
}
