//! DROP INDEX: CONCURRENTLY, one index a statement.

use super::{Proposal, Situation};
use crate::{
    catalog::{Catalog, ddl, relation::Relation},
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run},
        sql, verify,
    },
    sql::{
        name::QualifiedName,
        statement::{Drop, ObjectKind, StatementKind},
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let StatementKind::Drop(drop) = situation.kind() else { return None };
    if drop.kind != ObjectKind::Index || drop.cascade || (drop.concurrently && drop.objects.len() == 1) {
        return None;
    }
    let mut proposal = Proposal::default();
    for object in &drop.objects {
        let name = &object.name;
        let relation = situation.find(name);
        if relation.is_none() && drop.if_exists && situation.before().known == crate::catalog::Known::Everything {
            continue;
        }
        if relation.is_some_and(|it| !can_be_concurrent(situation.before(), it)) {
            return None;
        }
        proposal.drafts.push(match relation {
            Some(it) => concurrently(situation.before(), it),
            None => unknown(drop, &name.to_string()).session(situation.session()),
        });
    }
    (!proposal.drafts.is_empty()).then_some(proposal)
}

fn unknown(drop: &Drop, name: &str) -> Draft {
    let exists = if drop.if_exists { "IF EXISTS " } else { "" };
    Draft::new(format!("DROP INDEX CONCURRENTLY {exists}{name}"), "drops the index while its table stays open")
        .run(Run::Autocommit)
        .retry(Retry::RerunAtOnce)
        .verify(verify::relation_gone(name))
}

/// A step that drops a known index.
pub(super) fn concurrently(catalog: &Catalog, relation: &Relation) -> Draft {
    let name = &relation.name;
    let index = relation.index();
    let table = index.and_then(|it| catalog.relation(it.table)).map(|it| it.name.to_string()).unwrap_or_default();
    let unique = index.is_some_and(|it| it.unique);
    let mut draft = Draft::new(
        format!("DROP INDEX CONCURRENTLY {name}"),
        format!("drops the index while {table} stays open for reads and writes"),
    )
    .run(Run::Autocommit)
    .retry(Retry::RerunAtOnce)
    .verify(verify::relation_gone(name));
    if let Some(text) = definition(catalog, name) {
        draft = draft.undo(text);
    }
    if unique {
        draft = draft.phase(PhaseKind::Contract).gate(format!("does not name the columns of {name} in ON CONFLICT"));
        draft.gate = draft.gate.map(|it| format!("ship code that {it}"));
    }
    draft
}

/// CREATE INDEX CONCURRENTLY of an index that is there.
fn definition(catalog: &Catalog, name: &QualifiedName) -> Option<String> {
    let id = catalog.find(name)?.id;
    let entries = ddl::relation_entries(catalog, id, ddl::Style::SQL);
    let entry = entries.iter().find(|it| it.kind == "INDEX")?;
    let text = entry.sql.split(";\n").next()?.trim_end_matches(';');
    sql::concurrently(text, "INDEX")
}

fn can_be_concurrent(catalog: &Catalog, relation: &Relation) -> bool {
    let Some(index) = relation.index() else { return false };
    let owner = catalog.relation(index.table).and_then(|it| it.table());
    let constraint = owner.is_some_and(|it| it.constraints.iter().any(|it| it.index() == Some(relation.id)));
    !index.partitioned && index.parent.is_none() && !constraint
}
