//! Differences by the object that they are about.

use super::{Comparison, Told};
use crate::catalog::compare::Difference;

/// Everything about one table, view, type or routine; or one thing that stands alone.
pub(super) struct Group<'a> {
    pub(super) schema: Option<String>,
    /// The object as a whole, where it differs itself.
    pub(super) head: Option<&'a Told>,
    /// For the heading, where the parts differ.
    pub(super) kind: Option<&'static str>,
    pub(super) name: Option<String>,
    pub(super) items: Vec<&'a Told>,
    /// Parts that come or go with the whole.
    pub(super) folded: Vec<&'a Told>,
}

impl<'a> Group<'a> {
    /// What a reader sees without asking for more.
    pub(super) fn shown(&self) -> impl Iterator<Item = &'a Told> {
        self.head.into_iter().chain(self.items.iter().copied())
    }

    /// Whether one side lacks the object as a whole.
    pub(super) fn is_one_sided(&self) -> bool {
        self.head.is_some_and(|it| is_one_sided(&it.difference))
    }
}

pub(super) fn of(comparison: &Comparison) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut last = None;
    for told in &comparison.differences {
        let it = &told.difference;
        let about = it.about.as_ref().map(ToString::to_string);
        // Overloads of a routine share a name; each stands for itself.
        let is_routine = it.name.contains('(') && !matches!(it.kind, "CONSTRAINT" | "POLICY" | "TRIGGER");
        let key = (it.schema.clone(), if is_routine { Some(routine(it)) } else { about.clone() });
        let continues = last.as_ref() == Some(&key) && key.1.is_some();
        if !continues {
            let schema = it.schema.as_ref().map(ToString::to_string);
            groups.push(Group {
                schema,
                head: None,
                kind: told.kind,
                name: about,
                items: Vec::new(),
                folded: Vec::new(),
            });
        }
        last = Some(key);
        if let Some(group) = groups.last_mut() {
            if !continues && is_whole(it) {
                group.head = Some(told);
            } else if group.is_one_sided() && same_side(group.head, it) {
                group.folded.push(told);
            } else {
                group.items.push(told);
            }
        }
    }
    groups
}

/// `public.f(integer)`, also of its comment and privileges.
fn routine(it: &Difference) -> String {
    let start = it.about.as_ref().and_then(|about| it.name.find(&about.to_string())).unwrap_or(0);
    let end = it.name.find(')').map_or(it.name.len(), |it| it + 1);
    it.name.get(start..end).unwrap_or_default().to_owned()
}

fn is_whole(it: &Difference) -> bool {
    const KINDS: [&str; 11] = [
        "AGGREGATE",
        "DOMAIN",
        "FOREIGN TABLE",
        "FUNCTION",
        "MATERIALIZED VIEW",
        "PROCEDURE",
        "SEQUENCE",
        "TABLE",
        "TYPE",
        "VIEW",
        "SCHEMA",
    ];
    let is_own = it.about.as_ref().is_none_or(|about| it.name == about.to_string() || it.name.ends_with(')'));
    KINDS.contains(&it.kind) && is_own
}

pub(super) fn is_one_sided(it: &Difference) -> bool {
    it.left.is_none() != it.right.is_none()
}

fn same_side(head: Option<&Told>, it: &Difference) -> bool {
    is_one_sided(it) && head.is_some_and(|head| head.difference.left.is_some() == it.left.is_some())
}
