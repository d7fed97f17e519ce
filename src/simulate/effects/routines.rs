//! Statements inside other statements: DO blocks and the bodies of functions.

use super::{
    Duration, DurationClass, Effects, RelationEffect,
    dispatch::{self, Outcome},
    dml,
    work::Work,
};
use crate::{
    catalog::{Catalog, RelationId, session::Session},
    sql::{
        self,
        plpgsql::{self, Branches, Scope},
        statement::{CreateFunction, DoBlock, FunctionBody, StatementKind},
    },
};
use std::collections::BTreeMap;

/// DO blocks within DO blocks beyond this are not read.
const DEEPEST_BLOCK: u32 = 4;

/// A block does what its statements do, as far as they are tried and succeed: see [`Branches`]. Loops and dynamic SQL
/// make its duration unknown; the statements around them still count.
pub(super) fn do_block(
    block: &DoBlock,
    before: &Catalog,
    session: &Session,
    existed: &dyn Fn(RelationId) -> bool,
    depth: u32,
) -> Outcome {
    let mut outcome = Outcome { after: before.clone(), effects: Effects::default() };
    let is_program = block.language.as_ref().is_none_or(|it| it.as_str() == "plpgsql");
    if !is_program || depth >= DEEPEST_BLOCK {
        outcome.effects.duration = Duration { class: DurationClass::Unknown, estimate_ms: None };
        return outcome;
    }
    let caught = plpgsql::catches(&block.body);
    let mut branches = Branches::default();
    let mut made: Vec<RelationId> = Vec::new();
    let mut unknown = false;
    for statement in block.statements().iter().filter(|it| !is_nothing(&it.kind)) {
        if !branches.may_run(statement) {
            continue;
        }
        unknown |= statement.scopes.contains(&Scope::Loop) || is_unread(&statement.kind);
        let here = |id: RelationId| existed(id) && !made.contains(&id);
        let step = dispatch::within(&statement.kind, &outcome.after, session, &here, depth + 1);
        let failed = step.effects.fails.is_some();
        branches.ran(statement, !failed);
        if failed && (caught || !statement.scopes.is_empty() || may_name_variables(&statement.kind)) {
            continue;
        }
        made.extend(step.effects.relations.iter().filter(|it| it.created).map(|it| it.relation));
        outcome.after = step.after;
        absorb(&mut outcome.effects, step.effects, before);
        if failed {
            outcome.after = before.clone();
            break;
        }
    }
    if unknown {
        outcome.effects.duration = Duration { class: DurationClass::Unknown, estimate_ms: None };
    }
    outcome
}

fn is_nothing(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::Unmodeled { keyword } if keyword.eq_ignore_ascii_case("null"))
}

/// Dynamic SQL, and COMMIT in a block.
fn is_unread(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::Unmodeled { .. } | StatementKind::Other(_) | StatementKind::Transaction(_))
}

/// A name that is no column may be a variable, so that not finding it means nothing.
fn may_name_variables(kind: &StatementKind) -> bool {
    matches!(kind, StatementKind::Dml(_) | StatementKind::CreateTableAs(_))
}

/// Adds what a later statement of the same block does.
fn absorb(all: &mut Effects, step: Effects, before: &Catalog) {
    let mut by_relation: BTreeMap<RelationId, RelationEffect> =
        std::mem::take(&mut all.relations).into_iter().map(|it| (it.relation, it)).collect();
    for effect in step.relations {
        match by_relation.get_mut(&effect.relation) {
            Some(known) => {
                if effect.lock > known.lock {
                    known.lock = effect.lock;
                    known.release = effect.release;
                }
                known.rewrite = known.rewrite.or(effect.rewrite);
                known.scan = known.scan.or(effect.scan);
                known.rebuilt_indexes.extend(effect.rebuilt_indexes);
                known.rebuilt_indexes.sort();
                known.rebuilt_indexes.dedup();
                known.dropped |= effect.dropped;
            }
            None => {
                by_relation.insert(effect.relation, effect);
            }
        }
    }
    // What the block itself made and dropped again never was there.
    by_relation.retain(|id, it| !(it.dropped && before.relation(*id).is_none()));
    all.relations = by_relation.into_values().collect();
    all.relations.sort_by(|a, b| a.name.cmp(&b.name).then(a.created.cmp(&b.created)));
    all.losses.extend(step.losses);
    all.requirements.extend(step.requirements);
    all.waits.extend(step.waits);
    all.fails = step.fails;
    let sum = all.duration.estimate_ms.zip(step.duration.estimate_ms).map(|(a, b)| (a.0 + b.0, a.1 + b.1));
    let first = all.duration == Duration::default();
    let estimate_ms = if first { step.duration.estimate_ms } else { sum };
    all.duration = Duration { class: all.duration.class.max(step.duration.class), estimate_ms };
}

/// The body of a SQL function is analysed as the query would be, unless `check_function_bodies` is off.
pub(super) fn create_function(create: &CreateFunction, work: &mut Work<'_>) {
    let is_sql = create.language.as_ref().is_some_and(|it| it.as_str() == "sql");
    let statements = match &create.body {
        FunctionBody::Text { text, .. } if is_sql && work.session.check_function_bodies => {
            sql::parse::parse_text(text).statements.into_iter().map(|it| it.kind).collect()
        }
        FunctionBody::Inline(statements) => statements.clone(),
        FunctionBody::Text { .. } | FunctionBody::None => Vec::new(),
    };
    for statement in statements {
        if let StatementKind::Dml(dml) = statement {
            dml::statement(&dml, work, false);
        }
    }
}
