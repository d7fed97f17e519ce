//! CHECK, UNIQUE, PRIMARY KEY and EXCLUDE constraints, and the ALTER TABLE forms about constraints.

use super::{
    Mismatch,
    columns::{KeyKind, NewCheck, NewKey, not_null, second_primary_key},
    context::Apply,
    error::{Outcome, duplicate_part, invalid_table, no_key_column, no_part},
    expressions::Place,
    index::{NewConstraint, NewConstraintKind, NewIndex},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Constraint, ConstraintKind, Relation},
    },
    sql::{
        expr::Tree,
        name::Ident,
        statement::{ConstraintAttributes, IndexKeyExpr, TableConstraint, TableConstraintKind},
    },
};
use std::{collections::BTreeSet, sync::Arc};

impl Apply<'_> {
    /// ALTER TABLE … ADD CONSTRAINT.
    pub(super) fn add_constraint(&mut self, id: RelationId, clause: &TableConstraint, only: bool) -> Outcome {
        if let TableConstraintKind::UniqueUsingIndex(index) = &clause.kind {
            return self.adopt_index(id, clause, index, NewConstraintKind::Unique);
        }
        if let TableConstraintKind::PrimaryKeyUsingIndex(index) = &clause.kind {
            return self.adopt_index(id, clause, index, NewConstraintKind::Primary);
        }
        let Some(table) = self.table_of(id).cloned() else { return Ok(()) };
        if only
            && !table.children.is_empty()
            && let TableConstraintKind::Check { no_inherit: false, .. } = clause.kind
        {
            return Err(invalid_table("constraint must be added to child tables too"));
        }
        let mut parts = super::columns::Parts::default();
        self.constraint_clause(&table, clause, &mut parts)?;
        if only {
            return parts.keys.iter().try_for_each(|it| self.add_key_with(id, it, true)).and_then(|()| {
                parts.keys.clear();
                let keys = std::mem::take(&mut parts.foreign_keys);
                keys.iter().try_for_each(|it| self.add_foreign_key(id, it, true))?;
                self.add_parts(id, parts)
            });
        }
        self.add_parts(id, parts)
    }

    pub(super) fn need_new_constraint(&self, relation: &Relation, name: &Ident) -> Outcome {
        let Some(table) = relation.table() else { return Ok(()) };
        let not_null = table.columns.iter().filter_map(|it| it.not_null.as_ref()?.name.as_ref());
        if table.constraints.iter().map(|it| &it.name).chain(not_null).any(|it| it == name) {
            return Err(duplicate_part("constraint", name, "relation", &relation.name.name));
        }
        Ok(())
    }

    pub(super) fn add_check(&mut self, id: RelationId, new: NewCheck) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        self.check_expression(&relation, &[&new.expr.tree])?;
        self.check_place(&new.expr.tree, Place::Check)?;
        self.check_boolean(&relation, &new.expr.tree, "CHECK")?;
        if new.no_inherit && relation.table().is_some_and(|it| it.is_partitioned()) {
            let shown = relation.name.name.as_str();
            let message = format!("cannot add NO INHERIT constraint to partitioned table \"{shown}\"");
            return Err(super::error::invalid_table(message));
        }
        let name = match &new.name {
            Some(name) => name.clone(),
            None => self.check_name(&relation, &new.expr.tree),
        };
        if let Some(old) = relation.table().and_then(|it| it.constraint(&name)) {
            // A child states again what it inherits.
            if old.check().is_some() && !old.local && old.inherited > 0 {
                self.edit_constraint(id, &name, |it| it.local = true);
                return Ok(());
            }
        }
        self.need_new_constraint(&relation, &name)?;
        let constraint = check(name, &new, true, 0);
        self.edit_table(id, |it| it.constraints.push(constraint.clone()));
        if !new.no_inherit {
            let children = self.table_of(id).map(|it| it.children.clone()).unwrap_or_default();
            children.into_iter().for_each(|child| self.inherit_check(child, &constraint));
        }
        Ok(())
    }

    /// A child gets its parent's check, or already has one of that name.
    fn inherit_check(&mut self, child: RelationId, constraint: &Constraint) {
        let inherited = Constraint { local: false, inherited: 1, comment: None, ..constraint.clone() };
        let added =
            self.edit_table(child, |table| match table.constraints.iter_mut().find(|it| it.name == inherited.name) {
                Some(own) => {
                    own.inherited += 1;
                    false
                }
                None => {
                    table.constraints.push(inherited);
                    true
                }
            });
        if added == Some(true) {
            let children = self.table_of(child).map(|it| it.children.clone()).unwrap_or_default();
            children.into_iter().for_each(|it| self.inherit_check(it, constraint));
        }
    }

    /// `table_column_check` for a check of one column, else `table_check`.
    fn check_name(&self, relation: &Relation, tree: &Tree) -> Ident {
        let columns = columns_of(relation, tree);
        let column = if columns.len() == 1 { columns.first().map(Ident::as_str) } else { None };
        let own: Vec<Ident> =
            relation.table().map(|it| it.constraints.iter().map(|it| it.name.clone()).collect()).unwrap_or_default();
        let (schema, table) = (&relation.name.schema, relation.name.name.as_str());
        self.catalog.choose_constraint_name(schema, table, column, "check", &own)
    }

    pub(super) fn add_key(&mut self, id: RelationId, key: &NewKey) -> Outcome {
        self.add_key_with(id, key, false)
    }

    fn add_key_with(&mut self, id: RelationId, key: &NewKey, only: bool) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        if let Some(name) = &key.name {
            self.need_free(&crate::sql::name::QualifiedName {
                schema: relation.name.schema.clone(),
                name: name.clone(),
            })?;
            self.need_new_constraint(&relation, name)?;
        }
        refuse_twice(key)?;
        for element in &key.elements {
            if let IndexKeyExpr::Column(column) = &element.key {
                if table.column(column).is_none() {
                    return Err(no_key_column(column));
                }
                if key.kind == KeyKind::Primary {
                    self.primary_key_not_null(id, column)?;
                }
            }
        }
        if key.kind == KeyKind::Primary && table.primary_key().is_some() {
            return Err(second_primary_key(&relation.name.name));
        }
        let mut new = NewIndex::of_elements(self, &relation, &key.elements, key.method.as_ref())?;
        let default_method = if key.parameters.without_overlaps { "gist" } else { "btree" };
        new.method = key.method.clone().unwrap_or_else(|| Ident::exact(default_method));
        new.include = self.column_numbers(&relation, &key.parameters.include)?;
        new.unique = !matches!(key.kind, KeyKind::Exclude(_));
        new.nulls_not_distinct = key.parameters.nulls_not_distinct;
        new.options = key.parameters.options.clone();
        new.tablespace = key.parameters.tablespace.clone();
        new.predicate = key.predicate.clone();
        new.only = only;
        new.constraint = Some(NewConstraint::new(&key.kind, key.attributes));
        self.build_index(id, new.named(key.name.clone())).map(drop)
    }

    /// A primary key's columns are NOT NULL, in children too.
    pub(super) fn primary_key_not_null(&mut self, id: RelationId, column: &Ident) -> Outcome {
        let nullable = self.table_of(id).and_then(|it| it.column(column)).is_some_and(|it| it.not_null.is_none());
        if nullable {
            self.set_not_null(id, &not_null(column))?;
            for child in self.descendants(id) {
                self.inherit_not_null(child, id, column);
            }
        }
        Ok(())
    }

    /// Copies a parent's NOT NULL to a child's column.
    pub(super) fn inherit_not_null(&mut self, child: RelationId, parent: RelationId, column: &Ident) {
        let Some(from) = self.table_of(parent).and_then(|it| it.column(column)).cloned() else { return };
        self.edit_column(child, column, |it| super::create_table::merge_not_null(it, &from));
    }

    /// ADD CONSTRAINT … USING INDEX: the index takes the constraint's name.
    fn adopt_index(
        &mut self,
        id: RelationId,
        clause: &TableConstraint,
        index: &Ident,
        kind: NewConstraintKind,
    ) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        let found = match self.index_to_adopt(&relation, index) {
            Ok(found) => found,
            Err(_) if self.is_partial() => return Ok(()),
            Err(mismatch) => return Err(mismatch),
        };
        let Some(old) = self.catalog.relation(found).and_then(|it| it.index()).cloned() else { return Ok(()) };
        if table.constraints.iter().any(|it| it.index() == Some(found)) {
            let message = format!("index \"{}\" is already associated with a constraint", index.as_str());
            return Err(Mismatch::new("55000", message));
        }
        if !old.unique {
            return Err(Mismatch::new("42809", format!("\"{}\" is not a unique index", index.as_str())));
        }
        if old.predicate.is_some() {
            return Err(Mismatch::new("42809", format!("\"{}\" is a partial index", index.as_str())));
        }
        if !old.valid {
            return Err(Mismatch::new("55000", format!("index \"{}\" is not valid", index.as_str())));
        }
        if kind == NewConstraintKind::Primary {
            if table.primary_key().is_some() {
                return Err(second_primary_key(&relation.name.name));
            }
            let columns: Vec<Ident> =
                old.leading_columns().filter_map(|it| table.column_numbered(it)).map(|it| it.name.clone()).collect();
            columns.iter().try_for_each(|it| self.primary_key_not_null(id, it))?;
        }
        let name = clause.name.clone().unwrap_or_else(|| index.clone());
        if name != *index {
            let renamed = crate::sql::name::QualifiedName { schema: relation.name.schema.clone(), name: name.clone() };
            self.need_free(&renamed)?;
            self.need_new_constraint(&relation, &name)?;
            self.edit(found, |it| it.name = renamed);
        }
        let constraint = NewConstraint { kind, attributes: clause.attributes }.named(name, found, true);
        self.edit_table(id, |it| it.constraints.push(constraint));
        Ok(())
    }

    /// The same look-up as elsewhere, in other words.
    fn index_to_adopt(&self, relation: &Relation, index: &Ident) -> Outcome<RelationId> {
        self.index_of(relation, index).map_err(|mismatch| {
            let (name, table) = (index.as_str(), relation.name.name.as_str());
            let elsewhere = mismatch.code == "42809" && mismatch.message.contains("is not an index for table");
            if elsewhere {
                let message = format!("index \"{name}\" does not belong to table \"{table}\"");
                Mismatch::new("55000", message)
            } else if mismatch.code == "42704" {
                Mismatch::new("42704", format!("index \"{name}\" does not exist"))
            } else {
                mismatch
            }
        })
    }

    pub(super) fn edit_constraint(&mut self, id: RelationId, name: &Ident, change: impl FnOnce(&mut Constraint)) {
        self.edit_table(id, |table| {
            if let Some(constraint) = table.constraints.iter_mut().find(|it| it.name == *name) {
                change(constraint);
            }
        });
    }

    /// Names in an expression over a relation's columns are there.
    pub(super) fn check_expression(&self, relation: &Relation, trees: &[&Tree]) -> Outcome {
        if self.is_partial() {
            return Ok(());
        }
        match self.catalog.expression_reads(trees, relation, self.session).missing {
            Some(mismatch) => Err(mismatch),
            None => Ok(()),
        }
    }

    /// Every part of it has the same value whenever it is computed; `what` is how the server words that it has not.
    pub(super) fn check_immutable(&self, relation: &Relation, tree: &Tree, what: &str) -> Outcome {
        if !self.is_partial() && self.catalog.expression_reads(&[tree], relation, self.session).mutable {
            return Err(Mismatch::new("42P17", what));
        }
        Ok(())
    }

    pub(super) fn alter_constraint(
        &mut self,
        id: RelationId,
        name: &Ident,
        attributes: ConstraintAttributes,
        inherit: Option<bool>,
    ) -> Outcome {
        if let (Some(inherit), Some(column)) = (inherit, self.not_null_named(id, name)) {
            self.inherit_not_null_or_not(id, &column, inherit);
            return Ok(());
        }
        let relation = self.need_constraint(id, name)?;
        let is_key = relation.table().and_then(|it| it.constraint(name)).is_some_and(|it| it.foreign_key().is_some());
        if !is_key {
            let (name, table) = (name.as_str(), relation.name.name.as_str());
            let message = format!("constraint \"{name}\" of relation \"{table}\" is not a foreign key constraint");
            return Err(Mismatch::new("42809", message));
        }
        let mut all = vec![id];
        all.extend(self.descendants(id));
        for table in all {
            self.edit_constraint(table, name, |it| {
                if let Some(deferrable) = attributes.deferrable {
                    it.deferrable = deferrable;
                    it.initially_deferred &= deferrable;
                }
                if attributes.initially_deferred {
                    (it.deferrable, it.initially_deferred) = (true, true);
                } else if attributes.deferrable == Some(true) || attributes.enforced.is_none() {
                    it.initially_deferred = false;
                }
                if let Some(enforced) = attributes.enforced {
                    (it.enforced, it.valid) = (enforced, enforced);
                }
            });
        }
        Ok(())
    }

    /// ALTER CONSTRAINT … [NO] INHERIT of a NOT NULL: children get it, or keep it as their own.
    fn inherit_not_null_or_not(&mut self, id: RelationId, column: &Ident, inherit: bool) {
        let own = self.table_of(id).and_then(|it| it.column(column)).and_then(|it| it.not_null.as_ref());
        if own.is_none_or(|it| it.no_inherit != inherit) {
            return;
        }
        self.edit_column(id, column, |it| it.not_null.iter_mut().for_each(|it| it.no_inherit = !inherit));
        if inherit {
            self.descendants(id).into_iter().for_each(|it| self.inherit_not_null(it, id, column));
            return;
        }
        for child in self.table_of(id).map(|it| it.children.clone()).unwrap_or_default() {
            self.edit_column(child, column, |it| {
                if let Some(not_null) = &mut it.not_null {
                    not_null.inherited = not_null.inherited.saturating_sub(1);
                    not_null.local = true;
                }
            });
        }
    }

    pub(super) fn validate_constraint(&mut self, id: RelationId, name: &Ident) -> Outcome {
        let mut all = vec![id];
        all.extend(self.descendants(id));
        if let Some(column) = self.not_null_named(id, name) {
            for table in all {
                self.edit_column(table, &column, |it| it.not_null.iter_mut().for_each(|it| it.valid = true));
            }
            return Ok(());
        }
        let relation = self.need_constraint(id, name)?;
        if relation.table().and_then(|it| it.constraint(name)).is_some_and(|it| it.index().is_some()) {
            let (name, shown) = (name.as_str(), relation.name.name.as_str());
            let message = match self.catalog.version.0 {
                ..18 => {
                    format!("constraint \"{name}\" of relation \"{shown}\" is not a foreign key or check constraint")
                }
                _ => format!("cannot validate constraint \"{name}\" of relation \"{shown}\""),
            };
            return Err(Mismatch::new("42809", message));
        }
        if relation.table().and_then(|it| it.constraint(name)).is_some_and(|it| !it.enforced) {
            return Err(Mismatch::new("55000", "cannot validate NOT ENFORCED constraint"));
        }
        for table in all {
            self.edit_constraint(table, name, |it| it.valid = true);
        }
        Ok(())
    }

    pub(super) fn not_null_named(&self, id: RelationId, name: &Ident) -> Option<Ident> {
        let columns = &self.table_of(id)?.columns;
        let column = columns.iter().find(|it| it.not_null.as_ref().is_some_and(|it| it.name.as_ref() == Some(name)));
        column.map(|it| it.name.clone())
    }

    fn need_constraint(&self, id: RelationId, name: &Ident) -> Outcome<Arc<Relation>> {
        let relation = self.catalog.relation(id).cloned();
        let relation = relation.ok_or_else(|| no_part("constraint", name, "of relation", name))?;
        if relation.table().is_some_and(|it| it.constraint(name).is_none()) {
            return Err(no_part("constraint", name, "of relation", &relation.name.name));
        }
        Ok(relation)
    }
}

