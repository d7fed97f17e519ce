//! The transaction a statement runs in: what it holds, what was made in it, which limits are set.

use super::lock::LockMode;
use crate::{
    catalog::{RelationId, session::Session},
    text::Span,
};
use imbl::{OrdMap, OrdSet};
use std::fmt;

/// Counts from 1 over the pending change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId(pub u32);

/// How a migration tool sends a file to the server (design: six execution models).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExecutionModel {
    /// The file is one simple-protocol string: two or more statements share an implicit transaction.
    WholeImplicit,
    /// BEGIN; file; COMMIT.
    FileTransaction,
    /// One transaction around all pending files.
    AllTransaction,
    /// Each statement on its own.
    SplitAutocommit,
    /// Extended protocol with one Sync at the end: implicit transaction, CONCURRENTLY only as first statement.
    Pipeline,
    /// `psql -f`: each statement on its own, meta-commands, the script's own BEGIN and COMMIT count.
    Psql,
}

impl ExecutionModel {
    pub const ALL: [Self; 6] = [
        Self::WholeImplicit,
        Self::FileTransaction,
        Self::AllTransaction,
        Self::SplitAutocommit,
        Self::Pipeline,
        Self::Psql,
    ];

    /// As in `--execution` and the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WholeImplicit => "whole_implicit",
            Self::FileTransaction => "file_transaction",
            Self::AllTransaction => "all_transaction",
            Self::SplitAutocommit => "split_autocommit",
            Self::Pipeline => "pipeline",
            Self::Psql => "psql",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

impl fmt::Display for ExecutionModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As it is when a statement starts.
#[derive(Clone, Debug)]
pub struct TransactionState {
    pub id: TransactionId,
    /// True when other statements share the transaction, or a block is open: CONCURRENTLY is impossible.
    pub block: BlockKind,
    pub session: Session,
    /// Locks taken by earlier statements of this transaction and still held, strongest mode each.
    pub held: OrdMap<RelationId, HeldLock>,
    /// Relations made earlier in this transaction: nobody else can see them.
    pub created_here: OrdSet<RelationId>,
    /// Relations made earlier in this pending change (this transaction or one before): no reader depends on them yet.
    pub created_in_change: OrdSet<RelationId>,
}

/// Who opened the transaction block, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The statement is a transaction of its own.
    None,
    /// Several statements in one string, or a pipeline: ends with the string.
    Implicit,
    /// The migration tool sent BEGIN.
    Tool,
    /// The script itself says BEGIN.
    Script,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldLock {
    pub mode: LockMode,
    /// The statement that took it.
    pub by: Span,
}
