//! Whole reports over small inputs, in every format.

use crate::{
    program::{golden, migcheck},
    scratch::package,
};

/// Runs in `testdata/reports/project` and compares stdout.
fn check(name: &str, arguments: &[&str]) {
    let ran = migcheck(&package().join("testdata/reports/project"), arguments);
    assert!(ran.code < 2, "{name}: {}", ran.stderr);
    golden(&format!("whole/{name}"), &ran.stdout);
    // The report for people lists what was not understood; beside the others it goes to stderr.
    let problem = "warning: migrations/2_customer_required.sql:3:1: cannot read this statement: expected a statement, \
                   found `FROBNICATE`\n";
    let elsewhere = name.ends_with(".txt") && !name.contains("github") || name.starts_with("audit");
    assert_eq!(ran.stderr, if elsewhere { "" } else { problem }, "{name}");
}

#[test]
fn every_format() {
    let base = ["--schema", "schema.sql", "--postgres", "16"];
    for command in ["check", "plan"] {
        let formats =
            [("text", "txt"), ("json", "json"), ("github", "github.txt"), ("markdown", "md"), ("html", "html")];
        for (format, extension) in formats {
            let arguments = [&[command, "migrations", "--format", format], base.as_slice()].concat();
            check(&format!("{command}.{extension}"), &arguments);
        }
    }
    check("check-verbose.txt", &[&["check", "migrations", "-v"], base.as_slice()].concat());
    check("check-timeline.txt", &[&["check", "migrations", "--timeline"], base.as_slice()].concat());
    check("plan-timeline.txt", &[&["plan", "migrations", "--timeline"], base.as_slice()].concat());
    check("audit.txt", &["audit", "--schema", "schema.sql"]);
    check("audit.json", &["audit", "--schema", "schema.sql", "--format", "json"]);
    check("partly-known.txt", &["check", "migrations/2_customer_required.sql"]);
}
