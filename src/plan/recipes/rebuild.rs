//! REINDEX and REFRESH MATERIALIZED VIEW: CONCURRENTLY where Postgres can.

use super::{Proposal, Situation};
use crate::{
    catalog::relation::{ConstraintKind, KeyPart, Relation, RelationKind},
    plan::{
        draft::{Draft, Retry, Run},
        sql,
    },
    sql::statement::{Refresh, Reindex, ReindexTarget, StatementKind},
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    match situation.kind() {
        StatementKind::Reindex(it) => reindex(situation, it),
        StatementKind::RefreshMaterializedView(it) => refresh(situation, it),
        _ => None,
    }
}

fn reindex(situation: &Situation<'_>, reindex: &Reindex) -> Option<Proposal> {
    let word = match reindex.target {
        ReindexTarget::Index => "INDEX",
        ReindexTarget::Table => "TABLE",
        ReindexTarget::Schema => "SCHEMA",
        // The form for system catalogs cannot be concurrent; for a database it skips them.
        ReindexTarget::Database => "DATABASE",
        ReindexTarget::System => return None,
    };
    if reindex.concurrently {
        return None;
    }
    let relation = reindex.name.as_ref().and_then(|it| situation.find(it));
    if relation.is_some_and(|it| is_exclusion(situation, it)) {
        return None;
    }
    let text = sql::concurrently(situation.sql, word)?;
    let draft = Draft::new(text, "rebuilds beside the old index, which stays in use")
        .session(situation.session())
        .run(Run::Autocommit)
        .retry(Retry::DropRebuildLeftovers)
        .nothing_to_undo();
    Some(Proposal { drafts: vec![draft], questions: Vec::new() })
}

/// The index of an exclusion constraint cannot be rebuilt concurrently.
fn is_exclusion(situation: &Situation<'_>, relation: &Relation) -> bool {
    let Some(index) = relation.index() else { return false };
    let table = situation.before().relation(index.table).and_then(|it| it.table());
    let mut constraints = table.map(|it| it.constraints.as_slice()).unwrap_or_default().iter();
    constraints.any(|it| it.index() == Some(relation.id) && matches!(it.kind, ConstraintKind::Exclude { .. }))
}

fn refresh(situation: &Situation<'_>, refresh: &Refresh) -> Option<Proposal> {
    if refresh.concurrently || !refresh.with_data {
        return None;
    }
    let relation = situation.find(&refresh.name)?;
    let RelationKind::MaterializedView(view) = &relation.kind else { return None };
    let has_key = view.indexes.iter().any(|it| {
        let index = situation.before().relation(*it).and_then(|it| it.index());
        index.is_some_and(|it| {
            let plain = it.keys.iter().all(|it| matches!(it.key, KeyPart::Column(_)));
            it.unique && it.valid && it.predicate.is_none() && plain
        })
    });
    if !has_key || !view.populated {
        return None;
    }
    let text = sql::concurrently(situation.sql, "VIEW")?;
    let draft = Draft::new(text, format!("{} stays readable while it is refreshed", relation.name))
        .session(situation.session())
        .nothing_to_undo();
    Some(Proposal { drafts: vec![draft], questions: Vec::new() })
}
