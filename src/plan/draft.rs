//! A proposed step before it has its place, its number and its effects.

use super::PhaseKind;
use crate::catalog::session::Session;

/// One statement of the plan to be.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub sql: Sql,
    pub phase: PhaseKind,
    pub rank: Rank,
    pub run: Run,
    /// The names in `sql` are the user's own and mean what they mean in this session; None: they are qualified.
    pub session: Option<Session>,
    /// What to simulate in its place: the statement that a procedural loop repeats.
    pub simulated_as: Option<String>,
    pub retry: Retry,
    pub verify: Option<String>,
    pub undo: Undo,
    pub why: String,
    /// Code to ship before this step runs.
    pub gate: Option<String>,
    /// What else to wait for right before this step.
    pub pause: Option<String>,
}

/// The text of a step.
#[derive(Clone, Debug)]
pub(super) enum Sql {
    Text(String),
    /// A view over `base` under the table's old name, with every column that `base` has when the step runs; renamed
    /// columns, given as (old, new), appear under both names.
    CompatView {
        view: crate::sql::name::QualifiedName,
        base: crate::sql::name::QualifiedName,
        renamed: Vec<(crate::sql::name::Ident, crate::sql::name::Ident)>,
        security_invoker: bool,
    },
}

/// Place within a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Early,
    Normal,
    Late,
}

/// Which transaction a step runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Cannot run inside a transaction block.
    Autocommit,
    /// Shares its transaction with nothing.
    Alone,
    /// In the transaction of the step before it: the two are one change.
    Joined,
    /// May share a transaction with its neighbours.
    Free,
}

/// What to do when a step fails or times out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retry {
    /// Nothing has happened.
    Rerun,
    FixRowsAndRerun,
    DropInvalidIndexAndRerun,
    /// The index stays, invalid.
    RerunAtOnce,
    /// `_ccnew` and `_ccold` leftovers.
    DropRebuildLeftovers,
    Resume,
    FinalizeDetach,
}

/// The way back from a step.
#[derive(Clone, Debug)]
pub(super) enum Undo {
    Sql(String),
    Nothing,
    Impossible,
}

impl Draft {
    /// A catalog-only step of the expand phase.
    pub(super) fn new(sql: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            sql: Sql::Text(sql.into()),
            phase: PhaseKind::Expand,
            rank: Rank::Normal,
            run: Run::Alone,
            session: None,
            simulated_as: None,
            retry: Retry::Rerun,
            verify: None,
            undo: Undo::Impossible,
            why: why.into(),
            gate: None,
            pause: None,
        }
    }

    pub(super) fn phase(mut self, phase: PhaseKind) -> Self {
        self.phase = phase;
        self
    }

    pub(super) fn rank(mut self, rank: Rank) -> Self {
        self.rank = rank;
        self
    }

    pub(super) fn run(mut self, run: Run) -> Self {
        self.run = run;
        self
    }

    pub(super) fn session(mut self, session: &Session) -> Self {
        self.session = Some(session.clone());
        self
    }

    pub(super) fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    pub(super) fn verify(mut self, query: impl Into<String>) -> Self {
        self.verify = Some(query.into());
        self
    }

    pub(super) fn undo(mut self, sql: impl Into<String>) -> Self {
        self.undo = Undo::Sql(sql.into());
        self
    }

    pub(super) fn nothing_to_undo(mut self) -> Self {
        self.undo = Undo::Nothing;
        self
    }

    pub(super) fn gate(mut self, what: impl Into<String>) -> Self {
        self.gate = Some(what.into());
        self
    }
}

impl Draft {
    /// For naming the step in a sentence.
    pub(super) fn first_line(&self) -> Option<&str> {
        match &self.sql {
            Sql::Text(text) => text.lines().next().map(str::trim),
            Sql::CompatView { .. } => None,
        }
    }
}

impl Retry {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Rerun => "nothing has changed: run it again after a short pause, up to 40 times",
            Self::FixRowsAndRerun => "the error names a row: repair such rows and run it again",
            Self::DropInvalidIndexAndRerun => {
                "an invalid index is left: drop it with DROP INDEX CONCURRENTLY, then run it again"
            }
            Self::RerunAtOnce => "the index stays but is no longer used by queries: run it again at once",
            Self::DropRebuildLeftovers => {
                "drop the invalid index whose name ends in _ccnew or _ccold with DROP INDEX CONCURRENTLY; run it again \
                 unless it was _ccold"
            }
            Self::Resume => "finished batches stay: run it again, it starts over and changes only what is left",
            Self::FinalizeDetach => "the detach is pending: finish it with ALTER TABLE … DETACH PARTITION … FINALIZE",
        }
    }
}
