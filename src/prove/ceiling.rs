//! Finds the locks that `pg_locks` cannot show because they are released again before the end.
//!
//! A second session takes, on every relation, all the lock modes that do not conflict with what is already known of the
//! statement. If the statement gets through, it takes no further lock; if it has to wait, the server says for which mode
//! on which relation, and the search goes on with that.

use super::{
    relations::{Kind, Relations},
    session::{Session, describe},
};
use crate::simulate::lock::LockMode;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
};
use tokio_postgres::{Error, error::SqlState};

/// The lock modes that a statement is known to take, by relation.
#[derive(Clone, Debug, Default)]
pub struct Known {
    modes: BTreeMap<u64, BTreeSet<LockMode>>,
    /// The relations in the order in which they were found.
    pub order: Vec<u64>,
    /// Tables on which the blocker has to hold back because the statement waits for its users.
    pub patience: BTreeMap<u64, Patience>,
}

/// Whom a CONCURRENTLY form waits for, on one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Patience {
    None,
    Writers,
    Everyone,
}

/// Where a statement was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    None,
    Relation(u64, LockMode),
    /// By transactions whose end it waits for.
    Users,
    /// By something; the server gave up before it said by what.
    Unsaid,
}

/// Why something could not be observed.
#[derive(Debug)]
pub enum Trouble {
    Server(Error),
    /// The observation makes no sense.
    Odd(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(error) => f.write_str(&describe(error)),
            Self::Odd(text) => f.write_str(text),
        }
    }
}

/// How long a statement may wait at first: long enough for the server to say what for.
pub const SHORT_MS: u32 = 15;
const LONG_MS: u32 = 10_000;

/// The next longer wait.
pub fn longer(patience_ms: u32) -> Result<u32, Trouble> {
    let odd = || Trouble::Odd("the server does not say what the statement waits for".to_owned());
    (patience_ms < LONG_MS).then_some(patience_ms * 3).ok_or_else(odd)
}

impl Known {
    /// From the locks seen at the end of the statement.
    pub fn of(held: &[(u64, LockMode)]) -> Self {
        let mut known = Self::default();
        for (relation, mode) in held {
            known.add(*relation, *mode);
        }
        known
    }

    /// False when that was known.
    pub fn add(&mut self, relation: u64, mode: LockMode) -> bool {
        if !self.modes.contains_key(&relation) {
            self.order.push(relation);
        }
        self.modes.entry(relation).or_default().insert(mode)
    }

    /// Takes in what an attempt was stopped by.
    pub fn learn(&mut self, relation: u64, mode: LockMode) -> Result<(), Trouble> {
        let odd = || Trouble::Odd("the statement waits for a lock that it is known to take".to_owned());
        self.add(relation, mode).then_some(()).ok_or_else(odd)
    }

    pub fn strongest(&self, relation: u64) -> Option<LockMode> {
        self.modes.get(&relation)?.last().copied()
    }

    /// The strongest of the modes that were not there before.
    pub fn strongest_new(&self, relation: u64, earlier: &[(u64, LockMode)]) -> Option<LockMode> {
        self.modes.get(&relation)?.iter().rev().find(|mode| !earlier.contains(&(relation, **mode))).copied()
    }

    fn leaves_free(&self, relation: u64, mode: LockMode) -> bool {
        let conflicts = |known: &BTreeSet<LockMode>| known.iter().any(|taken| mode.conflicts(*taken));
        let allowed = match self.patience.get(&relation) {
            Some(Patience::Everyone) => false,
            Some(Patience::Writers) => !mode.conflicts(LockMode::Share),
            Some(Patience::None) | None => true,
        };
        allowed && !self.modes.get(&relation).is_some_and(conflicts)
    }

    /// The statements that take every mode which the known locks admit. LOCK TABLE takes tables only; COMMENT takes
    /// SHARE UPDATE EXCLUSIVE on anything else and touches nothing.
    fn obstacles(&self, relations: &Relations) -> String {
        let mut tables: BTreeMap<LockMode, Vec<String>> = BTreeMap::new();
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
            if self.leaves_free(*id, LockMode::ShareUpdateExclusive) {
                let _ = write!(sql, "COMMENT ON {what} {} IS 'in the way';", relation.name);
            }
        }
        for (mode, names) in tables {
            let _ = write!(sql, "LOCK TABLE {} IN {} MODE;", names.join(", "), mode.as_str());
        }
        sql
    }

    fn free_modes(&self, table: u64) -> Vec<LockMode> {
        let free: Vec<LockMode> = LockMode::ALL.into_iter().filter(|mode| self.leaves_free(table, *mode)).collect();
        // The strongest mode stands in for all the others.
        if free.len() == LockMode::ALL.len() { vec![LockMode::AccessExclusive] } else { free }
    }

    /// Where COMMENT cannot stand in the way any more, planning a query can: it takes ACCESS SHARE on the table and on
    /// all its indexes.
    fn needs_a_reader(&self, table: u64, relations: &Relations) -> bool {
        let Some(kind) = relations.0.get(&table).map(|relation| relation.kind) else { return false };
        if !matches!(kind, Kind::Table | Kind::MaterializedView) {
            return false;
        }
        // Looking for indexes is worth it only where something is known of them or of the view.
        if self.modes.is_empty() && self.patience.is_empty() {
            return false;
        }
        let indexes = relations.0.iter().filter(|(_, relation)| relation.table == Some(table));
        let mut concerned: Vec<u64> = indexes.map(|(id, _)| *id).collect();
        let commented = |id: &u64| self.leaves_free(*id, LockMode::ShareUpdateExclusive);
        let itself = kind == Kind::MaterializedView && !commented(&table);
        let needed = itself || !concerned.iter().all(commented);
        concerned.push(table);
        needed && concerned.iter().all(|id| self.leaves_free(*id, LockMode::AccessShare))
    }
}

