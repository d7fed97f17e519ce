//! Which statement of a replay made, changed or removed what: for saying where a difference comes from.

use crate::{
    catalog::{
        Catalog, Change,
        compare::Difference,
        ddl::{self, Style},
    },
    sql::token::Lexer,
    text::{Sources, Span},
};
use imbl::OrdMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What each statement touched, in the order in which they run.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    touches: BTreeMap<Key, Vec<Touch>>,
    pending: bool,
}

/// Kind and name as in canonical DDL; of types and routines the bare name alone.
type Key = (&'static str, String);

/// A statement that touched an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    pub span: Span,
    /// Of a migration that has not run.
    pub pending: bool,
    pub did: Did,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    Make,
    Change,
    Remove,
}

impl Trace {
    /// What is recorded from now on belongs to migrations that have not run.
    pub(super) fn now_pending(self) -> Self {
        Self { pending: true, ..self }
    }

    pub(super) fn record(&mut self, before: &Catalog, after: &Catalog, span: Span) {
        for change in before.changes(after) {
            for (key, did) in entries(before, after, change) {
                self.add(key, span, did);
            }
        }
        let names = changed(&before.types, &after.types).into_iter().chain(changed(&before.routines, &after.routines));
        for (name, did) in names {
            self.add(("", name), span, did);
        }
    }

    fn add(&mut self, key: Key, span: Span, did: Did) {
        self.touches.entry(key).or_default().push(Touch { span, pending: self.pending, did });
    }

    /// What was done to an object that differs, in order; of `part` (a column's name), only by statements that name it.
    pub fn of(&self, difference: &Difference, part: &str, sources: &Sources) -> Vec<Touch> {
        let about = difference.about.as_ref().map(ToString::to_string);
        let own = self.touches.get(&(difference.kind, difference.name.clone()));
        let bare = || self.touches.get(&("", about.clone()?));
        let touches = own.or_else(bare).map(Vec::as_slice).unwrap_or_default();
        let word = part.split_once(' ').map(|it| it.1.trim_matches(['"', '\'']));
        let names_it = |it: &&Touch| word.is_none_or(|word| names(sources.slice(it.span), word));
        touches.iter().filter(names_it).copied().collect()
    }
}

/// Whether a statement has the word, as a name or as the text of a literal.
fn names(sql: &str, word: &str) -> bool {
    let tokens = Lexer::new(sql, 0, sql.len());
    let texts = tokens.filter_map(|it| sql.get(it.start as usize..it.end as usize));
    texts.into_iter().any(|it| it.trim_matches(['"', '\'']).eq_ignore_ascii_case(word))
}

/// The objects of a relation whose DDL a statement has changed.
fn entries(before: &Catalog, after: &Catalog, change: Change<'_>) -> Vec<(Key, Did)> {
    const STYLE: Style = Style { canonical: true, owners: true, grants: true };
    let of = |catalog: &Catalog, id| -> BTreeMap<Key, String> {
        let entries = ddl::relation_entries(catalog, id, STYLE);
        entries.into_iter().map(|it| ((it.kind, it.name), it.sql)).collect()
    };
    let old = change.before.map(|it| of(before, it.id)).unwrap_or_default();
    let new = change.after.map(|it| of(after, it.id)).unwrap_or_default();
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let did = |key: &Key| match (old.get(key), new.get(key)) {
        (None, _) => Some(Did::Make),
        (_, None) => Some(Did::Remove),
        (Some(old), Some(new)) => (old != new).then_some(Did::Change),
    };
    keys.into_iter().filter_map(|it| Some((it.clone(), did(it)?))).collect()
}

fn changed<K: Ord + Clone + ToString, V>(before: &OrdMap<K, Arc<V>>, after: &OrdMap<K, Arc<V>>) -> Vec<(String, Did)> {
    let one = |name: &K| match (before.get(name), after.get(name)) {
        (None, Some(_)) => Some(Did::Make),
        (Some(_), None) => Some(Did::Remove),
        (Some(old), Some(new)) => (!Arc::ptr_eq(old, new)).then_some(Did::Change),
        (None, None) => None,
    };
    if before.ptr_eq(after) {
        return Vec::new();
    }
    let names: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    names.into_iter().filter_map(|it| Some((it.to_string(), one(it)?))).collect()
}
