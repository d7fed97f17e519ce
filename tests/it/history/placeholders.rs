//! What stands for something else until a migration runs: placeholders, psql's variables and included files.

use crate::{
    program::{Ran, migcheck, run},
    scratch::Scratch,
};
use serde_json::Value;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

/// The report as JSON, and the problems: `path:line:column: message`.
fn check(scratch: &Scratch, more: &[&str]) -> (Value, Vec<String>) {
    let arguments = [&["check", "--all", "--fail-on", "never"], more].concat();
    let text = migcheck(&scratch.path, &[&arguments, &["-v"][..]].concat());
    let report = json(&migcheck(&scratch.path, &[&arguments, &["--format", "json"][..]].concat()));
    (report, problems(&text.stdout))
}

fn problems(text: &str) -> Vec<String> {
    text.lines().filter_map(|it| it.strip_prefix("problem ")).map(str::to_owned).collect()
}

/// A line a statement: where it stands, its kind, its relations, why it fails.
fn statements(report: &Value) -> Vec<String> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let all = report["transactions"].as_array().expect("transactions").iter();
    let all = all.flat_map(|it| it["statements"].as_array().expect("statements"));
    all.map(|it| {
        let relations = it["effects"].as_array().expect("effects").iter().map(|it| text(&it["relation"]));
        let place = format!("{}:{}:{}", text(&it["path"]), it["line"], it["column"]);
        let line =
            format!("{place} {} {} {}", text(&it["kind"]), relations.collect::<Vec<_>>().join(","), text(&it["fails"]));
        line.trim_end().to_owned()
    })
    .collect()
}

const SCHEMA: &str = "CREATE SCHEMA app; CREATE TABLE app.t (a integer); CREATE TABLE t (a integer);";

#[test]
fn flyway_takes_values_from_its_settings() {
    let scratch = Scratch::new();
    scratch
        .write("schema.sql", SCHEMA)
        .write("flyway.conf", "flyway.placeholders.schema=app\n")
        .write("db/migration/V1__a.sql", "ALTER TABLE ${schema}.t\n  ADD COLUMN b int;\nDROP TABLE ${other}.u;\n")
        .write("db/migration/V2__b.sql", "CREATE INDEX ${Schema}_i ON ${flyway:defaultSchema}.t (a);\n");
    let (report, problems) = check(&scratch, &["db/migration", "--schema", "schema.sql"]);
    assert_eq!(
        statements(&report),
        [
            "db/migration/V1__a.sql:1:1 ALTER TABLE app.t",
            "db/migration/V1__a.sql:3:1 DROP TABLE  schema \"${other}\" does not exist",
            "db/migration/V2__b.sql:1:1 CREATE INDEX public.t",
        ]
    );
    assert_eq!(problems, ["db/migration/V1__a.sql:3:12: unresolved placeholder ${other}"]);
    let shown = &report["transactions"][0]["statements"][0]["sql"];
    assert_eq!(shown, "ALTER TABLE ${schema}.t\n  ADD COLUMN b int");
    let (report, problems) = check(&scratch, &["db/migration", "--schema", "schema.sql", "--placeholder", "other=app"]);
    assert_eq!((problems, statements(&report).len()), (Vec::new(), 3));
}

#[test]
fn what_a_tool_does_not_replace_fails_on_the_server() {
    let scratch = Scratch::new();
    scratch.write("schema.sql", SCHEMA).write("m/1_a.up.sql", "ALTER TABLE ${s}.t ADD COLUMN b int;\n");
    scratch.write("m/1_a.down.sql", "SELECT 1;\n");
    let (report, problems) = check(&scratch, &["m", "--schema", "schema.sql"]);
    assert_eq!(statements(&report), ["m/1_a.up.sql:1:1 ALTER TABLE  syntax error at or near \"$\""]);
    assert_eq!(problems, ["m/1_a.up.sql:1:13: nothing replaces ${s}: the server gets it as it is"]);
    // Something else replaces it before.
    scratch.write("migcheck.toml", "[placeholders]\ns = \"app\"\n");
    let (report, problems) = check(&scratch, &["m", "--schema", "schema.sql"]);
    assert_eq!(statements(&report), ["m/1_a.up.sql:1:1 ALTER TABLE app.t"]);
    assert_eq!(problems, [""; 0]);
    let odd = migcheck(&scratch.path, &["check", "m", "--placeholder", "s"]);
    assert_eq!((odd.code, odd.stderr.contains("write NAME=VALUE")), (2, true), "{}", odd.stderr);
}

