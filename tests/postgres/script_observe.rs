//! Runs a script on a server and writes down, for each of its statements, what changed: which locks are held, which
//! relations are there, which were rewritten or read, which settings hold, or how it failed.
//!
//! Between the statements a probe runs in the script's own session, in whatever transaction is open there, and sends what
//! it sees as a message: that arrives even when all statements are one string and a later one fails.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tokio_postgres::error::DbError;

use migcheck::prove::ceiling::mode_from_server;
use migcheck::prove::relations::{Kind, Relations};
use migcheck::simulate::lock::LockMode;

use crate::observe::Observation;
use crate::scripts::{Script, Sending};
use crate::server::Server;
use crate::session::{Row, Session, describe};

const PROBE: &str = "DO $probe$ BEGIN RAISE INFO 'probe %', (SELECT json_build_object(
    'locks', (SELECT json_agg(json_build_array(relation::text, mode)) FROM pg_catalog.pg_locks
              WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND mode <> 'SIReadLock'
                AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())),
    'relations', (SELECT json_agg(json_build_array(oid, name, relkind, relfilenode, empty, indrelid)) FROM (RELATIONS) r(oid, name, relkind, relfilenode, empty, indrelid)),
    'scans', (SELECT json_agg(json_build_array(relid::text, seq_scan, coalesce(idx_scan, 0)))
              FROM pg_catalog.pg_stat_xact_all_tables),
    'keys', (WITH RECURSIVE referencing(name, id) AS (
                 SELECT conname, conrelid FROM pg_catalog.pg_constraint WHERE contype = 'f'
                 UNION SELECT name, inhrelid FROM pg_catalog.pg_inherits JOIN referencing ON inhparent = id)
             SELECT json_agg(json_build_array(name, id::text)) FROM referencing),
    'block', now() <> statement_timestamp(),
    'settings', json_build_object(
        'lock_timeout', (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'),
        'statement_timeout', (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'statement_timeout'),
        'search_path', current_setting('search_path'),
        'role', current_user,
        'replica', (current_setting('session_replication_role') = 'replica')::text,
        'check_function_bodies', (current_setting('check_function_bodies') = 'on')::text))); END $probe$";

/// The size waits for who has locked the relation, as a prepared transaction may have.
const SIZE: &str = "CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_prepared_xacts) THEN true
                         ELSE pg_relation_size(c.oid) = 0 END";

/// The planner is told to avoid scans, so that those it still makes are certain.
const SETTINGS: &str = "SET enable_seqscan = off; SET client_min_messages = debug1";

/// What the probe saw at one moment.
#[derive(Default)]
struct Moment {
    locks: BTreeMap<u64, LockMode>,
    relations: Relations,
    /// How often each table was read in this transaction: from end to end, and by an index.
    scans: BTreeMap<u64, (u64, u64)>,
    /// Whether the statement before it and the probe shared a transaction and came one at a time.
    in_block: bool,
    settings: BTreeMap<String, String>,
    /// The referencing tables of foreign keys validated since the last probe.
    validated: BTreeSet<u64>,
}

/// A database that scripts share for as long as they leave it as it was.
pub(crate) struct Place<'a> {
    server: &'a Server,
    base: &'a str,
    database: String,
    fingerprint: String,
}

impl<'a> Place<'a> {
    pub(crate) fn new(server: &'a Server, base: &'a str) -> Place<'a> {
        let database = server.copy_database(base);
        let fingerprint = fingerprint(&server.connect(&database));
        Place { server, base, database, fingerprint }
    }

    /// What a script did, in lines that begin with the number of the statement.
    pub(crate) fn observe(&mut self, script: &Script) -> Observation {
        let session = self.server.connect(&self.database);
        session.expect(SETTINGS);
        for statement in &script.setup {
            session.expect(statement);
        }
        let lines = run(&session, script);
        drop(session);
        let session = self.server.connect(&self.database);
        forget_prepared(&session);
        if fingerprint(&session) != self.fingerprint {
            drop(session);
            self.server.drop_database(&self.database);
            self.database = self.server.copy_database(self.base);
        }
        lines
    }

    pub(crate) fn close(self) {
        self.server.drop_database(&self.database);
    }
}

