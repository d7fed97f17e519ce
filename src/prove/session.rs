//! A connection that reads like psql: one statement in, rows or an error out, and the server's messages kept.

use super::interrupt;
use std::{
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, SimpleQueryMessage, error::DbError};

/// A session with a server, driven by the calling thread.
pub struct Session {
    client: Client,
    runtime: Runtime,
    messages: Arc<Mutex<Vec<DbError>>>,
}

/// One row of a simple query: every value as text.
pub type Row = Vec<Option<String>>;

/// So long a statement may take to end once it has been told to.
const GRACE: Duration = Duration::from_secs(10);

impl Session {
    pub fn connect(config: &Config) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime needs only memory");
        let messages = Arc::new(Mutex::new(Vec::new()));
        let (client, mut connection) = runtime.block_on(config.connect(NoTls))?;
        let sink = Arc::clone(&messages);
        runtime.spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notice(notice) = message {
                    sink.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
                }
            }
        });
        Ok(Self { client, runtime, messages })
    }

    /// Runs statements as one simple query string, so as one implicit transaction.
    pub fn run(&self, sql: &str) -> Result<(), Error> {
        self.runtime.block_on(self.unless_told_to_stop(self.client.batch_execute(sql), None))
    }

    /// The same, cancelled by us when it lasts longer; the server then answers with 57014.
    pub fn run_within(&self, sql: &str, limit: Duration) -> Result<(), Error> {
        self.runtime.block_on(self.unless_told_to_stop(self.client.batch_execute(sql), Some(limit)))
    }

    /// For cleaning up: a signal does not cancel it.
    pub(super) fn run_anyway(&self, sql: &str) -> Result<(), Error> {
        self.runtime.block_on(self.client.batch_execute(sql))
    }

    /// Waits for an answer, and has it cancelled when a signal arrives or the time is over.
    async fn unless_told_to_stop<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
        limit: Option<Duration>,
    ) -> Result<T, Error> {
        let start = Instant::now();
        let mut answer = std::pin::pin!(answer);
        loop {
            if let Ok(result) = tokio::time::timeout(interrupt::PULSE, &mut answer).await {
                return result;
            }
            if interrupt::arrived() || limit.is_some_and(|limit| start.elapsed() >= limit) {
                // Should the server not hear of it, the statement still has its time to end by itself.
                let _ = tokio::time::timeout(GRACE, self.client.cancel_token().cancel_query(NoTls)).await;
                return answer.await;
            }
        }
    }

    /// Asks the server to read one statement without running it. Of a utility statement it reads nothing but the
    /// grammar; of others also which objects they name.
    pub fn prepare(&self, sql: &str) -> Result<(), Error> {
        self.runtime.block_on(self.client.prepare(sql)).map(drop)
    }

    /// The rows of a query.
    pub fn query(&self, sql: &str) -> Result<Vec<Row>, Error> {
        let answer = self.runtime.block_on(self.unless_told_to_stop(self.client.simple_query(sql), None))?;
        let row = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
            _ => None,
        };
        Ok(answer.iter().filter_map(row).collect())
    }

    /// The first value of a query; None also for NULL.
    pub fn first(&self, sql: &str) -> Result<Option<String>, Error> {
        let row = self.query(sql)?.into_iter().next();
        Ok(row.and_then(|row| row.into_iter().next().flatten()))
    }

    /// The messages that the server sent since the last call.
    pub fn take_messages(&self) -> Vec<DbError> {
        std::mem::take(&mut *self.messages.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An error in one line: the server's words and code when it comes from the server.
pub fn describe(error: &Error) -> String {
    match error.as_db_error() {
        Some(answer) => format!("{}: {}", answer.code().code(), answer.message()),
        None => error.to_string(),
    }
}
