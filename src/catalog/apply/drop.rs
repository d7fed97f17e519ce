//! DROP of everything: finding what is meant, what goes with it, and taking it out.

use super::{
    Mismatch,
    context::Apply,
    dependents::Object,
    error::{Outcome, depended_on, invalid_table, no_part, no_schema, plain, undefined, wrong_kind},
};
use crate::{
    catalog::{
        RelationId,
        objects::{Kept, OtherObject},
        relation::{ColumnNumber, Relation, RelationKind, Table},
        types::DataType,
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
        statement::{Drop, ObjectKind, ObjectRef, ReplicaIdentity},
    },
};
use std::{collections::BTreeMap, sync::Arc};

impl Apply<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) -> Outcome {
        let mut objects = Vec::new();
        for object in &drop.objects {
            match self.meant(drop.kind, object, drop.cascade) {
                Ok(found) => objects.extend(found),
                Err(mismatch) if mismatch.is_missing_object() && (drop.if_exists || self.is_partial()) => {}
                Err(mismatch) => return Err(mismatch),
            }
        }
        let shown = match objects.as_slice() {
            [one] => self.describe(one),
            _ => String::new(),
        };
        self.drop_objects(objects, drop.cascade, &shown)
    }

    /// The object that a DROP names; None where it is of a kind that is taken out here and now.
    fn meant(&mut self, kind: ObjectKind, object: &ObjectRef, cascade: bool) -> Outcome<Option<Object>> {
        let name = &object.name;
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence => self.relation_to_drop(kind, name).map(Some),
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => self.part_to_drop(kind, object),
            ObjectKind::Schema => {
                if !self.catalog.schemas.contains_key(&name.name) {
                    return Err(no_schema(&name.name));
                }
                Ok(Some(Object::Schema(name.name.clone())))
            }
            ObjectKind::Type | ObjectKind::Domain => {
                let found = self.user_type(name)?;
                let is_domain = matches!(found.kind, crate::catalog::types::UserTypeKind::Domain(_));
                if kind == ObjectKind::Domain && !is_domain {
                    return Err(Mismatch::new("42809", format!("\"{}\" is not a domain", plain(name))));
                }
                Ok(Some(Object::Type(found.name.clone())))
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
                let (name, position) = match self.routine(kind, name, object.arguments.as_deref()) {
                    Ok(found) => found,
                    // An extension's, or an aggregate that was not modelled.
                    Err(mismatch) if mismatch.code == "42883" && self.has_unlisted_objects() => return Ok(None),
                    Err(mismatch) => return Err(mismatch),
                };
                let inputs = self.catalog.routines.get(&name).and_then(|it| it.get(position));
                let inputs: Vec<DataType> = inputs.map(|it| it.input_types().cloned().collect()).unwrap_or_default();
                Ok(Some(Object::Routine(name, inputs)))
            }
            ObjectKind::Extension => {
                if !self.catalog.extensions.contains_key(&name.name) {
                    return Err(undefined("extension", name.name.as_str()));
                }
                Ok(Some(Object::Extension(name.name.clone())))
            }
            ObjectKind::Statistics => {
                let found = self.statistics_named(name);
                let missing =
                    || Mismatch::new("42704", format!("statistics object \"{}\" does not exist", plain(name)));
                Ok(Some(Object::Statistics(found.ok_or_else(missing)?)))
            }
            ObjectKind::Role => self.drop_role(&name.name).map(|()| None),
            ObjectKind::Publication => match self.catalog.publications.remove(&name.name) {
                Some(_) => Ok(None),
                None => Err(undefined("publication", name.name.as_str())),
            },
            other => {
                let key = self.other_key(other, object, false)?;
                if other == ObjectKind::TextSearchDictionary {
                    self.drop_configurations(&key, cascade)?;
                }
                self.catalog.others.remove(&key);
                Ok(None)
            }
        }
    }

    /// A configuration goes with any of its dictionaries.
    fn drop_configurations(&mut self, dictionary: &OtherObject, cascade: bool) -> Outcome {
        let Some(schema) = dictionary.schema.clone() else { return Ok(()) };
        let name = QualifiedName { schema, name: Ident::exact(&dictionary.name) };
        let maps_to = |it: &Kept| matches!(it, Kept::Name(word) if *word == name);
        let configurations = self
            .catalog
            .others
            .iter()
            .filter(|it| it.0.kind == ObjectKind::TextSearchConfiguration && it.1.words.iter().any(maps_to));
        let configurations: Vec<OtherObject> = configurations.map(|it| it.0.clone()).collect();
        if !configurations.is_empty() && !cascade {
            return Err(depended_on(format!("text search dictionary {}", self.shown(&name))));
        }
        configurations.iter().for_each(|it| drop(self.catalog.others.remove(it)));
        Ok(())
    }

    fn drop_role(&mut self, role: &Ident) -> Outcome {
        if self.catalog.roles.remove(role).is_none() && !self.catalog.roles.is_empty() {
            return Err(undefined("role", role.as_str()));
        }
        Ok(())
    }

    fn relation_to_drop(&self, kind: ObjectKind, name: &ObjectName) -> Outcome<Object> {
        let (code, word, article) = match kind {
            ObjectKind::Table => ("42P01", "table", "a"),
            ObjectKind::ForeignTable => ("42P01", "foreign table", "a"),
            ObjectKind::View => ("42P01", "view", "a"),
            ObjectKind::MaterializedView => ("42P01", "materialized view", "a"),
            ObjectKind::Sequence => ("42P01", "sequence", "a"),
            _ => ("42704", "index", "an"),
        };
        let Some(relation) = self.find(name) else {
            if let Some(schema) = name.schema.as_ref().filter(|it| !self.catalog.schemas.contains_key(*it)) {
                return Err(no_schema(schema));
            }
            return Err(Mismatch::new(code, format!("{word} \"{}\" does not exist", name.name.as_str())));
        };
        let fits = match (kind, &relation.kind) {
            (ObjectKind::Table, RelationKind::Table(it)) => it.foreign_server.is_none(),
            (ObjectKind::ForeignTable, RelationKind::Table(it)) => it.foreign_server.is_some(),
            (ObjectKind::View, RelationKind::View(_))
            | (ObjectKind::MaterializedView, RelationKind::MaterializedView(_))
            | (ObjectKind::Sequence, RelationKind::Sequence(_))
            | (ObjectKind::Index, RelationKind::Index(_)) => true,
            _ => false,
        };
        if !fits {
            return Err(wrong_kind(&name.name, &format!("{article} {word}")));
        }
        self.refuse_required(&relation)?;
        Ok(Object::Relation(relation.id))
    }

    /// Parts that can only go together with their owner.
    fn refuse_required(&self, relation: &Relation) -> Outcome {
        let own = self.describe(&Object::Relation(relation.id));
        let refuse =
            |owner: String| Err(Mismatch::new("2BP01", format!("cannot drop {own} because {owner} requires it")));
        if let Some(index) = relation.index() {
            let table = self.table_of(index.table);
            let constraint = table.and_then(|it| it.constraints.iter().find(|it| it.index() == Some(relation.id)));
            if let Some(parent) = index.parent {
                return refuse(self.describe(&Object::Relation(parent)));
            }
            if let Some(constraint) = constraint {
                return refuse(self.describe(&Object::Constraint(index.table, constraint.name.clone())));
            }
        }
        if let Some((table, column)) = relation.sequence().filter(|it| it.identity).and_then(|it| it.owned_by) {
            return refuse(self.describe(&Object::Column(table, column)));
        }
        Ok(())
    }

    fn part_to_drop(&self, kind: ObjectKind, object: &ObjectRef) -> Outcome<Option<Object>> {
        let relation = self.relation(&object.name)?;
        let Some(part) = &object.part else { return Ok(None) };
        let table_name = &relation.name.name;
        match kind {
            ObjectKind::Trigger => {
                let trigger = super::trigger::triggers(&relation).iter().find(|it| it.name == *part);
                let trigger = trigger.ok_or_else(|| no_part("trigger", part, "for table", table_name))?;
                if let (true, Some(of)) = (trigger.inherited, relation.table().and_then(|it| it.partition_of.as_ref()))
                {
                    let own = self.describe(&Object::Trigger(relation.id, part.clone()));
                    let parent = self.describe(&Object::Trigger(of.parent, part.clone()));
                    return Err(Mismatch::new("2BP01", format!("cannot drop {own} because {parent} requires it")));
                }
                Ok(Some(Object::Trigger(relation.id, part.clone())))
            }
            ObjectKind::Policy => {
                let policies = relation.table().map(|it| it.policies.as_slice()).unwrap_or_default();
                if policies.iter().all(|it| it.name != *part) {
                    return Err(no_part("policy", part, "for table", table_name));
                }
                Ok(Some(Object::Policy(relation.id, part.clone())))
            }
            _ => {
                if super::trigger::rules(&relation).iter().all(|it| it.name != *part) {
                    return Err(no_part("rule", part, "for relation", table_name));
                }
                Ok(Some(Object::Rule(relation.id, part.clone())))
            }
        }
    }

    // ---- ALTER TABLE … DROP -----------------------------------------------------------------------------------------------

    pub(super) fn drop_column(
        &mut self,
        id: RelationId,
        name: &Ident,
        if_exists: bool,
        cascade: bool,
        only: bool,
    ) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        let Some(column) = table.column(name) else {
            if super::columns::is_system(name) {
                return Err(Mismatch::new("0A000", format!("cannot drop system column \"{}\"", name.as_str())));
            }
            return if if_exists { Ok(()) } else { Err(super::error::no_column(name, &relation.name.name)) };
        };
        if table.of_type.is_some() {
            return Err(Mismatch::new("42809", "cannot drop column from typed table"));
        }
        if column.inherited > 0 {
            return Err(invalid_table(format!("cannot drop inherited column \"{}\"", name.as_str())));
        }
        if super::alter_column::in_partition_key(table, column) {
            let (column, table) = (name.as_str(), relation.name.name.as_str());
            let message = format!(
                "cannot drop column \"{column}\" because it is part of the partition key of relation \"{table}\""
            );
            return Err(invalid_table(message));
        }
        if only && table.is_partitioned() && !table.children.is_empty() {
            let message = "cannot drop column from only the partitioned table when partitions exist";
            return Err(invalid_table(message));
        }
        let mut objects = vec![Object::Column(id, column.number)];
        self.inherited_columns(id, name, only, &mut objects);
        let shown = self.describe(&objects[0]);
        self.drop_objects(objects, cascade, &shown)
    }

    /// Children lose a column that they only inherited, and own it otherwise.
    fn inherited_columns(&mut self, id: RelationId, name: &Ident, only: bool, objects: &mut Vec<Object>) {
        for child in self.table_of(id).map(|it| it.children.clone()).unwrap_or_default() {
            let Some(column) = self.table_of(child).and_then(|it| it.column(name)).cloned() else { continue };
            if !only && column.inherited == 1 && !column.local {
                objects.push(Object::Column(child, column.number));
                self.inherited_columns(child, name, only, objects);
            } else {
                self.edit_column(child, name, |it| {
                    it.inherited = it.inherited.saturating_sub(1);
                    it.local |= only;
                });
            }
        }
    }

    pub(super) fn drop_constraint(
        &mut self,
        id: RelationId,
        name: &Ident,
        if_exists: bool,
        cascade: bool,
        only: bool,
    ) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        if let Some(column) = self.not_null_named(id, name) {
            let action = crate::sql::statement::AlterKind::DropNotNull { column };
            return self.alter_column(id, only, &action);
        }
        let Some(constraint) = table.constraint(name) else {
            if if_exists {
                return Ok(());
            }
            return Err(no_part("constraint", name, "of relation", &relation.name.name));
        };
        if constraint.inherited > 0 {
            let (name, relation) = (name.as_str(), relation.name.name.as_str());
            return Err(invalid_table(format!(
                "cannot drop inherited constraint \"{name}\" of relation \"{relation}\""
            )));
        }
        let is_parent = table.is_partitioned() && !table.children.is_empty();
        if only && is_parent && constraint.check().is_some() && self.catalog.version.0 < 18 {
            let message = "cannot remove constraint from only the partitioned table when partitions exist";
            return Err(invalid_table(message));
        }
        let mut objects = vec![Object::Constraint(id, name.clone())];
        if constraint.check().is_some() {
            self.inherited_checks(id, name, only, &mut objects);
        }
        let shown = self.describe(&objects[0]);
        self.drop_objects(objects, cascade, &shown)
    }

    fn inherited_checks(&mut self, id: RelationId, name: &Ident, only: bool, objects: &mut Vec<Object>) {
        for child in self.table_of(id).map(|it| it.children.clone()).unwrap_or_default() {
            let Some(own) = self.table_of(child).and_then(|it| it.constraint(name)).cloned() else { continue };
            if !only && own.inherited == 1 && !own.local {
                objects.push(Object::Constraint(child, name.clone()));
                self.inherited_checks(child, name, only, objects);
            } else {
                self.edit_constraint(child, name, |it| {
                    it.inherited = it.inherited.saturating_sub(1);
                    it.local |= only;
                });
            }
        }
    }

    // ---- the deletion -----------------------------------------------------------------------------------------------------

    /// Drops objects and what depends on them; `shown`: how a refusal names them (empty for several).
    pub(super) fn drop_objects(&mut self, objects: Vec<Object>, cascade: bool, shown: &str) -> Outcome {
        // True: dropped by itself or silently with something else.
        let mut all: BTreeMap<Object, bool> = objects.iter().cloned().map(|it| (it, true)).collect();
        let mut queue: Vec<Object> = objects;
        while let Some(object) = queue.pop() {
            let dependents = self.dependents(&object);
            let silent = all.get(&object).copied().unwrap_or(false);
            for (list, auto) in [(dependents.auto, silent), (dependents.normal, false)] {
                for dependent in list {
                    let before = all.get(&dependent).copied();
                    if before.is_none() || (auto && before == Some(false)) {
                        all.insert(dependent.clone(), auto);
                        queue.push(dependent);
                    }
                }
            }
        }
        let silent = |it: Object| all.get(&it) == Some(&true);
        let covered = |it: &Object| match it {
            // A serial column's default needs the sequence that goes with the column, and goes with it too.
            Object::Default(id, number) if silent(Object::Column(*id, *number)) => true,
            _ => it.relation().is_some_and(|relation| silent(Object::Relation(relation))),
        };
        let stops = all.iter().any(|(object, silent)| !silent && !covered(object));
        if stops && !cascade {
            if shown.is_empty() {
                let message = "cannot drop desired object(s) because other objects depend on them";
                return Err(Mismatch::new("2BP01", message));
            }
            return Err(depended_on(shown));
        }
        // Parts go before the relations that hold them.
        let (relations, parts): (Vec<_>, Vec<_>) = all.into_keys().partition(|it| matches!(it, Object::Relation(_)));
        parts.iter().chain(&relations).for_each(|it| self.take_out(it));
        Ok(())
    }

    fn take_out(&mut self, object: &Object) {
        match object {
            Object::Relation(id) => self.take_out_relation(*id),
            Object::Column(id, number) => {
                self.edit(*id, |it| match &mut it.kind {
                    RelationKind::Table(table) => table.columns.retain(|it| it.number != *number),
                    RelationKind::Composite(columns) => columns.retain(|it| it.number != *number),
                    _ => {}
                });
            }
            Object::Default(id, number) => self.drop_default(*id, *number),
            Object::Constraint(id, name) => {
                self.edit_table(*id, |it| it.constraints.retain(|it| it.name != *name));
            }
            Object::Policy(id, name) => drop(self.edit_table(*id, |it| it.policies.retain(|it| it.name != *name))),
            Object::Trigger(id, name) => {
                self.edit(*id, |it| {
                    if let Some(triggers) = super::trigger::triggers_mut(it) {
                        triggers.retain(|it| it.name != *name);
                    }
                });
            }
            Object::Rule(id, name) => {
                self.edit(*id, |it| {
                    if let Some(rules) = super::trigger::rules_mut(it) {
                        rules.retain(|it| it.name != *name);
                    }
                });
            }
            Object::Type(name) => {
                self.catalog.types.remove(name);
                let composite = self.catalog.find(name).filter(|it| matches!(it.kind, RelationKind::Composite(_)));
                if let Some(id) = composite.map(|it| it.id) {
                    self.catalog.remove(id);
                }
            }
            Object::Routine(name, inputs) => {
                let left = self.catalog.routines.get_mut(name).map(|it| {
                    Arc::make_mut(it).retain(|it| !it.input_types().eq(inputs));
                    it.len()
                });
                if left == Some(0) {
                    self.catalog.routines.remove(name);
                }
            }
            Object::Statistics(name) => drop(self.catalog.statistics.remove(name)),
            Object::Schema(name) => {
                self.catalog.schemas.remove(name);
                for publication in self.catalog.publications.clone().into_iter() {
                    if publication.1.schemas.contains(name) {
                        let mut kept = publication.1;
                        Arc::make_mut(&mut kept).schemas.retain(|it| it != name);
                        self.catalog.publications.insert(publication.0, kept);
                    }
                }
                // What DROP SCHEMA CASCADE takes with it besides.
                for key in self.catalog.others.keys().cloned().collect::<Vec<_>>() {
                    if key.schema.as_ref() == Some(name) {
                        self.catalog.others.remove(&key);
                    }
                }
            }
            Object::Extension(name) => drop(self.catalog.extensions.remove(name)),
        }
    }

    fn drop_default(&mut self, id: RelationId, number: ColumnNumber) {
        let column = self.catalog.relation(id).and_then(|it| it.columns().iter().find(|it| it.number == number));
        if let Some(name) = column.map(|it| it.name.clone()) {
            self.edit_column(id, &name, |it| it.default = None);
        }
    }

    fn take_out_relation(&mut self, id: RelationId) {
        let Some(relation) = self.catalog.remove(id) else { return };
        match &relation.kind {
            RelationKind::Table(table) => self.forget_table(id, table),
            RelationKind::Index(index) => {
                let identity = ReplicaIdentity::Index(relation.name.name.clone());
                self.edit(index.table, |it| match &mut it.kind {
                    RelationKind::Table(table) => {
                        table.indexes.retain(|it| *it != id);
                        table.clustered_on = table.clustered_on.filter(|it| *it != id);
                        table.replica_identity = table.replica_identity.take().filter(|it| *it != identity);
                    }
                    RelationKind::MaterializedView(view) => view.indexes.retain(|it| *it != id),
                    _ => {}
                });
            }
            RelationKind::Composite(_) => drop(self.catalog.types.remove(&relation.name)),
            RelationKind::View(_) | RelationKind::MaterializedView(_) | RelationKind::Sequence(_) => {}
        }
    }

    fn forget_table(&mut self, id: RelationId, table: &Table) {
        let parents = table.inherits.iter().copied().chain(table.partition_of.as_ref().map(|it| it.parent));
        for parent in parents {
            self.edit_table(parent, |it| it.children.retain(|it| *it != id));
        }
        let published = self.catalog.publications.iter().filter(|it| it.1.tables.iter().any(|it| it.relation == id));
        let names: Vec<Ident> = published.map(|it| it.0.clone()).collect();
        for name in names {
            if let Some(publication) = self.catalog.publications.get_mut(&name) {
                Arc::make_mut(publication).tables.retain(|it| it.relation != id);
            }
        }
    }

    /// An object as the server's messages describe it: `column total of table orders`.
    pub(super) fn describe(&self, object: &Object) -> String {
        let relation = |id: &RelationId| match self.catalog.relation(*id) {
            Some(found) => format!("{} {}", word(found), self.shown(&found.name)),
            None => "table ?".to_owned(),
        };
        match object {
            Object::Relation(id) => relation(id),
            Object::Column(id, number) | Object::Default(id, number) => {
                let found = self.catalog.relation(*id);
                let column = found.and_then(|it| it.columns().iter().find(|it| it.number == *number));
                let column = column.map_or_else(|| "?".to_owned(), |it| it.name.to_string());
                let what = if matches!(object, Object::Default(..)) { "default value for column" } else { "column" };
                format!("{what} {column} of {}", relation(id))
            }
            Object::Constraint(id, name) => format!("constraint {name} on {}", relation(id)),
            Object::Policy(id, name) => format!("policy {name} on {}", relation(id)),
            Object::Trigger(id, name) => format!("trigger {name} on {}", relation(id)),
            Object::Rule(id, name) => format!("rule {name} on {}", relation(id)),
            Object::Type(name) => format!("type {}", self.shown_type(name)),
            Object::Routine(name, inputs) => {
                let bare = ObjectName { schema: None, name: name.name.clone() };
                let visible = self.catalog.visible(self.session).any(|it| it == name.schema);
                let schema = if visible { String::new() } else { format!("{}.", name.schema) };
                format!("function {schema}{}", super::routine::signature(&bare, Some(inputs)))
            }
            Object::Statistics(name) => format!("statistics object {}", self.shown(name)),
            Object::Schema(name) => format!("schema {name}"),
            Object::Extension(name) => format!("extension {name}"),
        }
    }

    fn shown_type(&self, name: &QualifiedName) -> String {
        let visible = self.catalog.visible(self.session).any(|it| it == name.schema);
        if visible { name.name.to_string() } else { name.to_string() }
    }

    /// A statistics object by name.
    pub(super) fn statistics_named(&self, name: &ObjectName) -> Option<QualifiedName> {
        let found = |schema: Ident| {
            let name = QualifiedName { schema, name: name.name.clone() };
            self.catalog.statistics.contains_key(&name).then_some(name)
        };
        match &name.schema {
            Some(schema) => found(schema.clone()),
            None => self.catalog.visible(self.session).find_map(found),
        }
    }
}

/// How `getObjectDescription` calls a relation's kind.
fn word(relation: &Relation) -> &'static str {
    match &relation.kind {
        RelationKind::Table(it) if it.foreign_server.is_some() => "foreign table",
        RelationKind::Table(_) => "table",
        RelationKind::View(_) => "view",
        RelationKind::MaterializedView(_) => "materialized view",
        RelationKind::Index(_) => "index",
        RelationKind::Sequence(_) => "sequence",
        RelationKind::Composite(_) => "composite type",
    }
}
