//! `migcheck checks`: what is looked for.

use super::Outcome;
use crate::{checks, finding::Severity};
use std::{collections::BTreeMap, fmt::Write as _};

pub(super) fn run() -> Outcome {
    let mut categories: BTreeMap<&str, Vec<&checks::Check>> = BTreeMap::new();
    for check in checks::all() {
        categories.entry(&check.page.meta.category).or_default().push(check);
    }
    let width = checks::all().iter().map(|it| it.id.0.len()).max().unwrap_or_default();
    let mut text = String::new();
    for (category, checks) in categories {
        let _ = writeln!(text, "{category}");
        for check in checks {
            let severity = Severity::from(check.page.meta.severity).as_str();
            let _ = writeln!(text, "  {:width$}  {severity:7}  {}", check.id.0, check.page.headline);
        }
    }
    text += "\n`migcheck explain CHECK` says more; migcheck.toml changes severities\n";
    Outcome::text(text)
}
