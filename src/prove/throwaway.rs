//! A Postgres of our own from local binaries: started in a folder of its own, reached only through a socket in it, and
//! gone with us, however we end.
//!
//! Who removes it is a small watchdog process: it waits for the end of a pipe that the kernel closes when we are no more,
//! also after a kill -9. Should somebody kill the watchdog too, the next run finds the folder by its free lock file.

use super::interrupt;
use crate::error::{Error, Result};
use std::{
    fs::{self, File},
    io,
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant, SystemTime},
};
use tokio_postgres::Config;

/// Folders of ours under the system's temporary folder begin with this; the process id follows.
const PREFIX: &str = "migcheck-pg-";

/// The longest path of a socket that every system takes, less the file's own name.
const SOCKET_PATH: usize = 100 - "/.s.PGSQL.5432".len();

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// A running server; dropping it stops it and removes all it wrote.
#[derive(Debug)]
pub struct Throwaway {
    /// Everything of it, the socket too: libpq's `host`.
    pub dir: PathBuf,
    /// What had to be done for it, a sentence each.
    pub notes: Vec<String>,
    watchdog: Child,
    /// The watchdog ends the server when this closes.
    alive: Option<ChildStdin>,
    _lock: File,
}

impl Throwaway {
    /// Starts the server of the binaries in `bin`; its cluster is a copy of `template`, which is made where it is missing.
    ///
    /// # Errors
    /// When a program fails; its own words are in the message.
    pub fn start(bin: &Path, template: Option<&Path>) -> Result<Self> {
        sweep();
        let account = Account::for_servers();
        let (dir, lock) = make_dir(&account)?;
        let remove = |error| {
            let _ = fs::remove_dir_all(&dir);
            error
        };
        let mut notes = Vec::new();
        if let Some((_, name)) = &account.switch_to {
            notes.push(format!("runs as {name}: Postgres refuses to be run by root"));
        }
        let bin = account.readable(bin, &dir, &mut notes).map_err(remove)?;
        create_cluster(&account, &bin, &dir, template).map_err(remove)?;
        let mut watchdog = launch(&account, &bin, &dir).map_err(remove)?;
        let alive = watchdog.stdin.take();
        let mut server = Self { dir, notes, watchdog, alive, _lock: lock };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// How its superuser connects.
    pub fn config(&self) -> Config {
        let mut config = Config::new();
        config.host_path(&self.dir).port(PORT).user("postgres").dbname("postgres");
        config
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        while let Err(error) = super::session::Session::connect(&self.config()) {
            interrupt::check()?;
            let gone = matches!(self.watchdog.try_wait(), Ok(Some(_)));
            if gone || Instant::now() > deadline {
                // The watchdog of a server that did not start has removed the log already.
                let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                let last: Vec<&str> = log.lines().rev().take(5).collect();
                let because = if last.is_empty() { error.to_string() } else { last.join("\n") };
                return Err(failed("start Postgres", &because));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        drop(self.alive.take());
        let deadline = Instant::now() + STOP_LIMIT;
        while Instant::now() < deadline && matches!(self.watchdog.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Nothing is left to do, unless somebody has killed the watchdog.
        remove(&self.dir);
    }
}

const PORT: u16 = 5432;

/// The account that owns and runs the server: Postgres refuses to be run by root.
struct Account {
    switch_to: Option<((u32, u32), String)>,
}

impl Account {
    fn for_servers() -> Self {
        // Whoever owns our own process's files is who we are; there is no other safe way to ask.
        let root = fs::metadata("/proc/self").map_or_else(|_| owner_of_a_new_file() == Some(0), |it| it.uid() == 0);
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = |name: &str| {
            let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
            let fields = lines.find(|fields| fields.first() == Some(&name))?;
            Some(((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?), name.to_owned()))
        };
        let nobody = || ((65534, 65534), "user 65534".to_owned());
        let unprivileged = || ids("postgres").or_else(|| ids("nobody")).unwrap_or_else(nobody);
        Self { switch_to: root.then(unprivileged) }
    }

    /// Gives a folder and all in it to the account.
    fn own(&self, path: &Path) -> io::Result<()> {
        let Some(((user, group), _)) = self.switch_to else { return Ok(()) };
        std::os::unix::fs::lchown(path, Some(user), Some(group))?;
        if fs::symlink_metadata(path)?.is_dir() {
            for entry in fs::read_dir(path)? {
                self.own(&entry?.path())?;
            }
        }
        Ok(())
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // The server's own programs read libpq's variables too.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C").current_dir("/");
        if let Some(((user, group), _)) = self.switch_to {
            command.uid(user).gid(group);
        }
        command
    }

    fn can_run(&self, program: &Path, argument: &str) -> bool {
        let mut probe = self.command(program);
        probe.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    }

    /// The programs where the account can read them: a copy where they are private.
    fn readable(&self, bin: &Path, dir: &Path, notes: &mut Vec<String>) -> Result<PathBuf> {
        let private = self.switch_to.is_some() && !self.can_run(&bin.join("postgres"), "--version");
        let installed = bin.parent().filter(|it| it.join("share").is_dir() && it.join("lib").is_dir());
        let Some(installed) = installed.filter(|it| private && *it != Path::new("/usr") && *it != Path::new("/"))
        else {
            return Ok(bin.to_owned());
        };
        let copy = dir.join("installed");
        run(Command::new("cp").arg("-R").arg(installed).arg(&copy), "copy the server's programs")?;
        self.own(&copy).map_err(|error| failed("copy the server's programs", &error.to_string()))?;
        notes.push(format!("runs a copy of {}, which that account cannot read", installed.display()));
        Ok(copy.join("bin"))
    }
}

fn owner_of_a_new_file() -> Option<u32> {
    let path = std::env::temp_dir().join(format!("{PREFIX}{}-whoami", std::process::id()));
    let owner = File::create_new(&path).and_then(|file| file.metadata()).map(|it| it.uid());
    let _ = fs::remove_file(path);
    owner.ok()
}

/// A private folder for one server, and the lock that says we are alive.
fn make_dir(account: &Account) -> Result<(PathBuf, File)> {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |it| it.subsec_nanos());
    let name = format!("{PREFIX}{}-{number}{clock:08x}", std::process::id());
    let usable = |it: &PathBuf| {
        let short = it.as_os_str().len() + 1 + name.len() <= SOCKET_PATH;
        short && (account.switch_to.is_none() || account.can_run(Path::new("ls"), &it.display().to_string()))
    };
    let parent = [std::env::temp_dir(), PathBuf::from("/tmp")].into_iter().find(usable);
    let parent =
        parent.ok_or_else(|| failed("make a folder for the server", "no temporary folder has a short path"))?;
    let dir = parent.join(name);
    let make = || -> io::Result<File> {
        fs::DirBuilder::new().mode(0o700).create(&dir)?;
        // Under another name until it is locked: a sweep takes a free lock for a dead owner.
        let lock = File::create_new(dir.join("lock.new"))?;
        lock.lock()?;
        fs::rename(dir.join("lock.new"), dir.join("lock"))?;
        account.own(&dir)?;
        Ok(lock)
    };
    match make() {
        Ok(lock) => Ok((dir, lock)),
        Err(error) => {
            let _ = fs::remove_dir_all(&dir);
            Err(failed(&format!("make {}", dir.display()), &error.to_string()))
        }
    }
}

/// A private folder of ours without a server in it.
pub(super) fn make_private_dir() -> Result<(PathBuf, File)> {
    make_dir(&Account { switch_to: None })
}

fn create_cluster(account: &Account, bin: &Path, dir: &Path, template: Option<&Path>) -> Result<()> {
    let data = dir.join("data");
    let own = |path: &Path| account.own(path).map_err(|error| failed("give the cluster away", &error.to_string()));
    if let Some(template) = template.filter(|it| it.exists()) {
        run(Command::new("cp").arg("-a").arg(template).arg(&data), "copy the cluster")?;
        return own(&data);
    }
    let mut initdb = account.command(&bin.join("initdb"));
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]).arg(&data);
    run(&mut initdb, "run initdb")?;
    if let Some(template) = template {
        let unfinished = template.with_extension(std::process::id().to_string());
        run(Command::new("cp").arg("-a").arg(&data).arg(&unfinished), "copy the cluster")?;
        if fs::rename(&unfinished, template).is_err() {
            // Another process was faster; its template is as good as ours.
            let _ = fs::remove_dir_all(&unfinished);
        }
    }
    Ok(())
}

/// Stops the server by its id and removes the folder once our end of the pipe is closed.
const WATCHDOG: &str = r#"
dir=$1; shift
trap '' INT TERM HUP
exec 3<&0
"$@" </dev/null >>"$dir/log" 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; kill -QUIT $server) &
wait $server
rm -rf "$dir"
"#;

