//! The lock timeline in characters: the darker a cell, the more of others' work waits.

use super::{Analysis, BOLD, DIM, Masked, RED, RESET, Subject, TextOptions, YELLOW};
use crate::{
    report::{
        lanes::{self, Chart, Column, Depth, Detail, Drawn, Row},
        words,
    },
    simulate::effects::DurationClass,
};
use std::{collections::BTreeSet, fmt::Write as _};

/// Of what is pending as it is written.
pub(super) fn pending(out: &mut String, analysis: &Analysis, masked: &Masked<'_>, options: TextOptions) {
    let mut charts = lanes::of_pending(analysis, masked, detail(options));
    if matches!(analysis.subject, Subject::Plan | Subject::Gate) {
        charts.iter_mut().for_each(|it| it.title += ", as written");
    }
    render(out, &charts, options);
}

/// Of the plan.
pub(super) fn planned(out: &mut String, analysis: &Analysis, options: TextOptions) {
    render(out, lanes::of_plan(analysis, detail(options)).as_slice(), options);
}

fn detail(options: TextOptions) -> Detail {
    if options.verbose { Detail::Everything } else { Detail::Noticed }
}

const ROWS: usize = 20;
const LISTED: usize = 30;
/// Of a relation's name.
const NAME_WIDTH: usize = 32;

