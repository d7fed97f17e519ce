//! Histories are found, ordered and cut as their tools do it.

mod git;
mod pending;
mod placeholders;
mod tools;

use crate::scratch::{Scratch, package};
use migcheck::{
    error::Error,
    history::{self, Histories, History, PendingRule, Request, Section},
};
use std::path::Path;

pub(crate) fn request(directory: &Path, paths: &[&str], pending: PendingRule) -> Request {
    Request {
        directory: directory.to_owned(),
        paths: paths.iter().map(Into::into).collect(),
        stdin_path: None,
        pending,
        base_known: false,
        overrides: Vec::new(),
        execution: None,
        placeholders: Default::default(),
    }
}

pub(crate) fn collect(request: &Request) -> Result<Histories, Error> {
    history::collect(request, &mut std::io::empty())
}

/// All histories below `testdata/<path>`, everything pending.
pub(crate) fn testdata(path: &str) -> Histories {
    let request = request(&package().join("testdata"), &[path], PendingRule::All);
    collect(&request).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Histories in a folder of the test's own.
pub(crate) fn in_scratch(scratch: &Scratch, paths: &[&str], pending: PendingRule) -> Histories {
    collect(&request(&scratch.path, paths, pending)).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn error_in(scratch: &Scratch, paths: &[&str], pending: PendingRule) -> Error {
    collect(&request(&scratch.path, paths, pending)).expect_err("the request is refused")
}

/// A line a history: folder, tool, model, number of migrations.
pub(crate) fn overview(found: &Histories) -> Vec<String> {
    let line = |it: &History| format!("{} {} {} {}", it.root, it.tool, it.execution, it.migrations.len());
    found.histories.iter().map(line).collect()
}

/// A line a migration: version, name, the models of its up sections, `/` and those of its down sections.
pub(crate) fn migrations(found: &Histories) -> Vec<String> {
    let models = |it: &[Section]| it.iter().map(|it| it.execution.as_str()).collect::<Vec<_>>().join(" ");
    let only = found.histories.first().expect("a history was found");
    let line = |it: &history::Migration| {
        format!("{} {} {} / {}", it.version, it.name, models(&it.up), models(&it.down)).trim().to_owned()
    };
    only.migrations.iter().map(line).collect()
}

/// The remarks of the first history: file, line where there is one, message.
pub(crate) fn remarks(found: &Histories) -> Vec<String> {
    let only = found.histories.first().expect("a history was found");
    let line = |it: &history::Remark| {
        let place = it.span.map(|span| format!(":{}", found.sources.start(span))).unwrap_or_default();
        format!("{}{place}: {}", it.path.trim_start_matches(&only.root).trim_start_matches('/'), it.message)
    };
    only.remarks.iter().map(line).collect()
}

/// Names of the applied and of the pending migrations.
pub(crate) fn names(history: &History) -> (Vec<&str>, Vec<&str>) {
    (history.applied().iter().map(|it| &*it.name).collect(), history.pending().iter().map(|it| &*it.name).collect())
}

/// The text of each up section of the migration whose name contains `name`.
pub(crate) fn up<'a>(found: &'a Histories, name: &str) -> Vec<&'a str> {
    let all = found.histories.iter().flat_map(|it| &it.migrations);
    let migration = all.into_iter().find(|it| it.name.contains(name)).expect("the migration is there");
    migration.up.iter().map(|it| found.sources.slice(it.span)).collect()
}
