//! A live server: its schema and sizes, the migration tools' history tables, and who is in the way right now.
//!
//! The only async code of the analysis. Every look is a short read-only transaction with limits, in one simple-protocol
//! string, so that it works through any pooler and never holds a lock or a snapshot for long. Needs only CONNECT.

pub mod activity;
mod connect;
pub mod history_table;
pub mod introspect;
mod tls;

pub use connect::Target;

use crate::{
    catalog::PgVersion,
    error::{Error, Result},
};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, SimpleQueryMessage, error::SqlState};

/// Limits of each look: to wait for a lock, and in all.
const LIMITS: &str = "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '30s'; \
     SET LOCAL search_path = pg_catalog; SET LOCAL extra_float_digits = 1; SET LOCAL jit = off;";

/// An open connection.
pub struct Server {
    /// As shown to the user: no password.
    pub target: String,
    pub version: PgVersion,
    pub database: String,
    /// What was odd about the connection settings, a sentence each.
    pub warnings: Vec<String>,
    runtime: Runtime,
    client: Client,
}

impl Server {
    /// Connects, and refuses servers older than 14.
    pub fn connect(target: &Target) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| Error::Read { path: "the network".to_owned(), source })?;
        let client = runtime.block_on(target.open())?;
        let mut server = Self {
            target: target.to_string(),
            version: PgVersion::OLDEST,
            database: String::new(),
            warnings: target.warnings.clone(),
            runtime,
            client,
        };
        let about: Vec<About> = server.rows(
            "SELECT current_setting('server_version_num')::int / 10000 AS major, current_database() AS database",
        )?;
        let about = about.into_iter().next().ok_or_else(|| server.undecided("it did not say its version"))?;
        if about.major < PgVersion::OLDEST.0 {
            let message = format!("the server at {} is Postgres {}, older than 14", server.target, about.major);
            return Err(Error::Undecided { message, help: Some("migcheck knows Postgres 14 to 18".to_owned()) });
        }
        // A newer server is treated as the newest that we know; the report says so.
        if about.major > PgVersion::NEWEST.0 {
            server.warnings.push(format!("Postgres {} is newer than 18: treated as 18", about.major));
        }
        server.version = PgVersion(about.major.min(PgVersion::NEWEST.0));
        server.database = about.database;
        Ok(server)
    }

    /// The rows of a query in a short read-only transaction of its own.
    ///
    /// The query's columns are named like the fields of `T`; it may not contain parameters or a semicolon.
    pub(crate) fn rows<T: DeserializeOwned>(&self, query: &str) -> Result<Vec<T>> {
        let sql =
            format!("BEGIN READ ONLY; {LIMITS} SELECT coalesce(json_agg(t), '[]')::text FROM ({query}) t; COMMIT");
        let answer = self.runtime.block_on(self.client.simple_query(&sql));
        let messages = match answer {
            Ok(messages) => messages,
            Err(error) => {
                // The failed transaction block is still open; that this fails too would tell nothing new.
                let _ = self.runtime.block_on(self.client.simple_query("ROLLBACK"));
                return Err(self.explain(&error));
            }
        };
        let text = messages.iter().find_map(|it| match it {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        let text = text.ok_or_else(|| self.undecided("it answered without a row"))?;
        serde_json::from_str(text).map_err(|error| self.undecided(&format!("its answer was not understood: {error}")))
    }

    fn undecided(&self, what: &str) -> Error {
        Error::Undecided { message: format!("cannot read the schema of {}: {what}", self.target), help: None }
    }

    fn explain(&self, error: &tokio_postgres::Error) -> Error {
        let help = match error.code() {
            Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => Some(
                "another session holds ACCESS EXCLUSIVE on a table; see pg_stat_activity, or try again when it is done"
                    .to_owned(),
            ),
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
                Some("grant the role USAGE on the schema and SELECT on the table".to_owned())
            }
            _ => None,
        };
        let message = connect::describe(error);
        Error::Undecided { message: format!("cannot read the schema of {}: {message}", self.target), help }
    }
}

#[derive(serde::Deserialize)]
struct About {
    major: u16,
    database: String,
}
