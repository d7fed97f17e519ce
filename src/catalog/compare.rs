//! What differs between two catalogs, object by object.
//!
//! Two catalogs are equal when their canonical DDL is; ids, the order of creation and the spelling of expressions do
//! not count. Owners and grants count where both sides know them.

use super::{
    Catalog, RelationId,
    ddl::{self, Entry, Style},
};
use std::collections::{BTreeMap, BTreeSet};

/// An object that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `TABLE`, `INDEX` …
    pub kind: &'static str,
    pub name: String,
    /// Its canonical DDL; None where it is missing.
    pub left: Option<String>,
    pub right: Option<String>,
}

/// Sorted by kind and name; empty when the catalogs are equal.
pub fn compare(left: &Catalog, right: &Catalog) -> Vec<Difference> {
    let style = style(left, right);
    differences(ddl::entries(left, style), ddl::entries(right, style))
}

/// The same for two catalogs that come from `base`; looks only at relations that either has changed since.
pub fn compare_since(base: &Catalog, left: &Catalog, right: &Catalog) -> Vec<Difference> {
    let style = style(left, right);
    let changed = |later| base.changes(later).filter_map(|it| it.before.or(it.after)).map(|it| it.id);
    let changed: BTreeSet<RelationId> = changed(left).chain(changed(right)).collect();
    let entries =
        |of: &Catalog| ddl::entries_with(of, style, changed.iter().filter_map(|it| of.relation(*it)).map(|it| &**it));
    differences(entries(left), entries(right))
}

fn style(left: &Catalog, right: &Catalog) -> Style {
    Style { canonical: true, owners: knows_owners(left) && knows_owners(right), grants: true }
}

fn differences(left: Vec<Entry>, right: Vec<Entry>) -> Vec<Difference> {
    let by_name = |entries: Vec<Entry>| -> BTreeMap<(&'static str, String), String> {
        entries.into_iter().map(|it| ((it.kind, it.name), it.sql)).collect()
    };
    let (left, mut right) = (by_name(left), by_name(right));
    let mut differences = Vec::new();
    for ((kind, name), sql) in left {
        let other = right.remove(&(kind, name.clone()));
        if other.as_ref() != Some(&sql) {
            differences.push(Difference { kind, name, left: Some(sql), right: other });
        }
    }
    let only_right = right.into_iter();
    differences.extend(only_right.map(|((kind, name), sql)| Difference { kind, name, left: None, right: Some(sql) }));
    differences.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    differences
}

fn knows_owners(catalog: &Catalog) -> bool {
    catalog.relations().any(|it| it.owner.is_some())
}
