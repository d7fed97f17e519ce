//! What `migcheck gate` takes for pending, from rows as each tool writes them.

use crate::{
    gate::{TABLES, json, migcheck, package, stdout},
    server::{self, Server},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Output,
};

/// A database with a tool's own table.
struct Database {
    server: &'static Server,
    name: String,
}

impl Database {
    fn of(tool: &str) -> Self {
        let server = server::server(17);
        let database = Self { server, name: server.create_database() };
        let table = TABLES.iter().find(|it| it.0 == tool).expect("a tool with a table");
        database.run(table.1);
        database
    }

    fn run(&self, sql: &str) {
        self.server.connect(&self.name).expect(sql);
    }

    fn gate(&self, folder: &Path, more: &[&str]) -> Output {
        let url = self.server.url(&self.name);
        migcheck(folder, &[&["gate", ".", "--database-url", &url], more].concat())
    }

    /// File or folder names of what is pending.
    fn pending(&self, folder: &Path) -> BTreeSet<String> {
        let report = json(&self.gate(folder, &["--format", "json"]));
        let statements = report["transactions"].as_array().into_iter().flatten();
        let statements = statements.flat_map(|it| it["statements"].as_array().into_iter().flatten());
        let paths = statements.filter_map(|it| it["path"].as_str().map(PathBuf::from));
        let name = |path: &Path| path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let names = paths.map(|it| match name(&it) {
            file if matches!(file.as_str(), "up.sql" | "migration.sql") => name(it.parent().unwrap_or(&it)),
            file => file,
        });
        names.collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.drop_database(&self.name);
    }
}

/// A folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("migcheck-test-history-{}-{name}", std::process::id()));
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap_or(&path)).expect("the temporary folder is writable");
            fs::write(file, text).expect("the temporary folder is writable");
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

/// Tool, rows of its table, what is pending then in `testdata/histories/<tool>`.
const ROWS: &[(&str, &str, &[&str])] = &[
    (
        "goose",
        // 10 was taken back.
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, true), (2, true), (10, true), (11, true), \
         (12, true), (13, true), (10, false)",
        &["00010_readings_index.sql"],
    ),
    (
        "golang-migrate",
        "INSERT INTO schema_migrations VALUES (2, false)",
        &["010_boat_names.up.sql", "10_crossing_times.up.sql"],
    ),
    (
        "sqlx",
        "INSERT INTO _sqlx_migrations VALUES (20250101000000, 'sheets', now(), true, '', 0), \
         (20250301000000, 'collector index', now(), true, '', 0)",
        &["20250201000000_species_index.up.sql"],
    ),
    ("dbmate", "INSERT INTO schema_migrations VALUES ('20250101')", &["20250202_shelf_index.sql"]),
    (
        "prisma-new",
        "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, rolled_back_at) VALUES \
         ('a', '', now(), '20250101000000_init', NULL), ('b', '', NULL, '20250201000000_due', now()), \
         ('c', '', now(), '20250301000000_drop_index', NULL)",
        &["20250201000000_due"],
    ),
    (
        "drizzle",
        // Its own order is that of `when`: the late one is skipped, and stays so.
        "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('a', 1735689600000), ('b', 1737000000000)",
        &["0002_brave_elk.sql"],
    ),
    (
        "supabase",
        "INSERT INTO supabase_migrations.schema_migrations VALUES ('20250101000000', '{}', 'plots')",
        &["20250201000000_plot_index.sql"],
    ),
    (
        "diesel",
        "INSERT INTO __diesel_schema_migrations VALUES ('00000000000000', now()), ('20250101000000', now())",
        &["2025-02-01-000000_posts_index", "2025-03-01-000000_no_key"],
    ),
];

#[test]
fn pending_is_what_the_rows_lack() {
    for (tool, rows, pending) in ROWS {
        let database = Database::of(tool);
        database.run(rows);
        let folder = package().join("testdata/histories").join(tool);
        assert_eq!(database.pending(&folder), names(pending), "{tool}");
    }
}

#[test]
fn flyway_baseline_undo_and_repeatable_files() {
    let folder = Folder::new(
        "flyway",
        &[
            ("flyway.conf", "flyway.locations=filesystem:sql\n"),
            ("sql/V1__one.sql", "CREATE TABLE one (id int);\n"),
            ("sql/V1_1__two.sql", "CREATE TABLE two (id int);\n"),
            ("sql/V2__three.sql", "CREATE TABLE three (id int);\n"),
            ("sql/V3.0__four.sql", "CREATE TABLE four (id int);\n"),
            ("sql/V4__five.sql", "CREATE TABLE five (id int);\n"),
            ("sql/R__same.sql", "123456789\r\n"),
            ("sql/R__changed.sql", "CREATE VIEW changed AS SELECT 1 AS id;\n"),
        ],
    );
    let database = Database::of("flyway");
    let row = |rank: i32, version: &str, kind: &str, script: &str, checksum: i32| {
        database.run(&format!(
            "INSERT INTO flyway_schema_history VALUES ({rank}, {version}, '{script}', '{kind}', '{script}', {checksum}, \
             'u', now(), 0, true)"
        ));
    };
    row(1, "'1.1'", "BASELINE", "<< Flyway Baseline >>", 0);
    row(2, "'2'", "SQL", "V2__three.sql", 0);
    // Flyway takes 3 and 3.0 for one version.
    row(3, "'3'", "SQL", "V3__four.sql", 0);
    // The CRC-32 that everybody checks with: 0xCBF43926.
    row(4, "NULL", "SQL", "R__same.sql", -873_187_034);
    row(5, "NULL", "SQL", "R__changed.sql", 1);
    assert_eq!(database.pending(&folder.0), names(&["V4__five.sql", "R__changed.sql"]));
    row(6, "'3'", "UNDO_SQL", "U3__four.sql", 0);
    assert_eq!(database.pending(&folder.0), names(&["V3.0__four.sql", "V4__five.sql", "R__changed.sql"]));
    database.run("UPDATE flyway_schema_history SET success = false WHERE installed_rank = 6");
    let report = json(&database.gate(&folder.0, &["--format", "json"]));
    assert!(report["gate"]["blockers"].to_string().contains("3 failed half-way"), "{report:#}");
}

