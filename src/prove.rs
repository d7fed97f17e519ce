//! What a real server does with statements: locks, rewrites, scans, errors; and servers to throw away afterwards.
//!
//! `migcheck prove` and the project's own conformance suite observe with the same code, so that users can measure the
//! claims for themselves. Knows nothing of output formats.

mod bench;
pub mod ceiling;
pub mod compare;
mod docker;
pub mod interrupt;
pub mod load;
pub mod observe;
pub mod plan;
mod refuse;
pub mod relations;
pub mod rows;
pub mod run;
pub mod schema;
pub mod server;
pub mod session;
pub mod throwaway;
pub mod workplace;

use crate::{
    catalog::PgVersion,
    error::{Error, Result},
    plan::Plan,
    simulate::{PendingMigration, Timeline},
    sql::statement::StatementKind,
};
use bench::Bench;
use ceiling::Trouble;
use load::{Loaded, Stretch};
use plan::{PlanProof, SchemaProof};
use rows::Filled;
use run::{Outcome, Proved};
use server::{Server, Wish};
use std::time::Duration;
use workplace::Host as _;

/// What is to be proved, and where.
pub struct Task<'a> {
    pub wish: &'a Wish,
    /// The major that the predictions are for.
    pub version: PgVersion,
    /// What makes the schema before the pending migrations.
    pub base: &'a [Stretch<'a>],
    pub pending: &'a [PendingMigration],
    pub timeline: &'a Timeline,
    pub plan: &'a Plan,
    /// How long one statement may last.
    pub limit: Duration,
}

/// What a server did, beside what was predicted.
#[derive(Clone, Debug)]
pub struct Proof {
    /// For a sentence.
    pub server: String,
    /// Why this one, a sentence each.
    pub why: Vec<String>,
    pub loaded: Loaded,
    pub filled: Filled,
    /// One a step of the timeline, in its order.
    pub statements: Vec<Proved>,
    /// Tables that were emptied, because statements fail on rows like ours.
    pub emptied: Vec<String>,
    pub plan: PlanProof,
}

/// Numbers for the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub run: usize,
    pub compared: usize,
    pub differences: usize,
    pub failed: usize,
    pub not_run: usize,
}

impl Proof {
    pub fn totals(&self) -> Totals {
        let count = |is: fn(&Outcome) -> bool| self.statements.iter().filter(|it| is(&it.outcome)).count();
        Totals {
            run: count(|it| !matches!(it, Outcome::NotRun(_))),
            compared: self.statements.iter().map(|it| it.compared).sum(),
            differences: self.statements.iter().map(|it| it.differences.len()).sum(),
            failed: count(|it| matches!(it, Outcome::Failed(_))),
            not_run: count(|it| matches!(it, Outcome::NotRun(_))),
        }
    }

    /// Whether everything that ran was predicted, succeeded, and the plan holds.
    pub fn holds(&self) -> bool {
        let totals = self.totals();
        totals.differences == 0 && totals.failed == 0 && self.plan.holds()
    }
}

/// What is being done: a phrase, how much of it is done, and of how much.
pub type Progress<'a> = dyn FnMut(&str, usize, usize) + 'a;

/// Proves on a server that is gone afterwards, also where this fails or a signal arrives.
///
/// # Errors
/// Where there is no server, or it cannot be worked with. That a statement fails is a result.
pub fn prove(task: &Task<'_>, progress: &mut Progress<'_>) -> Result<Proof> {
    progress("starting a server", 0, 0);
    let server = Server::start(task.wish, task.version)?;
    let proof = with(&server, task, progress);
    interrupt::check()?;
    proof.map_err(|trouble| Error::Undecided {
        message: format!("cannot prove on {}: {trouble}", server.description),
        help: None,
    })
}

fn with(server: &Server, task: &Task<'_>, progress: &mut Progress<'_>) -> Result<Proof, Trouble> {
    let base = server.create()?;
    let loaded = load::load(server, &base, task.base, &mut |done| progress("loading the schema", done, 0))?;
    let session = server.connect(&base)?;
    let filled = rows::fill(&session, &mut |done, all| progress("filling tables", done, all))?;
    drop(session);

    let written = server.copy(&base)?;
    let all = task.timeline.steps.len();
    let mut bench = Bench::new(server, &written, task.limit);
    let ran = run::run(&mut bench, task.pending, task.timeline, &mut |at| progress("observing statements", at, all))?;
    bench.disconnect();

    let mut proof = Proof {
        server: server.description.clone(),
        why: server.why.clone(),
        loaded,
        filled,
        statements: ran.statements,
        emptied: ran.emptied.iter().cloned().collect(),
        plan: PlanProof::default(),
    };
    let steps: usize = task.plan.phases.iter().map(|it| it.steps.len()).sum();
    if steps == 0 {
        proof.plan.notes.push("there is no plan to run".to_owned());
        return Ok(proof);
    }
    let planned = plan::Task { server, template: &base, plan: task.plan, limit: task.limit };
    let (plan, end) = plan::run(&planned, &mut |at| progress("running the plan", at, steps))?;
    proof.plan = plan;
    let Some(end) = end else { return Ok(proof) };
    progress("comparing the final schemas", 0, 0);
    match meant(server, task, &proof, &base, &written)? {
        Ok(facts) => {
            let (only_migrations, only_plan) = schema::differences(&facts, &end);
            proof.plan.schema = Some(SchemaProof { only_migrations, only_plan, facts: facts.len() });
        }
        Err(failure) => {
            let note = format!("the final schemas were not compared: a statement fails by itself: {failure}");
            proof.plan.notes.push(note);
        }
    }
    Ok(proof)
}

/// The facts of the schema that the migrations mean to end in: where they fail because of the transaction that their tool
/// runs them in, what they would do without it.
fn meant(
    server: &Server,
    task: &Task<'_>,
    proof: &Proof,
    base: &str,
    written: &str,
) -> Result<Result<Vec<String>, String>, Trouble> {
    if !proof.statements.iter().any(|it| matches!(it.outcome, Outcome::Failed(_))) {
        return schema::facts(&server.connect(written)?).map(Ok);
    }
    let database = server.copy(base)?;
    let statements: Vec<(bool, &str)> = task
        .timeline
        .steps
        .iter()
        .map(|step| {
            let kind = &step.statement.kind;
            let runs = !matches!(kind, StatementKind::Transaction(_))
                && refuse::why(kind, &step.sql, server.is_ours()).is_none();
            (runs, &*step.sql)
        })
        .collect();
    let mut bench = Bench::new(server, &database, task.limit);
    let failure = plan::as_meant(&mut bench, &statements)?;
    bench.disconnect();
    let facts = schema::facts(&server.connect(&database)?)?;
    server.discard(&database);
    Ok(failure.map_or(Ok(facts), Err))
}

/// An identifier in double quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
