//! Two schemas, and what is said of their difference, as data.

use super::{Change, Difference, compare};
use crate::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    sql::parse::parse_text,
};

fn catalog(text: &str) -> Catalog {
    let (mut catalog, mut session) = (Catalog::new(PgVersion::DEFAULT, Known::Everything), Session::default());
    for statement in parse_text(text).statements {
        assert_eq!(catalog.apply(&statement.kind, &mut session), Ok(()), "{text}");
    }
    catalog
}

fn told(difference: &Difference) -> Vec<String> {
    let object = format!("{} {}", difference.kind, difference.name);
    let change = |it: &Change| {
        let side = |it: &Option<String>| it.as_deref().map_or("-".to_owned(), |it| format!("[{it}]"));
        let what = [it.part.as_str(), it.attribute].join(" ");
        format!("{object}: {}: {} {}", what.trim(), side(&it.left), side(&it.right))
    };
    match (&difference.left, &difference.right) {
        (Some(_), Some(_)) => difference.changes.iter().map(change).collect(),
        (Some(_), None) => vec![format!("- {object}")],
        _ => vec![format!("+ {object}")],
    }
}

#[track_caller]
fn check(base: &str, left: &str, right: &str, expected: &[&str]) {
    let side = |more: &str| catalog(&format!("{base};\n{more}"));
    let differences = compare(&side(left), &side(right));
    let lines: Vec<String> = differences.iter().flat_map(told).collect();
    assert_eq!(lines, expected, "{left} | {right}");
}

const ORDERS: &str = "CREATE TABLE orders (id bigint PRIMARY KEY, total integer, note text)";

#[test]
fn columns() {
    for (left, right, expected) in [
        (
            "",
            "ALTER TABLE orders ALTER total TYPE bigint",
            "TABLE public.orders: column total type: [integer] [bigint]",
        ),
        ("", "ALTER TABLE orders ALTER total SET NOT NULL", "TABLE public.orders: column total NOT NULL: - []"),
        ("", "ALTER TABLE orders ALTER total SET DEFAULT 0", "TABLE public.orders: column total default: - [0]"),
        ("", "ALTER TABLE orders DROP note", "TABLE public.orders: column note: [text] -"),
        (
            "",
            "ALTER TABLE orders ADD paid boolean NOT NULL DEFAULT false",
            "TABLE public.orders: column paid: - [boolean DEFAULT false NOT NULL]",
        ),
        (
            "",
            "ALTER TABLE orders ALTER note SET STATISTICS 500",
            "TABLE public.orders: column note statistics target: - [500]",
        ),
        (
            "ALTER TABLE orders ADD a int, ADD b int",
            "ALTER TABLE orders ADD b int, ADD a int",
            "TABLE public.orders: order: [id, total, note, a, b] [id, total, note, b, a]",
        ),
    ] {
        check(ORDERS, left, right, &[expected]);
    }
}

#[test]
fn only_the_order_of_columns() {
    let with = |order: &str| catalog(&format!("CREATE TABLE t (id int, {order})"));
    let differences = compare(&with("a int, b int"), &with("b int, a int"));
    assert!(differences.iter().all(Difference::is_order_only) && differences.len() == 1, "{differences:?}");
    let differences = compare(&with("a int, b int"), &with("b int, a bigint"));
    assert!(!differences.iter().any(Difference::is_order_only), "{differences:?}");
    // Of a composite type the order is part of what it means.
    let composite = |order: &str| catalog(&format!("CREATE TYPE t AS ({order})"));
    let differences = compare(&composite("a int, b int"), &composite("b int, a int"));
    assert!(!differences.iter().any(Difference::is_order_only) && differences.len() == 1, "{differences:?}");
}

#[test]
fn tables_and_their_parts() {
    let part = "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)";
    for (left, right, expected) in [
        ("", part, "+ CONSTRAINT public.orders.positive"),
        (
            &*format!("{part} NOT VALID"),
            &*format!("{part} NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT positive"),
            "CONSTRAINT public.orders.positive: NOT VALID: [] -",
        ),
        (
            "CREATE INDEX i ON orders (total)",
            "CREATE INDEX i ON orders (total, id DESC)",
            "INDEX public.i: columns: [(total)] [(total, id DESC)]",
        ),
        (
            "CREATE INDEX i ON orders (total)",
            "CREATE UNIQUE INDEX i ON orders (total) WHERE note IS NULL",
            "INDEX public.i: unique: - []|INDEX public.i: condition: - [(note IS NULL)]",
        ),
        ("", "ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "TABLE public.orders: row level security: - []"),
        (
            "CREATE POLICY p ON orders USING (total > 0)",
            "CREATE POLICY p ON orders FOR SELECT USING (total > 1)",
            "POLICY public.orders.p: command: [ALL] [SELECT]|POLICY public.orders.p: USING: [(total > 0)] [(total > 1)]",
        ),
        (
            "CREATE VIEW v AS SELECT id FROM orders",
            "CREATE VIEW v AS SELECT id, total FROM orders",
            "VIEW public.v: columns: [id] [id, total]|\
             VIEW public.v: reads: [public.orders.id] [public.orders.id, public.orders.total]",
        ),
        ("ALTER TABLE orders SET (fillfactor = 70)", "", "TABLE public.orders: options: [fillfactor='70'] -"),
    ] {
        check(ORDERS, left, right, &expected.split('|').collect::<Vec<_>>());
    }
}

#[test]
fn what_is_not_a_table() {
    for (left, right, expected) in [
        (
            "CREATE TYPE mood AS ENUM ('sad', 'glad')",
            "CREATE TYPE mood AS ENUM ('sad', 'fine', 'glad')",
            "TYPE public.mood: value 'fine': - []",
        ),
        (
            "CREATE TYPE mood AS ENUM ('sad', 'glad')",
            "CREATE TYPE mood AS ENUM ('glad', 'sad')",
            "TYPE public.mood: order: ['sad', 'glad'] ['glad', 'sad']",
        ),
        (
            "CREATE SEQUENCE s",
            "CREATE SEQUENCE s INCREMENT 10 CYCLE",
            "SEQUENCE public.s: increment: [1] [10]|SEQUENCE public.s: cycle: - []",
        ),
        (
            "CREATE DOMAIN d AS text",
            "CREATE DOMAIN d AS text NOT NULL CONSTRAINT short CHECK (length(value) < 9)",
            "DOMAIN public.d: NOT NULL: - []|DOMAIN public.d: constraint short: - [CHECK ((length(value) < 9))]",
        ),
        (
            "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql STABLE AS 'SELECT 2'",
            "FUNCTION public.f(integer): volatility: [VOLATILE] [STABLE]|\
             FUNCTION public.f(integer): body: [SELECT 1] [SELECT 2]",
        ),
    ] {
        check("", left, right, &expected.split('|').collect::<Vec<_>>());
    }
}
