//! The comparison for people: what the sides are, what differs by schema and object, numbers.
//!
//! Writes ANSI colours throughout; whoever prints it strips them where they are not wanted. Says nothing by colour
//! alone.

use super::{
    Comparison, Options, Side, Told,
    groups::{self, Group, is_one_sided},
    words,
};
use crate::{
    catalog::{Known, compare::Difference},
    redact::redact,
    report::{problem_lines, words as common},
};
use similar::{ChangeTag, TextDiff};
use std::{collections::BTreeMap, fmt::Write as _};

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const YELLOW: &str = "\x1b[33m";
const RESET: &str = "\x1b[0m";

const PROBLEMS_SHOWN: usize = 5;
/// Lines of a changed text, such as a function's body.
const BLOCK_SHOWN: usize = 12;
/// From how many tables on with the same change one stands for all.
const ALIKE: usize = 3;

pub(super) fn render(comparison: &Comparison, options: Options) -> String {
    let mut out = String::new();
    let summary = comparison.summary();
    if summary.total() == 0 && comparison.is_complete() && comparison.seen.is_empty() && !options.verbose {
        let (left, right) = (&comparison.left.description, &comparison.right.description);
        let _ = writeln!(out, "{BOLD}no differences{RESET} between {left} and {right}");
        notes(&mut out, comparison, options);
        return out;
    }
    sides(&mut out, comparison, options);
    notes(&mut out, comparison, options);
    list(&mut out, comparison, options);
    let _ = writeln!(out, "\n{BOLD}{}{RESET}", words::summary(comparison, summary));
    if summary.total() > 0 && !options.verbose {
        let _ = writeln!(out, "{DIM}`--format unified` shows them as DDL{RESET}");
    }
    advice(&mut out, comparison);
    out
}

fn sides(out: &mut String, comparison: &Comparison, options: Options) {
    let names = if comparison.is_drift { ["expected", "database"] } else { ["A", "B"] };
    let indent = names[0].len() + 2;
    for (name, side, other) in
        [(names[0], &comparison.left, &comparison.right), (names[1], &comparison.right, &comparison.left)]
    {
        let version = words::version(&side.target, &other.target);
        let _ = writeln!(out, "{BOLD}{name}{RESET}  {}, {version}", side.description);
        let mut notes = side.notes.clone();
        if side.known == Known::OnlyWhatMigrationsShow && notes.is_empty() {
            notes.push("known in part only".to_owned());
        }
        for note in notes {
            let _ = writeln!(out, "{:indent$}{DIM}{}{RESET}", "", common::wrapped(&note, options.width, indent));
        }
        problems(out, side, indent, options);
    }
}

fn problems(out: &mut String, side: &Side, indent: usize, options: Options) {
    if side.problems.is_empty() {
        return;
    }
    let limit = if options.verbose { usize::MAX } else { PROBLEMS_SHOWN };
    let count = words::count(side.problems.len(), "statement");
    let _ = writeln!(out, "{:indent$}{YELLOW}{count} of it not understood, or failed{RESET}:", "");
    for line in problem_lines(&side.problems, &side.sources, limit) {
        let line = line.strip_prefix("warning: ").unwrap_or(&line);
        let _ = writeln!(out, "{:indent$}  {}", "", common::wrapped(line, options.width, indent + 4));
    }
}

fn notes(out: &mut String, comparison: &Comparison, options: Options) {
    for note in &comparison.notes {
        let _ = writeln!(out, "{DIM}note: {}{RESET}", common::wrapped(&redact(note), options.width, 6));
    }
    if !comparison.order_only.is_empty() {
        let names: Vec<&str> = comparison.order_only.iter().map(|it| it.name.as_str()).collect();
        let shown = if options.verbose { names.len() } else { 5 };
        let more = names.len().saturating_sub(shown);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names: Vec<&str> = names.into_iter().take(shown).collect();
        let note = format!(
            "columns have another order in {}{more}; this does not count (--column-order counts it)",
            names.join(", ")
        );
        let _ = writeln!(out, "{DIM}note: {}{RESET}", common::wrapped(&note, options.width, 6));
    }
    for seen in &comparison.seen {
        let _ = writeln!(out, "{BOLD}warning{RESET}: {}", redact(&seen.message));
        let _ = writeln!(out, "  help: {}", redact(&seen.help));
    }
}

