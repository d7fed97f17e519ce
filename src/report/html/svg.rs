//! The lock timeline as a drawing. Says by words, pattern and colour at once who waits, so that it also reads in grey.

use super::escape;
use crate::{
    report::{
        lanes::{Bar, Chart, Depth, Drawn, Row},
        words,
    },
    simulate::lock::LockMode,
};
use std::fmt::Write as _;

/// Shared by all drawings of a page; a pattern for each [`Depth`] that is not plain.
pub(super) const PATTERNS: &str = "\
<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>
<pattern id=\"vacuum\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"weak\" width=\"6\" height=\"6\"/>\
<circle class=\"weak-mark\" cx=\"3\" cy=\"3\" r=\"1\"/></pattern>
<pattern id=\"writes\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect class=\"strong\" width=\"7\" height=\"7\"/><rect class=\"strong-mark\" width=\"2\" height=\"7\"/></pattern>
<pattern id=\"row-locks\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect class=\"strong\" width=\"7\" height=\"7\"/><rect class=\"strong-mark\" width=\"2\" height=\"7\"/>\
<rect class=\"strong-mark\" width=\"7\" height=\"2\"/></pattern>
</defs></svg>";

/// What the fills mean.
pub(super) const KEY: &str = "\
<ul class=\"key\">
<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><rect class=\"bar reads\" width=\"28\" height=\"14\"/></svg> reads and writes wait</li>
<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><rect class=\"bar row-locks\" width=\"28\" height=\"14\"/></svg> writes and row locks wait</li>
<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><rect class=\"bar writes\" width=\"28\" height=\"14\"/></svg> writes wait</li>
<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><rect class=\"bar vacuum\" width=\"28\" height=\"14\"/></svg> VACUUM and DDL wait</li>
<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><rect class=\"bar ddl\" width=\"28\" height=\"14\"/></svg> only DDL waits</li>
</ul>
<p><small>A column is a statement of the list below; a bar lasts from the statement that takes the lock to the end of \
what runs under it. Times count from when the lock is there: while it is waited for, everything queues behind it.</small></p>
";

const NAME_WIDTH: usize = 230;
const NAME_CHARACTERS: usize = 30;
const ROW: usize = 28;
const BAR: usize = 18;
const HEAD: usize = 24;
/// What all columns share.
const ROOM: usize = 740;
/// More columns are drawn folded.
const COLUMNS: usize = 36;
const CHARACTER: usize = 7;

pub(super) fn render(out: &mut String, chart: &Chart<'_>, id: &str) {
    let drawn = chart.drawn(&chart.rows, COLUMNS, |_| 1);
    let unit = (ROOM / drawn.len().max(1)).clamp(10, 122);
    let (width, height) = (NAME_WIDTH + unit * drawn.len() + 10, HEAD + ROW * chart.rows.len() + 6);
    let _ = writeln!(
        out,
        "<div class=\"drawing\"><svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">Locks of {}</title>",
        escape(&chart.title)
    );
    let said: Vec<_> =
        chart.rows.iter().map(|it| format!("{}: {} at most, {}", it.name, it.strongest(), it.waiting)).collect();
    let _ = writeln!(out, "<desc id=\"{id}-desc\">{}</desc>", escape(&said.join("; ")));
    head(out, &drawn, unit, height, chart);
    for (at, row) in chart.rows.iter().enumerate() {
        lane(out, row, &drawn, unit, HEAD + ROW * at);
    }
    out.push_str("</svg></div>\n");
}

/// Numbers of statements, as many as have room, and a line where each transaction begins.
fn head(out: &mut String, drawn: &[Drawn], unit: usize, height: usize, chart: &Chart<'_>) {
    let widest = drawn.iter().map(|it| it.label.chars().count()).max().unwrap_or(1);
    let every = ((widest + 1) * CHARACTER).div_ceil(unit).max(1);
    for (at, column) in drawn.iter().enumerate() {
        let x = NAME_WIDTH + unit * at;
        let begins = chart.columns.get(column.statements.start).is_some_and(|it| it.begins);
        let class = if begins { "begin" } else { "grid" };
        let _ = writeln!(out, "<line class=\"{class}\" x1=\"{x}\" y1=\"{HEAD}\" x2=\"{x}\" y2=\"{height}\"/>");
        if at % every == 0 {
            let middle = x + unit / 2;
            let _ = writeln!(out, "<text class=\"number\" x=\"{middle}\" y=\"16\">{}</text>", escape(&column.label));
        }
    }
    let x = NAME_WIDTH + unit * drawn.len();
    let _ = writeln!(out, "<line class=\"begin\" x1=\"{x}\" y1=\"{HEAD}\" x2=\"{x}\" y2=\"{height}\"/>");
}

fn lane(out: &mut String, row: &Row, drawn: &[Drawn], unit: usize, y: usize) {
    let _ = writeln!(
        out,
        "<text class=\"name\" x=\"0\" y=\"{}\"><title>{}</title>{}</text>",
        y + 18,
        escape(&row.name),
        escape(&words::clipped(&row.name, NAME_CHARACTERS)),
    );
    for bar in &row.stretches {
        // Where its statements are drawn; a folded column never holds a change.
        let inside = |it: &&(usize, &Drawn)| bar.columns.contains(&it.1.statements.start);
        let columns: Vec<usize> = drawn.iter().enumerate().filter(|it| inside(&it)).map(|it| it.0).collect();
        let Some((first, last)) = columns.first().zip(columns.last()) else { continue };
        let x = NAME_WIDTH + unit * first + 1;
        let width = (unit * (last + 1 - first) - 2) / if bar.brief { 2 } else { 1 };
        draw(out, row, bar, (x, y + 5, width));
    }
}

fn draw(out: &mut String, row: &Row, bar: &Bar, (x, y, width): (usize, usize, usize)) {
    let class = match Depth::of(bar.mode) {
        Depth::Reads => "reads",
        Depth::RowLocks => "row-locks",
        Depth::Writes => "writes",
        Depth::Vacuum => "vacuum",
        Depth::Ddl => "ddl",
    };
    let (first, last) = (bar.columns.start + 1, bar.columns.end);
    let brief = if bar.brief { ", for a part of it" } else { "" };
    let when = if first == last { format!("in {first}{brief}") } else { format!("from {first} to {last}") };
    let _ = writeln!(
        out,
        "<g><title>{} on {}, {when}</title><rect class=\"bar {class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BAR}\"/>",
        bar.mode,
        escape(&row.name)
    );
    let fits = |it: &&str| it.len() * CHARACTER + 6 <= width;
    if let Some(label) = [bar.mode.as_str(), short(bar.mode)].iter().find(|it| fits(it)) {
        let _ =
            writeln!(out, "<text class=\"mode on-{class}\" x=\"{}\" y=\"{}\">{label}</text>", x + width / 2, y + 13);
    }
    out.push_str("</g>\n");
}

/// Where the mode's name has no room.
fn short(mode: LockMode) -> &'static str {
    match mode {
        LockMode::AccessShare => "AS",
        LockMode::RowShare => "RS",
        LockMode::RowExclusive => "RX",
        LockMode::ShareUpdateExclusive => "SUX",
        LockMode::Share => "S",
        LockMode::ShareRowExclusive => "SRX",
        LockMode::Exclusive => "X",
        LockMode::AccessExclusive => "AX",
    }
}
