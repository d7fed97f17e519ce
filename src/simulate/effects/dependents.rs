//! Walking expressions: which columns they mention.

use crate::{
    catalog::relation::{ColumnNumber, Table},
    sql::{expr::Tree, name::Ident},
};
use std::collections::BTreeSet;

/// Whether an expression over the table mentions one of its columns; `true` where it could not be read.
pub(super) fn mentions(tree: &Tree, columns: &BTreeSet<ColumnNumber>, table: &Table) -> bool {
    let is_one = |name: &Ident| table.column(name).is_some_and(|it| columns.contains(&it.number));
    any(tree, &mut |it| match it {
        Tree::Column { name, .. } => is_one(name),
        Tree::Unparsed { words } => words.iter().any(is_one),
        // A whole-row reference or a query may reach any column.
        Tree::Subquery { .. } => true,
        _ => false,
    })
}

/// Whether the predicate holds for a node.
pub(super) fn any(tree: &Tree, test: &mut impl FnMut(&Tree) -> bool) -> bool {
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        if test(tree) {
            return true;
        }
        open.extend(children(tree));
    }
    false
}

pub(super) fn children(tree: &Tree) -> Vec<&Tree> {
    match tree {
        Tree::Call { arguments, .. } => arguments.iter().collect(),
        Tree::Unary { operand, .. }
        | Tree::Not(operand)
        | Tree::IsNull { operand, .. }
        | Tree::Cast { operand, .. }
        | Tree::Collate { operand, .. } => vec![&**operand],
        Tree::Binary { left, right, .. } => vec![&**left, &**right],
        Tree::And(parts) | Tree::Or(parts) | Tree::Array(parts) | Tree::Row(parts) | Tree::Case(parts) => {
            parts.iter().collect()
        }
        Tree::InList { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
        Tree::Subquery { operands, .. } => operands.iter().collect(),
        Tree::Other { children, .. } => children.iter().collect(),
        Tree::Column { .. }
        | Tree::Parameter
        | Tree::Null
        | Tree::Bool(_)
        | Tree::Number(_)
        | Tree::Text(_)
        | Tree::Unparsed { .. } => Vec::new(),
    }
}
