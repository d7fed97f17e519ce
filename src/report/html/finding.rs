//! A finding: severity, message, the user's lines with the place marked, what to do.

use super::escape;
use crate::{
    finding::{Finding, Label},
    redact::redact,
    report::Masked,
};
use std::fmt::Write as _;

/// More of a statement is in the file.
const LINES: usize = 14;

pub(super) fn render(out: &mut String, finding: &Finding, masked: &Masked<'_>) {
    let severity = if finding.suppressed.is_some() { "allowed" } else { finding.severity.as_str() };
    let _ = writeln!(out, "<article class=\"finding {severity}\">");
    let _ = writeln!(
        out,
        "<h3><span class=\"severity\">{severity}</span> {}</h3>\n<p class=\"check\"><code>{}</code>",
        escape(&redact(&finding.message)),
        finding.check,
    );
    match &finding.primary {
        Some(label) => {
            let _ = writeln!(out, " at <code>{}</code></p>", escape(&masked.place(label.span)));
            excerpt(out, label, masked);
        }
        None => {
            let _ = writeln!(out, " on <code>{}</code></p>", escape(&finding.object));
        }
    }
    for related in finding.related.iter().filter(|it| !it.text.is_empty()) {
        let (place, text) = (masked.place(related.span), redact(&related.text));
        let _ = writeln!(out, "<p class=\"related\"><code>{}</code> {}</p>", escape(&place), escape(&text));
    }
    if let Some(reason) = &finding.suppressed {
        let _ = writeln!(out, "<p class=\"help\">allowed because {}</p>", escape(reason));
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "<p class=\"help\"><b>help</b> {}</p>", escape(&redact(help)));
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "<pre>{}</pre>", escape(&redact(&fix.replacement)));
    }
    out.push_str("</article>\n");
}

/// The whole lines that the label touches, numbered, its text marked.
fn excerpt(out: &mut String, label: &Label, masked: &Masked<'_>) {
    let text = masked.text(label.span.file);
    let bytes = label.span.bytes();
    let (before, inside) = (text.get(..bytes.start), text.get(bytes.clone()));
    let (Some(before), Some(inside), Some(after)) = (before, inside, text.get(bytes.end..)) else { return };
    let before = before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}');
    let after = after.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let first = masked.sources.start(label.span).line as usize;
    let lines: Vec<&str> = inside.split('\n').map(|it| it.trim_end_matches('\r')).collect();
    let shown = lines.len().min(LINES);
    out.push_str("<pre class=\"source\">");
    for (at, line) in lines[..shown].iter().enumerate() {
        let (before, after) = (if at == 0 { before } else { "" }, if at + 1 == lines.len() { after } else { "" });
        let (number, before, line, after) = (first + at, escape(before), escape(line), escape(after));
        let marked = if line.is_empty() { String::new() } else { format!("<mark>{line}</mark>") };
        let _ = writeln!(out, "<span class=\"line\">{number:>4}</span> {before}{marked}{after}");
    }
    if lines.len() > shown {
        let _ = writeln!(out, "<span class=\"line\">   …</span> {} more lines", lines.len() - shown);
    }
    out.push_str("</pre>\n");
    if !label.text.is_empty() {
        let _ = writeln!(out, "<p class=\"related\">{}</p>", escape(&redact(&label.text)));
    }
}
