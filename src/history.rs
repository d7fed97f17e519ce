//! Where migrations come from: folders in the layouts of migration tools, explicit files, git ranges, stdin.
//!
//! Reads files and calls `git`; knows nothing of SQL beyond the markers of the tools. One file a tool.

mod collect;
mod dbmate;
mod detect;
mod dialect;
mod diesel;
mod drizzle;
mod find;
pub(crate) mod flyway;
pub(crate) mod folder;
mod git;
mod golang_migrate;
mod goose;
mod layout;
mod pending;
mod plain;
mod prisma;
mod project;
pub(crate) mod psql;
pub mod reference;
mod scan;
mod sqlx;
mod supabase;

use crate::{
    error::Result,
    simulate::transaction::ExecutionModel,
    sql::placeholders::{Placeholders, Values},
    text::{Problem, Sources, Span},
};
use std::{collections::BTreeSet, fmt, io::Read, path::PathBuf, sync::Arc};

/// Finds the histories that the request asks for and reads them; `stdin` is read where a path is `-`.
pub fn collect(request: &Request, stdin: &mut dyn Read) -> Result<Histories> {
    collect::collect(request, stdin)
}

/// What the user asked to look at.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where relative paths start, and what shown paths are relative to.
    pub directory: PathBuf,
    /// Folders, files, or `-`; none: the usual folders under `directory`.
    pub paths: Vec<PathBuf>,
    /// The file that the text on stdin stands for.
    pub stdin_path: Option<PathBuf>,
    pub pending: PendingRule,
    /// The schema before the pending migrations comes from a dump, a snapshot or a server.
    pub base_known: bool,
    /// `[[history]]` of the configuration.
    pub overrides: Vec<Override>,
    /// `--execution`: for every history and every section.
    pub execution: Option<ExecutionModel>,
    /// `--placeholder` and `[placeholders]`.
    pub placeholders: Values,
}

/// What the configuration says about one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub path: PathBuf,
    pub tool: Option<Tool>,
    pub execution: Option<ExecutionModel>,
}

/// Which migrations have not run yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingRule {
    /// Given files; else everything where a base is known; else what the default branch lacks; else the last one.
    Auto,
    All,
    Last(usize),
    /// What a git reference lacks.
    Since(String),
    /// All but these versions, as read from the tool's history table.
    NotIn(BTreeSet<String>),
}

/// All migrations a command looks at.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    pub sources: Sources,
    pub histories: Vec<History>,
    /// Folders that were found and left out, and why.
    pub skipped: Vec<Remark>,
}

/// One folder of migrations in one tool's layout.
#[derive(Clone, Debug)]
pub struct History {
    /// As shown to the user: `db/migrations`.
    pub root: String,
    pub tool: Tool,
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
    pub fn applied(&self) -> &[Migration] {
        &self.migrations[..self.applied]
    }

    pub fn pending(&self) -> &[Migration] {
        &self.migrations[self.applied..]
    }

    /// Decides anew, by the versions that the tool's history table records, what has run. Meant for a history that was
    /// collected with [`PendingRule::All`]: which table to ask is known only then.
    pub fn set_recorded(&mut self, sources: &Sources, versions: &BTreeSet<String>) {
        pending::set_recorded(self, sources, versions);
    }
}

/// A migration tool whose layout is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    Plain,
    GolangMigrate,
    Goose,
    Sqlx,
    Dbmate,
    Flyway,
    Prisma,
    Drizzle,
    Supabase,
    Diesel,
}

/// What a tool does with a file that is older than the newest applied one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfOrder {
    Applied,
    Refused,
    SilentlySkipped,
}

impl Tool {
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::GolangMigrate,
        Self::Goose,
        Self::Sqlx,
        Self::Dbmate,
        Self::Flyway,
        Self::Prisma,
        Self::Drizzle,
        Self::Supabase,
        Self::Diesel,
    ];

    /// As in `migcheck.toml` and the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::GolangMigrate => "golang-migrate",
            Self::Goose => "goose",
            Self::Sqlx => "sqlx",
            Self::Dbmate => "dbmate",
            Self::Flyway => "flyway",
            Self::Prisma => "prisma",
            Self::Drizzle => "drizzle",
            Self::Supabase => "supabase",
            Self::Diesel => "diesel",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// The table in which it writes down what has run; None where there is none.
    pub fn own_table(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::GolangMigrate | Self::Dbmate | Self::Supabase => "schema_migrations",
            Self::Goose => "goose_db_version",
            Self::Sqlx => "_sqlx_migrations",
            Self::Flyway => "flyway_schema_history",
            Self::Prisma => "_prisma_migrations",
            Self::Drizzle => "__drizzle_migrations",
            Self::Diesel => "__diesel_schema_migrations",
        })
    }

    /// Whether it sends a file's statements one by one, not the file as one string.
    pub fn sends_by_statement(self) -> bool {
        matches!(self, Self::Goose | Self::Flyway | Self::Drizzle)
    }

    /// Sends the lines behind `COPY … FROM stdin` as data. psql does too, whichever tool runs it.
    pub fn sends_copy_data(self) -> bool {
        self == Self::Flyway
    }

    /// Refuses to run when the text of an applied migration has changed.
    pub fn keeps_checksums(self) -> bool {
        matches!(self, Self::Sqlx | Self::Flyway)
    }

    pub fn out_of_order(self) -> OutOfOrder {
        match self {
            Self::GolangMigrate | Self::Drizzle => OutOfOrder::SilentlySkipped,
            Self::Goose | Self::Flyway | Self::Supabase => OutOfOrder::Refused,
            Self::Plain | Self::Sqlx | Self::Dbmate | Self::Prisma | Self::Diesel => OutOfOrder::Applied,
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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
    /// Flyway's `R__` files: run again whenever their text changes.
    pub repeatable: bool,
}

/// A stretch of one file that is sent to the server: one unit of its execution model, or a part of one.
#[derive(Clone, Debug)]
pub struct Section {
    pub span: Span,
    /// Overrides the history's model (`NO TRANSACTION`, `transaction:false` …).
    pub execution: ExecutionModel,
    pub placeholders: Placeholders,
    /// It is one unit with the section before it: psql includes one file in the other.
    pub continues: bool,
    /// What could not be followed when it was read.
    pub problems: Vec<Problem>,
}

/// Something about the layout itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub path: String,
    /// Where in the file, if it is about a place in it.
    pub span: Option<Span>,
    pub message: String,
    pub help: Option<String>,
}
