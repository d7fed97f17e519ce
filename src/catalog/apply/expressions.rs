//! What an expression of a table may not contain, wherever it stands.

use super::{Mismatch, context::Apply, error::Outcome};
use crate::{
    catalog::{relation::Relation, types::DataType},
    sql::{
        expr::{Expr, Tree},
        name::Ident,
    },
};

/// Where an expression stands; messages name it in two ways.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Check,
    Default,
    IndexExpression,
    IndexPredicate,
    Generation,
    Using,
    PartitionKey,
}

impl Place {
    fn one(self) -> &'static str {
        match self {
            Place::Check => "check constraint",
            Place::Default => "DEFAULT expression",
            Place::IndexExpression => "index expression",
            Place::IndexPredicate => "index predicate",
            Place::Generation => "column generation expression",
            Place::Using => "transform expression",
            Place::PartitionKey => "partition key expression",
        }
    }
}

static AGGREGATES: &[&str] = &[
    "array_agg",
    "avg",
    "bool_and",
    "bool_or",
    "count",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "string_agg",
    "stddev",
    "sum",
    "variance",
];

impl Apply<'_> {
    /// No subquery and no aggregate.
    pub(super) fn check_place(&self, tree: &Tree, place: Place) -> Outcome {
        let (mut subquery, mut aggregate) = (false, false);
        tree.walk(&mut |it| {
            subquery |= matches!(it, Tree::Subquery { .. });
            let is_aggregate = |name: &Ident| AGGREGATES.contains(&name.as_str());
            aggregate |= matches!(it, Tree::Call { function, .. } if function.schema.is_none()
                && is_aggregate(&function.name) && self.catalog.find_routine_name(function, self.session).is_none());
        });
        if subquery {
            return Err(Mismatch::new("0A000", format!("cannot use subquery in {}", place.one())));
        }
        if aggregate {
            return Err(Mismatch::new("42803", format!("aggregate functions are not allowed in {}s", place.one())));
        }
        Ok(())
    }

    /// A condition is boolean; only a column's type is certain enough to say that it is not.
    pub(super) fn check_boolean(&self, relation: &Relation, tree: &Tree, clause: &str) -> Outcome {
        let Tree::Column { qualifier: None, name } = tree else { return Ok(()) };
        let Some(data_type) = relation.column(name).map(|it| self.catalog.base_type(&it.data_type)) else {
            return Ok(());
        };
        if data_type.is("bool") || !data_type.is_builtin() || data_type.is("unknown") {
            return Ok(());
        }
        let message =
            format!("argument of {clause} must be type boolean, not type {}", self.shown_data_type(data_type));
        Err(Mismatch::new("42804", message))
    }

    /// A default names no column, and its value can be assigned.
    pub(super) fn check_default(&self, column: &Ident, data_type: &DataType, default: &Expr) -> Outcome {
        self.check_place(&default.tree, Place::Default)?;
        let mut names_column = false;
        default.tree.walk(&mut |it| {
            names_column |= matches!(it, Tree::Column { qualifier: None, name } if !is_keyword(name));
        });
        if names_column {
            return Err(Mismatch::new("0A000", "cannot use column reference in DEFAULT expression"));
        }
        let base = self.catalog.base_type(data_type);
        if let Some(text) = super::casts::unreadable(&default.tree, base) {
            let message = format!("invalid input syntax for type {base}: \"{text}\"");
            return Err(Mismatch::new("22P02", message));
        }
        if !matches!(&*default.tree, Tree::Call { .. }) || self.is_partial() {
            return Ok(());
        }
        let types = self.catalog.expression_type(&default.tree, self.session);
        if let Some(found) = types.filter(|it| !self.assigns(it, data_type)) {
            let (column, wanted, found) =
                (column.as_str(), self.shown_data_type(data_type), self.shown_data_type(&found));
            let message = format!("column \"{column}\" is of type {wanted} but default expression is of type {found}");
            return Err(Mismatch::new("42804", message));
        }
        Ok(())
    }

    /// A generated column is not made of generated columns.
    pub(super) fn check_generation(&self, relation: &Relation, tree: &Tree) -> Outcome {
        self.check_place(tree, Place::Generation)?;
        let used = super::constraint::columns_of(relation, tree);
        let generated = relation.columns().iter().find(|it| it.generated.is_some() && used.contains(&it.name));
        if let Some(column) = generated {
            let column = column.name.as_str();
            let message = format!("cannot use generated column \"{column}\" in column generation expression");
            return Err(Mismatch::new("42P17", message));
        }
        self.check_immutable(relation, tree, "generation expression is not immutable")
    }

    /// As messages show a type: without the schema where that is on the path.
    pub(super) fn shown_data_type(&self, data_type: &DataType) -> String {
        if data_type.is_builtin() {
            return data_type.to_string();
        }
        let visible = self.catalog.visible(self.session).any(|it| it == data_type.name.schema);
        let array = if data_type.array { "[]" } else { "" };
        if visible { format!("{}{array}", data_type.name.name) } else { data_type.to_string() }
    }
}

/// Words that stand for a function or a row, not for a column.
fn is_keyword(name: &Ident) -> bool {
    matches!(name.as_str(), "current_user" | "session_user" | "user" | "current_role" | "current_catalog" | "value")
        || name.as_str().starts_with("current_")
        || name.as_str().starts_with("local")
}
