//! A session of the tests: that of the library, where what has to succeed panics when it does not.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::ops::Deref;

use migcheck::prove::session;
pub(crate) use session::{Row, describe};
use tokio_postgres::{Config, Error};

pub(crate) struct Session(session::Session);

impl Deref for Session {
    type Target = session::Session;

    fn deref(&self) -> &session::Session {
        &self.0
    }
}

impl Session {
    pub(crate) fn connect(config: &Config) -> Result<Session, Error> {
        session::Session::connect(config).map(Session)
    }

    /// Runs statements that have to succeed.
    pub(crate) fn expect(&self, sql: &str) {
        self.run(sql).unwrap_or_else(|error| panic!("{}\nin: {sql}", describe(&error)));
    }

    /// The rows of a query that has to succeed.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Row> {
        self.query(sql).unwrap_or_else(|error| panic!("{}\nin: {sql}", describe(&error)))
    }

    /// The only value of a query that returns one.
    pub(crate) fn value(&self, sql: &str) -> String {
        let row = self.rows(sql).into_iter().next();
        row.and_then(|row| row.into_iter().next().flatten()).unwrap_or_else(|| panic!("no value from: {sql}"))
    }
}
