//! Walking queries: every SELECT in them, the names in FROM, the expressions.

use super::work::Work;
use crate::{
    catalog::RelationId,
    sql::{
        expr::{CommonTableBody, FromItem, Projected, Query, Select, Tree},
        name::ObjectName,
    },
};

/// Names in FROM, with ONLY or not.
#[derive(Default)]
pub(super) struct Names(Vec<(ObjectName, bool)>);

impl Names {
    pub(super) fn only(&self, id: RelationId, work: &Work<'_>) -> bool {
        let mut uses = self.0.iter().filter(|(name, _)| work.resolve(name).is_some_and(|it| it.id == id)).peekable();
        uses.peek().is_some() && uses.all(|(_, only)| *only)
    }
}

pub(super) fn names(query: &Query) -> Names {
    let mut found = Names::default();
    visit(query, &mut |select| {
        let mut open: Vec<&FromItem> = select.from.iter().collect();
        while let Some(item) = open.pop() {
            match item {
                FromItem::Relation { name, only, .. } => found.0.push((name.clone(), *only)),
                FromItem::Join { left, right, .. } => open.extend([&**left, &**right]),
                FromItem::Subquery { .. } | FromItem::Function { .. } => {}
            }
        }
    });
    found
}

/// Every SELECT of a query: branches, WITH, subqueries in FROM and in expressions.
pub(super) fn visit<'q>(query: &'q Query, see: &mut impl FnMut(&'q Select)) {
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

pub(super) fn trees(select: &Select) -> Vec<&Tree> {
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
