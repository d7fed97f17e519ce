//! Runs one statement form on a server and writes down what it did: locks, rewrites, scans, rebuilt
//! indexes, what it created and dropped, or how it failed.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use crate::cases::Case;
use crate::ceiling;
use crate::mode::Mode;
use crate::relations::{Kind, Relations};
use crate::server::Server;
use crate::session::{Row, Session, describe};

/// What a statement did, in sorted lines; the vocabulary is that of the JSON contract.
pub(crate) type Observation = Vec<String>;

/// A database with a session that looks at locks and one that stands in the way of statements.
pub(crate) struct Workplace<'a> {
    server: &'a Server,
    database: String,
    runner: Session,
    watcher: Session,
    pub(crate) blocker: Session,
    pub(crate) before: Relations,
    /// The indexes that are not valid, in the base schema already.
    unfinished: String,
    constraints: String,
}

impl<'a> Workplace<'a> {
    /// A copy of the base schema, with the case's set-up committed.
    pub(crate) fn new(server: &'a Server, base: &str, setup: &[String]) -> Workplace<'a> {
        let database = server.copy_database(base);
        let runner = runner(server, &database);
        let watcher = server.connect(&database);
        let blocker = server.connect(&database);
        for statement in setup {
            watcher.expect(statement);
        }
        let before = Relations::read(&watcher);
        let unfinished = unfinished(&watcher);
        let constraints = constraints(&watcher);
        Workplace { server, database, runner, watcher, blocker, before, unfinished, constraints }
    }

    /// Runs something in a session prepared for a case. Statements about rows get a new one, because
    /// plans that a session keeps, those of foreign key checks for instance, spare it locks.
    pub(crate) fn in_session<T>(&self, case: &Case, work: impl FnOnce(&Session) -> T) -> T {
        if case.is_about_rows() { work(&runner(self.server, &self.database)) } else { work(&self.runner) }
    }

    /// Undoes what a statement left behind that was stopped between its transactions. False when the
    /// database is not as it was: then only a new copy helps.
    pub(crate) fn put_back(&self) -> bool {
        let now = Relations::read(&self.watcher);
        for (id, relation) in &now.0 {
            if relation.kind.is_index() && !self.before.0.contains_key(id) {
                // Fails when the statement was past the point where it can be undone.
                let _ = self.watcher.run(&format!("DROP INDEX {}", relation.name));
            }
        }
        self.watcher.expect(&format!(
            "UPDATE pg_index SET indisvalid = true, indisready = true, indislive = true
             WHERE NOT (indisvalid AND indisready AND indislive)
               AND NOT indexrelid = ANY ('{{{}}}'::oid[]);
             UPDATE pg_inherits SET inhdetachpending = false WHERE inhdetachpending",
            self.unfinished
        ));
        Relations::read(&self.watcher) == self.before
            && unfinished(&self.watcher) == self.unfinished
            && constraints(&self.watcher) == self.constraints
    }

    /// The locks that a session has on relations which existed before.
    pub(crate) fn held_by(&self, pid: &str) -> Vec<(u64, Mode)> {
        let rows = self.watcher.rows(&format!(
            "SELECT relation, mode FROM pg_locks
             WHERE pid = {pid} AND locktype = 'relation' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        ));
        let lock = |row: &Row| {
            let relation = row[0].as_deref()?.parse().ok()?;
            let known = self.before.0.contains_key(&relation);
            known.then_some((relation, Mode::from_server(row[1].as_deref()?)))
        };
        rows.iter().filter_map(lock).collect()
    }
}

impl Drop for Workplace<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.server.drop_database(&self.database);
        }
    }
}

fn runner(server: &Server, database: &str) -> Session {
    let runner = server.connect(database);
    // The planner is told to avoid scans, so that those it still makes are certain. The lock manager
    // is told to say what it waits for.
    runner.expect(
        "SET enable_seqscan = off; SET client_min_messages = debug1;
         SET log_lock_waits = on; SET deadlock_timeout = '1ms'",
    );
    runner
}