#[test]
fn drizzle_from_1_0_on_goes_by_names() {
    let folder = Folder::new(
        "drizzle",
        &[
            ("drizzle.config.ts", "export default { dialect: 'postgresql', out: './drizzle' };\n"),
            ("drizzle/20250101120000_calm_fox/migration.sql", "CREATE TABLE calm (id int);\n"),
            ("drizzle/20250101120000_calm_fox/snapshot.json", "{\"dialect\": \"postgres\"}\n"),
            ("drizzle/20250201120000_late_owl/migration.sql", "CREATE TABLE late (id int);\n"),
            ("drizzle/20250201120000_late_owl/snapshot.json", "{\"dialect\": \"postgres\"}\n"),
            ("drizzle/20250301120000_warm_elk/migration.sql", "CREATE TABLE warm (id int);\n"),
            ("drizzle/20250301120000_warm_elk/snapshot.json", "{\"dialect\": \"postgres\"}\n"),
        ],
    );
    let database = Database::of("drizzle");
    database.run(
        "ALTER TABLE drizzle.__drizzle_migrations ADD COLUMN name text, ADD COLUMN applied_at timestamptz; \
         INSERT INTO drizzle.__drizzle_migrations (hash, created_at, name) VALUES \
         ('a', 1735732800000, '20250101120000_calm_fox'), ('b', 1740830400000, '20250301120000_warm_elk')",
    );
    assert_eq!(database.pending(&folder.0), names(&["20250201120000_late_owl"]));
}

/// The application with its whole goose history behind it, and these of the pending files.
fn application(name: &str, pending: &[&str]) -> (Database, Folder) {
    let app = package().join("testdata/app");
    let read = |path: &Path| fs::read_to_string(path).expect("testdata is readable");
    let mut files = Vec::new();
    let history = fs::read_dir(app.join("goose/migrations")).expect("testdata is readable");
    let mut versions = Vec::new();
    for entry in history.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        versions.push(format!("({}, true)", name.split('_').next().unwrap_or_default()));
        files.push((name, read(&entry.path())));
    }
    files.extend(pending.iter().map(|it| ((*it).to_owned(), read(&app.join("pending").join(it)))));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let database = Database::of("goose");
    let session = database.server.connect(&database.name);
    let sql = |file: &str| {
        let text = read(&app.join(file));
        text.lines().filter(|it| !it.starts_with('\\')).collect::<Vec<_>>().join("\n")
    };
    // Another test may make the same roles at the same time; then the second time finds them.
    let _ = session.run(&sql("roles.sql"));
    session.expect(&sql("roles.sql"));
    session.expect(&sql("schema.sql"));
    let versions = versions.join(", ");
    session.expect(&format!("INSERT INTO public.goose_db_version (version_id, is_applied) VALUES {versions}"));
    (database, Folder::new(name, &files))
}

#[test]
fn the_application_that_is_up_to_date() {
    let (database, folder) = application("app-none", &[]);
    let output = database.gate(&folder.0, &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let last = stdout(&output).lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("go: 0 pending migrations on "), "{last}");
}

#[test]
fn every_format_says_go_or_no_go() {
    let check = "20261012140000_quantities_positive.sql";
    let (database, folder) = application("app-format", &[check]);
    assert_eq!(database.pending(&folder.0), names(&[check]));
    let says = |format: &str, code: i32, words: &str| {
        let output = database.gate(&folder.0, &["--format", format]);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        assert!(stdout(&output).contains(words), "{format}: {output:?}");
    };
    // Nobody has counted the rows: everybody may have to wait for any time.
    says("text", 1, "\nno-go: 1 pending migration on postgresql://");
    says("json", 1, "\"go\": false");
    says("github", 1, "migcheck gate: no-go");
    says("markdown", 1, "**no-go**");
    // A few hundred rows are no reason to wait.
    database.run(&fs::read_to_string(package().join("testdata/app/seed.sql")).expect("testdata is readable"));
    database.run("ANALYZE");
    says("text", 0, "\ngo: 1 pending migration on postgresql://");
    says("json", 0, "\"go\": true");
    says("github", 0, "migcheck gate: go");
    says("markdown", 0, "**go**");
}

#[test]
fn a_plain_folder_has_no_table() {
    let folder =
        Folder::new("plain", &[("1_a.sql", "CREATE TABLE a (id int);"), ("2_b.sql", "CREATE TABLE b (id int);")]);
    let database = Database::of("goose");
    let output = database.gate(&folder.0, &[]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("belongs to no migration tool") && error.contains("name the pending files"), "{error}");
    let url = database.server.url(&database.name);
    let report = json(&migcheck(&folder.0, &["gate", "2_b.sql", "--database-url", &url, "--format", "json"]));
    assert_eq!(report["gate"]["go"], Value::from(true), "{report:#}");
}
