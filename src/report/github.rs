//! GitHub workflow commands: annotations on the lines of a pull request.
//!
//! GitHub drops what exceeds ten annotations of a level in a step, so the most severe come first and the rest is
//! counted. Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use super::{Analysis, words};
use crate::{
    finding::{Finding, Severity},
    prove::Proof,
    redact::redact,
    text::{Sources, Span},
};
use std::fmt::Write as _;

const PER_LEVEL: usize = 10;

pub(super) fn render(analysis: &Analysis) -> String {
    let mut out = String::new();
    let mut left_out = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        // One notice is kept for the number of those left out.
        let room = if severity == Severity::Note { PER_LEVEL - 1 } else { PER_LEVEL };
        let findings: Vec<&Finding> = analysis.open_findings().filter(|it| it.severity == severity).collect();
        for finding in findings.iter().take(room) {
            command(&mut out, finding, &analysis.sources);
        }
        left_out += findings.len().saturating_sub(room);
    }
    if left_out > 0 {
        let message = format!("{} more in the log of this step", words::count(left_out, "finding"));
        let _ = writeln!(out, "::notice title=migcheck::{message}");
    }
    if let Some(gate) = &analysis.gate {
        for (level, seen) in
            gate.blockers.iter().map(|it| ("error", it)).chain(gate.notes.iter().map(|it| ("notice", it)))
        {
            let message = data(&format!("{}\nhelp: {}", redact(&seen.message), redact(&seen.help)));
            let _ = writeln!(out, "::{level} title=migcheck (gate)::{message}");
        }
        let _ = writeln!(out, "migcheck gate: {}", if analysis.is_go() { "go" } else { "no-go" });
    }
    if let Some(proof) = &analysis.proof {
        prove(&mut out, analysis, proof);
    }
    let summary = analysis.summary();
    let _ = writeln!(out, "migcheck: {} in {}", words::findings(&summary), words::statements(&summary));
    if left_out > 0 {
        log(&mut out, analysis);
    }
    out
}

fn command(out: &mut String, finding: &Finding, sources: &Sources) {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let title = property(&format!("migcheck ({})", finding.check));
    let _ = write!(out, "::{level} title={title}");
    if let Some(label) = &finding.primary {
        let (start, end) = (sources.start(label.span), sources.end(label.span));
        let path = property(&sources.get(label.span.file).path);
        let _ = write!(out, ",file={path},line={},endLine={}", start.line, end.line);
        // Columns of an annotation over several lines are refused.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
    }
    let mut message = redact(&finding.message).into_owned();
    for related in finding.related.iter().filter(|it| !it.text.is_empty()) {
        let file = sources.get(related.span.file);
        message += &format!("\n{} ({}:{})", redact(&related.text), file.path, sources.start(related.span).line);
    }
    if let Some(help) = &finding.help {
        message += &format!("\nhelp: {}", redact(help));
    }
    let _ = writeln!(out, "::{}", data(&message));
}

/// What a server did otherwise than predicted, and what failed; the first of each, the rest is counted.
fn prove(out: &mut String, analysis: &Analysis, proof: &Proof) {
    let seen = analysis.timeline.steps.iter().zip(&proof.statements).flat_map(|(step, proved)| {
        words::proof_troubles(proved).into_iter().map(move |text| (Some(step.span()), text))
    });
    let plan = words::plan_troubles(&proof.plan).into_iter().map(|text| (None, text));
    let all: Vec<(Option<Span>, String)> = seen.chain(plan).collect();
    for (span, text) in all.iter().take(PER_LEVEL) {
        let _ = write!(out, "::error title=migcheck (prove)");
        if let Some(span) = span {
            let path = property(&analysis.sources.get(span.file).path);
            let _ = write!(out, ",file={path},line={}", analysis.sources.start(*span).line);
        }
        let _ = writeln!(out, "::{}", data(&redact(text)));
    }
    if let Some(more) = all.len().checked_sub(PER_LEVEL).filter(|it| *it > 0) {
        let _ = writeln!(out, "migcheck prove: {} more", words::count(more, "difference"));
    }
    let _ = writeln!(out, "migcheck prove: {}", data(&words::proof(proof)));
}

/// All findings as plain lines, in a fold.
fn log(out: &mut String, analysis: &Analysis) {
    out.push_str("::group::all findings of migcheck\n");
    for finding in analysis.open_findings() {
        let place = finding.primary.as_ref().map(|it| {
            let file = analysis.sources.get(it.span.file);
            format!("{}:{}: ", file.path, analysis.sources.start(it.span))
        });
        let severity = finding.severity.as_str();
        let message = data(&redact(&finding.message));
        let _ = writeln!(out, "{}{severity}[{}]: {message}", place.unwrap_or_default(), finding.check);
    }
    out.push_str("::endgroup::\n");
}

pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
