//! ALTER TABLE and its likes: which relation is meant, in which order its actions run, and the actions about the whole
//! relation.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, no_part, no_schema, undefined, wrong_kind},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Relation, RelationKind, Table, Trigger},
    },
    sql::{
        name::{Ident, ObjectName},
        statement::{
            AlterKind, AlterTable, Persistence, RelationKeyword, ReplicaIdentity, StorageOption, TableConstraintKind,
            TriggerSelection, TriggerState,
        },
    },
};

pub(super) fn persistence(logged: bool) -> Persistence {
    if logged { Persistence::Permanent } else { Persistence::Unlogged }
}

impl Apply<'_> {
    pub(super) fn alter_table(&mut self, alter: &AlterTable) -> Outcome {
        let relation = match self.relation(&alter.name) {
            Ok(found) => found,
            Err(_) if alter.if_exists => return Ok(()),
            Err(mismatch) => return Err(mismatch),
        };
        check_keyword(alter, &relation)?;
        for action in &alter.actions {
            super::kinds::check(&action.kind, &relation, self.catalog.version.0)?;
        }
        // The server runs the actions of one statement in passes: drops first, constraints last.
        let mut actions: Vec<&AlterKind> = alter.actions.iter().map(|it| &it.kind).collect();
        actions.sort_by_key(|it| pass(it));
        actions.into_iter().try_for_each(|it| self.alter(relation.id, alter.only, it))
    }

    fn alter(&mut self, id: RelationId, only: bool, action: &AlterKind) -> Outcome {
        use AlterKind as K;
        match action {
            K::AddConstraint(it) => self.add_constraint(id, it, only),
            K::AlterConstraint { name, attributes, inherit } => self.alter_constraint(id, name, *attributes, *inherit),
            K::ValidateConstraint { name } => self.validate_constraint(id, name),
            K::DropConstraint { name, if_exists, cascade } => {
                self.drop_constraint(id, name, *if_exists, *cascade, only)
            }
            K::EnableTrigger { state, which } => self.enable_trigger(id, *state, which),
            K::EnableRule { state, rule } => self.enable_rule(id, *state, rule),
            K::RowSecurity(change) => self.on_table(id, |it| it.apply_row_security(*change)),
            K::ClusterOn(index) => self.cluster_on(id, index.as_ref()),
            K::SetLogged(logged) => self.set_logged(id, *logged),
            K::SetAccessMethod(method) => self.on_table(id, |it| it.access_method = method.clone()),
            K::SetTablespace(name) if name.as_str() == "pg_global" => {
                Err(Mismatch::new("22023", "only shared relations can be placed in pg_global tablespace"))
            }
            K::SetTablespace(name) => self.on_relation(id, |it| it.tablespace = Some(name.clone())),
            K::SetOptions { options, reset } => {
                if let Some(relation) = self.catalog.relation(id).filter(|_| !reset) {
                    self.check_options(relation, options)?;
                }
                self.on_relation(id, |it| {
                    set_options(&mut it.options, options, *reset);
                    super::view::settle_check_option(it);
                    if let RelationKind::View(view) = &mut it.kind
                        && *reset
                        && options.iter().any(|it| &*it.name == "check_option")
                    {
                        view.check_option = None;
                    }
                })
            }
            K::Inherit { parent } => self.inherit(id, parent),
            K::NoInherit { parent } => self.no_inherit(id, parent),
            K::OfType(name) => self.of_type(id, name),
            K::NotOfType => self.not_of_type(id),
            K::ReplicaIdentity(identity) => self.replica_identity(id, identity),
            K::OwnerTo(owner) => self.owner_to(id, owner),
            K::AttachPartition { partition, bound } => self.attach_partition(id, partition, bound),
            K::AttachIndex { index } => self.attach_index_partition(id, index),
            K::DetachPartition { partition, finalize, .. } => self.detach_partition(id, partition, *finalize),
            K::RenameTo(name) => self.rename_relation(id, name),
            K::RenameColumn { from, to } => self.rename_column(id, from, to, only),
            K::RenameConstraint { from, to } => self.rename_constraint(id, from, to),
            K::SetSchema(schema) => self.set_schema(id, schema),
            K::DependsOnExtension { .. } | K::SetWithoutOids | K::ForeignOptions { .. } => Ok(()),
            column => self.alter_column(id, only, column),
        }
    }

    fn on_relation(&mut self, id: RelationId, change: impl FnOnce(&mut Relation)) -> Outcome {
        self.edit(id, change);
        Ok(())
    }

    pub(super) fn on_table(&mut self, id: RelationId, change: impl FnOnce(&mut Table)) -> Outcome {
        self.edit_table(id, change);
        Ok(())
    }

    fn enable_trigger(&mut self, id: RelationId, state: TriggerState, which: &TriggerSelection) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let wanted = |it: &Trigger| match which {
            TriggerSelection::All | TriggerSelection::User => true,
            TriggerSelection::Named(name) => it.name == *name,
        };
        let triggers = relation.table().map(|it| it.triggers.as_slice()).unwrap_or_default();
        if let (TriggerSelection::Named(name), None) = (which, triggers.iter().find(|it| wanted(it))) {
            return Err(no_part("trigger", name, "for table", &relation.name.name));
        }
        let mut tables = vec![id];
        // From 15 on the copies on partitions follow.
        if self.catalog.version.0 >= 15 && relation.table().is_some_and(Table::is_partitioned) {
            tables.extend(self.descendants(id));
        }
        for table in tables {
            self.edit_table(table, |it| it.triggers.iter_mut().filter(|it| wanted(it)).for_each(|it| it.state = state));
        }
        Ok(())
    }

    fn enable_rule(&mut self, id: RelationId, state: TriggerState, name: &Ident) -> Outcome {
        let changed = self.edit(id, |relation| {
            let rule = super::trigger::rules_mut(relation)?.iter_mut().find(|it| it.name == *name)?;
            rule.state = state;
            Some(())
        });
        match (changed.flatten(), self.catalog.relation(id)) {
            (None, Some(relation)) => Err(no_part("rule", name, "for relation", &relation.name.name)),
            _ => Ok(()),
        }
    }

    fn cluster_on(&mut self, id: RelationId, index: Option<&Ident>) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let index = index.map(|it| self.index_of(&relation, it)).transpose()?;
        index.iter().try_for_each(|it| self.refuse_cluster(*it))?;
        self.on_table(id, |it| it.clustered_on = index)
    }

    /// Only B-trees and GiST have an order of rows, and only whole indexes.
    pub(super) fn refuse_cluster(&self, id: RelationId) -> Outcome {
        let Some(relation) = self.catalog.relation(id) else { return Ok(()) };
        let Some(index) = relation.index() else { return Ok(()) };
        let name = relation.name.name.as_str();
        if matches!(index.method.as_str(), "hash" | "gin" | "brin" | "spgist") {
            let message =
                format!("cannot cluster on index \"{name}\" because access method does not support clustering");
            return Err(Mismatch::new("0A000", message));
        }
        if index.predicate.is_some() {
            return Err(Mismatch::new("0A000", format!("cannot cluster on partial index \"{name}\"")));
        }
        Ok(())
    }

    /// An unlogged table is not published and not referred to by a logged one.
    fn refuse_unlogged(&self, relation: &Relation) -> Outcome {
        let name = relation.name.name.as_str();
        let Some(table) = relation.table() else { return Ok(()) };
        if table.is_partitioned() && self.catalog.version.0 >= 18 {
            let message = format!("ALTER action SET UNLOGGED cannot be performed on relation \"{name}\"");
            return Err(Mismatch::new("42809", message));
        }
        if relation.persistence != Persistence::Permanent {
            return Ok(());
        }
        if self.catalog.publications.values().any(|it| it.tables.iter().any(|it| it.relation == relation.id)) {
            let message = format!("cannot change table \"{name}\" to unlogged because it is part of a publication");
            return Err(Mismatch::new("55000", message));
        }
        let parent = |it: &RelationId| Some(self.table_of(*it)?.partition_of.as_ref()?.parent);
        let mut above = std::iter::successors(Some(relation.id), parent);
        let logged = above.find_map(|it| {
            let mut keys = self.catalog.referencing(it).map(|it| it.0);
            keys.find(|it| it.id != relation.id && it.persistence == Persistence::Permanent)
        });
        let Some(other) = logged.map(|it| it.name.name.as_str()) else { return Ok(()) };
        let message =
            format!("could not change table \"{name}\" to unlogged because it references logged table \"{other}\"");
        Err(super::error::invalid_table(message))
    }

    fn set_logged(&mut self, id: RelationId, logged: bool) -> Outcome {
        if let Some(relation) = self.catalog.relation(id).filter(|_| !logged) {
            self.refuse_unlogged(relation)?;
        }
        let persistence = persistence(logged);
        let mut all = vec![id];
        all.extend(self.catalog.relation(id).map(|it| it.indexes().to_vec()).unwrap_or_default());
        if self.catalog.version.0 >= 15 {
            all.extend(self.catalog.owned_sequences(id).map(|it| it.id));
        }
        for relation in all {
            self.edit(relation, |it| it.persistence = persistence);
        }
        Ok(())
    }

    fn of_type(&mut self, id: RelationId, name: &ObjectName) -> Outcome {
        let of = self.composite(name)?;
        self.fits_type(id, &of)?;
        let of = of.name.clone();
        self.on_table(id, |it| it.of_type = Some(of))
    }

    /// The composite type that a typed table is of.
    pub(super) fn composite(&self, name: &ObjectName) -> Outcome<std::sync::Arc<Relation>> {
        match self.find(name) {
            Some(found) if matches!(found.kind, RelationKind::Composite(_)) => Ok(found),
            None if self.user_type(name).is_err() => Err(super::error::no_type(&super::error::plain(name))),
            _ => {
                let message = format!("type {} is not a composite type", super::error::plain(name));
                Err(Mismatch::new("42809", message))
            }
        }
    }

    fn not_of_type(&mut self, id: RelationId) -> Outcome {
        if let Some(relation) = self.catalog.relation(id).filter(|it| it.table().is_some_and(|it| it.of_type.is_none()))
        {
            let message = format!("\"{}\" is not a typed table", relation.name.name.as_str());
            return Err(Mismatch::new("42809", message));
        }
        self.on_table(id, |it| it.of_type = None)
    }

    /// The columns of a typed table are the type's, in order.
    fn fits_type(&self, id: RelationId, of: &Relation) -> Outcome {
        let Some(relation) = self.catalog.relation(id) else { return Ok(()) };
        let refuse = |message: String| Err(Mismatch::new("42804", message));
        let mut own = relation.columns().iter();
        for wanted in of.columns() {
            let name = wanted.name.as_str();
            match own.next() {
                None => return refuse(format!("table is missing column \"{name}\"")),
                Some(it) if it.name != wanted.name => {
                    let has = it.name.as_str();
                    return refuse(format!("table has column \"{has}\" where type requires \"{name}\""));
                }
                Some(it) if it.data_type != wanted.data_type => {
                    let table = relation.name.name.as_str();
                    return refuse(format!("table \"{table}\" has different type for column \"{name}\""));
                }
                Some(_) => {}
            }
        }
        match own.next() {
            Some(extra) => refuse(format!("table has extra column \"{}\"", extra.name.as_str())),
            None => Ok(()),
        }
    }

    fn replica_identity(&mut self, id: RelationId, identity: &ReplicaIdentity) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        if let ReplicaIdentity::Index(name) = identity {
            let found = self.index_of(&relation, name)?;
            let index = self.catalog.relation(found).and_then(|it| it.index());
            if index.is_some_and(|it| it.predicate.is_some()) {
                let message = format!("cannot use partial index \"{}\" as replica identity", name.as_str());
                return Err(Mismatch::new("0A000", message));
            }
            if index.is_some_and(|it| !it.unique) {
                let message = format!("cannot use non-unique index \"{}\" as replica identity", name.as_str());
                return Err(Mismatch::new("42809", message));
            }
            let nullable = index.into_iter().flat_map(|it| it.leading_columns()).find_map(|number| {
                let column = relation.table()?.column_numbered(number)?;
                column.not_null.is_none().then(|| column.name.clone())
            });
            if let Some(column) = nullable {
                let (name, column) = (name.as_str(), column.as_str());
                let message = format!(
                    "index \"{name}\" cannot be used as replica identity because column \"{column}\" is nullable"
                );
                return Err(Mismatch::new("42809", message));
            }
        }
        let identity = Some(identity.clone()).filter(|it| *it != ReplicaIdentity::Default);
        self.on_table(id, |it| it.replica_identity = identity)
    }

    /// Indexes and owned sequences go with their table.
    pub(super) fn owner_to(&mut self, id: RelationId, owner: &Ident) -> Outcome {
        let owner = self.role_name(owner);
        owner.iter().try_for_each(|it| need_role(self, it))?;
        let mut all = vec![id];
        all.extend(self.catalog.relation(id).map(|it| it.indexes().to_vec()).unwrap_or_default());
        all.extend(self.catalog.owned_sequences(id).map(|it| it.id));
        for relation in all {
            self.edit(relation, |it| {
                it.owner = owner.clone();
                it.grants.retain(|grant| Some(&grant.grantee) != it.owner.as_ref());
            });
        }
        Ok(())
    }

    /// CURRENT_USER and its like mean the role of the session.
    pub(super) fn role_name(&self, role: &Ident) -> Option<Ident> {
        match role.as_str() {
            "current_user" | "current_role" | "session_user" => self.session.role.clone(),
            _ => Some(role.clone()),
        }
    }

    pub(super) fn set_schema(&mut self, id: RelationId, schema: &Ident) -> Outcome {
        if !self.catalog.schemas.contains_key(schema) && !self.is_partial() {
            return Err(no_schema(schema));
        }
        self.need_schema(schema)?;
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        if relation.name.schema == *schema {
            return Ok(());
        }
        if relation.sequence().is_some_and(|it| it.owned_by.is_some()) {
            return Err(Mismatch::new("0A000", "cannot move an owned sequence into another schema"));
        }
        let mut moved = vec![id];
        moved.extend(relation.indexes());
        moved.extend(self.catalog.owned_sequences(id).map(|it| it.id));
        for id in moved {
            let Some(old) = self.catalog.relation(id).map(|it| it.name.clone()) else { continue };
            let new = crate::sql::name::QualifiedName { schema: schema.clone(), name: old.name.clone() };
            if self.catalog.find(&new).is_some() {
                let (name, schema) = (old.name.as_str(), schema.as_str());
                let message = format!("relation \"{name}\" already exists in schema \"{schema}\"");
                return Err(Mismatch::new("42P07", message));
            }
            self.move_relation(id, new);
        }
        Ok(())
    }
}

