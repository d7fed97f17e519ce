//! What is going on right now on a live server that would make a migration wait or leave something broken behind.

use super::Server;
use crate::{
    error::Result,
    simulate::lock::LockMode,
    sql::name::{Ident, QualifiedName},
};
use serde::Deserialize;
use std::time::Duration;

/// A transaction that has been open for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTransaction {
    /// The server's name for it, to know it again in a later look.
    pub id: String,
    pub owner: Owner,
    /// Seconds since it began; None where the role may not see it (needs `pg_read_all_stats`).
    pub seconds: Option<u64>,
    /// `active`, `idle in transaction` …; None where the role may not see it.
    pub state: Option<String>,
    pub application: Option<String>,
    /// What it has locked, but for the server's own tables.
    pub locks: Vec<(QualifiedName, LockMode)>,
    /// It holds back snapshots: CONCURRENTLY waits for it whatever it has locked.
    pub has_snapshot: bool,
}

/// Who can end a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The session of this process.
    Session(i32),
    /// Nobody's: prepared for a two-phase commit under this name.
    Prepared(String),
}

/// An index left behind by a failed CONCURRENTLY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidIndex {
    pub name: QualifiedName,
    pub table: QualifiedName,
    /// Writes maintain it (and a unique one rejects duplicates) although no query uses it.
    pub ready: bool,
}

#[derive(Deserialize)]
struct TransactionRow {
    transaction: String,
    pid: Option<i32>,
    prepared: Option<String>,
    seconds: Option<i64>,
    state: Option<String>,
    application: Option<String>,
    locks: Vec<(String, String, String)>,
    has_snapshot: bool,
}

#[derive(Deserialize)]
struct IndexRow {
    name: (String, String),
    table: (String, String),
    ready: bool,
}

#[derive(Deserialize)]
struct LimitRow {
    milliseconds: u64,
}

/// Transactions open for longer than `age`, and those whose age this role may not see; oldest first.
///
/// # Errors
/// When the server cannot be asked.
pub fn open_transactions(server: &Server, age: Duration) -> Result<Vec<OpenTransaction>> {
    let seconds = format!("{}.{:03}", age.as_secs(), age.subsec_millis());
    let rows: Vec<TransactionRow> = server.rows(&include_str!("activity.sql").replace("{seconds}", &seconds))?;
    Ok(rows.into_iter().filter_map(transaction).collect())
}

/// # Errors
/// When the server cannot be asked.
pub fn invalid_indexes(server: &Server) -> Result<Vec<InvalidIndex>> {
    let rows: Vec<IndexRow> = server.rows(include_str!("invalid_indexes.sql"))?;
    let index = |it: IndexRow| InvalidIndex { name: named(it.name), table: named(it.table), ready: it.ready };
    Ok(rows.into_iter().map(index).collect())
}

/// The `lock_timeout` that new sessions of this role get in this database; None where they wait for ever.
///
/// # Errors
/// When the server cannot be asked.
pub fn lock_timeout(server: &Server) -> Result<Option<Duration>> {
    // Not the current value: that is the limit of this very look.
    let rows: Vec<LimitRow> =
        server.rows("SELECT reset_val::bigint AS milliseconds FROM pg_settings WHERE name = 'lock_timeout'")?;
    let limit = rows.first().map(|it| it.milliseconds).filter(|it| *it > 0);
    Ok(limit.map(Duration::from_millis))
}

fn transaction(row: TransactionRow) -> Option<OpenTransaction> {
    let owner = match (row.pid, row.prepared) {
        (Some(pid), _) => Owner::Session(pid),
        (None, Some(name)) => Owner::Prepared(name),
        (None, None) => return None,
    };
    let locks = row.locks.into_iter().filter_map(|(schema, name, mode)| Some((named((schema, name)), lock(&mode)?)));
    Some(OpenTransaction {
        id: row.transaction,
        owner,
        // The clocks of two processors may differ by a little.
        seconds: row.seconds.map(|it| u64::try_from(it).unwrap_or_default()),
        state: row.state,
        application: row.application,
        locks: locks.collect(),
        has_snapshot: row.has_snapshot,
    })
}

fn named((schema, name): (String, String)) -> QualifiedName {
    QualifiedName::new(Ident::exact(&schema), Ident::exact(&name))
}

/// From the spelling of `pg_locks`: `AccessExclusiveLock`.
fn lock(mode: &str) -> Option<LockMode> {
    let mode = mode.strip_suffix("Lock")?;
    LockMode::ALL.into_iter().find(|it| it.as_str().replace(' ', "").eq_ignore_ascii_case(mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_modes_of_the_servers_view() {
        assert_eq!(lock("AccessShareLock"), Some(LockMode::AccessShare));
        assert_eq!(lock("ShareUpdateExclusiveLock"), Some(LockMode::ShareUpdateExclusive));
        assert_eq!(lock("ShareLock"), Some(LockMode::Share));
        assert_eq!(lock("SIReadLock"), None);
    }
}
