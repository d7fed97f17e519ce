//! Schemas, statistics, publications, comments, and RENAME / OWNER TO / SET SCHEMA of what is not a relation.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, duplicate, no_part, no_schema, plain, undefined},
};
use crate::{
    catalog::{
        names,
        objects::{Publication, PublishedRelation, Schema, StatisticsObject},
        relation::{KeyPart, RelationKind},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{
            self, AlterObject, AlterObjectAction, Comment, CreateSchema, CreateStatistics, ObjectKind,
            PublicationAction, PublishedTable, StatementKind,
        },
    },
};
use std::sync::Arc;

impl Apply<'_> {
    // ---- schemas ------------------------------------------------------------------------------------------------------

    pub(super) fn create_schema(&mut self, create: &CreateSchema) -> Outcome {
        if self.catalog.schemas.contains_key(&create.name) {
            if create.if_not_exists {
                return Ok(());
            }
            return Err(Mismatch::new("42P06", format!("schema \"{}\" already exists", create.name.as_str())));
        }
        let owner = create.authorization.as_ref().and_then(|it| self.role_name(it)).or(self.session.role.clone());
        let schema = Schema { owner, grants: self.default_schema_grants(), ..Schema::default() };
        self.catalog.schemas.insert(create.name.clone(), Arc::new(schema));
        // The elements see the new schema first.
        let path = self.session.search_path.clone();
        self.session.search_path.insert(0, create.name.clone());
        let outcome = create.elements.iter().try_for_each(|it: &StatementKind| self.statement(it));
        self.session.search_path = path;
        outcome
    }

    // ---- statistics ---------------------------------------------------------------------------------------------------

    pub(super) fn create_statistics(&mut self, create: &CreateStatistics) -> Outcome {
        let table = self.relation(&create.table)?;
        let keys = create.elements.iter().map(|it| self.key_part(table.id, it)).collect::<Outcome<Vec<_>>>()?;
        let name = match &create.name {
            Some(name) => self.place(name)?,
            None => {
                let parts: Vec<String> = keys.iter().map(|it| self.key_name(table.id, it)).collect();
                self.free_statistics_name(&table.name, &names::join(parts.iter().map(String::as_str)))
            }
        };
        if self.catalog.statistics.contains_key(&name) {
            if create.if_not_exists {
                return Ok(());
            }
            return Err(duplicate("statistics object", name.name.as_str()));
        }
        // As the server keeps them: columns by number, expressions behind.
        let mut keys = keys;
        keys.sort_by_key(|it| match it {
            KeyPart::Column(number) => number.0,
            KeyPart::Expr(_) => u16::MAX,
        });
        let object = StatisticsObject {
            table: table.id,
            kinds: create.kinds.clone(),
            keys,
            owner: self.session.role.clone(),
            comment: None,
        };
        self.catalog.statistics.insert(name, Arc::new(object));
        Ok(())
    }

    /// `table_columns_stat`, numbered where taken.
    pub(super) fn free_statistics_name(&self, table: &QualifiedName, columns: &str) -> QualifiedName {
        let qualified = |name: &Ident| QualifiedName { schema: table.schema.clone(), name: name.clone() };
        let taken = |name: &Ident| self.catalog.statistics.contains_key(&qualified(name));
        qualified(&names::choose(table.name.as_str(), Some(columns), "stat", taken))
    }

    // ---- publications -------------------------------------------------------------------------------------------------

    pub(super) fn create_publication(&mut self, create: &statement::Publication) -> Outcome {
        if self.catalog.publications.contains_key(&create.name) {
            return Err(duplicate("publication", create.name.as_str()));
        }
        let mut publication = Publication {
            all_tables: create.all_tables,
            schemas: create.schemas.clone(),
            tables: self.published(&create.tables)?,
            options: Vec::new(),
            owner: self.session.role.clone(),
            comment: None,
        };
        publication.set_options(&create.options);
        self.catalog.publications.insert(create.name.clone(), Arc::new(publication));
        Ok(())
    }

    fn published(&self, tables: &[PublishedTable]) -> Outcome<Vec<PublishedRelation>> {
        let mut all = Vec::new();
        for table in tables {
            let relation = match self.table(&table.table) {
                Ok(found) => found.id,
                Err(mismatch) if self.is_partial() && mismatch.is_missing_object() => continue,
                Err(mismatch) => return Err(mismatch),
            };
            let mut relations = vec![relation];
            // Inheritance children are published with their parent; partitions through their root.
            if !table.only && self.table_of(relation).is_some_and(|it| !it.is_partitioned()) {
                relations.extend(self.descendants(relation));
            }
            for relation in relations {
                if all.iter().all(|it: &PublishedRelation| it.relation != relation) {
                    let (columns, filter) = (table.columns.clone(), table.filter.clone());
                    all.push(PublishedRelation { relation, columns, filter });
                }
            }
        }
        Ok(all)
    }

    pub(super) fn alter_publication(&mut self, alter: &statement::Publication) -> Outcome {
        let tables = self.published(&alter.tables)?;
        let Some(publication) = self.catalog.publications.get_mut(&alter.name) else {
            return Err(undefined("publication", alter.name.as_str()));
        };
        let publication = Arc::make_mut(publication);
        let named = |it: &PublishedRelation| tables.iter().any(|new| new.relation == it.relation);
        match alter.action {
            PublicationAction::Add => {
                publication.tables.retain(|it| !named(it));
                publication.schemas.retain(|it| !alter.schemas.contains(it));
                publication.tables.extend(tables);
                publication.schemas.extend(alter.schemas.iter().cloned());
            }
            PublicationAction::Set => {
                publication.tables = tables;
                publication.schemas = alter.schemas.clone();
            }
            PublicationAction::Drop => {
                publication.tables.retain(|it| !named(it));
                publication.schemas.retain(|it| !alter.schemas.contains(it));
            }
            PublicationAction::Options => publication.set_options(&alter.options),
            PublicationAction::Create => {}
        }
        Ok(())
    }

    // ---- comments -----------------------------------------------------------------------------------------------------

    pub(super) fn comment(&mut self, comment: &Comment) -> Outcome {
        let (name, part) = (&comment.object.name, comment.object.part.as_ref());
        let text = comment.text.clone().filter(|it| !it.is_empty());
        match comment.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence => {
                let relation = self.relation(name)?;
                let foreign = relation.table().is_some_and(|it| it.foreign_server.is_some());
                let (fits, wanted) = match (comment.kind, &relation.kind) {
                    (ObjectKind::Table, kind) => (matches!(kind, RelationKind::Table(_)) && !foreign, "a table"),
                    (ObjectKind::ForeignTable, _) => (foreign, "a foreign table"),
                    (ObjectKind::View, kind) => (matches!(kind, RelationKind::View(_)), "a view"),
                    (ObjectKind::MaterializedView, kind) => {
                        (matches!(kind, RelationKind::MaterializedView(_)), "a materialized view")
                    }
                    (ObjectKind::Index, kind) => (matches!(kind, RelationKind::Index(_)), "an index"),
                    (_, kind) => (matches!(kind, RelationKind::Sequence(_)), "a sequence"),
                };
                if !fits {
                    return Err(super::error::wrong_kind(&relation.name.name, wanted));
                }
                self.edit(relation.id, |it| it.comment = text);
            }
            ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Trigger
            | ObjectKind::Policy
            | ObjectKind::Rule => {
                if let Some(part) = part {
                    return self.comment_on_part(comment.kind, name, part, text);
                }
            }
            ObjectKind::Schema => match self.catalog.schemas.get_mut(&name.name) {
                Some(schema) => Arc::make_mut(schema).comment = text,
                None => return Err(no_schema(&name.name)),
            },
            ObjectKind::Type | ObjectKind::Domain => {
                let name = self.user_type(name)?.name.clone();
                if let Some(composite) = self.catalog.find(&name).map(|it| it.id) {
                    self.edit(composite, |it| it.comment = text.clone());
                }
                self.edit_type(&name, |it| it.comment = text);
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
                match self.routine(comment.kind, name, comment.object.arguments.as_deref()) {
                    Ok((name, position)) => self.edit_routine(&name, position, |it| it.comment = text),
                    Err(mismatch) if mismatch.code == "42883" && self.has_unlisted_objects() => {}
                    Err(mismatch) => return Err(mismatch),
                }
            }
            ObjectKind::Extension => match self.catalog.extensions.get_mut(&name.name) {
                Some(extension) => Arc::make_mut(extension).comment = text,
                None => return Err(undefined("extension", name.name.as_str())),
            },
            ObjectKind::Role => {
                if let Some(role) = self.catalog.roles.get_mut(&name.name) {
                    Arc::make_mut(role).comment = text;
                }
            }
            ObjectKind::Publication => {
                if let Some(publication) = self.catalog.publications.get_mut(&name.name) {
                    Arc::make_mut(publication).comment = text;
                }
            }
            ObjectKind::Statistics => {
                if let Some(name) = self.statistics_named(name)
                    && let Some(object) = self.catalog.statistics.get_mut(&name)
                {
                    Arc::make_mut(object).comment = text;
                }
            }
            kind => {
                let key = self.other_key(kind, &comment.object, false)?;
                self.edit_other(&key, |it| it.comment = text);
            }
        }
        Ok(())
    }

    fn comment_on_part(
        &mut self,
        kind: ObjectKind,
        name: &crate::sql::name::ObjectName,
        part: &Ident,
        text: Option<Arc<str>>,
    ) -> Outcome {
        let relation = self.relation(name)?;
        let table_name = relation.name.name.clone();
        if kind == ObjectKind::Column {
            if relation.column(part).is_none() {
                return Err(super::error::no_column(part, &table_name));
            }
            self.edit_column(relation.id, part, |it| it.comment = text);
            return Ok(());
        }
        // Comments on rules and on 18's NOT NULL constraints are not kept.
        if kind == ObjectKind::Rule || self.not_null_named(relation.id, part).is_some() {
            return Ok(());
        }
        let found = self.edit(relation.id, |it| match kind {
            ObjectKind::Trigger => {
                let trigger = super::trigger::triggers_mut(it)?.iter_mut().find(|it| it.name == *part)?;
                trigger.comment = text;
                Some(())
            }
            ObjectKind::Policy => {
                let policy = it.table_mut()?.policies.iter_mut().find(|it| it.name == *part)?;
                policy.comment = text;
                Some(())
            }
            _ => {
                let constraint = it.table_mut()?.constraints.iter_mut().find(|it| it.name == *part)?;
                constraint.comment = text;
                Some(())
            }
        });
        let word = match kind {
            ObjectKind::Trigger => "trigger",
            ObjectKind::Policy => "policy",
            _ => "constraint",
        };
        found.flatten().ok_or_else(|| no_part(word, part, "for table", &table_name))
    }

    // ---- ALTER … RENAME / OWNER TO / SET SCHEMA ------------------------------------------------------------------------------

    pub(super) fn alter_object(&mut self, alter: &AlterObject) -> Outcome {
        match self.altered(alter) {
            Err(mismatch) if alter.if_exists && mismatch.is_missing_object() => Ok(()),
            other => other,
        }
    }

    fn altered(&mut self, alter: &AlterObject) -> Outcome {
        use AlterObjectAction as A;
        let name = &alter.object.name;
        match (alter.kind, &alter.action) {
            (_, A::Other(words)) => self.alter_other(alter, words),
            (ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule, A::RenameTo(new)) => {
                self.rename_part(alter, new)
            }
            (ObjectKind::Constraint, A::RenameTo(new)) => {
                let relation = self.relation(name)?;
                alter.object.part.as_ref().map_or(Ok(()), |part| self.rename_constraint(relation.id, part, new))
            }
            (ObjectKind::Schema, A::RenameTo(new)) => self.rename_schema(&name.name, new),
            (ObjectKind::Schema, A::OwnerTo(owner)) => {
                let owner = self.role_name(owner);
                let Some(schema) = self.catalog.schemas.get_mut(&name.name) else { return Err(no_schema(&name.name)) };
                let schema = Arc::make_mut(schema);
                schema.grants.retain(|it| Some(&it.grantee) != owner.as_ref());
                schema.owner = owner;
                Ok(())
            }
            (ObjectKind::Type | ObjectKind::Domain, action) => self.alter_user_type(name, action),
            (ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate, action) => {
                let found = self.routine(alter.kind, name, alter.object.arguments.as_deref());
                let (old, position) = match found {
                    Ok(found) => found,
                    Err(mismatch) if mismatch.code == "42883" && self.has_unlisted_objects() => return Ok(()),
                    Err(mismatch) => return Err(mismatch),
                };
                match action {
                    A::OwnerTo(owner) => {
                        let owner = self.role_name(owner);
                        self.edit_routine(&old, position, |it| {
                            it.grants.retain(|it| Some(&it.grantee) != owner.as_ref());
                            it.owner = owner;
                        });
                        Ok(())
                    }
                    A::RenameTo(new) => {
                        let new = QualifiedName { schema: old.schema.clone(), name: new.clone() };
                        self.move_routine(&old, position, &new)
                    }
                    A::SetSchema(schema) => {
                        self.need_schema(schema)?;
                        let new = QualifiedName { schema: schema.clone(), name: old.name.clone() };
                        self.move_routine(&old, position, &new)
                    }
                    A::Other(_) => Ok(()),
                }
            }
            (ObjectKind::Statistics, action) => self.alter_statistics(name, action),
            (ObjectKind::Publication, A::RenameTo(new)) => match self.catalog.publications.remove(&name.name) {
                Some(publication) => {
                    self.catalog.publications.insert(new.clone(), publication);
                    Ok(())
                }
                None => Err(undefined("publication", name.name.as_str())),
            },
            (ObjectKind::Publication, A::OwnerTo(owner)) => {
                let owner = self.role_name(owner);
                if let Some(publication) = self.catalog.publications.get_mut(&name.name) {
                    Arc::make_mut(publication).owner = owner;
                }
                Ok(())
            }
            (ObjectKind::Extension, A::SetSchema(schema)) => {
                self.need_schema(schema)?;
                self.move_extension(&name.name, schema)
            }
            (ObjectKind::Role, A::RenameTo(new)) => {
                if let Some(role) = self.catalog.roles.remove(&name.name) {
                    self.catalog.roles.insert(new.clone(), role);
                }
                Ok(())
            }
            (_, action) => self.move_other(alter, action),
        }
    }

    fn alter_user_type(&mut self, name: &crate::sql::name::ObjectName, action: &AlterObjectAction) -> Outcome {
        let old = self.user_type(name)?.name.clone();
        match action {
            AlterObjectAction::OwnerTo(owner) => {
                let owner = self.role_name(owner);
                let composite = self.catalog.find(&old).filter(|it| matches!(it.kind, RelationKind::Composite(_)));
                if let Some(id) = composite.map(|it| it.id) {
                    self.edit(id, |it| it.owner = owner.clone());
                }
                self.edit_type(&old, |it| {
                    it.grants.retain(|it| Some(&it.grantee) != owner.as_ref());
                    it.owner = owner;
                });
                Ok(())
            }
            AlterObjectAction::RenameTo(new) => {
                let new = QualifiedName { schema: old.schema.clone(), name: new.clone() };
                self.move_type(&old, new)
            }
            AlterObjectAction::SetSchema(schema) => {
                self.need_schema(schema)?;
                let new = QualifiedName { schema: schema.clone(), name: old.name.clone() };
                if new == old { Ok(()) } else { self.move_type(&old, new) }
            }
            AlterObjectAction::Other(_) => Ok(()),
        }
    }

    fn alter_statistics(&mut self, name: &crate::sql::name::ObjectName, action: &AlterObjectAction) -> Outcome {
        let missing = || Mismatch::new("42704", format!("statistics object \"{}\" does not exist", plain(name)));
        let old = self.statistics_named(name).ok_or_else(missing)?;
        let new = match action {
            AlterObjectAction::RenameTo(new) => QualifiedName { schema: old.schema.clone(), name: new.clone() },
            AlterObjectAction::SetSchema(schema) => QualifiedName { schema: schema.clone(), name: old.name.clone() },
            AlterObjectAction::OwnerTo(owner) => {
                let owner = self.role_name(owner);
                if let Some(object) = self.catalog.statistics.get_mut(&old) {
                    Arc::make_mut(object).owner = owner;
                }
                return Ok(());
            }
            AlterObjectAction::Other(_) => return Ok(()),
        };
        if let Some(object) = self.catalog.statistics.remove(&old) {
            self.catalog.statistics.insert(new, object);
        }
        Ok(())
    }

    fn rename_part(&mut self, alter: &AlterObject, new: &Ident) -> Outcome {
        let relation = self.relation(&alter.object.name)?;
        let Some(part) = &alter.object.part else { return Ok(()) };
        let (word, of) = match alter.kind {
            ObjectKind::Trigger => ("trigger", "for table"),
            ObjectKind::Policy => ("policy", "for table"),
            _ => ("rule", "for relation"),
        };
        let names = |it: &crate::catalog::relation::Relation| -> Vec<Ident> {
            match alter.kind {
                ObjectKind::Trigger => super::trigger::triggers(it).iter().map(|it| it.name.clone()).collect(),
                ObjectKind::Policy => {
                    it.table().map(|it| it.policies.iter().map(|it| it.name.clone()).collect()).unwrap_or_default()
                }
                _ => super::trigger::rules(it).iter().map(|it| it.name.clone()).collect(),
            }
        };
        if !names(&relation).contains(part) {
            return Err(no_part(word, part, of, &relation.name.name));
        }
        if names(&relation).contains(new) {
            let kind = if word == "policy" { "table" } else { "relation" };
            return Err(super::error::duplicate_part(word, new, kind, &relation.name.name));
        }
        let mut all = vec![relation.id];
        // From 15 on the copies of a trigger on partitions are renamed with it.
        if alter.kind == ObjectKind::Trigger && self.catalog.version.0 >= 15 {
            all.extend(self.descendants(relation.id));
        }
        for id in all {
            self.edit(id, |it| {
                let name = match alter.kind {
                    ObjectKind::Trigger => {
                        super::trigger::triggers_mut(it)?.iter_mut().map(|it| &mut it.name).find(|it| *it == part)?
                    }
                    ObjectKind::Policy => {
                        it.table_mut()?.policies.iter_mut().map(|it| &mut it.name).find(|it| *it == part)?
                    }
                    _ => super::trigger::rules_mut(it)?.iter_mut().map(|it| &mut it.name).find(|it| *it == part)?,
                };
                *name = new.clone();
                Some(())
            });
        }
        Ok(())
    }
}
