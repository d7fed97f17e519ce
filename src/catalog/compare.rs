//! What differs between two catalogs, object by object.
//!
//! Two catalogs are equal when their canonical DDL is; ids, the order of creation and the spelling of expressions do
//! not count. Owners and grants count where both sides know them. Renames are not guessed: an object is its name.

pub mod queries;
pub mod select;

use super::{
    Catalog, RelationId,
    ddl::{self, Entry, Part, Style},
    objects::Grant,
    relation::Relation,
};
use crate::sql::name::{Ident, QualifiedName};
use std::collections::{BTreeMap, BTreeSet};

/// An object that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `TABLE`, `INDEX` …
    pub kind: &'static str,
    pub name: String,
    /// The table, view, type or routine that it is about or part of.
    pub about: Option<QualifiedName>,
    /// None for what lives in no schema.
    pub schema: Option<Ident>,
    /// Its canonical DDL; None where it is missing.
    pub left: Option<String>,
    pub right: Option<String>,
    /// What has changed about an object that both sides have.
    pub changes: Vec<Change>,
}

/// One thing that has changed about an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `column total`; empty: the object itself.
    pub part: String,
    /// `type`; empty: the whole part, which one side has not.
    pub attribute: &'static str,
    /// None: not there; empty: there, and no more can be said of it.
    pub left: Option<String>,
    pub right: Option<String>,
}

/// Which of the things that two sides may know differently count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub owners: bool,
    pub grants: bool,
}

impl Scope {
    /// What both sides can know: a dump without owners says nothing about them.
    pub fn of(left: &Catalog, right: &Catalog) -> Self {
        Self { owners: knows_owners(left) && knows_owners(right), grants: true }
    }

    fn style(self) -> Style {
        Style { canonical: true, owners: self.owners, grants: self.grants }
    }
}

/// Sorted by kind and name; empty when the catalogs are equal.
pub fn compare(left: &Catalog, right: &Catalog) -> Vec<Difference> {
    compare_within(left, right, Scope::of(left, right))
}

/// The same, with what counts chosen by the caller.
pub fn compare_within(left: &Catalog, right: &Catalog, scope: Scope) -> Vec<Difference> {
    let style = scope.style();
    let sides = Sides { left, right, style };
    sides.differences(ddl::entries(left, style), ddl::entries(right, style))
}

/// The same for two catalogs that come from `base`; looks only at relations that either has changed since.
pub fn compare_since(base: &Catalog, left: &Catalog, right: &Catalog) -> Vec<Difference> {
    let style = Scope::of(left, right).style();
    let changed = |later| base.changes(later).filter_map(|it| it.before.or(it.after)).map(|it| it.id);
    let changed: BTreeSet<RelationId> = changed(left).chain(changed(right)).collect();
    let entries =
        |of: &Catalog| ddl::entries_with(of, style, changed.iter().filter_map(|it| of.relation(*it)).map(|it| &**it));
    Sides { left, right, style }.differences(entries(left), entries(right))
}

impl Difference {
    /// Whether only the order of a table's columns differs.
    pub fn is_order_only(&self) -> bool {
        let sorted = |sql: &str| {
            let mut lines: Vec<String> = sql.lines().map(|it| it.trim_end_matches(',').to_owned()).collect();
            lines.sort();
            lines
        };
        let is_table = matches!(self.kind, "TABLE" | "FOREIGN TABLE");
        is_table && matches!((&self.left, &self.right), (Some(left), Some(right)) if sorted(left) == sorted(right))
    }
}

/// Whether anything says who owns what.
pub fn knows_owners(catalog: &Catalog) -> bool {
    catalog.relations().any(|it| it.owner.is_some())
}

/// Whether any privilege has been given or taken away, beyond what every database begins with.
pub fn knows_grants(catalog: &Catalog) -> bool {
    let public = |it: &Grant| it.grantee.as_str() == "public";
    let relations = catalog.relations().filter(|it| it.extension.is_none());
    let on_relations =
        |it: &Relation| !it.grants.is_empty() || it.columns().iter().any(|column| !column.grants.is_empty());
    let routines = catalog.routines.values().flat_map(|it| it.iter()).filter(|it| it.extension.is_none());
    // PUBLIC may use a new routine.
    let from_start = |grants: &[Grant]| matches!(grants, [only] if public(only));
    let mut schemas = catalog.schemas.values().filter(|it| it.extension.is_none());
    relations.into_iter().any(|it| on_relations(it))
        || routines.into_iter().any(|it| !from_start(&it.grants))
        || schemas.any(|it| !it.grants.iter().all(public))
        || !catalog.default_privileges.is_empty()
}

