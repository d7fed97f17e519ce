//! Finds the locks that `pg_locks` cannot show because they are released again before the end.
//!
//! A second session takes, on every relation, all the lock modes that do not conflict with what is
//! already known of the statement. If the statement gets through, it takes no further lock; if it has to
//! wait, the server says for which mode on which relation, and the search goes on with that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use tokio_postgres::error::SqlState;

use crate::cases::Case;
use crate::mode::Mode;
use crate::observe::{Workplace, begin};
use crate::relations::{Kind, Relations};
use crate::server::Server;
use crate::session::{Session, describe};

/// The lock modes that a statement is known to take, by relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    modes: BTreeMap<u64, BTreeSet<Mode>>,
    /// The relations in the order in which they were found.
    order: Vec<u64>,
    /// Tables on which the blocker has to hold back because the statement waits for its users.
    patience: BTreeMap<u64, Patience>,
}

/// Whom a CONCURRENTLY form waits for, on one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Patience {
    None,
    Writers,
    Everyone,
}

impl Known {
    pub(crate) fn add(&mut self, relation: u64, mode: Mode) -> bool {
        if !self.modes.contains_key(&relation) {
            self.order.push(relation);
        }
        self.modes.entry(relation).or_default().insert(mode)
    }

    pub(crate) fn strongest(&self, relation: u64) -> Option<Mode> {
        self.modes.get(&relation)?.last().copied()
    }

    fn leaves_free(&self, relation: u64, mode: Mode) -> bool {
        let conflicts = |known: &BTreeSet<Mode>| known.iter().any(|taken| mode.conflicts_with(*taken));
        let allowed = match self.patience.get(&relation) {
            Some(Patience::Everyone) => false,
            Some(Patience::Writers) => !mode.conflicts_with(Mode::Share),
            Some(Patience::None) | None => true,
        };
        allowed && !self.modes.get(&relation).is_some_and(conflicts)
    }

    /// The statements that take every mode which the known locks admit. LOCK TABLE takes tables
    /// only; COMMENT takes SHARE UPDATE EXCLUSIVE on anything else and touches nothing.
    fn obstacles(&self, relations: &Relations) -> String {
        let mut tables: BTreeMap<Mode, Vec<String>> = BTreeMap::new();
        let mut sql = String::from("BEGIN;");
        for (id, relation) in &relations.0 {
            if self.needs_a_reader(*id, relations) {
                let _ = write!(sql, "EXPLAIN SELECT FROM ONLY {};", relation.name);
            }
            let what = match relation.kind {
                Kind::Table | Kind::PartitionedTable => {
                    for mode in self.free_modes(*id) {
                        tables.entry(mode).or_default().push(format!("ONLY {}", relation.name));
                    }
                    continue;
                }
                Kind::ForeignTable => "FOREIGN TABLE",
                Kind::MaterializedView => "MATERIALIZED VIEW",
                Kind::View => "VIEW",
                Kind::Sequence => "SEQUENCE",
                Kind::Index | Kind::PartitionedIndex => "INDEX",
            };
            if self.leaves_free(*id, Mode::ShareUpdateExclusive) {
                let _ = write!(sql, "COMMENT ON {what} {} IS 'in the way';", relation.name);
            }
        }
        for (mode, names) in tables {
            let _ = write!(sql, "LOCK TABLE {} IN {} MODE;", names.join(", "), mode.as_str());
        }
        sql
    }

    fn free_modes(&self, table: u64) -> Vec<Mode> {
        let free = Mode::ALL.into_iter().filter(|mode| self.leaves_free(table, *mode));
        let free: Vec<Mode> = free.collect();
        // The strongest mode stands in for all the others.
        if free.len() == Mode::ALL.len() { vec![Mode::AccessExclusive] } else { free }
    }

