//! Arguments, settings, exit codes, and what goes to which stream.

use crate::{
    program::{golden, migcheck, run},
    scratch::Scratch,
};

/// A schema, and a migration that is dangerous to it.
fn project() -> Scratch {
    let project = Scratch::new();
    project.write("schema.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, total integer);\n");
    project.write("migrations/1_index.sql", "CREATE INDEX orders_total_idx ON orders (total);\n");
    project.write("migrations/2_safe.sql", "CREATE TABLE notes (id bigint PRIMARY KEY);\n");
    project
}

const DANGEROUS: &[&str] = &["check", "migrations/1_index.sql", "--schema", "schema.sql"];
const SAFE: &[&str] = &["check", "migrations/2_safe.sql", "--schema", "schema.sql"];

fn with<'a>(arguments: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [arguments, more].concat()
}

#[test]
fn help() {
    let folder = Scratch::new();
    for command in
        ["", "check", "plan", "gate", "audit", "diff", "snapshot", "explain", "checks", "schema", "completions"]
    {
        let arguments = if command.is_empty() { vec!["--help"] } else { vec![command, "--help"] };
        let ran = migcheck(&folder.path, &arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        let name = if command.is_empty() { "migcheck" } else { command };
        golden(&format!("help/{name}.txt"), &ran.stdout);
    }
}

#[test]
fn exit_codes() {
    let project = project();
    let code = |arguments: &[&str]| migcheck(&project.path, arguments).code;
    assert_eq!(code(DANGEROUS), 1);
    assert_eq!(code(SAFE), 0);
    assert_eq!(code(&with(DANGEROUS, &["--fail-on", "never"])), 0);
    assert_eq!(code(&with(DANGEROUS, &["--format", "json"])), 1);
    assert_eq!(code(&["check", "--no-such-option"]), 2);
    assert_eq!(code(&["check", "nowhere"]), 2);
    assert_eq!(code(&["check", "migrations", "--schema", "nowhere.sql"]), 2);
    project.write("migrations/3_odd.sql", "FROBNICATE THE TABLE;\n");
    let odd = ["check", "migrations/3_odd.sql", "--schema", "schema.sql"];
    assert_eq!(code(&odd), 0);
    assert_eq!(code(&with(&odd, &["--strict"])), 3);
}

#[test]
fn nothing_to_say_is_one_line() {
    let ran = migcheck(&project().path, SAFE);
    assert_eq!(ran.stderr, "");
    let expected = "no findings: 1 statement in 1 file of migrations (plain, file_transaction); Postgres 17; schema \
                    from schema.sql (SQL)\n";
    assert_eq!(ran.stdout, expected);
}

#[test]
fn errors_go_to_stderr_with_help() {
    let ran = migcheck(&project().path, &["explain", "drop-colum-in-use"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let expected = "error: there is no check `drop-colum-in-use`\n help: did you mean `drop-column-in-use`?\n";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn configuration() {
    let project = project();
    project
        .write(".git/HEAD", "")
        .write("migcheck.toml", "fail_on = \"never\"\npostgres = 15\nschema = \"schema.sql\"\n");
    let ran = migcheck(&project.path.join("migrations"), &["check", "1_index.sql", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("stdout is JSON alone");
    assert_eq!(report["target"], serde_json::json!({"postgres": 15, "source": "config"}));
    // What is said on the command line or in the environment wins.
    let variables = [("MIGCHECK_FAIL_ON", "error"), ("MIGCHECK_FORMAT", "json")];
    let ran = run(&project.path, &["check", "migrations/1_index.sql", "--postgres", "18"], &variables, "");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"postgres\": 18,\n    \"source\": \"flag\""), "{}", ran.stdout);

    project.write("migcheck.toml", "[checks.table-rewrite]\nseverty = \"off\"\n");
    let ran = migcheck(&project.path, DANGEROUS);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(ran.stderr, "error: migcheck.toml:2:1: unknown key `severty`\n help: did you mean `severity`?\n");
}

#[test]
fn severities_from_the_configuration() {
    let project = project();
    project.write("migcheck.toml", "[checks.create-index-blocks-writes]\nseverity = \"off\"\n");
    let ran = migcheck(&project.path, DANGEROUS);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(!ran.stdout.contains("create-index-blocks-writes"), "{}", ran.stdout);
    assert!(ran.stdout.contains("warning[lock-without-timeout]"), "{}", ran.stdout);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let project = project();
    let escapes = |arguments: &[&str], variables: &[(&str, &str)]| {
        run(&project.path, arguments, variables, "").stdout.contains('\x1b')
    };
    assert!(!escapes(DANGEROUS, &[]), "stdout is no terminal");
    assert!(escapes(&with(DANGEROUS, &["--color", "always"]), &[]));
    assert!(escapes(DANGEROUS, &[("CLICOLOR_FORCE", "1")]));
    assert!(!escapes(DANGEROUS, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!escapes(&with(DANGEROUS, &["--color", "never"]), &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn output_to_a_file() {
    let project = project();
    let ran = migcheck(&project.path, &with(DANGEROUS, &["--output", "report.txt", "--color", "always"]));
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (1, "", ""));
    let written = std::fs::read_to_string(project.path.join("report.txt")).expect("the report was written");
    assert!(written.contains("error[create-index-blocks-writes]") && !written.contains('\x1b'), "{written}");
}

#[test]
fn standard_input() {
    let project = project();
    let sql = "CREATE INDEX orders_total_idx ON orders (total);";
    let arguments = ["check", "-", "--schema", "schema.sql", "--stdin-filepath", "migrations/4_new.sql"];
    let ran = run(&project.path, &arguments, &[], sql);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("--> migrations/4_new.sql:1:1"), "{}", ran.stdout);
}

#[test]
fn no_secret_is_shown() {
    let project = project();
    project.write(
        "migrations/5_role.sql",
        "CREATE ROLE app PASSWORD 'hunter2';\nALTER ROLE app PASSWORD 'hunter2' x y;\n",
    );
    for format in ["text", "json", "github", "markdown"] {
        for command in ["check", "plan"] {
            let arguments = [command, "migrations/5_role.sql", "--schema", "schema.sql", "-v", "--format", format];
            let ran = migcheck(&project.path, &arguments);
            assert!(ran.code < 2, "{}", ran.stderr);
            assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"), "{}{}", ran.stdout, ran.stderr);
        }
    }
}

#[test]
fn a_snapshot_is_the_schema_it_was_made_of() {
    let project = project();
    let once = migcheck(&project.path, &["snapshot", "--schema", "schema.sql", "--postgres", "16"]);
    assert_eq!((once.code, once.stderr.as_str()), (0, ""));
    assert!(once.stdout.contains("CREATE TABLE public.orders"), "{}", once.stdout);
    project.write("once.sql", &once.stdout);
    let twice = migcheck(&project.path, &["snapshot", "--schema", "once.sql"]);
    assert_eq!(twice.stdout, once.stdout);
    let ran = migcheck(&project.path, &["check", "migrations/1_index.sql", "--schema", "once.sql"]);
    assert!(ran.stdout.starts_with("postgres  16 (as the snapshot says)"), "{}", ran.stdout);
}

#[test]
fn every_check_explains_itself() {
    let folder = Scratch::new();
    let list = migcheck(&folder.path, &["checks"]);
    let names: Vec<&str> = list.stdout.lines().filter_map(|it| it.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(names.len() >= 25, "{}", list.stdout);
    for name in names {
        let ran = migcheck(&folder.path, &["explain", name]);
        assert_eq!(ran.code, 0, "{name}");
        assert!(ran.stdout.starts_with(name) && ran.stdout.contains("\n## "), "{name}: {}", ran.stdout);
    }
}
