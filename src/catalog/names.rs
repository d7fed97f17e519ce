//! Names that Postgres gives to constraints, indexes and sequences that were created without one.
//!
//! After `makeObjectName`, `ChooseRelationName` and `ChooseConstraintName` of the server
//! (`src/backend/commands/indexcmds.c`, `src/backend/catalog/pg_constraint.c`).

use super::Catalog;
use crate::sql::{
    expr::{Projected, Query, Tree},
    name::{Ident, MAX_BYTES, QualifiedName},
};

/// `table_columns_label`, the first two parts shortened so that the whole fits into an identifier.
pub fn make(table: &str, addition: Option<&str>, label: &str) -> Ident {
    let overhead = label.len() + 1 + usize::from(addition.is_some());
    let room = MAX_BYTES.saturating_sub(overhead);
    let (mut first, mut second) = (table.len(), addition.map_or(0, str::len));
    while first + second > room {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let mut name = clip(table, first).to_owned();
    if let Some(addition) = addition {
        name.push('_');
        name.push_str(clip(addition, second));
    }
    Ident::exact(&format!("{name}_{label}"))
}

/// The longest prefix of at most `bytes` bytes that ends between characters.
fn clip(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The first of `table_columns_label`, `…label1`, `…label2` that `taken` does not refuse.
pub fn choose(table: &str, addition: Option<&str>, label: &str, taken: impl Fn(&Ident) -> bool) -> Ident {
    let plain = make(table, addition, label);
    if !taken(&plain) {
        return plain;
    }
    let numbered = (1_u32..).map(|it| make(table, addition, &format!("{label}{it}")));
    numbered.into_iter().find(|it| !taken(it)).unwrap_or(plain)
}

/// Columns joined by `_`, no longer than needed to fill an identifier.
pub fn join<'a>(columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column);
        if joined.len() > MAX_BYTES {
            break;
        }
    }
    joined
}

/// Names of an index's columns, made unique: `expr`, `expr1`.
pub fn index_columns(wanted: impl IntoIterator<Item = Option<String>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in wanted {
        let base = name.unwrap_or_else(|| "expr".to_owned());
        let mut unique = base.clone();
        let mut number = 1;
        while names.contains(&unique) {
            let suffix = number.to_string();
            unique = format!("{}{suffix}", clip(&base, MAX_BYTES - suffix.len()));
            number += 1;
        }
        names.push(unique);
    }
    names
}

/// The column name that an expression gets by itself (`FigureColname`); None where the server says `?column?`.
pub fn of_expression(tree: &Tree) -> Option<String> {
    figure(tree).0
}

/// A name and whether it is better than a type's name.
fn figure(tree: &Tree) -> (Option<String>, bool) {
    let good = |it: &str| (Some(it.to_owned()), true);
    match tree {
        Tree::Column { name, .. } => good(name.as_str()),
        Tree::Call { function, .. } => good(function.name.as_str()),
        Tree::Collate { operand, .. } => figure(operand),
        Tree::Cast { operand, to } => match figure(operand) {
            (Some(name), true) => (Some(name), true),
            _ => (Some(to.name.name.as_str().to_owned()), false),
        },
        Tree::Array(_) => good("array"),
        Tree::Row(_) => good("row"),
        Tree::Case(parts) => match parts.last().map(figure) {
            Some((Some(name), true)) => (Some(name), true),
            _ => (Some("case".to_owned()), false),
        },
        Tree::Other { label, children } => match (label.strip_prefix('.'), children.first()) {
            (Some(field), _) => good(field),
            (None, _) if &**label == "EXISTS" => good("exists"),
            // A subscript, or DISTINCT, ORDER BY, FILTER, OVER around a call.
            (None, Some(first)) if label.starts_with('[') || matches!(first, Tree::Call { .. }) => figure(first),
            _ => (None, false),
        },
        Tree::Subquery { operands, query } if operands.is_empty() => (of_query(query), true),
        _ => (None, false),
    }
}

fn of_query(query: &Query) -> Option<String> {
    match query.branches.first()?.projection.first()? {
        Projected::Expr { alias: Some(alias), .. } => Some(alias.as_str().to_owned()),
        Projected::Expr { tree, alias: None } => of_expression(tree),
        Projected::All { .. } => None,
    }
}

impl Catalog {
    /// A free name for an index or sequence in `schema`.
    pub(super) fn choose_relation_name(
        &self,
        schema: &Ident,
        table: &str,
        addition: Option<&str>,
        label: &str,
    ) -> Ident {
        choose(table, addition, label, |name| self.is_relation(schema, name))
    }

    /// A free name for an index that enforces a constraint: no relation and no constraint has it.
    pub(super) fn choose_key_name(&self, schema: &Ident, table: &str, addition: Option<&str>, label: &str) -> Ident {
        choose(table, addition, label, |name| self.is_relation(schema, name) || self.constraint_exists(schema, name))
    }

    /// A free name for a constraint without index.
    pub(super) fn choose_constraint_name(
        &self,
        schema: &Ident,
        table: &str,
        addition: Option<&str>,
        label: &str,
        others: &[Ident],
    ) -> Ident {
        choose(table, addition, label, |name| others.contains(name) || self.constraint_exists(schema, name))
    }

    fn is_relation(&self, schema: &Ident, name: &Ident) -> bool {
        self.find(&QualifiedName { schema: schema.clone(), name: name.clone() }).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As observed on a server.
    #[test]
    fn names_are_cut_to_63_bytes() {
        let long = "a_table_with_quite_a_long_name_indeed_so_that_names_are_cut";
        assert_eq!(make("orders", Some("total"), "check").as_str(), "orders_total_check");
        assert_eq!(make("orders", None, "pkey").as_str(), "orders_pkey");
        assert_eq!(make(long, Some("another_long_column_name_for_it"), "fkey").as_str().len(), 63);
        let name = make(long, Some("another_long_column_name_for_it"), "fkey");
        assert_eq!(name.as_str(), "a_table_with_quite_a_long_nam_another_long_column_name_for_fkey");
    }

    #[test]
    fn collisions_are_numbered() {
        let taken = [Ident::exact("t_a_idx"), Ident::exact("t_a_idx1")];
        assert_eq!(choose("t", Some("a"), "idx", |it| taken.contains(it)).as_str(), "t_a_idx2");
        assert_eq!(index_columns([Some("a".into()), None, None, Some("a".into())]), ["a", "expr", "expr1", "a1"]);
    }
}
