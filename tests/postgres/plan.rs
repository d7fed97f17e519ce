//! Plans run on real servers: they end where the migration ends, each step's proof holds once it has run, and each way
//! back leads back.

use std::{fs, path::Path, sync::Arc};

use migcheck::{
    catalog::{Catalog, Known, PgVersion, session::Session as Settings},
    plan::{self, Plan, PlanStep, PlanTransaction},
    prove::schema::{self, whatever_was_validated},
    simulate::{self, PendingMigration, PendingSection, PendingStatement, transaction::ExecutionModel},
    sql::{
        parse::parse_text,
        statement::{StatementKind, TransactionControl},
    },
};

use crate::{
    server::{Server, server},
    session::{Session, describe},
};

/// A pending migration of the testdata application.
struct Pending {
    name: String,
    up: String,
}

#[test]
fn testdata_ends_where_the_migrations_end() {
    for major in [14, 15, 17, 18] {
        let application = Application::on(major);
        let all = pending();
        let migrations: Vec<&str> = all.iter().map(|it| it.up.as_str()).collect();
        let plan = application.plan(&migrations);

        let written = application.copy();
        let session = application.server.connect(&written);
        for migration in &all {
            as_written(&session, migration);
        }
        drop(session);
        let planned = application.copy();
        let session = application.server.connect(&planned);
        run_all(&session, &plan, "all pending");
        drop(session);

        same(&application.schema(&planned), &application.schema(&written), &format!("all pending on {major}"));
        if major == 15 {
            same(&application.pg_dump(&planned), &application.pg_dump(&written), "pg_dump of all pending");
        }
        application.server.drop_database(&written);
        application.server.drop_database(&planned);
        application.gone();
    }
}

/// With rows in the tables: what is filled and copied in batches is what one statement would have written.
#[test]
fn rows_end_as_the_migrations_leave_them() {
    // The major whose NOT NULL is a constraint; the schema alone is compared on others too.
    for major in [18] {
        let mut application = Application::on(major);
        let session = application.server.connect(&application.template);
        session.expect(&without_psql(&read("testdata/app/seed.sql")));
        drop(session);
        for migration in pending() {
            let plan = application.plan(&[&migration.up]);
            let planned = application.copy();
            let session = application.server.connect(&planned);
            // Fails as written as soon as there is a row; the plan asks what those rows shall hold.
            if migration.name.ends_with("warehouse_country.sql") {
                assert!(
                    plan.questions.iter().any(|it| it.contains("public.warehouses.country")),
                    "{:?}",
                    plan.questions
                );
                session.run(&migration.up).expect_err("there are rows");
                drop(session);
                application.server.drop_database(&planned);
                continue;
            }
            run_all(&session, &plan, &migration.name);
            let (schema, rows) = (schema_of(&session), rows_of(&session));
            drop(session);
            application.server.drop_database(&planned);
            application.advance(&migration);
            let session = application.server.connect(&application.template);
            same(&schema, &schema_of(&session), &format!("{} on {major}", migration.name));
            same(&rows, &rows_of(&session), &format!("rows after {} on {major}", migration.name));
        }
        application.gone();
    }
}

/// Every beginning of every plan, up to the first step that cannot be taken back.
#[test]
fn each_plan_can_be_taken_back() {
    let mut application = Application::on(17);
    let mut taken_back = 0;
    for migration in pending() {
        let plan = application.plan(&[&migration.up]);
        let database = application.copy();
        let session = application.server.connect(&database);
        let start = schema_of(&session);
        let steps: Vec<&PlanStep> = plan.phases.iter().flat_map(|it| &it.steps).collect();
        let groups = transactions(&steps);
        let reversible = groups.iter().take_while(|it| it.iter().all(|it| it.reversible)).count();
        for end in 1..=reversible {
            groups[..end].iter().for_each(|it| run_group(&session, it, &migration.name));
            for step in groups[..end].iter().rev().flat_map(|it| it.iter().rev()) {
                if let Some(rollback) = &step.rollback {
                    session.expect(rollback);
                }
            }
            let name = format!("{}: back from {}", migration.name, groups[end - 1][0].sql);
            same(&whatever_was_validated(&schema_of(&session)), &whatever_was_validated(&start), &name);
            taken_back += 1;
        }
        drop(session);
        application.server.drop_database(&database);
        application.advance(&migration);
    }
    application.gone();
    assert!(taken_back >= 40, "{taken_back} beginnings");
}

/// The application's schema in a database of its own, from which others are copied.
struct Application {
    server: &'static Server,
    template: String,
    base: Catalog,
}

impl Application {
    fn on(major: u16) -> Self {
        let server = server(major);
        let template = server.create_database();
        let session = server.connect(&template);
        session.expect(&without_psql(&read("testdata/app/roles.sql")));
        session.expect(&without_psql(&read("testdata/app/schema.sql")));
        let mut base = Catalog::new(PgVersion(major), Known::Everything);
        let mut settings = Settings::default();
        for statement in parse_text(&read("testdata/app/schema.sql")).statements {
            let _ = base.apply(&statement.kind, &mut settings);
        }
        Self { server, template, base }
    }

    /// What comes next builds on this migration.
    fn advance(&mut self, migration: &Pending) {
        as_written(&self.server.connect(&self.template), migration);
        let mut settings = Settings::default();
        for statement in parse_text(&migration.up).statements {
            let applied = self.base.apply(&statement.kind, &mut settings);
            assert!(applied.is_ok(), "{}: {applied:?}", migration.name);
        }
    }

