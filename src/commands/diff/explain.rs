//! Where a difference comes from: the statement that made it, and what was not understood about it.

use super::side::Loaded;
use crate::{
    base::trace::{Did, Touch},
    catalog::compare::Difference,
    report::comparison::{Origin, Told},
    sql::token::{Lexer, TokenKind},
    text::{Position, Sources},
};
use std::collections::BTreeMap;

/// In the order in which they are shown: by schema, by what they are about, the whole before its parts.
pub(super) fn all(differences: Vec<Difference>, left: &Loaded, right: &Loaded) -> Vec<Told> {
    let doubts = [doubts(left), doubts(right)];
    let told = differences.into_iter().map(|difference| {
        let origins = origins(&difference, left, right);
        let doubt = doubt(&difference, &doubts);
        Told { difference, origins, doubt }
    });
    let mut told: Vec<Told> = told.collect();
    told.sort_by(|a, b| key(a).cmp(&key(b)));
    told
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
    let sides = [(left, true), (right, false)];
    let of_part = |part: &str, has: [bool; 2]| {
        // The side that has it says who made it; else the other one, if it once had it or will have it.
        let by_having = sides.iter().filter(|(_, is_left)| has[usize::from(!is_left)]);
        let by_lacking = sides.iter().filter(|(_, is_left)| !has[usize::from(!is_left)]);
        by_having.chain(by_lacking).find_map(|(side, is_left)| {
            let touch = side.trace.as_ref()?.last(difference, part, &side.sources)?;
            let has_it = has[usize::from(!is_left)];
            // What made it and what it does not have any more says nothing.
            let tells = has_it == (touch.did != Did::Remove) || touch.pending;
            tells.then(|| origin(touch, &side.sources, *is_left))
        })
    };
    if difference.changes.is_empty() {
        return vec![of_part("", [difference.left.is_some(), difference.right.is_some()])];
    }
    let change = |it: &crate::catalog::compare::Change| {
        let whole = it.attribute.is_empty();
        of_part(&it.part, if whole { [it.left.is_some(), it.right.is_some()] } else { [true, true] })
    };
    difference.changes.iter().map(change).collect()
}

fn origin(touch: Touch, sources: &Sources, is_left: bool) -> Origin {
    Origin {
        is_left,
        did: touch.did,
        is_pending: touch.pending,
        path: sources.get(touch.span.file).path.clone(),
        line: sources.start(touch.span).line,
    }
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
