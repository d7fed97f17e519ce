//! CREATE TABLE: columns from parents, types, other tables and definitions; then constraints, keys and what a partition
//! takes over from its parent.

use super::{
    Mismatch,
    columns::{Parts, push_column},
    context::Apply,
    error::{Outcome, column_exists, duplicate, no_column},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Column, Constraint, ConstraintKind, PartitionOf, RelationKind, Table},
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
        statement::{ColumnDefinition, CreateTable, PartitionBound, Persistence},
    },
};

impl Apply<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) -> Outcome {
        if create.if_not_exists && self.exists_where_created(&create.name, create.persistence) {
            return Ok(());
        }
        let name = self.new_relation_name(&create.name, create.persistence)?;
        if self.catalog.types.contains_key(&name) {
            return Err(duplicate("type", name.name.as_str()));
        }
        let mut table = Table {
            foreign_server: create.server.clone(),
            access_method: create.access_method.clone().or_else(|| self.session.default_table_access_method.clone()),
            ..Table::default()
        };
        let mut parts = Parts::default();
        self.parents(create, &mut table)?;
        self.columns_of_type(create, &mut table)?;
        let mut like = Vec::new();
        let mut clauses = create.like.iter().peekable();
        for position in 0..=create.columns.len() {
            while let Some(clause) = clauses.next_if(|it| it.position <= position) {
                like.extend(self.like_columns(clause, &name, &mut table, &mut parts)?);
            }
            if let Some(definition) = create.columns.get(position) {
                self.define(&name, definition, &mut table, &mut parts)?;
            }
        }
        for clause in &create.constraints {
            self.constraint_clause(&table, clause, &mut parts)?;
        }
        if let Some(by) = &create.partition_by {
            table.partition_key = Some(self.partition_key(&table, by)?);
        }
        match (table.is_partitioned(), table.foreign_server.is_some()) {
            (true, _) => self.partitioned_options(&create.options)?,
            (false, false) if table.access_method.as_ref().is_none_or(|it| it.as_str() == "heap") => {
                self.table_options(&create.options)?;
            }
            _ => {}
        }
        self.check_table_method(table.access_method.as_ref())?;
        let mut relation = self.blank(name, create.persistence, RelationKind::Table(Box::new(table)));
        relation.options = create.options.clone();
        if create.tablespace.is_some() {
            relation.tablespace = create.tablespace.clone();
        }
        let id = self.catalog.insert(relation);
        self.link_parents(id);
        if let Some((_, bound)) = &create.partition_of {
            self.take_over_from_parent(id, bound)?;
        }
        // In an empty table nothing is left to be validated: NOT VALID means nothing.
        parts.checks.iter_mut().for_each(|it| it.attributes.not_valid = false);
        parts.foreign_keys.iter_mut().for_each(|it| it.attributes.not_valid = false);
        self.add_parts(id, parts)?;
        like.into_iter().try_for_each(|it| self.like_parts(id, it))
    }

    pub(super) fn exists_where_created(&mut self, name: &ObjectName, persistence: Persistence) -> bool {
        let name = match persistence {
            Persistence::Temporary => QualifiedName::new(crate::catalog::resolve::TEMPORARY, name.name.clone()),
            _ => match self.place(name) {
                Ok(name) => name,
                Err(_) => return false,
            },
        };
        self.catalog.find(&name).is_some()
    }

    /// One column definition: a new column, more about an inherited one, or options of a partition's column.
    fn define(
        &mut self,
        name: &QualifiedName,
        definition: &ColumnDefinition,
        table: &mut Table,
        parts: &mut Parts,
    ) -> Outcome {
        let position = table.columns.iter().position(|it| it.name == definition.name);
        let Some(position) = position else {
            if definition.data_type.is_none() {
                if self.is_partial() {
                    return Ok(());
                }
                return Err(Mismatch::new("42703", format!("column \"{}\" does not exist", definition.name.as_str())));
            }
            let mut column = self.new_column(name, definition, parts)?;
            self.drop_null_default(&mut column);
            push_column(table, column);
            return Ok(());
        };
        let old = table.columns[position].clone();
        if definition.data_type.is_none() {
            let mut column = old;
            self.column_clauses(name, &mut column, &definition.constraints, parts)?;
            self.drop_null_default(&mut column);
            table.columns[position] = column;
            return Ok(());
        }
        if old.inherited == 0 || old.local {
            let shown = definition.name.as_str();
            return Err(Mismatch::new("42701", format!("column \"{shown}\" specified more than once")));
        }
        let column = self.new_column(name, definition, parts)?;
        if column.data_type != old.data_type {
            let shown = definition.name.as_str();
            return Err(Mismatch::new("42804", format!("column \"{shown}\" has a type conflict")));
        }
        let default = column.default.or(old.default.clone());
        let mut merged = Column { local: true, default, ..old };
        self.drop_null_default(&mut merged);
        table.columns[position] = merged;
        Ok(())
    }

    // ---- parents ------------------------------------------------------------------------------------------------------

    /// INHERITS and PARTITION OF: columns and check constraints.
    fn parents(&mut self, create: &CreateTable, table: &mut Table) -> Outcome {
        for name in &create.inherits {
            let Some(parent) = self.parent(name)? else { continue };
            if self.table_of(parent).is_some_and(Table::is_partitioned) {
                let shown = name.name.as_str();
                let message = format!("cannot inherit from partitioned table \"{shown}\"");
                return Err(Mismatch::new("42809", message));
            }
            self.inherit_from(parent, table)?;
            table.inherits.push(parent);
        }
        if let Some((name, bound)) = &create.partition_of
            && let Some(parent) = self.parent(name)?
        {
            if !self.table_of(parent).is_some_and(Table::is_partitioned) {
                return Err(Mismatch::new("42P17", format!("\"{}\" is not partitioned", name.name.as_str())));
            }
            self.inherit_from(parent, table)?;
            table.partition_of = Some(PartitionOf { parent, bound: bound.clone(), detach_pending: false });
        }
        Ok(())
    }

    /// None where the parent may exist without being known.
    fn parent(&self, name: &ObjectName) -> Outcome<Option<RelationId>> {
        match self.table(name) {
            Ok(found) => Ok(Some(found.id)),
            Err(mismatch) if self.is_partial() && mismatch.code == "42P01" => Ok(None),
            Err(mismatch) => Err(mismatch),
        }
    }

    fn inherit_from(&self, parent: RelationId, table: &mut Table) -> Outcome {
        let Some(parent) = self.table_of(parent) else { return Ok(()) };
        for column in &parent.columns {
            match table.columns.iter_mut().find(|it| it.name == column.name) {
                Some(own) => {
                    if own.data_type != column.data_type {
                        let shown = column.name.as_str();
                        let message = format!("inherited column \"{shown}\" has a type conflict");
                        return Err(Mismatch::new("42804", message));
                    }
                    own.inherited += 1;
                    own.default = own.default.take().or_else(|| column.default.clone());
                    merge_not_null(own, column);
                }
                None => drop(push_column(table, inherited_column(column))),
            }
        }
        for constraint in &parent.constraints {
            let ConstraintKind::Check { no_inherit: false, .. } = constraint.kind else { continue };
            match table.constraints.iter_mut().find(|it| it.name == constraint.name) {
                Some(own) => own.inherited += 1,
                None => table.constraints.push(Constraint {
                    local: false,
                    inherited: 1,
                    comment: None,
                    ..constraint.clone()
                }),
            }
        }
        Ok(())
    }

    fn link_parents(&mut self, id: RelationId) {
        let Some(table) = self.table_of(id) else { return };
        let mut parents = table.inherits.clone();
        parents.extend(table.partition_of.as_ref().map(|it| it.parent));
        for parent in parents {
            self.edit_table(parent, |it| it.children.push(id));
        }
    }

    /// Indexes, keys, foreign keys and row triggers of the partitioned table.
    fn take_over_from_parent(&mut self, id: RelationId, bound: &PartitionBound) -> Outcome {
        let Some(parent) = self.table_of(id).and_then(|it| it.partition_of.as_ref()).map(|it| it.parent) else {
            return Ok(());
        };
        self.check_bound(parent, id, bound)?;
        self.partition_indexes(parent, id)?;
        self.partition_triggers(parent, id);
        self.share_identities(parent);
        self.partition_foreign_keys(parent, id)
    }

    fn columns_of_type(&mut self, create: &CreateTable, table: &mut Table) -> Outcome {
        let Some(name) = &create.of_type else { return Ok(()) };
        let of = self.composite(name)?;
        let RelationKind::Composite(columns) = &of.kind else { return Ok(()) };
        for column in columns {
            push_column(table, column.clone());
        }
        table.of_type = Some(of.name.clone());
        Ok(())
    }

    // ---- what the clauses ask for -------------------------------------------------------------------------------------

    /// Sequences, NOT NULLs, checks, keys and foreign keys, in the server's order.
    pub(super) fn add_parts(&mut self, id: RelationId, parts: Parts) -> Outcome {
        for new in &parts.not_nulls {
            self.set_not_null(id, new)?;
            for child in self.descendants(id).into_iter().filter(|_| !new.no_inherit) {
                self.inherit_not_null(child, id, &new.column);
            }
        }
        self.add_sequences(id, parts.sequences)?;
        for check in parts.checks {
            self.add_check(id, check)?;
        }
        let (primary, others): (Vec<_>, Vec<_>) =
            parts.keys.into_iter().partition(|it| it.kind == super::columns::KeyKind::Primary);
        let mut made: Vec<super::columns::NewKey> = Vec::new();
        for key in primary.into_iter().chain(others) {
            // UNIQUE twice over the same columns, or beside PRIMARY KEY, makes one index.
            let same = made.iter().any(|it| {
                it.elements == key.elements
                    && it.attributes == key.attributes
                    && it.parameters == key.parameters
                    && (it.name.is_none() || key.name.is_none() || it.name == key.name)
                    && !matches!(key.kind, super::columns::KeyKind::Exclude(_))
                    && key.kind != super::columns::KeyKind::Primary
            });
            if !same {
                self.add_key(id, &key)?;
                made.push(key);
            }
        }
        parts.foreign_keys.iter().try_for_each(|it| self.add_foreign_key(id, it, false))
    }
}

