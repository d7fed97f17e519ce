//! What depends on an object: what goes with it silently, and what a DROP without CASCADE stops at.

use super::{
    constraint::columns_of,
    context::Apply,
    trigger::{rules, triggers},
};
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Column, ColumnNumber, ConstraintKind, Dependency, Index, KeyPart, Relation, RelationKind, Table},
        rewrite,
        types::{DataType, UserTypeKind},
    },
    sql::{
        expr::{Expr, Tree},
        name::{Ident, QualifiedName},
        statement::TriggerEvent,
    },
};

/// Something that can be dropped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    Relation(RelationId),
    Column(RelationId, ColumnNumber),
    Default(RelationId, ColumnNumber),
    Constraint(RelationId, Ident),
    Policy(RelationId, Ident),
    Trigger(RelationId, Ident),
    Rule(RelationId, Ident),
    Type(QualifiedName),
    /// With its input types.
    Routine(QualifiedName, Vec<DataType>),
    Statistics(QualifiedName),
    Schema(Ident),
    Extension(Ident),
}

impl Object {
    /// The relation that this is a part of.
    pub(super) fn relation(&self) -> Option<RelationId> {
        match self {
            Object::Column(id, _)
            | Object::Default(id, _)
            | Object::Constraint(id, _)
            | Object::Policy(id, _)
            | Object::Trigger(id, _)
            | Object::Rule(id, _) => Some(*id),
            _ => None,
        }
    }
}

/// Objects that depend on another one.
#[derive(Default)]
pub(super) struct Dependents {
    /// They go with it.
    pub(super) auto: Vec<Object>,
    /// They need CASCADE.
    pub(super) normal: Vec<Object>,
}

