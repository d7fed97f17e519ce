//! One made-up history a tool, with what that tool ignores, refuses and treats differently.

use super::{collect, error_in, in_scratch, migrations, overview, remarks, request, testdata, up};
use crate::scratch::{Scratch, package};
use migcheck::{
    history::{Override, PendingRule, Tool},
    sql::placeholders::Syntax,
};

#[test]
fn golang_migrate_orders_by_number_and_sends_one_string() {
    let found = testdata("histories/golang-migrate");
    assert_eq!(overview(&found), ["histories/golang-migrate/migrations golang-migrate whole_implicit 4"]);
    assert_eq!(
        migrations(&found),
        [
            "1 1_boats.up.sql whole_implicit / whole_implicit",
            "2 2_crossings.up.sql whole_implicit /",
            "10 010_boat_names.up.sql whole_implicit /",
            "10 10_crossing_times.up.sql whole_implicit / whole_implicit",
        ]
    );
    assert_eq!(
        remarks(&found),
        [
            "11-tickets.up.sql: golang-migrate ignores this file",
            "10_crossing_times.up.sql: version 10 is used more than once: 010_boat_names.up.sql, \
             10_crossing_times.up.sql; golang-migrate refuses to start",
        ]
    );
}

#[test]
fn goose_sections_and_opt_outs() {
    let found = testdata("histories/goose");
    assert_eq!(overview(&found), ["histories/goose goose file_transaction 6"]);
    assert_eq!(
        migrations(&found),
        [
            "1 00001_readings.sql file_transaction / file_transaction",
            "2 00002_touch.sql file_transaction / file_transaction",
            "10 00010_readings_index.sql split_autocommit / split_autocommit",
            "11 00011_two_on_a_line.sql whole_implicit whole_implicit /",
            "12 00012_cut_body.sql file_transaction /",
            "13 00013_indented.sql  /",
        ]
    );
    assert_eq!(
        remarks(&found),
        [
            "notes.sql: goose does not run this file",
            ": 1 migration is written in Go; what happens there is not seen",
            "00012_cut_body.sql:4:1: goose ends the statement at this line, inside a string or a function body",
            "00013_indented.sql: goose refuses a file without `-- +goose Up`",
        ]
    );
    let text = "CREATE TABLE readings (meter_id bigint NOT NULL, at timestamptz NOT NULL, kwh numeric NOT NULL);\n\n";
    assert_eq!(up(&found, "readings"), [text]);
    let replaced = &found.histories[0].migrations[4].up[0].placeholders;
    assert_eq!(replaced.syntax, Syntax::Environment);
    assert_eq!(replaced.within.as_ref().map(Vec::len), Some(1));
}

#[test]
fn sqlx_looks_for_its_opt_out_in_the_first_bytes_only() {
    let found = testdata("histories/sqlx");
    assert_eq!(overview(&found), ["histories/sqlx/migrations sqlx file_transaction 3"]);
    assert_eq!(
        migrations(&found),
        [
            "20250101000000 20250101000000_sheets.sql file_transaction /",
            "20250201000000 20250201000000_species_index.up.sql whole_implicit / file_transaction",
            "20250301000000 20250301000000_collector_index.sql file_transaction /",
        ]
    );
    assert_eq!(
        remarks(&found),
        [
            "draft.sql: sqlx does not run this file",
            "20250301000000_collector_index.sql:2:1: sqlx ignores `-- no-transaction` here: the file runs in a \
             transaction",
        ]
    );
}