fn list(out: &mut String, comparison: &Comparison, options: Options) {
    let groups = groups::of(comparison);
    let mut alike = BTreeMap::<String, Vec<&Group<'_>>>::new();
    for group in &groups {
        alike.entry(signature(comparison, group, options)).or_default().push(group);
    }
    let mut schema = None;
    for group in &groups {
        let same = alike.get(&signature(comparison, group, options)).map(Vec::as_slice).unwrap_or_default();
        let fold = same.len() >= ALIKE && group.name.is_some() && !group.is_one_sided() && !options.verbose;
        if fold && !same.first().is_some_and(|first| std::ptr::eq(*first, group)) {
            continue;
        }
        if schema.as_ref() != Some(&group.schema) {
            schema = Some(group.schema.clone());
            let heading = group.schema.as_ref().map_or_else(|| "database".to_owned(), |it| format!("schema {it}"));
            let _ = writeln!(out, "\n{BOLD}{heading}{RESET}");
        }
        Lines { comparison, options, out }.group(group);
        if fold {
            let names: Vec<&str> = same[1..].iter().filter_map(|it| it.name.as_deref()).collect();
            let text = format!("the same in {} more: {}", names.len(), names.join(", "));
            let _ = writeln!(out, "    {DIM}{}{RESET}", common::wrapped(&text, options.width, 6));
        }
    }
}

/// What the lines of a group say, whatever the table is called.
fn signature(comparison: &Comparison, group: &Group<'_>, options: Options) -> String {
    let mut out = String::new();
    let told = group.shown().chain(group.folded.iter().copied());
    let plain: Vec<Told> = told.map(|it| Told { origins: Vec::new(), ..it.clone() }).collect();
    let mut lines = Lines { comparison, options, out: &mut out };
    for told in &plain {
        if is_one_sided(&told.difference) {
            lines.lone(told, 0);
        } else {
            lines.changes(told, 0, false);
        }
    }
    let bare = group.name.as_deref().and_then(|it| it.rsplit('.').next()).unwrap_or_default();
    let schema = group.schema.clone().unwrap_or_default();
    format!("{schema} {}", if bare.is_empty() { out } else { out.replace(bare, "\0") })
}

struct Lines<'a, 'o> {
    comparison: &'a Comparison,
    options: Options,
    out: &'o mut String,
}

impl Lines<'_, '_> {
    fn group(&mut self, group: &Group<'_>) {
        match group.head {
            Some(head) if group.is_one_sided() => {
                self.lone(head, 2);
                if self.options.verbose {
                    group.folded.iter().for_each(|it| self.lone(it, 6));
                } else if !group.folded.is_empty() {
                    let _ = writeln!(self.out, "      {DIM}with {}{RESET}", folded(&group.folded));
                }
            }
            Some(head) => {
                let label = words::label(&head.difference);
                let label = match (group.kind, label.strip_prefix("table ")) {
                    (Some(kind), Some(name)) => format!("{kind} {name}"),
                    _ => label,
                };
                let _ = writeln!(self.out, "  {BOLD}{label}{RESET}");
                self.changes(head, 4, true);
            }
            None => {
                // The heading says what the parts belong to; what belongs to nothing is its own heading.
                if let Some(name) = &group.name {
                    let schema = group.schema.as_ref().map(|it| format!("{it}.")).unwrap_or_default();
                    let kind = group.kind.map(|it| format!("{it} ")).unwrap_or_default();
                    let _ = writeln!(self.out, "  {BOLD}{kind}{}{RESET}", name.strip_prefix(&schema).unwrap_or(name));
                }
            }
        }
        let indent = if group.head.is_none() && group.name.is_none() { 2 } else { 4 };
        for told in &group.items {
            if is_one_sided(&told.difference) {
                self.lone(told, indent);
            } else {
                self.changes(told, indent, false);
            }
        }
    }

    /// An object that one side lacks.
    fn lone(&mut self, told: &Told, indent: usize) {
        let it = &told.difference;
        let text = format!("{} {}", words::label(it), words::brief(it));
        self.line(it.left.is_some(), false, text.trim_end(), indent, told, 0);
    }

    fn changes(&mut self, told: &Told, indent: usize, in_heading: bool) {
        let it = &told.difference;
        for (at, change) in it.changes.iter().enumerate() {
            let subject = words::subject(it, change, in_heading);
            let colon = if subject.is_empty() || change.attribute.is_empty() { "" } else { ":" };
            let (whole, is_left) = (change.attribute.is_empty(), change.left.is_some());
            match words::change(it, change) {
                words::Told::Line(text) => {
                    let text = format!("{subject}{colon} {text}");
                    self.line(is_left, !whole, text.trim(), indent, told, at);
                }
                words::Told::Block(what, left, right) => {
                    let text = format!("{subject}{colon} {what}");
                    self.line(is_left, true, text.trim(), indent, told, at);
                    self.block(&left, &right, indent + 4);
                }
            }
        }
    }

