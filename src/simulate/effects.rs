//! What one statement does: to which relations, with which locks, and what it takes away from their users.

mod absorb;
pub mod account;
mod alter;
mod alter_constraint;
mod alter_type;
mod columns;
mod create;
mod defaults;
mod dependents;
mod dispatch;
mod dml;
mod drop;
pub mod estimate;
mod implication;
mod indexes;
mod losses;
mod maintenance;
mod objects;
mod partitions;
mod programs;
mod queries;
mod refusals;
mod routines;
mod triggers;
mod type_change;
mod work;

use super::lock::LockMode;
pub use crate::catalog::program::{Unknown, UnknownKind};
use crate::{
    catalog::{RelationId, relation::ColumnNumber, types::DataType},
    sql::name::{Ident, QualifiedName},
    text::Span,
};
pub(super) use dispatch::of;

/// The effects of one statement.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// One entry a relation that existed before the statement and that it locks (system catalogs and TOAST left out),
    /// and one each relation it creates; sorted by name.
    pub relations: Vec<RelationEffect>,
    /// What readers and writers of the schema lose.
    pub losses: Vec<Loss>,
    /// Constraints that must hold for existing rows, or it fails: "may fail".
    pub requirements: Vec<Requirement>,
    /// Waits that do not come from its own locks (CONCURRENTLY).
    pub waits: Vec<Wait>,
    pub fails: Option<Failure>,
    pub duration: Duration,
    /// What the duration's estimate is made of, where sizes are known.
    pub cost: Option<estimate::Cost>,
    /// The statement cannot run inside a transaction block at all.
    pub needs_autocommit: bool,
    /// What its programs do besides, or only perhaps, and nobody can tell beforehand.
    pub unknown: Vec<Unknown>,
    /// A program in it ends the transaction, which it can only where nobody else began one.
    pub commits: bool,
}

impl Effects {
    pub fn on(&self, relation: RelationId) -> Option<&RelationEffect> {
        self.relations.iter().find(|it| it.relation == relation)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationEffect {
    pub relation: RelationId,
    pub name: QualifiedName,
    /// `relation_kind` of the JSON contract.
    pub kind: &'static str,
    /// Existed before this pending change began.
    pub existed: bool,
    /// Strongest mode the statement takes on it.
    pub lock: LockMode,
    pub release: Release,
    /// The heap (or, for an index or sequence, its file) is written anew.
    pub rewrite: Option<RewriteReason>,
    /// Its rows are read from end to end.
    pub scan: Option<ScanReason>,
    /// Existing indexes of it that are built anew.
    pub rebuilt_indexes: Vec<QualifiedName>,
    pub created: bool,
    pub dropped: bool,
    /// Why it is touched at all, where it is not what the statement is about.
    pub on_account_of: Option<account::Account>,
}

impl RelationEffect {
    /// Whether readers or writers of the relation wait. Nobody writes to a materialized view, and an index that is locked
    /// for a moment is one that nobody uses any more, or whose table is locked as well.
    pub fn blocks(&self) -> bool {
        match self.kind {
            "sequence" => false,
            "materialized view" => self.lock.blocks_reads(),
            "index" | "partitioned index" => self.lock.blocks_writes() && self.release == Release::Transaction,
            _ => self.lock.blocks_writes(),
        }
    }
}

/// When a lock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// Within the statement (CONCURRENTLY's own transactions, IF EXISTS look-ups).
    Statement,
    Transaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RewriteReason {
    ColumnType,
    VolatileDefault,
    StoredGenerated,
    ConstrainedDomain,
    Identity,
    Persistence,
    AccessMethod,
    Tablespace,
    Cluster,
    VacuumFull,
    Truncate,
    Refresh,
    Reindex,
    Sequence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScanReason {
    BuildIndex,
    ValidateCheck,
    ValidateForeignKey,
    NotNull,
    PartitionBound,
    Rewrite,
    DomainConstraint,
    /// UPDATE, DELETE, SELECT, COPY over the whole table.
    Rows,
    Maintenance,
}

/// What code that runs now will no longer find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    TableDropped {
        table: QualifiedName,
    },
    TableRenamed {
        from: QualifiedName,
        to: QualifiedName,
    },
    ViewDropped {
        view: QualifiedName,
    },
    ColumnDropped {
        table: QualifiedName,
        column: Ident,
    },
    ColumnRenamed {
        table: QualifiedName,
        from: Ident,
        to: Ident,
    },
    ColumnRetyped {
        table: QualifiedName,
        column: Ident,
        from: DataType,
        to: DataType,
    },
    /// Inserts that do not name the column fail: NOT NULL without default on a new or existing column.
    ColumnRequired {
        table: QualifiedName,
        column: Ident,
        added: bool,
    },
    DefaultDropped {
        table: QualifiedName,
        column: Ident,
    },
    EnumValueRenamed {
        name: QualifiedName,
        from: String,
        to: String,
    },
    TypeDropped {
        name: QualifiedName,
    },
    RoutineDropped {
        name: QualifiedName,
    },
    SchemaRenamed {
        from: Ident,
        to: Ident,
    },
    /// Rows that were visible no longer are (RLS enabled without policy, policy dropped).
    RowsHidden {
        table: QualifiedName,
    },
    PrivilegeRevoked {
        on: QualifiedName,
        privilege: Ident,
        from: Ident,
    },
}

/// Existing rows decide whether the statement succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub relation: RelationId,
    pub columns: Vec<ColumnNumber>,
    pub kind: RequirementKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementKind {
    NoNulls,
    Unique,
    ForeignKey,
    Check,
    Castable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For every transaction that holds a lock on the relation conflicting with `mode`.
    Lockers { relation: QualifiedName, mode: LockMode },
    /// For every transaction with an older snapshot, in this database.
    Snapshots,
}

/// Why a statement cannot succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// SQLSTATE, five characters.
    pub code: &'static str,
    /// As the server words it.
    pub message: String,
    /// The part of the statement that fails, where it is known.
    pub at: Option<Span>,
}

/// How long the work lasts once the locks are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    pub class: DurationClass,
    /// Lower and upper bound in milliseconds; None without sizes.
    pub estimate_ms: Option<(u64, u64)>,
}

impl Default for Duration {
    fn default() -> Self {
        Self { class: DurationClass::Instant, estimate_ms: None }
    }
}

/// Ordered so that the maximum describes a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DurationClass {
    Instant,
    /// Waits for other transactions, whatever the size.
    Wait,
    Unknown,
    /// As many rows as the statement touches.
    Rows,
    Scan,
    Build,
    Rewrite,
}

impl DurationClass {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Wait => "wait",
            Self::Unknown => "unknown",
            Self::Rows => "rows",
            Self::Scan => "scan",
            Self::Build => "build",
            Self::Rewrite => "rewrite",
        }
    }
}