#[test]
fn dbmate_sections_are_units_of_their_own() {
    let found = testdata("histories/dbmate");
    assert_eq!(overview(&found), ["histories/dbmate dbmate file_transaction 3"]);
    assert_eq!(
        migrations(&found),
        [
            "20250101 20250101_shelves.sql file_transaction / file_transaction",
            "20250202 20250202_shelf_index.sql whole_implicit file_transaction / whole_implicit file_transaction",
            "20250303 20250303_unmarked.sql  /",
        ]
    );
    assert_eq!(remarks(&found), ["20250303_unmarked.sql: dbmate refuses a file without `-- migrate:up`"]);
    assert_eq!(
        up(&found, "shelf_index"),
        [
            "CREATE INDEX CONCURRENTLY shelves_id_idx ON shelves (id);\n\n",
            "ALTER TABLE shelves ADD COLUMN room text;\n\n"
        ]
    );
}

#[test]
fn flyway_orders_by_the_parts_of_versions_over_all_folders() {
    let found = testdata("histories/flyway");
    assert_eq!(overview(&found), ["histories/flyway/db/migration flyway file_transaction 7"]);
    assert_eq!(
        migrations(&found),
        [
            "1 V1__tours.sql file_transaction /",
            "1.9 V1_9__tour_language.sql file_transaction /",
            "1.10 V1.10__tour_dates.sql file_transaction /",
            "2 V2__guide_index.sql split_autocommit /",
            "3 V3__mixed.sql split_autocommit /",
            "4 V4__by_sidecar.sql split_autocommit / file_transaction",
            "R__guides_view.sql R__guides_view.sql file_transaction /",
        ]
    );
    let hangs = "this can wait for ever: Flyway's own idle transaction holds the lock that CONCURRENTLY waits for";
    assert_eq!(
        remarks(&found),
        [
            "V5_one_underscore.sql: Flyway ignores this file".to_owned(),
            "afterMigrate.sql: Flyway runs this callback around the migrations".to_owned(),
            format!("later/V2__guide_index.sql:1:1: {hangs}"),
            "later/V3__mixed.sql: Flyway refuses to mix statements that need a transaction with one that cannot have \
             one"
            .to_owned(),
            format!("later/V4__by_sidecar.sql:1:1: {hangs}"),
        ]
    );
    assert!(found.histories[0].migrations.iter().all(|it| it.up[0].placeholders.syntax == Syntax::DollarBrace));
}

#[test]
fn flyway_does_not_hang_where_its_lock_is_off() {
    let scratch = Scratch::new();
    scratch
        .write("flyway.conf", "flyway.postgresql.transactional.lock = false\nflyway.placeholderReplacement=false\n")
        .write("sql/V1__a.sql", "CREATE INDEX CONCURRENTLY i ON t (a);")
        .write("sql/V2__b.sql", "SET lock_timeout = '2s';\nVACUUM t;");
    let found = in_scratch(&scratch, &["sql"], PendingRule::All);
    let mixes = "V2__b.sql: Flyway refuses to mix statements that need a transaction with one that cannot have one";
    assert_eq!(remarks(&found), [mixes]);
    assert_eq!(found.histories[0].migrations[0].up[0].placeholders.syntax, Syntax::Nothing);
    scratch.write("conf/flyway.toml", "flyway.mixed = true\n");
    assert_eq!(remarks(&in_scratch(&scratch, &["sql"], PendingRule::All)), [""; 0]);
}

#[test]
fn prisma_changed_how_it_sends_files() {
    let old = testdata("histories/prisma-old");
    assert_eq!(overview(&old), ["histories/prisma-old/prisma/migrations prisma whole_implicit 3"]);
    let new = testdata("histories/prisma-new");
    assert_eq!(
        migrations(&new),
        [
            "20250101000000_init 20250101000000_init split_autocommit /",
            "20250201000000_due 20250201000000_due split_autocommit /",
            "20250301000000_drop_index 20250301000000_drop_index whole_implicit /",
        ]
    );
    assert_eq!(
        remarks(&new),
        [
            "20250301000000_drop_index/migration.sql: Prisma cannot split a file with DROP INDEX CONCURRENTLY and \
             sends it as one string",
            "20250401000000_empty: Prisma refuses a migration folder without migration.sql",
        ]
    );
}

