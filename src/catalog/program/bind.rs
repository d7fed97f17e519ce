//! Variables in SQL statements: known ones become literals, others parameters.

use super::value::Value;
use crate::sql::{
    expr::{FromItem, Tree},
    name::{Ident, ObjectName},
    statement::{QueryText, StatementKind},
    walk,
};

pub(super) type Variables<'a> = dyn Fn(Option<&ObjectName>, &Ident) -> Option<Value> + 'a;

/// The statement as the server plans it. Utility statements have no parameters.
pub(super) fn bind(mut statement: StatementKind, variables: &Variables<'_>) -> StatementKind {
    match &mut statement {
        StatementKind::Dml(dml) => bind_query(&mut dml.query, variables),
        StatementKind::CreateTableAs(table) => table.query.iter_mut().for_each(|it| bind_query(it, variables)),
        StatementKind::Call { arguments, .. } => arguments.iter_mut().for_each(|it| bind_tree(it, variables)),
        StatementKind::Explain { statement: inner, .. } => {
            let inside = std::mem::replace(&mut **inner, StatementKind::Unmodeled { keyword: "".into() });
            **inner = bind(inside, variables);
        }
        _ => {}
    }
    statement
}

/// A statement of a SQL function: what is called like a parameter is one, where no alias is called so.
pub(crate) fn with_parameters(statement: StatementKind, function: &Ident, names: &[Ident]) -> StatementKind {
    bind(statement, &|qualifier, name| {
        let own = qualifier.is_none_or(|it| it.schema.is_none() && it.name == *function);
        (own && names.contains(name)).then_some(Value::Unknown)
    })
}

fn bind_query(text: &mut QueryText, variables: &Variables<'_>) {
    // What is called like a variable inside a query with that alias is the alias's column.
    let mut aliases: Vec<Ident> = Vec::new();
    if let Some(query) = &text.query {
        walk::visit(query, &mut |select| {
            let mut open: Vec<&FromItem> = select.from.iter().collect();
            while let Some(item) = open.pop() {
                match item {
                    FromItem::Join { left, right, .. } => open.extend([&**left, &**right]),
                    FromItem::Relation { name, alias, .. } => aliases.push(alias.clone().unwrap_or(name.name.clone())),
                    FromItem::Subquery { alias, .. } | FromItem::Function { alias, .. } => {
                        aliases.extend(alias.clone())
                    }
                }
            }
        });
    }
    let visible = |qualifier: Option<&ObjectName>, name: &Ident| {
        let hidden = qualifier.is_some_and(|it| aliases.contains(&it.name));
        if hidden { None } else { variables(qualifier, name) }
    };
    walk::change_trees(text, &mut |tree| replace(tree, &visible));
}

pub(super) fn bind_tree(tree: &mut Tree, variables: &Variables<'_>) {
    walk::change_tree(tree, &mut |tree| replace(tree, variables));
}

fn replace(tree: &mut Tree, variables: &Variables<'_>) -> bool {
    if let Tree::Column { qualifier, name } = tree
        && let Some(value) = variables(qualifier.as_ref(), name)
    {
        *tree = value.tree();
        return false;
    }
    true
}
