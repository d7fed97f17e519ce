//! What is taken as pending, by rule and by default.

use super::{error_in, in_scratch, names, request};
use crate::scratch::Scratch;
use migcheck::{
    history::{self, Histories, PendingRule},
    simulate::transaction::ExecutionModel,
};
use std::collections::BTreeSet;

fn three() -> Scratch {
    let scratch = Scratch::new();
    for name in ["1_a", "2_b", "3_c"] {
        scratch.write(&format!("db/migrations/{name}.up.sql"), format!("SELECT '{name}';\n"));
        scratch.write(&format!("db/migrations/{name}.down.sql"), "SELECT 0;\n");
    }
    scratch
}

fn last_reason(found: &Histories) -> &str {
    found.histories[0].reasons.last().expect("there is a reason")
}

#[test]
fn without_git_the_last_one_is_pending() {
    let found = in_scratch(&three(), &["db/migrations"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]), (vec!["1_a.up.sql", "2_b.up.sql"], vec!["3_c.up.sql"]));
    assert_eq!(
        last_reason(&found),
        "pending: the last 1 of 3 (there is no git branch to compare with; --since, --last and --all say more)"
    );
}

#[test]
fn with_a_base_all_are_pending() {
    let scratch = three();
    let mut request = request(&scratch.path, &["db"], PendingRule::Auto);
    request.base_known = true;
    let found = super::collect(&request).expect("a history");
    assert_eq!((found.histories[0].applied, found.histories[0].pending().len()), (0, 3));
    assert_eq!(last_reason(&found), "pending: all 3 (the schema before them is given)");
}

#[test]
fn last_and_all() {
    let found = in_scratch(&three(), &[], PendingRule::Last(2));
    assert_eq!(names(&found.histories[0]).1, ["2_b.up.sql", "3_c.up.sql"]);
    let found = in_scratch(&three(), &[], PendingRule::Last(20));
    assert_eq!(names(&found.histories[0]).1.len(), 3);
    let found = in_scratch(&three(), &[], PendingRule::All);
    assert_eq!(names(&found.histories[0]).1.len(), 3);
}

#[test]
fn given_files_are_pending_on_top_of_older_ones() {
    let scratch = three();
    let found = in_scratch(&scratch, &["db/migrations/2_b.up.sql"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]), (vec!["1_a.up.sql"], vec!["2_b.up.sql"]));
    assert_eq!(found.histories[0].root, "db/migrations");
    // As a shell writes out `*`.
    let all = ["1_a.up.sql", "1_a.down.sql", "2_b.up.sql", "2_b.down.sql", "3_c.up.sql", "3_c.down.sql"];
    let all: Vec<_> = all.iter().map(|it| format!("db/migrations/{it}")).collect();
    let all: Vec<_> = all.iter().map(String::as_str).collect();
    let found = in_scratch(&scratch, &all, PendingRule::Auto);
    assert_eq!(names(&found.histories[0]).1, ["1_a.up.sql", "2_b.up.sql", "3_c.up.sql"]);
}

#[test]
fn a_file_outside_of_any_history_stands_alone() {
    let scratch = Scratch::new();
    scratch.write("change.sql", "SELECT 1;").write("other.sql", "SELECT 2;").write("notes.txt", "no SQL");
    let found = in_scratch(&scratch, &["change.sql"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]), (vec![], vec!["change.sql"]));
    let error = error_in(&scratch, &["notes.txt"], PendingRule::Auto);
    assert_eq!(error.to_string(), "notes.txt is not an SQL file");
}

#[test]
fn a_file_that_its_tool_would_not_run_is_looked_at_all_the_same() {
    let scratch = Scratch::new();
    scratch.write("m/1_a.sql", "-- +goose Up\nSELECT 1;\n");
    scratch.write("m/add-b.sql", "-- +goose Up\nSELECT 2;\n-- +goose Down\nSELECT 3;\n");
    let found = in_scratch(&scratch, &["m/add-b.sql"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]), (vec!["1_a.sql"], vec!["add-b.sql"]));
    assert_eq!(super::up(&found, "add-b"), ["SELECT 2;\n"]);
    assert_eq!(super::remarks(&found), ["add-b.sql: goose does not run this file"]);
}

