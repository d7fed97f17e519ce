//! New names and schemas: the object itself, and everything whose text names it.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, column_exists, invalid_table, no_part, relation_exists, unknown_column},
};
use crate::{
    catalog::{
        RelationId,
        objects::{Kept, OtherObject},
        relation::{Column, KeyPart, RelationKind, View},
        rewrite,
        types::UserTypeKind,
    },
    sql::{
        expr::Expr,
        name::{Ident, QualifiedName},
        statement::{ReplicaIdentity, TriggerEvent},
    },
};
use std::sync::Arc;

impl Apply<'_> {
    /// ALTER … RENAME TO of any relation.
    pub(super) fn rename_relation(&mut self, id: RelationId, name: &Ident) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let new = QualifiedName { schema: relation.name.schema.clone(), name: name.clone() };
        if self.catalog.find(&new).is_some() {
            return Err(relation_exists(name));
        }
        if self.catalog.types.contains_key(&new) {
            return Err(super::error::duplicate("type", name.as_str()));
        }
        // An index and its constraint have one name.
        if let Some(table) = relation.index().map(|it| it.table) {
            let constraint =
                self.table_of(table).and_then(|it| it.constraints.iter().find(|it| it.index() == Some(id)));
            if let Some(constraint) = constraint.map(|it| it.name.clone()) {
                self.edit_constraint(table, &constraint, |it| it.name = name.clone());
            }
            let identity = ReplicaIdentity::Index(relation.name.name.clone());
            if self.table_of(table).is_some_and(|it| it.replica_identity.as_ref() == Some(&identity)) {
                self.edit_table(table, |it| it.replica_identity = Some(ReplicaIdentity::Index(name.clone())));
            }
        }
        self.move_relation(id, new);
        Ok(())
    }

    /// Gives a relation another name or schema, wherever it is named.
    pub(super) fn move_relation(&mut self, id: RelationId, new: QualifiedName) {
        let Some(relation) = self.catalog.relation(id).cloned() else { return };
        let old = relation.name.clone();
        self.edit(id, |it| it.name = new.clone());
        match &relation.kind {
            RelationKind::Index(_) => return,
            RelationKind::Sequence(_) => {
                let users: Vec<RelationId> = self.catalog.sequence_users(&old.name).map(|it| it.id).collect();
                for table in users {
                    self.map_defaults(table, |it| rewrite::rename_sequence(it, &old, &new));
                }
                return;
            }
            RelationKind::Composite(_) => self.move_type_entry(&old, &new),
            RelationKind::Table(_) | RelationKind::View(_) | RelationKind::MaterializedView(_) => {}
        }
        self.map_expressions(id, &|it| rewrite::rename_object_in(it, &old, &new, false));
        self.retype(&old, &new);
        self.rename_in_readers(id, &old, &new);
    }

    fn rename_in_readers(&mut self, id: RelationId, old: &QualifiedName, new: &QualifiedName) {
        let views: Vec<RelationId> = self.catalog.readers(id).map(|it| it.id).collect();
        for view in views {
            self.edit_view(view, |view| {
                view.text = rewrite::rename_object(&view.text, old, new, false);
                if let Some(query) = &mut view.query {
                    rewrite::rename_in_query(Arc::make_mut(query), old, new, false);
                }
            });
        }
        let tables: Vec<RelationId> = self.catalog.reading_tables(id).map(|it| it.id).collect();
        for table in tables {
            self.map_policies(table, &|it| rewrite::rename_object_in(it, old, new, false));
            self.edit(table, |it| {
                for rule in super::trigger::rules_mut(it).into_iter().flatten() {
                    rule.text = rewrite::rename_object(&rule.text, old, new, false);
                }
            });
        }
    }

    fn edit_view(&mut self, id: RelationId, change: impl FnOnce(&mut View)) {
        self.edit(id, |it| match &mut it.kind {
            RelationKind::View(view) | RelationKind::MaterializedView(view) => change(view),
            _ => {}
        });
    }

    // ---- columns ------------------------------------------------------------------------------------------------------

    pub(super) fn rename_column(&mut self, id: RelationId, from: &Ident, to: &Ident, only: bool) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        if relation.table().is_some_and(|it| it.of_type.is_some()) {
            return Err(Mismatch::new("42809", "cannot rename column of typed table"));
        }
        if only && relation.table().is_some_and(|it| !it.children.is_empty()) {
            let message = format!("inherited column \"{}\" must be renamed in child tables too", from.as_str());
            return Err(invalid_table(message));
        }
        let column = relation.column(from).ok_or_else(|| unknown_column(from))?;
        if column.inherited > 0 {
            return Err(invalid_table(format!("cannot rename inherited column \"{}\"", from.as_str())));
        }
        if relation.column(to).is_some() {
            return Err(column_exists(to, &relation.name.name));
        }
        let mut all = vec![id];
        all.extend(self.descendants(id));
        all.into_iter().for_each(|it| self.rename_column_of(it, from, to));
        Ok(())
    }

    pub(super) fn rename_column_of(&mut self, id: RelationId, from: &Ident, to: &Ident) {
        let names = (from, to);
        let session = self.session.clone();
        // Texts are changed while the old name can still be resolved.
        let before = self.catalog.clone();
        self.map_expressions(id, &|it| before.rename_column_in(it, id, names, &session, true));
        let views: Vec<RelationId> = self.catalog.readers(id).map(|it| it.id).collect();
        for view in views {
            self.edit_view(view, |view| {
                let Some(query) = &view.query else { return };
                let (text, query) = before.rename_column_in_query(&view.text, query, id, names, &session);
                view.text = text;
                view.query = Some(Arc::new(query));
            });
        }
        let tables: Vec<RelationId> = self.catalog.reading_tables(id).map(|it| it.id).collect();
        for table in tables {
            self.map_policies(table, &|it| before.rename_column_in(it, id, names, &session, false));
        }
        self.edit_column(id, from, |it| it.name = to.clone());
        self.edit(id, |relation| {
            let triggers = super::trigger::triggers_mut(relation).into_iter().flatten();
            for event in triggers.flat_map(|it| &mut it.events) {
                if let TriggerEvent::Update(columns) = event {
                    columns.iter_mut().filter(|it| *it == from).for_each(|it| *it = to.clone());
                }
            }
        });
        let publishing = |it: &Arc<crate::catalog::objects::Publication>| {
            it.tables.iter().any(|it| it.relation == id && it.columns.contains(from))
        };
        let names: Vec<Ident> =
            self.catalog.publications.iter().filter(|it| publishing(it.1)).map(|it| it.0.clone()).collect();
        for name in names {
            if let Some(publication) = self.catalog.publications.get_mut(&name) {
                let tables = Arc::make_mut(publication).tables.iter_mut().filter(|it| it.relation == id);
                tables.flat_map(|it| &mut it.columns).filter(|it| *it == from).for_each(|it| *it = to.clone());
            }
        }
    }

    pub(super) fn rename_constraint(&mut self, id: RelationId, from: &Ident, to: &Ident) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        let missing = || Mismatch::new("42704", no_part("constraint", from, "for table", &relation.name.name).message);
        if table.constraint(from).is_some_and(|it| it.index().is_some()) {
            self.need_free(&crate::sql::name::QualifiedName {
                schema: relation.name.schema.clone(),
                name: to.clone(),
            })?;
        }
        self.need_new_constraint(&relation, to)?;
        if let Some(column) = self.not_null_named(id, from) {
            let mut all = vec![id];
            all.extend(self.descendants(id));
            for table in all {
                self.edit_column(table, &column, |it| {
                    if let Some(not_null) = it.not_null.as_mut().filter(|it| it.name.as_ref() == Some(from)) {
                        not_null.name = Some(to.clone());
                    }
                });
            }
            return Ok(());
        }
        let constraint = table.constraint(from).ok_or_else(missing)?;
        if constraint.check().is_some() && constraint.inherited > 0 {
            return Err(invalid_table(format!("cannot rename inherited constraint \"{}\"", from.as_str())));
        }
        if let Some(index) = constraint.index() {
            // The constraint follows its index.
            return self.rename_relation(index, to);
        }
        let mut all = vec![id];
        if constraint.check().is_some() {
            all.extend(self.descendants(id));
        }
        all.into_iter().for_each(|it| self.edit_constraint(it, from, |it| it.name = to.clone()));
        Ok(())
    }

    // ---- expressions of a table -----------------------------------------------------------------------------------------

    /// Changes every expression over a table's own columns: checks, generated columns, policies, triggers, indexes,
    /// statistics, the partition key.
    /// What publications send of a table.
    fn map_filters(&mut self, id: RelationId, change: &dyn Fn(&Expr) -> Expr) {
        let filtering = |it: &crate::catalog::objects::Publication| {
            it.tables.iter().any(|it| it.relation == id && it.filter.is_some())
        };
        let all = self.catalog.publications.iter();
        let names: Vec<Ident> = all.filter(|it| filtering(it.1)).map(|it| it.0.clone()).collect();
        for name in names {
            if let Some(publication) = self.catalog.publications.get_mut(&name) {
                let tables = Arc::make_mut(publication).tables.iter_mut().filter(|it| it.relation == id);
                tables.for_each(|it| it.filter = it.filter.as_ref().map(change));
            }
        }
    }

    pub(super) fn map_expressions(&mut self, id: RelationId, change: &dyn Fn(&Expr) -> Expr) {
        let indexes = self.catalog.relation(id).map(|it| it.indexes().to_vec()).unwrap_or_default();
        self.edit(id, |relation| {
            for trigger in super::trigger::triggers_mut(relation).into_iter().flatten() {
                trigger.when = trigger.when.as_ref().map(change);
            }
            let Some(table) = relation.table_mut() else { return };
            for column in &mut table.columns {
                if let Some(generated) = &mut column.generated {
                    generated.expr = change(&generated.expr);
                }
            }
            for constraint in &mut table.constraints {
                if let crate::catalog::relation::ConstraintKind::Check { expr, .. } = &mut constraint.kind {
                    *expr = change(expr);
                }
            }
            for key in table.partition_key.iter_mut().flat_map(|it| &mut it.keys) {
                change_key(&mut key.key, change);
            }
        });
        self.map_policies(id, change);
        self.map_filters(id, change);
        for index in indexes {
            let has_expression = self.catalog.relation(index).and_then(|it| it.index()).is_some_and(|it| {
                it.predicate.is_some() || it.keys.iter().any(|it| matches!(it.key, KeyPart::Expr(_)))
            });
            if !has_expression {
                continue;
            }
            self.edit(index, |it| {
                let RelationKind::Index(index) = &mut it.kind else { return };
                index.predicate = index.predicate.as_ref().map(change);
                index.keys.iter_mut().for_each(|it| change_key(&mut it.key, change));
            });
        }
        let statistics: Vec<QualifiedName> =
            self.catalog.statistics.iter().filter(|it| it.1.table == id).map(|it| it.0.clone()).collect();
        for name in statistics {
            if let Some(object) = self.catalog.statistics.get_mut(&name) {
                Arc::make_mut(object).keys.iter_mut().for_each(|it| change_key(it, change));
            }
        }
    }

    fn map_policies(&mut self, id: RelationId, change: &dyn Fn(&Expr) -> Expr) {
        if self.table_of(id).is_none_or(|it| it.policies.is_empty()) {
            return;
        }
        self.edit_table(id, |table| {
            for policy in &mut table.policies {
                policy.using = policy.using.as_ref().map(change);
                policy.check = policy.check.as_ref().map(change);
            }
        });
    }

    fn map_defaults(&mut self, id: RelationId, change: impl Fn(&Expr) -> Expr) {
        self.edit(id, |it| {
            let columns: &mut [Column] = match &mut it.kind {
                RelationKind::Table(table) => &mut table.columns,
                RelationKind::View(view) | RelationKind::MaterializedView(view) => &mut view.columns,
                _ => &mut [],
            };
            for column in columns {
                column.default = column.default.as_ref().map(&change);
            }
        });
    }

    // ---- types, routines, schemas ---------------------------------------------------------------------------------------

    fn move_type_entry(&mut self, old: &QualifiedName, new: &QualifiedName) {
        if let Some(entry) = self.catalog.types.remove(old) {
            let mut entry = entry;
            Arc::make_mut(&mut entry).name = new.clone();
            let pair = match &entry.kind {
                UserTypeKind::Range { multirange, .. } => multirange.clone(),
                UserTypeKind::Multirange(range) => Some(range.clone()),
                _ => None,
            };
            self.catalog.types.insert(new.clone(), entry);
            if let Some(other) = pair.as_ref().and_then(|it| self.catalog.types.get_mut(it)) {
                match &mut Arc::make_mut(other).kind {
                    UserTypeKind::Range { multirange, .. } => *multirange = Some(new.clone()),
                    UserTypeKind::Multirange(range) => *range = new.clone(),
                    _ => {}
                }
            }
        }
    }

    /// Operators, casts and others are told apart by their types.
    fn retype_others(&mut self, old: &QualifiedName, new: &QualifiedName) {
        for (key, found) in self.catalog.others.clone() {
            let (mut renamed, mut changed) = (key.clone(), found.clone());
            renamed.types.iter_mut().filter(|it| it.name == *old).for_each(|it| it.name = new.clone());
            for word in &mut Arc::make_mut(&mut changed).words {
                match word {
                    Kept::Name(name) if name == old => *name = new.clone(),
                    Kept::Type(data_type) if data_type.name == *old => data_type.name = new.clone(),
                    _ => {}
                }
            }
            if renamed != key || changed.words != found.words {
                self.catalog.others.remove(&key);
                self.catalog.others.insert(renamed, changed);
            }
        }
    }

    /// A user's type under another name or schema.
    pub(super) fn move_type(&mut self, old: &QualifiedName, new: QualifiedName) -> Outcome {
        if self.catalog.types.contains_key(&new) || self.catalog.find(&new).is_some() {
            return Err(super::error::duplicate("type", new.name.as_str()));
        }
        match self.catalog.find(old).map(|it| it.id) {
            Some(composite) => self.move_relation(composite, new),
            None => {
                self.move_type_entry(old, &new);
                self.retype(old, &new);
            }
        }
        Ok(())
    }

    /// Columns, arguments and domains of a type that has another name.
    fn retype(&mut self, old: &QualifiedName, new: &QualifiedName) {
        self.retype_others(old, new);
        let users: Vec<RelationId> = self.catalog.type_users(old).map(|it| it.id).collect();
        for user in users {
            self.edit(user, |it| {
                let columns: &mut [Column] = match &mut it.kind {
                    RelationKind::Table(table) => &mut table.columns,
                    RelationKind::View(view) | RelationKind::MaterializedView(view) => &mut view.columns,
                    RelationKind::Composite(columns) => columns,
                    RelationKind::Index(_) | RelationKind::Sequence(_) => &mut [],
                };
                let of_type = columns.iter_mut().filter(|it| it.data_type.name == *old);
                of_type.for_each(|it| it.data_type.name = new.clone());
            });
        }
        let uses = |it: &crate::catalog::objects::Routine| {
            it.arguments.iter().map(|it| &it.data_type).chain(&it.returns).any(|it| it.name == *old)
        };
        let routines: Vec<QualifiedName> =
            self.catalog.routines.iter().filter(|it| it.1.iter().any(uses)).map(|it| it.0.clone()).collect();
        for name in routines {
            if let Some(overloads) = self.catalog.routines.get_mut(&name) {
                for routine in Arc::make_mut(overloads) {
                    let types = routine.arguments.iter_mut().map(|it| &mut it.data_type).chain(&mut routine.returns);
                    types.filter(|it| it.name == *old).for_each(|it| it.name = new.clone());
                }
            }
        }
        let domains: Vec<QualifiedName> =
            self.catalog.types.iter().filter(|it| base_of(it.1) == Some(old)).map(|it| it.0.clone()).collect();
        for name in domains {
            self.edit_type(&name, |it| {
                if let crate::catalog::types::UserTypeKind::Domain(domain) = &mut it.kind {
                    domain.base.name = new.clone();
                }
            });
        }
    }

    /// One overload under another name or schema; triggers, policies and defaults that call it follow.
    pub(super) fn move_routine(&mut self, old: &QualifiedName, position: usize, new: &QualifiedName) -> Outcome {
        let Some(overloads) = self.catalog.routines.get(old).cloned() else { return Ok(()) };
        let Some(routine) = overloads.get(position).cloned() else { return Ok(()) };
        let mut target = self.catalog.routines.get(new).map(|it| it.to_vec()).unwrap_or_default();
        if target.iter().any(|it| it.input_types().eq(routine.input_types())) {
            let (name, schema) = (new.name.as_str(), new.schema.as_str());
            let message = format!("function {name}() already exists in schema \"{schema}\"");
            return Err(Mismatch::new("42723", message));
        }
        target.push(routine);
        let mut rest = overloads.to_vec();
        rest.remove(position);
        let last = rest.is_empty();
        if last {
            self.catalog.routines.remove(old);
        } else {
            self.catalog.routines.insert(old.clone(), Arc::new(rest));
        }
        self.catalog.routines.insert(new.clone(), Arc::new(target));
        // With overloads left it is not known which one a call means.
        if last {
            self.rename_calls(old, new);
        }
        Ok(())
    }

    fn rename_calls(&mut self, old: &QualifiedName, new: &QualifiedName) {
        let change = |it: &Expr| rewrite::rename_object_in(it, old, new, true);
        let ids: Vec<RelationId> = self.catalog.relations().map(|it| it.id).collect();
        for id in ids {
            let Some(relation) = self.catalog.relation(id).cloned() else { continue };
            if super::trigger::triggers(&relation).iter().any(|it| it.function == *old) {
                self.edit(id, |it| {
                    let triggers = super::trigger::triggers_mut(it).into_iter().flatten();
                    triggers.filter(|it| it.function == *old).for_each(|it| it.function = new.clone());
                });
            }
            if relation.view().is_some_and(|it| it.functions.contains(old)) {
                self.edit_view(id, |view| {
                    view.functions.iter_mut().filter(|it| *it == old).for_each(|it| *it = new.clone());
                    view.text = rewrite::rename_object(&view.text, old, new, true);
                    if let Some(query) = &mut view.query {
                        rewrite::rename_in_query(Arc::make_mut(query), old, new, true);
                    }
                });
            }
            if relation.table().is_some() && super::dependents::calls(&relation, self.catalog, &old.name) {
                self.map_expressions(id, &change);
                self.map_defaults(id, change);
            }
        }
    }

    pub(super) fn rename_schema(&mut self, old: &Ident, new: &Ident) -> Outcome {
        if self.catalog.schemas.contains_key(new) {
            return Err(Mismatch::new("42P06", format!("schema \"{}\" already exists", new.as_str())));
        }
        let Some(schema) = self.catalog.schemas.remove(old) else { return Err(super::error::no_schema(old)) };
        self.catalog.schemas.insert(new.clone(), schema);
        let moved = |name: &QualifiedName| QualifiedName { schema: new.clone(), name: name.name.clone() };
        let relations: Vec<(RelationId, QualifiedName)> =
            self.catalog.relations().filter(|it| it.name.schema == *old).map(|it| (it.id, moved(&it.name))).collect();
        relations.into_iter().for_each(|(id, name)| self.move_relation(id, name));
        let types: Vec<QualifiedName> = self.catalog.types.keys().filter(|it| it.schema == *old).cloned().collect();
        for name in types {
            self.move_type_entry(&name, &moved(&name));
            self.retype(&name, &moved(&name));
        }
        let routines: Vec<QualifiedName> =
            self.catalog.routines.keys().filter(|it| it.schema == *old).cloned().collect();
        for name in routines {
            if let Some(overloads) = self.catalog.routines.remove(&name) {
                self.catalog.routines.insert(moved(&name), overloads);
                self.rename_calls(&name, &moved(&name));
            }
        }
        for (key, found) in self.catalog.others.clone().into_iter().filter(|it| it.0.schema.as_ref() == Some(old)) {
            self.catalog.others.remove(&key);
            self.catalog.others.insert(OtherObject { schema: Some(new.clone()), ..key }, found);
        }
        for (name, publication) in self.catalog.publications.clone() {
            if publication.schemas.contains(old) {
                let mut publication = publication;
                let schemas = &mut Arc::make_mut(&mut publication).schemas;
                schemas.iter_mut().filter(|it| *it == old).for_each(|it| *it = new.clone());
                self.catalog.publications.insert(name, publication);
            }
        }
        let statistics: Vec<QualifiedName> =
            self.catalog.statistics.keys().filter(|it| it.schema == *old).cloned().collect();
        for name in statistics {
            if let Some(object) = self.catalog.statistics.remove(&name) {
                self.catalog.statistics.insert(moved(&name), object);
            }
        }
        Ok(())
    }
}

fn base_of(user_type: &crate::catalog::types::UserType) -> Option<&QualifiedName> {
    match &user_type.kind {
        crate::catalog::types::UserTypeKind::Domain(domain) => Some(&domain.base.name),
        _ => None,
    }
}

fn change_key(key: &mut KeyPart, change: &dyn Fn(&Expr) -> Expr) {
    if let KeyPart::Expr(expr) = key {
        *expr = change(expr);
    }
}
