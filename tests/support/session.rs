//! A connection for tests that reads like psql: one statement in, rows or an error out, and the
//! server's messages kept. It must not know what is tested.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::future::poll_fn;
use std::sync::{Arc, Mutex};

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::DbError;
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, SimpleQueryMessage};

/// A session with a server, driven by the calling thread.
pub(crate) struct Session {
    client: Client,
    runtime: Runtime,
    messages: Arc<Mutex<Vec<DbError>>>,
}

/// One row of a simple query: every value as text.
pub(crate) type Row = Vec<Option<String>>;

impl Session {
    pub(crate) fn connect(config: &Config) -> Result<Session, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime needs only memory");
        let messages = Arc::new(Mutex::new(Vec::new()));
        let (client, mut connection) = runtime.block_on(config.connect(NoTls))?;
        let sink = Arc::clone(&messages);
        runtime.spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notice(notice) = message {
                    sink.lock().expect("nothing panics with the lock held").push(notice);
                }
            }
        });
        Ok(Session { client, runtime, messages })
    }

    /// Runs statements as one simple query string, so as one implicit transaction.
    pub(crate) fn run(&self, sql: &str) -> Result<(), Error> {
        self.runtime.block_on(self.client.batch_execute(sql))
    }

    /// Asks the server to read one statement without running it. Of a utility statement it reads nothing but the
    /// grammar; of others also which objects they name.
    pub(crate) fn prepare(&self, sql: &str) -> Result<(), Error> {
        self.runtime.block_on(self.client.prepare(sql)).map(drop)
    }

    /// Runs statements that have to succeed.
    pub(crate) fn expect(&self, sql: &str) {
        self.run(sql).unwrap_or_else(|error| panic!("{}\nin: {sql}", describe(&error)));
    }

    /// The rows of a query that has to succeed.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Row> {
        let answer = self.runtime.block_on(self.client.simple_query(sql));
        let answer = answer.unwrap_or_else(|error| panic!("{}\nin: {sql}", describe(&error)));
        let row = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
            _ => None,
        };
        answer.iter().filter_map(row).collect()
    }

    /// The only value of a query that returns one.
    pub(crate) fn value(&self, sql: &str) -> String {
        let row = self.rows(sql).into_iter().next();
        row.and_then(|row| row.into_iter().next().flatten()).unwrap_or_else(|| panic!("no value from: {sql}"))
    }

    /// The messages that the server sent since the last call.
    pub(crate) fn take_messages(&self) -> Vec<DbError> {
        std::mem::take(&mut *self.messages.lock().expect("nothing panics with the lock held"))
    }
}

/// An error in one line: the server's words and code when it comes from the server.
pub(crate) fn describe(error: &Error) -> String {
    match error.as_db_error() {
        Some(answer) => format!("{}: {}", answer.code().code(), answer.message()),
        None => error.to_string(),
    }
}
