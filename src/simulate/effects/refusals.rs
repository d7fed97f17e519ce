//! What the server refuses although it changes nothing in the catalog: TRUNCATE, LOCK, maintenance, CONCURRENTLY forms.

use super::Failure;
use crate::{
    catalog::{
        Catalog, Known, RelationId,
        relation::{Constraint, ConstraintKind, Relation, RelationKind, Table},
        session::Session,
    },
    sql::{
        name::ObjectName,
        statement::{
            AlterKind, AlterTable, CreateIndex, Drop, ObjectKind, Refresh, Reindex, ReindexTarget, StatementKind,
            Truncate,
        },
    },
};
use std::{collections::BTreeSet, sync::Arc};

struct Server<'a> {
    catalog: &'a Catalog,
    session: &'a Session,
}

/// Why the statement fails, if it is one of those.
pub(super) fn of(kind: &StatementKind, catalog: &Catalog, session: &Session) -> Option<Failure> {
    let server = Server { catalog, session };
    match kind {
        StatementKind::Truncate(it) => server.truncate(it),
        StatementKind::LockTable(it) => it.tables.iter().find_map(|(name, _)| server.lock(name)),
        StatementKind::RefreshMaterializedView(it) => server.refresh(it),
        StatementKind::Reindex(it) => server.reindex(it),
        StatementKind::Vacuum(it) | StatementKind::Analyze(it) => {
            it.tables.iter().find_map(|it| server.exists(it).err())
        }
        StatementKind::Cluster(it) => it.table.as_ref().and_then(|name| server.cluster(name, it.index.as_ref())),
        StatementKind::CreateIndex(it) if it.concurrently => server.create_concurrently(it),
        StatementKind::Drop(it) if it.concurrently => server.drop_concurrently(it),
        StatementKind::AlterTable(it) => {
            if let Some(failure) = retyped_twice(it) {
                return Some(failure);
            }
            let concurrent = |it: &AlterKind| matches!(it, AlterKind::DetachPartition { concurrently: true, .. });
            it.actions.iter().any(|it| concurrent(&it.kind)).then(|| server.detach_concurrently(&it.name)).flatten()
        }
        _ => None,
    }
}

fn retyped_twice(alter: &AlterTable) -> Option<Failure> {
    let mut seen = BTreeSet::new();
    let columns = alter.actions.iter().filter_map(|it| match &it.kind {
        AlterKind::AlterType { column, .. } => Some(column),
        _ => None,
    });
    let twice = columns.into_iter().find(|it| !seen.insert(*it))?;
    failure("0A000", format!("cannot alter type of column \"{}\" twice", twice.as_str()))
}

fn failure(code: &'static str, message: String) -> Option<Failure> {
    Some(Failure { code, message, at: None })
}

