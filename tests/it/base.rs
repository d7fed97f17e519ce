//! The base schema from dumps, snapshots and replays.

use crate::scratch::{Scratch, package};
use migcheck::{
    base::{self, Base, Source, Target, VersionSource, snapshot},
    catalog::{Catalog, Known, PgVersion, compare::compare, relation::Size},
    history::{self, Histories, PendingRule, Request},
    sql::name::QualifiedName,
    text::Sources,
};
use std::path::Path;

fn load(text: &str) -> Base {
    let scratch = Scratch::new();
    scratch.write("schema.sql", text);
    from_file(&scratch.path.join("schema.sql"))
}

fn from_file(path: &Path) -> Base {
    base::from_file(path, "schema.sql", None, base::Psql::default(), &mut Sources::default())
        .expect("the file is readable")
}

fn histories(folder: &Path, pending: PendingRule) -> Histories {
    let request = Request {
        directory: folder.to_owned(),
        paths: vec![folder.to_owned()],
        stdin_path: None,
        pending,
        base_known: false,
        overrides: Vec::new(),
        execution: None,
        placeholders: Default::default(),
    };
    history::collect(&request, &mut std::io::empty()).expect("the folder has migrations")
}

fn tables(catalog: &Catalog) -> Vec<String> {
    catalog.relations().filter(|it| it.table().is_some()).map(|it| it.name.to_string()).collect()
}

fn messages(base: &Base) -> Vec<&str> {
    base.problems.iter().map(|it| it.message.as_str()).collect()
}

const DUMP: &str = "\
--
-- PostgreSQL database dump
--

\\restrict aVw3

-- Dumped from database version 15.14 (Debian 15.14-1)
-- Dumped by pg_dump version 16.1

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
";

#[test]
fn a_dump_with_data() {
    let base = load(&format!(
        "{DUMP}CREATE TABLE public.orders (id integer NOT NULL);\n\
         COPY public.orders (id) FROM stdin;\n1\n2\n\\.\n\
         ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);\n\
         GRANT SELECT ON TABLE public.orders TO nobody_here;\n\\unrestrict aVw3\n"
    ));
    assert_eq!(messages(&base), [""; 0]);
    assert_eq!(base.target, Target { version: PgVersion(15), source: VersionSource::Dump });
    assert_eq!((base.origin.source, base.catalog.known), (Source::Dump, Known::Everything));
    assert_eq!(tables(&base.catalog), ["public.orders"]);
}

#[test]
fn a_dump_that_drops_first() {
    let base = load(&format!(
        "{DUMP}ALTER TABLE ONLY public.orders DROP CONSTRAINT orders_pkey;\n\
         DROP INDEX public.orders_idx;\nDROP TABLE public.orders;\nDROP TYPE public.mood;\n\
         CREATE TABLE public.orders (id integer NOT NULL);\n"
    ));
    assert_eq!(messages(&base), [""; 0]);
    assert_eq!(tables(&base.catalog), ["public.orders"]);
}

#[test]
fn what_does_not_fit_is_told() {
    let base =
        load("CREATE TABLE a (id int);\nALTER TABLE b ADD COLUMN c int;\nFROBNICATE;\nCREATE TABLE c (id int);\n");
    assert_eq!(tables(&base.catalog), ["public.a", "public.c"]);
    assert_eq!(
        messages(&base),
        ["cannot read this statement: expected a statement, found `FROBNICATE`", "relation \"b\" does not exist"]
    );
}

#[test]
fn a_snapshot_keeps_sizes() {
    let mut catalog = load("CREATE TABLE \"Odd name, 1\" (id int); CREATE TABLE b (id int);").catalog;
    let size = Some(Size { rows: Some(1_200_000), pages: 9_000 });
    let mut sized = (**catalog.find(&QualifiedName::new("public", "Odd name, 1")).expect("it was made")).clone();
    sized.table_mut().expect("it is a table").size = size;
    catalog.put(sized);
    let base = load(&snapshot::write(&catalog));
    assert_eq!(messages(&base), [""; 0]);
    let size_of = |name: &str| {
        let relation = base.catalog.find(&QualifiedName::new("public", name)).expect("the snapshot has it");
        relation.table().expect("it is a table").size
    };
    assert_eq!((size_of("Odd name, 1"), size_of("b")), (size, None));
    assert_eq!(base.origin.source, Source::Snapshot);
}

#[test]
fn a_replay_says_when_it_is_incomplete() {
    let folder = Scratch::new();
    folder.write("1_a.sql", "CREATE TABLE a (id int);").write("2_b.sql", "ALTER TABLE elsewhere ADD COLUMN c int;");
    folder.write("3_c.sql", "SELECT 1;");
    let base = base::replay(&histories(&folder.path, PendingRule::Last(1)), None);
    assert_eq!((base.origin.source, base.catalog.known), (Source::Replay, Known::OnlyWhatMigrationsShow));
    assert_eq!(tables(&base.catalog), ["public.a"]);
    assert_eq!(base.origin.reasons.len(), 1, "{:?}", base.origin);
    let base = base::replay(&histories(&folder.path, PendingRule::All), None);
    assert_eq!((base.origin.source, base.catalog.known), (Source::Nothing, Known::OnlyWhatMigrationsShow));
}

#[test]
fn dump_and_history_of_the_application_are_read_whole() {
    let app = package().join("testdata/app");
    let dump = from_file(&app.join("schema.sql"));
    assert_eq!(messages(&dump), [""; 0]);
    // The same history in four layouts (`layouts.py` derives them from goose's) ends in the schema of the dump.
    for layout in ["goose/migrations", "flyway", "prisma", "golang-migrate"] {
        let mut histories = histories(&app.join(layout), PendingRule::All);
        histories.histories[0].applied = histories.histories[0].migrations.len();
        let replay = base::replay(&histories, Some(dump.target));
        assert_eq!(messages(&replay), [""; 0], "{layout}");
        assert_eq!(replay.catalog.known, Known::Everything, "{layout}");
        assert_eq!(compare(&dump.catalog, &replay.catalog), [], "{layout}");
    }
    // A snapshot of it is the same schema again.
    let again = load(&snapshot::write(&dump.catalog));
    assert_eq!(messages(&again), [""; 0]);
    assert!(compare(&dump.catalog, &again.catalog).is_empty());
}
