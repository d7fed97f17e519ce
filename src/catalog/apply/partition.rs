//! Partition keys, ATTACH and DETACH, and inheritance links that ALTER TABLE makes and breaks.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, unknown_column},
    expressions::Place,
};
use crate::{
    catalog::{
        RelationId, bounds,
        relation::{
            ConstraintKind, IndexKey, KeyPart, PartitionKey, PartitionOf, Relation, RelationKind, Table, Trigger,
        },
    },
    sql::{
        name::{Ident, ObjectName},
        statement::{AlterKind, IndexKeyExpr, PartitionBound, PartitionBy, PartitionStrategy, Persistence},
    },
};

impl Apply<'_> {
    pub(super) fn partition_key(&self, table: &Table, by: &PartitionBy) -> Outcome<PartitionKey> {
        let key = |element: &crate::sql::statement::IndexElement| {
            let key = match &element.key {
                IndexKeyExpr::Column(name) => match table.column(name) {
                    Some(column) => KeyPart::Column(column.number),
                    None => {
                        let message = format!("column \"{}\" named in partition key does not exist", name.as_str());
                        return Err(Mismatch::new("42703", message));
                    }
                },
                IndexKeyExpr::Expr(expr) => KeyPart::Expr(expr.clone()),
            };
            let own = match &key {
                KeyPart::Column(number) => table.column_numbered(*number).and_then(|it| it.collation.clone()),
                KeyPart::Expr(_) => None,
            };
            Ok(IndexKey {
                key,
                collation: self.collation(element.collation.as_ref()).filter(|it| Some(it) != own.as_ref()),
                opclass: element.opclass.as_ref().map(|it| self.opclass(it)),
                opclass_options: Vec::new(),
                descending: false,
                nulls_first: false,
            })
        };
        if by.strategy == PartitionStrategy::List && by.keys.len() > 1 {
            let message = "cannot use \"list\" partition strategy with more than one column";
            return Err(Mismatch::new("42P17", message));
        }
        let keys: Vec<IndexKey> = by.keys.iter().map(key).collect::<Outcome<_>>()?;
        self.check_partition_expressions(table, &keys)?;
        Ok(PartitionKey { strategy: by.strategy, keys })
    }

    fn check_partition_expressions(&self, table: &Table, keys: &[IndexKey]) -> Outcome {
        let name = crate::sql::name::QualifiedName::new("public", Ident::exact("?"));
        let relation = self.blank(name, Persistence::Permanent, RelationKind::Table(Box::new(table.clone())));
        for key in keys {
            let KeyPart::Expr(expr) = &key.key else { continue };
            self.check_place(&expr.tree, Place::PartitionKey)?;
            let what = "functions in partition key expression must be marked IMMUTABLE";
            self.check_immutable(&relation, &expr.tree, what)?;
        }
        Ok(())
    }

    /// Only one default partition; no value in two partitions.
    pub(super) fn check_bound(&self, parent: RelationId, child: RelationId, bound: &PartitionBound) -> Outcome {
        let name = self.catalog.relation(child).map(|it| it.name.name.clone());
        let name = name.as_ref().map_or("?", Ident::as_str);
        let Some(table) = self.table_of(parent) else { return Ok(()) };
        if let Some(key) = &table.partition_key {
            self.fits_strategy(key, bound)?;
        }
        self.check_moduli(table, child, bound)?;
        let columns = table.partition_key.as_ref().and_then(|it| bounds::key_columns(table, it)).unwrap_or_default();
        if bounds::is_empty(bound, &columns) == Some(true) {
            return Err(Mismatch::new("42P17", format!("empty range bound specified for partition \"{name}\"")));
        }
        let is_default = *bound == PartitionBound::Default;
        let siblings = table.children.iter().filter(|it| **it != child).filter_map(|it| {
            let sibling = self.catalog.relation(*it)?;
            Some((sibling, &sibling.table()?.partition_of.as_ref()?.bound))
        });
        let clashes = siblings.filter(|(_, other)| match bounds::overlap(bound, other, &columns) {
            _ if is_default || **other == PartitionBound::Default => bound == *other,
            Some(overlap) => overlap,
            None => bound == *other,
        });
        // The server names the first one in the order of the bounds.
        let first = clashes.reduce(|a, b| if bounds::starts_before(b.1, a.1, &columns) { b } else { a });
        let Some((other, _)) = first else { return Ok(()) };
        let other = other.name.name.as_str();
        let message = if is_default {
            format!("partition \"{name}\" conflicts with existing default partition \"{other}\"")
        } else {
            format!("partition \"{name}\" would overlap partition \"{other}\"")
        };
        Err(Mismatch::new("42P17", message))
    }

    /// From one modulus to the next larger one there is a whole factor.
    fn check_moduli(&self, table: &Table, child: RelationId, bound: &PartitionBound) -> Outcome {
        let PartitionBound::Hash { modulus, .. } = bound else { return Ok(()) };
        let others = table.children.iter().filter(|it| **it != child);
        let divides =
            |it: &RelationId| match self.table_of(*it).and_then(|it| it.partition_of.as_ref()).map(|it| &it.bound) {
                Some(PartitionBound::Hash { modulus: other, .. }) => {
                    let (small, large) = ((*modulus).min(*other), (*modulus).max(*other));
                    small <= 0 || large % small == 0
                }
                _ => true,
            };
        if others.into_iter().all(divides) {
            return Ok(());
        }
        let message = "every hash partition modulus must be a factor of the next larger modulus";
        Err(Mismatch::new("42P17", message))
    }

    fn fits_strategy(&self, key: &PartitionKey, bound: &PartitionBound) -> Outcome {
        let refuse = |message: &str| Err(Mismatch::new("42P16", message));
        match (key.strategy, bound) {
            (PartitionStrategy::Hash, PartitionBound::Default) => {
                refuse("a hash-partitioned table may not have a default partition")
            }
            (_, PartitionBound::Default) | (PartitionStrategy::List, PartitionBound::In(_)) => Ok(()),
            (PartitionStrategy::Range, PartitionBound::Range { from, to }) => {
                let count = key.keys.len();
                if from.len() != count {
                    return refuse("FROM must specify exactly one value per partitioning column");
                }
                if to.len() != count {
                    return refuse("TO must specify exactly one value per partitioning column");
                }
                Ok(())
            }
            (PartitionStrategy::Hash, PartitionBound::Hash { modulus, remainder }) => {
                if remainder >= modulus {
                    return refuse("remainder for hash partition must be less than modulus");
                }
                Ok(())
            }
            (PartitionStrategy::Hash, _) => refuse("invalid bound specification for a hash partition"),
            (PartitionStrategy::List, _) => refuse("invalid bound specification for a list partition"),
            (PartitionStrategy::Range, _) => refuse("invalid bound specification for a range partition"),
        }
    }

    pub(super) fn partition_indexes(&mut self, parent: RelationId, child: RelationId) -> Outcome {
        let indexes = self.table_of(parent).map(|it| it.indexes.clone()).unwrap_or_default();
        indexes.into_iter().try_for_each(|it| self.index_on_partition(it, child))
    }

    /// Row triggers of a partitioned table fire on its partitions, through copies.
    pub(super) fn partition_triggers(&mut self, parent: RelationId, child: RelationId) {
        let triggers = self.table_of(parent).map(|it| it.triggers.clone()).unwrap_or_default();
        for trigger in triggers.into_iter().filter(|it| it.row) {
            self.clone_trigger(child, trigger);
        }
    }

    pub(super) fn clone_trigger(&mut self, child: RelationId, trigger: Trigger) {
        let copy = Trigger { inherited: true, comment: None, ..trigger };
        self.edit_table(child, |it| {
            it.triggers.retain(|it| it.name != copy.name);
            it.triggers.push(copy.clone());
        });
        let table = self.table_of(child).filter(|it| it.is_partitioned());
        for grandchild in table.map(|it| it.children.clone()).unwrap_or_default() {
            self.clone_trigger(grandchild, copy.clone());
        }
    }

    pub(super) fn attach_partition(
        &mut self,
        parent: RelationId,
        name: &ObjectName,
        bound: &PartitionBound,
    ) -> Outcome {
        let child = self.relation(name)?;
        let attach = AlterKind::AttachPartition { partition: name.clone(), bound: bound.clone() };
        super::kinds::check_child(&attach, &child, self.catalog.version.0)?;
        let Some(table) = child.table() else { return Ok(()) };
        let Some(parent_table) = self.table_of(parent).cloned() else { return Ok(()) };
        let parent_name =
            self.catalog.relation(parent).map(|it| it.name.name.clone()).unwrap_or_else(|| name.name.clone());
        if !parent_table.is_partitioned() {
            let parent_name = parent_name.as_str();
            if self.catalog.version.0 >= 18 {
                let message =
                    format!("ALTER action ATTACH PARTITION cannot be performed on relation \"{parent_name}\"");
                return Err(Mismatch::new("42809", message));
            }
            return Err(Mismatch::new("42P17", format!("table \"{parent_name}\" is not partitioned")));
        }
        if table.partition_of.is_some() {
            let message = format!("\"{}\" is already a partition", child.name.name.as_str());
            return Err(Mismatch::new("42809", message));
        }
        if !table.inherits.is_empty() {
            return Err(Mismatch::new("42809", "cannot attach inheritance child as partition"));
        }
        if parent == child.id || self.descendants(child.id).contains(&parent) {
            return Err(Mismatch::new("42P07", "circular inheritance not allowed"));
        }
        let bound = bound.clone();
        self.check_bound(parent, child.id, &bound)?;
        self.adopt(parent, &parent_name, child.id, true)?;
        self.edit_table(child.id, |it| it.partition_of = Some(PartitionOf { parent, bound, detach_pending: false }));
        self.edit_table(parent, |it| it.children.push(child.id));
        self.partition_indexes(parent, child.id)?;
        self.partition_triggers(parent, child.id);
        self.partition_foreign_keys(parent, child.id)?;
        self.share_identities(parent);
        self.revalidate_indexes(parent);
        Ok(())
    }

    /// Columns and checks of a new child are counted as inherited; what is missing is refused.
    fn adopt(&mut self, parent: RelationId, parent_name: &Ident, child: RelationId, partition: bool) -> Outcome {
        let (Some(from), Some(relation)) = (self.table_of(parent).cloned(), self.catalog.relation(child).cloned())
        else {
            return Ok(());
        };
        let Some(mut table) = relation.table().cloned() else { return Ok(()) };
        let child_name = relation.name.name.as_str();
        if partition && let Some(extra) = table.columns.iter().find(|it| from.column(&it.name).is_none()) {
            let (column, parent) = (extra.name.as_str(), parent_name.as_str());
            let message =
                format!("table \"{child_name}\" contains column \"{column}\" not found in parent \"{parent}\"");
            return Err(Mismatch::new("42804", message));
        }
        for column in &from.columns {
            let Some(own) = table.columns.iter_mut().find(|it| it.name == column.name) else {
                let message = format!("child table is missing column \"{}\"", column.name.as_str());
                return Err(Mismatch::new("42804", message));
            };
            if own.data_type != column.data_type {
                let column = column.name.as_str();
                let message = format!("child table \"{child_name}\" has different type for column \"{column}\"");
                return Err(Mismatch::new("42804", message));
            }
            if column.not_null.as_ref().is_some_and(|it| !it.no_inherit) && own.not_null.is_none() {
                let column = column.name.as_str();
                let what = if self.catalog.version >= super::columns::NAMED_NOT_NULL {
                    format!("column \"{column}\" in child table \"{child_name}\" must be marked NOT NULL")
                } else {
                    format!("column \"{column}\" in child table must be marked NOT NULL")
                };
                return Err(Mismatch::new("42804", what));
            }
            own.inherited += 1;
            own.local &= !partition;
            if let Some(not_null) = own.not_null.as_mut().filter(|_| column.not_null.is_some()) {
                not_null.inherited += 1;
                not_null.local &= !partition;
            }
        }
        for constraint in &from.constraints {
            let ConstraintKind::Check { no_inherit: false, .. } = constraint.kind else { continue };
            let Some(own) = table.constraints.iter_mut().find(|it| it.name == constraint.name) else {
                let message = format!("child table is missing constraint \"{}\"", constraint.name.as_str());
                return Err(Mismatch::new("42804", message));
            };
            own.inherited += 1;
            own.local &= !partition;
        }
        self.edit_table(child, |it| *it = table);
        Ok(())
    }

    pub(super) fn detach_partition(&mut self, parent: RelationId, name: &ObjectName, finalize: bool) -> Outcome {
        if self.table_of(parent).is_some_and(|it| !it.is_partitioned()) {
            let table = self.catalog.relation(parent).map(|it| it.name.name.clone());
            let table = table.as_ref().map_or("?", Ident::as_str);
            return Err(match self.catalog.version.0 {
                ..18 => Mismatch::new("42P17", format!("table \"{table}\" is not partitioned")),
                _ => {
                    let message = format!("ALTER action DETACH PARTITION cannot be performed on relation \"{table}\"");
                    Mismatch::new("42809", message)
                }
            });
        }
        let child = self.table(name)?;
        let of = child.table().and_then(|it| it.partition_of.as_ref());
        let is_partition = of.is_some_and(|it| it.parent == parent);
        if finalize && of.is_some_and(|it| it.parent == parent && !it.detach_pending) {
            let message = format!("cannot complete detaching partition \"{}\"", child.name.name.as_str());
            return Err(Mismatch::new("55000", message));
        }
        if !is_partition {
            let parent =
                self.catalog.relation(parent).map(|it| it.name.name.clone()).unwrap_or_else(|| name.name.clone());
            let (child, parent) = (child.name.name.as_str(), parent.as_str());
            let message = format!("relation \"{child}\" is not a partition of relation \"{parent}\"");
            return Err(Mismatch::new("42P01", message));
        }
        self.edit_table(parent, |it| it.children.retain(|it| *it != child.id));
        self.disown(parent, child.id);
        let mut detached = vec![child.id];
        detached.extend(self.descendants(child.id));
        for table in detached {
            self.edit_table(table, |it| it.columns.iter_mut().for_each(|it| it.identity = None));
        }
        self.edit_table(child.id, |it| {
            it.partition_of = None;
            it.triggers.retain(|it| !it.inherited);
        });
        let indexes = self.table_of(child.id).map(|it| it.indexes.clone()).unwrap_or_default();
        for index in indexes {
            self.edit(index, |it| {
                if let RelationKind::Index(index) = &mut it.kind {
                    index.parent = None;
                }
            });
        }
        Ok(())
    }

    /// Columns and constraints of a former child are its own again.
    fn disown(&mut self, parent: RelationId, child: RelationId) {
        let Some(from) = self.table_of(parent).cloned() else { return };
        self.edit_table(child, |table| {
            let partition = table.partition_of.is_some();
            for own in table.columns.iter_mut().filter(|it| from.column(&it.name).is_some()) {
                own.inherited = own.inherited.saturating_sub(1);
                own.local |= own.inherited == 0;
                if let Some(not_null) = &mut own.not_null {
                    not_null.inherited = not_null.inherited.saturating_sub(1);
                    not_null.local |= not_null.inherited == 0;
                }
            }
            for own in &mut table.constraints {
                let inherited = if own.check().is_some() { from.constraint(&own.name).is_some() } else { partition };
                if inherited {
                    own.inherited = own.inherited.saturating_sub(1);
                    own.local |= own.inherited == 0;
                }
            }
        });
    }

    pub(super) fn inherit(&mut self, child: RelationId, name: &ObjectName) -> Outcome {
        let parent = self.relation(name)?;
        super::kinds::check_child(&AlterKind::Inherit { parent: name.clone() }, &parent, self.catalog.version.0)?;
        if self.table_of(child).is_some_and(|it| it.partition_of.is_some()) {
            return Err(Mismatch::new("42809", "cannot change inheritance of a partition"));
        }
        let refuse = |what: &str| {
            let message = format!("cannot inherit from {what} \"{}\"", parent.name.name.as_str());
            Err(Mismatch::new("42809", message))
        };
        match parent.table() {
            Some(it) if it.is_partitioned() => return refuse("partitioned table"),
            Some(it) if it.partition_of.is_some() => return refuse("partition"),
            _ => {}
        }
        if self.table_of(child).is_some_and(|it| it.inherits.contains(&parent.id)) {
            let message = format!("relation \"{}\" would be inherited from more than once", parent.name.name.as_str());
            return Err(Mismatch::new("42P07", message));
        }
        if parent.id == child || self.descendants(child).contains(&parent.id) {
            return Err(Mismatch::new("42P07", "circular inheritance not allowed"));
        }
        self.adopt(parent.id, &parent.name.name, child, false)?;
        self.edit_table(child, |it| it.inherits.push(parent.id));
        self.edit_table(parent.id, |it| it.children.push(child));
        Ok(())
    }

    pub(super) fn no_inherit(&mut self, child: RelationId, name: &ObjectName) -> Outcome {
        let parent = self.table(name)?;
        if !self.table_of(child).is_some_and(|it| it.inherits.contains(&parent.id)) {
            let (parent, child) =
                (parent.name.name.as_str(), self.catalog.relation(child).map(|it| it.name.name.clone()));
            let child = child.as_ref().map_or("?", Ident::as_str);
            let message = format!("relation \"{parent}\" is not a parent of relation \"{child}\"");
            return Err(Mismatch::new("42P01", message));
        }
        self.disown(parent.id, child);
        self.edit_table(child, |it| it.inherits.retain(|it| *it != parent.id));
        self.edit_table(parent.id, |it| it.children.retain(|it| *it != child));
        Ok(())
    }

    /// ALTER INDEX … ATTACH PARTITION.
    pub(super) fn attach_index_partition(&mut self, parent: RelationId, name: &ObjectName) -> Outcome {
        let index = self.relation(name)?;
        if index.index().is_none() {
            return Err(Mismatch::new("42P17", format!("\"{}\" is not an index", index.name.name.as_str())));
        }
        self.refuse_foreign_index(parent, &index)?;
        self.attach_index(parent, index.id);
        if let Some(table) = self.catalog.relation(parent).and_then(|it| it.index()).map(|it| it.table) {
            self.revalidate_indexes(table);
        }
        Ok(())
    }

    /// An index of a table that is no partition of the parent's.
    fn refuse_foreign_index(&self, parent: RelationId, index: &Relation) -> Outcome {
        let Some(above) = self.catalog.relation(parent) else { return Ok(()) };
        let (name, above_name) = (index.name.name.as_str(), above.name.name.as_str());
        let (Some(part), Some(whole)) = (index.index(), above.index()) else { return Ok(()) };
        let of = self.table_of(part.table).and_then(|it| it.partition_of.as_ref()).map(|it| it.parent);
        let elsewhere = part.parent.is_some_and(|it| it != parent);
        if of != Some(whole.table) || elsewhere {
            let message = format!("cannot attach index \"{name}\" as a partition of index \"{above_name}\"");
            return Err(Mismatch::new("55000", message));
        }
        Ok(())
    }

    /// A partitioned index made with ON ONLY becomes valid when every partition has its part.
    fn revalidate_indexes(&mut self, table: RelationId) {
        let Some(parent) = self.table_of(table).cloned() else { return };
        for id in &parent.indexes {
            let complete = parent.children.iter().all(|child| {
                let indexes = self.table_of(*child).map(|it| it.indexes.as_slice()).unwrap_or_default();
                indexes.iter().any(|it| {
                    let index = self.catalog.relation(*it).and_then(|it| it.index());
                    index.is_some_and(|it| it.parent == Some(*id) && it.valid)
                })
            });
            let invalid = self.catalog.relation(*id).and_then(|it| it.index()).is_some_and(|it| !it.valid);
            if complete && invalid {
                self.edit(*id, |it| {
                    if let RelationKind::Index(index) = &mut it.kind {
                        index.valid = true;
                    }
                });
            }
        }
    }

    /// An index key under another table's column numbers.
    pub(super) fn translate_key(&self, from: RelationId, to: RelationId, key: KeyPart) -> Option<KeyPart> {
        match key {
            KeyPart::Column(number) => {
                let name = &self.table_of(from)?.column_numbered(number)?.name;
                Some(KeyPart::Column(self.table_of(to)?.column(name)?.number))
            }
            expr @ KeyPart::Expr(_) => Some(expr),
        }
    }

    /// A key's column by name, for generated names.
    pub(super) fn key_name(&self, table: RelationId, key: &KeyPart) -> String {
        match key {
            KeyPart::Column(number) => {
                let column = self.table_of(table).and_then(|it| it.column_numbered(*number));
                column.map_or_else(|| "expr".to_owned(), |it| it.name.as_str().to_owned())
            }
            KeyPart::Expr(expr) => {
                crate::catalog::names::of_expression(&expr.tree).unwrap_or_else(|| "expr".to_owned())
            }
        }
    }

    /// Keys of statistics objects and the like.
    pub(super) fn key_part(&self, table: RelationId, key: &IndexKeyExpr) -> Outcome<KeyPart> {
        match key {
            IndexKeyExpr::Column(name) => {
                let relation = self.catalog.relation(table);
                let column = relation.and_then(|it| it.column(name)).ok_or_else(|| unknown_column(name))?;
                Ok(KeyPart::Column(column.number))
            }
            IndexKeyExpr::Expr(expr) => Ok(KeyPart::Expr(expr.clone())),
        }
    }
}
