//! The plan's own statements, simulated in the order and transactions in which they will run.

use super::{
    draft::{Draft, Run, Sql},
    intended::section,
    sql::list,
};
use crate::{
    catalog::Catalog,
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Step},
    sql::{
        name::{Ident, QualifiedName},
        parse::parse_text,
        statement::{Statement, StatementKind, TransactionControl},
    },
    text::{FileId, Span},
};
use std::sync::Arc;

/// Each draft's text and what it does; one entry a draft.
pub(super) struct Played {
    pub texts: Vec<String>,
    pub steps: Vec<Step>,
    pub end: Catalog,
}

pub(super) fn play(start: &Catalog, drafts: &[Draft]) -> Played {
    let mut texts = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        texts.push(match &draft.sql {
            Sql::Text(text) => text.clone(),
            Sql::CompatView { view, base, renamed, security_invoker } => {
                let (_, catalog) = simulate(start, &drafts[..at], &texts);
                compat_view(&catalog, view, base, renamed, *security_invoker)
            }
        });
    }
    let (steps, end) = simulate(start, drafts, &texts);
    Played { texts, steps, end }
}

fn simulate(start: &Catalog, drafts: &[Draft], texts: &[String]) -> (Vec<Step>, Catalog) {
    let mut statements = Vec::new();
    let mut sections: Vec<PendingSection> = Vec::new();
    for (draft, text) in drafts.iter().zip(texts) {
        let pending = pending(draft.simulated_as.as_ref().unwrap_or(text));
        statements.push(Arc::clone(&pending.statement));
        match sections.last_mut() {
            Some(open) if draft.run == Run::Joined => open.statements.push(pending),
            _ => sections.push(section(vec![pending])),
        }
    }
    for section in sections.iter_mut().filter(|it| it.statements.len() > 1) {
        section.statements.insert(0, control(TransactionControl::Begin { start: false }));
        section.statements.push(control(TransactionControl::Commit { chain: false }));
    }
    let migration = PendingMigration { name: Arc::from(""), history: 0, sections };
    let timeline = simulate::run(start.clone(), &[migration]);
    let end = timeline.end().clone();
    let mut wanted = statements.iter().peekable();
    let mut steps = Vec::new();
    for step in timeline.steps {
        if wanted.peek().is_some_and(|it| Arc::ptr_eq(it, &step.statement)) {
            wanted.next();
            steps.push(step);
        }
    }
    (steps, end)
}

fn pending(text: &str) -> PendingStatement {
    let statement = parse_text(text).statements.into_iter().next().unwrap_or_else(|| Statement {
        span: Span::new(FileId(0), 0..text.len()),
        kind: StatementKind::Unmodeled { keyword: Arc::from("") },
        allows: Vec::new(),
        refused: None,
        unread: Vec::new(),
    });
    PendingStatement { statement: Arc::new(statement), sql: Arc::from(text) }
}

fn control(kind: TransactionControl) -> PendingStatement {
    let kind = StatementKind::Transaction(kind);
    let statement =
        Statement { span: Span::new(FileId(0), 0..0), kind, allows: Vec::new(), refused: None, unread: Vec::new() };
    PendingStatement { statement: Arc::new(statement), sql: Arc::from("") }
}

/// The table's columns in their order under their old names, then the new names.
fn compat_view(
    catalog: &Catalog,
    view: &QualifiedName,
    base: &QualifiedName,
    renamed: &[(Ident, Ident)],
    security_invoker: bool,
) -> String {
    let options = if security_invoker { " WITH (security_invoker = true)" } else { "" };
    let columns = catalog.find(base).map(|it| it.columns().iter().map(|it| it.name.clone()).collect::<Vec<_>>());
    let old = |new: &Ident| renamed.iter().find(|it| it.1 == *new).map(|it| it.0.clone());
    let mut selected: Vec<String> = Vec::new();
    let columns = columns.unwrap_or_default();
    for column in &columns {
        selected.push(old(column).map_or_else(|| column.to_string(), |old| format!("{column} AS {old}")));
    }
    selected.extend(columns.iter().filter(|it| old(it).is_some()).map(ToString::to_string));
    format!("CREATE VIEW {view}{options} AS SELECT {} FROM {base}", list(selected))
}
