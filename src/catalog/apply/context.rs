//! What every statement needs: looking up, changing and making relations.

use super::Mismatch;
use super::error::{Outcome, duplicate, no_relation, no_schema, no_type, relation_exists, wrong_kind};
use crate::{
    catalog::{
        Catalog, Known, RelationId,
        relation::{Column, Relation, RelationKind, Table},
        resolve::TEMPORARY,
        session::Session,
        types::DataType,
    },
    sql::{
        expr::TypeName,
        name::{Ident, ObjectName, QualifiedName},
        statement::{Cluster, Dml, Persistence, Reindex, ReindexTarget},
    },
};
use std::sync::Arc;

/// A catalog while a statement changes it.
pub(super) struct Apply<'a> {
    pub(super) catalog: &'a mut Catalog,
    pub(super) session: &'a mut Session,
    /// How many programs are around the statement.
    pub(super) depth: u32,
}

impl Apply<'_> {
    /// Whether what is missing may well exist.
    pub(super) fn is_partial(&self) -> bool {
        self.catalog.known == Known::OnlyWhatMigrationsShow
    }

    /// Whether functions and types may exist that the catalog does not list.
    pub(super) fn has_unlisted_objects(&self) -> bool {
        self.is_partial() || self.catalog.extensions.keys().any(|it| !super::extensions::is_listed(it))
    }

    pub(super) fn find(&self, name: &ObjectName) -> Option<Arc<Relation>> {
        self.catalog.resolve(name, self.session).cloned()
    }

    pub(super) fn relation(&self, name: &ObjectName) -> Outcome<Arc<Relation>> {
        self.find(name).ok_or_else(|| no_relation(name))
    }

    /// A table that exists.
    pub(super) fn table(&self, name: &ObjectName) -> Outcome<Arc<Relation>> {
        let relation = self.relation(name)?;
        if relation.table().is_none() {
            return Err(wrong_kind(&relation.name.name, "a table"));
        }
        Ok(relation)
    }

    /// The table of an id that came out of the catalog itself.
    pub(super) fn table_of(&self, id: RelationId) -> Option<&Table> {
        self.catalog.relation(id)?.table()
    }

    pub(super) fn edit<T>(&mut self, id: RelationId, change: impl FnOnce(&mut Relation) -> T) -> Option<T> {
        let mut relation = Relation::clone(self.catalog.relation(id)?);
        let result = change(&mut relation);
        self.catalog.put(relation);
        Some(result)
    }

    pub(super) fn edit_table<T>(&mut self, id: RelationId, change: impl FnOnce(&mut Table) -> T) -> Option<T> {
        self.edit(id, |relation| relation.table_mut().map(change)).flatten()
    }

    pub(super) fn edit_column(&mut self, id: RelationId, name: &Ident, change: impl FnOnce(&mut Column)) {
        self.edit(id, |relation| {
            let columns = match &mut relation.kind {
                RelationKind::Table(table) => &mut table.columns,
                RelationKind::View(view) | RelationKind::MaterializedView(view) => &mut view.columns,
                RelationKind::Composite(columns) => columns,
                RelationKind::Index(_) | RelationKind::Sequence(_) => return,
            };
            if let Some(column) = columns.iter_mut().find(|it| it.name == *name) {
                change(column);
            }
        });
    }

    /// Where an object of that name is created; the schema exists.
    pub(super) fn place(&mut self, name: &ObjectName) -> Outcome<QualifiedName> {
        let schema = match &name.schema {
            Some(schema) => schema.clone(),
            None => self
                .catalog
                .creation_schema(self.session)
                .ok_or_else(|| Mismatch::new("3F000", "no schema has been selected to create in"))?,
        };
        if self.need_schema(&schema).is_err_and(|it| it.code == "42501") {
            let message = format!("permission denied to create \"{}.{}\"", schema.as_str(), name.name.as_str());
            return Err(Mismatch::new("42501", message));
        }
        self.need_schema(&schema)?;
        Ok(QualifiedName { schema, name: name.name.clone() })
    }

    pub(super) fn need_schema(&mut self, schema: &Ident) -> Outcome {
        if self.catalog.schemas.contains_key(schema) || schema.as_str() == TEMPORARY {
            return Ok(());
        }
        if self.is_partial() {
            self.catalog.schemas.insert(schema.clone(), Arc::default());
            return Ok(());
        }
        // Every database has these; nobody creates them.
        if matches!(schema.as_str(), "pg_catalog" | "information_schema") {
            return Err(Mismatch::new("42501", format!("permission denied to create in \"{schema}\"")));
        }
        Err(no_schema(schema))
    }

    /// The name of a new relation that nothing has yet.
    pub(super) fn new_relation_name(&mut self, name: &ObjectName, persistence: Persistence) -> Outcome<QualifiedName> {
        let name = match persistence {
            Persistence::Temporary => QualifiedName::new(TEMPORARY, name.name.clone()),
            _ => self.place(name)?,
        };
        self.need_free(&name)?;
        Ok(name)
    }

    /// No relation has that name.
    pub(super) fn need_free(&self, name: &QualifiedName) -> Outcome {
        match self.catalog.find(name) {
            Some(found) if matches!(found.kind, RelationKind::Composite(_)) => {
                Err(duplicate("type", name.name.as_str()))
            }
            Some(_) => Err(relation_exists(&name.name)),
            None => Ok(()),
        }
    }

    /// A relation owned by the current role, not yet in the catalog.
    pub(super) fn blank(&self, name: QualifiedName, persistence: Persistence, kind: RelationKind) -> Relation {
        let grants = self.default_grants(&name, &kind);
        Relation {
            id: RelationId(0),
            name,
            owner: self.session.role.clone(),
            grants,
            comment: None,
            extension: None,
            persistence,
            options: Vec::new(),
            tablespace: self.session.default_tablespace.clone(),
            kind,
        }
    }

    /// A type that a new column, argument or domain names.
    pub(super) fn data_type(&self, name: &TypeName) -> Outcome<DataType> {
        if let Some(found) = self.catalog.find_type(name, self.session) {
            return Ok(found);
        }
        if self.has_unlisted_objects() {
            return Ok(self.catalog.resolve_type(name, self.session));
        }
        Err(no_type(&super::error::plain(&name.name)))
    }

    /// How the server's messages name a relation.
    pub(super) fn shown(&self, name: &QualifiedName) -> String {
        self.catalog.shown(name, self.session)
    }

    /// Partitions and inheritance children of all levels, parents first.
    pub(super) fn descendants(&self, id: RelationId) -> Vec<RelationId> {
        let mut all = vec![id];
        let mut at = 0;
        while let Some(next) = all.get(at) {
            let children = self.table_of(*next).map(|it| it.children.clone()).unwrap_or_default();
            // Multiple inheritance reaches a child twice.
            let new: Vec<RelationId> = children.into_iter().filter(|it| !all.contains(it)).collect();
            all.extend(new);
            at += 1;
        }
        all.remove(0);
        all
    }

    // ---- statements that change nothing but need their relations -----------------------------------------------------

    pub(super) fn relations_exist<'n>(&self, names: impl IntoIterator<Item = &'n ObjectName>) -> Outcome {
        names.into_iter().filter(|it| !is_system(it)).try_for_each(|it| self.relation(it).map(drop))
    }

    pub(super) fn dml(&self, dml: &Dml) -> Outcome {
        if let Some(name) = dml.target.as_ref().filter(|it| !is_system(it)) {
            let target = self.relation(name)?;
            if matches!(target.kind, RelationKind::MaterializedView(_)) {
                let message = format!("cannot change materialized view \"{}\"", target.name.name.as_str());
                return Err(Mismatch::new("42809", message));
            }
            let unknown = dml.columns.iter().find(|it| !target.columns().is_empty() && target.column(it).is_none());
            if let Some(column) = unknown {
                return Err(super::error::no_column(column, &target.name.name));
            }
        }
        match self.catalog.dml_reads(dml, self.session).missing {
            Some(mismatch) => Err(mismatch),
            None => Ok(()),
        }
    }

    pub(super) fn cluster(&mut self, cluster: &Cluster) -> Outcome {
        let Some(name) = &cluster.table else { return Ok(()) };
        let table = self.relation(name)?;
        let Some(index) = &cluster.index else { return Ok(()) };
        let index = self.index_of(&table, index)?;
        self.refuse_cluster(index)?;
        self.edit_table(table.id, |it| it.clustered_on = Some(index));
        Ok(())
    }

    pub(super) fn reindex(&self, reindex: &Reindex) -> Outcome {
        match (reindex.target, &reindex.name) {
            (ReindexTarget::Index | ReindexTarget::Table, Some(name)) if !is_system(name) => {
                let relation = self.relation(name)?;
                match (reindex.target, &relation.kind) {
                    (ReindexTarget::Index, RelationKind::Index(_)) => Ok(()),
                    (ReindexTarget::Index, _) => Err(wrong_kind(&relation.name.name, "an index")),
                    (_, RelationKind::Table(_) | RelationKind::MaterializedView(_)) => Ok(()),
                    _ => Err(wrong_kind(&relation.name.name, "a table or materialized view")),
                }
            }
            (ReindexTarget::Schema, Some(name)) if !self.catalog.schemas.contains_key(&name.name) => {
                Err(no_schema(&name.name))
            }
            _ => Ok(()),
        }
    }
}

/// The server's own catalogs, which the catalog does not list.
pub(super) fn is_system(name: &ObjectName) -> bool {
    match &name.schema {
        Some(schema) => matches!(schema.as_str(), "pg_catalog" | "information_schema"),
        None => name.name.as_str().starts_with("pg_"),
    }
}
