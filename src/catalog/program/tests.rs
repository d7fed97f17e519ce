//! What programs make of a schema: which tables are there afterwards, or how they fail.

use crate::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    sql::parse::parse_text,
};

/// A table is the mark that a place was reached.
const SCHEMA: &str = "CREATE TABLE t (id int PRIMARY KEY, a text CHECK (a <> ''));
    CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('ok'); CREATE INDEX t_a ON t (a); CREATE ROLE someone;
    CREATE VIEW v AS SELECT id FROM t; CREATE EXTENSION citext;
    CREATE FUNCTION make(name text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN EXECUTE format('CREATE TABLE %I (id int)', name); END $$;";

fn after(schema: &str, text: &str) -> String {
    let mut catalog = Catalog::new(PgVersion(17), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(&format!("{SCHEMA}{schema}")).statements {
        catalog.apply(&statement.kind, &mut session).expect("the schema is right");
    }
    let before = catalog.clone();
    for statement in parse_text(text).statements {
        if let Err(mismatch) = catalog.apply(&statement.kind, &mut session) {
            return format!("{}: {}", mismatch.code, mismatch.message);
        }
    }
    let made = before.changes(&catalog).filter_map(|it| it.after.filter(|_| it.before.is_none()));
    let mut names: Vec<String> = made.map(|it| it.name.name.to_string()).collect();
    names.sort();
    names.join(" ")
}

fn made(body: &str) -> String {
    after("", &format!("DO $do$ {body} $do$"))
}

/// Whether a condition is decided, and how.
fn decides(condition: &str) -> &'static str {
    let text =
        format!("BEGIN IF {condition} THEN CREATE TABLE yes (id int); ELSE CREATE TABLE no (id int); END IF; END");
    let both = format!("BEGIN IF {condition} THEN DROP TABLE nothing; ELSE CREATE TABLE no (id int); END IF; END");
    match (made(&text).as_str(), made(&both).as_str()) {
        ("yes", "no") => "open",
        ("yes", _) => "true",
        ("no", _) => "false",
        _ => "fails",
    }
}

#[test]
fn guards() {
    for (condition, expected) in [
        ("EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')", "true"),
        ("NOT EXISTS (SELECT FROM pg_catalog.pg_type WHERE typname = 'food')", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'mood' AND n.nspname = 'public')",
            "true",
        ),
        (
            "EXISTS (SELECT 1 FROM pg_type t LEFT JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'mood' AND n.nspname = 's')",
            "false",
        ),
        ("EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_a_check' AND conrelid = 't'::regclass)", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class r ON c.conrelid = r.oid WHERE r.relname = 't' AND contype = 'p')",
            "true",
        ),
        ("EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid::regclass::text = 't' AND contype = 'f')", "false"),
        (
            "EXISTS (SELECT 1 FROM pg_enum e, pg_type t WHERE e.enumtypid = t.oid AND t.typname = 'mood' AND enumlabel = 'bad')",
            "false",
        ),
        ("EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'ok' AND enumtypid = 'mood'::regtype)", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'ok' AND enumtypid = (SELECT oid FROM pg_type WHERE typname = 'mood'))",
            "true",
        ),
        (
            "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND table_schema = current_schema())",
            "true",
        ),
        (
            "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND data_type = 'integer')",
            "false",
        ),
        ("(SELECT count(*) FROM information_schema.columns WHERE table_name = 't') = 2", "true"),
        (
            "(SELECT data_type FROM information_schema.columns WHERE table_name = 't' AND column_name = 'id') <> 'integer'",
            "false",
        ),
        (
            "NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'u')",
            "true",
        ),
        (
            "EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE constraint_type = 'PRIMARY KEY' AND table_name = 't')",
            "true",
        ),
        ("EXISTS (SELECT 1 FROM pg_indexes WHERE tablename = 't' AND indexname = 't_a')", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 't_a' AND NOT i.indisvalid)",
            "false",
        ),
        ("EXISTS (SELECT 1 FROM pg_class WHERE relname = 't' AND relkind = 'r')", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_class c, pg_namespace n WHERE c.relnamespace = n.oid AND n.nspname = 's' AND c.relname = 't')",
            "false",
        ),
        (
            "EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'b' AND NOT attisdropped)",
            "false",
        ),
        ("EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'someone')", "true"),
        ("EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'nobody')", "open"),
        ("EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'postgis')", "false"),
        ("EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 's')", "true"),
        ("EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('x', 't'))", "true"),
        ("EXISTS (SELECT 1 FROM pg_views WHERE viewname LIKE 'v%')", "true"),
        (
            "EXISTS (SELECT 1 FROM pg_proc p JOIN pg_namespace n ON p.pronamespace = n.oid WHERE proname = 'made' AND nspname = 'public')",
            "open",
        ),
        ("EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'x')", "false"),
        ("EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'x' AND tgrelid = 'public.t'::regclass)", "false"),
        ("EXISTS (SELECT 1 FROM pg_publication WHERE pubname = 'x')", "false"),
        ("'mood' IN (SELECT typname FROM pg_type)", "true"),
        ("to_regclass('public.t') IS NULL", "false"),
        ("to_regtype('nothing') IS NULL AND to_regclass('t') IS NOT NULL", "true"),
        ("'nothing'::regclass IS NULL", "fails"),
        ("current_setting('server_version_num')::int >= 150000", "true"),
        ("current_setting('server_version_num')::integer / 10000 < 14", "open"),
        ("current_setting('server_version_num')::int < 170000", "false"),
        ("EXISTS (SELECT 1 FROM t)", "open"),
        ("(SELECT a FROM t LIMIT 1) = 'x' AND false", "false"),
        ("1 = 1 OR random() > 0.5", "true"),
        ("NULL", "false"),
    ] {
        assert_eq!(decides(condition), expected, "{condition}");
    }
}

