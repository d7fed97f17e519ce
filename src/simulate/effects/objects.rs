//! Statements about what is not a relation itself: types, domains, triggers, policies, rules, comments, grants.

use super::{
    RequirementKind, ScanReason,
    alter::is_relation_kind,
    dispatch, dml,
    work::{Work, stores_rows},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Relation, Table},
        types::{DataType, UserTypeKind},
    },
    simulate::lock::LockMode::*,
    sql::{
        name::QualifiedName,
        statement::{
            AlterDomain, AlterDomainKind, AlterObject, AlterObjectAction, AlterType, AlterTypeKind, Comment,
            CreateRule, CreateStatistics, CreateTrigger, Grant, ObjectKind, Policy, Publication, PublicationAction,
            StatementKind,
        },
    },
};
use std::sync::Arc;

/// Changing a composite type reaches the typed tables made from it.
pub(super) fn alter_type(alter: &AlterType, work: &mut Work<'_>) {
    let reaches = |it: &AlterTypeKind| {
        matches!(
            it,
            AlterTypeKind::RenameAttribute { .. }
                | AlterTypeKind::AddAttribute { .. }
                | AlterTypeKind::DropAttribute { .. }
                | AlterTypeKind::AlterAttribute { .. }
        )
    };
    if !alter.actions.iter().any(reaches) {
        return;
    }
    let Some(composite) = work.resolve(&alter.name) else { return };
    let name = &composite.name;
    let typed = |it: &&Arc<Relation>| it.table().is_some_and(|it| it.of_type.as_ref() == Some(name));
    let tables: Vec<RelationId> = work.before.relations().filter(typed).map(|it| it.id).collect();
    for typed in tables {
        work.family(typed).into_iter().for_each(|it| work.lock(it, AccessExclusive));
    }
}

/// A new constraint is checked in every table that has a column of the domain, or of a domain over it.
pub(super) fn alter_domain(alter: &AlterDomain, work: &mut Work<'_>) {
    let checks = match &alter.kind {
        AlterDomainKind::AddConstraint { not_valid, .. } => !not_valid,
        AlterDomainKind::SetNotNull(set) => *set,
        AlterDomainKind::ValidateConstraint { .. } => true,
        AlterDomainKind::SetDefault(_)
        | AlterDomainKind::DropConstraint { .. }
        | AlterDomainKind::RenameConstraint { .. } => false,
    };
    let changed = work.before.types.iter().find(|(name, it)| {
        let named = name.name == alter.name.name && alter.name.schema.as_ref().is_none_or(|it| *it == name.schema);
        named && matches!(it.kind, UserTypeKind::Domain(_))
    });
    let Some((domain, _)) = changed.filter(|_| checks) else { return };
    let users: Vec<(RelationId, bool)> = work
        .before
        .relations()
        .filter(|it| it.columns().iter().any(|it| is_over(&it.data_type, domain, work)))
        .map(|it| (it.id, stores_rows(it)))
        .collect();
    for (relation, stores) in users {
        if !stores {
            work.lock_briefly(relation, Share);
            continue;
        }
        work.lock(relation, Share);
        work.scan(relation, ScanReason::DomainConstraint);
        let kind = match alter.kind {
            AlterDomainKind::SetNotNull(_) => RequirementKind::NoNulls,
            _ => RequirementKind::Check,
        };
        work.require(relation, Vec::new(), kind);
    }
}

fn is_over(data_type: &DataType, domain: &QualifiedName, work: &Work<'_>) -> bool {
    let mut current = data_type.clone();
    // Domains are finite chains, but a broken catalog must not hang us.
    for _ in 0..32 {
        if current.name == *domain {
            return true;
        }
        match super::defaults::domain(work.before, &current) {
            Some(it) => current = it.base.clone(),
            None => return false,
        }
    }
    false
}

pub(super) fn create_trigger(create: &CreateTrigger, work: &mut Work<'_>) {
    let Some(table) = work.resolve(&create.table) else { return };
    let partitioned = table.table().is_some_and(Table::is_partitioned);
    for it in work.reach(table.id, partitioned && create.row) {
        work.lock(it, ShareRowExclusive);
    }
    if let Some(from) = create.from.as_ref().and_then(|it| work.resolve(it)) {
        work.lock(from.id, AccessShare);
    }
}