fn check(name: Ident, new: &NewCheck, local: bool, inherited: u16) -> Constraint {
    let enforced = new.attributes.enforced != Some(false);
    Constraint {
        name,
        kind: ConstraintKind::Check { expr: new.expr.clone(), no_inherit: new.no_inherit },
        valid: enforced && !new.attributes.not_valid,
        enforced,
        deferrable: false,
        initially_deferred: false,
        local,
        inherited,
        comment: None,
    }
}

/// A column stands once in a key.
fn refuse_twice(key: &NewKey) -> Outcome {
    let what = match key.kind {
        KeyKind::Primary => "primary key",
        KeyKind::Unique => "unique",
        KeyKind::Exclude(_) => return Ok(()),
    };
    let mut seen = BTreeSet::new();
    for element in &key.elements {
        let IndexKeyExpr::Column(column) = &element.key else { continue };
        if !seen.insert(column) {
            let message = format!("column \"{}\" appears twice in {what} constraint", column.as_str());
            return Err(Mismatch::new("42701", message));
        }
    }
    Ok(())
}

/// Columns of the relation that an expression names.
pub(super) fn columns_of(relation: &Relation, tree: &Tree) -> BTreeSet<Ident> {
    let mut names = BTreeSet::new();
    tree.walk(&mut |it| match it {
        Tree::Column { name, .. } => drop(names.insert(name.clone())),
        Tree::Unparsed { words } => names.extend(words.iter().cloned()),
        Tree::Subquery { query, .. } => subquery_columns(query, &mut names),
        _ => {}
    });
    names.retain(|it| relation.column(it).is_some());
    names
}

/// Names in subqueries may mean the outer row.
fn subquery_columns(query: &crate::sql::expr::Query, names: &mut BTreeSet<Ident>) {
    for branch in &query.branches {
        for tree in &branch.conditions {
            tree.walk(&mut |it| match it {
                Tree::Column { name, .. } => drop(names.insert(name.clone())),
                Tree::Subquery { query, .. } => subquery_columns(query, names),
                _ => {}
            });
        }
    }
}
