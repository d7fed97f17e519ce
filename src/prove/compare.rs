//! Predicted against observed, in one vocabulary.

use super::{
    observe::{Fact, created},
    relations::Relations,
    workplace::Observation,
};
use crate::{
    catalog::relation::Table,
    simulate::{
        Step,
        effects::{DurationClass, Effects, RelationEffect, Release, Wait},
        lock::LockMode,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a server did otherwise than predicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `schema.name`; None where it is about the statement.
    pub relation: Option<String>,
    /// `lock`, `rewrite`, `failure` …
    pub aspect: &'static str,
    pub predicted: String,
    pub observed: String,
}

/// A prediction in the words of an observation.
pub fn predicted(effects: &Effects, outside_only: bool) -> Observation {
    let mut prediction = Observation { outside_only, ..Observation::default() };
    match &effects.fails {
        Some(failure) => prediction.fails = Some(format!("{}: {}", failure.code, failure.message)),
        None => {
            // Temporary relations are nobody else's matter.
            let shown = effects.relations.iter().filter(|effect| effect.name.schema.as_str() != "pg_temp");
            prediction.facts = shown.map(|effect| fact(effect, outside_only)).collect();
        }
    }
    if outside_only {
        prediction.waits = effects.waits.iter().filter_map(wait).collect();
        prediction.waits.sort();
    }
    prediction
}

fn fact(effect: &RelationEffect, outside_only: bool) -> Fact {
    if effect.created {
        return created(effect.name.to_string(), effect.kind);
    }
    Fact {
        relation: effect.name.to_string(),
        kind: effect.kind.to_owned(),
        lock: Some(effect.lock),
        // Such a statement ends its transactions itself: when a lock goes is not told apart.
        released: !outside_only && effect.release == Release::Statement,
        // The files of indexes are told of with those that their table rebuilds.
        rewrite: effect.rewrite.is_some() && matches!(effect.kind, "table" | "materialized view" | "sequence"),
        scan: effect.scan.is_some(),
        rebuilt_indexes: effect.rebuilt_indexes.iter().map(ToString::to_string).collect(),
        dropped: effect.dropped,
    }
}

fn wait(wait: &Wait) -> Option<String> {
    match wait {
        Wait::Lockers { relation, mode: LockMode::AccessExclusive } => {
            Some(format!("waits for everyone who uses {relation}"))
        }
        Wait::Lockers { relation, .. } => Some(format!("waits for writers of {relation}")),
        Wait::Snapshots => None,
    }
}

/// What was so before the statement that an observation depends on.
#[derive(Clone, Debug, Default)]
pub struct Circumstances {
    /// Lock modes that the transaction had already: that the statement takes one of them again is not to be seen.
    pub held: BTreeMap<String, BTreeSet<LockMode>>,
    /// Tables without rows: that they are rewritten or read from end to end is not to be seen.
    pub empty: BTreeSet<String>,
    /// It reads or writes rows: what it reads from end to end is the planner's choice as well.
    pub about_rows: bool,
    /// It writes to a table with triggers or foreign keys: what these lock depends on the rows, and is not claimed.
    pub fires: bool,
}

impl Circumstances {
    pub fn of(before: &Relations, held: &[(u64, LockMode)], about_rows: bool) -> Self {
        let mut circumstances = Self { about_rows, ..Self::default() };
        for (id, mode) in held {
            if let Some(relation) = before.0.get(id) {
                circumstances.held.entry(relation.name.clone()).or_default().insert(*mode);
            }
        }
        let empty = before.0.values().filter(|it| it.empty).map(|it| it.name.clone());
        circumstances.empty = empty.collect();
        circumstances
    }
}

/// What is predicted of a relation, and what was observed.
type Pair<'a> = (Option<&'a Fact>, Option<&'a Fact>);

/// What came of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    pub relations: usize,
    pub differences: Vec<Difference>,
    /// Weak locks that triggers and foreign keys took for the rows that were there, or had no need of.
    pub fired: Vec<String>,
}

