//! Actions on columns: ADD, DROP, NOT NULL, identity, storage. Types are in `alter_type`.

use super::{
    RequirementKind, RewriteReason, ScanReason,
    alter::Alter,
    alter_constraint::{self, lock_foreign_key},
    defaults, implication,
    work::Work,
};
use crate::{
    catalog::{
        RelationId,
        relation::{Column, ColumnNumber, Relation, Table},
        types::DataType,
    },
    simulate::lock::LockMode::{self, *},
    sql::{
        expr::{Expr, Tree},
        name::Ident,
        statement::{AlterKind, ColumnConstraintKind, ColumnDefinition, TableConstraintKind},
    },
};

/// What the parts of a new column's definition ask for.
#[derive(Default)]
struct NewColumn {
    rewrite: Option<RewriteReason>,
    scan: Option<ScanReason>,
    not_null: bool,
    has_default: bool,
    virtual_generated: bool,
}

pub(super) fn add(definition: &ColumnDefinition, if_not_exists: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let exists = work.relation(alter.id).and_then(|it| it.column(&definition.name)).is_some();
    let tables = alter.all(work);
    if exists && if_not_exists {
        return;
    }
    let column = new_column(definition, work);
    for table in &tables {
        // A child that has the column already merges the two definitions.
        let merged =
            *table != alter.id && work.relation(*table).is_some_and(|it| it.column(&definition.name).is_some());
        if merged {
            continue;
        }
        if let Some(reason) = column.rewrite {
            work.rewrite(*table, reason);
        }
        if let Some(reason) = column.scan {
            work.scan(*table, reason);
        }
        if column.not_null && column.rewrite.is_none() && (column.virtual_generated || !column.has_default) {
            work.scan(*table, ScanReason::NotNull);
        }
    }
    if column.rewrite.is_some() {
        for constraint in &definition.constraints {
            if let ColumnConstraintKind::Default(expr) = &constraint.kind {
                lock_named_sequences(expr, work);
            }
        }
    }
    keys(definition, &column, &tables, alter, work);
    if column.not_null && !column.has_default && column.rewrite.is_none() {
        let number = work.after.relation(alter.id).and_then(|it| Some(it.column(&definition.name)?.number));
        work.require(alter.id, number.into_iter().collect(), RequirementKind::NoNulls);
    }
}

fn new_column(definition: &ColumnDefinition, work: &Work<'_>) -> NewColumn {
    let mut column = NewColumn::default();
    if let Some(name) = &definition.data_type {
        let serial = matches!(
            name.name.name.as_str(),
            "serial" | "bigserial" | "smallserial" | "serial4" | "serial8" | "serial2"
        );
        if serial && name.name.schema.is_none() && name.array_dimensions == 0 {
            column.rewrite = Some(RewriteReason::VolatileDefault);
            column.has_default = true;
        } else {
            let data_type = work.before.resolve_type(name, work.session);
            if is_constrained_domain(&data_type, work) {
                column.rewrite = Some(RewriteReason::ConstrainedDomain);
            }
        }
    }
    for constraint in &definition.constraints {
        match &constraint.kind {
            ColumnConstraintKind::Default(expr) if !matches!(*expr.tree, Tree::Null) => {
                column.has_default = true;
                if defaults::is_volatile(&expr.tree, work.before, work.session) {
                    column.rewrite.get_or_insert(RewriteReason::VolatileDefault);
                }
            }
            ColumnConstraintKind::Generated { stored: true, .. } => {
                column.has_default = true;
                column.rewrite.get_or_insert(RewriteReason::StoredGenerated);
            }
            ColumnConstraintKind::Generated { stored: false, .. } => column.virtual_generated = true,
            ColumnConstraintKind::Identity { .. } => {
                column.has_default = true;
                column.rewrite.get_or_insert(RewriteReason::Identity);
            }
            ColumnConstraintKind::NotNull { .. } => column.not_null = true,
            ColumnConstraintKind::PrimaryKey(_) => {
                column.not_null = true;
                column.scan = Some(ScanReason::BuildIndex);
            }
            ColumnConstraintKind::Unique(_) => column.scan = Some(ScanReason::BuildIndex),
            ColumnConstraintKind::Check { .. } if alter_constraint::is_checked(constraint.attributes) => {
                column.scan.get_or_insert(ScanReason::ValidateCheck);
            }
            _ => {}
        }
    }
    column
}

/// Foreign keys that come with the column.
fn keys(
    definition: &ColumnDefinition,
    column: &NewColumn,
    tables: &[RelationId],
    alter: &Alter<'_>,
    work: &mut Work<'_>,
) {
    for constraint in &definition.constraints {
        let ColumnConstraintKind::References(references) = &constraint.kind else { continue };
        let Some(referenced) = work.resolve(&references.table) else { continue };
        lock_foreign_key(referenced.id, work);
        let skipped = !alter.statement.actions.iter().any(|it| needs_validation(&it.kind));
        let checked = alter_constraint::is_checked(constraint.attributes);
        if checked && (!skipped || column.has_default) {
            tables.iter().for_each(|it| work.scan(*it, ScanReason::ValidateForeignKey));
        }
    }
}

