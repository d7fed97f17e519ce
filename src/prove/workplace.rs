//! A copy of a database with a session that looks at locks and one that stands in the way of statements, in which one
//! statement form can be tried again and again.

use super::{
    ceiling::{self, Known, Patience, Stop, Trouble, longer},
    observe::{Fact, SETTINGS, built_tables, held_by, measure, report},
    relations::{Kind, Relations},
    session::{Session, describe},
};
use crate::simulate::lock::LockMode;
use std::{cell::RefCell, thread, time::Duration};
use tokio_postgres::{Config, error::SqlState};

/// A statement to observe.
#[derive(Clone, Debug)]
pub struct Form {
    /// Run first, in the statement's transaction where it can have one.
    pub settings: Vec<String>,
    pub statement: String,
    /// It reads or writes rows by plans, rather than objects: plans that a session keeps, those of foreign key checks for
    /// instance, spare it locks, so each try gets a new session.
    pub about_rows: bool,
    /// It works in several transactions, so that stopping it leaves something behind.
    pub concurrent: bool,
}

/// What a statement did, in facts sorted by their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// It refuses to run in a transaction block.
    pub outside_only: bool,
    pub facts: Vec<Fact>,
    /// Whom it waits for, a line each.
    pub waits: Vec<String>,
    /// `SQLSTATE: message`
    pub fails: Option<String>,
}

impl Observation {
    pub fn lines(&self) -> Vec<String> {
        let outside = self.outside_only.then(|| "outside a transaction only".to_owned());
        let fails = self.fails.iter().map(|it| format!("fails {it}"));
        let mut facts: Vec<String> = self.facts.iter().map(ToString::to_string).collect();
        facts.sort();
        outside.into_iter().chain(fails).chain(facts).chain(self.waits.iter().cloned()).collect()
    }
}

/// Where databases are made and dropped.
pub trait Host {
    fn config(&self, database: &str) -> Config;

    /// A new database copied from one that nobody is connected to; returns its name.
    ///
    /// # Errors
    /// The server's.
    fn copy(&self, template: &str) -> Result<String, Trouble>;

    /// Drops a database, ending the sessions in it.
    fn discard(&self, database: &str);
}

pub struct Workplace<'a> {
    host: &'a dyn Host,
    database: String,
    runner: Session,
    watcher: Session,
    blocker: Session,
    before: Relations,
    /// The indexes that are not valid, in the base schema already.
    unfinished: String,
    constraints: String,
}

impl<'a> Workplace<'a> {
    /// A copy of `template`, with the set-up committed.
    pub fn new(host: &'a dyn Host, template: &str, setup: &[String]) -> Result<Self, Trouble> {
        let database = host.copy(template)?;
        match Self::open(host, &database, setup) {
            Ok(place) => Ok(place),
            Err(trouble) => {
                host.discard(&database);
                Err(trouble)
            }
        }
    }

    fn open(host: &'a dyn Host, database: &str, setup: &[String]) -> Result<Self, Trouble> {
        let runner = runner(host, database)?;
        let watcher = Session::connect(&host.config(database))?;
        let blocker = Session::connect(&host.config(database))?;
        for statement in setup {
            let failed = |error| Trouble::Odd(format!("{}\nin: {statement}", describe(&error)));
            watcher.run(statement).map_err(failed)?;
        }
        let before = Relations::read(&watcher)?;
        let (unfinished, constraints) = (unfinished(&watcher)?, constraints(&watcher)?);
        let database = database.to_owned();
        Ok(Self { host, database, runner, watcher, blocker, before, unfinished, constraints })
    }

    /// Runs something in a session prepared for the form.
    fn in_session<T>(&self, form: &Form, work: impl FnOnce(&Session) -> Result<T, Trouble>) -> Result<T, Trouble> {
        if form.about_rows { work(&runner(self.host, &self.database)?) } else { work(&self.runner) }
    }

    /// Undoes what a statement left behind that was stopped between its transactions. False when the database is not as
    /// it was: then only a new copy helps.
    fn put_back(&self) -> Result<bool, Trouble> {
        let now = Relations::read(&self.watcher)?;
        for (id, relation) in &now.0 {
            if relation.kind.is_index() && !self.before.0.contains_key(id) {
                // Fails when the statement was past the point where it can be undone.
                let _ = self.watcher.run(&format!("DROP INDEX {}", relation.name));
            }
        }
        self.watcher.run(&format!(
            "UPDATE pg_index SET indisvalid = true, indisready = true, indislive = true
             WHERE NOT (indisvalid AND indisready AND indislive)
               AND NOT indexrelid = ANY ('{{{}}}'::oid[]);
             UPDATE pg_inherits SET inhdetachpending = false WHERE inhdetachpending",
            self.unfinished
        ))?;
        Ok(Relations::read(&self.watcher)? == self.before
            && unfinished(&self.watcher)? == self.unfinished
            && constraints(&self.watcher)? == self.constraints)
    }
}

