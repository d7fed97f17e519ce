//! A Postgres in a container, removed with us, however we end.
//!
//! As with local programs, a watchdog waits for the end of a pipe and removes the container then; should it be killed
//! too, the next run that uses Docker finds the container by its label, whose folder has a free lock file.

use super::{
    interrupt,
    session::Session,
    throwaway::{is_abandoned, make_private_dir},
};
use crate::catalog::PgVersion;
use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};
use tokio_postgres::Config;

/// The label of our containers; its value is the folder with the lock file.
const LABEL: &str = "migcheck.prove";

/// A server is ready within this time once its image is there.
const START_LIMIT: Duration = Duration::from_secs(90);
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// A running container; dropping it removes it.
pub(super) struct Container {
    pub(super) image: String,
    id: String,
    port: u16,
    dir: PathBuf,
    watchdog: Option<(Child, ChildStdin)>,
    _lock: File,
}

const WATCHDOG: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
docker rm -f -v "$1" >/dev/null 2>&1
rm -rf "$2"
"#;

impl Container {
    /// # Errors
    /// Why there is none, as the end of a sentence.
    pub(super) fn start(major: PgVersion) -> Result<Self, String> {
        if docker(&["version", "--format", "{{.Server.Version}}"]).is_err() {
            return Err("Docker does not run here".to_owned());
        }
        sweep();
        let (dir, lock) = make_private_dir().map_err(|error| error.to_string())?;
        let image = format!("postgres:{major}");
        let label = format!("{LABEL}={}", dir.display());
        let mut arguments = vec!["run", "--detach", "--rm", "--label", &label, "--publish", "127.0.0.1::5432"];
        arguments.extend(["--env", "POSTGRES_HOST_AUTH_METHOD=trust", &image]);
        let settings = ["fsync=off", "autovacuum=off", "max_locks_per_transaction=512", "max_prepared_transactions=4"];
        for setting in settings.iter().chain(&["jit=off", "timezone=UTC"]) {
            arguments.extend(["-c", setting]);
        }
        let id = docker(&arguments).map_err(|because| {
            let _ = fs::remove_dir_all(&dir);
            format!("docker run {image} failed: {because}")
        })?;
        let mut container = Self { image, id, port: 0, dir, watchdog: None, _lock: lock };
        container.watch()?;
        let port = docker(&["port", &container.id, "5432/tcp"])?;
        let port = port.lines().next().and_then(|it| it.rsplit(':').next()?.parse().ok());
        container.port = port.ok_or("docker port did not say where the server listens")?;
        container.wait_until_ready()?;
        Ok(container)
    }

    pub(super) fn config(&self) -> Config {
        let mut config = Config::new();
        config.host("127.0.0.1").port(self.port).user("postgres").dbname("postgres");
        config
    }

    fn watch(&mut self) -> Result<(), String> {
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", WATCHDOG, "migcheck-watchdog", &self.id]).arg(&self.dir);
        watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Its own group: Ctrl-C must reach us, not the one who cleans up after us.
        let mut child = watchdog.process_group(0).spawn().map_err(|error| format!("sh does not start: {error}"))?;
        self.watchdog = child.stdin.take().map(|pipe| (child, pipe));
        Ok(())
    }

    fn wait_until_ready(&self) -> Result<(), String> {
        let deadline = Instant::now() + START_LIMIT;
        while let Err(error) = Session::connect(&self.config()) {
            if Instant::now() > deadline || interrupt::arrived() {
                return Err(format!("the server in the container did not start: {error}"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if let Some((mut watchdog, pipe)) = self.watchdog.take() {
            drop(pipe);
            let deadline = Instant::now() + STOP_LIMIT;
            while Instant::now() < deadline && matches!(watchdog.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        } else {
            let _ = docker(&["rm", "-f", "-v", &self.id]);
        }
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Removes the containers of runs that are no more.
fn sweep() {
    let filter = format!("label={LABEL}");
    let format = format!("{{{{.ID}}}} {{{{.Label \"{LABEL}\"}}}}");
    let Ok(listed) = docker(&["ps", "--all", "--no-trunc", "--filter", &filter, "--format", &format]) else { return };
    for (id, dir) in listed.lines().filter_map(|it| it.split_once(' ')) {
        if !Path::new(dir).exists() || is_abandoned(Path::new(dir)) {
            let _ = docker(&["rm", "-f", "-v", id]);
            let _ = fs::remove_dir_all(dir);
        }
    }
}

/// What docker prints, without the last line break.
fn docker(arguments: &[&str]) -> Result<String, String> {
    let output = interrupt::output(Command::new("docker").args(arguments));
    let output = output.map_err(|error| format!("docker does not start: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim_end().lines().last().unwrap_or_default().to_owned())
}
