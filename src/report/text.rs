//! The report for people: what was assumed, findings with the user's own lines, the plan, numbers.
//!
//! Writes ANSI colours throughout; whoever prints it strips them where they are not wanted. Says nothing by colour
//! alone.

mod finding;
mod lanes;
mod plan;
mod prove;
mod timeline;

use super::{Analysis, Masked, Subject, TextOptions, words};
use crate::{
    finding::Finding,
    redact::redact,
    text::{Problem, Sources},
};
use std::fmt::Write as _;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const YELLOW: &str = "\x1b[33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

pub(super) fn render(analysis: &Analysis, options: TextOptions) -> String {
    let masked = Masked::of(analysis);
    let mut out = String::new();
    if is_quiet(analysis, options) {
        quiet(&mut out, analysis);
        return out;
    }
    assumptions(&mut out, analysis, options.width);
    if let Some(proof) = &analysis.proof {
        problems(&mut out, analysis, &masked, options);
        prove::render(&mut out, analysis, proof, &masked, options);
        return out;
    }
    problems(&mut out, analysis, &masked, options);
    if options.verbose {
        timeline::render(&mut out, analysis, &masked, options);
    }
    if options.timeline {
        lanes::pending(&mut out, analysis, &masked, options);
    }
    // A plan is about what to do; what it is for is a line each.
    let brief = matches!(analysis.subject, Subject::Plan | Subject::Gate) && !options.verbose;
    if brief && analysis.open_findings().next().is_some() {
        out.push('\n');
    }
    for finding in &analysis.findings {
        if brief && finding.suppressed.is_none() {
            out += &finding::line(finding, &masked);
        } else if finding.suppressed.is_none() || options.verbose {
            out.push('\n');
            out += &finding::render(finding, &masked, options.width);
        }
    }
    if matches!(analysis.subject, Subject::Plan | Subject::Gate) {
        plan::render(&mut out, analysis, &masked, options.width);
        if options.timeline {
            lanes::planned(&mut out, analysis, options);
        }
    }
    summary(&mut out, analysis);
    gate(&mut out, analysis);
    out
}

/// Findings alone, without colours, as the pages of checks show them.
pub fn plain_findings(findings: &[Finding], sources: &Sources) -> String {
    let masked = Masked::of_findings(findings, sources);
    let texts = findings.iter().map(|it| finding::render(it, &masked, 120));
    anstream::adapter::strip_str(&texts.collect::<Vec<_>>().join("\n")).to_string()
}

fn is_quiet(analysis: &Analysis, options: TextOptions) -> bool {
    let nothing = analysis.open_findings().next().is_none()
        && analysis.problems.is_empty()
        && analysis.summary().unmodeled == 0
        && analysis.histories.iter().all(|it| it.remarks.is_empty());
    nothing && !options.verbose && !options.timeline && matches!(analysis.subject, Subject::Check | Subject::Audit)
}

/// One line.
fn quiet(out: &mut String, analysis: &Analysis) {
    let summary = analysis.summary();
    let tools: Vec<_> =
        analysis.histories.iter().map(|it| format!("{} ({}, {})", it.root, it.tool, it.execution)).collect();
    let _ = write!(out, "{BOLD}{}{RESET}: ", words::findings(&summary));
    if analysis.subject == Subject::Audit {
        let tables = analysis.timeline.start.relations().filter(|it| it.table().is_some()).count();
        let _ = write!(out, "{}", words::count(tables, "table"));
    } else {
        let _ = write!(out, "{} of {}", words::statements(&summary), tools.join(", "));
    }
    let _ = writeln!(out, "; Postgres {}; schema from {}", analysis.target.version, analysis.base.description);
}

/// What the rest of the report rests on.
fn assumptions(out: &mut String, analysis: &Analysis, width: usize) {
    let target = &analysis.target;
    let _ = writeln!(out, "{BOLD}postgres{RESET}  {} ({})", target.version, target.source.because());
    let _ = writeln!(out, "{BOLD}schema{RESET}    {}", analysis.base.description);
    for reason in &analysis.base.reasons {
        let _ = writeln!(out, "          {DIM}{}{RESET}", words::wrapped(reason, width, 10));
    }
    for history in analysis.histories.iter().filter(|_| analysis.subject != Subject::Audit) {
        let (applied, pending) = (history.applied, history.pending().len());
        let _ = writeln!(
            out,
            "{BOLD}history{RESET}   {}: {}, {}; {applied} applied, {pending} pending",
            history.root,
            history.tool,
            words::execution(history.execution)
        );
        for reason in &history.reasons {
            let _ = writeln!(out, "          {DIM}{}{RESET}", words::wrapped(reason, width, 10));
        }
        for remark in &history.remarks {
            let _ = writeln!(out, "{BOLD}warning{RESET}   {}: {}", remark.path, remark.message);
            if let Some(help) = &remark.help {
                let _ = writeln!(out, "          help: {help}");
            }
        }
    }
    for remark in &analysis.skipped {
        let _ = writeln!(out, "{BOLD}left out{RESET}  {}: {}", remark.path, remark.message);
    }
}

const PROBLEMS_SHOWN: usize = 5;

fn problems(out: &mut String, analysis: &Analysis, masked: &Masked<'_>, options: TextOptions) {
    if analysis.problems.is_empty() {
        return;
    }
    out.push('\n');
    let limit = if options.verbose { usize::MAX } else { PROBLEMS_SHOWN };
    let mut last_help = None;
    for Problem { span, message, help } in analysis.problems.iter().take(limit) {
        let place = masked.place(*span);
        let _ = writeln!(out, "{BOLD}problem{RESET} {place}: {}", redact(message));
        if let Some(help) = help.as_deref().filter(|it| last_help != Some(*it)) {
            let _ = writeln!(out, "  help: {}", redact(help));
            last_help = Some(help);
        }
    }
    let more = analysis.problems.len().saturating_sub(limit);
    if more > 0 {
        let _ = writeln!(out, "{} (-v shows them)", words::count(more, "more problem"));
    }
}

fn summary(out: &mut String, analysis: &Analysis) {
    let summary = analysis.summary();
    let _ = write!(out, "\n{BOLD}{}{RESET}", words::findings(&summary));
    if analysis.subject != Subject::Audit {
        let _ = write!(out, " in {}", words::statements(&summary));
    }
    if !analysis.problems.is_empty() {
        let _ = write!(out, "; {}", words::count(analysis.problems.len(), "problem"));
    }
    if !analysis.knows_sizes() {
        out.push_str("; table sizes unknown");
    }
    out.push('\n');
    if analysis.subject == Subject::Check && analysis.open_findings().next().is_some() {
        let _ = writeln!(
            out,
            "{DIM}`migcheck plan` writes the safe way; `migcheck explain CHECK` says more about one{RESET}"
        );
    }
}

/// What speaks against running now, and the verdict as the last line.
fn gate(out: &mut String, analysis: &Analysis) {
    let Some(gate) = &analysis.gate else { return };
    for (title, all) in [("in the way", &gate.blockers), ("to know", &gate.notes)] {
        for seen in all {
            let _ = writeln!(out, "{BOLD}{title}{RESET}: {}", redact(&seen.message));
            let _ = writeln!(out, "  help: {}", redact(&seen.help));
        }
    }
    let pending: usize = analysis.histories.iter().map(|it| it.pending().len()).sum();
    let pending = words::count(pending, "pending migration");
    let verdict = if analysis.is_go() { format!("{GREEN}{BOLD}go{RESET}") } else { format!("{RED}{BOLD}no-go{RESET}") };
    let _ = writeln!(out, "{verdict}: {pending} on {}", gate.server);
}