/// What differs, over how many relations.
pub fn compare(effects: &Effects, observed: &Observation, circumstances: &Circumstances) -> Compared {
    let prediction = predicted(effects, observed.outside_only);
    let mut differences = Vec::new();
    let mut differs = |aspect, predicted: Option<&String>, observed: Option<&String>| {
        let text = |it: Option<&String>| it.cloned().unwrap_or_else(|| "success".to_owned());
        let (predicted, observed) = (text(predicted), text(observed));
        differences.push(Difference { relation: None, aspect, predicted, observed });
    };
    let code = |it: &Option<String>| it.as_ref().and_then(|it| it.get(..5)).map(str::to_owned);
    if code(&prediction.fails) != code(&observed.fails) {
        differs("outcome", prediction.fails.as_ref(), observed.fails.as_ref());
    }
    if prediction.fails.is_some() || observed.fails.is_some() {
        return Compared { differences, ..Compared::default() };
    }
    // What depends on what the statement computes is said to be unknown, and not claimed.
    let claimed = effects.duration.class != DurationClass::Unknown;
    let key = |fact: &Fact| (fact.relation.clone(), fact.lock.is_none());
    let mut pairs: BTreeMap<(String, bool), Pair<'_>> = BTreeMap::new();
    for fact in &prediction.facts {
        pairs.entry(key(fact)).or_default().0 = Some(fact);
    }
    for fact in observed.facts.iter().filter(|fact| claimed || prediction.facts.iter().any(|it| key(it) == key(fact))) {
        pairs.entry(key(fact)).or_default().1 = Some(fact);
    }
    let mut fired = Vec::new();
    for ((relation, _), (predicted, observed)) in &pairs {
        let lock = |fact: Option<&Fact>| fact.and_then(|it| it.lock);
        let weak = lock(*observed).filter(|lock| *lock <= LockMode::RowExclusive);
        let more = weak.filter(|seen| lock(*predicted).is_none_or(|predicted| predicted < *seen));
        let unneeded =
            lock(*predicted).filter(|wanted| *wanted <= LockMode::RowExclusive && lock(*observed) < Some(*wanted));
        match (more, unneeded) {
            (Some(lock), _) if circumstances.fires => fired.push(format!("{lock} on {relation}")),
            (_, Some(lock)) if circumstances.fires => fired.push(format!("no {lock} on {relation}")),
            _ => differences.extend(relation_differences(relation, *predicted, *observed, circumstances)),
        }
    }
    if observed.outside_only && prediction.waits != observed.waits {
        let text = |waits: &[String]| if waits.is_empty() { "no wait".to_owned() } else { waits.join(", ") };
        let (predicted, observed) = (text(&prediction.waits), text(&observed.waits));
        differences.push(Difference { relation: None, aspect: "waits", predicted, observed });
    }
    Compared { relations: pairs.len(), differences, fired }
}

/// Whether it writes to a table whose triggers or foreign keys do something for each row.
pub fn fires(step: &Step) -> bool {
    let written = step.effects.relations.iter().filter(|it| it.lock >= LockMode::RowExclusive);
    written.filter_map(|it| step.before.relation(it.relation)).any(|relation| {
        let keys = |table: &Table| table.constraints.iter().any(|it| it.foreign_key().is_some());
        let own = relation.table().is_some_and(|table| !table.triggers.is_empty() || keys(table));
        own || step.before.referencing(relation.id).next().is_some()
    })
}

