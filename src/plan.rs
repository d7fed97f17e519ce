//! The safe way to the same schema: phases of steps, each with its transaction, locks, timeouts, proof and way back.
//!
//! Knows nothing of files or output formats.

use crate::{simulate::effects::Effects, text::Span};
use std::time::Duration;

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub phases: Vec<Phase>,
    pub deploys: Vec<Deploy>,
    /// What could not be known, and what would change with the answer.
    pub questions: Vec<String>,
    /// Pending statements that no step stands for: transaction control, timeouts, what fails anyway.
    pub left_out: Vec<LeftOut>,
}

/// A pending statement without a step of its own, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub span: Span,
    pub why: String,
}

/// Steps between two deploys of the application.
#[derive(Clone, Debug)]
pub struct Phase {
    pub kind: PhaseKind,
    pub steps: Vec<PlanStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhaseKind {
    /// Old and new code both work.
    Expand,
    /// Rows are brought into the new shape.
    Backfill,
    /// What only old code needed goes.
    Contract,
}

#[derive(Clone, Debug)]
pub struct PlanStep {
    /// Counts from 1 over the whole plan.
    pub id: u32,
    /// One statement without semicolon.
    pub sql: String,
    pub transaction: PlanTransaction,
    /// The user's statements that it stands for.
    pub replaces: Vec<Span>,
    /// Simulated on the schema as it is at this step.
    pub effects: Effects,
    /// None: no limit, on purpose (CONCURRENTLY, VALIDATE).
    pub lock_timeout: Option<Duration>,
    pub statement_timeout: Option<Duration>,
    /// What to do when it fails or times out.
    pub retry: String,
    /// A query that returns one row `true` once the step is done; empty where there is nothing to verify.
    pub verify: Option<String>,
    /// None where there is no way back (`reversible` is false) or nothing to undo (it is true).
    pub rollback: Option<String>,
    pub reversible: bool,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanTransaction {
    /// Runs outside any transaction block.
    Autocommit,
    /// Steps of the same number share one transaction.
    Together(u32),
}

/// Application code to ship between two steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// 0: before the first step.
    pub after_step: u32,
    pub what: String,
}
