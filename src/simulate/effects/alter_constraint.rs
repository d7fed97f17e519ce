//! Actions on constraints: ADD, VALIDATE, ALTER, DROP, RENAME.

use super::{
    RequirementKind, ScanReason,
    alter::Alter,
    columns::{self, numbers},
    indexes,
    work::Work,
};
use crate::{
    catalog::{
        RelationId,
        relation::{Constraint, ConstraintKind, ForeignKey, Table},
    },
    simulate::lock::LockMode::*,
    sql::{
        name::Ident,
        statement::{ConstraintAttributes, References, TableConstraint, TableConstraintKind},
    },
};

/// Existing rows are checked when it is added.
pub(super) fn is_checked(attributes: ConstraintAttributes) -> bool {
    !attributes.not_valid && attributes.enforced != Some(false)
}

pub(super) fn add(constraint: &TableConstraint, alter: &Alter<'_>, work: &mut Work<'_>) {
    // 18 locks all that inherits before it looks at the constraint.
    let eager = work.version() >= 18 && alter.recurse();
    if eager {
        alter.reach(work, true);
    }
    let checked = is_checked(constraint.attributes);
    match &constraint.kind {
        TableConstraintKind::Check { no_inherit, .. } => {
            for table in alter.reach(work, alter.recurse() && !no_inherit) {
                if checked && !has_check(table, constraint.name.as_ref(), alter, work) {
                    work.scan(table, ScanReason::ValidateCheck);
                    work.require(table, Vec::new(), RequirementKind::Check);
                }
            }
        }
        TableConstraintKind::NotNull { column, no_inherit } => {
            for table in alter.reach(work, alter.recurse() && !no_inherit) {
                if checked {
                    columns::scan_for_nulls(table, column, work);
                }
            }
        }
        TableConstraintKind::ForeignKey { columns, references } => {
            foreign_key(columns, references, checked, alter, work)
        }
        TableConstraintKind::Unique { columns, .. } => unique(columns, false, alter, work),
        TableConstraintKind::PrimaryKey { columns, .. } => unique(columns, true, alter, work),
        TableConstraintKind::UniqueUsingIndex(index) => {
            using_index(constraint.name.as_ref(), index, false, alter, work)
        }
        TableConstraintKind::PrimaryKeyUsingIndex(index) => {
            using_index(constraint.name.as_ref(), index, true, alter, work);
        }
        TableConstraintKind::Exclude(_) => {
            work.scan(alter.id, ScanReason::BuildIndex);
        }
    }
}

/// A child that has the check under that name already merges the two.
fn has_check(table: RelationId, name: Option<&Ident>, alter: &Alter<'_>, work: &Work<'_>) -> bool {
    let Some(name) = name.filter(|_| table != alter.id) else { return false };
    work.table(table).and_then(|it| it.constraint(name)).is_some_and(|it| it.check().is_some())
}

fn foreign_key(columns: &[Ident], references: &References, checked: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let partitioned = work.table(alter.id).is_some_and(Table::is_partitioned);
    let tables = alter.reach(work, partitioned);
    if let Some(referenced) = work.resolve(&references.table) {
        lock_foreign_key(referenced.id, work);
    }
    if !checked {
        return;
    }
    tables.iter().for_each(|it| work.scan(*it, ScanReason::ValidateForeignKey));
    let columns = work.relation(alter.id).map(|it| numbers(it, columns)).unwrap_or_default();
    work.require(alter.id, columns, RequirementKind::ForeignKey);
}

/// What a new foreign key takes on the referenced table.
pub(super) fn lock_foreign_key(referenced: RelationId, work: &mut Work<'_>) {
    work.lock_referenced(referenced, ShareRowExclusive);
}

fn unique(columns: &[Ident], primary: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(relation) = work.relation(alter.id) else { return };
    let found = numbers(relation, columns);
    let nullable = |name: &&Ident| relation.column(name).is_some_and(|it| it.not_null.is_none());
    let nullable: Vec<&Ident> = columns.iter().filter(nullable).collect();
    let partitioned = relation.table().is_some_and(Table::is_partitioned);
    if primary && !nullable.is_empty() {
        for table in alter.reach(work, alter.recurse()) {
            nullable.iter().for_each(|it| columns::scan_for_nulls(table, it, work));
        }
    }
    work.scan(alter.id, ScanReason::BuildIndex);
    work.require(alter.id, found, RequirementKind::Unique);
    if partitioned && alter.recurse() {
        let keys = columns.to_vec();
        indexes::on_partitions(alter.id, &keys, Share, work);
    }
}

fn using_index(name: Option<&Ident>, index: &Ident, primary: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let named = |id: &RelationId| work.relation(*id).is_some_and(|it| it.name.name == *index);
    let Some(found) = work.indexes(alter.id).into_iter().find(named) else { return };
    // The index takes the constraint's name.
    if name.is_some_and(|it| it != index) {
        work.lock(found, ShareUpdateExclusive);
    }
    if !primary {
        return;
    }
    let keys = work.relation(found).and_then(|it| it.index());
    let columns: Vec<_> = keys.map(|it| it.leading_columns().collect()).unwrap_or_default();
    let name_of = |number| Some(work.table(alter.id)?.column_numbered(number)?.name.clone());
    let names: Vec<Ident> = columns.into_iter().filter_map(name_of).collect();
    for table in alter.reach(work, false) {
        names.iter().for_each(|it| columns::scan_for_nulls(table, it, work));
    }
}

