//! Runs one statement on a server and says what it did: locks, rewrites, scans, rebuilt indexes, what it created and
//! dropped.

use super::{
    ceiling::{Known, mode_from_server},
    relations::{Kind, Relations},
    session::{Row, Session},
};
use crate::simulate::lock::LockMode;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::{Duration, Instant},
};
use tokio_postgres::{Error, error::DbError};

/// What a statement did, or is predicted to do, to one relation. Its Display is a line in the words of the JSON contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `schema.name`, quoted where Postgres would.
    pub relation: String,
    pub kind: String,
    /// None where the statement makes the relation.
    pub lock: Option<LockMode>,
    /// The lock is gone before the transaction ends.
    pub released: bool,
    pub rewrite: bool,
    pub scan: bool,
    pub rebuilt_indexes: Vec<String>,
    pub dropped: bool,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(lock) = self.lock else {
            return write!(f, "creates {}: {}", self.relation, self.kind);
        };
        write!(f, "{}: {}, {lock}", self.relation, self.kind)?;
        for (holds, words) in
            [(self.released, ", released at once"), (self.rewrite, ", rewrite"), (self.scan, ", scan")]
        {
            if holds {
                f.write_str(words)?;
            }
        }
        if !self.rebuilt_indexes.is_empty() {
            write!(f, ", rebuilds {}", self.rebuilt_indexes.join(" "))?;
        }
        if self.dropped {
            f.write_str(", dropped")?;
        }
        Ok(())
    }
}

/// Settings of a session whose statements are observed, for libpq's `options`. The planner is told to avoid scans, so
/// that those it still makes are certain; the lock manager, to say what it waits for.
pub const SETTINGS: &str =
    "-c enable_seqscan=off -c client_min_messages=debug1 -c log_lock_waits=on -c deadlock_timeout=1";

/// What was seen of a statement inside a transaction that has not ended yet.
pub struct Measured {
    pub held: Vec<(u64, LockMode)>,
    pub after: Relations,
    pub scanned: BTreeSet<u64>,
    pub lasted: Duration,
}

/// Runs a statement in the open transaction of `runner` and looks at what it did.
///
/// # Errors
/// The statement's own, or that of a look.
pub fn measure(
    watcher: &Session,
    runner: &Session,
    before: &Relations,
    run: impl FnOnce() -> Result<(), Error>,
) -> Result<Measured, Error> {
    let pid = runner.first("SELECT pg_backend_pid()")?.unwrap_or_default();
    let scans_before = Scans::read(runner)?;
    runner.take_messages();
    let start = Instant::now();
    run()?;
    let lasted = start.elapsed();
    let messages = runner.take_messages();
    let held = held_by(watcher, &pid, before)?;
    let scanned = Scans::read(runner)?.since(&scans_before, runner, &messages)?;
    let after = Relations::read(runner)?;
    Ok(Measured { held, after, scanned, lasted })
}

/// The locks that a session has on relations which existed before.
pub fn held_by(watcher: &Session, pid: &str, before: &Relations) -> Result<Vec<(u64, LockMode)>, Error> {
    let rows = watcher.query(&format!(
        "SELECT relation, mode FROM pg_locks
         WHERE pid = {pid} AND locktype = 'relation' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ))?;
    let lock = |row: &Row| {
        let relation = row.first()?.as_deref()?.parse().ok()?;
        let known = before.0.contains_key(&relation);
        known.then_some((relation, mode_from_server(row.get(1)?.as_deref()?)?))
    };
    Ok(rows.iter().filter_map(lock).collect())
}

