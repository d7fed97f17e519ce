//! Where the throwaway server comes from: the one the user names, else programs on this machine, else Docker.

use super::{
    ceiling::Trouble,
    docker::Container,
    session::{Session, describe},
    throwaway::{Throwaway, is_program},
    workplace::Host,
};
use crate::{
    catalog::PgVersion,
    database::Target,
    error::{Error, Result},
};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};
use tokio_postgres::Config;

/// What the user said about the server.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// A server that runs already.
    pub url: Option<String>,
    /// The database of that server that may be used though it is not empty, or not on this machine.
    pub yes_use: Option<String>,
    /// The folder with the programs `postgres` and `initdb`.
    pub bin: Option<PathBuf>,
}

/// A server in which databases are made and dropped.
pub struct Server {
    pub major: PgVersion,
    /// For a sentence: `Postgres 17 of /usr/lib/postgresql/17/bin`.
    pub description: String,
    /// Why this one, a sentence each.
    pub why: Vec<String>,
    kind: Kind,
    /// Keeps the number of this run ours, see [`Server::sweep`].
    admin: Session,
    run: u32,
    databases: AtomicU32,
}

enum Kind {
    /// Named by the user; other databases on it are not ours.
    Given(Config),
    Local(Throwaway),
    Docker(Container),
}

impl Server {
    /// # Errors
    /// When there is none; the help says what was looked for.
    pub fn start(wish: &Wish, wanted: PgVersion) -> Result<Self> {
        match &wish.url {
            Some(url) => Self::given(url, wish.yes_use.as_deref(), wanted),
            None => Self::own(wish.bin.as_deref(), wanted),
        }
    }

    /// Whether it is gone afterwards, with all roles in it.
    pub fn is_ours(&self) -> bool {
        !matches!(self.kind, Kind::Given(_))
    }

    fn own(bin: Option<&Path>, wanted: PgVersion) -> Result<Self> {
        let mut why = Vec::new();
        let named = bin.map(Path::to_owned).or_else(|| env::var_os("MIGCHECK_POSTGRES_BIN").map(PathBuf::from));
        if let Some(named) = named {
            let bin = [named.join("bin"), named.clone()].into_iter().find(|it| is_program(&it.join("postgres")));
            let bin = bin.ok_or_else(|| usage(&format!("there is no program postgres in {}", named.display())))?;
            return match major_of(&bin) {
                Some(major) if major == wanted.0 => Self::local(&bin, wanted, vec!["named by you".to_owned()]),
                Some(major) => Err(Error::Usage {
                    message: format!("{} is Postgres {major}, the predictions are for {wanted}", bin.display()),
                    help: Some(format!("give the programs of {wanted}, or --postgres {major}")),
                }),
                None => Err(usage(&format!("{} does not run here", bin.join("postgres").display()))),
            };
        }
        let mut others: Vec<String> = Vec::new();
        for bin in places(wanted).into_iter().filter(|it| is_program(&it.join("postgres"))) {
            match major_of(&bin) {
                Some(major) if major == wanted.0 && is_program(&bin.join("initdb")) => {
                    return Self::local(&bin, wanted, vec![format!("found on this machine for Postgres {wanted}")]);
                }
                Some(major) => others.push(format!("{} is {major}", bin.display())),
                None => {}
            }
        }
        others.sort();
        others.dedup();
        why.push(match others.as_slice() {
            [] => "there are no programs of Postgres on this machine".to_owned(),
            others => format!("there are no programs of Postgres {wanted} on this machine ({})", others.join(", ")),
        });
        match Container::start(wanted) {
            Ok(container) => Self::docker(container, wanted, why),
            Err(because) => Err(Error::Undecided {
                message: format!("no server to prove on: {}, and {because}", why.join(", ")),
                help: Some(format!(
                    "install Postgres {wanted} (Debian: apt-get install postgresql-{wanted}; macOS: brew install \
                     postgresql@{wanted}), start Docker,\nor name a server with --server or its programs with --postgres-bin"
                )),
            }),
        }
    }

