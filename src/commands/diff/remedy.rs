//! What to do about drift: the statement that makes it again or that goes into a migration, and the one that undoes it.

use super::side::Loaded;
use crate::{
    catalog::{
        Catalog,
        compare::{Change, Difference},
        ddl::{self, Entry, Style},
    },
    report::comparison::{Remedy, Told},
};
use std::collections::BTreeMap;

/// Objects by kind and name, as SQL that runs.
type Entries = BTreeMap<(&'static str, String), Entry>;

/// Left is what should be there, right what is.
pub(super) fn add(differences: &mut [Told], left: &Loaded, right: &Loaded) {
    let (expected, live) = (&left.base.catalog, &right.base.catalog);
    let (expected_entries, live_entries) = (entries(expected), entries(live));
    for told in differences {
        let it = &told.difference;
        told.remedies = match (&it.left, &it.right) {
            (None, _) => whole(it, &live_entries, true).into_iter().collect(),
            (_, None) => whole(it, &expected_entries, false).into_iter().collect(),
            (Some(_), Some(_)) => {
                let column = |change: &Change| match (&change.left, &change.right) {
                    (None, Some(_)) => column(it, change, live, &live_entries, true),
                    (Some(_), None) => column(it, change, expected, &expected_entries, false),
                    _ => None,
                };
                it.changes.iter().filter(|it| it.attribute.is_empty()).filter_map(column).collect()
            }
        };
    }
}

fn entries(catalog: &Catalog) -> Entries {
    let style = Style { canonical: false, owners: false, grants: false };
    ddl::entries(catalog, style).into_iter().map(|it| ((it.kind, it.name.clone()), it)).collect()
}

fn whole(it: &Difference, entries: &Entries, is_extra: bool) -> Option<Remedy> {
    let about = it.about.as_ref()?;
    let sql = entries.get(&(it.kind, it.name.clone())).map(|it| it.sql.clone());
    let part = it.name.strip_prefix(&format!("{about}.")).unwrap_or_default();
    let (make, undo) = match it.kind {
        "INDEX" => {
            let once = |sql: String| sql.replacen("INDEX ", "INDEX CONCURRENTLY IF NOT EXISTS ", 1);
            (sql.map(once), format!("DROP INDEX CONCURRENTLY {};", it.name))
        }
        "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "SEQUENCE" => {
            // A table comes with its indexes and constraints: more than a line.
            let sql = sql.filter(|it| !it.contains('\n'));
            (sql, format!("DROP {} {};", it.kind, it.name))
        }
        "CONSTRAINT" => (sql, format!("ALTER TABLE {about} DROP CONSTRAINT {part};")),
        "TRIGGER" | "POLICY" | "RULE" => (sql, format!("DROP {} {part} ON {about};", it.kind)),
        _ => return None,
    };
    Some(Remedy { is_extra, make, undo: is_extra.then_some(undo) })
}

fn column(it: &Difference, change: &Change, of: &Catalog, entries: &Entries, is_extra: bool) -> Option<Remedy> {
    let (about, name) = (it.about.as_ref()?, change.part.strip_prefix("column ")?);
    let style = Style { canonical: false, owners: false, grants: false };
    let entry = entries.get(&(it.kind, it.name.clone()))?;
    let part = ddl::parts(of, style, entry).into_iter().find(|it| it.name == change.part)?;
    Some(Remedy {
        is_extra,
        make: Some(format!("ALTER TABLE {about} ADD COLUMN IF NOT EXISTS {name} {};", part.text)),
        undo: is_extra.then(|| format!("ALTER TABLE {about} DROP COLUMN {name};")),
    })
}