fn render(out: &mut String, charts: &[Chart<'_>], options: TextOptions) {
    let mut used = BTreeSet::new();
    for chart in charts {
        let _ = writeln!(out, "\n{BOLD}{}{RESET}", chart.title);
        let limit = if options.verbose { usize::MAX } else { ROWS };
        let rows = &chart.rows[..chart.rows.len().min(limit)];
        if rows.is_empty() {
            out.push_str("  locks nothing that others would notice\n");
            if chart.columns.iter().any(|it| it.effects.fails.is_some()) {
                list(out, chart, rows, options);
            }
            continue;
        }
        used.extend(rows.iter().flat_map(|it| &it.stretches).map(|it| Depth::of(it.mode)));
        matrix(out, chart, rows, options.width);
        let more = chart.rows.len() - rows.len() + chart.left_out;
        if more > 0 {
            let _ = writeln!(out, "  {DIM}and {} (-v shows them){RESET}", words::count(more, "more relation"));
        }
        list(out, chart, rows, options);
    }
    key(out, &used);
}

fn matrix(out: &mut String, chart: &Chart<'_>, rows: &[Row], width: usize) {
    let name_width = rows.iter().map(|it| it.name.chars().count()).max().unwrap_or_default().min(NAME_WIDTH);
    let room = width.saturating_sub(name_width + 4).max(16);
    let bands = bands(chart.drawn(rows, room, width_of), room);
    let only = bands.len() == 1;
    for band in &bands {
        let labels: String = band.iter().map(|it| format!("{:>1$}", it.label, width_of(it))).collect();
        let _ = writeln!(out, "  {:name_width$} {DIM}{labels}{RESET}", "");
        let used: usize = band.iter().map(width_of).sum();
        for row in rows {
            let cells: String = band.iter().map(|it| cell(row, it, &chart.columns)).collect();
            let name = words::clipped(&row.name, name_width);
            let note = note(row);
            let beside = only && 2 + name_width + 1 + used + 2 + note.chars().count() <= width;
            if beside {
                let _ = writeln!(out, "  {name:name_width$} {cells}  {note}");
            } else if only {
                let _ = writeln!(out, "  {name:name_width$} {cells}\n      {}", words::wrapped(&note, width, 6));
            } else if band.iter().any(|it| row.during(it.statements.start).is_some()) {
                let _ = writeln!(out, "  {name:name_width$} {}", cells.trim_end());
            }
        }
    }
    if !only {
        for row in rows {
            let note = format!("{}: {}", row.name, note(row));
            let _ = writeln!(out, "  {}", words::wrapped(&note, width, 6));
        }
    }
}

/// A gap in front of its label.
fn width_of(drawn: &Drawn) -> usize {
    drawn.label.chars().count() + 1
}

fn note(row: &Row) -> String {
    match &row.account {
        Some(account) => format!("{}; {account}", row.waiting),
        None => row.waiting.clone(),
    }
}

fn bands(drawn: Vec<Drawn>, room: usize) -> Vec<Vec<Drawn>> {
    let mut bands: Vec<Vec<Drawn>> = vec![Vec::new()];
    let mut used = 0;
    for column in drawn {
        if used + width_of(&column) > room && used > 0 {
            bands.push(Vec::new());
            used = 0;
        }
        used += width_of(&column);
        if let Some(last) = bands.last_mut() {
            last.push(column);
        }
    }
    bands
}

/// As wide as its column; a gap in front where the lock is new.
fn cell(row: &Row, drawn: &Drawn, columns: &[Column<'_>]) -> String {
    let at = drawn.statements.start;
    let width = width_of(drawn);
    let Some(bar) = row.during(at) else { return " ".repeat(width) };
    let begins = columns.get(at).is_some_and(|it| it.begins);
    let new = begins || at == 0 || row.during(at - 1).is_none();
    let (gap, width) = if new { (" ", width - 1) } else { ("", width) };
    let depth = Depth::of(bar.mode);
    let colour = colour(depth);
    format!("{gap}{colour}{}{RESET}", glyph(depth).to_string().repeat(width))
}

fn glyph(depth: Depth) -> char {
    match depth {
        Depth::Ddl => '·',
        Depth::Vacuum => '░',
        Depth::Writes => '▒',
        Depth::RowLocks => '▓',
        Depth::Reads => '█',
    }
}

fn colour(depth: Depth) -> &'static str {
    match depth {
        Depth::Ddl | Depth::Vacuum => DIM,
        Depth::Writes | Depth::RowLocks => YELLOW,
        Depth::Reads => RED,
    }
}

/// What the statements are: all where they are few, else those that lock something anew or last.
fn list(out: &mut String, chart: &Chart<'_>, rows: &[Row], options: TextOptions) {
    let starts: BTreeSet<usize> = rows.iter().flat_map(|it| &it.stretches).map(|it| it.columns.start).collect();
    let few = chart.columns.len() <= LISTED || options.verbose;
    let notable = |(at, it): &(usize, &Column<'_>)| {
        few || starts.contains(at) || it.effects.duration.class >= DurationClass::Rows || it.effects.fails.is_some()
    };
    let listed: Vec<_> = chart.columns.iter().enumerate().filter(notable).map(|it| it.1).collect();
    let shown = if options.verbose { listed.len() } else { listed.len().min(LISTED) };
    let number_width = chart.columns.len().to_string().len();
    let place = |it: &Column<'_>| it.line.map(|line| format!(":{line}")).unwrap_or_default();
    let place_width = listed.iter().map(|it| place(it).len()).max().unwrap_or_default();
    for column in &listed[..shown] {
        let duration = match &column.effects.fails {
            Some(_) => "fails".to_owned(),
            None => words::duration(column.effects.duration),
        };
        let used = 2 + number_width + 1 + place_width + 1 + 2 + duration.chars().count();
        let sql = words::clipped(&column.sql, options.width.saturating_sub(used).max(12));
        let (number, place) = (column.number, place(column));
        let _ =
            writeln!(out, "  {number:>number_width$} {DIM}{place:place_width$}{RESET} {sql}  {DIM}{duration}{RESET}");
    }
    let more = chart.columns.len() - shown;
    if more > 0 {
        let _ = writeln!(out, "  {DIM}and {} (-v shows them){RESET}", words::count(more, "more statement"));
    }
}

fn key(out: &mut String, used: &BTreeSet<Depth>) {
    if used.is_empty() {
        return;
    }
    let said: Vec<String> =
        used.iter().rev().map(|it| format!("{}{}{RESET} {}", colour(*it), glyph(*it), it.meaning())).collect();
    let _ = writeln!(out, "\n  {}", said.join("   "));
    if used.iter().any(|it| *it >= Depth::Writes) {
        let _ = writeln!(
            out,
            "  {DIM}times count from when the lock is there; while it is waited for, everything queues behind it{RESET}"
        );
    }
}