/// Completes the locks seen at the end of a statement; each attempt runs it against more obstacles and undoes it.
pub fn raise(
    held: &[(u64, LockMode)],
    mut attempt: impl FnMut(&Known, u32) -> Result<Stop, Trouble>,
) -> Result<Known, Trouble> {
    let mut known = Known::of(held);
    let mut patience_ms = SHORT_MS;
    loop {
        match attempt(&known, patience_ms)? {
            Stop::None => return Ok(known),
            Stop::Unsaid => patience_ms = longer(patience_ms)?,
            Stop::Relation(relation, mode) => known.learn(relation, mode)?,
            Stop::Users => return Err(Trouble::Odd("the statement waits for other transactions".to_owned())),
        }
    }
}

/// Runs the statement while the blocker holds what `known` admits, and says what stopped it. Whatever it did is there
/// afterwards: the caller undoes it.
pub fn attempt(
    blocker: &Session,
    relations: &Relations,
    runner: &Session,
    statement: &str,
    known: &Known,
    patience_ms: u32,
) -> Result<Stop, Trouble> {
    if let Err(error) = blocker.run(&known.obstacles(relations)) {
        let waits = blocker.take_messages().into_iter().find(|it| it.message().contains("still waiting"));
        let waits = waits.map(|it| format!(" ({})", it.message())).unwrap_or_default();
        blocker.run("ROLLBACK")?;
        return Err(Trouble::Odd(format!("nothing can be put in the way: {}{waits}", describe(&error))));
    }
    let result = runner.run(&format!("SET lock_timeout = {patience_ms}")).map(|()| {
        runner.take_messages();
        runner.run(statement)
    });
    let messages = runner.take_messages();
    blocker.run("ROLLBACK")?;
    let Err(error) = result? else { return Ok(Stop::None) };
    let answer = error.as_db_error().map(|error| (error.code(), error.message()));
    match answer {
        // NOWAIT: there is nothing to learn by waiting.
        Some((code, text)) if *code == SqlState::LOCK_NOT_AVAILABLE && text.starts_with("could not obtain lock") => {
            return Ok(Stop::None);
        }
        Some((code, _)) if *code == SqlState::LOCK_NOT_AVAILABLE => {}
        _ => return Err(Trouble::Odd(format!("the statement fails only when observed: {}", describe(&error)))),
    }
    let waits = messages.iter().rev().find_map(|message| {
        let (_, rest) = message.message().split_once(" still waiting for ")?;
        rest.split_once(" on ")
    });
    match waits {
        None => Ok(Stop::Unsaid),
        Some((_, target)) if target.starts_with("virtual transaction") => Ok(Stop::Users),
        Some((mode, target)) => {
            let relation = target.strip_prefix("relation ").and_then(|rest| rest.split(' ').next());
            let relation = relation.and_then(|it| it.parse().ok());
            let stop = relation.zip(mode_from_server(mode)).map(|(relation, mode)| Stop::Relation(relation, mode));
            stop.ok_or_else(|| Trouble::Odd(format!("the statement waits for {mode} on {target}")))
        }
    }
}

/// From the spelling of `pg_locks` and of the server's log: `AccessShareLock`.
pub fn mode_from_server(text: &str) -> Option<LockMode> {
    let spelled = |mode: &LockMode| {
        let words = mode.as_str().split(' ').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{first}{}", rest.to_lowercase())
        });
        format!("{}Lock", words.collect::<String>()) == text
    };
    LockMode::ALL.into_iter().find(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_as_the_server_spells_them() {
        assert_eq!(mode_from_server("AccessShareLock"), Some(LockMode::AccessShare));
        assert_eq!(mode_from_server("ShareUpdateExclusiveLock"), Some(LockMode::ShareUpdateExclusive));
        assert_eq!(mode_from_server("SIReadLock"), None);
    }
}
