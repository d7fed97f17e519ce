//! What differs between two catalogs, object by object.
//!
//! Two catalogs are equal when their canonical DDL is; ids, the order of creation and the spelling of expressions do
//! not count. Owners and grants count where both sides know them.

use super::{
    Catalog,
    ddl::{self, Style},
};
use std::collections::BTreeMap;

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
    let owners = knows_owners(left) && knows_owners(right);
    let style = Style { canonical: true, owners, grants: true };
    let by_name = |catalog| -> BTreeMap<(&'static str, String), String> {
        ddl::entries(catalog, style).into_iter().map(|it| ((it.kind, it.name), it.sql)).collect()
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