    fn copy(&self) -> String {
        self.server.copy_database(&self.template)
    }

    fn gone(&self) {
        self.server.drop_database(&self.template);
    }

    fn plan(&self, migrations: &[&str]) -> Plan {
        let pending: Vec<PendingMigration> = migrations.iter().map(|it| as_pending(it)).collect();
        plan::propose(&simulate::run(self.base.clone(), &pending), &[])
    }

    fn schema(&self, database: &str) -> Vec<String> {
        schema_of(&self.server.connect(database))
    }

    /// Lines in any order: where columns were exchanged, theirs differs.
    fn pg_dump(&self, database: &str) -> Vec<String> {
        let text = self.server.pg_dump(database);
        let lines = text.lines().filter(|it| !it.starts_with('\\') && !it.starts_with("--"));
        let mut lines: Vec<String> = lines.map(|it| it.trim_end_matches(',').to_owned()).collect();
        lines.sort();
        lines
    }
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn without_psql(text: &str) -> String {
    text.lines().filter(|it| !it.starts_with('\\')).collect::<Vec<_>>().join("\n")
}

fn pending() -> Vec<Pending> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/app/pending");
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let mut paths: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "sql"));
    paths.sort();
    assert!(paths.len() >= 28, "{} files", paths.len());
    let pending = paths.into_iter().map(|path| {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&path).expect("it was just listed");
        Pending { name, up: text.split("-- +goose Down").next().unwrap_or_default().to_owned() }
    });
    pending.collect()
}

fn as_pending(text: &str) -> PendingMigration {
    let statements = parse_text(text).statements.into_iter().map(|it| {
        let sql = Arc::from(text.get(it.span.bytes()).unwrap_or_default());
        PendingStatement { statement: Arc::new(it), sql }
    });
    let section = PendingSection {
        sent: simulate::Sent::Whole,
        execution: ExecutionModel::FileTransaction,
        statements: statements.collect(),
    };
    PendingMigration { name: Arc::from(""), history: 0, sections: vec![section] }
}

/// Statement by statement, so that also what its tool's transaction makes fail succeeds.
fn as_written(session: &Session, migration: &Pending) {
    for statement in parse_text(&migration.up).statements {
        let is_control = matches!(statement.kind, StatementKind::Transaction(TransactionControl::Begin { .. }));
        assert!(!is_control, "{} opens no transaction of its own", migration.name);
        session.expect(migration.up.get(statement.span.bytes()).unwrap_or_default());
    }
}

fn run_all(session: &Session, plan: &Plan, name: &str) {
    let steps: Vec<&PlanStep> = plan.phases.iter().flat_map(|it| &it.steps).collect();
    for group in transactions(&steps) {
        run_group(session, group, name);
    }
}

/// Runs of steps that share a transaction.
fn transactions<'a, 'b>(steps: &'b [&'a PlanStep]) -> Vec<&'b [&'a PlanStep]> {
    let together =
        |a: &&PlanStep, b: &&PlanStep| a.transaction == b.transaction && a.transaction != PlanTransaction::Autocommit;
    steps.chunk_by(together).collect()
}

/// In its transaction and under its limits, each proof right after its step.
fn run_group(session: &Session, group: &[&PlanStep], name: &str) {
    let shared = group[0].transaction != PlanTransaction::Autocommit;
    if shared {
        session.expect("BEGIN");
    }
    for step in group {
        let limit = step.lock_timeout.map_or(0, |it| it.as_millis());
        session.expect(&format!("SET lock_timeout = {limit}"));
        let limit = step.statement_timeout.map_or(0, |it| it.as_millis());
        session.expect(&format!("SET statement_timeout = {limit}"));
        session.run(&step.sql).unwrap_or_else(|error| panic!("{name}: {}\nin: {}", describe(&error), step.sql));
        if let Some(verify) = &step.verify {
            let rows = session.rows(verify);
            assert_eq!(rows, [[Some("t".to_owned())]], "{name}: {verify}\nbehind: {}", step.sql);
        }
    }
    if shared {
        session.expect("COMMIT");
    }
}

fn same(left: &[String], right: &[String], what: &str) {
    let only = |a: &[String], b: &[String]| a.iter().filter(|it| !b.contains(it)).cloned().collect::<Vec<_>>();
    let (left_only, right_only) = (only(left, right), only(right, left));
    assert!(
        left_only.is_empty() && right_only.is_empty(),
        "{what}:\nonly here: {left_only:#?}\nonly there: {right_only:#?}"
    );
}

/// A line for each table: how many rows, and a digest of them without what differs from run to run.
fn rows_of(session: &Session) -> Vec<String> {
    let tables = "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN
        ('public', 'billing')";
    let tables = session.rows(tables).into_iter().filter_map(|it| it.into_iter().next().flatten());
    let digest = |table: String| {
        // When something happened is in every line of the log.
        if table == "audit_log" {
            return session.value("SELECT format('audit_log: %s rows', count(*)) FROM audit_log");
        }
        session.value(&format!(
            "SELECT format('%s: %s rows, %s', '{table}', count(*), md5(string_agg(line, ',' ORDER BY line))) FROM (
                 SELECT (to_jsonb(t) - 'portal_token' - 'updated_at')::text AS line FROM {table} t) lines"
        ))
    };
    tables.map(digest).collect()
}

/// What users made, a line a fact, in no order that depends on how it was made.
fn schema_of(session: &Session) -> Vec<String> {
    schema::facts(session).unwrap_or_else(|trouble| panic!("{trouble}"))
}
