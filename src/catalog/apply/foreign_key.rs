//! Foreign keys: what they point at, their names, and their copies on partitions.

use super::{
    Mismatch,
    columns::NewForeignKey,
    context::Apply,
    error::{Outcome, invalid_table},
    operators,
};
use crate::{
    catalog::{
        RelationId, names,
        relation::{ColumnNumber, Constraint, ConstraintKind, ForeignKey, KeyPart, Relation, Table},
    },
    sql::{name::Ident, statement::Persistence},
};

impl Apply<'_> {
    /// Adds the key to a table and its partitions; `only` leaves partitions out.
    pub(super) fn add_foreign_key(&mut self, id: RelationId, new: &NewForeignKey, only: bool) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        let target = match self.relation(&new.references.table) {
            Ok(found) => found,
            // Nothing to point at: the key is left out.
            Err(mismatch) if self.is_partial() && mismatch.code == "42P01" => return Ok(()),
            Err(mismatch) => return Err(mismatch),
        };
        let Some(target_table) = target.table() else {
            let name = target.name.name.as_str();
            return Err(Mismatch::new("42809", format!("referenced relation \"{name}\" is not a table")));
        };
        if target_table.foreign_server.is_some() {
            let name = target.name.name.as_str();
            return Err(Mismatch::new("42809", format!("referenced relation \"{name}\" is not a table")));
        }
        self.refuse_key_between((&relation, table), &target, new, only)?;
        let numbers = |table: &Table, columns: &[Ident]| -> Outcome<Vec<ColumnNumber>> {
            let number = |it: &Ident| table.column(it).map(|it| it.number).ok_or_else(|| missing(it));
            columns.iter().map(number).collect()
        };
        let columns = numbers(table, &new.columns)?;
        let referenced = if new.references.columns.is_empty() {
            self.primary_key_columns(&target, target_table)?
        } else {
            numbers(target_table, &new.references.columns)?
        };
        if columns.len() != referenced.len() {
            let message = "number of referencing and referenced columns for foreign key disagree";
            return Err(Mismatch::new("42830", message));
        }
        if !self.is_unique(target_table, &referenced) {
            let shown = target.name.name.as_str();
            let message = format!("there is no unique constraint matching given keys for referenced table \"{shown}\"");
            return Err(Mismatch::new("42830", message));
        }
        let name = match &new.name {
            Some(name) => {
                self.need_new_constraint(&relation, name)?;
                name.clone()
            }
            None => {
                let joined = names::join(new.columns.iter().map(Ident::as_str));
                let (schema, table) = (&relation.name.schema, relation.name.name.as_str());
                self.catalog.choose_constraint_name(schema, table, Some(&joined), "fkey", &[])
            }
        };
        self.comparable(&name, (table, &columns), (target_table, &referenced))?;
        let enforced = new.attributes.enforced != Some(false);
        let constraint = Constraint {
            name,
            kind: ConstraintKind::ForeignKey(ForeignKey {
                columns,
                references: target.id,
                referenced_columns: referenced,
                match_full: new.references.matching.as_ref().is_some_and(|it| it.as_str() == "full"),
                on_delete: new.references.on_delete,
                on_update: new.references.on_update,
                on_delete_columns: numbers(table, &new.references.on_delete_columns)?,
            }),
            valid: enforced && !new.attributes.not_valid,
            enforced,
            deferrable: new.attributes.deferrable == Some(true) || new.attributes.initially_deferred,
            initially_deferred: new.attributes.initially_deferred,
            local: true,
            inherited: 0,
            comment: None,
        };
        self.edit_table(id, |it| it.constraints.push(constraint.clone()));
        if !only && table.is_partitioned() {
            let children = table.children.clone();
            children.into_iter().for_each(|child| self.inherit_foreign_key(id, child, &constraint));
        }
        Ok(())
    }

    /// Every column of the key can be compared with the one that it refers to.
    fn comparable(&self, name: &Ident, own: (&Table, &[ColumnNumber]), target: (&Table, &[ColumnNumber])) -> Outcome {
        for (from, to) in own.1.iter().zip(target.1) {
            let (Some(from), Some(to)) = (own.0.column_numbered(*from), target.0.column_numbered(*to)) else {
                continue;
            };
            if !operators::key_fits(self.catalog.base_type(&from.data_type), self.catalog.base_type(&to.data_type)) {
                let message = format!("foreign key constraint \"{}\" cannot be implemented", name.as_str());
                return Err(Mismatch::new("42804", message));
            }
        }
        Ok(())
    }

    /// The keys of a table and those that point at it, after a column's type has changed.
    pub(super) fn keys_still_fit(&self, id: RelationId) -> Outcome {
        let Some(table) = self.table_of(id) else { return Ok(()) };
        let own = table.constraints.iter().map(|it| (table, it));
        let others = self.catalog.referencing(id).filter_map(|(from, key)| Some((from.table()?, key)));
        for (from, constraint) in own.chain(others) {
            let Some(key) = constraint.foreign_key() else { continue };
            let Some(target) = self.table_of(key.references) else { continue };
            self.comparable(&constraint.name, (from, &key.columns), (target, &key.referenced_columns))?;
        }
        Ok(())
    }

    /// What neither side's columns decide: partitions and persistence.
    fn refuse_key_between(
        &self,
        own: (&Relation, &Table),
        target: &Relation,
        new: &NewForeignKey,
        only: bool,
    ) -> Outcome {
        let (name, target_name) = (own.0.name.name.as_str(), target.name.name.as_str());
        let what = match own.1.is_partitioned() {
            true if only => Some("use ONLY for"),
            true if new.attributes.not_valid && self.catalog.version.0 < 18 => Some("add NOT VALID"),
            _ => None,
        };
        if let Some(what) = what {
            let message = format!(
                "cannot {what} foreign key on partitioned table \"{name}\" referencing relation \"{target_name}\""
            );
            return Err(Mismatch::new("42809", message));
        }
        let (own, allowed) = match (own.0.persistence, target.persistence) {
            (Persistence::Permanent, Persistence::Unlogged | Persistence::Temporary) => ("permanent", "permanent"),
            (Persistence::Unlogged, Persistence::Temporary) => ("unlogged", "permanent or unlogged"),
            (Persistence::Temporary, Persistence::Permanent | Persistence::Unlogged) => ("temporary", "temporary"),
            _ => return Ok(()),
        };
        Err(invalid_table(format!("constraints on {own} tables may reference only {allowed} tables")))
    }

    /// A partition gets (or already has) its parent's key.
    pub(super) fn inherit_foreign_key(&mut self, parent: RelationId, child: RelationId, key: &Constraint) {
        let (Some(from), Some(relation)) = (self.table_of(parent).cloned(), self.catalog.relation(child).cloned())
        else {
            return;
        };
        let (Some(table), Some(old)) = (relation.table(), key.foreign_key()) else { return };
        let Some(copy) = translated(old, &from, table) else { return };
        let same = |it: &&Constraint| it.foreign_key() == Some(&copy) && it.inherited == 0;
        let inherited = if let Some(own) = table.constraints.iter().find(same) {
            let name = own.name.clone();
            self.edit_constraint(child, &name, |it| (it.local, it.inherited) = (false, 1));
            return;
        } else {
            let name = match self.need_new_constraint(&relation, &key.name) {
                Ok(()) => key.name.clone(),
                Err(_) => {
                    let columns = copy.columns.iter().filter_map(|it| table.column_numbered(*it));
                    let joined = names::join(columns.map(|it| it.name.as_str()));
                    let (schema, table) = (&relation.name.schema, relation.name.name.as_str());
                    self.catalog.choose_constraint_name(schema, table, Some(&joined), "fkey", &[])
                }
            };
            let kind = ConstraintKind::ForeignKey(copy);
            Constraint { name, kind, local: false, inherited: 1, comment: None, ..key.clone() }
        };
        self.edit_table(child, |it| it.constraints.push(inherited.clone()));
        for grandchild in table.children.clone().into_iter().filter(|_| table.is_partitioned()) {
            self.inherit_foreign_key(child, grandchild, &inherited);
        }
    }

    pub(super) fn partition_foreign_keys(&mut self, parent: RelationId, child: RelationId) -> Outcome {
        let keys = self.table_of(parent).map(|it| it.constraints.clone()).unwrap_or_default();
        for key in keys.iter().filter(|it| it.foreign_key().is_some()) {
            self.inherit_foreign_key(parent, child, key);
        }
        Ok(())
    }

    fn primary_key_columns(&self, relation: &Relation, table: &Table) -> Outcome<Vec<ColumnNumber>> {
        let index = table.primary_key().and_then(|it| it.index());
        let index = index.and_then(|it| self.catalog.relation(it)?.index());
        let missing = || {
            let shown = relation.name.name.as_str();
            Mismatch::new("42704", format!("there is no primary key for referenced table \"{shown}\""))
        };
        index.map(|it| it.leading_columns().collect()).ok_or_else(missing)
    }

    /// Whether a unique, valid, total, immediate index has exactly these columns.
    fn is_unique(&self, table: &Table, columns: &[ColumnNumber]) -> bool {
        table.indexes.iter().any(|id| self.index_covers(table, *id, columns))
    }

    /// Whether a foreign key to these columns can rest on this index.
    pub(super) fn index_covers(&self, table: &Table, id: RelationId, columns: &[ColumnNumber]) -> bool {
        let Some(index) = self.catalog.relation(id).and_then(|it| it.index()) else { return false };
        let keys = index.keys.iter().map(|it| match it.key {
            KeyPart::Column(number) => Some(number),
            KeyPart::Expr(_) => None,
        });
        let Some(mut keys) = keys.collect::<Option<Vec<_>>>() else { return false };
        let mut wanted = columns.to_vec();
        keys.sort_unstable();
        wanted.sort_unstable();
        let deferrable = table.constraints.iter().any(|it| it.index() == Some(id) && it.deferrable);
        index.unique && index.valid && index.predicate.is_none() && !deferrable && keys == wanted
    }
}

fn missing(column: &Ident) -> Mismatch {
    let column = column.as_str();
    Mismatch::new("42703", format!("column \"{column}\" referenced in foreign key constraint does not exist"))
}

/// A key over the same columns by name.
fn translated(key: &ForeignKey, from: &Table, to: &Table) -> Option<ForeignKey> {
    let column = |it: &ColumnNumber| Some(to.column(&from.column_numbered(*it)?.name)?.number);
    Some(ForeignKey {
        columns: key.columns.iter().map(column).collect::<Option<_>>()?,
        on_delete_columns: key.on_delete_columns.iter().map(column).collect::<Option<_>>()?,
        ..key.clone()
    })
}
