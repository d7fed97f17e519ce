//! Who is in the way of the pending statements right now, and what earlier runs have left behind.

use crate::{
    catalog::session::Session,
    database::{
        Server,
        activity::{self, InvalidIndex, OpenTransaction, Owner},
    },
    error::Result,
    report::{Analysis, Gate, Seen},
    simulate::{Step, effects::Wait, lock::LockMode},
    sql::{name::QualifiedName, statement::StatementKind},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::Duration,
};

/// `blockers` are those that are known already.
pub(super) fn look(
    server: &Server,
    lock_timeout: Duration,
    analysis: &Analysis,
    mut blockers: Vec<Seen>,
) -> Result<Gate> {
    let needs = Needs::of(&analysis.timeline.steps);
    for (transaction, why) in in_the_way(server, lock_timeout, &needs)? {
        blockers.push(Seen {
            message: format!("{} {why}", describe(&transaction, lock_timeout)),
            help: remedy(&transaction),
        });
    }
    let mut notes = Vec::new();
    for index in activity::invalid_indexes(server)? {
        let seen = if needs.skipped.contains(&index.name) { &mut blockers } else { &mut notes };
        seen.push(left_behind(&index, &needs));
    }
    let lock_timeout_ms = u64::try_from(lock_timeout.as_millis()).unwrap_or(u64::MAX);
    Ok(Gate { server: server.target.clone(), lock_timeout_ms, blockers, notes })
}

/// What the pending statements need of relations that exist already.
struct Needs {
    /// Modes that they lock in, and modes whose holders they wait for.
    locks: BTreeMap<QualifiedName, BTreeSet<LockMode>>,
    /// CONCURRENTLY waits for every older snapshot.
    snapshots: bool,
    /// INVALID indexes that `IF NOT EXISTS` takes for the ones to be made.
    skipped: BTreeSet<QualifiedName>,
}

impl Needs {
    fn of(steps: &[Step]) -> Self {
        let mut needs = Self { locks: BTreeMap::new(), snapshots: false, skipped: BTreeSet::new() };
        for step in steps {
            for effect in step.existing() {
                needs.locks.entry(effect.name.clone()).or_default().insert(effect.lock);
            }
            for wait in &step.effects.waits {
                match wait {
                    Wait::Lockers { relation, mode } => {
                        needs.locks.entry(relation.clone()).or_default().insert(*mode);
                    }
                    Wait::Snapshots => needs.snapshots = true,
                }
            }
            needs.skipped.extend(skipped(step));
        }
        needs
    }

    fn conflict(&self, transaction: &OpenTransaction) -> Option<String> {
        let held = transaction.locks.iter().find_map(|(table, held)| {
            let wanted = self.locks.get(table)?.iter().rev().find(|it| it.conflicts(*held))?;
            Some(format!("holds {held} on {table}, and what is pending waits until it may lock it {wanted}"))
        });
        held.or_else(|| {
            let holds_back = self.snapshots && transaction.has_snapshot;
            holds_back.then(|| "holds a snapshot, and CONCURRENTLY waits for all of them".to_owned())
        })
    }
}

/// The INVALID index because of which `CREATE INDEX IF NOT EXISTS` does nothing.
fn skipped(step: &Step) -> Option<QualifiedName> {
    let StatementKind::CreateIndex(create) = &step.statement.kind else { return None };
    let table = step.before.resolve(&create.table, &Session::default())?;
    let name = QualifiedName { schema: table.name.schema.clone(), name: create.name.clone()? };
    let is_invalid = step.before.find(&name)?.index().is_some_and(|it| !it.valid);
    (create.if_not_exists && is_invalid).then_some(name)
}

/// Transactions that what is pending would wait for longer than it will.
fn in_the_way(server: &Server, lock_timeout: Duration, needs: &Needs) -> Result<Vec<(OpenTransaction, String)>> {
    let look = || -> Result<Vec<_>> {
        let open = activity::open_transactions(server, lock_timeout)?;
        Ok(open.into_iter().filter_map(|it| needs.conflict(&it).map(|why| (it, why))).collect())
    };
    let first = look()?;
    if first.iter().all(|it| it.0.seconds.is_some()) {
        return Ok(first);
    }
    // Where the server hides from this role since when a transaction is open, one that is still there after the time
    // that a lock would wait is one that is in the way.
    thread::sleep(lock_timeout);
    let was_there = |it: &OpenTransaction| first.iter().any(|(other, _)| other.id == it.id);
    Ok(look()?.into_iter().filter(|(it, _)| it.seconds.is_some() || was_there(it)).collect())
}

fn describe(transaction: &OpenTransaction, lock_timeout: Duration) -> String {
    let since = match transaction.seconds {
        Some(seconds) => format!("for {seconds} s"),
        None => format!("for at least {} s", lock_timeout.as_secs_f32()),
    };
    match &transaction.owner {
        Owner::Prepared(name) => format!("transaction {}, prepared {since},", literal(name)),
        Owner::Session(pid) => {
            let state = transaction.state.as_deref().map(|it| format!(", {it},")).unwrap_or_default();
            let application = transaction.application.as_deref().map(|it| format!(" of {it}")).unwrap_or_default();
            format!("process {pid}{application}{state} in a transaction {since}")
        }
    }
}

fn remedy(transaction: &OpenTransaction) -> String {
    match &transaction.owner {
        Owner::Prepared(name) => format!("end it: COMMIT PREPARED {0} or ROLLBACK PREPARED {0}", literal(name)),
        Owner::Session(pid) => {
            let more = match transaction.seconds {
                Some(_) => "",
                None => "; GRANT pg_read_all_stats to this role to see more of it",
            };
            format!("wait for it, or end it: SELECT pg_terminate_backend({pid}){more}")
        }
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn left_behind(index: &InvalidIndex, needs: &Needs) -> Seen {
    let cost = if index.ready { "every write still maintains it" } else { "no query uses it" };
    let and = if needs.skipped.contains(&index.name) {
        ", and IF NOT EXISTS takes it for the one that is to be made"
    } else if needs.locks.contains_key(&index.table) {
        ""
    } else {
        " (nothing pending touches the table)"
    };
    Seen {
        message: format!("index {} of {} is INVALID: {cost}{and}", index.name, index.table),
        help: format!("DROP INDEX CONCURRENTLY {}", index.name),
    }
}
