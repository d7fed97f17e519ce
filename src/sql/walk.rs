//! Walking queries: every SELECT in them, every expression.

use super::{
    expr::{CommonTableBody, FromItem, Projected, Query, Select, Tree},
    statement::QueryText,
};
use std::sync::Arc;

/// Every SELECT of a query: branches, WITH, subqueries in FROM and in expressions.
pub fn visit<'q>(query: &'q Query, see: &mut impl FnMut(&'q Select)) {
    let mut open = vec![query];
    while let Some(query) = open.pop() {
        for common in &query.with {
            match &common.body {
                CommonTableBody::Query(query) => open.push(query),
                CommonTableBody::Dml(dml) => open.extend(dml.query.query.as_deref()),
            }
        }
        for select in &query.branches {
            see(select);
            open.extend(select.nested.as_deref());
            let mut items: Vec<&FromItem> = select.from.iter().collect();
            while let Some(item) = items.pop() {
                match item {
                    FromItem::Subquery { query, .. } => open.push(query),
                    FromItem::Join { left, right, .. } => items.extend([&**left, &**right]),
                    FromItem::Relation { .. } | FromItem::Function { .. } => {}
                }
            }
            for tree in trees(select) {
                subqueries(tree, &mut open);
            }
        }
        query.trailing.iter().for_each(|it| subqueries(it, &mut open));
    }
}

fn subqueries<'q>(tree: &'q Tree, found: &mut Vec<&'q Query>) {
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        if let Tree::Subquery { query, .. } = tree {
            found.push(query);
        }
        open.extend(tree.children());
    }
}

/// The expressions of a SELECT outside its subqueries.
pub fn trees(select: &Select) -> Vec<&Tree> {
    let projected = select.projection.iter().filter_map(|it| match it {
        Projected::Expr { tree, .. } => Some(tree),
        Projected::All { .. } => None,
    });
    let mut found: Vec<&Tree> = projected.chain(&select.conditions).collect();
    let mut items: Vec<&FromItem> = select.from.iter().collect();
    while let Some(item) = items.pop() {
        match item {
            FromItem::Function { call, .. } => found.push(call),
            FromItem::Join { left, right, on, .. } => {
                items.extend([&**left, &**right]);
                found.extend(on);
            }
            FromItem::Relation { .. } | FromItem::Subquery { .. } => {}
        }
    }
    found
}

/// Every expression of what a statement reads, subqueries included, the outermost first; `change` says whether to go
/// into what it was given.
pub fn change_trees(text: &mut QueryText, change: &mut impl FnMut(&mut Tree) -> bool) {
    if let Some(query) = &mut text.query {
        change_query(Arc::make_mut(query), change);
    }
}

fn change_query(query: &mut Query, change: &mut impl FnMut(&mut Tree) -> bool) {
    for common in &mut query.with {
        match &mut common.body {
            CommonTableBody::Query(query) => change_query(query, change),
            CommonTableBody::Dml(dml) => change_trees(&mut dml.query, change),
        }
    }
    for select in &mut query.branches {
        if let Some(nested) = &mut select.nested {
            change_query(nested, change);
        }
        select.from.iter_mut().for_each(|it| change_from(it, change));
        for projected in &mut select.projection {
            if let Projected::Expr { tree, .. } = projected {
                change_tree(tree, change);
            }
        }
        select.conditions.iter_mut().for_each(|it| change_tree(it, change));
    }
    query.trailing.iter_mut().for_each(|it| change_tree(it, change));
}

fn change_from(item: &mut FromItem, change: &mut impl FnMut(&mut Tree) -> bool) {
    match item {
        FromItem::Relation { .. } => {}
        FromItem::Subquery { query, .. } => change_query(query, change),
        FromItem::Function { call, .. } => change_tree(call, change),
        FromItem::Join { left, right, on, .. } => {
            change_from(left, change);
            change_from(right, change);
            on.iter_mut().for_each(|it| change_tree(it, change));
        }
    }
}

/// The same for one expression.
pub fn change_tree(tree: &mut Tree, change: &mut impl FnMut(&mut Tree) -> bool) {
    if !change(tree) {
        return;
    }
    if let Tree::Subquery { query, .. } = tree {
        change_query(query, change);
    }
    tree.children_mut().into_iter().for_each(|it| change_tree(it, change));
}