/// The server skips the validation of a new column's keys only when nothing else in the statement has rows to check.
fn needs_validation(kind: &AlterKind) -> bool {
    match kind {
        AlterKind::AddColumn { column, .. } => {
            column.constraints.iter().any(|it| matches!(it.kind, ColumnConstraintKind::Default(_)))
        }
        AlterKind::AddConstraint(constraint) => matches!(constraint.kind, TableConstraintKind::ForeignKey { .. }),
        _ => false,
    }
}

/// `nextval('s')` and its like take ROW EXCLUSIVE on the sequence when they run.
pub(super) fn lock_named_sequences(expr: &Expr, work: &mut Work<'_>) {
    for name in defaults::sequences(&expr.tree) {
        if let Some(sequence) = work.resolve(&name).filter(|it| it.sequence().is_some()) {
            work.lock(sequence.id, RowExclusive);
        }
    }
}

pub(super) fn is_constrained_domain(data_type: &DataType, work: &Work<'_>) -> bool {
    defaults::domain(work.before, data_type)
        .is_some_and(|it| it.not_null || !it.checks.is_empty() || is_constrained_domain(&it.base, work))
}

pub(super) fn drop(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    let has = |id: &RelationId| work.relation(*id).is_some_and(|it| it.column(name).is_some());
    if !has(&alter.id) {
        return;
    }
    // Under ONLY the children keep the column as their own, which is written into them.
    let tables = match work.table(alter.id) {
        Some(table) if alter.statement.only => {
            let mut tables = table.children.clone();
            tables.push(alter.id);
            tables
        }
        _ => work.family(alter.id),
    };
    for table in tables {
        work.lock(table, alter.mode);
    }
}

pub(super) fn set_not_null(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    for table in alter.all(work) {
        scan_for_nulls(table, name, work);
    }
}

/// Reads the table unless the column is NOT NULL already or a valid CHECK, which stays, proves it.
pub(super) fn scan_for_nulls(id: RelationId, name: &Ident, work: &mut Work<'_>) {
    let Some(column) = work.relation(id).and_then(|it| it.column(name)) else { return };
    let number = column.number;
    if column.not_null.as_ref().is_some_and(|it| it.valid) || proves_not_null(id, column, work) {
        return;
    }
    work.scan(id, ScanReason::NotNull);
    work.require(id, vec![number], RequirementKind::NoNulls);
}

fn proves_not_null(id: RelationId, column: &Column, work: &Work<'_>) -> bool {
    let Some(table) = work.table(id) else { return false };
    let after = work.after.relation(id).and_then(|it| it.table());
    let kept = |name: &Ident| after.is_some_and(|it| it.constraint(name).is_some());
    let mut proofs = table.constraints.iter().filter(|it| it.valid && it.enforced && kept(&it.name));
    proofs.any(|it| it.check().is_some_and(|expr| implication::proves_not_null(&expr.tree, &column.name)))
}

pub(super) fn set_expression(name: &Ident, alter: &Alter<'_>, work: &mut Work<'_>) {
    for table in alter.all(work) {
        let column = work.relation(table).and_then(|it| it.column(name));
        let stored = column.and_then(|it| it.generated.as_ref()).is_some_and(|it| it.stored);
        if stored {
            work.rewrite(table, RewriteReason::StoredGenerated);
        }
    }
}

/// Identity recurses to partitions from 17 on; what changes or goes is its sequence. `new_file`: its values change.
pub(super) fn identity(sequence: Option<(&Ident, LockMode)>, new_file: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    let partitioned = work.table(alter.id).is_some_and(Table::is_partitioned);
    alter.reach(work, partitioned && work.version() >= 17 && alter.recurse());
    let Some((name, mode)) = sequence else { return };
    let identity = work.relation(alter.id).and_then(|it| it.column(name)?.identity.as_ref());
    if let Some(identity) = identity {
        let sequence = identity.sequence;
        work.lock(sequence, mode);
        if new_file {
            work.new_file(sequence, RewriteReason::Sequence);
        }
    }
}

/// SET STORAGE and SET COMPRESSION are carried to the columns of the indexes.
pub(super) fn storage(recurses: bool, alter: &Alter<'_>, work: &mut Work<'_>) {
    for table in alter.reach(work, recurses && alter.recurse()) {
        for index in work.indexes(table) {
            work.lock_briefly(index, AccessExclusive);
        }
    }
}

/// Numbers of columns by name.
pub(super) fn numbers(relation: &Relation, names: &[Ident]) -> Vec<ColumnNumber> {
    names.iter().filter_map(|it| Some(relation.column(it)?.number)).collect()
}
