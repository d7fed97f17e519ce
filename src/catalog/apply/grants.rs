//! GRANT, REVOKE, default privileges, roles and memberships. The owner's own privileges are implied and never listed;
//! those that PUBLIC has by default on functions, types and schema `public` are.

use super::{
    context::Apply,
    error::{Outcome, duplicate, no_schema, undefined},
};
use crate::{
    catalog::{
        RelationId,
        objects::{DefaultPrivilegeKey, Grant, Role},
        relation::RelationKind,
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{self, AlterDefaultPrivileges, CreateRole, GrantRole, ObjectKind, Privilege},
    },
};
use std::sync::Arc;

impl Apply<'_> {
    pub(super) fn grant(&mut self, grant: &statement::Grant) -> Outcome {
        grant.grantees.iter().try_for_each(|it| super::alter_table::need_role(self, it))?;
        for schema in &grant.all_in_schemas {
            if !self.catalog.schemas.contains_key(schema) {
                return Err(no_schema(schema));
            }
            self.grant_all_in(schema, grant);
        }
        for object in &grant.objects {
            let outcome = self.grant_on(object, grant);
            match outcome {
                Err(mismatch) if self.is_partial() && mismatch.is_missing_object() => {}
                other => other?,
            }
        }
        Ok(())
    }

    fn grant_on(&mut self, object: &statement::ObjectRef, grant: &statement::Grant) -> Outcome {
        match grant.kind {
            ObjectKind::Table
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::ForeignTable
            | ObjectKind::Sequence
            | ObjectKind::Column => {
                let relation = self.relation(&object.name)?;
                self.grant_on_relation(relation.id, grant)
            }
            ObjectKind::Schema => {
                let Some(schema) = self.catalog.schemas.get_mut(&object.name.name) else {
                    return Err(no_schema(&object.name.name));
                };
                let schema = Arc::make_mut(schema);
                change(&mut schema.grants, schema.owner.as_ref(), grant, &expand(grant, &["usage", "create"]));
                Ok(())
            }
            ObjectKind::Type | ObjectKind::Domain => {
                let name = self.user_type(&object.name)?.name.clone();
                self.edit_type(&name, |it| {
                    change(&mut it.grants, it.owner.as_ref(), grant, &expand(grant, &["usage"]));
                });
                Ok(())
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
                let kind = if grant.kind == ObjectKind::Procedure { grant.kind } else { ObjectKind::Routine };
                let (name, position) = self.routine(kind, &object.name, object.arguments.as_deref())?;
                self.edit_routine(&name, position, |it| {
                    change(&mut it.grants, it.owner.as_ref(), grant, &expand(grant, &["execute"]));
                });
                Ok(())
            }
            ObjectKind::Language | ObjectKind::Server | ObjectKind::ForeignDataWrapper => {
                let key = self.other_key(grant.kind, object, false)?;
                self.edit_other(&key, |it| {
                    change(&mut it.grants, it.owner.as_ref(), grant, &expand(grant, &["usage"]));
                });
                Ok(())
            }
            // Databases and tablespaces are not part of the schema.
            _ => Ok(()),
        }
    }

    fn grant_on_relation(&mut self, id: RelationId, grant: &statement::Grant) -> Outcome {
        let Some(relation) = self.catalog.relation(id).cloned() else { return Ok(()) };
        let columns = grant.privileges.iter().flat_map(|it| &it.columns);
        if let Some(missing) = columns.into_iter().find(|it| relation.column(it).is_none()) {
            return Err(super::error::no_column(missing, &relation.name.name));
        }
        let version = self.catalog.version.0;
        let sequence = relation.sequence().is_some();
        let whole: &[&str] = match (sequence, version >= 17) {
            (true, _) => &["usage", "select", "update"],
            (false, true) => &["select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"],
            (false, false) => &["select", "insert", "update", "delete", "truncate", "references", "trigger"],
        };
        let of_columns = ["select", "insert", "update", "references"];
        let privileges = expand(grant, whole);
        self.edit(id, |relation| {
            let owner = relation.owner.clone();
            change(&mut relation.grants, owner.as_ref(), grant, &privileges);
            let own_columns = match &mut relation.kind {
                RelationKind::Table(table) => table.columns.as_mut_slice(),
                RelationKind::View(view) | RelationKind::MaterializedView(view) => view.columns.as_mut_slice(),
                _ => &mut [],
            };
            for column in own_columns {
                if grant.revoke {
                    // Taking a privilege on the table takes it on every column.
                    change(&mut column.grants, owner.as_ref(), grant, &privileges);
                }
                let named: Vec<Privilege> =
                    grant.privileges.iter().filter(|it| it.columns.contains(&column.name)).cloned().collect();
                if !named.is_empty() {
                    let privileges = expand_all(&named, &of_columns);
                    change(&mut column.grants, owner.as_ref(), grant, &privileges);
                }
            }
        });
        Ok(())
    }

    fn grant_all_in(&mut self, schema: &Ident, grant: &statement::Grant) {
        let wanted = |kind: &RelationKind| {
            let table =
                matches!(kind, RelationKind::Table(_) | RelationKind::View(_) | RelationKind::MaterializedView(_));
            let sequence = matches!(kind, RelationKind::Sequence(_));
            (grant.kind == ObjectKind::Sequence && sequence) || (grant.kind == ObjectKind::Table && table)
        };
        let relations: Vec<RelationId> = self
            .catalog
            .relations()
            .filter(|it| it.name.schema == *schema && wanted(&it.kind))
            .map(|it| it.id)
            .collect();
        for id in relations {
            // No columns can be named here.
            let _ = self.grant_on_relation(id, grant);
        }
        if !matches!(grant.kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine) {
            return;
        }
        let of_kind = |kind: ObjectKind| match grant.kind {
            ObjectKind::Function => kind != ObjectKind::Procedure,
            ObjectKind::Procedure => kind == ObjectKind::Procedure,
            _ => true,
        };
        let names: Vec<QualifiedName> =
            self.catalog.routines.keys().filter(|it| it.schema == *schema).cloned().collect();
        for name in names {
            if let Some(overloads) = self.catalog.routines.get_mut(&name) {
                for routine in Arc::make_mut(overloads).iter_mut().filter(|it| of_kind(it.kind)) {
                    change(&mut routine.grants, routine.owner.as_ref(), grant, &expand(grant, &["execute"]));
                }
            }
        }
    }

    // ---- default privileges -------------------------------------------------------------------------------------------

    pub(super) fn alter_default_privileges(&mut self, alter: &AlterDefaultPrivileges) -> Outcome {
        let roles = match alter.for_roles.as_slice() {
            [] => vec![self.session.role.clone()],
            some => some.iter().map(|it| self.role_name(it)).collect(),
        };
        let schemas = match alter.in_schemas.as_slice() {
            [] => vec![None],
            some => some.iter().cloned().map(Some).collect(),
        };
        let kind = match alter.grant.kind {
            ObjectKind::Procedure | ObjectKind::Routine => ObjectKind::Function,
            other => other,
        };
        let all: &[&str] = match kind {
            ObjectKind::Sequence => &["usage", "select", "update"],
            ObjectKind::Function => &["execute"],
            ObjectKind::Type => &["usage"],
            ObjectKind::Schema => &["usage", "create"],
            _ if self.catalog.version.0 >= 17 => {
                &["select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain"]
            }
            _ => &["select", "insert", "update", "delete", "truncate", "references", "trigger"],
        };
        for role in roles {
            for schema in &schemas {
                if let Some(schema) = schema.as_ref().filter(|it| !self.catalog.schemas.contains_key(*it)) {
                    self.need_schema(schema)?;
                }
                let key = DefaultPrivilegeKey { role: role.clone(), schema: schema.clone(), kind };
                let hard_wired = if schema.is_none() { hard_wired(kind) } else { Vec::new() };
                let old = self.catalog.default_privileges.get(&key).map(|it| it.to_vec());
                let mut grants = old.unwrap_or_else(|| hard_wired.clone());
                change(&mut grants, role.as_ref(), &alter.grant, &expand(&alter.grant, all));
                if grants == hard_wired {
                    self.catalog.default_privileges.remove(&key);
                } else {
                    self.catalog.default_privileges.insert(key, Arc::new(grants));
                }
            }
        }
        Ok(())
    }

    fn defaults(&self, schema: Option<&Ident>, kind: ObjectKind) -> Vec<Grant> {
        let entry = |schema: Option<&Ident>| {
            let key = DefaultPrivilegeKey { role: self.session.role.clone(), schema: schema.cloned(), kind };
            self.catalog.default_privileges.get(&key).map(|it| it.to_vec())
        };
        let mut grants = entry(None).unwrap_or_else(|| hard_wired(kind));
        if schema.is_some() {
            grants.extend(entry(schema).unwrap_or_default());
        }
        grants.sort();
        grants.dedup();
        grants
    }

    pub(super) fn default_grants(&self, name: &QualifiedName, kind: &RelationKind) -> Vec<Grant> {
        match kind {
            RelationKind::Table(_) | RelationKind::View(_) | RelationKind::MaterializedView(_) => {
                self.defaults(Some(&name.schema), ObjectKind::Table)
            }
            RelationKind::Sequence(_) => self.defaults(Some(&name.schema), ObjectKind::Sequence),
            RelationKind::Index(_) | RelationKind::Composite(_) => Vec::new(),
        }
    }

    /// What a sequence gets that belongs to that role from the start.
    pub(super) fn default_grants_of(&mut self, owner: Option<&Ident>, name: &QualifiedName) -> Vec<Grant> {
        let role = std::mem::replace(&mut self.session.role, owner.cloned());
        let grants = self.defaults(Some(&name.schema), ObjectKind::Sequence);
        self.session.role = role;
        grants
    }

    pub(super) fn default_routine_grants(&self, schema: &Ident) -> Vec<Grant> {
        self.defaults(Some(schema), ObjectKind::Function)
    }

    pub(super) fn default_type_grants(&self, schema: &Ident) -> Vec<Grant> {
        self.defaults(Some(schema), ObjectKind::Type)
    }

    pub(super) fn default_schema_grants(&self) -> Vec<Grant> {
        self.defaults(None, ObjectKind::Schema)
    }

    // ---- roles --------------------------------------------------------------------------------------------------------

    pub(super) fn create_role(&mut self, create: &CreateRole) -> Outcome {
        let known = self.catalog.roles.get(&create.name);
        if known.is_some() && !create.alter {
            return Err(duplicate("role", create.name.as_str()));
        }
        if known.is_none() && create.alter {
            // Roles belong to the server, not to what a dump or a history shows.
            return Ok(());
        }
        let mut role = known.map(|it| Role::clone(it)).unwrap_or_default();
        role.superuser = create.superuser.unwrap_or(role.superuser);
        role.bypass_rls = create.bypass_rls.unwrap_or(role.bypass_rls);
        role.login = create.login.unwrap_or(role.login);
        self.catalog.roles.insert(create.name.clone(), Arc::new(role));
        Ok(())
    }

    pub(super) fn grant_role(&mut self, grant: &GrantRole) -> Outcome {
        for member in &grant.grantees {
            let Some(role) = self.catalog.roles.get_mut(member) else { continue };
            let role = Arc::make_mut(role);
            for group in &grant.roles {
                role.member_of.retain(|it| it != group);
                if !grant.revoke {
                    role.member_of.push(group.clone());
                }
            }
            role.member_of.sort();
        }
        Ok(())
    }

    /// DROP OWNED BY: objects of the roles go, and so do their privileges.
    pub(super) fn drop_owned(&mut self, roles: &[Ident]) -> Outcome {
        if let Some(missing) = roles.iter().find(|it| !self.catalog.roles.contains_key(*it))
            && !self.catalog.roles.is_empty()
            && !self.is_partial()
        {
            return Err(undefined("role", missing.as_str()));
        }
        let owned: Vec<super::dependents::Object> = self
            .catalog
            .relations()
            .filter(|it| it.owner.as_ref().is_some_and(|it| roles.contains(it)) && it.index().is_none())
            .map(|it| super::dependents::Object::Relation(it.id))
            .collect();
        self.drop_objects(owned, true, "")?;
        let granted: Vec<RelationId> = self
            .catalog
            .relations()
            .filter(|it| it.grants.iter().any(|it| roles.contains(&it.grantee)))
            .map(|it| it.id)
            .collect();
        for id in granted {
            self.edit(id, |it| it.grants.retain(|it| !roles.contains(&it.grantee)));
        }
        Ok(())
    }
}

