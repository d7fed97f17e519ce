//! `migcheck explain`: a check's page.

use super::Outcome;
use crate::{
    checks,
    config::unknown_check,
    error::{Error, Result},
};

pub(super) fn run(name: &str) -> Result<Outcome> {
    let Some(check) = checks::find(name) else {
        return Err(Error::Usage { message: format!("there is no check `{name}`"), help: Some(unknown_check(name)) });
    };
    let meta = &check.page.meta;
    let severity = crate::finding::Severity::from(meta.severity).as_str();
    let mut text = format!("{} ({severity}, {}; since {})\n\n{}", check.id, meta.category, meta.since, check.page.body);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    if !meta.see.is_empty() {
        text += &format!("\nSee also: {}\n", meta.see.join(", "));
    }
    text += &format!("To allow it at one statement: -- migcheck: allow({}) because …\n", check.id);
    Ok(Outcome::text(text))
}