/// Differs as soon as anything about a schema was written, and written back.
fn fingerprint(session: &Session) -> String {
    let catalogs = ["class", "attribute", "attrdef", "constraint", "type", "proc", "namespace", "enum", "trigger"];
    let parts = catalogs.map(|it| format!("SELECT '{it}' k, string_agg(xmin::text, ',' ORDER BY ctid) x FROM pg_{it}"));
    session.value(&format!("SELECT md5(string_agg(k || x, ',' ORDER BY k)) FROM ({}) f", parts.join(" UNION ALL ")))
}

/// Prepared transactions outlive their session, and keep their database from being dropped.
fn forget_prepared(session: &Session) {
    for row in session.rows("SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = current_database()") {
        let name = row[0].as_deref().expect("a prepared transaction has a name");
        session.expect(&format!("ROLLBACK PREPARED {name}"));
    }
}

fn run(session: &Session, script: &Script) -> Observation {
    let probe = PROBE.replace("RELATIONS", &Relations::question(SIZE));
    session.take_messages();
    session.expect(&probe);
    let start = moments(session).pop().expect("the probe sends a message");
    let (failure, moments) = match script.sending {
        Sending::OneString => in_one_string(session, script, &probe),
        Sending::Transaction | Sending::Autocommit => one_by_one(session, script, &probe),
    };
    let mut lines = Vec::new();
    let mut previous = &start;
    for (number, moment) in moments.iter().enumerate() {
        let in_block = moment.in_block && (previous.in_block || number == 0 && script.sending == Sending::Transaction);
        lines.extend(
            differences(&start, previous, moment, in_block).into_iter().map(|it| format!("{}: {it}", number + 1)),
        );
        previous = moment;
    }
    lines.extend(failure.into_iter().enumerate().map(|(at, it)| format!("{}: {it}", moments.len() + at + 1)));
    lines
}

/// The whole script as one message; a failure ends it.
fn in_one_string(session: &Session, script: &Script, probe: &str) -> (Vec<String>, Vec<Moment>) {
    let parts: Vec<String> = script.statements.iter().map(|it| format!("{it}; {probe}")).collect();
    let result = session.run(&parts.join(";\n"));
    let moments = moments(session);
    let failure = result.err().map(|it| format!("fails {}", describe(&it)));
    let _ = session.run("ROLLBACK");
    let mut answers: Vec<String> = failure.into_iter().collect();
    if !answers.is_empty() {
        answers.resize(script.statements.len() - moments.len(), "not sent".to_owned());
    }
    (answers, moments)
}

/// One message a statement. In a transaction the tool goes on to hear that nothing works any more; without one it stops.
fn one_by_one(session: &Session, script: &Script, probe: &str) -> (Vec<String>, Vec<Moment>) {
    if script.sending == Sending::Transaction {
        session.expect("BEGIN");
    }
    let (mut answers, mut found) = (Vec::new(), Vec::new());
    for statement in &script.statements {
        if script.sending == Sending::Autocommit && !answers.is_empty() {
            answers.push("not sent".to_owned());
            continue;
        }
        match session.run(statement) {
            Ok(()) => {
                session.expect(probe);
                found.extend(moments(session));
            }
            Err(error) => answers.push(format!("fails {}", describe(&error))),
        }
    }
    let _ = session.run("ROLLBACK");
    (answers, found)
}

fn moments(session: &Session) -> Vec<Moment> {
    let (mut found, mut validated) = (Vec::new(), BTreeSet::new());
    for message in session.take_messages() {
        if let Some(json) = message.message().strip_prefix("probe ") {
            found.push(moment(json, &std::mem::take(&mut validated)));
        } else {
            validated.extend(validated_key(&message));
        }
    }
    found
}

fn validated_key(message: &DbError) -> Option<String> {
    let text = message.message().strip_prefix("validating foreign key constraint \"")?;
    Some(text.strip_suffix('"')?.to_owned())
}