pub(super) fn policy(policy: &Policy, work: &mut Work<'_>) {
    let Some(table) = work.resolve(&policy.table) else { return };
    work.lock(table.id, AccessExclusive);
    let expressions = policy.using.iter().chain(&policy.check);
    let trees: Vec<_> = expressions.map(|it| &*it.tree).collect();
    let read = work.before.expression_reads(&trees, table, work.session).dependencies;
    for dependency in read {
        work.lock(dependency.relation, AccessShare);
    }
}

pub(super) fn create_rule(create: &CreateRule, work: &mut Work<'_>) {
    let Some(relation) = work.resolve(&create.table) else { return };
    work.lock(relation.id, AccessExclusive);
    for action in &create.actions {
        match action {
            StatementKind::Dml(action) => dml::statement(action, work, false),
            other => dispatch::describe(other, work),
        }
    }
}

pub(super) fn create_statistics(create: &CreateStatistics, work: &mut Work<'_>) {
    if let Some(table) = work.resolve(&create.table) {
        work.lock(table.id, ShareUpdateExclusive);
    }
}

pub(super) fn publication(publication: &Publication, work: &mut Work<'_>) {
    if publication.action == PublicationAction::Options {
        return;
    }
    if publication.action == PublicationAction::Set {
        let old = work.before.publications.get(&publication.name);
        let old: Vec<RelationId> = old.map(|it| it.tables.iter().map(|it| it.relation).collect()).unwrap_or_default();
        old.into_iter().for_each(|it| work.lock(it, ShareUpdateExclusive));
    }
    for published in &publication.tables {
        let Some(table) = work.resolve(&published.table) else { continue };
        let partitioned = table.table().is_some_and(Table::is_partitioned);
        for it in work.reach(table.id, !partitioned) {
            work.lock(it, ShareUpdateExclusive);
        }
    }
}

pub(super) fn alter_object(alter: &AlterObject, work: &mut Work<'_>) {
    if alter.kind == ObjectKind::Trigger && matches!(alter.action, AlterObjectAction::Other(_)) {
        if let Some(relation) = work.resolve(&alter.object.name) {
            work.lock(relation.id, AccessShare);
        }
        return;
    }
    let renames = matches!(alter.action, AlterObjectAction::RenameTo(_));
    let on_table = matches!(alter.kind, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule);
    if !(renames && on_table) {
        return;
    }
    let Some(relation) = work.resolve(&alter.object.name) else { return };
    let row_trigger = alter.kind == ObjectKind::Trigger
        && relation.table().is_some_and(|table| {
            let named = |it: &&crate::catalog::relation::Trigger| Some(&it.name) == alter.object.part.as_ref();
            table.is_partitioned() && table.triggers.iter().find(named).is_some_and(|it| it.row)
        });
    for it in work.reach(relation.id, row_trigger && work.version() >= 15) {
        work.lock(it, AccessExclusive);
    }
}

pub(super) fn comment(comment: &Comment, work: &mut Work<'_>) {
    let mode = match comment.kind {
        ObjectKind::Constraint | ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => AccessShare,
        ObjectKind::Column => ShareUpdateExclusive,
        kind if is_relation_kind(kind) => ShareUpdateExclusive,
        _ => return,
    };
    if let Some(relation) = work.resolve(&comment.object.name) {
        work.lock(relation.id, mode);
    }
}

/// Until 17 nothing is locked, and never what ALL … IN SCHEMA finds.
pub(super) fn grant(grant: &Grant, work: &mut Work<'_>) {
    let on_relations = is_relation_kind(grant.kind) || grant.kind == ObjectKind::Column;
    if work.version() < 18 || !on_relations {
        return;
    }
    for object in &grant.objects {
        if let Some(relation) = work.resolve(&object.name) {
            work.lock(relation.id, AccessShare);
        }
    }
}
