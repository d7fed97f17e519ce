//! What is going on right now on a live server that would make a migration wait or leave something broken behind.

use super::Server;
use crate::error::Result;
use serde::Deserialize;

/// A transaction that has been open for a while.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OpenTransaction {
    pub pid: i32,
    /// Seconds since it began; None where the role may not see it (needs `pg_read_all_stats`).
    pub seconds: Option<i64>,
    /// `active`, `idle in transaction` …; None where the role may not see it.
    pub state: Option<String>,
    pub application: Option<String>,
    /// `schema.name` of tables it holds a lock on.
    pub tables: Vec<String>,
    /// It holds back snapshots: CONCURRENTLY waits for it whatever it has locked.
    pub has_snapshot: bool,
}

/// An index left behind by a failed CONCURRENTLY.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InvalidIndex {
    pub name: String,
    pub table: String,
    /// Writes maintain it (and a unique one rejects duplicates) although no query uses it.
    pub ready: bool,
}

/// Transactions older than `seconds`, with the user tables they hold locks on, oldest first.
///
/// # Errors
/// When the server cannot be asked.
pub fn open_transactions(server: &Server, seconds: u64) -> Result<Vec<OpenTransaction>> {
    server.rows(&include_str!("activity.sql").replace("{seconds}", &seconds.to_string()))
}

/// # Errors
/// When the server cannot be asked.
pub fn invalid_indexes(server: &Server) -> Result<Vec<InvalidIndex>> {
    server.rows(include_str!("invalid_indexes.sql"))
}
