//! The names in FROM of a query.

use super::work::Work;
use crate::{
    catalog::RelationId,
    sql::{
        expr::{FromItem, Query},
        name::ObjectName,
        walk::visit,
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
