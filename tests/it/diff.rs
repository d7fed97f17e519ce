//! `migcheck diff` without a server: every kind of side, what counts, and every format.

use crate::{
    program::{Ran, golden, migcheck, run},
    scratch::{Scratch, package},
};
use std::fs;

fn diff(folder: &Scratch, arguments: &[&str]) -> Ran {
    migcheck(&folder.path, &[&["diff"], arguments].concat())
}

/// Two files with a schema each.
fn pair(left: &str, right: &str) -> Scratch {
    let folder = Scratch::new();
    folder.write("a.sql", left).write("b.sql", right);
    folder
}

const A: &str = "\
CREATE TYPE order_status AS ENUM ('draft', 'placed');
CREATE TABLE customers (id bigint PRIMARY KEY, email text, phone text);
CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id bigint NOT NULL, total integer, status order_status NOT NULL DEFAULT 'draft',
    legacy_code text);
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers;
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX orders_legacy_idx ON orders (legacy_code);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id := NEW.id;
    RETURN NEW;
END $$;
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'placed';
CREATE TABLE audit (id bigint PRIMARY KEY, at timestamptz);
CREATE INDEX audit_at_idx ON audit (at);
";

const B: &str = "\
CREATE TYPE order_status AS ENUM ('draft', 'placed', 'returned');
CREATE TABLE customers (id bigint PRIMARY KEY, phone text, email text);
CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id bigint NOT NULL, total bigint NOT NULL DEFAULT 0,
    status order_status NOT NULL DEFAULT 'draft', note text);
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (customer_id = 1);
CREATE INDEX orders_customer_idx ON orders (customer_id, id DESC);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id := NEW.id + 1;
    RETURN NEW;
END $$;
CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status <> 'draft';
CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX refunds_order_idx ON refunds (order_id);
CREATE SCHEMA billing;
CREATE TABLE billing.plans (id bigint PRIMARY KEY);
CREATE EXTENSION pg_trgm;
";

#[test]
fn every_format() {
    let folder = pair(A, B);
    let formats =
        [("text", "txt"), ("unified", "patch"), ("json", "json"), ("github", "github.txt"), ("markdown", "md")];
    for (format, extension) in formats {
        let ran = diff(&folder, &["a.sql", "b.sql", "--format", format]);
        assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{format}");
        golden(&format!("diff/diff.{extension}"), &ran.stdout);
    }
    let ran = diff(&folder, &["a.sql", "b.sql", "--verbose", "--column-order"]);
    golden("diff/verbose.txt", &ran.stdout);
    // The other way round nothing else is said.
    let lines = |arguments: &[&str]| diff(&folder, arguments).stdout.lines().count();
    assert_eq!(lines(&["a.sql", "b.sql", "--format", "unified"]), lines(&["b.sql", "a.sql", "--format", "unified"]));
}

#[test]
fn the_application_is_its_dump_in_every_layout() {
    let app = package().join("testdata/app");
    for layout in ["goose/migrations", "flyway", "prisma", "golang-migrate/migrations"] {
        let ran = migcheck(&app, &["diff", layout, "schema.sql"]);
        assert_eq!(ran.code, 0, "{layout}: {}", ran.stdout);
        assert!(ran.stdout.starts_with("no differences between "), "{layout}: {}", ran.stdout);
    }
    let ran = migcheck(&app, &["diff", "goose/migrations", "prisma", "--strict"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1), "{}", ran.stdout);
}