impl Apply<'_> {
    pub(super) fn dependents(&self, object: &Object) -> Dependents {
        let mut found = Dependents::default();
        match object {
            Object::Relation(id) => self.of_relation(*id, &mut found),
            Object::Column(id, number) => self.of_column(*id, *number, &mut found),
            Object::Constraint(id, name) => self.of_constraint(*id, name, &mut found),
            Object::Trigger(id, name) => self.of_trigger(*id, name, &mut found),
            Object::Type(name) => self.of_type_name(name, &mut found),
            Object::Routine(name, _) => self.of_routine(name, &mut found),
            Object::Schema(name) => self.of_schema(name, &mut found),
            Object::Extension(name) => self.of_extension(name, &mut found),
            Object::Default(..) | Object::Policy(..) | Object::Rule(..) | Object::Statistics(_) => {}
        }
        found
    }

    fn of_relation(&self, id: RelationId, found: &mut Dependents) {
        let Some(relation) = self.catalog.relation(id) else { return };
        found.auto.extend(relation.indexes().iter().map(|it| Object::Relation(*it)));
        found.normal.extend(self.catalog.readers(id).map(|it| Object::Relation(it.id)));
        match &relation.kind {
            RelationKind::Table(table) => self.of_table(relation, table, found),
            RelationKind::Sequence(_) => {
                for user in self.catalog.sequence_users(&relation.name.name) {
                    let calls = |it: &&Column| it.default.as_ref().is_some_and(|it| self.uses_sequence(it, relation));
                    let columns = user.columns().iter().filter(calls);
                    found.normal.extend(columns.map(|it| Object::Default(user.id, it.number)));
                }
            }
            RelationKind::Index(index) => self.of_index(id, index, found),
            RelationKind::Composite(_) => found.auto.push(Object::Type(relation.name.clone())),
            RelationKind::View(_) | RelationKind::MaterializedView(_) => {}
        }
        if !matches!(relation.kind, RelationKind::Index(_) | RelationKind::Sequence(_) | RelationKind::Composite(_)) {
            self.of_type_name(&relation.name, found);
        }
    }

    fn of_table(&self, relation: &Relation, table: &Table, found: &mut Dependents) {
        let id = relation.id;
        found.auto.extend(self.catalog.owned_sequences(id).map(|it| Object::Relation(it.id)));
        let children = table.children.iter().map(|it| Object::Relation(*it));
        if table.is_partitioned() {
            found.auto.extend(children)
        } else {
            found.normal.extend(children)
        }
        let keys = self.catalog.referencing(id).filter(|it| it.0.id != id);
        found.normal.extend(keys.map(|(from, key)| Object::Constraint(from.id, key.name.clone())));
        // A key to a partitioned table is a key to each of its partitions.
        let parent = |it: &RelationId| Some(self.table_of(*it)?.partition_of.as_ref()?.parent);
        for above in std::iter::successors(parent(&id), parent) {
            let keys = self.catalog.referencing(above);
            found.normal.extend(keys.map(|(from, key)| Object::Constraint(from.id, key.name.clone())));
        }
        self.read_elsewhere(id, None, found);
        let statistics = self.catalog.statistics.iter().filter(|it| it.1.table == id);
        found.auto.extend(statistics.map(|it| Object::Statistics(it.0.clone())));
    }

    /// Policies and rules of other relations that read this one (or a column of it).
    fn read_elsewhere(&self, id: RelationId, column: Option<ColumnNumber>, found: &mut Dependents) {
        let hit = |it: &Dependency| it.relation == id && (column.is_none() || it.column == column);
        for other in self.catalog.reading_tables(id) {
            let policies = other.table().map(|it| it.policies.as_slice()).unwrap_or_default();
            let policies = policies.iter().filter(|it| it.dependencies.iter().any(hit));
            found.normal.extend(policies.map(|it| Object::Policy(other.id, it.name.clone())));
            let rules = rules(other).iter().filter(|it| it.dependencies.iter().any(hit));
            found.normal.extend(rules.map(|it| Object::Rule(other.id, it.name.clone())));
        }
    }

    fn uses_sequence(&self, default: &Expr, sequence: &Relation) -> bool {
        rewrite::sequences_of(&default.tree).iter().any(|name| {
            let same_schema = name.schema.as_ref().is_none_or(|it| *it == sequence.name.schema);
            same_schema && name.name == sequence.name.name
        })
    }

    fn of_index(&self, id: RelationId, index: &Index, found: &mut Dependents) {
        let Some(table) = self.table_of(index.table) else { return };
        for child in table.children.iter().filter_map(|it| self.table_of(*it)) {
            for own in &child.indexes {
                let parent = self.catalog.relation(*own).and_then(|it| it.index()?.parent);
                if parent == Some(id) {
                    found.auto.push(Object::Relation(*own));
                }
            }
        }
        let constraint = table.constraints.iter().find(|it| it.index() == Some(id));
        found.auto.extend(constraint.map(|it| Object::Constraint(index.table, it.name.clone())));
        if !index.unique {
            return;
        }
        for (from, key) in self.catalog.referencing(index.table) {
            let Some(foreign) = key.foreign_key() else { continue };
            // The key rests on the first index that covers its columns.
            let first = table.indexes.iter().find(|it| self.index_covers(table, **it, &foreign.referenced_columns));
            if first == Some(&id) {
                found.normal.push(Object::Constraint(from.id, key.name.clone()));
            }
        }
    }

    fn of_column(&self, id: RelationId, number: ColumnNumber, found: &mut Dependents) {
        let Some(relation) = self.catalog.relation(id) else { return };
        let Some(column) = relation.columns().iter().find(|it| it.number == number) else { return };
        let read = Dependency { relation: id, column: Some(number) };
        let views = self.catalog.readers(id).filter(|it| it.view().is_some_and(|it| it.dependencies.contains(&read)));
        found.normal.extend(views.map(|it| Object::Relation(it.id)));
        self.read_elsewhere(id, Some(number), found);
        let names = |expr: &Expr| columns_of(relation, &expr.tree).contains(&column.name);
        for trigger in triggers(relation).iter().filter(|it| !it.inherited) {
            let event =
                |it: &TriggerEvent| matches!(it, TriggerEvent::Update(columns) if columns.contains(&column.name));
            if trigger.events.iter().any(event) || trigger.when.as_ref().is_some_and(names) {
                found.normal.push(Object::Trigger(id, trigger.name.clone()));
            }
        }
        let Some(table) = relation.table() else { return };
        let policies = table.policies.iter().filter(|it| it.using.iter().chain(&it.check).any(names));
        found.normal.extend(policies.map(|it| Object::Policy(id, it.name.clone())));
        let generated = table.columns.iter().filter(|it| it.generated.as_ref().is_some_and(|it| names(&it.expr)));
        let generated = generated.map(|it| Object::Column(id, it.number));
        // Before 15 a generated column went with what it is made of.
        if self.catalog.version.0 < 15 {
            found.auto.extend(generated)
        } else {
            found.normal.extend(generated)
        }
        for constraint in &table.constraints {
            let uses = match &constraint.kind {
                ConstraintKind::Check { expr, .. } => names(expr),
                ConstraintKind::ForeignKey(key) => key.columns.contains(&number),
                _ => false,
            };
            if uses {
                found.auto.push(Object::Constraint(id, constraint.name.clone()));
            }
        }
        for index in &table.indexes {
            let Some(own) = self.catalog.relation(*index).and_then(|it| it.index()) else { continue };
            if index_uses(own, number, &names) {
                found.auto.push(Object::Relation(*index));
            }
        }
        for (from, key) in self.catalog.referencing(id) {
            if key.foreign_key().is_some_and(|it| it.referenced_columns.contains(&number)) {
                found.normal.push(Object::Constraint(from.id, key.name.clone()));
            }
        }
        let sequences = self.catalog.owned_sequences(id);
        let own = sequences.filter(|it| it.sequence().and_then(|it| it.owned_by) == Some((id, number)));
        found.auto.extend(own.map(|it| Object::Relation(it.id)));
        for (name, object) in self.catalog.statistics.iter().filter(|it| it.1.table == id) {
            if object.keys.iter().any(|it| key_uses(it, number, &names)) {
                found.auto.push(Object::Statistics(name.clone()));
            }
        }
    }

    fn of_constraint(&self, id: RelationId, name: &Ident, found: &mut Dependents) {
        let Some(table) = self.table_of(id) else { return };
        let Some(constraint) = table.constraint(name) else { return };
        found.auto.extend(constraint.index().map(Object::Relation));
        let Some(key) = constraint.foreign_key().filter(|_| table.is_partitioned()) else { return };
        for child in &table.children {
            let copies = self.table_of(*child).map(|it| it.constraints.as_slice()).unwrap_or_default();
            let copy = copies.iter().find(|it| {
                it.inherited > 0
                    && it.foreign_key().is_some_and(|it| it.references == key.references)
                    && it.name == *name
            });
            found.auto.extend(copy.map(|it| Object::Constraint(*child, it.name.clone())));
        }
    }

    fn of_trigger(&self, id: RelationId, name: &Ident, found: &mut Dependents) {
        let Some(table) = self.table_of(id).filter(|it| it.is_partitioned()) else { return };
        for child in &table.children {
            let copies = self.table_of(*child).map(|it| it.triggers.as_slice()).unwrap_or_default();
            let copy = copies.iter().find(|it| it.inherited && it.name == *name);
            found.auto.extend(copy.map(|it| Object::Trigger(*child, it.name.clone())));
        }
    }

    fn of_type_name(&self, name: &QualifiedName, found: &mut Dependents) {
        for user in self.catalog.type_users(name) {
            let columns = user.columns().iter().filter(|it| it.data_type.name == *name);
            match &user.kind {
                // A view's columns are its query's, which reads them from somewhere.
                RelationKind::View(_) | RelationKind::MaterializedView(_) => {
                    found.normal.push(Object::Relation(user.id))
                }
                _ => found.normal.extend(columns.map(|it| Object::Column(user.id, it.number))),
            }
        }
        let typed =
            self.catalog.relations().filter(|it| it.table().is_some_and(|it| it.of_type.as_ref() == Some(name)));
        found.normal.extend(typed.map(|it| Object::Relation(it.id)));
        for (routine, overloads) in &self.catalog.routines {
            for overload in overloads.iter() {
                let mut types = overload.arguments.iter().map(|it| &it.data_type).chain(&overload.returns);
                if types.any(|it| it.name == *name) {
                    let inputs = overload.input_types().cloned().collect();
                    found.normal.push(Object::Routine(routine.clone(), inputs));
                }
            }
        }
        for (other, user_type) in &self.catalog.types {
            let uses = match &user_type.kind {
                UserTypeKind::Domain(domain) => domain.base.name == *name,
                UserTypeKind::Range { subtype: Some(subtype), .. } => subtype.name == *name,
                UserTypeKind::Multirange(range) => range == name,
                _ => false,
            };
            if uses {
                found.normal.push(Object::Type(other.clone()));
            }
        }
    }

    fn of_routine(&self, name: &QualifiedName, found: &mut Dependents) {
        // With overloads left it is not known which of them a call means; only the last one counts.
        let several = self.catalog.routines.get(name).is_some_and(|it| it.len() > 1);
        for relation in self.catalog.relations() {
            let own = triggers(relation).iter().filter(|it| it.function == *name && !it.inherited);
            found.normal.extend(own.map(|it| Object::Trigger(relation.id, it.name.clone())));
            if several {
                continue;
            }
            if relation.view().is_some_and(|it| it.functions.contains(name)) {
                found.normal.push(Object::Relation(relation.id));
            }
            let Some(table) = relation.table() else { continue };
            let calls = |it: &Expr| calls_function(&it.tree, &name.name);
            for column in &table.columns {
                if column.default.as_ref().is_some_and(calls) {
                    found.normal.push(Object::Default(relation.id, column.number));
                }
                if column.generated.as_ref().is_some_and(|it| calls(&it.expr)) {
                    found.normal.push(Object::Column(relation.id, column.number));
                }
            }
            let checks = table.constraints.iter().filter(|it| it.check().is_some_and(calls));
            found.normal.extend(checks.map(|it| Object::Constraint(relation.id, it.name.clone())));
            let policies = table.policies.iter().filter(|it| it.using.iter().chain(&it.check).any(calls));
            found.normal.extend(policies.map(|it| Object::Policy(relation.id, it.name.clone())));
            for index in &table.indexes {
                let Some(own) = self.catalog.relation(*index).and_then(|it| it.index()) else { continue };
                let in_key = own.keys.iter().any(|it| matches!(&it.key, KeyPart::Expr(it) if calls(it)));
                if in_key || own.predicate.as_ref().is_some_and(calls) {
                    found.normal.push(Object::Relation(*index));
                }
            }
        }
    }

    fn of_schema(&self, schema: &Ident, found: &mut Dependents) {
        let inside = self.catalog.relations().filter(|it| it.name.schema == *schema && it.index().is_none());
        found.normal.extend(inside.map(|it| Object::Relation(it.id)));
        let types = self.catalog.types.keys().filter(|it| it.schema == *schema);
        found.normal.extend(types.map(|it| Object::Type(it.clone())));
        for (name, overloads) in self.catalog.routines.iter().filter(|it| it.0.schema == *schema) {
            let each = overloads.iter().map(|it| Object::Routine(name.clone(), it.input_types().cloned().collect()));
            found.normal.extend(each);
        }
        let statistics = self.catalog.statistics.keys().filter(|it| it.schema == *schema);
        found.normal.extend(statistics.map(|it| Object::Statistics(it.clone())));
        let extensions = self.catalog.extensions.iter().filter(|it| it.1.schema.as_ref() == Some(schema));
        found.normal.extend(extensions.map(|it| Object::Extension(it.0.clone())));
    }

    fn of_extension(&self, name: &Ident, found: &mut Dependents) {
        let types = self.catalog.types.values().filter(|it| it.extension.as_ref() == Some(name));
        found.auto.extend(types.map(|it| Object::Type(it.name.clone())));
        for relation in self.catalog.relations() {
            if relation.index().is_some_and(|it| self.rests_on_extension(it, name)) {
                found.normal.push(Object::Relation(relation.id));
            }
        }
        let relations = self.catalog.relations().filter(|it| it.extension.as_ref() == Some(name));
        found.auto.extend(relations.map(|it| Object::Relation(it.id)));
    }
}