fn launch(account: &Account, bin: &Path, dir: &Path) -> Result<Child> {
    let mut watchdog = account.command(Path::new("sh"));
    watchdog.args(["-c", WATCHDOG, "migcheck-watchdog"]).arg(dir);
    watchdog.arg(bin.join("postgres")).arg("-D").arg(dir.join("data")).arg("-k").arg(dir);
    watchdog.args(["-p", &PORT.to_string()]);
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
        "max_locks_per_transaction=512",
        "wal_level=logical",
        "jit=off",
        "timezone=UTC",
        "log_timezone=UTC",
    ] {
        watchdog.args(["-c", setting]);
    }
    watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // Its own group: Ctrl-C must reach us, not the one who cleans up after us.
    watchdog.process_group(0);
    watchdog.spawn().map_err(|error| failed("start sh", &error.to_string()))
}

/// Removes what a run left behind whose watchdog was killed too.
fn sweep() {
    for parent in [std::env::temp_dir(), PathBuf::from("/tmp")] {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_abandoned(&entry.path()) {
                remove(&entry.path());
            }
        }
    }
}

/// Whether the maker of this folder is no more.
pub(super) fn is_abandoned(dir: &Path) -> bool {
    match File::open(dir.join("lock")) {
        Ok(lock) => lock.try_lock().is_ok(),
        // A folder without lock is being made, or its maker died within that moment.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = fs::symlink_metadata(dir).and_then(|it| it.modified());
            made.is_ok_and(|it| it.elapsed().is_ok_and(|it| it > Duration::from_secs(600)))
        }
        Err(_) => false,
    }
}

