//! Two schemas compared by what the server itself says of them, without our catalog in between.

use super::{ceiling::Trouble, session::Session};

/// What users made in this database, a line a fact, sorted; it does not depend on the order in which it was made.
pub fn facts(session: &Session) -> Result<Vec<String>, Trouble> {
    // Names are qualified where they have to be in an empty search path.
    session.run("BEGIN READ ONLY; SET LOCAL search_path = pg_catalog")?;
    let rows = session.query(include_str!("facts.sql"));
    session.run("ROLLBACK")?;
    let mut lines: Vec<String> = rows?.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    lines.sort();
    Ok(lines)
}

/// A constraint once found true stays validated: there is nothing to take back.
pub fn whatever_was_validated(facts: &[String]) -> Vec<String> {
    let facts = facts.iter().map(|it| match it.strip_suffix(" NOT VALID") {
        Some(valid) if it.starts_with("constraint ") => valid.to_owned(),
        _ => it.clone(),
    });
    facts.collect()
}

/// The facts that only one side has: of the left, of the right.
pub fn differences(left: &[String], right: &[String]) -> (Vec<String>, Vec<String>) {
    let only = |a: &[String], b: &[String]| {
        let b: std::collections::BTreeSet<&String> = b.iter().collect();
        a.iter().filter(|it| !b.contains(it)).cloned().collect()
    };
    (only(left, right), only(right, left))
}