fn find<'a>(name: &Ident, table: RelationId, work: &Work<'a>) -> Option<&'a Constraint> {
    work.table(table)?.constraint(name)
}

pub(super) fn validate(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(constraint) = find(name, alter.id, work) else { return validate_not_null(name, alter, work) };
    if constraint.valid {
        return;
    }
    match &constraint.kind {
        ConstraintKind::Check { no_inherit, .. } => {
            for table in alter.reach(work, alter.recurse() && !no_inherit) {
                if find(name, table, work).is_some_and(|it| !it.valid) {
                    work.scan(table, ScanReason::ValidateCheck);
                    work.require(table, Vec::new(), RequirementKind::Check);
                }
            }
        }
        ConstraintKind::ForeignKey(key) => {
            let partitioned = work.table(alter.id).is_some_and(Table::is_partitioned);
            for table in alter.reach(work, partitioned) {
                work.scan(table, ScanReason::ValidateForeignKey);
            }
            work.require(alter.id, key.columns.clone(), RequirementKind::ForeignKey);
            work.lock(key.references, RowShare);
            if work.table(key.references).is_some_and(Table::is_partitioned) {
                for partition in work.descendants(key.references) {
                    work.lock(partition, AccessShare);
                }
            }
        }
        _ => {}
    }
}

/// 18: a NOT NULL constraint has a name and may be NOT VALID.
fn validate_not_null(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    let columns = work.relation(alter.id).map(|it| it.columns()).unwrap_or_default();
    let named = |it: &&crate::catalog::relation::Column| {
        it.not_null.as_ref().is_some_and(|it| it.name.as_ref() == Some(name) && !it.valid)
    };
    let Some(column) = columns.iter().find(named) else { return };
    let column = column.name.clone();
    for table in alter.all(work) {
        columns::scan_for_nulls(table, &column, work);
    }
}

/// ALTER CONSTRAINT of a foreign key; on a partitioned table it goes to all partitions.
pub(super) fn alter(name: &Ident, attributes: ConstraintAttributes, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(key) = find(name, alter.id, work).and_then(|it| it.foreign_key()) else { return };
    let partitioned = work.table(alter.id).is_some_and(Table::is_partitioned);
    let tables = alter.reach(work, partitioned);
    let enforced = find(name, alter.id, work).is_some_and(|it| it.enforced);
    match attributes.enforced {
        Some(true) if !enforced => {
            lock_foreign_key(key.references, work);
            tables.iter().for_each(|it| work.scan(*it, ScanReason::ValidateForeignKey));
            work.require(alter.id, key.columns.clone(), RequirementKind::ForeignKey);
        }
        Some(false) if enforced => work.lock_referenced(key.references, AccessExclusive),
        _ => {}
    }
}

/// Locks for what a foreign key leaves behind are taken when it is seen to be gone.
pub(super) fn drop(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    let not_null = || {
        let columns = work.relation(alter.id).map(|it| it.columns()).unwrap_or_default();
        columns.iter().any(|it| it.not_null.as_ref().is_some_and(|it| it.name.as_ref() == Some(name)))
    };
    let inherits = match find(name, alter.id, work).map(|it| &it.kind) {
        Some(ConstraintKind::Check { no_inherit, .. }) => !no_inherit,
        Some(ConstraintKind::ForeignKey(_)) => work.table(alter.id).is_some_and(Table::is_partitioned),
        Some(_) => work.table(alter.id).is_some_and(Table::is_partitioned),
        None => not_null(),
    };
    // ALTER TABLE opens the other table itself, triggers or not.
    if let Some(key) = find(name, alter.id, work).and_then(|it| it.foreign_key()) {
        work.lock(key.references, AccessExclusive);
    }
    if !inherits {
        return;
    }
    let partitioned = work.table(alter.id).is_some_and(Table::is_partitioned);
    if alter.statement.only && !partitioned {
        // The children's copies become their own.
        for child in work.table(alter.id).map(|it| it.children.clone()).unwrap_or_default() {
            work.lock(child, alter.mode);
        }
    } else {
        alter.reach(work, true);
    }
}

pub(super) fn rename(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    let Some(constraint) = find(name, alter.id, work) else { return };
    match &constraint.kind {
        ConstraintKind::Check { no_inherit: false, .. } => {
            alter.all(work);
        }
        _ => {
            if let Some(index) = constraint.index() {
                work.lock(index, ShareUpdateExclusive);
            }
        }
    }
}

/// The same columns reference the same columns.
pub(super) fn same_key(a: &ForeignKey, b: &ForeignKey) -> bool {
    a.references == b.references && a.columns.len() == b.columns.len() && a.referenced_columns == b.referenced_columns
}