/// Opens a transaction with the settings of a case.
pub(crate) fn begin(runner: &Session, case: &Case) {
    runner.expect("BEGIN");
    for setting in &case.settings {
        runner.expect(setting);
    }
}

fn unfinished(session: &Session) -> String {
    session.value(
        "SELECT coalesce(string_agg(indexrelid::text, ',' ORDER BY indexrelid), '') FROM pg_index
         WHERE NOT (indisvalid AND indisready AND indislive)",
    )
}

fn constraints(session: &Session) -> String {
    session.value("SELECT (SELECT count(*) FROM pg_constraint) || ' ' || (SELECT count(*) FROM pg_inherits)")
}

/// Observes a case, in `shared` unless it needs a database of its own.
pub(crate) fn observe(server: &Server, base: &str, shared: &Workplace<'_>, case: &Case) -> Observation {
    let own;
    let place = if case.setup.is_empty() {
        shared
    } else {
        own = Workplace::new(server, base, &case.setup);
        &own
    };
    match in_transaction(place, case) {
        Outcome::Observed(observation) => observation,
        Outcome::RefusesTransaction => autocommit(server, base, case),
    }
}

enum Outcome {
    Observed(Observation),
    RefusesTransaction,
}

fn in_transaction(place: &Workplace<'_>, case: &Case) -> Outcome {
    let observed = place.in_session(case, |runner| {
        let pid = runner.value("SELECT pg_backend_pid()");
        begin(runner, case);
        let scans_before = Scans::read(runner);
        runner.take_messages();
        let result = runner.run(&case.statement);
        if result.is_err() {
            runner.expect("ROLLBACK");
        }
        result?;
        let messages = runner.take_messages();
        let held = place.held_by(&pid);
        let scanned = Scans::read(runner).since(&scans_before, runner, &messages);
        let after = Relations::read(runner);
        runner.expect("ROLLBACK");
        Ok::<_, Error>((held, scanned, after))
    });
    match observed {
        Ok((held, scanned, after)) => {
            let known = ceiling::raise(place, case, &held);
            let kept = |id: u64, mode| held.contains(&(id, mode));
            Outcome::Observed(report(&place.before, &after, &known, &scanned, &kept))
        }
        Err(error) if error.code() == Some(&SqlState::ACTIVE_SQL_TRANSACTION) => Outcome::RefusesTransaction,
        Err(error) => Outcome::Observed(vec![format!("fails {}", describe(&error))]),
    }
}

/// A statement that cannot run in a transaction block: its locks are seen by standing in its way.
fn autocommit(server: &Server, base: &str, case: &Case) -> Observation {
    let place = Workplace::new(server, base, &case.setup);
    let runner = &place.runner;
    for setting in &case.settings {
        runner.expect(setting);
    }
    runner.take_messages();
    let result = runner.run(&case.statement);
    let messages = runner.take_messages();
    let after = Relations::read(&place.watcher);
    let mut observation = vec!["outside a transaction only".to_owned()];
    if let Err(error) = result {
        observation.push(format!("fails {}", describe(&error)));
        return observation;
    }
    let (known, waits) = ceiling::discover(server, base, case);
    let built = built_tables(&place.before, &after, &messages);
    // Such a statement ends its transactions itself: when a lock goes is not told apart.
    observation.extend(report(&place.before, &after, &known, &built, &|_, _| true));
    observation.extend(waits);
    observation
}