fn moment(json: &str, validated: &BTreeSet<String>) -> Moment {
    let seen: Value = serde_json::from_str(json).expect("the probe sends JSON");
    let list = |name: &str| seen[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let number = |value: &Value| text(value).and_then(|it| it.parse::<u64>().ok()).unwrap_or_default();
    let mut moment = Moment { in_block: seen["block"] == Value::Bool(true), ..Moment::default() };
    for lock in list("locks") {
        let mode = mode_from_server(lock[1].as_str().unwrap_or_default()).expect("the server knows eight modes");
        let strongest = moment.locks.entry(number(&lock[0])).or_insert(mode);
        *strongest = mode.max(*strongest);
    }
    let as_letters = |value: &Value| match value {
        Value::Bool(true) => Some("t".to_owned()),
        Value::Bool(false) => Some("f".to_owned()),
        other => text(other),
    };
    let rows: Vec<Row> = list("relations")
        .iter()
        .map(|row| row.as_array().map(|it| it.iter().map(as_letters).collect()).unwrap_or_default())
        .collect();
    moment.relations = Relations::from_rows(&rows);
    moment.scans = list("scans").iter().map(|row| (number(&row[0]), (number(&row[1]), number(&row[2])))).collect();
    let keys = list("keys").into_iter().filter(|key| key[0].as_str().is_some_and(|it| validated.contains(it)));
    moment.validated = keys.map(|key| number(&key[1])).collect();
    let settings = seen["settings"].as_object().cloned().unwrap_or_default();
    moment.settings = settings.into_iter().map(|(name, value)| (name, text(&value).unwrap_or_default())).collect();
    if let Some(path) = moment.settings.get_mut("search_path") {
        let schemas = path.split(',').map(|it| it.trim().trim_matches('"'));
        *path = schemas.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    }
    moment
}

/// What changed between two moments; `start` is before the script. Reads are counted within one transaction only.
fn differences(start: &Moment, before: &Moment, after: &Moment, in_block: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (id, relation) in &start.relations.0 {
        let shown = |moment: &Moment| {
            let mode = moment.locks.get(id).copied();
            mode.filter(|it| !(relation.kind.is_index() && *it == LockMode::AccessShare))
        };
        match (shown(before), shown(after)) {
            (old, Some(new)) if old != Some(new) => lines.push(format!("{} {}", relation.name, new.as_str())),
            (Some(_), None) => lines.push(format!("{} released", relation.name)),
            _ => {}
        }
    }
    let (old, new) = (names(before), names(after));
    lines.extend(new.difference(&old).map(|it| format!("creates {it}")));
    lines.extend(old.difference(&new).map(|it| format!("drops {it}")));
    let rewritten = before.relations.rewritten(&after.relations);
    for id in &rewritten {
        lines.push(format!("rewrites {}", after.relations.0[id].name));
    }
    if in_block {
        lines.extend(scans(start, before, after, &rewritten));
    }
    for (name, value) in &after.settings {
        if before.settings.get(name) != Some(value) {
            lines.push(format!("{name} = {value}"));
        }
    }
    lines.sort();
    lines
}

/// Tables that were there when the script began, read from end to end by this statement.
fn scans(start: &Moment, before: &Moment, after: &Moment, rewritten: &BTreeSet<u64>) -> Vec<String> {
    let emptied = before.relations.emptied(&after.relations);
    let tables = start.relations.0.iter().filter(|(id, relation)| {
        let count = |moment: &Moment| moment.scans.get(id).copied().unwrap_or_default();
        let (whole, by_index) = (count(after).0 > count(before).0, count(after).1 > count(before).1);
        // A foreign key may be validated by an index of the referencing table: its rows are all read all the same.
        let read = whole || rewritten.contains(id) || (by_index && after.validated.contains(id));
        read && relation.kind != Kind::Sequence && !emptied.contains(id)
    });
    let name = |id: &u64, old: &str| before.relations.0.get(id).map_or(old.to_owned(), |it| it.name.clone());
    tables.map(|(id, relation)| format!("scans {}", name(id, &relation.name))).collect()
}

fn names(moment: &Moment) -> BTreeSet<String> {
    moment.relations.0.values().map(|it| format!("{}: {}", it.name, it.kind.as_str())).collect()
}
