//! Every statement of every check page's examples, on a real server: what it does there is what is predicted.

use crate::{
    cases::Case,
    observe::{Workplace, observe},
    page::blocks,
    predict::{predict, without_what_rows_decide},
    record::differing_lines,
    server,
};
use migcheck::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    checks,
    sql::{parse::parse_text, statement::StatementKind},
};
use std::fmt::Write as _;

const MAJOR: u16 = 17;

#[test]
fn examples_do_on_a_server_what_is_predicted() {
    let server = server::server(MAJOR);
    let mut wrong = String::new();
    let mut compared = 0;
    for check in checks::all() {
        let blocks = blocks(check.page.body);
        let schema = &blocks.iter().find(|it| it.info == "sql schema").expect("a page has a schema").text;
        let start = catalog(schema);
        let database = server.create_database();
        let session = server.connect(&database);
        session.expect(schema);
        session.expect(&rows(&start));
        drop(session);
        let shared = Workplace::new(server, &database, &[]);
        // The good blocks follow each other; the bad one stands alone.
        let bad = blocks.iter().filter(|it| it.info == "sql bad").map(|it| it.text.as_str());
        let good = blocks.iter().filter(|it| it.info.starts_with("sql good")).map(|it| it.text.as_str());
        for text in bad.chain([good.collect::<Vec<_>>().join("\n").as_str()]) {
            for case in cases(text) {
                let predicted = predict(&start, &case);
                let observed = observe(server, &database, &shared, &case);
                let mut observed = without_what_rows_decide(&observed, &predicted);
                // Which rows a query reads is the planner's choice: only what is certain is predicted.
                let plans = case.is_about_rows() || case.statement.starts_with("REFRESH");
                for line in observed.iter_mut().filter(|_| plans) {
                    if let Some(certain) =
                        line.strip_suffix(", scan").filter(|it| predicted.lines.iter().any(|p| p == it))
                    {
                        *line = certain.to_owned();
                    }
                }
                compared += 1;
                if observed != predicted.lines {
                    let lines = differing_lines(&observed, &predicted.lines);
                    let _ = write!(wrong, "\n{}: {}\n{lines}", check.id, case.name());
                }
            }
        }
        drop(shared);
        server.drop_database(&database);
    }
    assert!(compared > 50, "only {compared} statements found");
    assert!(wrong.is_empty(), "(- server, + prediction){wrong}");
}

/// Each statement but SET, behind those before it that succeed.
fn cases(text: &str) -> Vec<Case> {
    let (mut setup, mut settings, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    for statement in parse_text(text).statements {
        let sql = text[statement.span.bytes()].to_owned();
        if matches!(statement.kind, StatementKind::Set(_)) {
            settings = vec![sql];
            continue;
        }
        cases.push(Case::new(setup.clone(), settings.clone(), sql.clone()));
        setup.push(sql);
    }
    cases
}

fn catalog(schema: &str) -> Catalog {
    let mut catalog = Catalog::new(PgVersion(MAJOR), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(schema).statements {
        catalog.apply(&statement.kind, &mut session).expect("pages have sound schemas");
    }
    catalog
}

/// A row for each table: an empty one is never seen to be rewritten.
fn rows(catalog: &Catalog) -> String {
    let tables = catalog.relations().filter(|it| it.table().is_some());
    let row = tables.map(|table| {
        let values = table.columns().iter().map(|it| match it.data_type.name.name.as_str() {
            "int4" | "int8" => "1",
            "bool" => "true",
            _ => "'x'",
        });
        format!("INSERT INTO {} VALUES ({});", table.name, values.collect::<Vec<_>>().join(", "))
    });
    row.collect::<Vec<_>>().join("\n")
}
