//! The names that an expression can use: FROM items, outer queries, common tables.

use super::Columns;
use crate::{
    catalog::{
        RelationId,
        relation::{Dependency, Relation},
        types::DataType,
    },
    sql::name::{Ident, ObjectName},
};
use imbl::OrdMap;
use std::sync::Arc;

/// A column of a FROM item or of a query's output.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: Ident,
    /// The relation's column behind it.
    pub(crate) read: Option<Dependency>,
    pub(crate) data_type: Option<DataType>,
}

/// One FROM item under the name that expressions use for it.
#[derive(Clone, Debug)]
pub(super) struct Source {
    alias: Option<Ident>,
    /// Only an item without alias can be named with its schema.
    schema: Option<Ident>,
    pub(super) relation: Option<RelationId>,
    pub(super) columns: Columns,
    /// Columns that a USING on the left already shows.
    pub(super) merged: Vec<Ident>,
    /// Found only by its alias: OLD and NEW.
    pub(super) hidden: bool,
}

impl Source {
    pub(super) fn relation(relation: &Relation, alias: Option<&Ident>, columns: &[Ident]) -> Self {
        let known = relation.columns().iter().map(|it| Column {
            name: it.name.clone(),
            read: Some(Dependency { relation: relation.id, column: Some(it.number) }),
            data_type: Some(it.data_type.clone()),
        });
        Self {
            alias: Some(alias.unwrap_or(&relation.name.name).clone()),
            schema: alias.is_none().then(|| relation.name.schema.clone()),
            relation: Some(relation.id),
            // `SELECT last_value FROM sequence`
            columns: Columns { known: known.collect(), open: relation.sequence().is_some() }.renamed(columns),
            merged: Vec::new(),
            hidden: false,
        }
    }

    pub(super) fn derived(alias: Option<&Ident>, mut columns: Columns) -> Self {
        // What is inside has been read there.
        columns.known.iter_mut().for_each(|it| it.read = None);
        Self { alias: alias.cloned(), schema: None, relation: None, columns, merged: Vec::new(), hidden: false }
    }

    /// Something whose columns are not known.
    pub(super) fn open(alias: Option<&Ident>) -> Self {
        Self::derived(alias, Columns { known: Vec::new(), open: true })
    }

    pub(super) fn hidden(mut self) -> Self {
        self.hidden = true;
        self.schema = None;
        self
    }

    /// Whether `qualifier.x` means this item; without a qualifier every item answers.
    pub(super) fn answers(&self, qualifier: Option<&ObjectName>) -> bool {
        let Some(qualifier) = qualifier else { return !self.hidden };
        let schema = match (&qualifier.schema, &self.schema) {
            (None, _) => true,
            (Some(_), None) => self.relation.is_none() && self.columns.open,
            (Some(wanted), Some(own)) => wanted == own,
        };
        schema && self.alias.as_ref() == Some(&qualifier.name)
    }
}

impl Columns {
    /// Under the names of a column alias list, as far as it goes.
    pub(super) fn renamed(mut self, names: &[Ident]) -> Self {
        for (column, name) in self.known.iter_mut().zip(names) {
            column.name = name.clone();
        }
        if self.open && names.len() > self.known.len() {
            let rest = names[self.known.len()..].iter();
            self.known.extend(rest.map(|it| Column { name: it.clone(), read: None, data_type: None }));
        }
        self
    }

    /// With another branch of a set operation: types that are not known are taken from there.
    pub(super) fn unify(&mut self, other: Columns) {
        for (column, other) in self.known.iter_mut().zip(other.known) {
            if column.data_type.is_none() {
                column.data_type = other.data_type;
            }
        }
    }
}

/// What a name means.
pub(super) enum Found {
    Column(Column),
    /// A FROM item as a value.
    Row(Option<RelationId>),
    /// Nothing that is known, but something open may have it.
    Perhaps,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) sources: Vec<Source>,
    /// Common tables; an inner one hides an outer one of its name. Shared, since every query in a WITH has a copy.
    pub(super) common: OrdMap<Ident, Arc<Columns>>,
    /// Sources of the queries around this one, innermost first.
    outer: Vec<Vec<Source>>,
}

impl Scope {
    /// The scope of a query inside this one.
    pub(super) fn nested(&self) -> Scope {
        let mut outer = self.outer.clone();
        if !self.sources.is_empty() {
            outer.insert(0, self.sources.clone());
        }
        Scope { sources: Vec::new(), common: self.common.clone(), outer }
    }

    /// For a subquery in FROM that is not LATERAL.
    pub(super) fn without_sources(&self) -> Scope {
        Scope { sources: Vec::new(), ..self.clone() }
    }

    pub(super) fn common_table(&self, name: &Ident) -> Option<&Columns> {
        self.common.get(name).map(AsRef::as_ref)
    }

    pub(super) fn has_source(&self, qualifier: &ObjectName) -> bool {
        self.levels().any(|level| level.iter().any(|it| it.answers(Some(qualifier))))
    }

    fn levels(&self) -> impl Iterator<Item = &Vec<Source>> {
        std::iter::once(&self.sources).chain(&self.outer)
    }

    pub(super) fn find(&self, qualifier: Option<&ObjectName>, name: &Ident) -> Option<Found> {
        for level in self.levels() {
            let candidates = || level.iter().filter(|it| it.answers(qualifier));
            if let Some(column) = candidates().find_map(|it| it.columns.known.iter().find(|it| it.name == *name)) {
                return Some(Found::Column(column.clone()));
            }
            let system = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"].contains(&name.as_str());
            if let Some(source) = candidates().find(|it| it.relation.is_some()).filter(|_| system) {
                return Some(Found::Row(source.relation));
            }
            if qualifier.is_none()
                && let Some(row) = level.iter().find(|it| it.alias.as_ref() == Some(name))
            {
                return Some(Found::Row(row.relation));
            }
            if candidates().any(|it| it.columns.open) {
                return Some(Found::Perhaps);
            }
        }
        None
    }

    /// Columns that both sides of a NATURAL join have.
    pub(super) fn shared_columns(&self, first: usize, middle: usize) -> Vec<Ident> {
        let names = |sources: &[Source]| -> Vec<Ident> {
            sources.iter().flat_map(|it| &it.columns.known).map(|it| it.name.clone()).collect()
        };
        let right = names(&self.sources[middle..]);
        let mut left = names(&self.sources[first..middle]);
        left.retain(|it| right.contains(it));
        left.dedup();
        left
    }
}
