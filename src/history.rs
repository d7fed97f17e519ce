//! Where migrations come from: folders in the layouts of migration tools, explicit files, git ranges, stdin.
//!
//! Reads files and calls `git`; knows nothing of SQL beyond the markers of the tools. One file a tool.

use crate::{simulate::transaction::ExecutionModel, text::Sources, text::Span};
use std::sync::Arc;

/// All migrations a command looks at.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    pub sources: Sources,
    pub histories: Vec<History>,
}

/// One folder of migrations in one tool's layout.
#[derive(Clone, Debug)]
pub struct History {
    /// As shown to the user: `db/migrations`.
    pub root: String,
    /// `goose`, `flyway`, `plain` …
    pub tool: &'static str,
    pub execution: ExecutionModel,
    /// Why this tool, model and base were assumed, a line each.
    pub reasons: Vec<String>,
    /// In the order in which the tool runs them; the first `applied` of them are the base.
    pub migrations: Vec<Migration>,
    pub applied: usize,
    /// What the tool would ignore or refuse: a dead file, a duplicate version, an older file merged later.
    pub remarks: Vec<Remark>,
}

impl History {
    pub fn pending(&self) -> &[Migration] {
        &self.migrations[self.applied..]
    }
}

#[derive(Clone, Debug)]
pub struct Migration {
    /// As the tool records it in its history table: `20260823120000`, `V12`.
    pub version: Arc<str>,
    /// For the reader: file or folder name.
    pub name: Arc<str>,
    /// Stretches of text to run, in order (several for tools with repeated up sections or separators).
    pub up: Vec<Section>,
    /// Empty: no way back is written down.
    pub down: Vec<Section>,
}

/// A stretch of one file that is sent to the server.
#[derive(Clone, Debug)]
pub struct Section {
    pub span: Span,
    /// Overrides the history's model (`NO TRANSACTION`, `transaction:false` …).
    pub execution: ExecutionModel,
}

/// Something about the layout itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub path: String,
    pub message: String,
    pub help: Option<String>,
}