    fn line(&mut self, is_left: bool, is_change: bool, text: &str, indent: usize, told: &Told, at: usize) {
        let (color, sign) = match (is_change, is_left) {
            (true, _) => (YELLOW, "~"),
            (false, true) => (RED, "-"),
            (false, false) => (GREEN, "+"),
        };
        let shown = common::wrapped(text, self.options.width, indent + 4);
        let _ = write!(self.out, "{:indent$}{color}{sign}{RESET} {shown}", "");
        let it = presence(&told.difference, at);
        let origin = told.origins.get(at).map(Option::as_ref);
        let origin = origin.map(|origin| words::origin(self.comparison, origin, &it)).unwrap_or_default();
        for more in [Some(origin).filter(|it| !it.is_empty()), told.doubt.clone()].into_iter().flatten() {
            let last = shown.lines().last().map_or(0, |it| it.chars().count());
            let first = if shown.contains('\n') { 0 } else { indent + 2 };
            if first + last + 2 + more.chars().count() <= self.options.width && told.doubt.is_none() {
                let _ = write!(self.out, "  {DIM}{more}{RESET}");
            } else {
                let more = common::wrapped(&more, self.options.width, indent + 4);
                let _ = write!(self.out, "\n{:width$}{DIM}{more}{RESET}", "", width = indent + 4);
            }
        }
        self.out.push('\n');
    }

    /// The lines of two texts that differ, with one around.
    fn block(&mut self, left: &str, right: &str, indent: usize) {
        let diff = TextDiff::from_lines(left, right);
        let mut lines = Vec::new();
        for (at, hunk) in diff.grouped_ops(1).iter().enumerate() {
            if at > 0 {
                lines.push((DIM, "…".to_owned()));
            }
            for change in hunk.iter().flat_map(|it| diff.iter_changes(it)) {
                let (color, sign) = match change.tag() {
                    ChangeTag::Delete => (RED, "-"),
                    ChangeTag::Insert => (GREEN, "+"),
                    ChangeTag::Equal => (DIM, " "),
                };
                lines.push((color, format!("{sign} {}", change.value().trim_end())));
            }
        }
        let limit = if self.options.verbose { usize::MAX } else { BLOCK_SHOWN };
        for (color, line) in lines.iter().take(limit) {
            let _ = writeln!(self.out, "{:indent$}{color}{line}{RESET}", "");
        }
        let more = lines.len().saturating_sub(limit);
        if more > 0 {
            let _ =
                writeln!(self.out, "{:indent$}{DIM}… {} more (-v shows them){RESET}", "", words::count(more, "line"));
        }
    }
}

/// The difference as that one change of it: a column that is new to the right has no left.
fn presence(it: &Difference, at: usize) -> Difference {
    match it.changes.get(at).filter(|it| it.attribute.is_empty()) {
        Some(change) => Difference { left: change.left.clone(), right: change.right.clone(), ..it.clone() },
        None => it.clone(),
    }
}

/// `2 indexes, 1 constraint`
fn folded(parts: &[&Told]) -> String {
    let mut kinds = BTreeMap::<&str, usize>::new();
    for told in parts {
        let kind = match told.difference.kind {
            "INDEX" => "index",
            "CONSTRAINT" => "constraint",
            "TRIGGER" => "trigger",
            "POLICY" => "policy",
            "COMMENT" => "comment",
            "GRANT" | "REVOKE" => "privilege",
            "SEQUENCE" => "sequence",
            "TABLE ATTACH" => "place as a partition",
            "RULE" => "rule",
            "STATISTICS" => "statistics object",
            _ => continue,
        };
        *kinds.entry(kind).or_default() += 1;
    }
    let plural = |kind: &str| match kind {
        "index" => "indexes".to_owned(),
        "policy" => "policies".to_owned(),
        kind => format!("{kind}s"),
    };
    let kinds = kinds.iter().map(|(kind, number)| match number {
        1 => format!("1 {kind}"),
        _ => format!("{number} {}", plural(kind)),
    });
    kinds.collect::<Vec<_>>().join(", ")
}

/// What to do about drift.
fn advice(out: &mut String, comparison: &Comparison) {
    if !comparison.is_drift || comparison.differences.is_empty() {
        return;
    }
    // What comes or goes with its table needs nothing of its own.
    let groups = groups::of(comparison);
    let remedies: Vec<_> = groups.iter().flat_map(Group::shown).flat_map(|it| &it.remedies).collect();
    let extra = || remedies.iter().filter(|it| it.is_extra);
    let lists: [(&str, Vec<&String>); 3] = [
        (
            "to keep what was made by hand, a migration that makes it where it is missing",
            extra().filter_map(|it| it.make.as_ref()).collect(),
        ),
        ("or to undo it", extra().filter_map(|it| it.undo.as_ref()).collect()),
        (
            "to make again what is missing, in a new migration: one that has run does not run again",
            remedies.iter().filter(|it| !it.is_extra).filter_map(|it| it.make.as_ref()).collect(),
        ),
    ];
    for (title, statements) in lists.iter().filter(|it| !it.1.is_empty()) {
        let _ = writeln!(out, "\n{title}:");
        for sql in statements {
            let _ = writeln!(out, "  {}", redact(sql));
        }
    }
}
