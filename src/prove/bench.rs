//! One database in which statements run the way a migration tool runs them, with two sessions beside: one looks at locks,
//! one stands in the way.

use super::{
    ceiling::{self, Trouble},
    compare::Circumstances,
    interrupt,
    observe::{SETTINGS, measure, report},
    relations::Relations,
    server::Server,
    session::{Session, describe},
    workplace::{self, Form, Host as _, Observation},
};
use std::time::{Duration, Instant};
use tokio_postgres::{Error, error::SqlState};

pub(super) struct Bench<'a> {
    server: &'a Server,
    pub(super) database: String,
    /// How long one statement may last.
    limit: Duration,
    sessions: Option<Sessions>,
}

struct Sessions {
    runner: Session,
    watcher: Session,
    blocker: Session,
}

/// A statement that was tried and undone.
pub(super) struct Seen {
    pub(super) observation: Observation,
    pub(super) circumstances: Circumstances,
    /// Where it failed.
    pub(super) error: Option<Error>,
    /// Why some of it could not be observed.
    pub(super) trouble: Option<String>,
}

/// Where a statement is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// In the transaction that is open.
    Savepoint,
    /// In one of its own.
    Transaction,
}

impl Frame {
    fn open(self) -> &'static str {
        match self {
            Self::Savepoint => "SAVEPOINT migcheck_try; SET LOCAL client_min_messages = debug1",
            Self::Transaction => "BEGIN; SET LOCAL client_min_messages = debug1",
        }
    }

    fn undo(self) -> &'static str {
        match self {
            Self::Savepoint => "ROLLBACK TO SAVEPOINT migcheck_try; RELEASE SAVEPOINT migcheck_try",
            Self::Transaction => "ROLLBACK",
        }
    }
}

impl<'a> Bench<'a> {
    pub(super) fn new(server: &'a Server, database: &str, limit: Duration) -> Self {
        Self { server, database: database.to_owned(), limit, sessions: None }
    }

    fn sessions(&mut self) -> Result<&Sessions, Trouble> {
        if self.sessions.is_none() {
            let config = self.server.config(&self.database);
            let mut runner = config.clone();
            runner.options(SETTINGS);
            self.sessions = Some(Sessions {
                runner: Session::connect(&runner)?,
                watcher: Session::connect(&config)?,
                blocker: Session::connect(&runner)?,
            });
            self.run_plain("SET lock_timeout = '5s'", |it| &it.blocker)?;
        }
        self.sessions.as_ref().ok_or_else(|| Trouble::Odd("there is no connection".to_owned()))
    }

    fn run_plain(&self, sql: &str, session: impl Fn(&Sessions) -> &Session) -> Result<(), Trouble> {
        self.sessions.as_ref().map_or(Ok(()), |it| session(it).run(sql).map_err(Trouble::from))
    }

    pub(super) fn is_ours(&self) -> bool {
        self.server.is_ours()
    }

    /// Ends all sessions: the next statement gets new ones.
    pub(super) fn disconnect(&mut self) {
        self.sessions = None;
    }

    /// Runs a statement for good.
    pub(super) fn run(&mut self, sql: &str) -> Result<Result<Duration, Error>, Trouble> {
        let limit = self.limit;
        let sessions = self.sessions()?;
        let start = Instant::now();
        let result = sessions.runner.run_within(sql, limit);
        sessions.runner.take_messages();
        match result {
            Err(_) if interrupt::arrived() => Err(Trouble::Odd("interrupted".to_owned())),
            Err(error) if error.is_closed() => Err(Trouble::Odd(format!("the server has gone: {error}"))),
            result => Ok(result.map(|()| start.elapsed())),
        }
    }

    /// The first value of a query in the runner's session.
    pub(super) fn ask(&mut self, sql: &str) -> Result<Option<String>, Trouble> {
        Ok(self.sessions()?.runner.first(sql)?)
    }

    /// Tries a statement, looks at what it does, and undoes it.
    pub(super) fn observe(&mut self, form: &Form, frame: Frame) -> Result<Seen, Trouble> {
        let limit = self.limit;
        let Sessions { runner, watcher, blocker } = self.sessions()?;
        let before = Relations::read(runner)?;
        let pid = runner.first("SELECT pg_backend_pid()")?.unwrap_or_default();
        let held = super::observe::held_by(watcher, &pid, &before)?;
        let circumstances = Circumstances::of(&before, &held, form.about_rows);
        let mut seen = Seen { observation: Observation::default(), circumstances, error: None, trouble: None };
        runner.run(frame.open())?;
        let measured = measure(watcher, runner, &before, || runner.run_within(&form.statement, limit));
        runner.run(frame.undo())?;
        let measured = match measured {
            Ok(measured) => measured,
            Err(error) if frame == Frame::Transaction && refuses_transactions(&error) => {
                return self.outside(form, seen);
            }
            Err(error) => {
                seen.observation.fails = Some(describe(&error));
                seen.error = Some(error);
                return Ok(seen);
            }
        };
        // What others see of what is still there: this transaction's own relations are in nobody's way, and those that it
        // has dropped, indexes made again among them, are in ours.
        let mut visible = Relations::glance(watcher)?;
        visible.0.retain(|id, _| before.0.contains_key(id));
        let known = ceiling::raise(&measured.held, |known, patience_ms| {
            runner.run(frame.open())?;
            let stop = ceiling::attempt(blocker, &visible, runner, &form.statement, known, patience_ms);
            runner.run(frame.undo())?;
            stop
        });
        let known = known.unwrap_or_else(|trouble| {
            seen.trouble = Some(format!("locks that it gives back at once were not looked for: {trouble}"));
            ceiling::Known::of(&measured.held)
        });
        let kept = |id: u64, mode| measured.held.contains(&(id, mode)) || seen.trouble.is_some();
        seen.observation.facts = report(&before, &measured.after, &known, &measured.scanned, &held, &kept);
        Ok(seen)
    }

    /// A statement that runs outside transaction blocks only is tried in copies of the database.
    fn outside(&mut self, form: &Form, mut seen: Seen) -> Result<Seen, Trouble> {
        let temporary = "SELECT 1 FROM pg_class WHERE relnamespace = pg_my_temp_schema() LIMIT 1";
        if self.ask(temporary)?.is_some() {
            seen.trouble =
                Some("it was not observed: copies of the database lack this session's temporary tables".into());
            return Ok(seen);
        }
        let settings = self.settings()?;
        let form = Form { settings: settings.clone(), ..form.clone() };
        self.disconnect();
        let observed = workplace::outside(self.server, &self.database, &[], &form);
        for setting in &settings {
            if let Err(error) = self.run(setting)? {
                return Err(Trouble::Server(error));
            }
        }
        match observed {
            Ok(observation) => seen.observation = observation,
            Err(trouble) => {
                seen.observation.outside_only = true;
                seen.trouble = Some(format!("it was not observed: {trouble}"));
            }
        }
        Ok(seen)
    }

    /// What the runner's session has been told, as statements that tell another session the same.
    fn settings(&mut self) -> Result<Vec<String>, Trouble> {
        let rows = self.sessions()?.runner.query(
            "SELECT format('SELECT set_config(%L, %L, false)', name, setting) FROM pg_settings WHERE source = 'session'
             UNION ALL SELECT format('SET ROLE %I', current_user) WHERE current_user <> session_user",
        )?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
    }
}

/// CONCURRENTLY, VACUUM and their like; a COMMIT inside a block of code.
fn refuses_transactions(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(code) if *code == SqlState::ACTIVE_SQL_TRANSACTION || *code == SqlState::INVALID_TRANSACTION_TERMINATION
    )
}
