//! `--since` and the default branch, in repositories made for the test.

use super::{error_in, in_scratch, names, remarks};
use crate::scratch::Scratch;
use migcheck::history::PendingRule;

fn since(reference: &str) -> PendingRule {
    PendingRule::Since(reference.to_owned())
}

/// `main` with two goose migrations and a branch on top of it.
fn branch() -> Scratch {
    let scratch = Scratch::repository();
    scratch
        .write("m/1_a.sql", "-- +goose Up\nSELECT 'a';\n")
        .write("m/3_c.sql", "-- +goose Up\nSELECT 'c';\n")
        .commit();
    scratch.git(&["switch", "--quiet", "--create", "work"]);
    scratch
}

#[test]
fn new_files_are_pending_committed_or_not() {
    let scratch = branch();
    scratch.write("m/4_d.sql", "-- +goose Up\nSELECT 'd';\n").commit();
    scratch.write("m/5_e.sql", "-- +goose Up\nSELECT 'e';\n").git(&["add", "m/5_e.sql"]);
    scratch.write("m/6_f.sql", "-- +goose Up\nSELECT 'f';\n");
    for rule in [since("main"), PendingRule::Auto] {
        let found = in_scratch(&scratch, &["m"], rule);
        let expected = (vec!["1_a.sql", "3_c.sql"], vec!["4_d.sql", "5_e.sql", "6_f.sql"]);
        assert_eq!(names(&found.histories[0]), expected);
        let reason = found.histories[0].reasons.last().expect("a reason");
        assert!(reason.starts_with("pending: 3 migrations that main does not have (merge base "), "{reason}");
    }
}

#[test]
fn what_main_got_meanwhile_is_not_new() {
    let scratch = branch();
    scratch.write("m/4_d.sql", "-- +goose Up\nSELECT 'd';\n").commit();
    scratch.git(&["switch", "--quiet", "main"]).write("m/5_e.sql", "-- +goose Up\nSELECT 'e';\n").commit();
    scratch.git(&["switch", "--quiet", "work"]);
    let found = in_scratch(&scratch, &["m"], since("main"));
    assert_eq!(names(&found.histories[0]), (vec!["1_a.sql", "3_c.sql"], vec!["4_d.sql"]));
    assert_eq!(remarks(&found), [""; 0]);
}

#[test]
fn nothing_new_is_not_an_error() {
    let found = in_scratch(&branch(), &["m"], since("main"));
    assert_eq!(names(&found.histories[0]).1, [""; 0]);
    let found = in_scratch(&branch(), &["m"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]).1, ["3_c.sql"]);
    let reason = found.histories[0].reasons.last().expect("a reason");
    assert_eq!(reason, "pending: the last 1 of 2 (nothing is new since main; --since, --last and --all say more)");
}

#[test]
fn edited_deleted_renamed_and_late_files_are_remarked() {
    let scratch = branch();
    scratch.write("m/1_a.sql", "-- +goose Up\nSELECT 'other';\n").remove("m/3_c.sql");
    scratch.write("m/2_b.sql", "-- +goose Up\nSELECT 'b';\n").commit();
    let found = in_scratch(&scratch, &["m"], since("main"));
    assert_eq!(names(&found.histories[0]), (vec!["1_a.sql", "3_c.sql"], vec!["2_b.sql"]));
    assert_eq!(
        remarks(&found),
        [
            "2_b.sql: this migration is older than 3_c.sql, which has run already: goose refuses to run",
            "1_a.sql: this migration was edited since main, where it has run already",
            "3_c.sql: this migration was deleted since main, where it has run already",
        ]
    );
    // The base is what has run.
    assert_eq!(super::up(&found, "1_a"), ["SELECT 'a';\n"]);

    let scratch = branch();
    scratch.git(&["mv", "m/3_c.sql", "m/4_c.sql"]).commit();
    let found = in_scratch(&scratch, &["m"], since("main"));
    assert_eq!(
        remarks(&found),
        ["3_c.sql: this migration was renamed to 4_c.sql since main, where it has run already"]
    );
}