/// What PUBLIC has without any GRANT.
fn hard_wired(kind: ObjectKind) -> Vec<Grant> {
    let privilege = match kind {
        ObjectKind::Function => "execute",
        ObjectKind::Type => "usage",
        _ => return Vec::new(),
    };
    vec![Grant { grantee: Ident::exact("public"), privilege: Ident::exact(privilege), with_option: false }]
}

pub(super) fn usage_of_all() -> Vec<Grant> {
    hard_wired(ObjectKind::Type)
}

/// Privileges on the object as a whole, ALL spelled out.
fn expand(grant: &statement::Grant, all: &[&str]) -> Vec<Ident> {
    let whole: Vec<Privilege> = grant.privileges.iter().filter(|it| it.columns.is_empty()).cloned().collect();
    expand_all(&whole, all)
}

fn expand_all(privileges: &[Privilege], all: &[&str]) -> Vec<Ident> {
    if privileges.iter().any(|it| matches!(it.name.as_str(), "all" | "all privileges")) {
        return all.iter().map(|it| Ident::exact(it)).collect();
    }
    privileges.iter().map(|it| it.name.clone()).collect()
}

fn change(grants: &mut Vec<Grant>, owner: Option<&Ident>, grant: &statement::Grant, privileges: &[Ident]) {
    for grantee in grant.grantees.iter().filter(|it| Some(*it) != owner) {
        for privilege in privileges {
            let position = grants.iter().position(|it| it.grantee == *grantee && it.privilege == *privilege);
            match (position, grant.revoke) {
                (Some(at), true) if grant.option_only => grants[at].with_option = false,
                (Some(at), true) => drop(grants.remove(at)),
                (Some(at), false) => grants[at].with_option |= grant.with_option,
                (None, false) => grants.push(Grant {
                    grantee: grantee.clone(),
                    privilege: privilege.clone(),
                    with_option: grant.with_option,
                }),
                (None, true) => {}
            }
        }
    }
    grants.sort();
}
