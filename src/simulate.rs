//! What each pending statement locks, rewrites, scans, builds and loses, in the transaction it will run in.
//!
//! This is the only place that knows Postgres's locks and the differences between its versions; checks and plans read
//! [`Effects`] and never ask what the statement was. Knows nothing of severities or reports.

mod assume;
pub mod effects;
mod enum_labels;
pub mod held;
pub mod lock;
mod machine;
mod pending_events;
mod restrictions;
#[cfg(test)]
mod tests;
pub mod transaction;

use crate::{
    catalog::Catalog,
    sql::statement::Statement,
    text::{Problem, Span},
};
use effects::Effects;
use std::sync::Arc;
use transaction::{ExecutionModel, TransactionId, TransactionState};

/// One migration that has not run yet, as its tool will send it.
#[derive(Clone, Debug)]
pub struct PendingMigration {
    /// For the reader: file or folder name.
    pub name: Arc<str>,
    /// Which history it belongs to: each is one run of its tool, with connections of its own.
    pub history: usize,
    pub sections: Vec<PendingSection>,
}

/// A stretch of statements that is one unit of its execution model.
#[derive(Clone, Debug)]
pub struct PendingSection {
    pub execution: ExecutionModel,
    pub sent: Sent,
    pub statements: Vec<PendingStatement>,
}

/// How the tool sends a section inside its transaction; it matters once the script's own COMMIT has ended that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As one string: what follows the COMMIT shares an implicit transaction.
    Whole,
    /// A statement at a time: what follows the COMMIT commits by itself.
    ByStatement,
}

#[derive(Clone, Debug)]
pub struct PendingStatement {
    pub statement: Arc<Statement>,
    /// Its text as it is sent: from the user's file, with the values of placeholders.
    pub sql: Arc<str>,
}

/// Runs pending migrations over a schema: what each statement does, in the transaction its tool runs it in.
pub fn run(start: Catalog, pending: &[PendingMigration]) -> Timeline {
    machine::run(start, pending)
}

/// All pending statements in the order and in the transactions in which they will run.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The schema before the first pending statement.
    pub start: Catalog,
    pub steps: Vec<Step>,
    pub transactions: Vec<Transaction>,
    pub problems: Vec<Problem>,
}

impl Timeline {
    /// The schema after the last statement.
    pub fn end(&self) -> &Catalog {
        self.steps.last().map_or(&self.start, |it| &it.after)
    }
}

/// One transaction: a run of steps whose locks are held until it ends.
#[derive(Clone, Debug)]
pub struct Transaction {
    pub id: TransactionId,
    /// Indices into [`Timeline::steps`].
    pub steps: std::ops::Range<usize>,
    /// Where its locks are released: the COMMIT, or the last statement of the file or string.
    pub end: Option<Span>,
}

/// One pending statement with the schema before and after it.
#[derive(Clone, Debug)]
pub struct Step {
    pub statement: Arc<Statement>,
    /// Which pending migration it belongs to: an index into the pending migrations given to [`run`].
    pub migration: usize,
    /// The statement's text as it is sent: from the user's file, with the values of placeholders.
    pub sql: Arc<str>,
    pub before: Catalog,
    pub after: Catalog,
    pub effects: Effects,
    /// As it is when the statement starts.
    pub transaction: TransactionState,
}

impl Step {
    pub fn span(&self) -> Span {
        self.statement.span
    }

    /// What it needs, when it fails because this major's grammar does not read it although another's does.
    pub fn unread(&self) -> Option<String> {
        self.effects.fails.as_ref().filter(|it| it.code == restrictions::SYNTAX_ERROR && it.at.is_some())?;
        restrictions::needs(&self.statement, self.before.version).filter(|_| self.statement.refused.is_none())
    }

    /// Effects on relations that others may be using: they existed before this change began.
    pub fn existing(&self) -> impl Iterator<Item = &effects::RelationEffect> {
        self.effects.relations.iter().filter(|it| it.existed)
    }

    /// Those whose lock makes readers or writers wait.
    pub fn blocking(&self) -> impl Iterator<Item = &effects::RelationEffect> {
        self.existing().filter(|it| it.blocks())
    }
}