/// Puts together what was seen. `held_before` are locks that the transaction had already; `kept` says which locks last.
pub fn report(
    before: &Relations,
    after: &Relations,
    known: &Known,
    scanned: &BTreeSet<u64>,
    held_before: &[(u64, LockMode)],
    kept: &dyn Fn(u64, LockMode) -> bool,
) -> Vec<Fact> {
    let (rewritten, emptied) = (before.rewritten(after), before.emptied(after));
    let mut facts = Vec::new();
    for (id, relation) in &before.0 {
        let rewrite = rewritten.contains(id);
        // Indexes of an emptied table are built by a scan of nothing.
        let reads = rewrite && relation.kind != Kind::Sequence;
        let scan = reads || (scanned.contains(id) && !emptied.contains(id));
        let rebuilt_indexes = before.rebuilt_indexes(after, *id);
        let dropped = !after.0.contains_key(id) && !after.has(&relation.name);
        let worked = rewrite || scan || dropped || !rebuilt_indexes.is_empty();
        // A lock that was there before is the statement's own where it needs one for what it did.
        let new = known.strongest_new(*id, held_before);
        let Some(lock) = new.or_else(|| known.strongest(*id).filter(|_| worked)) else { continue };
        if relation.kind.is_index() && lock == LockMode::AccessShare {
            continue;
        }
        facts.push(Fact {
            relation: relation.name.clone(),
            kind: relation.kind.as_str().to_owned(),
            lock: Some(lock),
            released: !kept(*id, lock),
            rewrite,
            scan,
            rebuilt_indexes,
            dropped,
        });
    }
    for (id, relation) in &after.0 {
        if !before.0.contains_key(id) && !before.has(&relation.name) {
            facts.push(created(relation.name.clone(), relation.kind.as_str()));
        }
    }
    facts
}

/// The fact that a relation is made.
pub fn created(relation: String, kind: &str) -> Fact {
    Fact {
        relation,
        kind: kind.to_owned(),
        lock: None,
        released: false,
        rewrite: false,
        scan: false,
        rebuilt_indexes: Vec::new(),
        dropped: false,
    }
}

/// How often each table was read in this transaction: from end to end, and by an index.
struct Scans(BTreeMap<u64, (u64, u64)>);

impl Scans {
    fn read(session: &Session) -> Result<Self, Error> {
        let rows =
            session.query("SELECT relid, seq_scan, coalesce(idx_scan, 0) FROM pg_catalog.pg_stat_xact_all_tables")?;
        let number = |row: &Row, at: usize| row.get(at).and_then(|it| it.as_deref()?.parse().ok()).unwrap_or(0);
        Ok(Self(rows.iter().map(|row| (number(row, 0), (number(row, 1), number(row, 2)))).collect()))
    }

    /// The tables read from end to end since `earlier`. A foreign key may be validated by an index of the referencing
    /// table: its rows are all read all the same.
    fn since(&self, earlier: &Self, session: &Session, messages: &[DbError]) -> Result<BTreeSet<u64>, Error> {
        let referencing = validated_tables(session, messages)?;
        let read = |(id, (sequential, by_index)): (&u64, &(u64, u64))| {
            let (sequential_then, by_index_then) = earlier.0.get(id).copied().unwrap_or_default();
            let whole = *sequential > sequential_then || (*by_index > by_index_then && referencing.contains(id));
            whole.then_some(*id)
        };
        Ok(self.0.iter().filter_map(read).collect())
    }
}

/// The referencing tables, with their partitions, of the foreign keys that the server says it validates.
fn validated_tables(session: &Session, messages: &[DbError]) -> Result<BTreeSet<u64>, Error> {
    let names = messages.iter().filter_map(|message| {
        let text = message.message();
        text.strip_prefix("validating foreign key constraint \"")?.strip_suffix('"')
    });
    let mut tables = BTreeSet::new();
    for name in names {
        let rows = session.query(&format!(
            "WITH RECURSIVE referencing(id) AS (
                 SELECT conrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conname = '{}'
                 UNION SELECT inhrelid FROM pg_catalog.pg_inherits JOIN referencing ON inhparent = id)
             SELECT id FROM referencing",
            name.replace('\'', "''")
        ))?;
        tables.extend(rows.iter().filter_map(|row| row.first()?.as_deref()?.parse::<u64>().ok()));
    }
    Ok(tables)
}

/// The tables whose indexes the server says it builds: `building index "i" on table "t" serially`.
pub fn built_tables(before: &Relations, after: &Relations, messages: &[DbError]) -> BTreeSet<u64> {
    let mut tables = BTreeSet::new();
    for message in messages {
        let rest = message.message().strip_prefix("building index \"");
        let rest = rest.and_then(|rest| rest.split_once("\" on table \"")).map(|(_, rest)| rest);
        let Some((table, _)) = rest.and_then(|rest| rest.split_once('"')) else { continue };
        let ends = format!(".{table}");
        let matches = before.0.iter().filter(|(id, relation)| {
            let stores_rows = matches!(relation.kind, Kind::Table | Kind::MaterializedView);
            stores_rows && after.0.contains_key(id) && relation.name.ends_with(&ends)
        });
        tables.extend(matches.map(|(id, _)| *id));
    }
    tables
}
