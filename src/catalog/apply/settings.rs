//! SET, RESET and `set_config`: what the session remembers.

use super::{Mismatch, context::Apply, error::Outcome};
use crate::{
    catalog::{
        RelationId,
        session::{Session, TimeZone},
    },
    sql::{
        name::{Ident, ObjectName},
        statement::SetVariable,
    },
};
use std::{sync::Arc, time::Duration};

impl Apply<'_> {
    pub(super) fn set(&mut self, set: &SetVariable) {
        if set.values.is_empty() {
            return self.reset(Some(&Ident::exact(&set.name)));
        }
        let value = set.values[0].as_ref();
        let session = &mut *self.session;
        match set.name.as_ref() {
            "search_path" => session.search_path = path(&set.values),
            "role" | "session_authorization" => {
                session.role = Some(value).filter(|it| !matches!(*it, "none" | "default")).map(Ident::exact);
            }
            "lock_timeout" => session.lock_timeout = duration(value),
            "statement_timeout" => session.statement_timeout = duration(value),
            "transaction_timeout" => session.transaction_timeout = duration(value),
            "timezone" | "time zone" => session.time_zone = time_zone(value),
            "check_function_bodies" => session.check_function_bodies = boolean(value),
            "default_tablespace" => session.default_tablespace = name(value),
            "default_table_access_method" => session.default_table_access_method = name(value),
            "session_replication_role" => session.replica = value == "replica",
            "row_security" => session.row_security = boolean(value),
            _ => {}
        }
    }

    pub(super) fn reset(&mut self, name: Option<&Ident>) {
        let fresh = Session::default();
        let session = &mut *self.session;
        let Some(name) = name else {
            *session = fresh;
            return;
        };
        match name.as_str() {
            "search_path" => session.search_path = fresh.search_path,
            "role" | "session_authorization" => session.role = None,
            "lock_timeout" => session.lock_timeout = None,
            "statement_timeout" => session.statement_timeout = None,
            "transaction_timeout" => session.transaction_timeout = None,
            "timezone" => session.time_zone = fresh.time_zone,
            "check_function_bodies" => session.check_function_bodies = true,
            "default_tablespace" => session.default_tablespace = None,
            "default_table_access_method" => session.default_table_access_method = None,
            "session_replication_role" => session.replica = false,
            "row_security" => session.row_security = true,
            _ => {}
        }
    }
}

impl Apply<'_> {
    /// SET CONSTRAINTS: names are looked for among constraints and constraint triggers, schema by schema.
    pub(super) fn set_constraints(&mut self, names: &[ObjectName], deferred: bool) -> Outcome {
        if names.is_empty() {
            self.session.timing.set_all(deferred);
            return Ok(());
        }
        for name in names {
            let schemas: Vec<Ident> = match &name.schema {
                Some(schema) => vec![schema.clone()],
                None => self.catalog.visible(self.session).collect(),
            };
            let found = schemas.iter().map(|it| self.timed_constraints(it, &name.name)).find(|it| !it.is_empty());
            let shown = name.name.as_str();
            let Some(found) = found else {
                if self.is_partial() {
                    continue;
                }
                return Err(Mismatch::new("42704", format!("constraint \"{shown}\" does not exist")));
            };
            for (table, deferrable) in found {
                if !deferrable && deferred {
                    return Err(Mismatch::new("42809", format!("constraint \"{shown}\" is not deferrable")));
                }
                self.session.timing.set(table, name.name.clone(), deferred);
            }
        }
        Ok(())
    }

    /// The tables of a schema with a constraint of that name, and whether it can be deferred.
    fn timed_constraints(&self, schema: &Ident, name: &Ident) -> Vec<(RelationId, bool)> {
        let mut found = Vec::new();
        for relation in self.catalog.relations().filter(|it| it.name.schema == *schema) {
            let Some(table) = relation.table() else { continue };
            found.extend(table.constraint(name).map(|it| (relation.id, it.deferrable)));
            let triggers = table.triggers.iter().filter(|it| it.constraint && it.name == *name);
            found.extend(triggers.map(|it| (relation.id, it.deferrable)));
        }
        found
    }
}

/// `SET search_path = a, b` has two values; `set_config('search_path', 'a, b', …)` has one with a list in it.
fn path(values: &[Arc<str>]) -> Vec<Ident> {
    let split = match values {
        [one] if one.contains(',') => one.split(',').map(unquoted).collect::<Vec<_>>(),
        _ => values.iter().map(|it| unquoted(it)).collect(),
    };
    split.into_iter().filter(|it| !it.as_str().is_empty()).collect()
}

fn unquoted(word: &str) -> Ident {
    let word = word.trim();
    match word.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(inner) => Ident::exact(&inner.replace("\"\"", "\"")),
        None => Ident::exact(word),
    }
}

fn name(value: &str) -> Option<Ident> {
    Some(value).filter(|it| !it.is_empty()).map(Ident::exact)
}

fn boolean(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "off" | "false" | "no" | "0" | "f" | "n")
}

fn time_zone(value: &str) -> TimeZone {
    let value = value.to_ascii_lowercase();
    let utc = ["utc", "gmt", "etc/utc", "etc/gmt", "zulu", "universal", "etc/universal", "0", "uct", "etc/uct", "z"];
    if utc.contains(&value.as_str()) { TimeZone::Utc } else { TimeZone::Other }
}

/// `5s`, `2 min`, `1500` (milliseconds); None for 0.
fn duration(value: &str) -> Option<Duration> {
    let value = value.trim();
    let end = value.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(value.len());
    let number: f64 = value[..end].parse().ok()?;
    let unit = match value[end..].trim() {
        "us" => 0.001,
        "" | "ms" => 1.0,
        "s" => 1000.0,
        "min" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(number * unit / 1000.0).ok().filter(|it| !it.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, expected) in
            [("5s", Some(5000)), ("2min", Some(120_000)), ("1500", Some(1500)), ("0", None), ("1.5s", Some(1500))]
        {
            assert_eq!(duration(text), expected.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn search_paths() {
        for (values, expected) in [
            (vec![""], vec![]),
            (vec!["app", "public"], vec!["app", "public"]),
            (vec!["app, \"Mixed\""], vec!["app", "Mixed"]),
            (vec!["\"$user\"", "public"], vec!["$user", "public"]),
        ] {
            let values: Vec<Arc<str>> = values.into_iter().map(Arc::from).collect();
            let expected: Vec<Ident> = expected.into_iter().map(Ident::exact).collect();
            assert_eq!(path(&values), expected);
        }
    }
}
