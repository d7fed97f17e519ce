//! `CREATE TABLE … (LIKE other INCLUDING …)`.

use super::{
    columns::{NewCheck, NewSequence, Parts, blank_column, builtin, not_null, push_column},
    context::Apply,
    error::{Outcome, wrong_kind},
    index::{NewConstraint, NewIndex},
};
use crate::{
    catalog::{
        RelationId,
        relation::{ConstraintKind, Relation, RelationKind, Table},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{ConstraintAttributes, LikeClause, SequenceOptions},
    },
};
use std::sync::Arc;

/// What LIKE adds once the new table exists.
pub(super) struct Template {
    source: Arc<Relation>,
    constraints: bool,
    indexes: bool,
    statistics: bool,
    comments: bool,
}

impl Apply<'_> {
    /// Adds the columns; None where the other table may exist without being known.
    pub(super) fn like_columns(
        &mut self,
        clause: &LikeClause,
        name: &QualifiedName,
        table: &mut Table,
        parts: &mut Parts,
    ) -> Outcome<Option<Template>> {
        let source = match self.relation(&clause.table) {
            Ok(found) => found,
            Err(_) if self.is_partial() => return Ok(None),
            Err(mismatch) => return Err(mismatch),
        };
        if matches!(source.kind, RelationKind::Index(_) | RelationKind::Sequence(_)) {
            let name = source.name.name.as_str();
            let message = match self.catalog.version.0 {
                ..15 => format!("\"{name}\" is not a table, view, materialized view, composite type, or foreign table"),
                _ => format!("relation \"{name}\" is invalid in LIKE clause"),
            };
            return Err(super::Mismatch { message, ..wrong_kind(&source.name.name, "a table") });
        }
        let including = |what: &str| {
            let mut said = clause.options.iter().filter(|it| it.1.as_str() == what || it.1.as_str() == "all");
            said.next_back().is_some_and(|it| it.0)
        };
        for old in source.columns() {
            super::create_table::need_new_column(table, &old.name, &name.name).map_err(|_| {
                let message = format!("column \"{}\" specified more than once", old.name.as_str());
                super::Mismatch::new("42701", message)
            })?;
            let mut column = blank_column(old.name.clone(), old.data_type.clone());
            column.collation = old.collation.clone();
            if old.generated.is_some() {
                column.generated = old.generated.clone().filter(|_| including("generated"));
            } else if including("defaults") {
                column.default = old.default.clone();
            }
            if including("storage") {
                column.storage = old.storage.clone();
            }
            if including("compression") {
                column.compression = old.compression.clone();
            }
            if including("comments") {
                column.comment = old.comment.clone();
            }
            if old.not_null.is_some() {
                parts.not_nulls.push(not_null(&old.name));
            }
            if let Some(identity) = old.identity.as_ref().filter(|_| including("identity")) {
                let options = self.options_of(identity.sequence);
                self.identity_column(name, &mut column, identity.always, &options, parts)?;
            }
            push_column(table, column);
        }
        Ok(Some(Template {
            constraints: including("constraints"),
            indexes: including("indexes"),
            statistics: including("statistics"),
            comments: including("comments"),
            source,
        }))
    }

    fn options_of(&self, sequence: RelationId) -> SequenceOptions {
        let sequence = self.catalog.relation(sequence).and_then(|it| it.sequence().cloned());
        let Some(sequence) = sequence else { return SequenceOptions::default() };
        SequenceOptions {
            increment: Some(sequence.increment),
            min: Some(Some(sequence.min)),
            max: Some(Some(sequence.max)),
            start: Some(sequence.start),
            cache: Some(sequence.cache),
            cycle: Some(sequence.cycle),
            ..SequenceOptions::default()
        }
    }

    /// Checks, indexes and statistics of the other table.
    pub(super) fn like_parts(&mut self, id: RelationId, template: Template) -> Outcome {
        let Some(source) = template.source.table() else { return Ok(()) };
        for constraint in source.constraints.iter().filter(|_| template.constraints) {
            let ConstraintKind::Check { expr, no_inherit } = &constraint.kind else { continue };
            let attributes = ConstraintAttributes {
                deferrable: None,
                initially_deferred: false,
                not_valid: false,
                enforced: Some(constraint.enforced).filter(|it| !it),
            };
            let name = Some(constraint.name.clone());
            self.add_check(id, NewCheck { name, expr: expr.clone(), no_inherit: *no_inherit, attributes })?;
        }
        for index in source.indexes.iter().filter(|_| template.indexes) {
            let Some(old) = self.catalog.relation(*index).cloned() else { continue };
            let Some(mut new) = self.clone_index(&old, source, id) else { continue };
            let constraint = source.constraints.iter().find(|it| it.index() == Some(*index));
            new.constraint = constraint.and_then(NewConstraint::like);
            let made = self.build_index(id, new)?;
            if template.comments {
                self.edit(made, |it| it.comment = old.comment.clone());
            }
        }
        if template.statistics {
            self.like_statistics(template.source.id, id);
        }
        Ok(())
    }

    fn like_statistics(&mut self, source: RelationId, id: RelationId) {
        let Some(target) = self.catalog.relation(id).cloned() else { return };
        let of_source = self.catalog.statistics.values().filter(|it| it.table == source).cloned().collect::<Vec<_>>();
        for mut object in of_source {
            let keys: Vec<String> = object.keys.iter().map(|it| self.key_name(source, it)).collect();
            let addition = crate::catalog::names::join(keys.iter().map(String::as_str));
            let name = self.free_statistics_name(&target.name, &addition);
            let made = Arc::make_mut(&mut object);
            made.table = id;
            made.comment = None;
            let numbers = std::mem::take(&mut made.keys);
            made.keys = numbers.into_iter().filter_map(|it| self.translate_key(source, id, it)).collect();
            self.catalog.statistics.insert(name, object);
        }
    }
}

impl NewSequence {
    /// A sequence of bigint, as CREATE SEQUENCE makes it.
    pub(super) fn default_type() -> crate::catalog::types::DataType {
        builtin("int8")
    }
}

impl NewIndex {
    /// With another name.
    pub(super) fn named(self, name: Option<Ident>) -> Self {
        Self { name, ..self }
    }
}