#[test]
fn goose_replaces_between_its_marks_and_the_environment_is_not_read() {
    let scratch = Scratch::new();
    scratch.write("schema.sql", SCHEMA).write(
        "m/1_a.sql",
        "-- +goose Up\n-- +goose ENVSUB ON\nALTER TABLE ${DB_SCHEMA:-app}.t ADD COLUMN b int;\nDROP TABLE $SECRET.t;\n\
         -- +goose ENVSUB OFF\nDROP TABLE ${SECRET}.t;\n",
    );
    let arguments = ["check", "m", "--all", "--schema", "schema.sql", "-v"];
    let ran = run(&scratch.path, &arguments, &[("SECRET", "hunter2"), ("DB_SCHEMA", "hunter2")], "");
    assert!(!ran.stdout.contains("hunter2") && ran.stdout.contains("app.t"), "{}", ran.stdout);
    let (report, problems) = check(&scratch, &["m", "--schema", "schema.sql"]);
    assert_eq!(statements(&report)[0], "m/1_a.sql:3:1 ALTER TABLE app.t");
    assert_eq!(
        problems,
        [
            "m/1_a.sql:4:12: unresolved placeholder ${SECRET}",
            "m/1_a.sql:6:12: nothing replaces ${SECRET}: the server gets it as it is",
        ]
    );
}

#[test]
fn psql_includes_files_where_it_says_so() {
    let scratch = Scratch::new();
    scratch
        .write("schema.sql", SCHEMA)
        .write(
            "deploy/1_a.sql",
            "\\set table t\nBEGIN;\nALTER TABLE :table ADD COLUMN b int;\n\\ir parts/b.sql\nDROP TABLE t;\nCOMMIT;\n\
             \\i deploy/1_a.sql\n\\i nowhere.sql\n\\i `pwd`\nSELECT 1;\n",
        )
        .write("deploy/parts/b.sql", "-- more\nALTER TABLE app.:table ADD COLUMN c int;\n\\i shared.sql\n")
        .write("shared.sql", "\\set table u\nCREATE TABLE :table ();\n");
    let (report, problems) = check(&scratch, &["deploy/1_a.sql", "--schema", "schema.sql"]);
    assert_eq!(
        statements(&report),
        [
            "deploy/1_a.sql:1:1 \\set",
            "deploy/1_a.sql:2:1 BEGIN",
            "deploy/1_a.sql:3:1 ALTER TABLE public.t",
            "deploy/parts/b.sql:2:1 ALTER TABLE app.t",
            "shared.sql:1:1 \\set",
            "shared.sql:2:1 CREATE TABLE",
            "deploy/1_a.sql:5:1 DROP TABLE public.t",
            "deploy/1_a.sql:6:1 COMMIT",
            "deploy/1_a.sql:10:1 SELECT",
        ]
    );
    // One transaction from BEGIN to COMMIT, through three files.
    let counts: Vec<_> = report["transactions"].as_array().expect("transactions").iter().collect();
    let largest = counts.iter().map(|it| it["statements"].as_array().map_or(0, Vec::len)).max();
    assert_eq!(largest, Some(7), "{counts:#?}");
    assert_eq!(
        problems,
        [
            "deploy/1_a.sql:7:1: not followed: `deploy/1_a.sql` is the file itself, or includes it",
            "deploy/1_a.sql:8:1: not followed: there is no file `nowhere.sql` (`nowhere.sql`, seen from the folder that \
             psql is run in)",
            "deploy/1_a.sql:9:1: not followed: which file this is, is known when psql runs",
        ]
    );
}

#[test]
fn a_schema_file_may_be_in_parts() {
    let scratch = Scratch::new();
    scratch
        .write("schema.sql", "\\ir schema/tables.sql\n\\ir gone.sql\nCREATE INDEX i ON t (a);\n")
        .write("schema/tables.sql", "CREATE TABLE t (a integer);\n")
        .write("m/1_a.sql", "DROP INDEX i;\n");
    let (report, problems) = check(&scratch, &["m", "--schema", "schema.sql"]);
    assert_eq!(statements(&report), ["m/1_a.sql:1:1 DROP INDEX public.i,public.t"]);
    let expected =
        "schema.sql:2:1: not followed: there is no file `gone.sql` (`gone.sql`, seen from the including file)";
    assert_eq!(problems, [expected]);
}

#[test]
fn data_behind_copy_is_sent_by_psql_and_flyway_alone() {
    let data = "COPY t FROM stdin;\n7\tx\n\\.\n";
    let scratch = Scratch::new();
    scratch
        .write("schema.sql", SCHEMA)
        .write("goose/1_a.sql", format!("-- +goose Up\n{data}"))
        .write("flyway/V1__a.sql", data)
        .write("migrate/1_a.up.sql", data)
        .write("migrate/1_a.down.sql", "")
        .write("psql/1_a.sql", format!("\\copy t from 'x.csv' csv\n{data}"));
    let of = |folder: &str| statements(&check(&scratch, &[folder, "--schema", "schema.sql"]).0);
    assert_eq!(of("goose"), ["goose/1_a.sql:2:1 COPY  syntax error at or near \"7\""]);
    assert_eq!(of("migrate"), ["migrate/1_a.up.sql:1:1 COPY  syntax error at or near \"7\""]);
    assert_eq!(of("flyway"), ["flyway/V1__a.sql:1:1 COPY public.t"]);
    assert_eq!(of("psql"), ["psql/1_a.sql:1:1 COPY public.t", "psql/1_a.sql:2:1 COPY public.t"]);
}