/// ALTER VIEW, ALTER INDEX and so on refuse other kinds of relations; ALTER TABLE takes all for what all can do.
fn check_keyword(alter: &AlterTable, relation: &Relation) -> Outcome {
    let name = &relation.name.name;
    let rename_only = alter.actions.iter().all(|it| {
        matches!(
            it.kind,
            AlterKind::RenameTo(_)
                | AlterKind::OwnerTo(_)
                | AlterKind::SetSchema(_)
                | AlterKind::RenameColumn { .. }
                | AlterKind::SetOptions { .. }
                | AlterKind::SetTablespace(_)
                | AlterKind::SetStatistics { .. }
                | AlterKind::SetColumnOptions { .. }
                | AlterKind::ClusterOn(_)
                | AlterKind::SetDefault { .. }
                | AlterKind::DropDefault { .. }
                | AlterKind::AttachIndex { .. }
                | AlterKind::SetLogged(_)
        )
    });
    let wanted = match (alter.keyword, &relation.kind) {
        (RelationKeyword::Table, RelationKind::Composite(_)) => {
            return Err(Mismatch::new("42809", format!("\"{}\" is a composite type", name.as_str())));
        }
        (RelationKeyword::Table, RelationKind::Table(_)) => return Ok(()),
        (RelationKeyword::Table, _) if rename_only => return Ok(()),
        (RelationKeyword::Table, _) if alter.actions.iter().all(|it| super::kinds::is_listed(&it.kind)) => {
            return Ok(());
        }
        (RelationKeyword::Table, _) => "a table",
        (RelationKeyword::Index, RelationKind::Composite(_)) => {
            return Err(Mismatch::new("42809", format!("\"{}\" is a composite type", name.as_str())));
        }
        (RelationKeyword::Index, RelationKind::Index(_)) => return Ok(()),
        // `ALTER INDEX table RENAME` works.
        (RelationKeyword::Index, _) if rename_only => return Ok(()),
        (RelationKeyword::Index, _) => "an index",
        (RelationKeyword::View, RelationKind::View(_)) => return Ok(()),
        (RelationKeyword::View, _) => "a view",
        (RelationKeyword::MaterializedView, RelationKind::MaterializedView(_)) => return Ok(()),
        (RelationKeyword::MaterializedView, _) => "a materialized view",
        (RelationKeyword::Sequence, RelationKind::Sequence(_)) => return Ok(()),
        (RelationKeyword::Sequence, _) => "a sequence",
        (RelationKeyword::ForeignTable, RelationKind::Table(it)) if it.foreign_server.is_some() => return Ok(()),
        (RelationKeyword::ForeignTable, _) => "a foreign table",
    };
    Err(wrong_kind(name, wanted))
}

