//! What whole transactions hold, as `relation: MODE from-to [account]` with statements counted from 1.

use super::by_transaction;
use crate::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    simulate::{
        PendingMigration, PendingSection, PendingStatement, Sent, effects::Release, lock::Activity, run,
        transaction::ExecutionModel,
    },
    sql::parse::parse_text,
};
use std::sync::Arc;

const BASE: &str = "
CREATE TABLE customers (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, note text);
CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW notes AS SELECT note FROM orders;
";

fn check(text: &str, expected: &[&str]) {
    let mut catalog = Catalog::new(PgVersion(17), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(BASE).statements {
        catalog.apply(&statement.kind, &mut session).expect("the base schema is right");
    }
    let statements = parse_text(text).statements.into_iter().map(|statement| {
        let sql = Arc::from(&text[statement.span.bytes()]);
        PendingStatement { statement: Arc::new(statement), sql }
    });
    let execution = ExecutionModel::FileTransaction;
    let section = PendingSection { sent: Sent::Whole, execution, statements: statements.collect() };
    let migration = PendingMigration { name: "m".into(), history: 0, sections: vec![section] };
    let timeline = run(catalog, &[migration]);
    let steps = &timeline.steps[timeline.transactions[0].steps.clone()];
    let mut lines = Vec::new();
    for holding in by_transaction(steps) {
        let stretches = holding.stretches.iter().map(|it| {
            let brief = if it.release == Release::Statement { " briefly" } else { "" };
            format!("{} {}-{}{brief}", it.mode, it.statements.start + 1, it.statements.end)
        });
        let account = holding.on_account_of.as_ref().map(|it| format!(" [{} {}]", it.link.as_str(), it.relation.name));
        let stretches = stretches.collect::<Vec<_>>().join(", ");
        lines.push(format!("{}: {stretches}{}", holding.name.name, account.unwrap_or_default()));
    }
    assert_eq!(lines, expected, "{text}");
}

#[test]
fn locks_grow_and_last_to_the_end() {
    check(
        "COMMENT ON TABLE orders IS 'x'; ALTER TABLE orders ADD c integer; SELECT 1;",
        &["orders: SHARE UPDATE EXCLUSIVE 1-1, ACCESS EXCLUSIVE 2-3"],
    );
}

#[test]
fn partners_are_on_the_account_of_what_the_statement_names() {
    check(
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers;",
        &["customers: SHARE ROW EXCLUSIVE 1-1 [foreign_key orders]", "orders: SHARE ROW EXCLUSIVE 1-1"],
    );
    check(
        "CREATE TABLE lines (order_id integer REFERENCES orders);",
        &["orders: SHARE ROW EXCLUSIVE 1-1 [foreign_key lines]"],
    );
    check(
        "ALTER TABLE events ADD c integer;",
        &["events: ACCESS EXCLUSIVE 1-1", "events_1: ACCESS EXCLUSIVE 1-1 [partition events]"],
    );
    check(
        "ALTER INDEX orders_pkey SET TABLESPACE pg_default; DROP VIEW notes;",
        &["orders_pkey: ACCESS EXCLUSIVE 1-2", "notes: ACCESS EXCLUSIVE 2-2"],
    );
}

#[test]
fn a_savepoint_lets_go_of_what_was_locked_since() {
    check(
        "LOCK TABLE orders IN SHARE MODE; SAVEPOINT a; LOCK TABLE orders; LOCK TABLE customers; ROLLBACK TO a; SELECT 1;",
        &["orders: SHARE 1-2, ACCESS EXCLUSIVE 3-5, SHARE 6-6", "customers: ACCESS EXCLUSIVE 4-5"],
    );
}

#[test]
fn who_waits_is_said_from_the_first_statement_to_the_last() {
    let holding = super::Holding {
        relation: crate::catalog::RelationId(1),
        name: crate::sql::name::QualifiedName::new("public", "t"),
        kind: "table",
        existed: true,
        stretches: vec![
            super::Stretch { mode: super::LockMode::Share, statements: 1..3, release: Release::Transaction },
            super::Stretch { mode: super::LockMode::AccessExclusive, statements: 3..5, release: Release::Transaction },
        ],
        on_account_of: None,
    };
    assert_eq!(holding.blocked(Activity::Writes), Some(1..5));
    assert_eq!(holding.blocked(Activity::Reads), Some(3..5));
    assert_eq!(holding.during(0), None);
}