#[test]
fn stdin_stands_for_a_file_of_its_folder() {
    let scratch = three();
    let mut request = request(&scratch.path, &["-"], PendingRule::Auto);
    request.stdin_path = Some("db/migrations/4_d.up.sql".into());
    let found = history::collect(&request, &mut "SELECT 'typed';".as_bytes()).expect("a history");
    let only = &found.histories[0];
    assert_eq!((only.tool.as_str(), only.applied, names(only).1), ("golang-migrate", 3, vec!["4_d.up.sql"]));
    assert_eq!(found.sources.slice(only.pending()[0].up[0].span), "SELECT 'typed';");
    assert_eq!(found.sources.get(only.pending()[0].up[0].span.file).path, "db/migrations/4_d.up.sql");

    request.stdin_path = None;
    let found = history::collect(&request, &mut "SELECT 1;".as_bytes()).expect("a history");
    assert_eq!(found.histories[0].root, "<stdin>");
}

#[test]
fn what_the_history_table_lacks_is_pending() {
    let versions = |it: &[&str]| PendingRule::NotIn(it.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>());
    let found = in_scratch(&three(), &[], versions(&["2"]));
    // golang-migrate records the newest version alone.
    assert_eq!(names(&found.histories[0]), (vec!["1_a.up.sql", "2_b.up.sql"], vec!["3_c.up.sql"]));

    let scratch = Scratch::new();
    for name in ["1_a", "2_b", "3_c"] {
        scratch.write(&format!("m/{name}.sql"), "-- +goose Up\nSELECT 1;\n");
    }
    let found = in_scratch(&scratch, &["m"], versions(&["0", "1", "3"]));
    assert_eq!(names(&found.histories[0]), (vec!["1_a.sql", "3_c.sql"], vec!["2_b.sql"]));
    assert_eq!(
        super::remarks(&found),
        ["2_b.sql: this migration is older than 3_c.sql, which has run already: goose refuses to run"]
    );
}

#[test]
fn the_execution_model_can_be_configured() {
    let scratch = three();
    let mut request = request(&scratch.path, &[], PendingRule::All);
    request.execution = Some(ExecutionModel::SplitAutocommit);
    let found = super::collect(&request).expect("a history");
    assert_eq!(super::overview(&found), ["db/migrations golang-migrate split_autocommit 3"]);
    assert_eq!(super::migrations(&found)[0], "1 1_a.up.sql split_autocommit / split_autocommit");
    assert_eq!(found.histories[0].reasons[1], "the execution model split_autocommit is configured");
}

#[test]
fn examples_and_dependencies_are_looked_into_only_when_asked() {
    let scratch = three();
    scratch
        .write("testdata/migrations/1_a.sql", "SELECT 1;")
        .write("node_modules/x/migrations/1_a.sql", "SELECT 1;")
        .write(".gitignore", "/built\n")
        .write("built/migrations/1_a.up.sql", "SELECT 1;");
    assert_eq!(super::overview(&in_scratch(&scratch, &[], PendingRule::All)).len(), 1);
    assert_eq!(in_scratch(&scratch, &["testdata"], PendingRule::All).histories[0].root, "testdata/migrations");
}

#[test]
fn what_is_recorded_can_be_told_later() {
    let scratch = Scratch::new();
    for name in ["V1__a", "V1_2__b", "V3__c", "R__view"] {
        scratch.write(&format!("sql/{name}.sql"), "SELECT 1;\n");
    }
    let mut found = in_scratch(&scratch, &["sql"], PendingRule::All);
    let recorded = ["1", "3", "R__view.sql"].map(str::to_owned).into();
    found.histories[0].set_recorded(&found.sources, &recorded);
    let applied = vec!["V1__a.sql", "V3__c.sql", "R__view.sql"];
    assert_eq!(names(&found.histories[0]), (applied, vec!["V1_2__b.sql"]));
    assert_eq!(last_reason(&found), "pending: 1 migration that the history table does not record");
    assert_eq!(
        super::remarks(&found),
        ["V1_2__b.sql: this migration is older than V3__c.sql, which has run already: flyway refuses to run"]
    );
}