    fn local(bin: &Path, major: PgVersion, mut why: Vec<String>) -> Result<Self> {
        let server = Throwaway::start(bin, None)?;
        why.extend(server.notes.iter().cloned());
        let description = format!("Postgres {major} of {}", bin.display());
        Self::of(Kind::Local(server), major, description, why)
    }

    fn docker(container: Container, major: PgVersion, why: Vec<String>) -> Result<Self> {
        let description = format!("Postgres {major} in a container of the image {}", container.image);
        Self::of(Kind::Docker(container), major, description, why)
    }

    /// A server that the user named: its own databases are left alone, ours are made beside them.
    fn given(url: &str, yes_use: Option<&str>, wanted: PgVersion) -> Result<Self> {
        let target = Target::parse(url)?;
        let config = target.config().clone();
        let database = config.get_dbname().unwrap_or_default().to_owned();
        let named = yes_use == Some(&*database);
        if !named && !target.is_on_this_machine() {
            return Err(Error::Usage {
                message: format!("{target} is not on this machine"),
                help: Some(format!("if it is a server to play with, say --yes-use {database}")),
            });
        }
        let server = Self::of(Kind::Given(config), wanted, target.to_string(), vec!["named by you".to_owned()])?;
        let ask = |sql: &str| server.admin.first(sql).map_err(|error| undecided(&target, &describe(&error)));
        if !named && let Some(found) = ask(USERS_OWN)? {
            return Err(Error::Usage {
                message: format!("the database of {target} is not empty: it has {found}"),
                help: Some(format!("name an empty one, or say --yes-use {database}")),
            });
        }
        if ask("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")?.is_none() {
            return Err(undecided(&target, "observing locks needs a superuser"));
        }
        let major = ask("SELECT current_setting('server_version_num')::int / 10000")?.unwrap_or_default();
        if major != wanted.0.to_string() {
            return Err(Error::Usage {
                message: format!("{target} is Postgres {major}, the predictions are for {wanted}"),
                help: Some(format!("--postgres {major} predicts for that")),
            });
        }
        Ok(server)
    }

    fn of(kind: Kind, major: PgVersion, description: String, why: Vec<String>) -> Result<Self> {
        let config = match &kind {
            Kind::Given(config) => config.clone(),
            Kind::Local(server) => server.config(),
            Kind::Docker(container) => container.config(),
        };
        let lost = |error: tokio_postgres::Error| Error::Undecided {
            message: format!("cannot use {description}: {}", describe(&error)),
            help: None,
        };
        let admin = Session::connect(&config).map_err(lost)?;
        let run = std::process::id();
        let server =
            Self { major, description: description.clone(), why, kind, admin, run, databases: AtomicU32::new(0) };
        server.sweep().map_err(lost)?;
        Ok(server)
    }

    /// Takes the number of this run, and drops the databases of runs that are no more: nobody holds their number.
    fn sweep(&self) -> Result<(), tokio_postgres::Error> {
        self.admin.run(&format!("SELECT pg_advisory_lock({LOCK_SPACE}, {})", self.run))?;
        let ours = format!("SELECT datname FROM pg_database WHERE datname ~ '^{PREFIX}_[0-9]+_[0-9]+$'");
        for name in self.admin.query(&ours)?.into_iter().filter_map(|row| row.into_iter().next().flatten()) {
            let Some(run) = name.split('_').nth_back(1) else { continue };
            let free = format!("SELECT pg_try_advisory_lock({LOCK_SPACE}, {run})");
            if run != self.run.to_string() && self.admin.first(&free)?.as_deref() == Some("t") {
                self.discard(&name);
                self.admin.run(&format!("SELECT pg_advisory_unlock({LOCK_SPACE}, {run})"))?;
            }
        }
        Ok(())
    }

    /// A new empty database.
    ///
    /// # Errors
    /// The server's.
    pub fn create(&self) -> Result<String, Trouble> {
        self.copy("template0")
    }

