//! What a server did with each statement, and what came of the plan, as tables.

use super::escape::escape;
use crate::{
    prove::{Proof, run::Outcome},
    redact::redact,
    report::{Analysis, Masked, words},
};
use std::fmt::Write as _;

/// Relations that are shown of a statement; the JSON report has all.
const SHOWN: usize = 8;

pub(super) fn render(out: &mut String, analysis: &Analysis, proof: &Proof, masked: &Masked<'_>) {
    let (class, verdict) = if proof.holds() { ("go", "proved") } else { ("no-go", "not proved") };
    let text = |it: &str| escape(&redact(it));
    let _ = writeln!(out, "<p class=\"verdict {class}\">{verdict} <span>on {}</span></p>", text(&proof.server));
    out.push_str("<section>\n<h2>Observed</h2>\n<ul>\n");
    for note in proof.why.iter().chain(&words::environment(proof)) {
        let _ = writeln!(out, "<li>{}</li>", text(note));
    }
    out.push_str(
        "</ul>\n<table>\n<tr><th>where</th><th>statement</th><th>what the server did</th><th>prediction</th></tr>\n",
    );
    for (step, proved) in analysis.timeline.steps.iter().zip(&proof.statements) {
        let mut did = words::first(words::facts(&proved.facts, false), SHOWN);
        did.extend(proved.waits.iter().chain(&proved.notes).cloned());
        let prediction = match &proved.outcome {
            Outcome::NotRun(why) => vec![format!("not run: {why}")],
            _ => words::proof_troubles(proved),
        };
        let lines = |all: &[String]| all.iter().map(|it| text(it)).collect::<Vec<_>>().join("<br>");
        let prediction = if prediction.is_empty() { "as predicted".to_owned() } else { lines(&prediction) };
        let (place, tag) = (masked.place(step.span()), step.statement.kind.tag());
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{prediction}</td></tr>",
            text(&place),
            text(&tag),
            lines(&did)
        );
    }
    let _ = writeln!(out, "</table>\n<h2>The plan, on a copy</h2>\n<p>{}</p>", text(&words::plan_proof(&proof.plan)));
    let troubles = words::plan_troubles(&proof.plan);
    if !troubles.is_empty() || !proof.plan.notes.is_empty() {
        out.push_str("<ul>\n");
        for line in troubles.iter().chain(&proof.plan.notes) {
            let _ = writeln!(out, "<li>{}</li>", text(line));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}