fn inherited_column(column: &Column) -> Column {
    let not_null = column.not_null.clone().filter(|it| !it.no_inherit);
    let not_null = not_null.map(|it| crate::catalog::relation::NotNull { local: false, inherited: 1, ..it });
    Column {
        not_null,
        identity: None,
        grants: Vec::new(),
        comment: None,
        statistics: None,
        options: Vec::new(),
        local: false,
        inherited: 1,
        ..column.clone()
    }
}

/// A child's column gets its parent's NOT NULL.
pub(super) fn merge_not_null(own: &mut Column, parent: &Column) {
    let Some(inherited) = parent.not_null.as_ref().filter(|it| !it.no_inherit) else { return };
    match &mut own.not_null {
        Some(not_null) => not_null.inherited += 1,
        None => {
            let inherited = crate::catalog::relation::NotNull { local: false, inherited: 1, ..inherited.clone() };
            own.not_null = Some(inherited);
        }
    }
}

/// ADD COLUMN and CREATE TABLE refuse a name that is there.
pub(super) fn need_new_column(table: &Table, column: &Ident, relation: &Ident) -> Outcome {
    if super::columns::is_system(column) {
        let message = format!("column name \"{}\" conflicts with a system column name", column.as_str());
        return Err(Mismatch::new("42701", message));
    }
    if table.column(column).is_some() { Err(column_exists(column, relation)) } else { Ok(()) }
}

/// The column of that name of a table.
pub(super) fn need_column<'t>(table: &'t Table, column: &Ident, relation: &Ident) -> Outcome<&'t Column> {
    table.column(column).ok_or_else(|| no_column(column, relation))
}
