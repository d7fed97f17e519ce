//! ALTER TABLE forms about one column, and what their children get of them.

use super::{
    Mismatch,
    columns::{Parts, not_null, push_column},
    context::Apply,
    create_table::{merge_not_null, need_column, need_new_column},
    error::{Outcome, invalid_table},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Column, KeyPart, Relation, RelationKind, Table},
        types::{DataType, UserTypeKind},
    },
    sql::{
        expr::{Expr, Tree, TypeName},
        name::{Ident, ObjectName},
        statement::{AlterKind, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, SequenceOptions},
    },
};

/// Types whose values are all of one short length.
static FIXED: &[&str] = &[
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "oid",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "name",
];

impl Apply<'_> {
    pub(super) fn alter_column(&mut self, id: RelationId, only: bool, action: &AlterKind) -> Outcome {
        use AlterKind as K;
        match action {
            K::AddColumn { column, if_not_exists } => self.add_column(id, column, *if_not_exists, only),
            K::DropColumn { name, if_exists, cascade } => self.drop_column(id, name, *if_exists, *cascade, only),
            K::AlterType { column, data_type, collation, using } => {
                if only && self.table_of(id).is_some_and(|it| !it.children.is_empty()) {
                    let column = column.as_str();
                    let message = format!("type of inherited column \"{column}\" must be changed in child tables too");
                    return Err(invalid_table(message));
                }
                self.alter_column_type(id, column, data_type, collation.as_ref(), using.as_ref())
            }
            K::SetDefault { column, default } => {
                self.refuse_generated(id, column)?;
                let mut changed = self.need_column_of(id, column)?;
                self.check_default(column, &changed.data_type, default)?;
                changed.default = Some(default.clone());
                self.drop_null_default(&mut changed);
                self.on_column(id, column, only, |it| it.default = changed.default.clone())
            }
            K::DropDefault { column } => {
                self.refuse_generated(id, column)?;
                self.on_column(id, column, only, |it| it.default = None)
            }
            K::SetNotNull { column } => {
                self.refuse_not_null_only(id, column, only)?;
                self.set_not_null(id, &not_null(column))?;
                for child in self.descendants(id) {
                    self.inherit_not_null(child, id, column);
                }
                Ok(())
            }
            K::DropNotNull { column } => self.drop_not_null(id, column, only),
            K::SetExpression { column, expr } => {
                self.refuse_virtual_with_checks(id, column)?;
                self.on_column(id, column, only, |it| {
                    if let Some(generated) = &mut it.generated {
                        generated.expr = expr.clone();
                    }
                })
            }
            K::DropExpression { column, if_exists } => self.drop_expression(id, column, *if_exists),
            K::AddIdentity { column, always, options } => self.add_identity(id, column, *always, options),
            K::SetIdentity { column, always, options } => self.set_identity(id, column, *always, options),
            K::DropIdentity { column, if_exists } => self.drop_identity(id, column, *if_exists),
            K::SetStatistics { column, target } => {
                if target.is_some_and(|it| it < -1) {
                    let message = format!("statistics target {} is too low", target.unwrap_or_default());
                    return Err(Mismatch::new("22023", message));
                }
                let by_number = column.as_str().bytes().all(|it| it.is_ascii_digit());
                if by_number && self.catalog.relation(id).is_some_and(|it| it.index().is_none()) {
                    return Err(Mismatch::new("0A000", "cannot refer to non-index column by number"));
                }
                if let Some(relation) = self.catalog.relation(id).filter(|it| it.index().is_some()) {
                    return self.refuse_index_statistics(relation, column);
                }
                self.on_column(id, column, only, |it| it.statistics = target.filter(|it| *it >= 0))
            }
            K::SetColumnOptions { column, options, reset } => {
                if !reset {
                    self.column_options(options)?;
                }
                self.on_column(id, column, true, |it| super::alter_table::set_options(&mut it.options, options, *reset))
            }
            K::SetStorage { column, storage } => {
                self.refuse_storage(id, column, storage)?;
                self.on_column(id, column, only, |it| it.storage = Some(storage.clone()))
            }
            K::SetCompression { column, method } => {
                self.refuse_compression(id, column, method)?;
                let method = Some(method.clone()).filter(|it| it.as_str() != "default");
                self.on_column(id, column, true, |it| it.compression = method.clone())
            }
            _ => Ok(()),
        }
    }

    /// Only expressions of an index have statistics of their own.
    fn refuse_index_statistics(&self, relation: &Relation, column: &Ident) -> Outcome {
        let (Some(index), name) = (relation.index(), relation.name.name.as_str()) else { return Ok(()) };
        let Ok(number) = column.as_str().parse::<usize>() else { return Ok(()) };
        let include = index.include.get(number.wrapping_sub(index.keys.len() + 1));
        let (what, of) = match index.keys.get(number.wrapping_sub(1)).map(|it| &it.key) {
            Some(KeyPart::Expr(_)) => return Ok(()),
            Some(KeyPart::Column(of)) => ("non-expression", *of),
            None => match include {
                Some(of) => ("included", *of),
                None => {
                    let message = format!("column number {number} of relation \"{name}\" does not exist");
                    return Err(Mismatch::new("42703", message));
                }
            },
        };
        let shown = self.table_of(index.table).and_then(|it| it.column_numbered(of)).map(|it| it.name.clone());
        let shown = shown.as_ref().map_or("?", Ident::as_str);
        let message = format!("cannot alter statistics on {what} column \"{shown}\" of index \"{name}\"");
        Err(Mismatch::new("0A000", message))
    }

    /// Changes a column here and, unless `only`, in all children.
    fn on_column(&mut self, id: RelationId, name: &Ident, only: bool, change: impl Fn(&mut Column)) -> Outcome {
        self.need_column_of(id, name)?;
        let mut all = vec![id];
        if !only {
            all.extend(self.descendants(id));
        }
        all.into_iter().for_each(|it| self.edit_column(it, name, &change));
        Ok(())
    }

    fn need_column_of(&self, id: RelationId, name: &Ident) -> Outcome<Column> {
        let relation = self.catalog.relation(id);
        let column = relation.and_then(|it| it.column(name));
        let relation_name = relation.map_or_else(|| name.clone(), |it| it.name.name.clone());
        column.cloned().ok_or_else(|| super::error::no_column(name, &relation_name))
    }

    fn add_column(
        &mut self,
        id: RelationId,
        definition: &ColumnDefinition,
        if_not_exists: bool,
        only: bool,
    ) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let Some(table) = relation.table() else { return Ok(()) };
        if table.column(&definition.name).is_some() && if_not_exists {
            return Ok(());
        }
        need_new_column(table, &definition.name, &relation.name.name)?;
        if table.partition_of.is_some() {
            return Err(Mismatch::new("42809", "cannot add column to a partition"));
        }
        if table.of_type.is_some() {
            return Err(Mismatch::new("42809", "cannot add column to typed table"));
        }
        if only && !table.children.is_empty() {
            return Err(invalid_table("column must be added to child tables too"));
        }
        let identity = |it: &ColumnConstraint| matches!(it.kind, ColumnConstraintKind::Identity { .. });
        // From 17 on partitions have the identity of their parent.
        let shared = table.is_partitioned() && self.catalog.version.0 >= 17;
        if definition.constraints.iter().any(identity) && !table.children.is_empty() && !shared {
            return Err(invalid_table("cannot recursively add identity column to table that has child tables"));
        }
        let mut parts = Parts::default();
        let mut column = self.new_column(&relation.name, definition, &mut parts)?;
        self.drop_null_default(&mut column);
        self.edit_table(id, |it| push_column(it, column.clone()));
        if let Some(generated) = &column.generated
            && let Some(relation) = self.catalog.relation(id).cloned()
        {
            self.check_expression(&relation, &[&generated.expr.tree])?;
            self.check_generation(&relation, &generated.expr.tree)?;
        }
        for child in self.table_of(id).map(|it| it.children.clone()).unwrap_or_default() {
            self.inherit_column(child, &column);
        }
        self.add_parts(id, parts)?;
        self.share_identity(id, &definition.name);
        Ok(())
    }

    fn inherit_column(&mut self, child: RelationId, column: &Column) {
        let added = self.edit_table(child, |table| match table.columns.iter_mut().find(|it| it.name == column.name) {
            Some(own) => {
                own.inherited += 1;
                merge_not_null(own, column);
                false
            }
            None => {
                let column = Column { local: false, inherited: 1, comment: None, ..column.clone() };
                push_column(table, column);
                true
            }
        });
        if added == Some(true) {
            for grandchild in self.table_of(child).map(|it| it.children.clone()).unwrap_or_default() {
                self.inherit_column(grandchild, column);
            }
        }
    }

    /// From 17 on partitions share the identity of the partitioned table's column.
    pub(super) fn share_identity(&mut self, id: RelationId, column: &Ident) {
        let table = self.table_of(id).filter(|it| it.is_partitioned() && self.catalog.version.0 >= 17);
        let Some(identity) = table.and_then(|it| it.column(column)).map(|it| it.identity.clone()) else { return };
        for child in self.descendants(id) {
            self.edit_column(child, column, |it| it.identity = identity.clone());
        }
    }

    /// What a new partition shares, or one that is none any more does not.
    pub(super) fn share_identities(&mut self, parent: RelationId) {
        let columns = self.table_of(parent).map(|it| it.columns.clone()).unwrap_or_default();
        columns.iter().filter(|it| it.identity.is_some()).for_each(|it| self.share_identity(parent, &it.name));
    }

    // ---- types --------------------------------------------------------------------------------------------------------

    fn alter_column_type(
        &mut self,
        id: RelationId,
        name: &Ident,
        type_name: &TypeName,
        collation: Option<&ObjectName>,
        using: Option<&Expr>,
    ) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let empty = Table::default();
        let table = relation.table().unwrap_or(&empty);
        if table.of_type.is_some() {
            return Err(Mismatch::new("42809", "cannot alter column type of typed table"));
        }
        let old = need_column(table, name, &relation.name.name)?.clone();
        if old.inherited > 0 {
            return Err(invalid_table(format!("cannot alter inherited column \"{}\"", name.as_str())));
        }
        self.refuse_partition_key(id, name)?;
        self.descendants(id).into_iter().try_for_each(|it| self.refuse_partition_key(it, name))?;
        let data_type = self.data_type(type_name)?;
        if let Some(using) = using {
            self.check_expression(&relation, &[&using.tree])?;
            self.check_place(&using.tree, super::expressions::Place::Using)?;
        } else if !self.casts_by_itself(&old.data_type, &data_type) {
            let shown = self.shown_data_type(&data_type);
            let message = format!("column \"{}\" cannot be cast automatically to type {shown}", name.as_str());
            return Err(Mismatch::new("42804", message));
        }
        let default = old.default.as_ref().map(|it| &it.tree).filter(|it| has_value(it));
        if default.is_some_and(|it| !self.casts_default(it, &old.data_type, &data_type)) {
            let shown = name.as_str();
            let message = format!("default for column \"{shown}\" cannot be cast automatically to type {data_type}");
            return Err(Mismatch::new("42804", message));
        }
        let mut all = vec![id];
        all.extend(self.descendants(id));
        for table in &all {
            self.refuse_used_column(*table, name)?;
        }
        let collation = self.collation(collation);
        for table in all {
            self.edit_column(table, name, |it| {
                it.data_type = data_type.clone();
                it.collation = collation.clone();
                it.storage = None;
            });
            self.keys_still_fit(table)?;
        }
        if let Some(identity) = &old.identity {
            let options = SequenceOptions { data_type: Some(type_name.clone()), ..SequenceOptions::default() };
            if let Some(sequence) = self.catalog.relation(identity.sequence).cloned() {
                self.change_sequence(&sequence, &options)?;
            }
        }
        Ok(())
    }

    fn refuse_partition_key(&self, id: RelationId, name: &Ident) -> Outcome {
        let Some(relation) = self.catalog.relation(id) else { return Ok(()) };
        let column = relation.table().and_then(|table| Some((table, table.column(name)?)));
        if !column.is_some_and(|(table, column)| in_partition_key(table, column)) {
            return Ok(());
        }
        let (column, table) = (name.as_str(), relation.name.name.as_str());
        let message =
            format!("cannot alter column \"{column}\" because it is part of the partition key of relation \"{table}\"");
        Err(invalid_table(message))
    }

    /// False only where it is certain that no assignment cast exists.
    fn casts_by_itself(&self, from: &DataType, to: &DataType) -> bool {
        let is_text = |it: &DataType| ["text", "varchar", "bpchar", "name"].iter().any(|name| it.is(name));
        let is_enum = self.catalog.user_type(to).is_some_and(|it| matches!(it.kind, UserTypeKind::Enum(_)));
        if is_text(from) {
            return is_text(to) || !(to.is_builtin() || is_enum) || to.array != from.array && !to.is_builtin();
        }
        self.assigns(from, to)
    }

    /// As [`Self::casts_by_itself`], for a default: the assignment cast to the column's old type is taken off it first,
    /// so that `DEFAULT 'a'::new_type` of a text column fits the new type.
    fn casts_default(&self, default: &Tree, old: &DataType, new: &DataType) -> bool {
        let written = match default {
            Tree::Cast { to, .. } => self.data_type(to).ok(),
            _ => None,
        };
        written.as_ref() == Some(new) || self.casts_by_itself(old, new)
    }

    /// Views, policies, triggers and generated columns keep a column's type.
    fn refuse_used_column(&self, id: RelationId, name: &Ident) -> Outcome {
        let Some(relation) = self.catalog.relation(id) else { return Ok(()) };
        let Some(column) = relation.column(name) else { return Ok(()) };
        let refuse = |what: &str| Err(Mismatch::new("0A000", format!("cannot alter type of a column {what}")));
        let dependency = crate::catalog::relation::Dependency { relation: id, column: Some(column.number) };
        if self.catalog.readers(id).any(|it| it.view().is_some_and(|it| it.dependencies.contains(&dependency))) {
            return refuse("used by a view or rule");
        }
        let in_rule = |other: &std::sync::Arc<Relation>| {
            super::trigger::rules(other).iter().any(|it| it.dependencies.contains(&dependency))
        };
        if self.catalog.reading_tables(id).any(in_rule) {
            return refuse("used by a view or rule");
        }
        let Some(table) = relation.table() else { return Ok(()) };
        let uses = |expr: &Expr| super::constraint::columns_of(relation, &expr.tree).contains(name);
        if table.columns.iter().any(|it| it.generated.as_ref().is_some_and(|it| uses(&it.expr))) {
            if self.catalog.version.0 < 15 {
                return Err(Mismatch::new("42601", "cannot alter type of a column used by a generated column"));
            }
            return refuse("used by a generated column");
        }
        if table.policies.iter().any(|it| it.using.iter().chain(&it.check).any(uses)) {
            return refuse("used in a policy definition");
        }
        let named = |it: &crate::sql::statement::TriggerEvent| matches!(it, crate::sql::statement::TriggerEvent::Update(columns) if columns.contains(name));
        if table.triggers.iter().any(|it| it.events.iter().any(named) || it.when.as_ref().is_some_and(uses)) {
            return refuse("used in a trigger definition");
        }
        Ok(())
    }

    // ---- NOT NULL, identity, generated ----------------------------------------------------------------------------------

    fn drop_not_null(&mut self, id: RelationId, name: &Ident, only: bool) -> Outcome {
        let column = self.need_column_of(id, name)?;
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let relation_name = relation.name.name.as_str();
        if column.identity.is_some() {
            let message = format!("column \"{}\" of relation \"{relation_name}\" is an identity column", name.as_str());
            return Err(Mismatch::new("42601", message));
        }
        // 18 asks the parent before it looks for a primary key.
        let parent = relation.table().and_then(|it| it.partition_of.as_ref()).map(|it| it.parent);
        let marked = parent.and_then(|it| self.table_of(it)?.column(name)).is_some_and(|it| it.not_null.is_some());
        if marked && self.catalog.version >= super::columns::NAMED_NOT_NULL {
            let message = format!("column \"{}\" is marked NOT NULL in parent table", name.as_str());
            return Err(invalid_table(message));
        }
        if self.in_primary_key(&relation, &column) {
            return Err(invalid_table(format!("column \"{}\" is in a primary key", name.as_str())));
        }
        if let Some(not_null) = column.not_null.as_ref().filter(|it| it.inherited > 0) {
            if relation.table().is_some_and(|it| it.partition_of.is_some()) && not_null.name.is_none() {
                let message = format!("column \"{}\" is marked NOT NULL in parent table", name.as_str());
                return Err(invalid_table(message));
            }
            if let Some(constraint) = &not_null.name {
                let constraint = constraint.as_str();
                let message =
                    format!("cannot drop inherited constraint \"{constraint}\" of relation \"{relation_name}\"");
                return Err(invalid_table(message));
            }
        }
        let named = self.catalog.version >= super::columns::NAMED_NOT_NULL;
        self.on_column(id, name, only, |it| match &mut it.not_null {
            // A child's own constraint stays where it is one.
            Some(own) if named && own.local && own.inherited > 0 => own.inherited -= 1,
            not_null => *not_null = None,
        })
    }

    fn in_primary_key(&self, relation: &Relation, column: &Column) -> bool {
        let index = relation.table().and_then(|it| it.primary_key()).and_then(|it| it.index());
        let index = index.and_then(|it| self.catalog.relation(it)?.index());
        index.is_some_and(|it| it.leading_columns().any(|it| it == column.number))
    }

    fn refuse_generated(&self, id: RelationId, name: &Ident) -> Outcome {
        let column = self.need_column_of(id, name)?;
        let relation = self.catalog.relation(id).map(|it| it.name.name.clone());
        let relation = relation.as_ref().map_or("?", Ident::as_str);
        let what = match (&column.identity, &column.generated) {
            (Some(_), _) => "an identity column",
            (_, Some(_)) => "a generated column",
            _ => return Ok(()),
        };
        Err(Mismatch::new("42601", format!("column \"{}\" of relation \"{relation}\" is {what}", name.as_str())))
    }

    fn drop_expression(&mut self, id: RelationId, name: &Ident, if_exists: bool) -> Outcome {
        let column = self.need_column_of(id, name)?;
        if column.generated.is_none() && !if_exists {
            let what = if self.catalog.version.0 < 18 { "a stored generated column" } else { "a generated column" };
            return Err(self.not_such_a_column(id, name, what));
        }
        if column.generated.as_ref().is_some_and(|it| !it.stored) {
            let message = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
            return Err(Mismatch::new("0A000", message));
        }
        self.on_column(id, name, false, |it| it.generated = None)
    }

    /// ONLY on a partitioned table: partitions would be left with NULLs.
    fn refuse_not_null_only(&self, id: RelationId, name: &Ident, only: bool) -> Outcome {
        let Some(table) = self.table_of(id).filter(|it| only && it.is_partitioned()) else { return Ok(()) };
        if table.column(name).is_none_or(|it| it.not_null.is_some()) {
            return Ok(());
        }
        let nullable = |it: &RelationId| {
            let column = self.table_of(*it).and_then(|it| it.column(name));
            column.is_some_and(|it| it.not_null.is_none())
        };
        let named = self.catalog.version >= super::columns::NAMED_NOT_NULL && !table.children.is_empty();
        if named || table.children.iter().any(nullable) {
            return Err(invalid_table("constraint must be added to child tables too"));
        }
        Ok(())
    }

    fn refuse_virtual_with_checks(&self, id: RelationId, name: &Ident) -> Outcome {
        let Some(table) = self.table_of(id) else { return Ok(()) };
        let is_virtual = table.column(name).and_then(|it| it.generated.as_ref()).is_some_and(|it| !it.stored);
        if is_virtual && table.constraints.iter().any(|it| it.check().is_some()) {
            let message = "ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with \
                           check constraints";
            return Err(Mismatch::new("0A000", message));
        }
        Ok(())
    }

    /// Types of a fixed length are never stored out of line.
    fn refuse_storage(&self, id: RelationId, name: &Ident, storage: &Ident) -> Outcome {
        let column = self.need_column_of(id, name)?;
        let data_type = &column.data_type;
        if !matches!(storage.as_str(), "plain" | "external" | "extended" | "main" | "default") {
            let message = format!("invalid storage type \"{}\"", storage.as_str());
            return Err(Mismatch::new("22023", message));
        }
        let is_fixed = !data_type.array && FIXED.iter().any(|it| data_type.is(it));
        if is_fixed && !matches!(storage.as_str(), "plain" | "default") {
            let message = format!("column data type {data_type} can only have storage PLAIN");
            return Err(Mismatch::new("0A000", message));
        }
        Ok(())
    }

    fn refuse_compression(&self, id: RelationId, name: &Ident, method: &Ident) -> Outcome {
        let data_type = self.need_column_of(id, name)?.data_type;
        if FIXED.iter().any(|it| data_type.is(it)) {
            return Err(Mismatch::new("0A000", format!("column data type {data_type} does not support compression")));
        }
        if !matches!(method.as_str(), "pglz" | "lz4" | "default") {
            return Err(Mismatch::new("22023", format!("invalid compression method \"{}\"", method.as_str())));
        }
        Ok(())
    }

    fn not_such_a_column(&self, id: RelationId, name: &Ident, what: &str) -> Mismatch {
        let relation = self.catalog.relation(id).map(|it| it.name.name.clone());
        let relation = relation.as_ref().map_or("?", Ident::as_str);
        let message = format!("column \"{}\" of relation \"{relation}\" is not {what}", name.as_str());
        Mismatch::new("55000", message)
    }

    fn add_identity(&mut self, id: RelationId, name: &Ident, always: bool, options: &SequenceOptions) -> Outcome {
        let mut column = self.need_column_of(id, name)?;
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let refuse = |what: &str| {
            let (name, relation) = (name.as_str(), relation.name.name.as_str());
            Err(Mismatch::new("55000", format!("column \"{name}\" of relation \"{relation}\" {what}")))
        };
        if column.identity.is_some() {
            return refuse("is already an identity column");
        }
        if column.default.is_some() {
            return refuse("already has a default value");
        }
        if column.not_null.is_none() {
            return refuse("must be declared NOT NULL before identity can be added");
        }
        let mut parts = Parts::default();
        self.identity_column(&relation.name, &mut column, always, options, &mut parts)?;
        self.add_sequences(id, parts.sequences)?;
        self.share_identity(id, name);
        Ok(())
    }

    fn set_identity(
        &mut self,
        id: RelationId,
        name: &Ident,
        always: Option<bool>,
        options: &SequenceOptions,
    ) -> Outcome {
        let column = self.need_column_of(id, name)?;
        let Some(identity) = column.identity else {
            return Err(self.not_such_a_column(id, name, "an identity column"));
        };
        if let Some(sequence) = self.catalog.relation(identity.sequence).cloned() {
            self.change_sequence(&sequence, options)?;
        }
        self.on_column(id, name, false, |it| {
            if let (Some(identity), Some(always)) = (&mut it.identity, always) {
                identity.always = always;
            }
        })
    }

    fn drop_identity(&mut self, id: RelationId, name: &Ident, if_exists: bool) -> Outcome {
        let column = self.need_column_of(id, name)?;
        let Some(identity) = column.identity else {
            return if if_exists { Ok(()) } else { Err(self.not_such_a_column(id, name, "an identity column")) };
        };
        self.on_column(id, name, false, |it| it.identity = None)?;
        self.catalog.remove(identity.sequence);
        Ok(())
    }
}

/// A default whose value would have to be cast; NULL needs none.
fn has_value(tree: &Tree) -> bool {
    match tree {
        Tree::Null => false,
        Tree::Cast { operand, .. } => has_value(operand),
        _ => true,
    }
}

pub(super) fn in_partition_key(table: &Table, column: &Column) -> bool {
    let keys = table.partition_key.iter().flat_map(|it| &it.keys);
    keys.into_iter().any(|it| match &it.key {
        KeyPart::Column(number) => *number == column.number,
        KeyPart::Expr(expr) => {
            let mut found = false;
            expr.tree.walk(&mut |it| found |= matches!(it, Tree::Column { name, .. } if *name == column.name));
            found
        }
    })
}

/// Columns of a composite type, for ALTER TYPE … ATTRIBUTE.
pub(super) fn attributes_mut(relation: &mut Relation) -> Option<&mut Vec<Column>> {
    match &mut relation.kind {
        RelationKind::Composite(columns) => Some(columns),
        _ => None,
    }
}
