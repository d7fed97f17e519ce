//! The comparison as JSON, schema_version "1": part of the contract of `report/json`.

use super::{Comparison, Side, Told, groups};
use crate::{
    base::{Source, trace::Did},
    catalog::{Known, compare},
    redact::redact,
    report::json::Tool,
    text::Problem,
};
use serde::Serialize;

pub(super) fn render(comparison: &Comparison) -> String {
    let mut text =
        serde_json::to_string_pretty(&DiffReport::of(comparison)).expect("strings, numbers and lists serialise");
    text.push('\n');
    text
}

/// What `migcheck diff --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct DiffReport {
    /// Of this format; changes only when a consumer could break.
    schema_version: &'static str,
    tool: Tool,
    /// Left is what applied migrations should have made, right the live server.
    drift: bool,
    left: DiffSide,
    right: DiffSide,
    /// Those that count; the exit code is 1 when there is one.
    differences: Vec<DiffEntry>,
    /// Tables whose columns have another order and nothing else, where that does not count.
    column_order: Vec<String>,
    /// What was not compared, and why.
    notes: Vec<String>,
    summary: DiffSummary,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffSide {
    #[cfg_attr(test, schemars(extend("enum" = ["dump", "live", "snapshot", "migrations"])))]
    source: &'static str,
    /// For a sentence; without passwords.
    description: String,
    /// The major version that it is taken for.
    postgres: u16,
    /// False where objects may exist that it does not show.
    complete: bool,
    notes: Vec<String>,
    /// Statements of it that were not understood or failed.
    problems: Vec<DiffProblem>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffProblem {
    path: String,
    line: u32,
    column: u32,
    message: String,
}

/// An object that is not the same on both sides.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffEntry {
    #[cfg_attr(test, schemars(extend("enum" = ["only_left", "only_right", "changed"])))]
    difference: &'static str,
    /// `TABLE`, `INDEX`, `CONSTRAINT` …
    kind: &'static str,
    /// `public.orders`, `public.orders.orders_total_check`
    name: String,
    /// Null for what lives in no schema.
    schema: Option<String>,
    /// The table, view, type or routine that it is about or part of.
    about: Option<String>,
    /// It comes or goes with `about`, and the summary does not count it.
    with_its_whole: bool,
    /// Empty unless it has changed.
    changes: Vec<DiffChange>,
    /// Canonical DDL: expressions without casts, views by what they read; null where it is missing.
    left: Option<String>,
    right: Option<String>,
    /// The statement of a migration that made, changed or removed it.
    origin: Option<DiffOrigin>,
    /// Why it may be none.
    doubt: Option<String>,
    /// Of drift: what to do about it, where a statement does it.
    remedies: Vec<DiffRemedy>,
}

/// The way to make two sides equal again.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffRemedy {
    /// Makes it in another database, or makes it again in this one; null where more than a statement is needed.
    make: Option<String>,
    /// Takes it away; null where the database lacks it.
    undo: Option<String>,
}

/// One thing that has changed about an object.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffChange {
    /// `column total`; null: the object itself.
    part: Option<String>,
    /// `type`, `default` …; null: the whole part, which one side has not.
    attribute: Option<&'static str>,
    /// Null: not there. Empty: there, and no more can be said of it.
    left: Option<String>,
    right: Option<String>,
    origin: Option<DiffOrigin>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffOrigin {
    #[cfg_attr(test, schemars(extend("enum" = ["made", "changed", "removed"])))]
    did: &'static str,
    path: String,
    line: u32,
    /// Of a migration that has not run.
    pending: bool,
}

/// Parts of an object that one side lacks as a whole are not counted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiffSummary {
    only_left: usize,
    only_right: usize,
    changed: usize,
}

impl DiffReport {
    fn of(comparison: &Comparison) -> Self {
        let summary = comparison.summary();
        let groups = groups::of(comparison);
        let entries = groups.iter().flat_map(|group| {
            let shown = group.shown().map(|it| DiffEntry::of(it, false));
            shown.chain(group.folded.iter().map(|it| DiffEntry::of(it, true))).collect::<Vec<_>>()
        });
        let mut notes: Vec<String> = comparison.notes.iter().map(|it| redact(it).into_owned()).collect();
        notes.extend(comparison.seen.iter().map(|it| redact(&it.message).into_owned()));
        Self {
            schema_version: "1",
            tool: Tool::this(),
            drift: comparison.is_drift,
            left: DiffSide::of(&comparison.left),
            right: DiffSide::of(&comparison.right),
            differences: entries.collect(),
            column_order: comparison.order_only.iter().map(|it| it.name.clone()).collect(),
            notes,
            summary: DiffSummary {
                only_left: summary.only_left,
                only_right: summary.only_right,
                changed: summary.changed,
            },
        }
    }
}

impl DiffSide {
    fn of(side: &Side) -> Self {
        let problem = |it: &Problem| {
            let start = side.sources.start(it.span);
            let path = side.sources.get(it.span.file).path.clone();
            DiffProblem { path, line: start.line, column: start.column, message: redact(&it.message).into_owned() }
        };
        Self {
            source: match side.source {
                Source::Dump => "dump",
                Source::Live => "live",
                Source::Snapshot => "snapshot",
                Source::Replay | Source::Nothing => "migrations",
            },
            description: side.description.clone(),
            postgres: side.target.version.0,
            complete: side.known == Known::Everything && side.problems.is_empty(),
            notes: side.notes.clone(),
            problems: side.problems.iter().map(problem).collect(),
        }
    }
}

impl DiffEntry {
    fn of(told: &Told, with_its_whole: bool) -> Self {
        let it = &told.difference;
        let masked = |text: &String| redact(text).into_owned();
        let origin = |at: usize| told.origins.get(at).and_then(Option::as_ref).map(DiffOrigin::of);
        let change = |(at, it): (usize, &compare::Change)| DiffChange {
            part: (!it.part.is_empty()).then(|| it.part.clone()),
            attribute: (!it.attribute.is_empty()).then_some(it.attribute),
            left: it.left.as_ref().map(masked),
            right: it.right.as_ref().map(masked),
            origin: origin(at),
        };
        Self {
            difference: match (&it.left, &it.right) {
                (Some(_), Some(_)) => "changed",
                (Some(_), None) => "only_left",
                (None, _) => "only_right",
            },
            kind: it.kind,
            name: redact(&it.name).into_owned(),
            schema: it.schema.as_ref().map(ToString::to_string),
            about: it.about.as_ref().map(ToString::to_string),
            with_its_whole,
            changes: it.changes.iter().enumerate().map(change).collect(),
            left: it.left.as_ref().map(masked),
            right: it.right.as_ref().map(masked),
            origin: if it.changes.is_empty() { origin(0) } else { None },
            doubt: told.doubt.clone(),
            remedies: told
                .remedies
                .iter()
                .map(|it| DiffRemedy { make: it.make.as_ref().map(masked), undo: it.undo.as_ref().map(masked) })
                .collect(),
        }
    }
}

impl DiffOrigin {
    fn of(origin: &super::Origin) -> Self {
        let did = match origin.did {
            Did::Make => "made",
            Did::Change => "changed",
            Did::Remove => "removed",
        };
        Self { did, path: origin.path.clone(), line: origin.line, pending: origin.is_pending }
    }
}
