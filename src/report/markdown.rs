//! Markdown for a comment on a pull request: the verdict, a table of findings, the plan folded away.
//!
//! Text of the user's files can be anything, so it is only ever shown in code spans and fences that it cannot close.

use super::{Analysis, Masked, Subject, diff, words};
use crate::{
    finding::{Finding, Severity},
    plan::PlanStep,
    prove::Proof,
    redact::redact,
};
use std::fmt::Write as _;

/// GitHub refuses comments of more than 65,536 characters.
const LIMIT: usize = 60_000;

pub(super) fn render(analysis: &Analysis) -> String {
    let masked = Masked::of(analysis);
    let mut out = String::new();
    if let Some(proof) = &analysis.proof {
        prove(&mut out, analysis, proof, &masked);
        return out + &assumptions(analysis);
    }
    verdict(&mut out, analysis);
    let findings: Vec<&Finding> = analysis.open_findings().collect();
    if !findings.is_empty() {
        table(&mut out, &findings, &masked);
    }
    let mut details: Vec<String> = findings.iter().map(|it| finding(it, &masked)).collect();
    if matches!(analysis.subject, Subject::Plan | Subject::Gate) {
        details.extend(plan(analysis, &masked));
    }
    details.push(assumptions(analysis));
    let total = details.len();
    for (at, part) in details.into_iter().enumerate() {
        if out.len() + part.len() > LIMIT {
            let _ = writeln!(out, "\n{} parts left out; the command shows them all.", total - at);
            break;
        }
        out += &part;
    }
    out
}

fn verdict(out: &mut String, analysis: &Analysis) {
    let summary = analysis.summary();
    let _ = write!(out, "### migcheck: {}\n\n", words::findings(&summary));
    if analysis.subject != Subject::Audit {
        let _ = write!(out, "{}, ", words::statements(&summary));
    }
    let _ = writeln!(out, "Postgres {}.", analysis.target.version);
    if let Some(gate) = &analysis.gate {
        let _ = writeln!(out, "\n**{}**", if analysis.is_go() { "go" } else { "no-go" });
        for seen in gate.blockers.iter().chain(&gate.notes) {
            let _ = writeln!(out, "- {} ({})", plain(&redact(&seen.message)), plain(&redact(&seen.help)));
        }
    }
}

/// The numbers, and a table of what is not as predicted or planned.
fn prove(out: &mut String, analysis: &Analysis, proof: &Proof, masked: &Masked<'_>) {
    let verdict = if proof.holds() { "proved" } else { "not proved" };
    let _ = writeln!(out, "### migcheck: {verdict}\n\n{}.\n", plain(&words::proof(proof)));
    let _ = writeln!(out, "On {}; plan: {}.", plain(&proof.server), plain(&words::plan_proof(&proof.plan)));
    let seen = analysis.timeline.steps.iter().zip(&proof.statements).flat_map(|(step, proved)| {
        let place = format!("{}:{}", masked.path(step.span()), masked.sources.start(step.span()).line);
        words::proof_troubles(proved).into_iter().map(move |text| (place.clone(), text))
    });
    let plan = words::plan_troubles(&proof.plan).into_iter().map(|text| ("the plan".to_owned(), text));
    let rows: Vec<(String, String)> = seen.chain(plan).collect();
    if !rows.is_empty() {
        out.push_str("\n| where | what |\n|---|---|\n");
    }
    for (at, (place, text)) in rows.iter().enumerate() {
        let row = format!("| {} | {} |\n", cell_code(place), plain(text));
        if out.len() + row.len() > LIMIT {
            let _ = writeln!(out, "\n{} rows left out; the command shows them all.", rows.len() - at);
            break;
        }
        out.push_str(&row);
    }
    for note in words::environment(proof).iter().chain(&proof.plan.notes) {
        let _ = write!(out, "\n- {}", plain(note));
    }
    out.push('\n');
}

fn table(out: &mut String, findings: &[&Finding], masked: &Masked<'_>) {
    out.push_str("\n| | check | where | what |\n|---|---|---|---|\n");
    for finding in findings {
        let place = finding.primary.as_ref().map_or_else(
            || finding.object.clone(),
            |it| format!("{}:{}", masked.path(it.span), masked.sources.start(it.span).line),
        );
        let message = redact(&finding.message);
        let severity = mark(finding.severity);
        let _ = writeln!(out, "| {severity} | {} | {} | {} |", finding.check, cell_code(&place), plain(&message));
    }
}

fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "🛑 error",
        Severity::Warning => "⚠️ warning",
        Severity::Note => "ℹ️ note",
    }
}

