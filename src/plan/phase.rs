//! Puts the parts' steps in an order in which all of them work and which ends in the author's schema.
//!
//! Wanted is the order of the phases. Where a statement does not work there, because something it needs comes in a later
//! phase, it moves to that phase; where that does not help, it goes back to what its author wrote, in its author's place.

use super::{
    PhaseKind,
    draft::{Draft, Rank, Run},
    parts::Part,
    replay::{self, Played},
    sql::list,
};
use crate::{
    catalog::{Catalog, compare::compare_since, session::Session},
    sql::name::Ident,
};

/// So many attempts to find an order; after them the statements stay in their author's.
const ATTEMPTS: usize = 60;

/// A step in its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Index into the parts; None for a setting that the following steps need.
    pub part: Option<usize>,
    pub draft: Draft,
}

pub(super) struct Arranged {
    pub placed: Vec<Placed>,
    pub played: Played,
    /// Parts that went back to what their author wrote.
    pub gave_up: Vec<usize>,
}

pub(super) fn arrange(start: &Catalog, end: &Catalog, parts: &mut [Part]) -> Arranged {
    let mut gave_up = Vec::new();
    for _ in 0..ATTEMPTS {
        let (placed, played) = attempt(start, parts);
        match first_failure(&placed, &played, parts) {
            Some((part, phase)) => {
                if !defer(parts, part, phase) && !give_up(parts, part, &mut gave_up) {
                    break;
                }
            }
            None if same_schema(start, &played.end, end) => return Arranged { placed, played, gave_up },
            None => {
                let Some(part) = culprit(start, &played.end, end, parts, &gave_up) else { break };
                give_up(parts, part, &mut gave_up);
            }
        }
    }
    for part in 0..parts.len() {
        give_up(parts, part, &mut gave_up);
        parts[part].earliest = PhaseKind::Expand;
    }
    let (placed, played) = attempt(start, parts);
    Arranged { placed, played, gave_up }
}

fn attempt(start: &Catalog, parts: &[Part]) -> (Vec<Placed>, Played) {
    let placed = order(parts);
    let drafts: Vec<Draft> = placed.iter().map(|it| it.draft.clone()).collect();
    let played = replay::play(start, &drafts);
    (placed, played)
}

fn order(parts: &[Part]) -> Vec<Placed> {
    let mut placed = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        for draft in &part.drafts {
            let mut draft = draft.clone();
            if draft.phase < part.earliest {
                draft.phase = part.earliest;
                draft.rank = Rank::Normal;
            }
            placed.push(Placed { part: Some(index), draft });
        }
    }
    placed.sort_by_key(|it| (it.draft.phase, it.draft.rank, it.part));
    with_settings(placed)
}

/// Names in the user's own text need the search path and role that the user set.
fn with_settings(placed: Vec<Placed>) -> Vec<Placed> {
    let mut current = Session::default();
    let mut out = Vec::new();
    for mut it in placed {
        if let Some(wanted) = &it.draft.session {
            let phase = it.draft.phase;
            let mut set = |sql: String| {
                let why = "the next steps' names mean what they mean in the migration";
                let draft = Draft::new(sql, why).phase(phase).run(Run::Autocommit).nothing_to_undo();
                out.push(Placed { part: it.part, draft });
            };
            let changed = current.search_path != wanted.search_path || current.role != wanted.role;
            if current.search_path != wanted.search_path {
                set(format!("SET search_path = {}", path(&wanted.search_path)));
            }
            if current.role != wanted.role {
                set(wanted.role.as_ref().map_or_else(|| "RESET ROLE".to_owned(), |it| format!("SET ROLE {it}")));
            }
            if changed && it.draft.run == Run::Joined {
                it.draft.run = Run::Alone;
            }
            current = wanted.clone();
        }
        out.push(it);
    }
    out
}

fn path(schemas: &[Ident]) -> String {
    if schemas.is_empty() { "''".to_owned() } else { list(schemas) }
}

/// The first step that does not work, unless its statement would not have worked anyhow.
fn first_failure(placed: &[Placed], played: &Played, parts: &[Part]) -> Option<(usize, PhaseKind)> {
    let failed = placed.iter().zip(&played.steps).find_map(|(it, step)| {
        let part = it.part?;
        (step.effects.fails.is_some() && !parts[part].fails_anyway).then_some((part, it.draft.phase))
    });
    // A transaction that failed leaves its other steps without an entry.
    let missing = || placed.get(played.steps.len()).and_then(|it| Some((it.part?, it.draft.phase)));
    failed.or_else(missing)
}

/// Moves a part to the phase after the one it failed in; past the time in which a view stands for its table.
fn defer(parts: &mut [Part], index: usize, failed_in: PhaseKind) -> bool {
    let viewed: Vec<_> = parts.iter().filter_map(|it| it.behind_view).collect();
    let part = &mut parts[index];
    let under_view =
        !part.rows_only && part.behind_view.is_none() && part.relations.iter().any(|it| viewed.contains(it));
    let next = match failed_in {
        PhaseKind::Expand if !under_view => PhaseKind::Backfill,
        PhaseKind::Expand | PhaseKind::Backfill => PhaseKind::Contract,
        PhaseKind::Contract => return false,
    };
    if part.earliest >= next {
        return false;
    }
    part.earliest = next;
    true
}

fn give_up(parts: &mut [Part], index: usize, gave_up: &mut Vec<usize>) -> bool {
    if gave_up.contains(&index) {
        return false;
    }
    gave_up.push(index);
    let part = &mut parts[index];
    part.drafts = part.verbatim.clone();
    part.earliest = PhaseKind::Expand;
    true
}

/// The last part with steps of its own on an object that differs.
fn culprit(start: &Catalog, left: &Catalog, right: &Catalog, parts: &[Part], gave_up: &[usize]) -> Option<usize> {
    let names: Vec<String> = differences(start, left, right);
    let mentions = |part: &Part| {
        let texts = part.verbatim.iter().chain(&part.drafts).filter_map(|it| match &it.sql {
            super::draft::Sql::Text(text) => Some(text),
            super::draft::Sql::CompatView { .. } => None,
        });
        texts.into_iter().any(|text| names.iter().any(|it| text.contains(it.as_str())))
    };
    let open: Vec<usize> = (0..parts.len()).filter(|it| !gave_up.contains(it)).collect();
    open.iter().rev().copied().find(|it| mentions(&parts[*it])).or_else(|| open.last().copied())
}

fn same_schema(start: &Catalog, left: &Catalog, right: &Catalog) -> bool {
    differences(start, left, right).is_empty()
}

/// Bare names of what differs; the order of columns does not count.
fn differences(start: &Catalog, left: &Catalog, right: &Catalog) -> Vec<String> {
    let sorted = |sql: &Option<String>| {
        let mut lines: Vec<String> =
            sql.iter().flat_map(|it| it.lines()).map(|it| it.trim_end_matches(',').to_owned()).collect();
        lines.sort();
        lines
    };
    let differs = compare_since(start, left, right).into_iter().filter(|it| sorted(&it.left) != sorted(&it.right));
    differs.map(|it| it.name.rsplit('.').next().unwrap_or_default().to_owned()).collect()
}