    pub fn connect(&self, database: &str) -> Result<Session, Trouble> {
        Ok(Session::connect(&self.config(database))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.is_ours() {
            return;
        }
        for number in 0..self.databases.load(Ordering::Relaxed) {
            self.discard(&format!("{PREFIX}_{}_{number}", self.run));
        }
    }
}

impl Host for Server {
    fn config(&self, database: &str) -> Config {
        let mut config = match &self.kind {
            Kind::Given(config) => config.clone(),
            Kind::Local(server) => server.config(),
            Kind::Docker(container) => container.config(),
        };
        config.dbname(database);
        config
    }

    fn copy(&self, template: &str) -> Result<String, Trouble> {
        if template.starts_with(PREFIX) {
            let others = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{template}'");
            self.admin.run(&others)?;
        }
        let name = format!("{PREFIX}_{}_{}", self.run, self.databases.fetch_add(1, Ordering::Relaxed));
        self.admin.run(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        Ok(name)
    }

    fn discard(&self, database: &str) {
        // A database that cannot be dropped now is dropped by the next run, or goes with the server.
        let _ = self.admin.run_anyway(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
    }
}

/// Our databases begin with this; the run's number and their own follow.
const PREFIX: &str = "migcheck_prove";

/// The first key of the advisory locks that say which runs live.
const LOCK_SPACE: u32 = 1_835_623_267;

/// The first thing in a database that a user made.
const USERS_OWN: &str = "SELECT format('%s %s', kind, name) FROM (
    SELECT 'the relation' AS kind, oid::regclass::text AS name, oid, 'pg_class'::regclass AS class FROM pg_class
    WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
    UNION ALL SELECT 'the routine', oid::regproc::text, oid, 'pg_proc'::regclass FROM pg_proc
    WHERE pronamespace::regnamespace::text !~ '^(pg_|information_schema$)'
    UNION ALL SELECT 'the type', oid::regtype::text, oid, 'pg_type'::regclass FROM pg_type
    WHERE typnamespace::regnamespace::text !~ '^(pg_|information_schema$)') own
    WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = class AND d.objid = own.oid AND d.deptype = 'e') LIMIT 1";

/// Where installers put the programs of a major.
fn places(wanted: PgVersion) -> Vec<PathBuf> {
    let usual = [
        format!("/usr/lib/postgresql/{wanted}/bin"),
        format!("/usr/pgsql-{wanted}/bin"),
        format!("/opt/homebrew/opt/postgresql@{wanted}/bin"),
        format!("/usr/local/opt/postgresql@{wanted}/bin"),
        format!("/Applications/Postgres.app/Contents/Versions/{wanted}/bin"),
        format!("/usr/local/pgsql-{wanted}/bin"),
        "/usr/local/pgsql/bin".to_owned(),
    ];
    let asked = Command::new("pg_config").arg("--bindir").stderr(Stdio::null()).output();
    let asked = asked.ok().filter(|it| it.status.success()).map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = usual.into_iter().map(PathBuf::from).collect();
    places.extend(asked.map(|it| PathBuf::from(it.trim_end())));
    places.extend(env::split_paths(&path));
    // Debian keeps each major in a folder of its own, so other majors are worth a word.
    let others = (PgVersion::OLDEST.0..=PgVersion::NEWEST.0).filter(|it| *it != wanted.0);
    places.extend(others.map(|it| PathBuf::from(format!("/usr/lib/postgresql/{it}/bin"))));
    places
}

/// From `postgres (PostgreSQL) 17.5 (Debian …)`.
fn major_of(bin: &Path) -> Option<u16> {
    let output = Command::new(bin.join("postgres")).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split_whitespace().find(|it| it.starts_with(|it: char| it.is_ascii_digit()))?;
    version.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok()
}

fn usage(message: &str) -> Error {
    Error::Usage {
        message: message.to_owned(),
        help: Some("--postgres-bin is the folder with postgres and initdb".into()),
    }
}

fn undecided(target: &Target, because: &str) -> Error {
    Error::Undecided { message: format!("cannot prove on {target}: {because}"), help: None }
}
