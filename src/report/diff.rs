//! The change to the user's file: its text against the text with the planned statements in place of the replaced ones.

use super::{Analysis, Masked};
use crate::{
    plan::PlanStep,
    redact::redact,
    text::{FileId, Span},
};
use std::{collections::BTreeMap, time::Duration};

/// One file's unified diff, without the header lines.
pub(super) struct FileDiff {
    pub(super) path: String,
    pub(super) hunks: String,
}

/// Of every file that the plan changes, in the order in which the files were read.
pub(super) fn of(analysis: &Analysis, masked: &Masked<'_>) -> Vec<FileDiff> {
    let mut replacements: BTreeMap<Span, Vec<&PlanStep>> = BTreeMap::new();
    let mut dropped: Vec<Span> = Vec::new();
    for step in analysis.plan.phases.iter().flat_map(|it| &it.steps) {
        // A step that stands for several statements is written where the first of them was.
        let Some((first, rest)) = step.replaces.split_first() else { continue };
        replacements.entry(*first).or_default().push(step);
        dropped.extend(rest);
    }
    dropped.extend(analysis.plan.left_out.iter().map(|it| it.span));
    dropped.retain(|it| !replacements.contains_key(it));
    let mut files: BTreeMap<FileId, Vec<(Span, Edit<'_>)>> = BTreeMap::new();
    for (span, steps) in replacements {
        files.entry(span.file).or_default().push((span, steps));
    }
    for span in dropped {
        files.entry(span.file).or_default().push((span, Vec::new()));
    }
    let changed = files.into_iter().filter_map(|(file, edits)| {
        let old = masked.text(file);
        let new = edited(old, edits);
        let hunks = similar::TextDiff::from_lines(old, &new).unified_diff().context_radius(2).to_string();
        (!hunks.is_empty()).then(|| FileDiff { path: analysis.sources.get(file).path.clone(), hunks })
    });
    changed.collect()
}

/// The steps that come in place of a statement; none: it goes.
type Edit<'a> = Vec<&'a PlanStep>;

fn edited(old: &str, mut edits: Vec<(Span, Edit<'_>)>) -> String {
    edits.sort_by_key(|it| it.0);
    let mut new = String::with_capacity(old.len());
    let mut at = 0;
    let mut lock_timeout = None;
    for (span, steps) in edits {
        let bytes = span.bytes();
        if bytes.start < at {
            continue;
        }
        new += old.get(at..bytes.start).unwrap_or_default();
        new += &statements(&steps, &mut lock_timeout);
        at = bytes.end;
        if steps.is_empty() {
            at += rest_of_line(old.get(at..).unwrap_or_default());
        }
    }
    new + old.get(at..).unwrap_or_default()
}

/// With the settings that the plan's limits stand for, where they change.
fn statements(steps: &[&PlanStep], lock_timeout: &mut Option<Duration>) -> String {
    let mut statements = Vec::new();
    for step in steps {
        if step.lock_timeout != *lock_timeout {
            *lock_timeout = step.lock_timeout;
            let value = step.lock_timeout.map_or_else(|| "0".to_owned(), |it| format!("'{}ms'", it.as_millis()));
            statements.push(format!("SET lock_timeout = {value}"));
        }
        statements.push(redact(&step.sql).into_owned());
    }
    statements.join(";\n")
}

/// A statement that goes takes its semicolon along, and its line where nothing else is on it.
fn rest_of_line(rest: &str) -> usize {
    let blank = rest.len() - rest.trim_start().len();
    let Some(behind) = rest[blank..].strip_prefix(';') else { return 0 };
    let spaces = behind.len() - behind.trim_start_matches([' ', '\t', '\r']).len();
    let line_break = usize::from(behind[spaces..].starts_with('\n'));
    blank + 1 + if line_break == 1 { spaces + 1 } else { 0 }
}
