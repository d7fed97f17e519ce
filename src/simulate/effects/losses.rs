//! What running code will no longer find: read off the schema before and after, and from the statement where a
//! rename would look like a drop.

use super::{Loss, work::Work};
use crate::{
    catalog::{
        Change, RelationId,
        relation::{Column, Relation, RelationKind, Table},
    },
    sql::{
        name::QualifiedName,
        statement::{AlterObjectAction, AlterTypeKind, Grant, ObjectKind, StatementKind},
    },
};

/// On a relation made in the pending change nobody depends yet: `existed` tells.
pub(super) fn collect(kind: &StatementKind, existed: &dyn Fn(RelationId) -> bool, work: &mut Work<'_>) {
    let changes: Vec<Change<'_>> = work.before.changes(work.after).collect();
    for change in changes {
        if change.before.is_none_or(|it| !existed(it.id)) {
            continue;
        }
        match (change.before, change.after) {
            (Some(before), None) if !work.survives(before.id) => removed(before, work),
            (Some(before), Some(after)) => changed(before, after, work),
            (None, Some(_)) | (Some(_), None) | (None, None) => {}
        }
    }
    match kind {
        StatementKind::AlterType(alter) => {
            for action in &alter.actions {
                if let AlterTypeKind::RenameValue { from, to } = action {
                    let name = qualified(&alter.name, work);
                    work.losses.push(Loss::EnumValueRenamed { name, from: from.to_string(), to: to.to_string() });
                }
            }
        }
        StatementKind::AlterObject(alter) if alter.kind == ObjectKind::Schema => {
            if let AlterObjectAction::RenameTo(to) = &alter.action {
                work.losses.push(Loss::SchemaRenamed { from: alter.object.name.name.clone(), to: to.clone() });
            }
        }
        StatementKind::Drop(drop) => dropped_types_and_routines(drop.kind, work),
        StatementKind::Grant(grant) if grant.revoke && !grant.option_only => revoked(grant, work),
        _ => {}
    }
}

fn qualified(name: &crate::sql::name::ObjectName, work: &Work<'_>) -> QualifiedName {
    let schema = name.schema.clone().or_else(|| {
        let named = |schema: &crate::sql::name::Ident| {
            work.before.types.contains_key(&QualifiedName { schema: schema.clone(), name: name.name.clone() })
        };
        work.before.visible(work.session).find(named)
    });
    QualifiedName { schema: schema.unwrap_or_else(|| "public".into()), name: name.name.clone() }
}

fn removed(relation: &Relation, work: &mut Work<'_>) {
    match &relation.kind {
        RelationKind::Table(_) => work.losses.push(Loss::TableDropped { table: relation.name.clone() }),
        RelationKind::View(_) | RelationKind::MaterializedView(_) => {
            work.losses.push(Loss::ViewDropped { view: relation.name.clone() });
        }
        RelationKind::Index(_) | RelationKind::Sequence(_) | RelationKind::Composite(_) => {}
    }
}

fn changed(before: &Relation, after: &Relation, work: &mut Work<'_>) {
    let readable =
        !matches!(before.kind, RelationKind::Index(_) | RelationKind::Sequence(_) | RelationKind::Composite(_));
    if !readable {
        return;
    }
    let schema_renamed = work.after.schemas.get(&before.name.schema).is_none();
    if before.name != after.name && !schema_renamed {
        work.losses.push(Loss::TableRenamed { from: before.name.clone(), to: after.name.clone() });
    }
    // What comes from a parent is said of the parent.
    for column in before.columns().iter().filter(|it| it.inherited == 0) {
        column_changed(before, column, after, work);
    }
    for column in after.columns().iter().filter(|it| it.inherited == 0) {
        required(before, column, after, work);
    }
    if let Some((old, new)) = before.table().zip(after.table()) {
        hidden(&after.name, old, new, work);
    }
}

fn column_changed(before: &Relation, column: &Column, after: &Relation, work: &mut Work<'_>) {
    let table = after.name.clone();
    let Some(now) = after.columns().iter().find(|it| it.number == column.number) else {
        // A view made anew numbers its columns anew.
        if after.column(&column.name).is_none() || before.table().is_some() {
            work.losses.push(Loss::ColumnDropped { table, column: column.name.clone() });
        }
        return;
    };
    if now.name != column.name {
        work.losses.push(Loss::ColumnRenamed { table: table.clone(), from: column.name.clone(), to: now.name.clone() });
    }
    if now.data_type != column.data_type && before.table().is_some() {
        work.losses.push(Loss::ColumnRetyped {
            table: table.clone(),
            column: now.name.clone(),
            from: column.data_type.clone(),
            to: now.data_type.clone(),
        });
    }
    if column.default.is_some() && now.default.is_none() && now.identity.is_none() && now.generated.is_none() {
        work.losses.push(Loss::DefaultDropped { table, column: now.name.clone() });
    }
}

/// Inserts that do not name the column fail from now on.
fn required(before: &Relation, column: &Column, after: &Relation, work: &mut Work<'_>) {
    let is_required =
        |it: &Column| it.not_null.is_some() && it.default.is_none() && it.identity.is_none() && it.generated.is_none();
    if before.table().is_none() || !is_required(column) {
        return;
    }
    let old = before.columns().iter().find(|it| it.number == column.number);
    if old.is_some_and(is_required) {
        return;
    }
    work.losses.push(Loss::ColumnRequired {
        table: after.name.clone(),
        column: column.name.clone(),
        added: old.is_none(),
    });
}

fn hidden(table: &QualifiedName, old: &Table, new: &Table, work: &mut Work<'_>) {
    let enabled = !old.row_security && new.row_security && new.policies.is_empty();
    let fewer = new.row_security && new.policies.len() < old.policies.len();
    if enabled || fewer {
        work.losses.push(Loss::RowsHidden { table: table.clone() });
    }
}

fn dropped_types_and_routines(kind: ObjectKind, work: &mut Work<'_>) {
    let cascades = matches!(kind, ObjectKind::Schema | ObjectKind::Extension);
    if cascades || matches!(kind, ObjectKind::Type | ObjectKind::Domain) {
        let gone = work.before.types.keys().filter(|it| !work.after.types.contains_key(*it));
        let losses: Vec<Loss> = gone.map(|it| Loss::TypeDropped { name: it.clone() }).collect();
        work.losses.extend(losses);
    }
    let routine =
        matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate);
    if cascades || routine {
        let fewer = work
            .before
            .routines
            .iter()
            .filter(|(name, overloads)| work.after.routines.get(*name).is_none_or(|it| it.len() < overloads.len()));
        let losses: Vec<Loss> = fewer.map(|(name, _)| Loss::RoutineDropped { name: name.clone() }).collect();
        work.losses.extend(losses);
    }
}

fn revoked(grant: &Grant, work: &mut Work<'_>) {
    for object in &grant.objects {
        let Some(relation) = work.resolve(&object.name) else { continue };
        let on = relation.name.clone();
        for privilege in &grant.privileges {
            for from in &grant.grantees {
                work.losses.push(Loss::PrivilegeRevoked {
                    on: on.clone(),
                    privilege: privilege.name.clone(),
                    from: from.clone(),
                });
            }
        }
    }
}
