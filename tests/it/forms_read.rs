//! What the suite with servers proves about the statement forms, held against our parser without one.

use crate::forms::{forms, invalid, is_modelled};
use migcheck::{
    catalog::{Catalog, Known, PgVersion},
    checks::{self, Settings},
    simulate::{self, PendingMigration, PendingSection, PendingStatement, transaction::ExecutionModel},
    sql::{parse::parse_text, statement::StatementKind},
};
use std::sync::Arc;

#[test]
fn every_form_is_read_and_called_what_the_server_calls_it() {
    let mut wrong = Vec::new();
    for form in forms() {
        let tag = form.statement.kind.tag();
        if !is_modelled(&form.statement.kind) || tag != form.tag {
            wrong.push(format!("{}: {tag}, not {}", form.sql, form.tag));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_form_needs_the_majors_that_read_it_and_no_other() {
    let mut wrong = Vec::new();
    for form in forms() {
        for major in 14..=18 {
            let statement =
                PendingStatement { sql: Arc::from(&*form.sql), statement: Arc::new(form.statement.clone()) };
            let section = PendingSection {
                sent: simulate::Sent::Whole,
                execution: ExecutionModel::SplitAutocommit,
                statements: vec![statement],
            };
            let pending = PendingMigration { name: Arc::from("1"), history: 0, sections: vec![section] };
            let start = Catalog::new(PgVersion(major), Known::OnlyWhatMigrationsShow);
            let timeline = simulate::run(start, &[pending]);
            let findings = checks::run(&Settings::default(), &timeline);
            let found = findings.iter().filter(|it| it.check.0 == "needs-newer-postgres").count();
            if found != usize::from(!form.majors.contains(&major)) {
                wrong.push(format!("{major}, read by {:?}: {} findings: {}", form.majors, found, form.sql));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_no_server_reads_is_counted_and_said() {
    for sql in invalid() {
        let parsed = parse_text(&sql);
        let counted = parsed.statements.iter().any(|it| matches!(it.kind, StatementKind::Unmodeled { .. }));
        assert!(counted && !parsed.problems.is_empty(), "{sql}");
    }
}
