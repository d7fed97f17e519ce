//! `migcheck prove` as its users call it: what it says, and that nothing of it is left, however it ends.

use std::{
    fs,
    io::Read as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::server::{self, binaries};

const MAJOR: u16 = 17;

/// A folder for one test: what `prove` starts goes below it, so that what is left is seen.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("tmp")).expect("the temporary folder is writable");
        for open in [path.clone(), path.join("tmp")] {
            fs::set_permissions(open, fs::Permissions::from_mode(0o777)).expect("the folder is ours");
        }
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder is ours");
        fs::write(&path, text).expect("the folder is ours");
        path
    }

    /// `migcheck prove` in this folder, with nothing of this machine's settings.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
        command.arg("prove").args(arguments).current_dir(&self.0);
        for (name, _) in std::env::vars() {
            if name.starts_with("MIGCHECK_") || name.starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.env("TMPDIR", self.0.join("tmp")).env("COLUMNS", "120").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn prove(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// Folders and servers that are still there; waits for those that are on their way out.
    fn left(&self) -> Vec<String> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let entries = fs::read_dir(self.0.join("tmp")).expect("the folder is ours");
            let mut left: Vec<String> = entries.flatten().map(|it| it.path().display().to_string()).collect();
            left.extend(processes(&self.0.join("tmp").display().to_string()));
            if left.is_empty() || Instant::now() > deadline {
                return left;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Starts it and waits until its server runs.
    fn start(&self, arguments: &[&str]) -> Child {
        let mut child = self.command(arguments).spawn().expect("the program starts");
        let deadline = Instant::now() + Duration::from_secs(60);
        let socket = || {
            let folders = fs::read_dir(self.0.join("tmp")).expect("the folder is ours").flatten();
            folders.into_iter().any(|it| it.path().join(".s.PGSQL.5432").exists())
        };
        while !socket() {
            assert!(Instant::now() < deadline, "no server was started");
            assert!(child.try_wait().expect("it is our child").is_none(), "{}", rest(&mut child));
            thread::sleep(Duration::from_millis(20));
        }
        child
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn rest(child: &mut Child) -> String {
    let mut text = String::new();
    if let Some(stderr) = &mut child.stderr {
        let _ = stderr.read_to_string(&mut text);
    }
    text
}

/// The servers whose command line names this folder.
fn processes(folder: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").expect("Linux").flatten();
    let commands = all.filter_map(|it| fs::read(it.path().join("cmdline")).ok());
    let commands = commands.map(|it| String::from_utf8_lossy(&it).replace('\0', " "));
    commands.filter(|it| it.contains("postgres") && it.contains(folder)).collect()
}

fn bin() -> String {
    binaries(MAJOR).display().to_string()
}

fn package(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).display().to_string()
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.expect("kill exists").success());
}

fn text(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{}", text(output)))
}

const SCHEMA: &str = "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total integer NOT NULL);";

/// The whole application: nothing on a server differs from the predictions, and its plan holds.
#[test]
fn the_application_is_proved() {
    let scratch = Scratch::new("app");
    let (pending, schema) = (package("testdata/app/pending"), package("testdata/app/schema.sql"));
    let output = scratch.prove(&[
        &pending,
        "--schema",
        &schema,
        "--postgres",
        "17",
        "--postgres-bin",
        &bin(),
        "--format",
        "json",
        "-q",
    ]);
    let report = json(&output);
    let prove = &report["prove"];
    assert_eq!(prove["totals"]["differences"], 0, "{}", text(&output));
    assert_eq!(prove["environment"]["tables_empty"], Value::Array(Vec::new()));
    assert_eq!(prove["environment"]["load_failures"], Value::Array(Vec::new()));
    assert!(prove["totals"]["relations_compared"].as_u64() > Some(100), "{}", prove["totals"]);
    // Two of its migrations fail in the transaction that goose puts around them, as predicted.
    assert_eq!((&prove["totals"]["failed"], output.status.code()), (&Value::from(2), Some(1)));
    assert_eq!(prove["plan"]["holds"], true, "{}", prove["plan"]["notes"]);
    assert_eq!(prove["plan"]["schema"]["equal"], true);
    assert!(prove["plan"]["taken_back"].as_u64() > Some(40));
    assert_eq!(scratch.left(), [""; 0]);
}

#[test]
fn a_sound_migration_is_proved_in_words() {
    let scratch = Scratch::new("sound");
    scratch.write("schema.sql", SCHEMA);
    scratch.write("migrations/1_index.sql", "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);");
    let arguments = [
        "migrations",
        "--schema",
        "schema.sql",
        "--postgres",
        "17",
        "--execution",
        "split_autocommit",
        "--postgres-bin",
        &bin(),
    ];
    let output = scratch.prove(&arguments);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in [
        "SHARE UPDATE EXCLUSIVE on public.orders, scan",
        "waits for writers of public.orders",
        "1 statement run",
        "no differences; the plan holds",
        "the final schemas are equal",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert_eq!(scratch.left(), [""; 0]);
}

/// What fails on rows is said, and what reaches beyond the database is not run.
#[test]
fn rows_and_dangers_are_told() {
    let scratch = Scratch::new("rows");
    scratch.write("schema.sql", SCHEMA);
    let migration = "ALTER TABLE orders ADD COLUMN country text NOT NULL;
        COPY orders FROM PROGRAM 'touch /tmp/migcheck-was-here';
        ALTER TABLE orders ADD COLUMN note text;";
    scratch.write("migrations/1_country.sql", migration);
    let arguments = ["migrations", "--schema", "schema.sql", "--postgres", "17", "--postgres-bin", &bin()];
    let said = text(&scratch.prove(&arguments));
    for part in ["fails where there are rows like ours", "23502", "not run: it runs a program of the machine"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(!Path::new("/tmp/migcheck-was-here").exists());
}

#[test]
fn nothing_is_left_after_a_signal() {
    for (name, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let scratch = Scratch::new(&format!("signal{code}"));
        scratch.write("schema.sql", SCHEMA);
        scratch.write("migrations/1_sleep.sql", "SELECT pg_sleep(600);");
        let arguments = ["migrations", "--schema", "schema.sql", "--postgres", "17", "--postgres-bin", &bin(), "-q"];
        let mut child = scratch.start(&arguments);
        thread::sleep(Duration::from_millis(300));
        signal(&child, name);
        let status = child.wait().expect("it is our child");
        assert_eq!(status.code(), Some(code), "{name}: {}", rest(&mut child));
        assert_eq!(scratch.left(), [""; 0], "{name}");
    }
}

/// Also when the watchdog is killed before it can clean up: then the next run does.
#[test]
fn nothing_is_left_after_kill_9() {
    let scratch = Scratch::new("kill9");
    scratch.write("schema.sql", SCHEMA);
    let sleep = scratch.write("migrations/1_sleep.sql", "SELECT pg_sleep(600);");
    let arguments = ["migrations", "--schema", "schema.sql", "--postgres", "17", "--postgres-bin", &bin(), "-q"];
    let mut child = scratch.start(&arguments);
    signal(&child, "-KILL");
    child.wait().expect("it is our child");
    assert_eq!(scratch.left(), [""; 0], "the watchdog cleans up");

    let mut child = scratch.start(&arguments);
    kill_watchdogs(&scratch);
    signal(&child, "-TERM");
    child.wait().expect("it is our child");
    assert_eq!(scratch.left(), [""; 0], "without the watchdog, the run itself cleans up");

    let mut child = scratch.start(&arguments);
    kill_watchdogs(&scratch);
    signal(&child, "-KILL");
    child.wait().expect("it is our child");
    let orphans = processes(&scratch.0.join("tmp").display().to_string());
    assert!(!orphans.is_empty(), "the server outlives both");
    fs::write(sleep, "SELECT 1;").expect("the file is ours");
    let output = scratch.prove(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(scratch.left(), [""; 0], "the next run cleans up");
}

fn kill_watchdogs(scratch: &Scratch) {
    let all = fs::read_dir("/proc").expect("Linux").flatten();
    let folder = scratch.0.join("tmp").display().to_string();
    let is_ours = |pid: &PathBuf| {
        let command = fs::read(pid.join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).into_owned();
        command.contains("migcheck-watchdog") && command.contains(&folder)
    };
    let pids = all.map(|it| it.path()).filter(is_ours);
    let pids: Vec<String> = pids.filter_map(|it| Some(it.file_name()?.to_string_lossy().into_owned())).collect();
    assert!(!pids.is_empty());
    assert!(Command::new("kill").arg("-KILL").args(&pids).status().expect("kill exists").success());
}

/// A server of the user's: its own databases stay as they are, ours go.
#[test]
fn a_named_server_is_used_with_care() {
    let server = server::server(MAJOR);
    let scratch = Scratch::new("named");
    scratch.write("schema.sql", SCHEMA);
    scratch.write("migrations/1_note.sql", "ALTER TABLE orders ADD COLUMN note text;");
    let database = server.create_database();
    let url = server.url(&database);
    let arguments = ["migrations", "--schema", "schema.sql", "--postgres", "17", "--server", &url];
    let output = scratch.prove(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let session = server.connect(&database);
    let ours = || session.rows("SELECT datname FROM pg_database WHERE datname LIKE 'migcheck_prove_%'");
    assert_eq!(ours().len(), 0);

    session.expect("CREATE TABLE precious (id int)");
    let output = scratch.prove(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("is not empty: it has the relation precious"), "{}", text(&output));
    let yes = [&arguments[..], &["--yes-use", &database]].concat();
    assert_eq!(scratch.prove(&yes).status.code(), Some(0));
    assert_eq!(session.value("SELECT count(*) FROM precious"), "0");
    // What a run that was killed left behind goes with the next one.
    session.expect("CREATE DATABASE migcheck_prove_4000000_0");
    assert_eq!(scratch.prove(&yes).status.code(), Some(0));
    assert_eq!(ours().len(), 0);

    let far = ["migrations", "--schema", "schema.sql", "--server", "postgresql://postgres@db.invalid/shop"];
    let output = scratch.prove(&far);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("is not on this machine"), "{}", text(&output));
    drop(session);
    server.drop_database(&database);
}

/// Stands in for docker: a container is a server of ours, listening where `docker port` says.
const DOCKER: &str = r#"#!/bin/sh
as() {
    if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; fi
    exec "$@" </dev/null >>"$FAKE/server" 2>&1
}
echo "$@" >>"$FAKE/log"
case "$1" in
version) echo 27.0 ;;
ps) cat "$FAKE/containers" 2>/dev/null ;;
run)
    for argument; do case "$argument" in migcheck.prove=*) label=${argument#*=} ;; esac; done
    mkdir -p "$FAKE/data"
    if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$FAKE/data"; fi
    (as "$BIN/initdb" -A trust -U postgres -N -D "$FAKE/data")
    as "$BIN/postgres" -D "$FAKE/data" -p "$PORT" -k "" -c listen_addresses=127.0.0.1 &
    echo $! >"$FAKE/pid"
    echo "c0ffee $label" >"$FAKE/containers"
    echo c0ffee ;;
port) echo "127.0.0.1:$PORT" ;;
rm) kill -QUIT "$(cat "$FAKE/pid")"; rm -f "$FAKE/containers" ;;
esac
"#;

