//! The comparison as a unified diff of canonical DDL, an object at a time.

use super::Comparison;
use crate::redact::redact;
use std::fmt::Write as _;

const BOLD: &str = "\x1b[1m";
const CYAN: &str = "\x1b[36m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const RESET: &str = "\x1b[0m";

pub(super) fn render(comparison: &Comparison) -> String {
    let mut out = String::new();
    for told in &comparison.differences {
        let it = &told.difference;
        let (left, right) = (ended(it.left.as_deref()), ended(it.right.as_deref()));
        let name = format!("{}/{}", it.kind.to_lowercase().replace(' ', "-"), it.name.replace('\n', " "));
        let header = |side: &str, text: &str| {
            if text.is_empty() { "/dev/null".to_owned() } else { format!("{side}/{}", redact(&name)) }
        };
        let (from, to) = (header("a", &left), header("b", &right));
        let diff = similar::TextDiff::from_lines(&left, &right);
        let text = diff.unified_diff().context_radius(3).header(&from, &to).to_string();
        for line in text.lines() {
            let color = match line.as_bytes() {
                [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => BOLD,
                [b'@', ..] => CYAN,
                [b'-', ..] => RED,
                [b'+', ..] => GREEN,
                _ => "",
            };
            let reset = if color.is_empty() { "" } else { RESET };
            let _ = writeln!(out, "{color}{line}{reset}");
        }
    }
    out
}

fn ended(sql: Option<&str>) -> String {
    sql.map(|it| format!("{}\n", redact(it))).unwrap_or_default()
}