impl Drop for Workplace<'_> {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.host.discard(&self.database);
        }
    }
}

fn runner(host: &dyn Host, database: &str) -> Result<Session, Trouble> {
    let mut config = host.config(database);
    config.options(SETTINGS);
    Ok(Session::connect(&config)?)
}

fn unfinished(session: &Session) -> Result<String, Trouble> {
    let sql = "SELECT string_agg(indexrelid::text, ',' ORDER BY indexrelid) FROM pg_index
         WHERE NOT (indisvalid AND indisready AND indislive)";
    Ok(session.first(sql)?.unwrap_or_default())
}

fn constraints(session: &Session) -> Result<String, Trouble> {
    let sql = "SELECT (SELECT count(*) FROM pg_constraint) || ' ' || (SELECT count(*) FROM pg_inherits)";
    Ok(session.first(sql)?.unwrap_or_default())
}

/// Observes a form over copies of `template`: in `shared`, or, where that cannot be undone, in copies of its own.
///
/// # Errors
/// Where it cannot be observed; that the statement fails is an observation.
pub fn observe(
    host: &dyn Host,
    template: &str,
    setup: &[String],
    shared: &Workplace<'_>,
    form: &Form,
) -> Result<Observation, Trouble> {
    match in_transaction(shared, form)? {
        Some(observation) => Ok(observation),
        None => outside(host, template, setup, form),
    }
}

/// None where the statement refuses transactions.
fn in_transaction(place: &Workplace<'_>, form: &Form) -> Result<Option<Observation>, Trouble> {
    let measured = place.in_session(form, |runner| {
        begin(runner, form)?;
        let measured = measure(&place.watcher, runner, &place.before, || runner.run(&form.statement));
        runner.run("ROLLBACK")?;
        Ok(measured)
    })?;
    let seen = match measured {
        Ok(seen) => seen,
        Err(error) if error.code() == Some(&SqlState::ACTIVE_SQL_TRANSACTION) => return Ok(None),
        Err(error) => return Ok(Some(Observation { fails: Some(describe(&error)), ..Observation::default() })),
    };
    let known = ceiling::raise(&seen.held, |known, patience_ms| {
        place.in_session(form, |runner| {
            begin(runner, form)?;
            let stop = ceiling::attempt(&place.blocker, &place.before, runner, &form.statement, known, patience_ms);
            runner.run("ROLLBACK")?;
            stop
        })
    })?;
    let kept = |id: u64, mode| seen.held.contains(&(id, mode));
    let facts = report(&place.before, &seen.after, &known, &seen.scanned, &[], &kept);
    Ok(Some(Observation { facts, ..Observation::default() }))
}

/// Opens a transaction with the settings of a form.
fn begin(runner: &Session, form: &Form) -> Result<(), Trouble> {
    runner.run("BEGIN")?;
    settings(runner, form)
}

fn settings(runner: &Session, form: &Form) -> Result<(), Trouble> {
    form.settings.iter().try_for_each(|setting| runner.run(setting)).map_err(Trouble::Server)
}

/// A statement that cannot run in a transaction block: its locks are seen by standing in its way.
///
/// # Errors
/// As [`observe`].
pub fn outside(host: &dyn Host, template: &str, setup: &[String], form: &Form) -> Result<Observation, Trouble> {
    let place = Workplace::new(host, template, setup)?;
    let runner = &place.runner;
    settings(runner, form)?;
    runner.take_messages();
    let result = runner.run(&form.statement);
    let messages = runner.take_messages();
    let after = Relations::read(&place.watcher)?;
    let mut observation = Observation { outside_only: true, ..Observation::default() };
    if let Err(error) = result {
        observation.fails = Some(describe(&error));
        return Ok(observation);
    }
    let mut search = Search { host, template, setup, form, place: RefCell::new(None) };
    let (known, waits) = search.discover()?;
    let built = built_tables(&place.before, &after, &messages);
    // Such a statement ends its transactions itself: when a lock goes is not told apart.
    observation.facts = report(&place.before, &after, &known, &built, &[], &|_, _| true);
    observation.waits = waits;
    Ok(observation)
}

