//! What nobody can tell of a program, as problems that say where.

use super::super::effects::{Unknown, UnknownKind};
use crate::{
    sql::statement::{Statement, StatementKind},
    text::{Problem, Span},
};

/// Longer expressions are cut.
const LONGEST: usize = 60;

pub(super) fn problems<'a>(unknown: &'a [Unknown], statement: &'a Statement) -> impl Iterator<Item = Problem> + 'a {
    unknown.iter().map(|it| problem(it, statement))
}

fn problem(unknown: &Unknown, statement: &Statement) -> Problem {
    let text = excerpt(&unknown.text);
    let (message, help) = match unknown.kind {
        UnknownKind::Computed => (
            format!("what this runs is put together at run time{text}"),
            "only what is written out is analysed: its locks on what it computes are not known",
        ),
        UnknownKind::Conditional => (
            format!("data decides whether, or how often, this changes the schema{text}"),
            "it counts as run: effects are those of the branches that may run",
        ),
        UnknownKind::Unread => (format!("this program is not followed{text}"), "what it does is not known"),
    };
    Problem { span: place(unknown, statement), message, help: Some(help.to_owned()) }
}

/// Its place in the file, where the body stands there as it is; else the statement.
fn place(unknown: &Unknown, statement: &Statement) -> Span {
    if let (Some((start, end)), StatementKind::Do(block)) = (unknown.at, &statement.kind)
        && block.span.bytes().len() == block.body.len()
    {
        let from = block.span.bytes().start;
        return Span::new(statement.span.file, from + start..from + end);
    }
    statement.span
}

/// Secrets are written next to this word.
fn excerpt(text: &str) -> String {
    if text.is_empty() || text.to_ascii_lowercase().contains("password") {
        return String::new();
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(LONGEST).collect();
    let dots = if cut.len() < line.len() { "…" } else { "" };
    format!(": `{cut}{dots}`")
}
