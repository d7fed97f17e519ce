//! Markdown for a comment on a pull request: the verdict, the list, and the DDL folded away.

use super::{Comparison, Options, text, unified, words};
use crate::report::markdown::fence;
use std::fmt::Write as _;

/// GitHub refuses comments of more than 65,536 characters.
const LIMIT: usize = 60_000;

pub(super) fn render(comparison: &Comparison, options: Options) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "### migcheck: {}\n", words::summary(comparison, comparison.summary()));
    let plain = |text: &str| anstream::adapter::strip_str(text).to_string();
    let list = fence("diff", &signs_first(&plain(&text::render(comparison, options))));
    let too_long = "The report is too long for a comment; the command shows it all.\n";
    out += if list.len() > LIMIT / 2 { too_long } else { &list };
    let ddl = plain(&unified::render(comparison));
    if !ddl.is_empty() && out.len() + ddl.len() < LIMIT {
        let _ = write!(out, "\n<details><summary>as DDL</summary>\n\n{}\n</details>\n", fence("diff", &ddl));
    }
    out
}

/// Colours of a `diff` fence go by the first character of a line.
fn signs_first(text: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        match bare.split_once(' ') {
            Some((sign @ ("+" | "-"), rest)) => format!("{sign}{:indent$} {rest}\n", ""),
            Some(("~", rest)) => format!("!{:indent$} {rest}\n", ""),
            _ => format!(" {line}\n"),
        }
    };
    text.lines().map(line).collect()
}