/// Without programs of the wanted major, Docker is next; its container goes too. (A real engine is not asked here.)
#[test]
fn docker_is_next() {
    let scratch = Scratch::new("docker");
    scratch.write("schema.sql", SCHEMA);
    scratch.write("migrations/1_note.sql", "ALTER TABLE orders ADD COLUMN note text;");
    let docker = scratch.write("bin/docker", DOCKER);
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    let fake = scratch.0.join("fake");
    fs::create_dir(&fake).expect("the folder is ours");
    fs::set_permissions(&fake, fs::Permissions::from_mode(0o777)).expect("the folder is ours");
    // A copy, where an account without rights can read it.
    let native = scratch.0.join("native");
    let source = binaries(18).parent().expect("bin is in a folder").to_owned();
    assert!(Command::new("cp").arg("-R").arg(source).arg(&native).status().expect("cp exists").success());
    let mut command = scratch.command(&["migrations", "--schema", "schema.sql", "--postgres", "18"]);
    let path = format!("{}:/usr/bin:/bin", scratch.0.join("bin").display());
    let port = 50_000 + std::process::id() % 10_000;
    command.env("PATH", path).env("FAKE", &fake).env("BIN", native.join("bin")).env("PORT", port.to_string());
    let output = command.output().expect("the program starts");
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("Postgres 18 in a container of the image postgres:18"), "{said}");
    let log = fs::read_to_string(fake.join("log")).expect("docker was called");
    for part in ["run --detach --rm --label migcheck.prove=", "--publish 127.0.0.1::5432", "rm -f -v c0ffee"] {
        assert!(log.contains(part), "{part} is not in\n{log}");
    }
    assert!(!fake.join("containers").exists());
    assert_eq!(scratch.left(), [""; 0]);
}

#[test]
fn no_server_at_all_is_explained() {
    let scratch = Scratch::new("none");
    scratch.write("schema.sql", SCHEMA);
    scratch.write("migrations/1_note.sql", "ALTER TABLE orders ADD COLUMN note text;");
    let mut command = scratch.command(&["migrations", "--schema", "schema.sql", "--postgres", "18"]);
    let output = command.env("PATH", scratch.0.join("nothing")).output().expect("the program starts");
    let said = text(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("no server to prove on") && said.contains("--postgres-bin"), "{said}");
    let output = scratch.prove(&["migrations", "--schema", "schema.sql", "--postgres", "18", "--postgres-bin", &bin()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("is Postgres 17, the predictions are for 18"), "{}", text(&output));
}