/// What a branch does to the schema: the pending migrations of the application on top of those that have run.
#[test]
fn a_branch_against_main() {
    let repository = Scratch::repository();
    let copy = |from: &str| {
        let entries = fs::read_dir(package().join("testdata/app").join(from)).expect("the folder is there");
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            let name = path.file_name().and_then(|it| it.to_str()).expect("a file name");
            repository.write(&format!("db/migrations/{name}"), fs::read(&path).expect("a readable file"));
        }
    };
    copy("goose/migrations");
    repository.commit();
    let same = diff(&repository, &["main:db/migrations", "db/migrations"]);
    assert_eq!(same.code, 0, "{}", same.stdout);
    copy("pending");
    repository.commit();
    let ran = diff(&repository, &["HEAD~1:db/migrations", "db/migrations"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    golden("diff/pending.txt", &ran.stdout);
}

#[test]
fn references() {
    let repository = Scratch::repository();
    repository
        .write("db/migrations/1_a.sql", "CREATE TABLE a (id int);")
        .write("db/schema.sql", "CREATE TABLE a (id int);");
    repository.commit();
    repository.write("db/migrations/2_b.sql", "CREATE TABLE b (id int);");
    let code = |folder: &str, a: &str, b: &str| {
        let ran = migcheck(&repository.path.join(folder), &["diff", a, b]);
        (ran.code, format!("{}{}", ran.stdout, ran.stderr))
    };
    assert_eq!(code("", "main:db/migrations", "main:db/schema.sql").0, 0);
    let (found, said) = code("", "main:db/migrations", "db/migrations");
    assert_eq!(found, 1);
    assert!(said.contains("main:db/migrations (plain, 1 migration)"), "{said}");
    assert!(said.contains("made by db/migrations/2_b.sql:1"), "{said}");
    // From a folder below: as git has it, and as somebody who stands there would say it.
    for path in ["main:db/migrations", "main:./migrations", "main:migrations"] {
        assert_eq!(code("db", path, "schema.sql").0, 0, "{path}");
    }
    let (found, said) = code("", "main:nowhere", "db/schema.sql");
    assert_eq!(found, 2);
    assert!(said.contains("`main` has no `nowhere`"), "{said}");
    let left: Vec<_> = fs::read_dir(std::env::temp_dir())
        .expect("the temporary folder is readable")
        .filter_map(|it| it.ok()?.file_name().into_string().ok())
        .filter(|it| it.starts_with(&format!("migcheck-{}-", std::process::id())))
        .collect();
    assert_eq!(left, [""; 0], "checkouts are left behind");
}

#[test]
fn sides_that_are_none() {
    let folder = pair(A, B);
    folder.write("many/one/1_a.up.sql", "CREATE TABLE a (id int);").write("many/one/1_a.down.sql", "DROP TABLE a;");
    folder.write("many/two/1_a.up.sql", "CREATE TABLE a (id int);").write("many/two/1_a.down.sql", "DROP TABLE a;");
    for (arguments, expected) in [
        (&["a.sql"][..], "diff compares two sides, and one is given"),
        (&[], "diff compares two sides, and none is given"),
        (&["a.sql", "b.sql", "--database-url", "postgresql://u@h/d"], "--database-url is a third"),
        (&["-", "-"], "only one of the two sides can be stdin"),
        (&["a.sql", "nowhere"], "cannot tell what nowhere is: there is no such file or folder"),
        (&["a.sql", "nowhere:x"], "git knows no commit `nowhere`"),
        (&["a.sql", "mysql://u:hunter2@h/d"], "mysql is not a Postgres URL"),
        (&["a.sql", "many"], "it holds 2 histories"),
        (&["--drift"], "--drift needs a server"),
    ] {
        let ran = diff(&folder, arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected) && ran.stderr.contains("help: "), "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    }
    let ran = diff(&folder, &["a.sql", "postgresql://u:hunter2@127.0.0.1:1/d"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
}

#[test]
fn standard_input() {
    let folder = pair(A, B);
    let ran = run(&folder.path, &["diff", "-", "a.sql"], &[], A);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.starts_with("no differences between <stdin> (SQL) and a.sql (SQL)"), "{}", ran.stdout);
}

#[test]
fn what_counts() {
    let folder = pair(A, B);
    let said = |arguments: &[&str]| diff(&folder, &[&["a.sql", "b.sql"], arguments].concat());
    let only = said(&["--only", "billing", "--only", "touch"]);
    assert!(only.stdout.contains("3 objects differ"), "{}", only.stdout);
    assert!(!only.stdout.contains("orders"), "{}", only.stdout);
    assert_eq!(said(&["--only", "customers"]).code, 0);
    assert_eq!(said(&["--only", "customers", "--column-order"]).code, 1);
    assert_eq!(said(&["--only", "nothing_of_this_name"]).code, 0);
    let without = said(&["--exclude", "public.*", "--exclude", "billing*", "--exclude", "pg_trgm"]);
    assert_eq!(without.code, 0, "{}", without.stdout);
}

#[test]
fn what_one_side_cannot_know() {
    let table = "CREATE TABLE t (id bigint PRIMARY KEY);\n";
    let granted = "CREATE ROLE app; CREATE ROLE reader; GRANT SELECT ON t TO reader; ALTER TABLE t OWNER TO app;\n";
    let folder = pair(table, &format!("{table}{granted}"));
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("owners are not compared: none is known of A"), "{}", ran.stdout);
    assert!(ran.stdout.contains("privileges are not compared: none is known of A"), "{}", ran.stdout);
    // Tables of tools are nobody's own.
    let tools =
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY); CREATE TABLE public.alembic_version (v text);\n";
    folder.write("b.sql", format!("{table}{tools}"));
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    for table in ["public.alembic_version", "public.goose_db_version"] {
        assert!(ran.stdout.contains(table), "{}", ran.stdout);
    }
    // Of a view's columns only those that came or went are said.
    let columns = |names: &str| format!("{table}CREATE VIEW v AS SELECT {names} FROM t;\n");
    let left = folder.write("a.sql", columns("id, id AS b"));
    left.write("b.sql", columns("id, id AS c"));
    assert!(diff(&folder, &["a.sql", "b.sql"]).stdout.contains("~ columns -b, +c\n"));
    // Queries are compared where the same hand wrote them.
    let view = |value: u32| format!("{table}CREATE VIEW v AS SELECT id FROM t WHERE id > {value};\n");
    folder.write("a.sql", view(1)).write("b.sql", view(2));
    assert!(diff(&folder, &["a.sql", "b.sql"]).stdout.contains("  view v\n    ~ query "));
    let dumped = "-- Dumped from database version 16.4\n";
    folder.write("b.sql", format!("{dumped}{}", view(2)));
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("1 view: the query is spelled differently"), "{}", ran.stdout);
    // The version that one side names is the other's, too.
    folder.write("a.sql", format!("{}CREATE TABLE more (id int);\n", view(2)));
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    assert!(ran.stdout.contains("a.sql (SQL), Postgres 16\n"), "{}", ran.stdout);
}

#[test]
fn what_was_not_understood() {
    let folder = pair(
        "CREATE TABLE t (id int);\n",
        "CREATE TABLE t (id int, n int);\nFROBNICATE TABLE t;\nALTER TABLE elsewhere ADD COLUMN c int;\n",
    );
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    assert_eq!(ran.code, 1);
    golden("diff/partly-known.txt", &ran.stdout);
    folder.write("a.sql", "CREATE TABLE t (id int, n int);\n");
    assert_eq!(diff(&folder, &["a.sql", "b.sql"]).code, 0);
    assert_eq!(diff(&folder, &["a.sql", "b.sql", "--strict"]).code, 3);
}

#[test]
fn the_same_change_of_many_tables_is_said_once() {
    let tables =
        |more: &str| -> String { (1..=5).map(|it| format!("CREATE TABLE part_{it} (id bigint{more});\n")).collect() };
    let folder = pair(&tables(""), &tables(", tenant_id bigint NOT NULL"));
    let ran = diff(&folder, &["a.sql", "b.sql"]);
    golden("diff/alike.txt", &ran.stdout);
    assert_eq!(diff(&folder, &["a.sql", "b.sql", "-v"]).stdout.matches("+ column tenant_id").count(), 5);
}