    /// Where COMMENT cannot stand in the way any more, planning a query can: it takes ACCESS SHARE on
    /// the table and on all its indexes.
    fn needs_a_reader(&self, table: u64, relations: &Relations) -> bool {
        let Some(kind) = relations.0.get(&table).map(|relation| relation.kind) else { return false };
        if !matches!(kind, Kind::Table | Kind::MaterializedView) {
            return false;
        }
        let indexes = relations.0.iter().filter(|(_, relation)| relation.table == Some(table));
        let mut concerned: Vec<u64> = indexes.map(|(id, _)| *id).collect();
        let commented = |id: &u64| self.leaves_free(*id, Mode::ShareUpdateExclusive);
        let itself = kind == Kind::MaterializedView && !commented(&table);
        let needed = itself || !concerned.iter().all(commented);
        concerned.push(table);
        needed && concerned.iter().all(|id| self.leaves_free(*id, Mode::AccessShare))
    }
}

/// Completes the locks seen at the end of a statement that runs in a transaction.
pub(crate) fn raise(place: &Workplace<'_>, case: &Case, held: &[(u64, Mode)]) -> Known {
    let mut known = Known::default();
    for (relation, mode) in held {
        known.add(*relation, *mode);
    }
    let mut patience_ms = SHORT_MS;
    loop {
        let stop = place.in_session(case, |runner| {
            begin(runner, case);
            let stop = attempt(place, runner, case, &known, patience_ms);
            runner.expect("ROLLBACK");
            stop
        });
        match stop {
            Stop::None => return known,
            Stop::Unsaid => patience_ms = longer(patience_ms, case),
            Stop::Relation(relation, mode) => learn(&mut known, relation, mode, case),
            Stop::Users => panic!("waits for other transactions: {}", case.name()),
        }
    }
}

fn learn(known: &mut Known, relation: u64, mode: Mode, case: &Case) {
    assert!(known.add(relation, mode), "waits for a lock it is known to take: {}", case.name());
}

/// All the locks of a statement that cannot run in a transaction, and whose end it waits for.
pub(crate) fn discover(server: &Server, base: &str, case: &Case) -> (Known, Vec<String>) {
    let mut known = Known::default();
    let mut search = Search { server, base, case, place: None };
    loop {
        match search.attempt(&known) {
            Stop::None => break,
            Stop::Relation(relation, mode) => learn(&mut known, relation, mode, case),
            Stop::Users => search.be_patient(&mut known),
            Stop::Unsaid => panic!("the search repeats those itself: {}", case.name()),
        }
    }
    if !case.is_concurrent() {
        return (known, Vec::new());
    }
    search.take_back_patience(&mut known);
    let relations = search.relations().clone();
    for catalog in ["pg_attribute", "pg_statistic"] {
        for (relation, mode) in held_midway(&search.place(), case, catalog) {
            known.add(relation, mode);
        }
    }
    let waits = describe_waits(&known, &relations);
    (known, waits)
}

struct Search<'a> {
    server: &'a Server,
    base: &'a str,
    case: &'a Case,
    place: Option<Workplace<'a>>,
}

impl<'a> Search<'a> {
    fn attempt(&mut self, known: &Known) -> Stop {
        let mut patience_ms = SHORT_MS;
        loop {
            let place = self.place();
            let stop = place.in_session(self.case, |runner| {
                for setting in &self.case.settings {
                    runner.expect(setting);
                }
                attempt(&place, runner, self.case, known, patience_ms)
            });
            self.place = Some(place);
            match stop {
                Stop::Unsaid => patience_ms = longer(patience_ms, self.case),
                stop => return stop,
            }
        }
    }

    /// The database of the last attempt, or a new one when that cannot be put back.
    fn place(&mut self) -> Workplace<'a> {
        match self.place.take().filter(Workplace::put_back) {
            Some(place) => place,
            None => Workplace::new(self.server, self.base, &self.case.setup),
        }
    }

    fn relations(&self) -> &Relations {
        &self.place.as_ref().expect("there was an attempt").before
    }

    /// Gives way on one more table, in the order in which they were found.
    fn be_patient(&self, known: &mut Known) {
        for id in known.order.clone() {
            let stores_rows = self.relations().0.get(&id).is_some_and(|relation| {
                matches!(relation.kind, Kind::Table | Kind::PartitionedTable | Kind::MaterializedView)
            });
            if stores_rows && !known.patience.contains_key(&id) {
                known.patience.insert(id, Patience::Everyone);
                return;
            }
        }
        panic!("waits for transactions that hold nothing it needs: {}", self.case.name());
    }

    /// Takes back what was not needed of the patience, one table at a time.
    fn take_back_patience(&mut self, known: &mut Known) {
        let tables: Vec<u64> = known.patience.keys().copied().collect();
        for table in &tables {
            // With one table only, no patience is known not to be enough.
            let first = if tables.len() == 1 { Patience::Writers } else { Patience::None };
            for patience in [Patience::None, Patience::Writers, Patience::Everyone] {
                known.patience.insert(*table, patience);
                let tried = patience >= first && patience < Patience::Everyone;
                if tried && matches!(self.attempt(known), Stop::None) {
                    break;
                }
            }
        }
    }
}

