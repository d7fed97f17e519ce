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
        open.extend(tree.children());
    }
    false
}
