//! One page that explains itself: what was assumed, what each transaction locks and when, findings with the user's
//! lines, the plan. Self-contained: no script, nothing loaded from elsewhere; readable in print, dark and light.
//!
//! Text of the user's files can be anything, so nothing reaches the page but through [`escape`].

mod escape;
mod finding;
mod plan;
mod prove;
mod style;
mod svg;

use super::{
    Analysis, Masked, Subject,
    lanes::{self, Chart, Detail},
    words,
};
use crate::{history::History, redact::redact};
use escape::escape;
use std::fmt::Write as _;

pub(super) fn render(analysis: &Analysis) -> String {
    let masked = Masked::of(analysis);
    let mut out = String::new();
    let title = title(analysis);
    head(&mut out, &title);
    let _ = writeln!(out, "<header>\n<h1>{}</h1>", escape(&title));
    verdict(&mut out, analysis);
    assumptions(&mut out, analysis);
    out.push_str("</header>\n<main>\n");
    problems(&mut out, analysis, &masked);
    if let Some(proof) = &analysis.proof {
        prove::render(&mut out, analysis, proof, &masked);
    }
    findings(&mut out, analysis, &masked);
    timelines(&mut out, analysis, &masked);
    if matches!(analysis.subject, Subject::Plan | Subject::Gate) {
        plan::render(&mut out, analysis, &masked);
    }
    let _ = writeln!(out, "</main>\n<footer>migcheck {}</footer>\n</body>\n</html>", env!("CARGO_PKG_VERSION"));
    out
}

fn title(analysis: &Analysis) -> String {
    let what = match analysis.subject {
        Subject::Check => "check",
        Subject::Plan => "plan",
        Subject::Gate => "gate",
        Subject::Prove => "prove",
        Subject::Audit => "audit",
    };
    let found = analysis.proof.as_ref().map_or_else(|| words::findings(&analysis.summary()), words::proof);
    format!("migcheck {what}: {found}")
}

/// The policy keeps even a hole in our escaping from loading or running anything.
fn head(out: &mut String, title: &str) {
    let _ = writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}",
        escape(title),
        style::CSS,
        svg::PATTERNS,
    );
}

/// Of `gate`.
fn verdict(out: &mut String, analysis: &Analysis) {
    let Some(gate) = &analysis.gate else { return };
    let (class, verdict) = if analysis.is_go() { ("go", "go") } else { ("no-go", "no-go") };
    let _ = writeln!(out, "<p class=\"verdict {class}\">{verdict} <span>on {}</span></p>", escape(&gate.server));
    for (title, all) in [("In the way", &gate.blockers), ("To know", &gate.notes)] {
        if all.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<h2>{title}</h2>\n<ul>");
        for seen in all {
            let (message, help) = (redact(&seen.message), redact(&seen.help));
            let _ = writeln!(out, "<li>{}<br><small>help: {}</small></li>", escape(&message), escape(&help));
        }
        out.push_str("</ul>\n");
    }
}

/// What the rest of the page rests on.
fn assumptions(out: &mut String, analysis: &Analysis) {
    out.push_str("<dl>\n");
    let mut line = |name: &str, value: &str, reasons: &[String]| {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}", escape(name), escape(value));
        for reason in reasons {
            let _ = write!(out, "<br><small>{}</small>", escape(reason));
        }
        out.push_str("</dd></div>\n");
    };
    let target = &analysis.target;
    line("Postgres", &format!("{} ({})", target.version, target.source.because()), &[]);
    line("Schema", &analysis.base.description, &analysis.base.reasons);
    for history in analysis.histories.iter().filter(|_| analysis.subject != Subject::Audit) {
        line("History", &of_history(history), &history.reasons);
        for remark in &history.remarks {
            let help = remark.help.iter().map(|it| format!("help: {it}")).collect::<Vec<_>>();
            line("Warning", &format!("{}: {}", remark.path, remark.message), &help);
        }
    }
    for remark in &analysis.skipped {
        line("Left out", &format!("{}: {}", remark.path, remark.message), &[]);
    }
    if analysis.subject != Subject::Audit {
        let sizes = if analysis.knows_sizes() { "" } else { "; table sizes unknown" };
        line("Pending", &format!("{}{sizes}", words::statements(&analysis.summary())), &[]);
    }
    out.push_str("</dl>\n");
}