impl<'a> Server<'a> {
    fn find(&self, name: &ObjectName) -> Option<&'a Arc<Relation>> {
        self.catalog.resolve(name, self.session)
    }

    /// The relation; None where it may exist without our knowing.
    fn exists(&self, name: &ObjectName) -> Result<Option<&'a Arc<Relation>>, Failure> {
        let found = self.find(name);
        if found.is_none() && self.catalog.known == Known::Everything {
            let shown = match &name.schema {
                Some(schema) => format!("{}.{}", schema.as_str(), name.name.as_str()),
                None => name.name.as_str().to_owned(),
            };
            let message = format!("relation \"{shown}\" does not exist");
            return Err(Failure { code: "42P01", message, at: None });
        }
        Ok(found)
    }

    fn truncate(&self, truncate: &Truncate) -> Option<Failure> {
        let mut tables: BTreeSet<RelationId> = BTreeSet::new();
        for (name, only) in &truncate.tables {
            let relation = match self.exists(name) {
                Ok(Some(relation)) => relation,
                Ok(None) => continue,
                Err(failure) => return Some(failure),
            };
            let Some(table) = relation.table() else {
                return failure("42809", format!("\"{}\" is not a table", relation.name.name.as_str()));
            };
            if *only && table.is_partitioned() {
                return failure("42809", "cannot truncate only a partitioned table".to_owned());
            }
            tables.extend(if *only { vec![relation.id] } else { family(self.catalog, relation.id) });
        }
        let referenced = tables.iter().any(|id| {
            self.catalog.referencing(*id).any(|(from, _)| !tables.contains(&from.id))
                || ancestors(self.catalog, *id)
                    .any(|it| self.catalog.referencing(it).next().is_some() && !tables.contains(&it))
        });
        if referenced && !truncate.cascade {
            return failure("0A000", "cannot truncate a table referenced in a foreign key constraint".to_owned());
        }
        None
    }

    fn lock(&self, name: &ObjectName) -> Option<Failure> {
        let relation = match self.exists(name) {
            Ok(found) => found?,
            Err(failure) => return Some(failure),
        };
        let foreign = relation.table().is_some_and(|it| it.foreign_server.is_some());
        if matches!(relation.kind, RelationKind::Table(_) | RelationKind::View(_)) && !foreign {
            return None;
        }
        let shown = relation.name.name.as_str();
        failure(
            "42809",
            match self.catalog.version.0 {
                ..15 => format!("\"{shown}\" is not a table or view"),
                _ => format!("cannot lock relation \"{shown}\""),
            },
        )
    }

    fn refresh(&self, refresh: &Refresh) -> Option<Failure> {
        let relation = match self.exists(&refresh.name) {
            Ok(found) => found?,
            Err(failure) => return Some(failure),
        };
        let shown = relation.name.name.as_str();
        let RelationKind::MaterializedView(view) = &relation.kind else {
            return match &relation.kind {
                RelationKind::Table(_) => failure("0A000", format!("\"{shown}\" is not a materialized view")),
                _ => failure("42809", format!("\"{shown}\" is not a table or materialized view")),
            };
        };
        if !refresh.concurrently {
            return None;
        }
        if !refresh.with_data {
            let message = "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together".to_owned();
            return failure("42601", message);
        }
        if !view.populated {
            let message = "CONCURRENTLY cannot be used when the materialized view is not populated".to_owned();
            return failure("0A000", message);
        }
        let usable = |id: &RelationId| {
            let index = self.catalog.relation(*id).and_then(|it| it.index());
            index.is_some_and(|it| {
                it.unique && it.valid && it.predicate.is_none() && it.leading_columns().count() == it.keys.len()
            })
        };
        if view.indexes.iter().any(usable) {
            return None;
        }
        failure("55000", format!("cannot refresh materialized view \"{}\" concurrently", relation.name))
    }

    fn reindex(&self, reindex: &Reindex) -> Option<Failure> {
        let name = reindex.name.as_ref()?;
        if !matches!(reindex.target, ReindexTarget::Index | ReindexTarget::Table) {
            return None;
        }
        let relation = match self.exists(name) {
            Ok(found) => found?,
            Err(failure) => return Some(failure),
        };
        let shown = relation.name.name.as_str();
        if reindex.target == ReindexTarget::Index {
            let Some(index) = relation.index() else {
                return failure("42809", format!("\"{shown}\" is not an index"));
            };
            let table = self.catalog.relation(index.table).and_then(|it| it.table());
            let exclusion =
                |it: &Constraint| matches!(it.kind, ConstraintKind::Exclude { index, .. } if index == relation.id);
            if reindex.concurrently && table.is_some_and(|it| it.constraints.iter().any(exclusion)) {
                let message = "concurrent index creation for exclusion constraints is not supported".to_owned();
                return failure("0A000", message);
            }
            return None;
        }
        if matches!(relation.kind, RelationKind::Table(_) | RelationKind::MaterializedView(_)) {
            return None;
        }
        failure("42809", format!("\"{shown}\" is not a table or materialized view"))
    }

    fn cluster(&self, name: &ObjectName, index: Option<&crate::sql::name::Ident>) -> Option<Failure> {
        let relation = match self.exists(name) {
            Ok(found) => found?,
            Err(failure) => return Some(failure),
        };
        if relation.table().is_some_and(Table::is_partitioned) && self.catalog.version.0 < 15 {
            return failure("0A000", "cannot cluster a partitioned table".to_owned());
        }
        let marked = relation.table().is_some_and(|it| it.clustered_on.is_some());
        if index.is_none() && !marked {
            let shown = relation.name.name.as_str();
            return failure("42704", format!("there is no previously clustered index for table \"{shown}\""));
        }
        None
    }

    fn create_concurrently(&self, index: &CreateIndex) -> Option<Failure> {
        let relation = self.find(&index.table)?;
        if !relation.table()?.is_partitioned() {
            return None;
        }
        let shown = relation.name.name.as_str();
        failure("0A000", format!("cannot create index on partitioned table \"{shown}\" concurrently"))
    }

    fn drop_concurrently(&self, drop: &Drop) -> Option<Failure> {
        if drop.kind != ObjectKind::Index {
            return None;
        }
        if drop.objects.len() > 1 {
            let message = "DROP INDEX CONCURRENTLY does not support dropping multiple objects".to_owned();
            return failure("0A000", message);
        }
        if drop.cascade {
            return failure("0A000", "DROP INDEX CONCURRENTLY does not support CASCADE".to_owned());
        }
        let relation = self.find(&drop.objects.first()?.name)?;
        if !relation.index()?.partitioned {
            return None;
        }
        let shown = relation.name.name.as_str();
        failure("0A000", format!("cannot drop partitioned index \"{shown}\" concurrently"))
    }

    fn detach_concurrently(&self, name: &ObjectName) -> Option<Failure> {
        let parent = self.find(name)?;
        super::partitions::default_of(self.catalog, parent.id)?;
        let message = "cannot detach partitions concurrently when a default partition exists".to_owned();
        failure("55000", message)
    }
}

fn family(catalog: &Catalog, id: RelationId) -> Vec<RelationId> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(table) = found.get(next).copied() {
        next += 1;
        let children = catalog.relation(table).and_then(|it| it.table()).map(|it| it.children.clone());
        for child in children.unwrap_or_default() {
            if !found.contains(&child) {
                found.push(child);
            }
        }
    }
    found
}

/// Partitioned tables above a partition: a key to one of them is a key to the partition.
fn ancestors(catalog: &Catalog, id: RelationId) -> impl Iterator<Item = RelationId> {
    let parent = |id: &RelationId| Some(catalog.relation(*id)?.table()?.partition_of.as_ref()?.parent);
    std::iter::successors(parent(&id), move |it| parent(it))
}
