//! `migcheck diff` with servers, and `--drift`.

use crate::{
    gate::{json, migcheck, package, stdout},
    server,
    session::Session,
};
use migcheck::{
    history::{self, PendingRule, Request},
    sql::{parse::parse, statement::StatementKind},
};
use std::path::PathBuf;

const FOLDER: &str = "testdata/app/goose/migrations";

/// Runs the application's history as goose would, and writes down what has run, but for the last `pending` of them.
fn deploy(session: &Session, pending: usize) {
    let request = Request {
        directory: package().to_owned(),
        paths: vec![PathBuf::from(FOLDER)],
        stdin_path: None,
        pending: PendingRule::Last(pending),
        base_known: false,
        overrides: Vec::new(),
        execution: None,
        placeholders: Default::default(),
    };
    let histories = history::collect(&request, &mut std::io::empty()).expect("the history is readable");
    let run = |sql: &str| session.run(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    run(
        "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, \
         tstamp timestamp DEFAULT now()); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true)",
    );
    for migration in histories.histories[0].applied() {
        for section in &migration.up {
            let source = histories.sources.get(section.span.file);
            for statement in parse(source, section.span).statements {
                if !matches!(statement.kind, StatementKind::Psql { .. }) {
                    run(source.slice(statement.span));
                }
            }
        }
        run(&format!("INSERT INTO goose_db_version (version_id, is_applied) VALUES ({}, true)", migration.version));
    }
}

/// What the report says of each difference: kind, name, side and change.
fn told(report: &serde_json::Value) -> Vec<String> {
    let text = |it: &serde_json::Value| it.as_str().unwrap_or("-").to_owned();
    let mut lines = Vec::new();
    for it in report["differences"].as_array().expect("a list") {
        let object = format!("{} {} {}", text(&it["difference"]), text(&it["kind"]), text(&it["name"]));
        let changes = it["changes"].as_array().expect("a list");
        let place = |it: &serde_json::Value| {
            let path = text(&it["origin"]["path"]);
            path.rsplit('/').next().unwrap_or_default().to_owned()
        };
        if changes.is_empty() {
            lines.push(format!("{object} [{}]", place(it)));
        }
        lines.extend(changes.iter().map(|change| {
            let side = |name: &str| text(&change[name]);
            let what = format!("{} {}", text(&change["part"]), text(&change["attribute"]));
            format!("{object}: {what}: {} | {} [{}]", side("left"), side("right"), place(change))
        }));
    }
    lines
}

const BY_HAND: &str = "\
DROP INDEX orders_customer_idx;
ALTER TABLE orders ADD COLUMN hand_made text;
ALTER TABLE customers ALTER COLUMN phone TYPE varchar(200);
ALTER TABLE orders ALTER COLUMN order_number DROP NOT NULL;
CREATE INDEX orders_by_hand_idx ON orders (created_at);
CREATE TABLE scratchpad (id bigint PRIMARY KEY, note text)";

#[test]
fn drift() {
    for major in [14, 18] {
        let server = server::server(major);
        let database = server.create_database();
        let session = server.connect(&database);
        deploy(&session, 1);
        let url = server.url(&database);
        let drift = |more: &[&str]| {
            let arguments = ["diff", "--drift", FOLDER, "--database-url", &url];
            migcheck(package(), &[&arguments[..], more].concat())
        };
        let clean = drift(&[]);
        assert_eq!(clean.status.code(), Some(0), "{major}: {clean:?}");
        assert!(stdout(&clean).starts_with("no differences between "), "{major}: {}", stdout(&clean));
        for statement in BY_HAND.split(";\n") {
            session.run(statement).expect("the server takes it");
        }
        let report = json(&drift(&["--format", "json"]));
        let lines = told(&report);
        assert!(report["drift"].as_bool().unwrap_or_default());
        for start in [
            "changed TABLE public.customers: column phone type: character varying(20) | character varying(200) [20240304103000_customers.sql",
            "changed TABLE public.orders: column hand_made -: - | text [-]",
            "changed TABLE public.orders: column order_number NOT NULL:  | - [",
            "only_left INDEX public.orders_customer_idx [",
            "only_right INDEX public.orders_by_hand_idx [-]",
            "only_right TABLE public.scratchpad [-]",
            "only_right CONSTRAINT public.scratchpad.scratchpad_pkey [-]",
            // Default privileges that the history set.
            "only_right GRANT public.scratchpad app_readonly [-]",
            "only_right GRANT public.scratchpad app_user [-]",
        ] {
            assert!(lines.iter().any(|it| it.starts_with(start)), "{major}: {start} in {lines:#?}");
        }
        assert_eq!(lines.len(), 9, "{major}: {lines:#?}");
        let text = stdout(&drift(&[]));
        assert!(text.contains("+ column hand_made text  no migration makes it: made by hand?"), "{text}");
        assert!(text.contains("- index orders_customer_idx"), "{text}");
        // What the report advises to undo and to make again brings the schema back.
        for section in ["or to undo it:", "to make again"] {
            let advised = text.split(section).nth(1).unwrap_or_default().lines().skip(1);
            for statement in advised.take_while(|it| it.starts_with("  ")) {
                session.run(statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
            }
        }
        let left: Vec<String> = told(&json(&drift(&["--format", "json"])));
        assert!(left.iter().all(|it| it.starts_with("changed ")) && left.len() == 2, "{left:#?}");
        session.run("DROP TABLE goose_db_version").expect("the server takes it");
        let unknown = drift(&[]);
        assert_eq!(unknown.status.code(), Some(3), "{unknown:?}");
        server.drop_database(&database);
    }
}

#[test]
fn servers_and_dumps() {
    let mut urls = Vec::new();
    for major in [14, 18] {
        let server = server::server(major);
        let database = server.create_database();
        let session = server.connect(&database);
        deploy(&session, 1);
        let url = server.url(&database);
        // The last migration has not run: what it makes is all that differs.
        let ran = migcheck(package(), &["diff", &url, FOLDER]);
        assert_eq!(ran.status.code(), Some(1), "{major}: {ran:?}");
        urls.push((server, database, url));
    }
    let ran = migcheck(package(), &["diff", &urls[0].2, &urls[1].2]);
    assert_eq!(ran.status.code(), Some(0), "{}", stdout(&ran));
    assert!(stdout(&ran).contains("different versions: Postgres 14 and 18"), "{}", stdout(&ran));
    let ran = migcheck(package(), &["diff", "testdata/app/schema.sql", "--database-url", &urls[0].2]);
    assert_eq!(ran.status.code(), Some(1), "{}", stdout(&ran));
    for (server, database, _) in urls {
        server.drop_database(&database);
    }
}
