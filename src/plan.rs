//! The safe way to the same schema: phases of steps, each with its transaction, locks, timeouts, proof and way back.
//!
//! Recipes propose steps for each statement that is not safe as written; the steps are put into phases, simulated on the
//! schema as it is at their turn, and must end in the schema that the author's own statements end in. Knows nothing of
//! files or output formats.

mod draft;
mod intended;
mod parts;
mod phase;
mod recipes;
mod replay;
mod sql;
#[cfg(test)]
mod tests;
mod timeouts;
mod transactions;
mod undo;
mod verify;

use crate::{
    finding::Finding,
    simulate::{Timeline, effects::Effects},
    text::Span,
};
use draft::Undo;
use parts::Part;
use phase::{Arranged, Placed};
use std::time::Duration;

#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub phases: Vec<Phase>,
    pub deploys: Vec<Deploy>,
    /// What could not be known, and what would change with the answer.
    pub questions: Vec<String>,
    /// Pending statements that no step stands for: transaction control, timeouts, what fails anyway.
    pub left_out: Vec<LeftOut>,
}

/// A pending statement without a step of its own, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub span: Span,
    pub why: String,
}

/// Steps between two deploys of the application.
#[derive(Clone, Debug)]
pub struct Phase {
    pub kind: PhaseKind,
    pub steps: Vec<PlanStep>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhaseKind {
    /// Old and new code both work.
    Expand,
    /// Rows are brought into the new shape.
    Backfill,
    /// What only old code needed goes.
    Contract,
}

#[derive(Clone, Debug)]
pub struct PlanStep {
    /// Counts from 1 over the whole plan.
    pub id: u32,
    /// One statement without semicolon.
    pub sql: String,
    pub transaction: PlanTransaction,
    /// The user's statements that it stands for.
    pub replaces: Vec<Span>,
    /// Simulated on the schema as it is at this step.
    pub effects: Effects,
    /// None: no limit, on purpose (CONCURRENTLY, VALIDATE).
    pub lock_timeout: Option<Duration>,
    pub statement_timeout: Option<Duration>,
    /// What to do when it fails or times out.
    pub retry: String,
    /// A query that returns one row `true` once the step is done; empty where there is nothing to verify.
    pub verify: Option<String>,
    /// None where there is no way back (`reversible` is false) or nothing to undo (it is true).
    pub rollback: Option<String>,
    pub reversible: bool,
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanTransaction {
    /// Runs outside any transaction block.
    Autocommit,
    /// Steps of the same number share one transaction.
    Together(u32),
}

/// Application code to ship between two steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// 0: before the first step.
    pub after_step: u32,
    pub what: String,
}

/// The safe way to the schema that the pending statements end in.
///
/// Each statement is taken as its author meant it, also where the transaction it was written in makes it fail.
pub fn propose(timeline: &Timeline, findings: &[Finding]) -> Plan {
    let intended = intended::run(timeline);
    let mut parts = parts::of(&intended, findings);
    let arranged = phase::arrange(&timeline.start, intended.end(), &mut parts);
    let mut plan = Plan { left_out: left_out(timeline), ..Plan::default() };
    plan.questions = questions(&parts, &arranged);
    let transactions = transactions::group(&arranged, &parts);
    for (at, placed) in arranged.placed.iter().enumerate() {
        let id = at as u32 + 1;
        gates(&mut plan, placed, id - 1);
        let step = step(id, placed, &arranged, at, transactions[at], &parts);
        match plan.phases.last_mut() {
            Some(phase) if phase.kind == placed.draft.phase => phase.steps.push(step),
            _ => plan.phases.push(Phase { kind: placed.draft.phase, steps: vec![step] }),
        }
    }
    for phase in &mut plan.phases {
        share_limits(&mut phase.steps);
    }
    plan
}

/// One limit for the locks of one transaction.
fn share_limits(steps: &mut [PlanStep]) {
    let together =
        |a: &PlanStep, b: &PlanStep| a.transaction == b.transaction && a.transaction != PlanTransaction::Autocommit;
    for group in steps.chunk_by_mut(together) {
        let limit = group.iter().filter_map(|it| it.lock_timeout).min();
        group.iter_mut().for_each(|it| it.lock_timeout = limit);
    }
}

fn step(
    id: u32,
    placed: &Placed,
    arranged: &Arranged,
    at: usize,
    transaction: PlanTransaction,
    parts: &[Part],
) -> PlanStep {
    let draft = &placed.draft;
    let effects = arranged.played.steps.get(at).map(|it| it.effects.clone()).unwrap_or_default();
    let limits = timeouts::limits(&effects, draft.simulated_as.is_some());
    let (rollback, reversible) = match &draft.undo {
        Undo::Sql(sql) => (Some(sql.clone()), true),
        Undo::Nothing => (None, true),
        Undo::Impossible => (None, false),
    };
    PlanStep {
        id,
        sql: arranged.played.texts[at].clone(),
        transaction,
        replaces: placed.part.map(|it| parts[it].span).into_iter().collect(),
        effects,
        lock_timeout: limits.lock,
        statement_timeout: limits.statement,
        retry: draft.retry.text().to_owned(),
        verify: draft.verify.clone(),
        rollback,
        reversible,
        why: draft.why.clone(),
    }
}

/// Code to ship goes before the whole phase that needs it; other waits right before their step.
fn gates(plan: &mut Plan, placed: &Placed, before: u32) {
    let draft = &placed.draft;
    if let Some(what) = &draft.gate {
        let phase = plan.phases.last().filter(|it| it.kind == draft.phase && it.kind != PhaseKind::Expand);
        let after_step = phase.and_then(|it| it.steps.first()).map_or(before, |it| it.id - 1);
        let deploy = Deploy { after_step, what: what.clone() };
        if !plan.deploys.contains(&deploy) {
            let place = plan.deploys.iter().position(|it| it.after_step > after_step).unwrap_or(plan.deploys.len());
            plan.deploys.insert(place, deploy);
        }
    }
    if let Some(what) = &draft.pause {
        plan.deploys.push(Deploy { after_step: before, what: what.clone() });
    }
}

fn left_out(timeline: &Timeline) -> Vec<LeftOut> {
    let listed = |step: &crate::simulate::Step| {
        let why = intended::left_out(&step.statement.kind)?;
        Some(LeftOut { span: step.span(), why: why.to_owned() })
    };
    timeline.steps.iter().filter_map(listed).collect()
}

fn questions(parts: &[Part], arranged: &Arranged) -> Vec<String> {
    let mut questions: Vec<String> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if arranged.gave_up.contains(&index) {
            let Some(text) = part.verbatim.first().and_then(|it| it.first_line()) else { continue };
            questions.push(format!(
                "could \"{text}\" go into a change of its own? Beside the other statements there is no safe order for it, so it \
                 runs as written"
            ));
        }
        for question in &part.questions {
            if !questions.contains(question) {
                questions.push(question.clone());
            }
        }
    }
    questions
}
