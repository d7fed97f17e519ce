//! A finding as compilers show them: the user's lines, what is wrong at which place, and what to do.

use super::{BOLD, DIM, RESET};
use crate::{
    finding::{Finding, Fix, Label, Severity},
    redact::redact,
    report::Masked,
    text::{FileId, Span},
};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::ops::Range;

pub(super) fn render(finding: &Finding, masked: &Masked<'_>, width: usize) -> String {
    let message = redact(&finding.message);
    let Some(primary) = &finding.primary else { return without_place(finding, &message) };
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(message.as_ref()).id(finding.check.0));
    for file in files(finding, primary) {
        group = group.element(snippet(file, finding, primary, masked));
    }
    if let Some(note) = notes(finding) {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = finding.help.as_deref().filter(|_| finding.fix.is_none()) {
        group = group.element(Level::HELP.message(redact(help)));
    }
    let mut report = vec![group];
    if let Some(fix) = &finding.fix {
        let help = finding.help.as_deref().unwrap_or("write instead");
        report.push(Group::with_title(Level::HELP.secondary_title(redact(help))).element(patch(fix, masked)));
    }
    let mut text = Renderer::styled().term_width(width).render(&report);
    text.push('\n');
    text
}

/// `severity[check] place: message`
pub(super) fn line(finding: &Finding, masked: &Masked<'_>) -> String {
    let place = finding.primary.as_ref().map(|it| format!("{}: ", masked.place(it.span))).unwrap_or_default();
    let severity = finding.severity.as_str();
    format!("{BOLD}{severity}[{}]{RESET} {place}{}\n", finding.check, redact(&finding.message))
}

/// In `audit` there is no text to point at.
fn without_place(finding: &Finding, message: &str) -> String {
    let mut text = format!("{BOLD}{}[{}]{RESET}: {message}\n", finding.severity.as_str(), finding.check);
    if let Some(note) = notes(finding) {
        text += &format!("  {DIM}note: {note}{RESET}\n");
    }
    if let Some(help) = &finding.help {
        text += &format!("  help: {}\n", redact(help).replace('\n', "\n        "));
    }
    text
}

fn notes(finding: &Finding) -> Option<String> {
    finding.suppressed.as_ref().map(|reason| format!("allowed because {reason}"))
}

/// The primary label's file first.
fn files(finding: &Finding, primary: &Label) -> Vec<FileId> {
    let mut files = vec![primary.span.file];
    for label in &finding.related {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn snippet<'a>(
    file: FileId,
    finding: &'a Finding,
    primary: &'a Label,
    masked: &'a Masked<'_>,
) -> Snippet<'a, Annotation<'a>> {
    let labels: Vec<(&Label, AnnotationKind)> = std::iter::once((primary, AnnotationKind::Primary))
        .chain(finding.related.iter().map(|it| (it, AnnotationKind::Context)))
        .filter(|it| it.0.span.file == file)
        .collect();
    let window = window(masked.text(file), labels.iter().map(|it| it.0.span));
    let annotations = labels.iter().map(|(label, kind)| {
        let annotation = kind.span(within(label.span, &window));
        if label.text.is_empty() { annotation } else { annotation.label(redact(&label.text)) }
    });
    source(file, &window, masked).annotations(annotations.collect::<Vec<_>>())
}

fn patch<'a>(fix: &'a Fix, masked: &'a Masked<'_>) -> Snippet<'a, Patch<'a>> {
    let window = window(masked.text(fix.span.file), std::iter::once(fix.span));
    let patch = Patch::new(within(fix.span, &window), redact(&fix.replacement));
    source(fix.span.file, &window, masked).patch(patch)
}

fn source<'a, T: Clone>(file: FileId, window: &Range<usize>, masked: &'a Masked<'_>) -> Snippet<'a, T> {
    let text = masked.text(file).get(window.clone()).unwrap_or_default();
    let source = masked.sources.get(file);
    let line = source.position(window.start).line;
    Snippet::source(text).path(source.path.as_str()).line_start(line as usize).fold(true)
}

/// The whole lines that the spans touch; a byte-order mark is left out.
fn window(text: &str, spans: impl Iterator<Item = Span> + Clone) -> Range<usize> {
    let start = spans.clone().map(|it| it.bytes().start).min().unwrap_or_default().min(text.len());
    let end = spans.map(|it| it.bytes().end).max().unwrap_or_default().clamp(start, text.len());
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |it| it + 1);
    let line_end = text.get(end..).unwrap_or_default().find('\n').map_or(text.len(), |it| end + it);
    let mark = if line_start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    mark.max(line_start).min(line_end)..line_end
}

fn within(span: Span, window: &Range<usize>) -> Range<usize> {
    let offset = |it: usize| it.clamp(window.start, window.end) - window.start;
    offset(span.bytes().start)..offset(span.bytes().end)
}