/// Stops the server of a folder, if there is one, and removes the folder; the lock goes last, so that the next run goes on
/// where this one is killed.
fn remove(dir: &Path) {
    let lock = fs::read_to_string(dir.join("data/postmaster.pid"));
    let server = lock.ok().and_then(|lock| lock.lines().next().map(str::to_owned));
    if let Some(pid) = server.filter(|pid| serves(pid, dir)) {
        let _ = Command::new("kill").args(["-QUIT", &pid]).stderr(Stdio::null()).status();
        let deadline = Instant::now() + STOP_LIMIT;
        while Instant::now() < deadline && serves(&pid, dir) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    for entry in fs::read_dir(dir).into_iter().flatten().flatten().filter(|it| it.file_name() != "lock") {
        let _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
    }
    let _ = fs::remove_dir_all(dir);
}

/// Whether this process is still the server of that folder, and not another one with its number.
fn serves(pid: &str, dir: &Path) -> bool {
    if pid.is_empty() || !pid.bytes().all(|it| it.is_ascii_digit()) {
        return false;
    }
    let dir = &*dir.to_string_lossy();
    match fs::read(Path::new("/proc").join(pid).join("cmdline")) {
        Ok(command) => String::from_utf8_lossy(&command).contains(dir),
        Err(_) => {
            let listed = Command::new("ps").args(["-o", "args=", "-p", pid]).stderr(Stdio::null()).output();
            listed.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains(dir))
        }
    }
}

/// Whether somebody may run this file.
pub fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

fn run(command: &mut Command, what: &str) -> Result<()> {
    let output = interrupt::output(command).map_err(|error| failed(what, &error.to_string()))?;
    interrupt::check()?;
    if output.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(failed(what, errors.trim_end()))
}

fn failed(what: &str, because: &str) -> Error {
    Error::Undecided { message: format!("cannot {what}: {because}"), help: None }
}