fn of_history(history: &History) -> String {
    let (applied, pending) = (history.applied, history.pending().len());
    let execution = words::execution(history.execution);
    format!("{}: {}, {execution}; {applied} applied, {pending} pending", history.root, history.tool)
}

fn problems(out: &mut String, analysis: &Analysis, masked: &Masked<'_>) {
    if analysis.problems.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>Not understood</h2>\n<ul>\n");
    for problem in &analysis.problems {
        let (place, message) = (masked.place(problem.span), redact(&problem.message));
        let _ = write!(out, "<li><code>{}</code> {}", escape(&place), escape(&message));
        if let Some(help) = &problem.help {
            let _ = write!(out, "<br><small>help: {}</small>", escape(&redact(help)));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

fn findings(out: &mut String, analysis: &Analysis, masked: &Masked<'_>) {
    if analysis.findings.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>Findings</h2>\n");
    for finding in &analysis.findings {
        finding::render(out, finding, masked);
    }
    out.push_str("</section>\n");
}

fn timelines(out: &mut String, analysis: &Analysis, masked: &Masked<'_>) {
    let written = lanes::of_pending(analysis, masked, Detail::Noticed);
    let planned = match analysis.subject {
        Subject::Plan | Subject::Gate => lanes::of_plan(analysis, Detail::Noticed),
        Subject::Check | Subject::Prove | Subject::Audit => None,
    };
    if written.is_empty() && planned.is_none() {
        return;
    }
    let heading = if planned.is_some() { "Locks, as written" } else { "Locks" };
    let _ = writeln!(out, "<section>\n<h2>{heading}</h2>");
    out.push_str(svg::KEY);
    for (number, chart) in written.iter().enumerate() {
        timeline(out, chart, &format!("t{}", number + 1));
    }
    if let Some(chart) = &planned {
        out.push_str("<h2>Locks, as planned</h2>\n");
        timeline(out, chart, "plan");
    }
    out.push_str("</section>\n");
}

/// A drawing, and the same in words.
fn timeline(out: &mut String, chart: &Chart<'_>, id: &str) {
    let _ = writeln!(out, "<article class=\"timeline\">\n<h3>{}</h3>", escape(&chart.title));
    if chart.rows.is_empty() {
        out.push_str("<p>Locks nothing that others would notice.</p>\n");
    } else {
        svg::render(out, chart, id);
        out.push_str("<table class=\"locks\">\n<tr><th>relation</th><th>strongest lock</th><th>who waits</th><th>on whose account</th></tr>\n");
        for row in &chart.rows {
            let account = row.account.as_deref().unwrap_or_default();
            let _ = writeln!(
                out,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escape(&row.name),
                row.strongest(),
                escape(&row.waiting),
                escape(account),
            );
        }
        out.push_str("</table>\n");
    }
    if chart.left_out > 0 {
        let left_out = words::count(chart.left_out, "relation");
        let _ = writeln!(out, "<p><small>{left_out} left out: indexes, sequences, and what is only read.</small></p>");
    }
    out.push_str("<table class=\"statements\">\n<tr><th>#</th><th>line</th><th>statement</th><th>lasts</th></tr>\n");
    for column in &chart.columns {
        let lasts = match &column.effects.fails {
            Some(failure) => format!("fails: {}", redact(&failure.message)),
            None => words::duration(column.effects.duration),
        };
        let line = column.line.map(|it| it.to_string()).unwrap_or_default();
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{line}</td><td><code>{}</code></td><td>{}</td></tr>",
            column.number,
            escape(&words::clipped(&column.sql, 240)),
            escape(&lasts),
        );
    }
    out.push_str("</table>\n</article>\n");
}
