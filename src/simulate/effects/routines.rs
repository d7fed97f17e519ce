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
        statement::{CreateFunction, DoBlock, FunctionBody, StatementKind},
    },
};
use std::collections::BTreeMap;

/// DO blocks within DO blocks beyond this are not read.
const DEEPEST_BLOCK: u32 = 4;

/// A body of plain statements does what they do. What is not read — conditions, loops, dynamic SQL — makes the
/// block's duration unknown; the statements around it that can be read still count.
pub(super) fn do_block(
    block: &DoBlock,
    before: &Catalog,
    session: &Session,
    existed: &dyn Fn(RelationId) -> bool,
    depth: u32,
) -> Outcome {
    let mut outcome = Outcome { after: before.clone(), effects: Effects::default() };
    let plpgsql = block.language.as_ref().is_none_or(|it| it.as_str() == "plpgsql");
    let Some(statements) = plain_statements(&block.body).filter(|_| plpgsql && depth < DEEPEST_BLOCK) else {
        outcome.effects.duration = Duration { class: DurationClass::Unknown, estimate_ms: None };
        return outcome;
    };
    let mut made: Vec<RelationId> = Vec::new();
    for statement in statements {
        let here = |id: RelationId| existed(id) && !made.contains(&id);
        let step = dispatch::within(&statement, &outcome.after, session, &here, depth + 1);
        made.extend(step.effects.relations.iter().filter(|it| it.created).map(|it| it.relation));
        outcome.after = step.after;
        let failed = step.effects.fails.is_some();
        absorb(&mut outcome.effects, step.effects, before);
        if failed {
            outcome.after = before.clone();
            break;
        }
    }
    outcome
}

/// The statements between BEGIN and END when there is nothing else; None when the body is a program.
fn plain_statements(body: &str) -> Option<Vec<StatementKind>> {
    let body = body.trim();
    let start = body.get(..5).filter(|it| it.eq_ignore_ascii_case("begin"))?.len();
    let end = body.trim_end_matches(';').trim_end();
    let stop = end.len().checked_sub(3).filter(|it| end.get(*it..).is_some_and(|it| it.eq_ignore_ascii_case("end")))?;
    let inside = body.get(start..stop)?;
    let parsed = sql::parse::parse_text(inside);
    let mut statements = Vec::new();
    for statement in parsed.statements {
        match statement.kind {
            StatementKind::Unmodeled { keyword } if keyword.eq_ignore_ascii_case("null") => {}
            // EXECUTE reads as the command of that name, but here it is dynamic SQL.
            StatementKind::Unmodeled { .. }
            | StatementKind::Other(_)
            | StatementKind::Psql { .. }
            | StatementKind::Transaction(_) => return None,
            kind => statements.push(kind),
        }
    }
    Some(statements)
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
