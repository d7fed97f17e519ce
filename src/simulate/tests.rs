//! The six execution models, each against what was measured on servers.

use super::{
    PendingMigration, PendingSection, PendingStatement, Step, Timeline,
    lock::LockMode,
    run,
    transaction::{BlockKind, ExecutionModel},
};
use crate::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    sql::{name::QualifiedName, parse::parse_text},
};
use std::{sync::Arc, time::Duration};

const BASE: &str = "CREATE TABLE t (a integer); CREATE TABLE u (a integer); CREATE TYPE e AS ENUM ('a')";

fn start(version: u16) -> Catalog {
    let mut catalog = Catalog::new(PgVersion(version), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(BASE).statements {
        catalog.apply(&statement.kind, &mut session).expect("the base schema is right");
    }
    catalog
}

/// Each file is one section.
fn files_on(version: u16, execution: ExecutionModel, files: &[&str]) -> Timeline {
    files_over(start(version), execution, files)
}

fn files_over(start: Catalog, execution: ExecutionModel, files: &[&str]) -> Timeline {
    let section = |text: &&str| {
        let statements = parse_text(text).statements.into_iter().map(|statement| {
            let sql = Arc::from(&text[statement.span.bytes()]);
            PendingStatement { statement: Arc::new(statement), sql }
        });
        vec![PendingSection { sent: super::Sent::Whole, execution, statements: statements.collect() }]
    };
    let pending: Vec<PendingMigration> =
        files.iter().map(|it| PendingMigration { name: "m".into(), history: 0, sections: section(it) }).collect();
    run(start, &pending)
}

fn file(execution: ExecutionModel, text: &str) -> Timeline {
    files_on(17, execution, &[text])
}

fn codes(timeline: &Timeline) -> Vec<&str> {
    timeline.steps.iter().map(|it| it.effects.fails.as_ref().map_or("", |it| it.code)).collect()
}

fn message(step: &Step) -> &str {
    step.effects.fails.as_ref().map_or("", |it| &it.message)
}

fn exists(timeline: &Timeline, name: &str) -> bool {
    timeline.end().find(&QualifiedName::new("public", name)).is_some()
}

fn held(step: &Step, name: &str) -> Option<LockMode> {
    let relation = step.before.find(&QualifiedName::new("public", name))?.id;
    step.transaction.held.get(&relation).map(|it| it.mode)
}

use ExecutionModel::*;

#[test]
fn whole_implicit_concurrently_only_alone() {
    let concurrently = "CREATE INDEX CONCURRENTLY i ON t (a)";
    assert_eq!(codes(&file(WholeImplicit, &format!("-- c\n; {concurrently};;"))), [""]);
    assert_eq!(codes(&file(WholeImplicit, &format!("SET lock_timeout = '5s'; {concurrently}"))), ["", "25001"]);
    assert_eq!(codes(&file(WholeImplicit, &format!("{concurrently}; SELECT 1"))), ["25001", "25P02"]);
    assert_eq!(codes(&file(WholeImplicit, "VACUUM t; SELECT 1")), ["25001", "25P02"]);
}

#[test]
fn whole_implicit_a_commit_does_not_end_the_block() {
    let after_commit = file(WholeImplicit, "DROP TABLE u; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)");
    assert_eq!(codes(&after_commit), ["", "", "25001"]);
    assert!(!exists(&after_commit, "u"));
    let explicit = file(WholeImplicit, "BEGIN; DROP TABLE u; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)");
    assert_eq!(codes(&explicit), ["", "", "", "25001"]);
}

#[test]
fn whole_implicit_failure_undoes_what_follows_the_last_commit() {
    let timeline =
        file(WholeImplicit, "BEGIN; CREATE TABLE x1 (); COMMIT; CREATE TABLE x2 (); DROP TABLE nothing; DROP TABLE t");
    assert_eq!(codes(&timeline), ["", "", "", "", "42P01", "25P02"]);
    assert!(exists(&timeline, "x1") && !exists(&timeline, "x2") && exists(&timeline, "t"));
}

#[test]
fn whole_implicit_set_local_lasts_to_the_end_of_the_string() {
    let timeline = files_on(17, WholeImplicit, &["SET LOCAL lock_timeout = '5s'; DROP TABLE t", "DROP TABLE u"]);
    let timeouts: Vec<_> = timeline.steps.iter().map(|it| it.transaction.session.lock_timeout).collect();
    assert_eq!(timeouts, [None, Some(Duration::from_secs(5)), None]);
}

#[test]
fn new_enum_values_wait_for_their_commit() {
    let used = file(WholeImplicit, "ALTER TYPE e ADD VALUE 'z'; SELECT 'z'::e");
    assert_eq!(codes(&used), ["", "55P04"]);
    assert_eq!(message(&used.steps[1]), "unsafe use of new value \"z\" of enum type e");
    assert_eq!(codes(&file(SplitAutocommit, "ALTER TYPE e ADD VALUE 'z'; SELECT 'z'::e")), ["", ""]);
    let own = "CREATE TYPE f AS ENUM ('a'); ALTER TYPE f ADD VALUE 'z'; CREATE TABLE x (c f DEFAULT 'z')";
    assert_eq!(codes(&file(FileTransaction, own)), ["", "", ""]);
    let default = "ALTER TYPE e ADD VALUE 'z'; ALTER TABLE t ADD COLUMN c e DEFAULT 'z'";
    assert_eq!(codes(&file(FileTransaction, default)), ["", "55P04"]);
    let across = files_on(17, AllTransaction, &["ALTER TYPE e ADD VALUE 'z'", "SELECT 'z'::e"]);
    assert_eq!(codes(&across), ["", "55P04"]);
}

#[test]
fn file_transaction_holds_locks_to_the_end_of_the_file() {
    let text = "ALTER TABLE t ADD COLUMN b integer; CREATE INDEX ON u (a)";
    let timeline = files_on(17, FileTransaction, &[text, "SELECT 1"]);
    assert_eq!(held(&timeline.steps[1], "t"), Some(LockMode::AccessExclusive));
    assert_eq!(held(&timeline.steps[2], "t"), None);
    assert_eq!(timeline.steps[0].transaction.block, BlockKind::Tool);
    assert_eq!(timeline.transactions.len(), 2);
    let concurrently = file(FileTransaction, "CREATE INDEX CONCURRENTLY i ON t (a)");
    assert_eq!(message(&concurrently.steps[0]), "CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
}

#[test]
fn file_transaction_is_ended_by_the_scripts_own_commit() {
    let timeline = file(FileTransaction, "BEGIN; DROP TABLE t; COMMIT; DROP TABLE u");
    assert_eq!(codes(&timeline), ["", "", "", ""]);
    assert_eq!(timeline.transactions.len(), 2);
    assert_eq!(timeline.problems.len(), 1);
    assert!(timeline.problems[0].message.contains("migration tool"));
}

#[test]
fn all_transaction_spans_files() {
    let timeline = files_on(17, AllTransaction, &["ALTER TABLE t ADD COLUMN b integer", "CREATE INDEX ON u (a)"]);
    assert_eq!(held(&timeline.steps[1], "t"), Some(LockMode::AccessExclusive));
    assert_eq!(timeline.transactions.len(), 1);
    let failed = files_on(17, AllTransaction, &["DROP TABLE t", "CREATE INDEX CONCURRENTLY i ON u (a)"]);
    assert_eq!(codes(&failed), ["", "25001"]);
    assert!(exists(&failed, "t"), "the first file is undone with the second");
}

#[test]
fn split_autocommit_keeps_settings_and_no_locks() {
    let text = "SET lock_timeout = '2s'; SET LOCAL statement_timeout = '9s'; DROP TABLE t; CREATE INDEX CONCURRENTLY i ON u (a)";
    let timeline = file(SplitAutocommit, text);
    assert_eq!(codes(&timeline), ["", "", "", ""]);
    let last = &timeline.steps[3].transaction;
    assert_eq!(last.session.lock_timeout, Some(Duration::from_secs(2)));
    assert_eq!(last.session.statement_timeout, None);
    assert!(last.held.is_empty());
    assert_eq!(timeline.transactions.len(), 4);
}

#[test]
fn pipeline_takes_concurrently_as_first_statement() {
    let first = "CREATE INDEX CONCURRENTLY i ON t (a); CREATE INDEX CONCURRENTLY j ON u (a)";
    for (version, words) in
        [(14, "cannot be executed within a pipeline"), (18, "cannot run inside a transaction block")]
    {
        let timeline = files_on(version, Pipeline, &[first]);
        assert_eq!(codes(&timeline), ["", "25001"]);
        assert_eq!(message(&timeline.steps[1]), format!("CREATE INDEX CONCURRENTLY {words}"));
        assert!(exists(&timeline, "i"), "it has committed by itself");
    }
}

#[test]
fn pipeline_is_one_implicit_transaction() {
    let timeline = file(Pipeline, "SET LOCAL lock_timeout = '5s'; DROP TABLE t; DROP TABLE nothing");
    assert_eq!(timeline.steps[1].transaction.session.lock_timeout, Some(Duration::from_secs(5)));
    assert_eq!(codes(&timeline), ["", "", "42P01"]);
    assert!(exists(&timeline, "t"));
    assert_eq!(codes(&file(Pipeline, "SAVEPOINT a; SELECT 1")), ["25P01", "25P02"]);
    let lock = |version, text| {
        let timeline = files_on(version, Pipeline, &[text]);
        codes(&timeline).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lock(14, "SELECT 1; LOCK TABLE t"), ["", "25P01"]);
    assert_eq!(lock(18, "SELECT 1; LOCK TABLE t"), ["", ""]);
    assert_eq!(lock(18, "LOCK TABLE t; SELECT 1"), ["25P01", "25P02"]);
}

#[test]
fn psql_commits_each_statement_unless_the_script_begins() {
    let timeline = file(Psql, "\\set x 1\nDROP TABLE t; BEGIN; ALTER TABLE u ADD COLUMN b integer; SELECT 1; COMMIT;");
    assert!(codes(&timeline).iter().all(|it| it.is_empty()));
    let select = &timeline.steps[4];
    assert_eq!(select.transaction.block, BlockKind::Script);
    assert_eq!(held(select, "u"), Some(LockMode::AccessExclusive));
    let open = file(Psql, "BEGIN; DROP TABLE t;");
    assert!(exists(&open, "t"), "psql ends without COMMIT");
    assert_eq!(open.problems.len(), 1);
    assert_eq!(codes(&file(Psql, "LOCK TABLE t;")), ["25P01"]);
}

#[test]
fn savepoints_give_back_locks_and_relations() {
    let text = "SAVEPOINT s; CREATE TABLE x (); ALTER TABLE t ADD COLUMN b integer; SELECT 1; ROLLBACK TO s; SELECT 2";
    let timeline = file(FileTransaction, text);
    assert_eq!(held(&timeline.steps[3], "t"), Some(LockMode::AccessExclusive));
    assert_eq!(timeline.steps[3].transaction.created_here.len(), 1);
    let last = &timeline.steps[5];
    assert_eq!(held(last, "t"), None);
    assert!(last.transaction.created_here.is_empty());
    assert!(!exists(&timeline, "x"));
    assert_eq!(codes(&file(FileTransaction, "ROLLBACK TO s")), ["3B001"]);
    assert_eq!(codes(&file(WholeImplicit, "SELECT 1; SAVEPOINT s")), ["", "25P01"]);
}

#[test]
fn rollback_undoes_schema_and_settings() {
    let text = "BEGIN; SET lock_timeout = '1s'; DROP TABLE t; ROLLBACK; SELECT 1;";
    let timeline = file(SplitAutocommit, text);
    assert!(exists(&timeline, "t"));
    assert_eq!(timeline.steps[4].transaction.session.lock_timeout, None);
}

#[test]
fn relations_made_in_the_change_are_told_from_others() {
    let timeline = files_on(17, FileTransaction, &["CREATE TABLE x (a integer)", "ALTER TABLE x ADD COLUMN b integer"]);
    let effect = &timeline.steps[1].effects.relations[0];
    assert!(!effect.existed);
    assert!(timeline.steps[1].transaction.created_here.is_empty());
    assert_eq!(timeline.steps[1].transaction.created_in_change.len(), 1);
}

#[test]
fn what_a_partly_known_schema_lacks_is_assumed() {
    let texts = [
        ("ALTER TABLE orders ALTER COLUMN total TYPE bigint", true, true),
        ("ALTER TABLE orders ADD CHECK (total > 0)", false, true),
        ("CREATE INDEX ON orders (total)", false, true),
        ("ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id)", false, true),
        ("ALTER TABLE orders DROP COLUMN total", false, false),
        ("DROP TABLE orders", false, false),
        ("UPDATE orders SET total = 1", false, true),
    ];
    for (text, rewrites, scans) in texts {
        let statement = parse_text(text).statements.remove(0);
        let statements = vec![PendingStatement { statement: Arc::new(statement), sql: text.into() }];
        let sections = vec![PendingSection { sent: super::Sent::Whole, execution: FileTransaction, statements }];
        let pending = [PendingMigration { name: "m".into(), history: 0, sections }];
        let timeline = run(Catalog::new(PgVersion(17), Known::OnlyWhatMigrationsShow), &pending);
        let effects = &timeline.steps[0].effects;
        assert_eq!(effects.fails, None, "{text}");
        let effect = effects.relations.iter().find(|it| it.name.to_string() == "public.orders").expect(text);
        assert!(effect.existed, "{text}");
        assert_eq!((effect.rewrite.is_some(), effect.scan.is_some()), (rewrites, scans), "{text}");
        assert!(timeline.start.relation(effect.relation).is_some(), "{text}");
    }
}

/// A column that the statement adds is not one that must have been there.
#[test]
fn columns_added_and_used_at_once() {
    let text = "ALTER TABLE orders ADD COLUMN b integer, ADD COLUMN up integer, ADD UNIQUE (b),
        ADD FOREIGN KEY (up) REFERENCES orders (b); ALTER TABLE orders DROP COLUMN c, ADD COLUMN c text, ADD UNIQUE (c);";
    let statements = crate::sql::parse::parse_text(text).statements.into_iter();
    let statements: Vec<_> =
        statements.map(|it| PendingStatement { statement: Arc::new(it), sql: text.into() }).collect();
    let sections = vec![PendingSection { sent: super::Sent::Whole, execution: FileTransaction, statements }];
    let pending = [PendingMigration { name: "m".into(), history: 0, sections }];
    let timeline = run(Catalog::new(PgVersion(17), Known::OnlyWhatMigrationsShow), &pending);
    let failures: Vec<_> = timeline.steps.iter().filter_map(|it| it.effects.fails.as_ref()).collect();
    assert!(failures.is_empty() && timeline.steps.len() == 2, "{failures:?}");
}

#[test]
fn do_blocks_of_plain_statements_do_what_they_do() {
    let timeline = file(SplitAutocommit, "DO $$ BEGIN ALTER TABLE t ADD COLUMN b integer; END $$");
    assert_eq!(timeline.steps[0].effects.relations[0].lock, LockMode::AccessExclusive);
    let opaque = file(SplitAutocommit, "DO $$ BEGIN EXECUTE (SELECT max(a) FROM t); END $$");
    assert_eq!(opaque.steps[0].effects.duration.class, super::effects::DurationClass::Unknown);
}

/// goose, Flyway and Drizzle send one statement at a time: behind the script's own COMMIT, each commits by itself.
#[test]
fn after_the_scripts_commit_it_matters_how_the_tool_sends() {
    let text = "CREATE TABLE x (); COMMIT; CREATE INDEX CONCURRENTLY i ON t (a);";
    let outcome = |sent| {
        let statements = parse_text(text).statements.into_iter().map(|statement| {
            let sql = Arc::from(&text[statement.span.bytes()]);
            PendingStatement { statement: Arc::new(statement), sql }
        });
        let section = PendingSection { sent, execution: FileTransaction, statements: statements.collect() };
        let pending = [PendingMigration { name: "m".into(), history: 0, sections: vec![section] }];
        codes(&run(start(17), &pending)).join(" ").trim().to_owned()
    };
    assert_eq!(outcome(super::Sent::ByStatement), "");
    assert_eq!(outcome(super::Sent::Whole), "25001");
}

#[test]
fn what_a_program_makes_is_not_taken_to_be_there_before() {
    let text = "DO $$ BEGIN CREATE TABLE x (a integer); CREATE INDEX ON x (a); DROP TABLE x; END $$; \
                DO $$ BEGIN ALTER TABLE old ADD COLUMN b integer; ALTER TABLE old ALTER b SET NOT NULL; END $$; \
                DO $$ BEGIN CREATE TABLE new (a integer); DROP TABLE old; ALTER TABLE new RENAME TO old; END $$;";
    let nothing = Catalog::new(PgVersion(17), Known::OnlyWhatMigrationsShow);
    let timeline = files_over(nothing, FileTransaction, &[text]);
    assert_eq!(codes(&timeline), ["", "", ""]);
    assert!(timeline.start.find(&QualifiedName::new("public", "x")).is_none());
    assert!(timeline.start.find(&QualifiedName::new("public", "old")).is_some());
    assert_eq!(timeline.steps[2].effects.losses, [], "another table took the name of the one that went");
}