struct Sides<'a> {
    left: &'a Catalog,
    right: &'a Catalog,
    style: Style,
}

impl Sides<'_> {
    fn differences(&self, left: Vec<Entry>, right: Vec<Entry>) -> Vec<Difference> {
        let by_name = |entries: Vec<Entry>| -> BTreeMap<(&'static str, String), Entry> {
            entries.into_iter().map(|it| ((it.kind, it.name.clone()), it)).collect()
        };
        let (left, mut right) = (by_name(left), by_name(right));
        let mut differences = Vec::new();
        for (key, entry) in left {
            let other = right.remove(&key);
            if other.as_ref().is_none_or(|it| it.sql != entry.sql) {
                differences.push(self.difference(Some(entry), other));
            }
        }
        differences.extend(right.into_values().map(|it| self.difference(None, Some(it))));
        differences.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        differences
    }

    fn difference(&self, left: Option<Entry>, right: Option<Entry>) -> Difference {
        let changes = match (&left, &right) {
            (Some(left), Some(right)) => {
                let parts = |catalog, entry| ddl::parts(catalog, self.style, entry);
                changes(&parts(self.left, left), &parts(self.right, right), left, right)
            }
            _ => Vec::new(),
        };
        let any = left.as_ref().or(right.as_ref());
        Difference {
            kind: any.map_or("", |it| it.kind),
            name: any.map(|it| it.name.clone()).unwrap_or_default(),
            about: any.and_then(|it| it.about.clone()),
            schema: any.and_then(|it| it.schema.clone()),
            left: left.map(|it| it.sql),
            right: right.map(|it| it.sql),
            changes,
        }
    }
}

/// Where the parts show none, the definition as a whole is what has changed.
fn changes(left: &[Part], right: &[Part], left_entry: &Entry, right_entry: &Entry) -> Vec<Change> {
    let find = |parts: &'_ [Part], name: &str| parts.iter().position(|it| it.name == name);
    let mut changes = Vec::new();
    for part in left {
        match find(right, &part.name).map(|at| &right[at]) {
            Some(other) => changes.extend(attributes(part, other)),
            None => changes.push(Change::whole(part, true)),
        }
    }
    changes.extend(right.iter().filter(|it| find(left, &it.name).is_none()).map(|it| Change::whole(it, false)));
    changes.extend(order(left, right));
    if changes.is_empty() {
        let (left, right) = (Some(left_entry.sql.clone()), Some(right_entry.sql.clone()));
        changes.push(Change { part: String::new(), attribute: "definition", left, right });
    }
    changes
}

fn attributes(left: &Part, right: &Part) -> Vec<Change> {
    let value = |part: &Part, name: &str| part.attributes.iter().find(|it| it.0 == name).map(|it| it.1.clone());
    let mut names: Vec<&'static str> = left.attributes.iter().map(|it| it.0).collect();
    names.extend(right.attributes.iter().map(|it| it.0).filter(|it| value(left, it).is_none()));
    let change = |attribute| Change {
        part: left.name.clone(),
        attribute,
        left: value(left, attribute),
        right: value(right, attribute),
    };
    names.into_iter().map(change).filter(|it| it.left != it.right).collect()
}

/// The order of what both sides have.
fn order(left: &[Part], right: &[Part]) -> Option<Change> {
    let common = |parts: &[Part], others: &[Part]| -> Vec<String> {
        let has = |name: &str| others.iter().any(|it| it.name == name);
        parts.iter().filter(|it| !it.name.is_empty() && has(&it.name)).map(|it| it.name.clone()).collect()
    };
    let (from, to) = (common(left, right), common(right, left));
    if from == to {
        return None;
    }
    let bare = |names: &[String]| {
        let names = names.iter().map(|it| it.split_once(' ').map_or(it.as_str(), |it| it.1));
        names.collect::<Vec<_>>().join(", ")
    };
    Some(Change { part: String::new(), attribute: "order", left: Some(bare(&from)), right: Some(bare(&to)) })
}

impl Change {
    fn whole(part: &Part, is_left: bool) -> Self {
        let text = Some(part.text.clone());
        let (left, right) = if is_left { (text, None) } else { (None, text) };
        Self { part: part.name.clone(), attribute: "", left, right }
    }
}

#[cfg(test)]
mod tests;