fn report(
    before: &Relations,
    after: &Relations,
    known: &ceiling::Known,
    scanned: &BTreeSet<u64>,
    kept: &dyn Fn(u64, Mode) -> bool,
) -> Observation {
    let rewritten = before.rewritten(after);
    let emptied = before.emptied(after);
    let mut lines = Vec::new();
    for (id, relation) in &before.0 {
        let Some(mode) = known.strongest(*id) else {
            continue;
        };
        if relation.kind.is_index() && mode == Mode::AccessShare {
            continue;
        }
        let mut line = format!("{}: {}, {}", relation.name, relation.kind.as_str(), mode.as_str());
        if !kept(*id, mode) {
            line.push_str(", released at once");
        }
        let rewrite = rewritten.contains(id);
        if rewrite {
            line.push_str(", rewrite");
        }
        // Indexes of an emptied table are built by a scan of nothing.
        let reads = rewrite && relation.kind != Kind::Sequence;
        if reads || (scanned.contains(id) && !emptied.contains(id)) {
            line.push_str(", scan");
        }
        let rebuilt = before.rebuilt_indexes(after, *id);
        if !rebuilt.is_empty() {
            line.push_str(&format!(", rebuilds {}", rebuilt.join(" ")));
        }
        if !after.0.contains_key(id) && !after.has(&relation.name) {
            line.push_str(", dropped");
        }
        lines.push(line);
    }
    for (id, relation) in &after.0 {
        if !before.0.contains_key(id) && !before.has(&relation.name) {
            lines.push(format!("creates {}: {}", relation.name, relation.kind.as_str()));
        }
    }
    lines.sort();
    lines
}

/// How often each table was read in this transaction: from end to end, and by an index.
struct Scans(BTreeMap<u64, (u64, u64)>);

impl Scans {
    fn read(session: &Session) -> Scans {
        let rows = session.rows("SELECT relid, seq_scan, coalesce(idx_scan, 0) FROM pg_stat_xact_all_tables");
        let number = |text: &Option<String>| text.as_deref().unwrap_or("0").parse().unwrap_or(0);
        Scans(rows.iter().map(|row| (number(&row[0]), (number(&row[1]), number(&row[2])))).collect())
    }

    /// The tables read from end to end since `earlier`. A foreign key may be validated by an index of
    /// the referencing table: its rows are all read all the same.
    fn since(&self, earlier: &Scans, session: &Session, messages: &[DbError]) -> BTreeSet<u64> {
        let referencing = validated_tables(session, messages);
        let read = |(id, (sequential, by_index)): (&u64, &(u64, u64))| {
            let (sequential_then, by_index_then) = earlier.0.get(id).copied().unwrap_or_default();
            let whole = *sequential > sequential_then || (*by_index > by_index_then && referencing.contains(id));
            whole.then_some(*id)
        };
        self.0.iter().filter_map(read).collect()
    }
}

/// The referencing tables, with their partitions, of the foreign keys that the server says it validates.
fn validated_tables(session: &Session, messages: &[DbError]) -> BTreeSet<u64> {
    let names = messages.iter().filter_map(|message| {
        let text = message.message();
        text.strip_prefix("validating foreign key constraint \"")?.strip_suffix('"')
    });
    let mut tables = BTreeSet::new();
    for name in names {
        let rows = session.rows(&format!(
            "WITH RECURSIVE referencing(id) AS (
                 SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND conname = '{}'
                 UNION SELECT inhrelid FROM pg_inherits JOIN referencing ON inhparent = id)
             SELECT id FROM referencing",
            name.replace('\'', "''")
        ));
        tables.extend(rows.iter().filter_map(|row| row[0].as_deref()?.parse::<u64>().ok()));
    }
    tables
}

/// The tables whose indexes the server says it builds: `building index "i" on table "t" serially`.
fn built_tables(before: &Relations, after: &Relations, messages: &[DbError]) -> BTreeSet<u64> {
    let mut tables = BTreeSet::new();
    for message in messages {
        let text = message.message();
        let Some(rest) = text.strip_prefix("building index \"") else {
            continue;
        };
        let Some((_, rest)) = rest.split_once("\" on table \"") else {
            continue;
        };
        let Some((table, _)) = rest.split_once('"') else {
            continue;
        };
        let ends = format!(".{table}");
        let matches = before.0.iter().filter(|(id, relation)| {
            let stores_rows = matches!(relation.kind, Kind::Table | Kind::MaterializedView);
            stores_rows && after.0.contains_key(id) && relation.name.ends_with(&ends)
        });
        tables.extend(matches.map(|(id, _)| *id));
    }
    tables
}
