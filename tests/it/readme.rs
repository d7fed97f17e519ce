//! What README.md shows is what the program prints, and its configuration is one that the program reads.

use crate::{
    program::migcheck,
    scratch::{self, Scratch},
};
use std::{fmt::Write as _, fs};

/// Blocks of `console`: a line `$ migcheck …` and its output. `MIGCHECK_UPDATE=1` writes the outputs anew.
#[test]
fn outputs_in_the_readme_are_real() {
    let path = scratch::package().join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md is there");
    let mut real = String::new();
    let mut rest = readme.as_str();
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (block, behind) = after.split_once("\n```").expect("each block ends");
        let command = block.lines().next().unwrap_or_default();
        let arguments: Vec<&str> =
            command.strip_prefix("$ migcheck ").expect("a call of migcheck").split(' ').collect();
        let ran = migcheck(scratch::package(), &arguments);
        let output: Vec<&str> = ran.stdout.lines().map(str::trim_end).collect();
        write!(real, "{before}```console\n{command}\n{}\n```", output.join("\n").trim_end())
            .expect("a string takes all");
        rest = behind;
    }
    real += rest;
    if std::env::var_os("MIGCHECK_UPDATE").is_some() {
        fs::write(&path, &real).expect("README.md is writable");
    }
    let diff = similar::TextDiff::from_lines(&readme, &real).unified_diff().to_string();
    assert!(readme == real || std::env::var_os("MIGCHECK_UPDATE").is_some(), "MIGCHECK_UPDATE=1 accepts it\n{diff}");
}

#[test]
fn the_configuration_in_the_readme_is_read() {
    let readme = fs::read_to_string(scratch::package().join("README.md")).expect("README.md is there");
    let (_, after) = readme.split_once("```toml\n").expect("a block of toml");
    let (config, _) = after.split_once("\n```").expect("it ends");
    let scratch = Scratch::new();
    scratch.write("migcheck.toml", config).write("db/schema.sql", "").write("change.sql", "SELECT 1;");
    let ran = migcheck(&scratch.path, &["check", "change.sql"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}
