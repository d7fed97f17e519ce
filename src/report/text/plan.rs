//! The plan: a table for each phase, then each step's reasons and ways back, then the change to the user's files.

use super::{Analysis, BOLD, CYAN, DIM, GREEN, Masked, RED, RESET, timeline};
use crate::{
    plan::{Phase, PlanStep},
    redact::redact,
    report::{diff, words},
    text::FileId,
};
use std::{collections::BTreeMap, fmt::Write as _};

pub(super) fn render(out: &mut String, analysis: &Analysis, masked: &Masked<'_>, width: usize) {
    let plan = &analysis.plan;
    if plan.phases.iter().all(|it| it.steps.is_empty()) {
        out.push_str("\nnothing to run\n");
        return;
    }
    deploys(out, analysis, 0, width);
    for (number, phase) in plan.phases.iter().enumerate() {
        let (name, meaning) = words::phase(phase.kind);
        let _ = writeln!(out, "\n{BOLD}phase {}: {name}{RESET} ({meaning})", number + 1);
        let _ = writeln!(out, "{}", table(phase, width));
        for step in &phase.steps {
            details(out, step, masked, width);
            deploys(out, analysis, step.id, width);
        }
    }
    if !plan.questions.is_empty() {
        let _ = writeln!(out, "\n{BOLD}open questions{RESET}");
        for question in &plan.questions {
            let _ = writeln!(out, "  - {}", words::wrapped(&redact(question), width, 4));
        }
    }
    if !plan.left_out.is_empty() {
        let _ = writeln!(out, "\n{BOLD}not in the plan{RESET}");
        let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for left_out in &plan.left_out {
            places.entry(&left_out.why).or_default().push(masked.place(left_out.span));
        }
        for (why, places) in places {
            let more = match places.len() {
                1 => String::new(),
                count => format!(" and {}", words::count(count - 1, "more place")),
            };
            let _ = writeln!(out, "  - {}{more}: {}", places[0], words::wrapped(why, width, 4));
        }
    }
    diffs(out, analysis, masked);
    alone(out, analysis, width);
}

/// How the user's tool comes to run the steps in the transactions that the plan says.
fn alone(out: &mut String, analysis: &Analysis, width: usize) {
    for history in &analysis.histories {
        let files: Vec<FileId> = history.pending().iter().flat_map(|it| &it.up).map(|it| it.span.file).collect();
        let steps = analysis.plan.phases.iter().flat_map(|it| &it.steps);
        let its: Vec<&PlanStep> = steps.filter(|it| it.replaces.iter().any(|it| files.contains(&it.file))).collect();
        if its.len() > 1
            && let Some(files) = words::one_transaction_each(history.execution)
        {
            let _ = writeln!(out, "\n{BOLD}{}{RESET}: {}", history.tool, words::wrapped(files, width, 2));
        }
        let alone = its.iter().filter(|it| it.effects.needs_autocommit);
        let ids: Vec<String> = alone.map(|it| it.id.to_string()).collect();
        let Some(how) = words::without_transaction(history.tool, history.execution).filter(|_| !ids.is_empty()) else {
            continue;
        };
        let (steps, them) = if ids.len() == 1 { ("step", "it") } else { ("steps", "them") };
        let text = format!("{steps} {} cannot run in a transaction: put {them} {how}", ids.join(", "));
        let _ = writeln!(out, "\n{BOLD}{}{RESET}: {}", history.tool, words::wrapped(&text, width, 2));
    }
}

fn deploys(out: &mut String, analysis: &Analysis, after_step: u32, width: usize) {
    for deploy in analysis.plan.deploys.iter().filter(|it| it.after_step == after_step) {
        let text = words::wrapped(&redact(&deploy.what), width, 9);
        let _ = writeln!(out, "{CYAN}{BOLD}deploy{RESET}   {text}");
    }
}

fn diffs(out: &mut String, analysis: &Analysis, masked: &Masked<'_>) {
    for file in &diff::of(analysis, masked) {
        let _ = writeln!(out, "\n{BOLD}--- {}{RESET}\n{BOLD}+++ {} (planned){RESET}", file.path, file.path);
        for line in file.hunks.lines() {
            let colour = match line.as_bytes().first() {
                Some(b'+') => GREEN,
                Some(b'-') => RED,
                Some(b'@') => CYAN,
                _ => "",
            };
            let end = if colour.is_empty() { "" } else { RESET };
            let _ = writeln!(out, "{colour}{line}{end}");
        }
    }
}

fn table(phase: &Phase, width: usize) -> String {
    let mut table = timeline::table(width);
    table.set_header(["#", "SQL", "runs", "locks", "blocks", "lasts", "lock timeout"]);
    timeline::set_widths(&mut table, width, &[4, 0, 7, 18, 8, 9, 9]);
    for step in &phase.steps {
        table.add_row([
            step.id.to_string(),
            shortened(&redact(&step.sql)),
            words::transaction(step.transaction),
            words::first(words::locks(&step.effects), 2).join("\n"),
            words::blocks(&step.effects).to_owned(),
            words::duration(step.effects.duration),
            words::limit(step.lock_timeout),
        ]);
    }
    table.trim_fmt()
}

const SQL_LINES: usize = 6;

/// Long statements are whole in the diff and in the JSON report.
fn shortened(sql: &str) -> String {
    let lines: Vec<&str> = sql.lines().collect();
    match lines.get(..SQL_LINES) {
        Some(first) if lines.len() > SQL_LINES + 1 => {
            format!("{}\n… {} more lines", first.join("\n"), lines.len() - SQL_LINES)
        }
        _ => sql.to_owned(),
    }
}

fn details(out: &mut String, step: &PlanStep, masked: &Masked<'_>, width: usize) {
    let replaced: Vec<_> = step.replaces.iter().map(|it| masked.place(*it)).collect();
    let from =
        if replaced.is_empty() { String::new() } else { format!("for {}", words::first(replaced, 3).join(", ")) };
    let _ = writeln!(out, "{BOLD}step {}{RESET}  {DIM}{from}{RESET}", step.id);
    let mut line = |label: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {label:<9} {}", words::wrapped(&redact(text), width, 12));
        }
    };
    line("why", &step.why);
    line("verify", step.verify.as_deref().unwrap_or_default());
    let no_rollback = if step.reversible { "nothing to undo" } else { "there is no way back" };
    line("rollback", step.rollback.as_deref().unwrap_or(no_rollback));
    line("retry", &step.retry);
}
