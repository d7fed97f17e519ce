//! `migcheck gate` and everything else that takes `--database-url`, run as a program against real servers.

use crate::server::{self, Server};
use migcheck::history::{self, PendingRule, Request};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn migcheck(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_migcheck"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MIGCHECK_") || name.starts_with("PG")) {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder).output().expect("the program runs")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output)).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Versions of a history's migrations as its tool records them.
fn versions(folder: &Path) -> Vec<String> {
    let request = Request {
        directory: folder.to_owned(),
        paths: vec![PathBuf::from(".")],
        stdin_path: None,
        pending: PendingRule::All,
        base_known: true,
        overrides: Vec::new(),
        execution: None,
        placeholders: Default::default(),
    };
    let histories = history::collect(&request, &mut std::io::empty()).expect("the history is readable");
    histories.histories[0].migrations.iter().map(|it| it.version.to_string()).collect()
}

/// Each tool's own table, made as the tool makes it; `{v}` stands for a version that has run.
pub(crate) const TABLES: &[(&str, &str, &str)] = &[
    (
        "goose",
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, \
         tstamp timestamp DEFAULT now()); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true)",
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES ({v}, true)",
    ),
    (
        "golang-migrate",
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
        "DELETE FROM schema_migrations; INSERT INTO schema_migrations VALUES ({v}, false)",
    ),
    (
        "sqlx",
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz \
         NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)",
        "INSERT INTO _sqlx_migrations VALUES ({v}, 'd', now(), true, '', 0)",
    ),
    (
        "dbmate",
        "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)",
        "INSERT INTO schema_migrations VALUES ('{v}')",
    ),
    (
        "flyway",
        "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description \
         varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int, installed_by \
         varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success \
         boolean NOT NULL)",
        "INSERT INTO flyway_schema_history SELECT count(*), '{v}', 'd', 'SQL', 's', 0, 'u', now(), 0, true FROM \
         flyway_schema_history",
    ),
    (
        "prisma-new",
        "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at \
         timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at \
         timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)",
        "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('{v}', '', now(), '{v}')",
    ),
    (
        "drizzle",
        "CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, \
         created_at bigint)",
        "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('h', {v})",
    ),
    (
        "supabase",
        "CREATE SCHEMA supabase_migrations; CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY \
         KEY, statements text[], name text)",
        "INSERT INTO supabase_migrations.schema_migrations VALUES ('{v}', '{}', 'n')",
    ),
    (
        "diesel",
        "CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now())",
        "INSERT INTO __diesel_schema_migrations VALUES ('{v}', now())",
    ),
];

#[test]
fn pending_is_what_each_tools_table_lacks() {
    let server = server::server(17);
    for (tool, table, row) in TABLES {
        let folder = package().join("testdata/histories").join(tool);
        let versions = versions(&folder);
        assert!(versions.len() > 1, "{tool}: a history of several migrations");
        let database = server.create_database();
        let session = server.connect(&database);
        // Nothing has run: all of it is pending.
        let url = server.url(&database);
        let arguments = ["gate", ".", "--format", "json", "--database-url", &url];
        let none = json(&migcheck(&folder, &arguments));
        assert_eq!(none["histories"][0]["pending"], versions.len(), "{tool}: no table");
        // The first has run.
        session.expect(table);
        session.expect(&row.replace("{v}", &versions[0]));
        let some = json(&migcheck(&folder, &arguments));
        let rest = versions.iter().filter(|it| **it != versions[0]).count();
        assert_eq!(some["histories"][0]["pending"], rest, "{tool}: {versions:?}");
        assert_eq!(some["target"]["source"], "live");
        drop(session);
        server.drop_database(&database);
    }
}

/// A folder with one applied and one pending migration in goose's layout, and a database that is that far.
struct Shop {
    server: &'static Server,
    database: String,
    folder: PathBuf,
}