fn pass(action: &AlterKind) -> u8 {
    match action {
        AlterKind::DropColumn { .. }
        | AlterKind::DropConstraint { .. }
        | AlterKind::DropNotNull { .. }
        | AlterKind::DropDefault { .. }
        | AlterKind::DropExpression { .. }
        | AlterKind::DropIdentity { .. } => 0,
        AlterKind::AlterType { .. } => 1,
        AlterKind::AddColumn { .. } => 2,
        AlterKind::SetNotNull { .. } | AlterKind::SetExpression { .. } => 3,
        AlterKind::AddConstraint(it) => match it.kind {
            TableConstraintKind::ForeignKey { .. } => 6,
            TableConstraintKind::Check { .. } | TableConstraintKind::NotNull { .. } => 4,
            _ => 5,
        },
        AlterKind::SetDefault { .. } | AlterKind::AddIdentity { .. } => 6,
        _ => 7,
    }
}

pub(super) fn set_options(own: &mut Vec<StorageOption>, options: &[StorageOption], reset: bool) {
    own.retain(|it| options.iter().all(|new| new.name != it.name));
    if !reset {
        own.extend(options.iter().cloned());
    }
    own.sort();
}

/// A role that GRANT, OWNER TO and policies name.
pub(super) fn need_role(apply: &Apply<'_>, role: &Ident) -> Outcome {
    let builtin = role.as_str() == "public" || role.as_str().starts_with("pg_") || role.as_str() == "postgres";
    let known = apply.catalog.roles.contains_key(role) || apply.session.role.as_ref() == Some(role);
    // Roles live outside of the database: only a catalog that lists some can miss one, and even that not for certain.
    if builtin || known || apply.catalog.roles.is_empty() {
        return Ok(());
    }
    Err(undefined("role", role.as_str()))
}