#[test]
fn what_runs() {
    for (body, expected) in [
        ("BEGIN CREATE TABLE a (id int); RETURN; CREATE TABLE b (id int); END", "a"),
        (
            "DECLARE n text := 'a'; BEGIN n := n || 'b'; EXECUTE 'CREATE TABLE ' || quote_ident(n) || ' (id int)'; END",
            "ab",
        ),
        ("BEGIN EXECUTE format('CREATE TABLE %I (x text DEFAULT %L)', 'Odd', 'it''s'); END", "\"Odd\""),
        (
            "DECLARE n text; BEGIN FOREACH n IN ARRAY ARRAY['a', 'b'] LOOP EXECUTE format('CREATE TABLE %s (id int)', n); END LOOP; END",
            "a b",
        ),
        (
            "BEGIN FOR i IN 1..3 LOOP CONTINUE WHEN i = 2; EXECUTE 'CREATE TABLE x' || i || ' (id int)'; END LOOP; END",
            "x1 x3",
        ),
        (
            "DECLARE r record; BEGIN FOR r IN SELECT unnest(ARRAY['a', 'b']) AS n LOOP EXECUTE format('CREATE TABLE %I (id int)', r.n); END LOOP; END",
            "a b",
        ),
        (
            "DECLARE r record; BEGIN FOR r IN SELECT * FROM (VALUES ('a', 1), ('b', 2)) AS l (n, m) LOOP EXECUTE format('CREATE TABLE %I%s (id int)', r.n, r.m); END LOOP; END",
            "a1 b2",
        ),
        (
            "DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format('CREATE TABLE %I (id int)', r.tablename || '_log'); END LOOP; END",
            "t_log",
        ),
        (
            "DECLARE n int := 0; BEGIN WHILE n < 2 LOOP n := n + 1; EXECUTE format('CREATE TABLE w%s (id int)', n); END LOOP; END",
            "w1 w2",
        ),
        (
            "DECLARE n text; BEGIN SELECT typname INTO n FROM pg_type WHERE typname = 'mood'; IF NOT FOUND THEN CREATE TABLE a (id int); ELSE CREATE TABLE b (id int); END IF; END",
            "b",
        ),
        (
            "DECLARE n int; BEGIN SELECT count(*) INTO n FROM pg_type WHERE typname = 'mood'; CASE n WHEN 0 THEN CREATE TABLE a (id int); ELSE CREATE TABLE b (id int); END CASE; END",
            "b",
        ),
        (
            "BEGIN BEGIN CREATE TABLE a (id int); CREATE TABLE t (id int); EXCEPTION WHEN duplicate_table THEN CREATE TABLE c (id int); END; END",
            "c",
        ),
        (
            "BEGIN BEGIN CREATE TABLE t (id int); EXCEPTION WHEN undefined_table THEN NULL; END; END",
            "42P07: relation \"t\" already exists",
        ),
        (
            "BEGIN BEGIN RAISE EXCEPTION 'no %', 1 USING ERRCODE = 'unique_violation'; EXCEPTION WHEN SQLSTATE '23505' THEN CREATE TABLE a (id int); END; END",
            "a",
        ),
        ("BEGIN RAISE EXCEPTION 'no %: %%', 1; END", "P0001: no 1: %"),
        ("BEGIN IF EXISTS (SELECT 1 FROM t) THEN RAISE EXCEPTION 'rows'; END IF; CREATE TABLE a (id int); END", "a"),
        ("BEGIN IF EXISTS (SELECT 1 FROM t) THEN RETURN; END IF; CREATE TABLE a (id int); END", "a"),
        (
            "DECLARE r record; BEGIN FOR r IN SELECT a FROM t LOOP EXECUTE format('CREATE TABLE %I (id int)', r.a); END LOOP; CREATE TABLE b (id int); END",
            "b",
        ),
        ("BEGIN PERFORM make('a'); END", "a"),
        ("BEGIN EXECUTE NULL; END", "22004: query string argument of EXECUTE is null"),
    ] {
        assert_eq!(made(body), expected, "{body}");
    }
}

#[test]
fn routines_that_are_called() {
    let procedure = "CREATE PROCEDURE pair(a text, INOUT b text DEFAULT 'y') LANGUAGE plpgsql AS $$
        BEGIN PERFORM make(a); PERFORM make(pair.b); COMMIT; END $$;
        CREATE FUNCTION here() RETURNS void LANGUAGE sql SET search_path = s AS 'CREATE TABLE inner_t (id int)';
        CREATE FUNCTION twice(n int) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN IF n < 5 THEN PERFORM twice(n + 1); END IF; EXECUTE 'CREATE TABLE n' || n || ' (id int)'; END $$;";
    for (text, expected) in [
        ("SELECT make('a'), make('b')", "a b"),
        ("SELECT make(a) FROM t", ""),
        ("CALL pair('x')", "x y"),
        ("SELECT here()", "inner_t"),
        ("SELECT twice(1)", "n1 n2 n3 n4 n5"),
    ] {
        assert_eq!(after(procedure, text), expected, "{text}");
    }
}