fn describe_waits(known: &Known, relations: &Relations) -> Vec<String> {
    let line = |(id, patience): (&u64, &Patience)| {
        let name = &relations.0.get(id)?.name;
        match patience {
            Patience::None => None,
            Patience::Writers => Some(format!("waits for writers of {name}")),
            Patience::Everyone => Some(format!("waits for everyone who uses {name}")),
        }
    };
    let mut lines: Vec<String> = known.patience.iter().filter_map(line).collect();
    lines.sort();
    lines
}

/// The locks at the moment when a CONCURRENTLY form first writes to a system catalog: it may hold an
/// index more strongly there than at first, while the search for waits has to keep off its table.
fn held_midway(place: &Workplace<'_>, case: &Case, catalog: &str) -> Vec<(u64, Mode)> {
    let mut held = Vec::new();
    place.in_session(case, |runner| {
        let pid = runner.value("SELECT pg_backend_pid()");
        runner.expect("SET lock_timeout = 200");
        place.blocker.expect(&format!("BEGIN; LOCK TABLE {catalog} IN SHARE MODE"));
        std::thread::scope(|scope| {
            let running = scope.spawn(|| runner.run(&case.statement));
            while !running.is_finished() {
                held.extend(place.held_by(&pid));
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        place.blocker.expect("ROLLBACK");
    });
    held
}

/// Where a statement was stopped.
enum Stop {
    None,
    Relation(u64, Mode),
    /// By transactions whose end it waits for.
    Users,
    /// By something; the server gave up before it said by what.
    Unsaid,
}

/// How long a statement may wait: long enough for the server to say what for.
const SHORT_MS: u32 = 15;

fn longer(patience_ms: u32, case: &Case) -> u32 {
    assert!(patience_ms < 10_000, "the server does not say what it waits for: {}", case.name());
    patience_ms * 3
}

fn attempt(place: &Workplace<'_>, runner: &Session, case: &Case, known: &Known, patience_ms: u32) -> Stop {
    place.blocker.expect(&known.obstacles(&place.before));
    runner.expect(&format!("SET lock_timeout = {patience_ms}"));
    runner.take_messages();
    let result = runner.run(&case.statement);
    let messages = runner.take_messages();
    place.blocker.expect("ROLLBACK");
    let Err(error) = result else { return Stop::None };
    let answer = error.as_db_error().map(|error| (error.code(), error.message()));
    match answer {
        // NOWAIT: there is nothing to learn by waiting.
        Some((code, text)) if *code == SqlState::LOCK_NOT_AVAILABLE && text.starts_with("could not obtain lock") => {
            return Stop::None;
        }
        Some((code, _)) if *code == SqlState::LOCK_NOT_AVAILABLE => {}
        _ => panic!("fails only when observed: {}\nin: {}", describe(&error), case.name()),
    }
    let waits = messages.iter().rev().find_map(|message| {
        let (_, rest) = message.message().split_once(" still waiting for ")?;
        rest.split_once(" on ")
    });
    match waits {
        None => Stop::Unsaid,
        Some((_, target)) if target.starts_with("virtual transaction") => Stop::Users,
        Some((mode, target)) => {
            let relation = target.strip_prefix("relation ").and_then(|rest| rest.split(' ').next());
            let relation = relation.unwrap_or_else(|| panic!("waits for {target}: {}", case.name()));
            Stop::Relation(relation.parse().expect("object ids are numbers"), Mode::from_server(mode))
        }
    }
}