#[test]
fn a_late_migration_of_golang_migrate_is_never_run() {
    let scratch = Scratch::repository();
    scratch.write("m/1_a.up.sql", "SELECT 1;").write("m/3_c.up.sql", "SELECT 3;").commit();
    scratch.git(&["switch", "--quiet", "--create", "work"]).write("m/2_b.up.sql", "SELECT 2;").commit();
    let found = in_scratch(&scratch, &["m"], since("main"));
    assert_eq!(
        remarks(&found),
        ["2_b.up.sql: this migration is older than 3_c.up.sql, which has run already: golang-migrate skips it \
          silently and never runs it"]
    );
}

#[test]
fn a_repeatable_migration_runs_again_when_edited() {
    let scratch = Scratch::repository();
    scratch.write("sql/V1__a.sql", "SELECT 1;").write("sql/R__v.sql", "SELECT 'old';").commit();
    scratch.git(&["switch", "--quiet", "--create", "work"]).write("sql/R__v.sql", "SELECT 'new';").commit();
    let found = in_scratch(&scratch, &["sql"], since("main"));
    assert_eq!(names(&found.histories[0]), (vec!["V1__a.sql"], vec!["R__v.sql"]));
    assert_eq!(super::up(&found, "R__v"), ["SELECT 'new';"]);
    assert_eq!(remarks(&found), [""; 0]);
}

#[test]
fn a_branch_that_adds_to_one_history_leaves_the_others_alone() {
    let scratch = branch();
    scratch.write("other/migrations/1_x.up.sql", "SELECT 1;").git(&["switch", "--quiet", "main"]).commit();
    scratch.git(&["switch", "--quiet", "--create", "later"]);
    scratch.write("other/migrations/2_y.up.sql", "SELECT 2;").commit();
    let found = in_scratch(&scratch, &["m", "other"], PendingRule::Auto);
    let pending: Vec<_> = found.histories.iter().map(|it| it.pending().len()).collect();
    assert_eq!(pending, [0, 1]);
}

#[test]
fn git_errors_say_what_to_do() {
    let scratch = branch();
    let error = error_in(&scratch, &["m"], since("origin/nowhere"));
    assert_eq!(error.to_string(), "cannot ask git about m: there is no commit `origin/nowhere`");
    assert!(error.help().is_some_and(|it| it.contains("fetch-depth: 0")));
    let error = error_in(&scratch, &["m"], since("--output=x"));
    assert_eq!(error.to_string(), "cannot ask git about m: there is no commit `--output=x`");

    let outside = Scratch::new();
    outside.write("m/1_a.sql", "SELECT 1;");
    let error = error_in(&outside, &["m"], since("main"));
    assert_eq!(error.to_string(), "cannot ask git about m: it is not in a git work tree");
    assert_eq!(error.exit_code(), 2);

    scratch.git(&["switch", "--quiet", "--orphan", "alone"]).write("m/9_z.sql", "-- +goose Up\nSELECT 1;").commit();
    let error = error_in(&scratch, &["m"], since("main"));
    assert_eq!(error.to_string(), "cannot ask git about m: `main` and HEAD have no commit in common");
}

#[test]
fn the_default_branch_is_that_of_the_remote() {
    let scratch = branch();
    scratch.git(&["update-ref", "refs/remotes/origin/trunk", "main"]);
    scratch.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    scratch.write("m/4_d.sql", "-- +goose Up\nSELECT 'd';\n").commit();
    // What the local main got on top does not count.
    scratch.git(&["branch", "--force", "main", "work"]);
    let found = in_scratch(&scratch, &["m"], PendingRule::Auto);
    assert_eq!(names(&found.histories[0]).1, ["4_d.sql"]);
    let reason = found.histories[0].reasons.last().expect("a reason");
    assert!(reason.contains("that origin/trunk does not have"), "{reason}");
}

#[test]
fn an_edited_comment_matters_where_there_are_checksums() {
    let scratch = branch();
    scratch.write("m/1_a.sql", "-- A licence.\n-- +goose Up\nSELECT 'a';\n").commit();
    assert_eq!(remarks(&in_scratch(&scratch, &["m"], since("main"))), [""; 0]);

    let scratch = Scratch::repository();
    scratch.write("sql/V1__a.sql", "SELECT 1;").commit();
    scratch.git(&["switch", "--quiet", "--create", "work"]).write("sql/V1__a.sql", "SELECT 1; -- one").commit();
    assert_eq!(
        remarks(&in_scratch(&scratch, &["sql"], since("main"))),
        ["V1__a.sql: this migration was edited since main, where it has run already: flyway refuses to run, because \
          its checksum differs"]
    );
}
