//! A catalog is the same whichever way it is built: by replay, from a dump, from the live server, from a snapshot.

use crate::{
    server::{self, Server},
    session::{Session, describe},
};
use migcheck::{
    base::{self, Target, VersionSource, snapshot},
    catalog::{Catalog, PgVersion, compare::compare},
    database::{self, introspect},
    history::{self, Histories, PendingRule, Request},
    sql::{parse::parse, statement::StatementKind},
    text::Sources,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The application's history, all of it applied.
fn history() -> Histories {
    let request = Request {
        directory: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        paths: vec![PathBuf::from("testdata/app/goose/migrations")],
        stdin_path: None,
        pending: PendingRule::All,
        base_known: false,
        overrides: Vec::new(),
        execution: None,
    };
    let mut histories = history::collect(&request, &mut std::io::empty()).expect("the history is readable");
    for history in &mut histories.histories {
        history.applied = history.migrations.len();
    }
    histories
}

fn target(major: u16) -> Target {
    Target { version: PgVersion(major), source: VersionSource::Flag }
}

fn replayed(major: u16) -> Catalog {
    let base = base::replay(&history(), Some(target(major)));
    assert!(base.problems.is_empty(), "replay: {:#?}", base.problems);
    base.catalog
}

fn dumped(major: u16) -> Catalog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/app/schema.sql");
    let mut sources = Sources::default();
    let base = base::from_file(&path, "schema.sql", Some(target(major)), &mut sources).expect("the dump is readable");
    assert!(base.problems.is_empty(), "dump: {:#?}", base.problems);
    base.catalog
}

/// Runs the history on a server, a statement at a time, and reads the schema back.
fn live(server: &Server) -> Catalog {
    let database = server.create_database();
    apply(&server.connect(&database));
    let target = database::Target::parse(&server.url(&database)).expect("our own URL");
    let connection = database::Server::connect(&target).expect("our own server");
    let (catalog, problems) = introspect::catalog(&connection).expect("the schema is readable");
    assert!(problems.is_empty(), "live: {problems:#?}");
    drop(connection);
    server.drop_database(&database);
    catalog
}

fn apply(session: &Session) {
    let histories = history();
    for section in histories.histories.iter().flat_map(|it| &it.migrations).flat_map(|it| &it.up) {
        let source = histories.sources.get(section.span.file);
        for statement in parse(source, section.span).statements {
            if !matches!(statement.kind, StatementKind::Psql { .. }) {
                let sql = source.slice(statement.span);
                session.run(sql).unwrap_or_else(|error| panic!("{}: {}\n{sql}", source.path, describe(&error)));
            }
        }
    }
}

fn assert_equal(left: &str, a: &Catalog, right: &str, b: &Catalog) {
    let differences = compare(a, b);
    let shown = differences.iter().take(40).map(|it| {
        let side = |name: &str, sql: &Option<String>| format!("  {name}: {}\n", sql.as_deref().unwrap_or("-"));
        format!("{} {}\n{}{}", it.kind, it.name, side(left, &it.left), side(right, &it.right))
    });
    assert!(
        differences.is_empty(),
        "{left} and {right} differ in {} objects\n{}",
        differences.len(),
        shown.collect::<String>()
    );
}

#[test]
fn replay_equals_dump() {
    assert_equal("replay", &replayed(15), "dump", &dumped(15));
}

#[test]
fn replay_equals_live_on_each_major() {
    for major in server::MAJORS {
        let live = live(server::server(major));
        assert_equal("replay", &replayed(major), &format!("live {major}"), &live);
    }
}

#[test]
fn a_snapshot_gives_the_same_catalog_back() {
    for major in [14, 18] {
        let live = live(server::server(major));
        let path = env::temp_dir().join(format!("migcheck-test-snapshot-{}-{major}.sql", std::process::id()));
        fs::write(&path, snapshot::write(&live)).expect("the temporary folder is writable");
        let read = base::from_file(&path, "snapshot.sql", None, &mut Sources::default()).expect("our own snapshot");
        let _ = fs::remove_file(&path);
        assert!(read.problems.is_empty(), "snapshot: {:#?}", read.problems);
        assert_equal("live", &live, "snapshot", &read.catalog);
        assert_eq!(read.target.version, PgVersion(major));
    }
}