impl Shop {
    fn new(name: &str, pending: &str) -> Self {
        let server = server::server(17);
        let database = server.create_database();
        let base = "CREATE TABLE orders (id bigint PRIMARY KEY, note text);";
        let session = server.connect(&database);
        session.expect(base);
        session.expect(TABLES[0].1);
        session.expect(&TABLES[0].2.replace("{v}", "1"));
        session.expect("INSERT INTO orders SELECT i, 'n' FROM generate_series(1, 100) i");
        let folder = std::env::temp_dir().join(format!("migcheck-test-gate-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
        let write = |file: &str, text: &str| {
            std::fs::write(folder.join(file), format!("-- +goose Up\n{text}\n")).expect("the folder is writable");
        };
        write("00001_orders.sql", base);
        write("00002_change.sql", pending);
        Self { server, database, folder }
    }

    fn gate(&self, extra: &[&str]) -> Output {
        let url = self.server.url(&self.database);
        let mut arguments = vec!["gate", ".", "--database-url", &url];
        arguments.extend(extra);
        migcheck(&self.folder, &arguments)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        self.server.drop_database(&self.database);
    }
}

const SAFE: &str = "SET LOCAL lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN state text;";

#[test]
fn go_when_nothing_speaks_against_it() {
    let shop = Shop::new("go", SAFE);
    let output = shop.gate(&[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = stdout(&output);
    let last = text.lines().last().unwrap_or_default();
    assert!(last.starts_with("go: 1 pending migration on postgresql://postgres@"), "{text}");
    assert_eq!(json(&shop.gate(&["--format", "json"]))["gate"]["go"], true);
}

#[test]
fn no_go_while_a_transaction_holds_the_table() {
    let shop = Shop::new("held", SAFE);
    let reader = shop.server.connect(&shop.database);
    reader.expect("BEGIN; SELECT count(*) FROM orders");
    let pid = reader.value("SELECT pg_backend_pid()");
    let output = shop.gate(&["--lock-timeout", "0"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = stdout(&output);
    assert!(text.contains(&format!("process {pid}")) && text.contains("public.orders"), "{text}");
    assert!(text.lines().last().unwrap_or_default().starts_with("no-go"), "{text}");
    reader.expect("COMMIT");
    assert_eq!(shop.gate(&["--lock-timeout", "0"]).status.code(), Some(0));
}

#[test]
fn sizes_of_the_server_weigh_findings() {
    let shop = Shop::new("sizes", "SET LOCAL lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN note SET NOT NULL;");
    // Never analysed: the size is not known, so the scan counts as an error.
    assert_eq!(shop.gate(&[]).status.code(), Some(1));
    shop.server.connect(&shop.database).expect("ANALYZE orders");
    // A hundred rows are read in no time.
    let report = json(&shop.gate(&["--format", "json"]));
    let finding = report["findings"].as_array().into_iter().flatten().find(|it| it["check"] == "set-not-null-scans");
    assert_eq!(finding.map(|it| &it["severity"]), Some(&Value::from("note")), "{report:#}");
}

#[test]
fn invalid_indexes_and_broken_histories_are_told() {
    let shop = Shop::new("left", SAFE);
    let session = shop.server.connect(&shop.database);
    session.expect("INSERT INTO orders SELECT i, 'n' FROM generate_series(101, 102) i");
    session.run("CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note)").expect_err("notes are equal");
    let text = stdout(&shop.gate(&[]));
    assert!(text.contains("orders_note_key of public.orders is INVALID"), "{text}");
    drop(session);

    let folder = package().join("testdata/histories/golang-migrate");
    let first = versions(&folder).into_iter().next().expect("a migration");
    let database = shop.server.create_database();
    let session = shop.server.connect(&database);
    session.expect(TABLES[1].1);
    session.expect(&format!("INSERT INTO schema_migrations VALUES ({first}, true)"));
    let output = migcheck(&folder, &["gate", ".", "--database-url", &shop.server.url(&database)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("failed half-way"), "{output:?}");
    drop(session);
    shop.server.drop_database(&database);
}

#[test]
fn connect_is_all_the_role_needs_but_for_the_history_table() {
    let shop = Shop::new("role", SAFE);
    let session = shop.server.connect(&shop.database);
    let role = format!("nobody_{}", shop.database);
    session.expect(&format!("CREATE ROLE {role} LOGIN PASSWORD 's3cret-w0rd'"));
    let url = format!(
        "postgresql://{role}:s3cret-w0rd@{}/{}",
        shop.server.socket_dir.display().to_string().replace('/', "%2F"),
        shop.database
    );
    let snapshot = migcheck(&shop.folder, &["snapshot", "--database-url", &url]);
    assert_eq!(snapshot.status.code(), Some(0), "{snapshot:?}");
    assert!(stdout(&snapshot).contains("CREATE TABLE public.orders"), "{snapshot:?}");
    let denied = migcheck(&shop.folder, &["gate", ".", "--database-url", &url]);
    assert_eq!(denied.status.code(), Some(3), "{denied:?}");
    let error = String::from_utf8_lossy(&denied.stderr).into_owned();
    assert!(error.contains("permission denied") && error.contains("SELECT"), "{error}");
    session.expect(&format!("GRANT SELECT ON goose_db_version TO {role}"));
    let allowed = migcheck(&shop.folder, &["gate", ".", "--database-url", &url]);
    assert_eq!(allowed.status.code(), Some(0), "{allowed:?}");
    for output in [&snapshot, &denied, &allowed] {
        let all = format!("{}{}", stdout(output), String::from_utf8_lossy(&output.stderr));
        assert!(!all.contains("s3cret"), "{all}");
    }
    session.expect(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn an_unreachable_server_is_undecided_and_keeps_its_secret() {
    let url = "postgresql://app:s3cret@127.0.0.1:1/shop?connect_timeout=2";
    let output = migcheck(package(), &["audit", "--database-url", url]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("cannot connect to postgresql://app@127.0.0.1:1/shop"), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}

#[test]
fn a_role_without_statistics_sees_who_is_in_the_way() {
    let shop = Shop::new("hidden", SAFE);
    let role = Role::new(&shop);
    let reader = shop.server.connect(&shop.database);
    reader.expect("BEGIN; SELECT count(*) FROM orders");
    let pid = reader.value("SELECT pg_backend_pid()");
    let output = role.gate(&shop, &["--lock-timeout", "1"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text.contains(&format!("process {pid}")) && text.contains("pg_read_all_stats"), "{text}");
    reader.expect("COMMIT");
    assert_eq!(role.gate(&shop, &["--lock-timeout", "1"]).status.code(), Some(0));
}

#[test]
fn only_locks_that_conflict_are_in_the_way() {
    // SHARE UPDATE EXCLUSIVE lets readers and writers go on, and waits for nobody's snapshot.
    let shop = Shop::new(
        "conflict",
        "SET LOCAL lock_timeout = '2s';\nALTER TABLE orders ALTER COLUMN note SET STATISTICS 50;",
    );
    let other = shop.server.connect(&shop.database);
    other.expect("BEGIN; UPDATE orders SET note = 'm' WHERE id = 1");
    let output = shop.gate(&["--lock-timeout", "0"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // The server agrees.
    let session = shop.server.connect(&shop.database);
    let change = "SET lock_timeout = '200ms'; ALTER TABLE orders ALTER COLUMN note SET STATISTICS 50";
    session.expect(change);
    other.expect("COMMIT; BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE");
    session.run(change).expect_err("it waits");
    let output = shop.gate(&["--lock-timeout", "0"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("SHARE UPDATE EXCLUSIVE on public.orders"), "{output:?}");
}

const CONCURRENT: &str = "-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);";

#[test]
fn concurrently_waits_for_writers_of_the_table_and_for_every_snapshot() {
    let shop = Shop::new("snapshots", CONCURRENT);
    let session = shop.server.connect(&shop.database);
    session.expect("CREATE TABLE other (id int); SET lock_timeout = '300ms'");
    let other = shop.server.connect(&shop.database);
    // What the gate says, and what the server does.
    let expect_wait = |wait: Option<&str>| {
        let output = shop.gate(&["--lock-timeout", "0"]);
        assert_eq!(output.status.code(), Some(i32::from(wait.is_some())), "{output:?}");
        assert!(stdout(&output).contains(wait.unwrap_or_default()), "{output:?}");
        let built = session.run("CREATE INDEX CONCURRENTLY trial ON orders (note)");
        assert_eq!(built.is_err(), wait.is_some(), "{built:?}");
        other.expect("COMMIT");
        session.expect("DROP INDEX IF EXISTS trial");
    };
    // READ COMMITTED keeps no snapshot between statements, and ACCESS SHARE does not conflict.
    other.expect("BEGIN; SELECT count(*) FROM orders");
    expect_wait(None);
    other.expect("BEGIN; UPDATE orders SET note = 'm' WHERE id = 1");
    expect_wait(Some("ROW EXCLUSIVE on public.orders"));
    other.expect("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM other");
    expect_wait(Some("holds a snapshot"));
}

#[test]
fn prepared_transactions_are_in_the_way() {
    let shop = Shop::new("prepared", SAFE);
    let other = shop.server.connect(&shop.database);
    other.expect("BEGIN; UPDATE orders SET note = 'm' WHERE id = 1");
    other.expect("PREPARE TRANSACTION 'two''phase'");
    drop(other);
    let output = shop.gate(&["--lock-timeout", "0"]);
    let session = shop.server.connect(&shop.database);
    session.expect("ROLLBACK PREPARED 'two''phase'");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("ROLLBACK PREPARED 'two''phase'"), "{output:?}");
    assert_eq!(shop.gate(&["--lock-timeout", "0"]).status.code(), Some(0));
}

#[test]
fn an_invalid_index_that_is_to_be_made_again_is_in_the_way() {
    let pending =
        "-- +goose NO TRANSACTION\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS orders_note_key ON orders (note);";
    let shop = Shop::new("again", pending);
    let session = shop.server.connect(&shop.database);
    session.run("CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note)").expect_err("notes are equal");
    let report = json(&shop.gate(&["--format", "json"]));
    assert_eq!(report["gate"]["go"], false, "{report:#}");
    let blockers = report["gate"]["blockers"].to_string();
    assert!(blockers.contains("orders_note_key") && blockers.contains("DROP INDEX CONCURRENTLY"), "{blockers}");
}

#[test]
fn the_servers_own_lock_timeout_counts() {
    let shop = Shop::new("timeout", SAFE);
    let session = shop.server.connect(&shop.database);
    let limit = |output: &Output| json(output)["gate"]["lock_timeout_ms"].clone();
    assert_eq!(limit(&shop.gate(&["--format", "json"])), 2000);
    session.expect(&format!("ALTER DATABASE {} SET lock_timeout = '700ms'", shop.database));
    assert_eq!(limit(&shop.gate(&["--format", "json"])), 700);
    assert_eq!(limit(&shop.gate(&["--format", "json", "--lock-timeout", "5"])), 5000);
}

#[test]
fn a_history_table_that_hides_rows_is_not_read() {
    let shop = Shop::new("rls", SAFE);
    let role = Role::new(&shop);
    shop.server.connect(&shop.database).expect("ALTER TABLE goose_db_version ENABLE ROW LEVEL SECURITY");
    let output = role.gate(&shop, &[]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("row-level security") && error.contains("goose_db_version"), "{error}");
}

#[test]
fn a_schema_file_is_refused() {
    let shop = Shop::new("schema", SAFE);
    let output = migcheck(&shop.folder, &["gate", ".", "--schema", "00001_orders.sql"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--schema"), "{output:?}");
    let output = shop.gate(&["--schema", "00001_orders.sql"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// A role that may connect and read the history table, and nothing else.
struct Role {
    name: String,
}

impl Role {
    fn new(shop: &Shop) -> Self {
        let name = format!("deploy_{}", shop.database);
        let session = shop.server.connect(&shop.database);
        session.expect(&format!("CREATE ROLE {name} LOGIN; GRANT SELECT ON goose_db_version TO {name}"));
        Self { name }
    }

    fn gate(&self, shop: &Shop, extra: &[&str]) -> Output {
        let host = shop.server.socket_dir.display();
        let url = format!("postgresql:///{}?host={host}&user={}", shop.database, self.name);
        let mut arguments = vec!["gate", ".", "--database-url", &url];
        arguments.extend(extra);
        migcheck(&shop.folder, &arguments)
    }
}
