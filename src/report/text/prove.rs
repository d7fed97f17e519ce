//! What a server did, statement by statement, beside what was predicted; then what came of the plan.

use super::{Analysis, BOLD, DIM, GREEN, Masked, RED, RESET, TextOptions};
use crate::{
    plan::PlanStep,
    prove::{
        Proof,
        compare::Difference,
        run::{Outcome, Proved},
    },
    redact::redact,
    report::words,
    simulate::Step,
};
use std::fmt::Write as _;

/// Relations that are shown of a statement, unless all are asked for.
const SHOWN: usize = 6;

pub(super) fn render(out: &mut String, analysis: &Analysis, proof: &Proof, masked: &Masked<'_>, options: TextOptions) {
    environment(out, proof, options.width);
    for transaction in &analysis.timeline.transactions {
        let steps = &analysis.timeline.steps[transaction.steps.clone()];
        let proved = proof.statements.get(transaction.steps.clone()).unwrap_or_default();
        let Some(first) = steps.first() else { continue };
        let _ = writeln!(out, "\n{BOLD}transaction {}{RESET}  {}", transaction.id.0, masked.path(first.span()));
        for (step, proved) in steps.iter().zip(proved) {
            statement(out, step, proved, masked, options);
        }
    }
    plan(out, analysis, proof, options);
    let _ = writeln!(out, "\n{BOLD}{}{RESET}", words::proof(proof));
}

fn environment(out: &mut String, proof: &Proof, width: usize) {
    let mut line = |label: &str, text: &str| {
        let _ = writeln!(out, "{BOLD}{label:<9}{RESET} {}", words::wrapped(&redact(text), width, 10));
    };
    line("server", &proof.server);
    proof.why.iter().for_each(|it| line("", it));
    for note in words::environment(proof) {
        line("", &note);
    }
}

fn statement(out: &mut String, step: &Step, proved: &Proved, masked: &Masked<'_>, options: TextOptions) {
    let place = masked.sources.start(step.span());
    let lasted = proved.lasted.map(|it| format!(", {} ms", it.as_millis())).unwrap_or_default();
    let tag = step.statement.kind.tag();
    let mark = match &proved.outcome {
        _ if !proved.differences.is_empty() => format!("{RED}≠{RESET}"),
        Outcome::Failed(_) => format!("{RED}✗{RESET}"),
        Outcome::NotRun(_) => "-".to_owned(),
        Outcome::Done => format!("{GREEN}✓{RESET}"),
    };
    let _ = writeln!(out, "  {mark} {place}  {BOLD}{tag}{RESET}{DIM}{lasted}{RESET}");
    let mut line = |text: &str| {
        let _ = writeln!(out, "      {}", words::wrapped(&redact(text), options.width, 8));
    };
    match &proved.outcome {
        Outcome::NotRun(why) => line(&format!("not run: {why}")),
        Outcome::Failed(error) if proved.differences.is_empty() => line(&format!("fails, as predicted: {error}")),
        Outcome::Failed(_) | Outcome::Done => {}
    }
    for difference in &proved.differences {
        line(&self::difference(difference));
    }
    let limit = if options.verbose { usize::MAX } else { SHOWN };
    words::first(words::facts(&proved.facts, options.verbose), limit).iter().for_each(|it| line(it));
    proved.waits.iter().chain(&proved.notes).for_each(|it| line(it));
}

fn difference(difference: &Difference) -> String {
    let Difference { relation, aspect, predicted, observed } = difference;
    let subject = relation.as_ref().map_or_else(String::new, |it| format!("{it}: "));
    format!("{RED}{subject}{aspect}{RESET}: predicted {predicted}; observed {BOLD}{observed}{RESET}")
}

fn plan(out: &mut String, analysis: &Analysis, proof: &Proof, options: TextOptions) {
    let steps: Vec<&PlanStep> = analysis.plan.phases.iter().flat_map(|it| &it.steps).collect();
    if steps.is_empty() && proof.plan.notes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{BOLD}plan{RESET}  on a copy of its own");
    for (step, proved) in steps.iter().zip(&proof.plan.steps) {
        let trouble = words::step_troubles(proved);
        if trouble.is_empty() && !options.verbose {
            continue;
        }
        let mark = if trouble.is_empty() { format!("{GREEN}✓{RESET}") } else { format!("{RED}✗{RESET}") };
        let sql = redact(&step.sql);
        let first = sql.lines().next().unwrap_or_default();
        let _ = writeln!(out, "  {mark} step {}  {first}", step.id);
        let said = [words::verify(&proved.verify), words::rollback(&proved.rollback)];
        let said: Vec<&str> = if trouble.is_empty() { said.into_iter().flatten().collect() } else { Vec::new() };
        for text in trouble.iter().map(String::as_str).chain(said) {
            let _ = writeln!(out, "      {}", words::wrapped(&redact(text), options.width, 8));
        }
    }
    for note in &proof.plan.notes {
        let _ = writeln!(out, "  {}", words::wrapped(&redact(note), options.width, 4));
    }
    if let Some(schema) = &proof.plan.schema {
        for (whose, facts) in [("the migrations", &schema.only_migrations), ("the plan", &schema.only_plan)] {
            for fact in facts {
                let _ = writeln!(out, "  {RED}only after {whose}{RESET}: {}", words::wrapped(fact, options.width, 4));
            }
        }
    }
    let _ = writeln!(out, "  {}", words::plan_proof(&proof.plan));
}
