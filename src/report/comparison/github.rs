//! GitHub workflow commands: the summary as an annotation, with the list as its text, and the list in the log.

use super::{Comparison, Options, text, words};
use crate::report::github::data;
use std::fmt::Write as _;

/// GitHub cuts longer messages.
const LIMIT: usize = 4_000;

pub(super) fn render(comparison: &Comparison) -> String {
    let plain = text::render(comparison, Options { width: 120, verbose: false });
    let plain = anstream::adapter::strip_str(&plain).to_string();
    let mut out = String::new();
    if !comparison.differences.is_empty() {
        let mut shown: String = plain.chars().take(LIMIT).collect();
        if shown.len() < plain.len() {
            shown.push_str("\n… (the log of this step shows all)");
        }
        let title = if comparison.is_drift { "drift" } else { "diff" };
        let _ = writeln!(out, "::error title=migcheck ({title})::{}", data(&shown));
    }
    out += "::group::differences\n";
    // A line of a user's text may look like a command.
    for line in plain.lines() {
        let _ = writeln!(out, " {line}");
    }
    out += "::endgroup::\n";
    let _ = writeln!(out, "migcheck: {}", words::summary(comparison, comparison.summary()));
    out
}
