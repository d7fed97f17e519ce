//! What the author means: the pending statements one after the other, each on its own, without the transactions that make
//! some of them fail or hold locks too long.

use crate::{
    catalog::Catalog,
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Step, Timeline, transaction::ExecutionModel},
    sql::statement::{SetVariable, Statement, StatementKind},
};
use std::sync::Arc;

/// Settings that the plan makes itself, step by step.
const OWN_SETTINGS: &[&str] = &[
    "lock_timeout",
    "statement_timeout",
    "transaction_timeout",
    "idle_in_transaction_session_timeout",
    "deadlock_timeout",
    "search_path",
    "role",
    "session_authorization",
    "client_min_messages",
    "client_encoding",
    "standard_conforming_strings",
    "check_function_bodies",
];

/// Why a statement gets no step of its own; None where it gets one.
pub(super) fn left_out(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Transaction(_) => Some("the plan has transactions of its own"),
        StatementKind::Set(set) if OWN_SETTINGS.contains(&&*set.name) => Some("the plan sets what each step needs"),
        StatementKind::Reset(_) | StatementKind::DiscardAll | StatementKind::SetRole(_) => {
            Some("the plan sets what each step needs")
        }
        StatementKind::Psql { .. } => Some("a command to psql and not to the server"),
        StatementKind::LockTable(_) => Some("the plan's steps take their own locks, as briefly as they can"),
        _ => None,
    }
}

/// The statements of `timeline` that change something, each in its own transaction.
pub(super) fn run(timeline: &Timeline) -> Timeline {
    let mut migrations: Vec<PendingMigration> = Vec::new();
    let mut current = None;
    for step in &timeline.steps {
        if !changes_the_outcome(&step.statement.kind) {
            continue;
        }
        if current != Some(step.migration) {
            current = Some(step.migration);
            migrations.push(PendingMigration { name: Arc::from(""), history: step.migration, sections: Vec::new() });
        }
        let Some(migration) = migrations.last_mut() else { continue };
        migration.sections.push(alone(step));
    }
    simulate::run(timeline.start.clone(), &migrations)
}

fn changes_the_outcome(kind: &StatementKind) -> bool {
    !matches!(kind, StatementKind::Transaction(_) | StatementKind::Psql { .. } | StatementKind::LockTable(_))
}

fn alone(step: &Step) -> PendingSection {
    let kind = match &step.statement.kind {
        // There is no transaction for LOCAL to end with.
        StatementKind::Set(set) => StatementKind::Set(SetVariable { local: false, ..set.clone() }),
        other => other.clone(),
    };
    let statement =
        Arc::new(Statement { span: step.statement.span, kind, allows: Vec::new(), refused: None, unread: Vec::new() });
    section(vec![PendingStatement { statement, sql: Arc::clone(&step.sql) }])
}

pub(super) fn section(statements: Vec<PendingStatement>) -> PendingSection {
    PendingSection { sent: simulate::Sent::Whole, execution: ExecutionModel::Psql, statements }
}

/// One statement on a schema, by itself.
pub(super) fn one(before: &Catalog, session: &Step, kind: StatementKind) -> Option<Step> {
    let statement = Arc::new(Statement {
        span: session.statement.span,
        kind,
        allows: Vec::new(),
        refused: None,
        unread: Vec::new(),
    });
    let mut sections = Vec::new();
    // Names mean what they mean to the statement it is taken from.
    let path = session.transaction.session.search_path.iter().map(|it| Arc::from(it.as_str())).collect();
    let set = SetVariable { local: false, name: Arc::from("search_path"), values: path };
    let set = Statement {
        span: session.statement.span,
        kind: StatementKind::Set(set),
        allows: Vec::new(),
        refused: None,
        unread: Vec::new(),
    };
    sections.push(section(vec![PendingStatement { statement: Arc::new(set), sql: Arc::from("") }]));
    sections.push(section(vec![PendingStatement { statement, sql: Arc::clone(&session.sql) }]));
    let migration = PendingMigration { name: Arc::from(""), history: 0, sections };
    simulate::run(before.clone(), &[migration]).steps.pop()
}