fn finding(finding: &Finding, masked: &Masked<'_>) -> String {
    let mut text = format!("\n<details><summary>{}: {}</summary>\n\n", finding.check, html(&redact(&finding.message)));
    if let Some(label) = &finding.primary {
        text += &format!("{}\n\n{}", code(&masked.place(label.span)), fence("sql", masked.slice(label.span)));
    }
    for related in finding.related.iter().filter(|it| !it.text.is_empty()) {
        text += &format!("\n- {}: {}", code(&masked.place(related.span)), plain(&redact(&related.text)));
    }
    if let Some(help) = &finding.help {
        text += &format!("\n\n{}", fence("text", &redact(help)));
    }
    text + "\n</details>\n"
}

fn plan(analysis: &Analysis, masked: &Masked<'_>) -> Vec<String> {
    let mut parts = vec![deploys(analysis, 0)];
    for (number, phase) in analysis.plan.phases.iter().enumerate() {
        let (name, meaning) = words::phase(phase.kind);
        let steps = words::count(phase.steps.len(), "step");
        let mut text = format!("\n<details><summary>Phase {}: {name} ({meaning}), {steps}</summary>\n", number + 1);
        for step in &phase.steps {
            text += &self::step(step);
            text += &deploys(analysis, step.id);
        }
        parts.push(text + "\n</details>\n");
    }
    if !analysis.plan.questions.is_empty() {
        let lines: Vec<_> = analysis.plan.questions.iter().map(|it| format!("- {}\n", plain(it))).collect();
        parts.push(format!("\n**Open questions**\n\n{}", lines.concat()));
    }
    for file in diff::of(analysis, masked) {
        let title = html(&file.path);
        parts.push(format!(
            "\n<details><summary>Change to {title}</summary>\n\n{}\n</details>\n",
            fence("diff", &file.hunks)
        ));
    }
    parts
}

fn deploys(analysis: &Analysis, after_step: u32) -> String {
    let deploys = analysis.plan.deploys.iter().filter(|it| it.after_step == after_step);
    deploys.map(|it| format!("\n**Deploy:** {}\n", plain(&it.what))).collect()
}

fn step(step: &PlanStep) -> String {
    let mut text = format!("\n**Step {}** ({})", step.id, words::transaction(step.transaction));
    let _ = write!(text, ", blocks {}", words::blocks(&step.effects));
    let _ = write!(text, ", `lock_timeout` {}", words::limit(step.lock_timeout));
    let _ = write!(text, ", lasts: {}\n\n", words::duration(step.effects.duration));
    text += &fence("sql", &redact(&step.sql));
    let _ = write!(text, "\n{}\n", plain(&step.why));
    for (label, sql) in [("verify", &step.verify), ("rollback", &step.rollback)] {
        if let Some(sql) = sql {
            let _ = write!(text, "\n{label}:\n\n{}", fence("sql", &redact(sql)));
        }
    }
    text
}

fn assumptions(analysis: &Analysis) -> String {
    let mut text = "\n<details><summary>What was assumed</summary>\n\n".to_owned();
    let target = &analysis.target;
    text += &format!("- Postgres {} ({})\n", target.version, plain(target.source.because()));
    text += &format!("- schema from {}\n", plain(&analysis.base.description));
    for history in &analysis.histories {
        let (applied, pending) = (history.applied, history.pending().len());
        let model = words::execution(history.execution);
        text += &format!(
            "- {}: {}, {}; {applied} applied, {pending} pending\n",
            code(&history.root),
            history.tool,
            plain(&model)
        );
    }
    if !analysis.problems.is_empty() {
        text += &format!("- {}\n", words::count(analysis.problems.len(), "problem"));
    }
    text + "\n</details>\n"
}

/// A fenced block that its content cannot close.
pub(super) fn fence(language: &str, content: &str) -> String {
    let fence = "`".repeat(longest_run(content).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", content.trim_end_matches('\n'))
}

/// A code span that its content cannot close.
fn code(content: &str) -> String {
    let content = content.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&content) + 1);
    let pad = if content.starts_with('`') || content.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{content}{pad}{fence}")
}

fn longest_run(content: &str) -> usize {
    content.split(|it| it != '`').map(str::len).max().unwrap_or_default()
}

/// A code span inside a table cell, where a pipe has to be escaped all the same.
fn cell_code(content: &str) -> String {
    code(content).replace('|', "\\|")
}

/// Running text in which nothing is secret, nothing is markup and nobody is mentioned.
fn plain(content: &str) -> String {
    let content = redact(content);
    let mut text = String::with_capacity(content.len());
    for character in content.chars() {
        match character {
            '\n' | '\r' => text.push(' '),
            '&' => text += "&amp;",
            '<' => text += "&lt;",
            '>' => text += "&gt;",
            // A zero-width space keeps names from becoming mentions and numbers from becoming links.
            '@' | '#' => {
                text.push(character);
                text.push('\u{200b}');
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                text.push('\\');
                text.push(character);
            }
            _ => text.push(character),
        }
    }
    text
}

/// Text inside `<summary>`, where Markdown is not read but mentions are.
fn html(content: &str) -> String {
    let text = content.replace(['\n', '\r'], " ").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('@', "@\u{200b}").replace('#', "#\u{200b}")
}
