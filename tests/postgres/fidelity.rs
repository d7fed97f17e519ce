//! A catalog is the same whichever way it is built: by replay, from a dump, from the live server, from a snapshot.

use crate::{
    cases, server,
    three_ways::{Build, differences},
};
use migcheck::{
    base::{self, Target, VersionSource, snapshot},
    catalog::{Catalog, PgVersion},
    history::{self, Histories, PendingRule, Request},
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
        placeholders: Default::default(),
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

/// The schema by the three ways is the same, and nothing was refused or not understood on the way.
fn same(build: &mut Build<'_>, what: &str) -> Catalog {
    let ways = build.three_ways();
    let mut found: Vec<String> = build.refused.drain(..).map(|it| format!("refused: {it}\n")).collect();
    found.extend(build.problems.drain(..).map(|it| format!("{it}\n")));
    found.extend(differences("replay", &ways.replay, "dump", &ways.dump));
    found.extend(differences("replay", &ways.replay, "live", &ways.live));
    assert!(found.is_empty(), "{what}: {} differences and problems\n{}", found.len(), found.join("\n"));
    ways.live
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_application_is_equal_three_ways_on_each_major() {
    for major in server::MAJORS {
        let mut build = Build::new(server::server(major));
        build.histories(&history());
        same(&mut build, &format!("the application on {major}"));
        build.gone();
    }
}

/// One schema with every kind of object, then what can be changed about it.
#[test]
fn every_kind_is_equal_three_ways_on_each_major() {
    let majors = env::var("MIGCHECK_MAJORS").unwrap_or_default();
    let majors: Vec<u16> = majors.split(',').filter_map(|it| it.parse().ok()).collect();
    for major in if majors.is_empty() { server::MAJORS.to_vec() } else { majors } {
        let mut build = Build::new(server::server(major));
        for file in ["testdata/every_kind.sql", "testdata/every_kind_changes.sql"] {
            build.script(&cases::of_major(&read(file), major));
            same(&mut build, &format!("{file} on {major}"));
        }
        build.gone();
    }
}

#[test]
fn a_base_by_replay_equals_the_dump() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/app/schema.sql");
    let mut sources = Sources::default();
    let dump = base::from_file(&path, "schema.sql", Some(target(15)), base::Psql::default(), &mut sources)
        .expect("the dump is readable");
    assert!(dump.problems.is_empty(), "dump: {:#?}", dump.problems);
    let found = differences("replay", &replayed(15), "dump", &dump.catalog);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_snapshot_gives_the_same_catalog_back() {
    for major in [14, 18] {
        let mut build = Build::new(server::server(major));
        build.histories(&history());
        let live = build.three_ways().live;
        build.gone();
        let path = env::temp_dir().join(format!("migcheck-test-snapshot-{}-{major}.sql", std::process::id()));
        fs::write(&path, snapshot::write(&live)).expect("the temporary folder is writable");
        let read = base::from_file(&path, "snapshot.sql", None, base::Psql::default(), &mut Sources::default())
            .expect("our own snapshot");
        let _ = fs::remove_file(&path);
        assert!(read.problems.is_empty(), "snapshot: {:#?}", read.problems);
        let found = differences("live", &live, "snapshot", &read.catalog);
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert_eq!(read.target.version, PgVersion(major));
    }
}
