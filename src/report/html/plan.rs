//! The plan: phases of steps, deploys between them, questions, and the change to the user's files.

use super::escape;
use crate::{
    plan::PlanStep,
    redact::redact,
    report::{Analysis, Masked, diff, words},
};
use std::fmt::Write as _;

pub(super) fn render(out: &mut String, analysis: &Analysis, masked: &Masked<'_>) {
    let plan = &analysis.plan;
    out.push_str("<section>\n<h2>Plan</h2>\n");
    if plan.phases.iter().all(|it| it.steps.is_empty()) {
        out.push_str("<p>Nothing to run.</p>\n");
    }
    deploys(out, analysis, 0);
    for (number, phase) in plan.phases.iter().enumerate() {
        let (name, meaning) = words::phase(phase.kind);
        let _ = writeln!(out, "<h3>Phase {}: {name} <small>{meaning}</small></h3>", number + 1);
        for it in &phase.steps {
            step(out, it, masked);
            deploys(out, analysis, it.id);
        }
    }
    if !plan.questions.is_empty() {
        out.push_str("<h3>Open questions</h3>\n<ul>\n");
        for question in &plan.questions {
            let _ = writeln!(out, "<li>{}</li>", escape(&redact(question)));
        }
        out.push_str("</ul>\n");
    }
    if !plan.left_out.is_empty() {
        out.push_str("<h3>Not in the plan</h3>\n<ul>\n");
        for left_out in &plan.left_out {
            let place = masked.place(left_out.span);
            let _ = writeln!(out, "<li><code>{}</code> {}</li>", escape(&place), escape(&left_out.why));
        }
        out.push_str("</ul>\n");
    }
    for file in diff::of(analysis, masked) {
        let _ = writeln!(out, "<h3>Change to <code>{}</code></h3>\n<pre class=\"diff\">", escape(&file.path));
        for line in file.hunks.lines() {
            let class = match line.as_bytes().first() {
                Some(b'+') => "new",
                Some(b'-') => "old",
                Some(b'@') => "hunk",
                _ => "same",
            };
            let _ = writeln!(out, "<span class=\"{class}\">{}</span>", escape(line));
        }
        out.push_str("</pre>\n");
    }
    out.push_str("</section>\n");
}

fn deploys(out: &mut String, analysis: &Analysis, after_step: u32) {
    for deploy in analysis.plan.deploys.iter().filter(|it| it.after_step == after_step) {
        let _ = writeln!(out, "<p class=\"deploy\"><b>Deploy</b> {}</p>", escape(&redact(&deploy.what)));
    }
}

fn step(out: &mut String, step: &PlanStep, masked: &Masked<'_>) {
    let _ = writeln!(out, "<article class=\"step\">\n<h4>Step {}</h4>", step.id);
    let _ = writeln!(out, "<pre>{}</pre>\n<dl>", escape(&redact(&step.sql)));
    let no_rollback = if step.reversible { "nothing to undo" } else { "there is no way back" };
    let places: Vec<_> = step.replaces.iter().map(|it| masked.place(*it)).collect();
    let lines = [
        ("runs", words::transaction(step.transaction)),
        ("locks", words::first(words::locks(&step.effects), 4).join(", ")),
        ("blocks", words::blocks(&step.effects).to_owned()),
        ("lasts", words::duration(step.effects.duration)),
        ("lock timeout", words::limit(step.lock_timeout)),
        ("for", words::first(places, 3).join(", ")),
        ("why", step.why.clone()),
        ("verify", step.verify.clone().unwrap_or_default()),
        ("rollback", step.rollback.clone().unwrap_or_else(|| no_rollback.to_owned())),
        ("retry", step.retry.clone()),
    ];
    for (name, value) in lines.iter().filter(|it| !it.1.is_empty()) {
        let value = escape(&redact(value));
        let is_code = matches!(*name, "verify" | "for") || *name == "rollback" && step.rollback.is_some();
        let value = if is_code { format!("<code>{value}</code>") } else { value };
        let _ = writeln!(out, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    }
    out.push_str("</dl>\n</article>\n");
}
