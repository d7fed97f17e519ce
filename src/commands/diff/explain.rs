//! Where a difference comes from: the statement that made it, and what was not understood about it.

use super::side::Loaded;
use crate::{
    base::trace::{Did, Touch},
    catalog::compare::{Change, Difference},
    report::comparison::{Origin, Told},
    sql::{
        name::QualifiedName,
        token::{Lexer, TokenKind},
    },
    text::{Position, Sources},
};
use std::collections::BTreeMap;

/// In the order in which they are shown: by schema, by what they are about, the whole before its parts.
pub(super) fn all(differences: Vec<Difference>, left: &Loaded, right: &Loaded) -> Vec<Told> {
    let doubts = [doubts(left), doubts(right)];
    let told = differences.into_iter().map(|difference| {
        let origins = origins(&difference, left, right);
        let doubt = doubt(&difference, &doubts);
        let kind = difference.about.as_ref().and_then(|it| about(it, left).or_else(|| about(it, right)));
        Told { difference, kind, origins, doubt, remedies: Vec::new() }
    });
    let mut told: Vec<Told> = told.collect();
    told.sort_by(|a, b| key(a).cmp(&key(b)));
    told
}

fn about(name: &QualifiedName, side: &Loaded) -> Option<&'static str> {
    let catalog = &side.base.catalog;
    let relation = catalog.find(name).map(|it| it.kind_name());
    let user_type = || catalog.types.contains_key(name).then_some("type");
    relation.or_else(user_type).or_else(|| catalog.routines.contains_key(name).then_some("function"))
}

type Key<'a> = (bool, Option<String>, Option<String>, bool, &'a str, &'a str);

fn key(told: &Told) -> Key<'_> {
    let it = &told.difference;
    let about = it.about.as_ref().map(ToString::to_string);
    let is_part = if about.is_some() { about.as_ref() != Some(&it.name) } else { it.kind != "SCHEMA" };
    (it.schema.is_none(), it.schema.as_ref().map(ToString::to_string), about, is_part, it.kind, &it.name)
}

/// One for the difference itself, or one for each of its changes.
fn origins(difference: &Difference, left: &Loaded, right: &Loaded) -> Vec<Option<Origin>> {
    let of_part = |part: &str, has: [bool; 2]| {
        let [left, right] = [left, right].map(|it| Traced::of(it, difference, part));
        match has {
            [true, true] => changed(&left, &right),
            [true, false] => one_sided(&left, &right),
            _ => one_sided(&right, &left),
        }
    };
    if difference.changes.is_empty() {
        return vec![of_part("", [difference.left.is_some(), difference.right.is_some()])];
    }
    let change = |it: &Change| {
        let whole = it.attribute.is_empty();
        of_part(&it.part, if whole { [it.left.is_some(), it.right.is_some()] } else { [true, true] })
    };
    difference.changes.iter().map(change).collect()
}

/// What one side's migrations did to something.
struct Traced<'a> {
    touches: Vec<Touch>,
    sources: &'a Sources,
}

impl<'a> Traced<'a> {
    fn of(side: &'a Loaded, difference: &Difference, part: &str) -> Self {
        let touches = side.trace.as_ref().map(|it| it.of(difference, part, &side.sources));
        Self { touches: touches.unwrap_or_default(), sources: &side.sources }
    }

    fn origin(&self, touch: &Touch, did: Did) -> Origin {
        let path = self.sources.get(touch.span.file).path.clone();
        Origin { did, is_pending: touch.pending, path, line: self.sources.start(touch.span).line }
    }

    fn has_run(&self) -> impl DoubleEndedIterator<Item = &Touch> {
        self.touches.iter().filter(|it| !it.pending)
    }
}

/// The side whose migrations did more to it is the newer one: its last statement made the difference. What is pending
/// explains what somebody has done already.
fn changed(left: &Traced<'_>, right: &Traced<'_>) -> Option<Origin> {
    let newer = if left.has_run().count() > right.has_run().count() { left } else { right };
    let last = newer.has_run().next_back()?;
    let pending = newer.touches.iter().find(|it| it.pending);
    Some(newer.origin(pending.unwrap_or(last), if last.did == Did::Make { Did::Make } else { Did::Change }))
}

/// Where the side that lacks it once had it, what removed it; else what made it.
fn one_sided(having: &Traced<'_>, lacking: &Traced<'_>) -> Option<Origin> {
    if let Some(removed) = lacking.has_run().next_back().filter(|_| lacking.touches.len() > having.touches.len()) {
        return Some(lacking.origin(removed, Did::Remove));
    }
    let made = |side: &Traced<'_>| {
        let first = side.touches.iter().rev().find(|it| it.did == Did::Make).or(side.touches.first())?;
        Some(side.origin(first, Did::Make))
    };
    made(having).or_else(|| made(lacking))
}

/// Words of statements that were not understood or failed, and where the first one that has it stands.
fn doubts(side: &Loaded) -> BTreeMap<String, (String, Position)> {
    let mut words = BTreeMap::new();
    for problem in &side.base.problems {
        let source = side.sources.get(problem.span.file);
        let start = problem.span.start as usize;
        // A problem may point at one word of its statement.
        let line = source.text.get(..start).unwrap_or_default().rfind('\n').map_or(0, |it| it + 1);
        let end = source.text.get(start..).and_then(|it| it.find(';')).map_or(source.text.len(), |it| start + it);
        let end = end.max(problem.span.end as usize).min(source.text.len());
        let mut lexer = Lexer::new(&source.text, line, end);
        let tokens = std::iter::from_fn(|| lexer.next());
        for token in tokens.filter(|it| matches!(it.kind, TokenKind::Word | TokenKind::QuotedIdent)) {
            let word = source.text.get(token.start as usize..token.end as usize).unwrap_or_default();
            let place = (source.path.clone(), source.position(start));
            words.entry(word.trim_matches('"').to_lowercase()).or_insert(place);
        }
    }
    words
}

fn doubt(difference: &Difference, doubts: &[BTreeMap<String, (String, Position)>; 2]) -> Option<String> {
    let own = difference.name.split(['(', ' ']).next().unwrap_or_default();
    let own = own.rsplit('.').next().unwrap_or_default().trim_matches('"').to_lowercase();
    let about = difference.about.as_ref().map(|it| it.name.as_str().to_lowercase());
    let find = |word: &String| doubts.iter().find_map(|it| it.get(word));
    let (path, position) = find(&own).or_else(|| find(&about?))?;
    Some(format!("{path}:{position} names it and was not understood or failed"))
}
