//! A catalog is the same whichever way it is built: by replay, from a dump, from the live server, from a snapshot.

use crate::{
    cases, server,
    three_ways::{Build, differences},
};
use migcheck::{
    base::{self, Target, VersionSource, snapshot},
    catalog::{Catalog, PgVersion, compare::queries},
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
    // Both are in the server's spelling.
    let texts = queries::compare(&ways.dump, &ways.live, true).differences.into_iter();
    found.extend(
        texts.map(|it| format!("text of {} {}\n  dump: {:?}\n  live: {:?}\n", it.kind, it.name, it.left, it.right)),
    );
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

/// What replay does not know, and why; each is still a difference from the server (or an object that it says it does
/// not know), else it belongs into the scripts of every kind.
const GAPS: [(&str, &str, &str); 4] = [
    (
        "a partition's index after ALTER TYPE",
        "the server builds it anew, under a name made of the column's present one",
        "CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id);
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
         CREATE INDEX ON p (a);
         ALTER TABLE p RENAME COLUMN a TO z;
         ALTER TABLE p ALTER z TYPE bigint;",
    ),
    (
        "a view that groups by a primary key",
        "it depends on the key; our trees do not tell GROUP BY from other conditions",
        "CREATE TABLE t (id integer PRIMARY KEY, a text);
         CREATE VIEW v AS SELECT id, a FROM t GROUP BY id;
         ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;",
    ),
    (
        "grants on an extension's function",
        "replay knows an extension's types, not its functions",
        "CREATE EXTENSION pg_trgm;
         REVOKE EXECUTE ON FUNCTION show_limit() FROM PUBLIC;",
    ),
    (
        "the index of a dropped access method",
        "access methods are kept by their words; nothing is looked up that uses one",
        "CREATE ACCESS METHOD gist_too TYPE INDEX HANDLER gisthandler;
         CREATE TABLE t (a box);
         CREATE OPERATOR CLASS box_too DEFAULT FOR TYPE box USING gist_too AS
             OPERATOR 3 &&, FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal),
             FUNCTION 2 gist_box_union(internal, internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
             FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal);
         CREATE INDEX ON t USING gist_too (a);
         DROP ACCESS METHOD gist_too CASCADE;",
    ),
];

#[test]
fn what_replay_does_not_know_is_named_and_still_so() {
    let server = server::server(18);
    let mut wrong = Vec::new();
    for (what, why, script) in GAPS {
        let mut build = Build::new(server);
        build.script(script);
        let ways = build.three_ways();
        let refused = std::mem::take(&mut build.refused);
        if !refused.is_empty() {
            wrong.push(format!("{what}: the server refuses: {}", refused.join("\n")));
        } else if build.problems.is_empty() && differences("replay", &ways.replay, "live", &ways.live).is_empty() {
            wrong.push(format!("{what}: is known by now ({why})"));
        }
        build.gone();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
