//! What each transaction locks and does, statement by statement.

use super::{Analysis, BOLD, Masked, RESET, TextOptions};
use crate::report::words;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::fmt::Write as _;

pub(super) fn render(out: &mut String, analysis: &Analysis, masked: &Masked<'_>, options: TextOptions) {
    for transaction in &analysis.timeline.transactions {
        let steps = &analysis.timeline.steps[transaction.steps.clone()];
        let Some(first) = steps.first() else { continue };
        let _ = write!(out, "\n{BOLD}transaction {}{RESET}  {}", transaction.id.0, masked.path(first.span()));
        if let Some(end) = transaction.end {
            let _ = write!(out, ", locks held to line {}", analysis.sources.end(end).line);
        }
        out.push('\n');
        let mut table = table(options.width);
        table.set_header(["line", "statement", "locks", "blocks", "work", "lasts"]);
        for step in steps {
            let work = match &step.effects.fails {
                Some(failure) => format!("fails: {}", failure.message),
                None => words::first(words::work(&step.effects), 3).join("\n"),
            };
            table.add_row([
                analysis.sources.start(step.span()).line.to_string(),
                step.statement.kind.tag(),
                words::first(words::locks(&step.effects), 3).join("\n"),
                words::blocks(&step.effects).to_owned(),
                work,
                words::duration(step.effects.duration),
            ]);
        }
        let _ = writeln!(out, "{}", table.trim_fmt());
    }
}

pub(super) fn table(width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

/// Sets the columns' widths, padding included; the one with 0 gets what is left.
pub(super) fn set_widths(table: &mut Table, width: usize, widths: &[u16]) {
    let borders = widths.len() + 1;
    let rest = width.saturating_sub(borders + widths.iter().map(|it| usize::from(*it)).sum::<usize>());
    let rest = u16::try_from(rest).unwrap_or(u16::MAX);
    for (column, width) in widths.iter().enumerate() {
        if let Some(column) = table.column_mut(column) {
            let width = if *width == 0 { rest } else { *width };
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }
}
