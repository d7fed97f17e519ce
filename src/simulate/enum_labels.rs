//! Labels added to an enum in the running transaction: Postgres lets nobody use them before it commits.

use super::effects::Failure;
use crate::{
    catalog::{
        Catalog,
        relation::{Dependency, Relation},
        session::Session,
        types::UserTypeKind,
    },
    sql::{
        expr::{Expr, Tree, TypeName},
        name::{ObjectName, QualifiedName},
        statement::{AlterKind, AlterType, AlterTypeKind, ColumnConstraintKind, ColumnDefinition, StatementKind},
    },
};
use imbl::{OrdMap, OrdSet};
use std::sync::Arc;

/// What was added since the transaction began, by type.
#[derive(Clone, Debug, Default)]
pub(super) struct NewLabels {
    labels: OrdMap<QualifiedName, OrdSet<Arc<str>>>,
    /// Types made in this transaction, whose labels may be used at once.
    own: OrdSet<QualifiedName>,
}

impl NewLabels {
    pub(super) fn record(&mut self, kind: &StatementKind, before: &Catalog, after: &Catalog, session: &Session) {
        match kind {
            StatementKind::CreateType(create) => {
                let name = type_named(after, &create.name, session);
                if let Some(name) = name.filter(|it| before.types.get(it).is_none()) {
                    self.own.insert(name);
                }
            }
            StatementKind::AlterType(AlterType { name, actions }) => {
                let Some(name) = type_named(before, name, session).filter(|it| !self.own.contains(it)) else { return };
                for action in actions {
                    // IF NOT EXISTS, and a branch that did not run, add nothing.
                    if let AlterTypeKind::AddValue { value, .. } = action
                        && !has_label(before, &name, value)
                        && has_label(after, &name, value)
                    {
                        self.labels.entry(name.clone()).or_default().insert(value.clone());
                    }
                }
            }
            StatementKind::Do(block) => {
                let program = block.program();
                program.block.statements().into_iter().for_each(|it| self.record(it, before, after, session));
            }
            _ => {}
        }
    }

    /// The statement uses a label that is not committed yet.
    pub(super) fn misused(
        &self,
        kind: &StatementKind,
        sql: &str,
        catalog: &Catalog,
        session: &Session,
    ) -> Option<Failure> {
        if matches!(kind, StatementKind::AlterType(_)) {
            return None;
        }
        let mut found = None;
        for (name, labels) in &self.labels {
            let used = |label: &&Arc<str>| self.uses(kind, sql, catalog, session, name, label);
            found = found.or_else(|| labels.iter().find(used).map(|label| (name, label)));
        }
        let (name, label) = found?;
        let shown = ObjectName { schema: None, name: name.name.clone() };
        let visible = catalog.find_type(&plain_type(shown), session).is_some_and(|it| it.name == *name);
        let shown = if visible { name.name.to_string() } else { name.to_string() };
        let message = format!("unsafe use of new value \"{label}\" of enum type {shown}");
        Some(Failure { code: "55P04", message, at: None })
    }

    fn uses(
        &self,
        kind: &StatementKind,
        sql: &str,
        catalog: &Catalog,
        session: &Session,
        name: &QualifiedName,
        label: &str,
    ) -> bool {
        // Every use writes the label as a string.
        if !sql.contains(&format!("'{}'", label.replace('\'', "''"))) {
            return false;
        }
        let is_type = |it: &TypeName| catalog.find_type(it, session).is_some_and(|it| it.name == *name);
        let has_column = |relation: &ObjectName| {
            let relation = catalog.resolve(relation, session);
            relation.is_some_and(|it| column_of_type(it, name))
        };
        match kind {
            StatementKind::AlterTable(alter) => alter.actions.iter().any(|it| match &it.kind {
                AlterKind::AddColumn { column, .. } => {
                    column.data_type.as_ref().is_some_and(is_type) && defaults_to(column, label)
                }
                AlterKind::SetDefault { default, .. } => has_column(&alter.name) && literal(default) == Some(label),
                AlterKind::AlterType { data_type, .. } => is_type(data_type),
                AlterKind::AddConstraint(_) => has_column(&alter.name),
                _ => false,
            }),
            StatementKind::CreateTable(create) => {
                create.columns.iter().any(|it| it.data_type.as_ref().is_some_and(is_type) && defaults_to(it, label))
            }
            StatementKind::Dml(dml) => {
                dml.target.as_ref().is_some_and(has_column)
                    || reads_column(catalog, &catalog.dml_reads(dml, session).dependencies, name)
                    || cast_in_text(sql, label, name)
            }
            StatementKind::CreateIndex(index) => has_column(&index.table),
            StatementKind::CreatePolicy(policy) | StatementKind::AlterPolicy(policy) => has_column(&policy.table),
            StatementKind::CreateView(view) => {
                reads_column(catalog, &catalog.read_text(&view.query, session).dependencies, name)
            }
            _ => cast_in_text(sql, label, name),
        }
    }
}

fn has_label(catalog: &Catalog, name: &QualifiedName, label: &str) -> bool {
    match catalog.types.get(name).map(|it| &it.kind) {
        Some(UserTypeKind::Enum(labels)) => labels.iter().any(|it| &**it == label),
        _ => false,
    }
}

fn reads_column(catalog: &Catalog, read: &[Dependency], name: &QualifiedName) -> bool {
    read.iter().filter_map(|it| catalog.relation(it.relation)).any(|it| column_of_type(it, name))
}

/// `'label'::type`, possibly qualified.
fn cast_in_text(sql: &str, label: &str, name: &QualifiedName) -> bool {
    let unqualified = format!("'{label}'::{}", name.name);
    sql.contains(&unqualified) || sql.contains(&format!("'{label}'::{name}"))
}

fn plain_type(name: ObjectName) -> TypeName {
    TypeName { name, modifiers: Vec::new(), interval_fields: None, array_dimensions: 0, setof: false }
}

fn type_named(catalog: &Catalog, name: &ObjectName, session: &Session) -> Option<QualifiedName> {
    Some(catalog.find_type(&plain_type(name.clone()), session)?.name)
}

fn column_of_type(relation: &Arc<Relation>, name: &QualifiedName) -> bool {
    relation.columns().iter().any(|it| it.data_type.name == *name)
}

fn defaults_to(column: &ColumnDefinition, label: &str) -> bool {
    column.constraints.iter().any(|it| match &it.kind {
        ColumnConstraintKind::Default(expr) => literal(expr) == Some(label),
        _ => false,
    })
}

fn literal(expr: &Expr) -> Option<&str> {
    match &*expr.tree {
        Tree::Text(text) => Some(text),
        Tree::Cast { operand, .. } => match &**operand {
            Tree::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
