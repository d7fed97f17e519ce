//! Effects of several statements as those of one.

use super::{Duration, Effects, Loss, RelationEffect, Release, work};
use crate::catalog::{Catalog, RelationId};
use std::collections::BTreeMap;

/// Adds what a later statement of the same block does.
pub(super) fn absorb(all: &mut Effects, step: Effects) {
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
    all.relations = by_relation.into_values().collect();
    all.relations.sort_by(|a, b| a.name.cmp(&b.name).then(a.created.cmp(&b.created)));
    all.losses.extend(step.losses);
    all.requirements.extend(step.requirements);
    all.waits.extend(step.waits);
    all.unknown.extend(step.unknown);
    all.commits |= step.commits;
    all.fails = step.fails;
    let sum = all.duration.estimate_ms.zip(step.duration.estimate_ms).map(|(a, b)| (a.0 + b.0, a.1 + b.1));
    let first = all.duration == Duration::default();
    let estimate_ms = if first { step.duration.estimate_ms } else { sum };
    all.duration = Duration { class: all.duration.class.max(step.duration.class), estimate_ms };
}

/// What is left of effects when their statements are rolled back: locks were taken, work was done.
pub(super) fn undone(effects: &mut Effects) {
    effects.relations.retain(|it| !it.created);
    for relation in &mut effects.relations {
        relation.release = Release::Statement;
        relation.dropped = false;
    }
    effects.losses.clear();
    effects.requirements.clear();
}

/// Only relations that were there before the program began have effects; those it made are created by it.
pub(super) fn settle(effects: &mut Effects, before: &Catalog, after: &Catalog) {
    effects.relations.retain(|it| before.relation(it.relation).is_some());
    for relation in &mut effects.relations {
        relation.created = false;
        let made_again = after.find(&relation.name).is_some_and(|it| it.id != relation.relation);
        relation.dropped &= !made_again;
    }
    effects.relations.extend(work::created(before, after));
    effects.relations.sort_by(|a, b| a.name.cmp(&b.name).then(a.created.cmp(&b.created)));
    // What it made itself nobody uses yet, and a table that takes the place of another is there under its name.
    effects.losses.retain(|it| match it {
        Loss::TableRenamed { from, .. } => before.find(from).is_some() && after.find(from).is_none(),
        Loss::TableDropped { table } => before.find(table).is_some() && after.find(table).is_none(),
        _ => true,
    });
}