fn relation_differences(
    relation: &str,
    predicted: Option<&Fact>,
    observed: Option<&Fact>,
    circumstances: &Circumstances,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut differs = |aspect, predicted: String, observed: String| {
        differences.push(Difference { relation: Some(relation.to_owned()), aspect, predicted, observed });
    };
    let held = circumstances.held.get(relation);
    let locks = (predicted.and_then(|it| it.lock), observed.and_then(|it| it.lock));
    let (predicted, observed) = match (predicted, observed) {
        (Some(predicted), Some(observed)) => (predicted, observed),
        (Some(predicted), None) => {
            // One that is given back at once is not to be seen behind a stronger one.
            let covers = |held: LockMode, lock| held == lock || (predicted.released && held > lock);
            let hidden =
                predicted.lock.is_some_and(|lock| held.is_some_and(|held| held.iter().any(|it| covers(*it, lock))));
            if !hidden {
                differs(
                    if predicted.lock.is_some() { "lock" } else { "created" },
                    said(predicted),
                    "nothing".to_owned(),
                );
            }
            return differences;
        }
        (None, Some(observed)) => {
            differs(if observed.lock.is_some() { "lock" } else { "created" }, "nothing".to_owned(), said(observed));
            return differences;
        }
        (None, None) => return differences,
    };
    if let (Some(lock), Some(seen)) = locks
        && lock != seen
    {
        let hidden = held.is_some_and(|held| held.contains(&lock) && (lock > seen || held.contains(&seen)));
        if !hidden {
            differs("lock", lock.to_string(), seen.to_string());
        }
    } else if predicted.released != observed.released && held.is_none() {
        let text = |released| if released { "released at once" } else { "held until the transaction ends" }.to_owned();
        differs("lock", text(predicted.released), text(observed.released));
    }
    let yes = |it: bool| if it { "yes" } else { "no" }.to_owned();
    let empty = circumstances.empty.contains(relation);
    let mut compare = |aspect, predicted: bool, observed: bool, visible: bool| {
        if predicted != observed && visible {
            differs(aspect, yes(predicted), yes(observed));
        }
    };
    compare("rewrite", predicted.rewrite, observed.rewrite, !empty);
    let certain = !circumstances.about_rows || predicted.scan;
    compare("scan", predicted.scan, observed.scan, certain && !(empty && predicted.scan));
    compare("dropped", predicted.dropped, observed.dropped, true);
    if predicted.rebuilt_indexes != observed.rebuilt_indexes && !empty {
        let text = |it: &[String]| if it.is_empty() { "none".to_owned() } else { it.join(" ") };
        differs("rebuilt indexes", text(&predicted.rebuilt_indexes), text(&observed.rebuilt_indexes));
    }
    differences
}

fn said(fact: &Fact) -> String {
    fact.lock.map_or_else(|| format!("makes the {}", fact.kind), |lock| lock.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lock: LockMode) -> Fact {
        Fact { lock: Some(lock), ..created("public.t".to_owned(), "table") }
    }

    fn aspects(predicted: &Fact, observed: Option<&Fact>, circumstances: &Circumstances) -> Vec<&'static str> {
        relation_differences("public.t", Some(predicted), observed, circumstances).iter().map(|it| it.aspect).collect()
    }

    #[test]
    fn each_aspect_is_compared() {
        let plain = Circumstances::default();
        let share = table(LockMode::Share);
        assert!(aspects(&share, Some(&share), &plain).is_empty());
        assert_eq!(aspects(&share, Some(&table(LockMode::Exclusive)), &plain), ["lock"]);
        assert_eq!(aspects(&share, None, &plain), ["lock"]);
        let scanned = Fact { scan: true, rewrite: true, dropped: true, released: true, ..share.clone() };
        assert_eq!(aspects(&scanned, Some(&share), &plain), ["lock", "rewrite", "scan", "dropped"]);
    }

    #[test]
    fn what_cannot_be_seen_is_no_difference() {
        let held = [("public.t".to_owned(), BTreeSet::from([LockMode::AccessExclusive]))].into();
        let circumstances = Circumstances { held, ..Circumstances::default() };
        let strong = table(LockMode::AccessExclusive);
        assert!(aspects(&strong, None, &circumstances).is_empty(), "it had the lock already");
        assert!(aspects(&strong, Some(&table(LockMode::Share)), &circumstances).is_empty());
        let share = table(LockMode::Share);
        assert_eq!(aspects(&share, None, &circumstances), ["lock"], "a mode of its own would show");
        assert!(aspects(&Fact { released: true, ..share }, None, &circumstances).is_empty(), "given back at once");
        let rewritten = Fact { rewrite: true, scan: true, ..strong.clone() };
        let empty = Circumstances { empty: BTreeSet::from(["public.t".to_owned()]), ..Circumstances::default() };
        assert!(aspects(&rewritten, Some(&strong), &empty).is_empty(), "nothing was there to rewrite");
    }
}