/// Attempts at a statement that cannot be rolled back.
struct Search<'a> {
    host: &'a dyn Host,
    template: &'a str,
    setup: &'a [String],
    form: &'a Form,
    /// The database of the last attempt.
    place: RefCell<Option<Workplace<'a>>>,
}

impl<'a> Search<'a> {
    /// All the locks of the statement, and whose end it waits for.
    fn discover(&mut self) -> Result<(Known, Vec<String>), Trouble> {
        let mut known = Known::default();
        loop {
            match self.attempt(&known)? {
                Stop::None => break,
                Stop::Relation(relation, mode) => known.learn(relation, mode)?,
                Stop::Users => self.be_patient(&mut known)?,
                Stop::Unsaid => return Err(Trouble::Odd("the server does not say what it waits for".to_owned())),
            }
        }
        if !self.form.concurrent {
            return Ok((known, Vec::new()));
        }
        self.take_back_patience(&mut known)?;
        for catalog in ["pg_attribute", "pg_statistic"] {
            let place = self.place()?;
            let held = held_midway(&place, self.form, catalog);
            self.place.replace(Some(place));
            for (relation, mode) in held? {
                known.add(relation, mode);
            }
        }
        let waits = describe_waits(&known, &self.relations());
        Ok((known, waits))
    }

    fn attempt(&self, known: &Known) -> Result<Stop, Trouble> {
        let mut patience_ms = ceiling::SHORT_MS;
        loop {
            let place = self.place()?;
            let stop = place.in_session(self.form, |runner| {
                settings(runner, self.form)?;
                ceiling::attempt(&place.blocker, &place.before, runner, &self.form.statement, known, patience_ms)
            });
            self.place.replace(Some(place));
            match stop? {
                Stop::Unsaid => patience_ms = longer(patience_ms)?,
                stop => return Ok(stop),
            }
        }
    }

    /// The database of the last attempt, or a new one when that cannot be put back.
    fn place(&self) -> Result<Workplace<'a>, Trouble> {
        if let Some(place) = self.place.take()
            && place.put_back()?
        {
            return Ok(place);
        }
        Workplace::new(self.host, self.template, self.setup)
    }

    fn relations(&self) -> Relations {
        self.place.borrow().as_ref().map(|place| place.before.clone()).unwrap_or_default()
    }

    /// Gives way on one more table, in the order in which they were found.
    fn be_patient(&self, known: &mut Known) -> Result<(), Trouble> {
        let relations = self.relations();
        for id in known.order.clone() {
            let stores_rows = relations.0.get(&id).is_some_and(|relation| {
                matches!(relation.kind, Kind::Table | Kind::PartitionedTable | Kind::MaterializedView)
            });
            if stores_rows && !known.patience.contains_key(&id) {
                known.patience.insert(id, Patience::Everyone);
                return Ok(());
            }
        }
        Err(Trouble::Odd("the statement waits for transactions that hold nothing it needs".to_owned()))
    }

    /// Takes back what was not needed of the patience, one table at a time.
    fn take_back_patience(&self, known: &mut Known) -> Result<(), Trouble> {
        let tables: Vec<u64> = known.patience.keys().copied().collect();
        for table in &tables {
            // With one table only, no patience is known not to be enough.
            let first = if tables.len() == 1 { Patience::Writers } else { Patience::None };
            for patience in [Patience::None, Patience::Writers, Patience::Everyone] {
                known.patience.insert(*table, patience);
                let tried = patience >= first && patience < Patience::Everyone;
                if tried && self.attempt(known)? == Stop::None {
                    break;
                }
            }
        }
        Ok(())
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

/// The locks at the moment when a CONCURRENTLY form first writes to a system catalog: it may hold an index more strongly
/// there than at first, while the search for waits has to keep off its table.
fn held_midway(place: &Workplace<'_>, form: &Form, catalog: &str) -> Result<Vec<(u64, LockMode)>, Trouble> {
    let mut held = Vec::new();
    place.in_session(form, |runner| {
        let pid = runner.first("SELECT pg_backend_pid()")?.unwrap_or_default();
        runner.run("SET lock_timeout = 200")?;
        place.blocker.run(&format!("BEGIN; LOCK TABLE {catalog} IN SHARE MODE"))?;
        let looked = thread::scope(|scope| {
            let running = scope.spawn(|| runner.run(&form.statement));
            while !running.is_finished() {
                held.extend(held_by(&place.watcher, &pid, &place.before)?);
                thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        });
        place.blocker.run("ROLLBACK")?;
        looked
    })?;
    Ok(held)
}
