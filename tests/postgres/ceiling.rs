//! Finds the locks that `pg_locks` cannot show because they are released again before the end.
//!
//! A second session takes, on every relation, all the lock modes that do not conflict with what is
//! already known of the statement. If the statement gets through, it takes no further lock; if it has to
//! wait, the server says for which mode on which relation, and the search goes on with that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use tokio_postgres::error::SqlState;

use crate::cases::Case;
use crate::mode::Mode;
use crate::observe::{Workplace, begin};
use crate::relations::{Kind, Relations};
use crate::server::Server;
use crate::session::describe;

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
            let what = match relation.kind {
                Kind::Table | Kind::PartitionedTable => {
                    let free = Mode::ALL.into_iter().filter(|mode| self.leaves_free(*id, *mode));
                    let free: Vec<Mode> = free.collect();
                    // The strongest mode stands in for all the others.
                    let all = free.len() == Mode::ALL.len();
                    for mode in if all { &free[free.len() - 1..] } else { &free } {
                        tables.entry(*mode).or_default().push(format!("ONLY {}", relation.name));
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
}

/// Completes the locks seen at the end of a statement that runs in a transaction.
pub(crate) fn raise(place: &Workplace<'_>, case: &Case, held: Known) -> Known {
    let mut known = held;
    let mut patience_ms = SHORT_MS;
    loop {
        begin(&place.runner, case);
        let stop = attempt(place, case, &known, patience_ms);
        place.runner.expect("ROLLBACK");
        match stop {
            Stop::None => return known,
            Stop::Unsaid => patience_ms = longer(patience_ms, case),
            Stop::Relation(relation, mode) => {
                assert!(known.add(relation, mode), "waits for a lock it is known to take: {}", case.name());
            }
            Stop::Users => panic!("waits for other transactions: {}", case.name()),
        }
    }
}

/// All the locks of a statement that cannot run in a transaction, and whose end it waits for.
pub(crate) fn discover(server: &Server, base: &str, case: &Case) -> (Known, Vec<String>) {
    let mut known = Known::default();
    let mut search = Search { server, base, case, place: None };
    loop {
        match search.attempt(&known) {
            Stop::None => break,
            Stop::Relation(relation, mode) => {
                assert!(known.add(relation, mode), "waits for a lock it is known to take: {}", case.name());
            }
            Stop::Users => search.be_patient(&mut known),
            Stop::Unsaid => panic!("the search repeats those itself: {}", case.name()),
        }
    }
    // Patience was given in the order in which the tables were found; take back what was not needed.
    for (table, granted) in known.patience.clone() {
        for less in [Patience::None, Patience::Writers] {
            let earlier = known.patience.insert(table, less);
            if less < granted && matches!(search.attempt(&known), Stop::None) {
                break;
            }
            known.patience.extend(earlier.map(|earlier| (table, earlier)));
        }
    }
    let waits = search.describe_waits(&known);
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
        let mut patience_ms = SHORT_MS * 4;
        loop {
            // A form that works in several transactions leaves something behind when it is stopped.
            let leaves_nothing = !self.case.statement.to_uppercase().contains("CONCURRENTLY");
            let place = match self.place.take().filter(|_| leaves_nothing) {
                Some(place) => place,
                None => Workplace::new(self.server, self.base, &self.case.setup),
            };
            for setting in &self.case.settings {
                place.runner.expect(setting);
            }
            let stop = attempt(&place, self.case, known, patience_ms);
            self.place = Some(place);
            match stop {
                Stop::Unsaid => patience_ms = longer(patience_ms, self.case),
                stop => return stop,
            }
        }
    }

    fn tables(&self) -> &Relations {
        &self.place.as_ref().expect("there was an attempt").before
    }

    fn be_patient(&self, known: &mut Known) {
        for id in known.order.clone() {
            let is_table = self
                .tables()
                .0
                .get(&id)
                .is_some_and(|relation| matches!(relation.kind, Kind::Table | Kind::PartitionedTable));
            let next = match known.patience.get(&id) {
                None | Some(Patience::None) => Patience::Writers,
                Some(Patience::Writers) => Patience::Everyone,
                Some(Patience::Everyone) => continue,
            };
            if is_table {
                known.patience.insert(id, next);
                return;
            }
        }
        panic!("waits for transactions that hold nothing it needs: {}", self.case.name());
    }

    fn describe_waits(&self, known: &Known) -> Vec<String> {
        let line = |(id, patience): (&u64, &Patience)| {
            let name = &self.tables().0.get(id)?.name;
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

fn attempt(place: &Workplace<'_>, case: &Case, known: &Known, patience_ms: u32) -> Stop {
    place.blocker.expect(&known.obstacles(&place.before));
    place.runner.expect(&format!("SET lock_timeout = {patience_ms}"));
    place.runner.take_messages();
    let result = place.runner.run(&case.statement);
    let messages = place.runner.take_messages();
    place.blocker.expect("ROLLBACK");
    let Err(error) = result else {
        return Stop::None;
    };
    let refused = error.as_db_error().is_some_and(|error| error.message().starts_with("could not obtain lock"));
    match error.code() {
        // NOWAIT: there is nothing to learn by waiting.
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE && refused => return Stop::None,
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => {}
        _ => panic!("fails only when observed: {}\nin: {}", describe(&error), case.name()),
    }
    let waits = messages.iter().rev().find_map(|message| {
        let (_, rest) = message.message().split_once(" still waiting for ")?;
        Some(rest.to_owned())
    });
    match waits.as_deref().and_then(|text| text.split_once(" on ")) {
        None => Stop::Unsaid,
        Some((mode, target)) => match target.strip_prefix("relation ").and_then(|rest| rest.split(' ').next()) {
            Some(relation) => {
                Stop::Relation(relation.parse().expect("object ids are numbers"), Mode::from_server(mode))
            }
            None if target.starts_with("virtual transaction") => Stop::Users,
            None => panic!("waits for {target}: {}", case.name()),
        },
    }
}