#[test]
fn npm_versions_are_read_from_lock_files_and_catalogs() {
    let cases = [
        ("package-lock.json", r#"{"packages": {"node_modules/prisma": {"version": "7.5.0"}}}"#),
        ("pnpm-lock.yaml", "packages:\n\n  prisma-extra@1.0.0:\n  '@x/prisma@1.0.0':\n\n  prisma@7.5.0(a@1):\n"),
        ("yarn.lock", "prisma-extra@^1:\n  version \"1.0.0\"\n\n\"prisma@npm:^7.0.0\":\n  version: 7.5.0\n"),
        ("bun.lock", "{ \"packages\": { \"prisma\": [\"prisma@7.5.0\", \"\"] } }\n"),
    ];
    for (lock, text) in cases {
        let scratch = Scratch::new();
        scratch
            .write("package.json", r#"{"devDependencies": {"prisma": "^7.0.0"}}"#)
            .write(lock, text)
            .write("prisma/migrations/20250101000000_a/migration.sql", "SELECT 1;");
        let found = in_scratch(&scratch, &[], PendingRule::All);
        let said = &found.histories[0].reasons[1];
        assert!(said.starts_with(&format!("Prisma 7.5.0 ({lock}):")), "{lock}: {said}");
    }
    let scratch = Scratch::new();
    scratch
        .write("pnpm-workspace.yaml", "catalog:\n  'prisma': ^7.4.2\n")
        .write("db/package.json", r#"{"dependencies": {"prisma": "catalog:"}}"#)
        .write("db/migrations/20250101000000_a/migration.sql", "SELECT 1;");
    let found = in_scratch(&scratch, &[], PendingRule::All);
    assert_eq!(overview(&found), ["db/migrations prisma split_autocommit 1"]);
}

#[test]
fn drizzle_follows_its_journal() {
    let found = testdata("histories/drizzle");
    assert_eq!(overview(&found), ["histories/drizzle/drizzle drizzle all_transaction 3"]);
    assert_eq!(
        migrations(&found),
        [
            "1735689600000 0000_quiet_owl all_transaction /",
            "1738368000000 0002_brave_elk all_transaction /",
            "1737000000000 0001_late_fox all_transaction /",
        ]
    );
    assert_eq!(
        remarks(&found),
        [
            "0001_late_fox.sql: `when` in meta/_journal.json is not later than that of 0002_brave_elk: where that one \
             has run, Drizzle skips this one silently",
            "0001_late_fox.sql:1:55: Drizzle cuts the statement in two here, inside a string or a function body",
            "meta/_journal.json: the journal names 0003_lost_bee.sql, which is not there",
            "0004_stray.sql: Drizzle ignores this file: meta/_journal.json does not name it",
        ]
    );
}

#[test]
fn drizzle_without_a_journal_orders_folders() {
    let scratch = Scratch::new();
    scratch
        .write("drizzle/20250102000000_b/migration.sql", "SELECT 2;")
        .write("drizzle/20250101000000_a/migration.sql", "SELECT 1;")
        .write("drizzle/20250101000000_a/snapshot.json", "{}");
    let found = in_scratch(&scratch, &["drizzle"], PendingRule::All);
    assert_eq!(
        migrations(&found),
        ["20250101000000 20250101000000_a all_transaction /", "20250102000000 20250102000000_b all_transaction /"]
    );
}

#[test]
fn supabase_sends_some_statements_on_their_own() {
    let found = testdata("histories/supabase");
    assert_eq!(overview(&found), ["histories/supabase/supabase/migrations supabase pipeline 2"]);
    assert_eq!(
        migrations(&found),
        [
            "20250101000000 20250101000000_plots.sql pipeline /",
            "20250201000000 20250201000000_plot_index.sql pipeline whole_implicit pipeline /",
        ]
    );
    assert_eq!(remarks(&found), ["plot_names.sql: the Supabase CLI skips this file"]);
    // No byte of the file is lost.
    assert_eq!(
        up(&found, "plot_index").concat(),
        "ALTER TABLE plots ADD COLUMN holder text;\nCREATE INDEX CONCURRENTLY plots_holder_idx ON plots (holder);\n\
         ALTER TABLE plots ADD COLUMN size_m2 int;\n"
    );
}

#[test]
fn supabase_before_2_109_sends_one_pipeline() {
    let scratch = Scratch::new();
    scratch
        .write("package.json", r#"{"devDependencies": {"supabase": "2.50.0"}}"#)
        .write("supabase/migrations/1_a.sql", "SELECT 1; VACUUM;");
    let found = in_scratch(&scratch, &["supabase"], PendingRule::All);
    assert_eq!(migrations(&found), ["1 1_a.sql pipeline /"]);
}

#[test]
fn diesel_reads_metadata() {
    let found = testdata("histories/diesel");
    assert_eq!(overview(&found), ["histories/diesel/migrations diesel file_transaction 4"]);
    assert_eq!(
        migrations(&found),
        [
            "00000000000000 00000000000000_diesel_initial_setup file_transaction / file_transaction",
            "20250101000000 2025-01-01-000000_posts file_transaction / file_transaction",
            "20250201000000 2025-02-01-000000_posts_index whole_implicit /",
            "20250301000000 2025-03-01-000000_no_key whole_implicit /",
        ]
    );
    assert_eq!(
        remarks(&found),
        [
            "2025-03-01-000000_no_key/metadata.toml: Diesel reads a metadata.toml without run_in_transaction as \
             `false`: there is no transaction",
            "2025-04-01-000000_forgotten: Diesel refuses a folder without up.sql",
        ]
    );
}

#[test]
fn plain_folders_are_in_natural_order() {
    let found = testdata("histories/plain");
    assert_eq!(
        migrations(&found),
        [
            "1 1-init.sql file_transaction /",
            "2 2-title.sql file_transaction /",
            "10 10-by-psql.sql psql / file_transaction",
        ]
    );
    let found = testdata("histories/atlas");
    assert_eq!(
        migrations(&found),
        [
            "20250101000000 20250101000000.sql file_transaction /",
            "20250201000000 20250201000000_index.sql split_autocommit /",
        ]
    );
}

#[test]
fn a_plain_file_may_opt_out_of_the_transaction() {
    let scratch = Scratch::new();
    scratch.write("sql/01_a.sql", "SELECT 1;");
    scratch.write("sql/02_b.sql", "-- postgres-migrations disable-transaction\nDROP INDEX CONCURRENTLY a;");
    let found = in_scratch(&scratch, &["sql"], PendingRule::All);
    assert_eq!(migrations(&found), ["01 01_a.sql file_transaction /", "02 02_b.sql split_autocommit /"]);
}

#[test]
fn folders_of_releases_are_one_history() {
    let scratch = Scratch::new();
    for name in ["10/01_c.up.sql", "2/01_b.up.sql", "2/01_b.down.sql", "1/02_b.up.sql", "1/01_a.up.sql"] {
        scratch.write(&format!("postgres/{name}"), "SELECT 1;");
    }
    let found = in_scratch(&scratch, &["postgres"], PendingRule::All);
    assert_eq!(
        migrations(&found),
        [
            "1/01 1/01_a.up.sql file_transaction /",
            "1/02 1/02_b.up.sql file_transaction /",
            "2/01 2/01_b.up.sql file_transaction / file_transaction",
            "10/01 10/01_c.up.sql file_transaction /",
        ]
    );
}

#[test]
fn the_application_is_recognised_in_every_layout() {
    let found = testdata("app");
    let lines = overview(&found);
    for line in [
        "app/flyway/sql flyway file_transaction 34",
        "app/golang-migrate/migrations golang-migrate whole_implicit 34",
        "app/goose/migrations goose file_transaction 34",
        "app/prisma/migrations prisma split_autocommit 34",
    ] {
        assert!(lines.iter().any(|it| it == line), "{line} is missing in {lines:#?}");
    }
    assert!(found.histories.iter().all(|it| it.remarks.is_empty()));
}

#[test]
fn other_databases_are_told_apart() {
    for (path, because) in [
        ("histories/clickhouse", "a folder in its path is called clickhouse"),
        ("histories/drizzle-sqlite", "meta/_journal.json says dialect sqlite"),
    ] {
        let refused = collect(&request(&package().join("testdata"), &[path], PendingRule::All));
        let help = refused.expect_err("nothing is left").help().unwrap_or_default();
        assert!(help.contains(because), "{help}");
    }
    let scratch = Scratch::new();
    scratch.write("m/1_a.sql", "CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY);");
    let error = error_in(&scratch, &["m"], PendingRule::All);
    assert_eq!(error.to_string(), "m is not for Postgres: `AUTO_INCREMENT` in m/1_a.sql is the language of MySQL");
    scratch.write("p/migration_lock.toml", "provider = \"sqlite\"").write("p/1_a/migration.sql", "SELECT 1;");
    let error = error_in(&scratch, &["p"], PendingRule::All);
    assert_eq!(error.to_string(), "p is not for Postgres: migration_lock.toml says provider sqlite");
}

#[test]
fn a_tie_is_refused_with_the_lines_that_settle_it() {
    let directory = package().join("testdata/histories/ambiguous");
    let mut request = request(&directory, &["migrations"], PendingRule::All);
    let error = collect(&request).expect_err("two tools are possible");
    assert_eq!(
        error.help().as_deref(),
        Some(
            "write in migcheck.toml:\n[[history]]\npath = \"migrations\"\ntool = \"goose\"\nor\n[[history]]\n\
             path = \"migrations\"\ntool = \"dbmate\""
        )
    );
    assert_eq!(error.exit_code(), 2);
    request.overrides = vec![Override { path: "migrations".into(), tool: Some(Tool::Goose), execution: None }];
    let found = collect(&request).expect("the configuration settles it");
    assert_eq!(found.histories[0].tool, Tool::Goose);
}

#[test]
fn nothing_found_is_an_error() {
    let scratch = Scratch::new();
    scratch.write("docs/README.md", "no SQL");
    let error = error_in(&scratch, &["docs"], PendingRule::Auto);
    assert_eq!((error.to_string().as_str(), error.exit_code()), ("no migration found in docs", 2));
    let error = error_in(&scratch, &[], PendingRule::Auto);
    assert_eq!(error.to_string(), "no migration found in this folder and below");
    let error = error_in(&scratch, &["nowhere"], PendingRule::Auto);
    assert_eq!(error.to_string(), "nowhere: no such file or folder");
}

#[test]
fn tools_that_would_be_misread_are_refused_by_name() {
    for (text, tool) in [
        ("-- +migrate Up\nSELECT 1;", "sql-migrate"),
        ("--liquibase formatted sql\n", "Liquibase"),
        ("SELECT 1;\n---- create above / drop below ----\n", "tern"),
    ] {
        let scratch = Scratch::new();
        scratch.write("migrations/1_a.sql", text);
        let error = error_in(&scratch, &["migrations"], PendingRule::All);
        assert_eq!(error.to_string(), format!("migrations belongs to {tool}, which is not supported yet"));
    }
}

#[test]
fn files_in_other_encodings_are_named() {
    let scratch = Scratch::new();
    scratch.write("m/1_a.sql", b"\xff\xfeS\0");
    let error = error_in(&scratch, &["m"], PendingRule::All);
    assert_eq!(error.to_string(), "m/1_a.sql: the file is encoded in UTF-16LE");
    scratch.write("m/1_a.sql", "\u{feff}SELECT 1;\r\n");
    let found = in_scratch(&scratch, &["m"], PendingRule::All);
    assert_eq!(up(&found, "1_a"), ["\u{feff}SELECT 1;\r\n"]);
}