impl Apply<'_> {
    /// Whether a key's operator class is one that this extension brings.
    fn rests_on_extension(&self, index: &Index, extension: &Ident) -> bool {
        let Some(table) = self.catalog.relation(index.table) else { return false };
        index.keys.iter().any(|key| match (&key.opclass, &key.key) {
            (Some(class), _) => matches!(
                (extension.as_str(), class.name.as_str()),
                ("pg_trgm", "gin_trgm_ops" | "gist_trgm_ops") | ("intarray", "gist__int_ops" | "gin__int_ops")
            ),
            (None, KeyPart::Column(number)) => {
                let column = table.columns().iter().find(|it| it.number == *number);
                column.is_some_and(|it| {
                    super::methods::brought_by(&it.data_type, index.method.as_str()) == Some(extension.as_str())
                })
            }
            (None, KeyPart::Expr(_)) => false,
        })
    }
}

fn index_uses(index: &Index, number: ColumnNumber, names: &impl Fn(&Expr) -> bool) -> bool {
    index.keys.iter().any(|it| key_uses(&it.key, number, names))
        || index.include.contains(&number)
        || index.predicate.as_ref().is_some_and(names)
}

fn key_uses(key: &KeyPart, number: ColumnNumber, names: &impl Fn(&Expr) -> bool) -> bool {
    match key {
        KeyPart::Column(own) => *own == number,
        KeyPart::Expr(expr) => names(expr),
    }
}

fn calls_function(tree: &Tree, name: &Ident) -> bool {
    let mut found = false;
    tree.walk(&mut |it| found |= matches!(it, Tree::Call { function, .. } if function.name == *name));
    found
}

/// Whether an expression of this table or its indexes calls a function of that name.
pub(super) fn calls(relation: &Relation, catalog: &Catalog, name: &Ident) -> bool {
    let Some(table) = relation.table() else { return false };
    let calls = |it: &Expr| calls_function(&it.tree, name);
    let columns = table
        .columns
        .iter()
        .any(|it| it.default.as_ref().is_some_and(calls) || it.generated.as_ref().is_some_and(|it| calls(&it.expr)));
    let indexes = table.indexes.iter().filter_map(|it| catalog.relation(*it)?.index());
    columns
        || table.constraints.iter().any(|it| it.check().is_some_and(calls))
        || table.policies.iter().any(|it| it.using.iter().chain(&it.check).any(calls))
        || table.triggers.iter().any(|it| it.when.as_ref().is_some_and(calls))
        || indexes.into_iter().any(|it| {
            it.predicate.as_ref().is_some_and(calls)
                || it.keys.iter().any(|it| matches!(&it.key, KeyPart::Expr(it) if calls(it)))
        })
}
