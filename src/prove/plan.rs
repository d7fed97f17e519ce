//! The plan on a copy of its own: every step runs, its proof holds afterwards, its way back leads back, and all of it
//! ends in the schema that the migrations end in.

use super::{
    bench::Bench,
    ceiling::Trouble,
    interrupt, refuse,
    run::Outcome,
    schema::{self, whatever_was_validated},
    server::Server,
    session::{Session, describe},
    workplace::Host as _,
};
use crate::{
    plan::{Plan, PlanStep, PlanTransaction},
    sql::{self, name::Ident},
};
use std::{collections::BTreeSet, time::Duration};
use tokio_postgres::Error;

/// What came of the plan.
#[derive(Clone, Debug, Default)]
pub struct PlanProof {
    /// In the order of the plan.
    pub steps: Vec<StepProof>,
    /// The final schemas, of the migrations and of the plan; None where they could not be compared.
    pub schema: Option<SchemaProof>,
    /// Beginnings of the plan that were taken back: to the schema before, or not.
    pub taken_back: usize,
    pub not_taken_back: usize,
    /// Why there is nothing, or not everything, above.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepProof {
    /// [`PlanStep::id`]
    pub id: u32,
    pub outcome: Outcome,
    pub verify: Verify,
    pub rollback: Rollback,
}

/// What the step's own proof said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verify {
    /// There is none.
    None,
    Holds,
    /// It holds, and did before the step: it proves little.
    HeldBefore,
    /// What it returned instead of one row `true`, or how it failed.
    Fails(String),
}

/// Where the step's way back led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rollback {
    /// Not tried.
    None,
    /// There is no way back, and the plan says so.
    Irreversible,
    Restores,
    /// The facts that are not as before, or how it failed.
    Fails(Vec<String>),
}

/// Facts that only one of the final schemas has; both empty where they are equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaProof {
    pub only_migrations: Vec<String>,
    pub only_plan: Vec<String>,
    pub facts: usize,
}

impl PlanProof {
    /// Whether everything that was tried came out as the plan says.
    pub fn holds(&self) -> bool {
        let good = |step: &StepProof| {
            !matches!(step.outcome, Outcome::Failed(_))
                && !matches!(step.verify, Verify::Fails(_))
                && !matches!(step.rollback, Rollback::Fails(_))
        };
        let equal = |it: &SchemaProof| it.only_migrations.is_empty() && it.only_plan.is_empty();
        self.steps.iter().all(good) && self.schema.as_ref().is_none_or(equal) && self.not_taken_back == 0
    }
}

pub(super) struct Task<'a> {
    pub server: &'a Server,
    /// The database before the migrations; the plan runs in a copy of it.
    pub template: &'a str,
    pub plan: &'a Plan,
    pub limit: Duration,
}

/// Runs the plan; returns the facts of the schema it ends in, where it comes to its end.
pub(super) fn run(
    task: &Task<'_>,
    progress: &mut dyn FnMut(usize),
) -> Result<(PlanProof, Option<Vec<String>>), Trouble> {
    let database = task.server.copy(task.template)?;
    let ended = Runner::new(task, &database)?.run(progress);
    task.server.discard(&database);
    ended
}

struct Runner<'a> {
    task: &'a Task<'a>,
    session: Session,
    proof: PlanProof,
    /// Tables that were emptied, because a step fails on rows like ours.
    emptied: BTreeSet<String>,
}

impl<'a> Runner<'a> {
    fn new(task: &'a Task<'a>, database: &str) -> Result<Self, Trouble> {
        let session = task.server.connect(database)?;
        Ok(Self { task, session, proof: PlanProof::default(), emptied: BTreeSet::new() })
    }

    fn run(mut self, progress: &mut dyn FnMut(usize)) -> Result<(PlanProof, Option<Vec<String>>), Trouble> {
        let steps: Vec<&PlanStep> = self.task.plan.phases.iter().flat_map(|it| &it.steps).collect();
        let groups = groups(&steps);
        // What can be taken back, with the schema before each of it.
        let mut way_back: Vec<(&[&PlanStep], Vec<String>)> = Vec::new();
        let mut now = self.facts()?;
        for group in groups {
            progress(self.proof.steps.len());
            let first = self.proof.steps.len();
            if !self.forward(group, true)? {
                self.proof.notes.push("the steps behind the one that failed were not run".to_owned());
                return Ok((self.proof, None));
            }
            let after = self.facts()?;
            if group.iter().all(|it| it.reversible) {
                way_back.push((group, std::mem::replace(&mut now, after)));
                if !self.back_and_forth(&way_back, first, &now)? {
                    return Ok((self.proof, None));
                }
            } else {
                for (step, proof) in group.iter().zip(&mut self.proof.steps[first..]) {
                    proof.rollback = if step.reversible { Rollback::None } else { Rollback::Irreversible };
                }
                (way_back, now) = (Vec::new(), after);
            }
        }
        Ok((self.proof, Some(now)))
    }

    fn facts(&self) -> Result<Vec<String>, Trouble> {
        schema::facts(&self.session)
    }

    /// Runs steps that share a transaction; false where one fails, and not because of rows like ours.
    fn forward(&mut self, group: &[&PlanStep], first_time: bool) -> Result<bool, Trouble> {
        let first = self.proof.steps.len();
        loop {
            match self.try_forward(group, first_time)? {
                None => return Ok(true),
                Some(table) if table.is_empty() => return Ok(false),
                Some(table) => {
                    self.proof.steps.truncate(first);
                    self.session.run(&format!("TRUNCATE {table} CASCADE"))?;
                }
            }
        }
    }

    /// Under their limits, each proof right behind its step. None: done; a table: its rows are what a step fails on.
    fn try_forward(&mut self, group: &[&PlanStep], first_time: bool) -> Result<Option<String>, Trouble> {
        let shared = group.iter().any(|it| it.transaction != PlanTransaction::Autocommit);
        if shared {
            self.session.run("BEGIN")?;
        }
        for step in group {
            let held_before = first_time && shared && step.verify.is_some() && self.holds_in_block(step)?;
            let held_before = held_before || (first_time && !shared && self.verify(step) == Verify::Holds);
            let (outcome, table) = self.step(step)?;
            let verify = if matches!(outcome, Outcome::Done) { self.verify(step) } else { Verify::None };
            let verify = if held_before && verify == Verify::Holds { Verify::HeldBefore } else { verify };
            let failed = matches!(outcome, Outcome::Failed(_));
            if first_time {
                self.proof.steps.push(StepProof { id: step.id, outcome, verify, rollback: Rollback::None });
            }
            if failed {
                self.session.run("ROLLBACK")?;
                return Ok(Some(table));
            }
        }
        if shared && let Err(error) = self.session.run("COMMIT") {
            if let Some(last) = self.proof.steps.last_mut() {
                last.outcome = Outcome::Failed(describe(&error));
            }
            return Ok(Some(String::new()));
        }
        Ok(None)
    }

    /// What came of one step, and the table whose rows it fails on; empty: none.
    fn step(&mut self, step: &PlanStep) -> Result<(Outcome, String), Trouble> {
        let nothing = String::new();
        if let Some(why) = refuse::why(&sql::statement(&step.sql), &step.sql, self.task.server.is_ours()) {
            return Ok((Outcome::NotRun(why), nothing));
        }
        let ms = |limit: Option<Duration>| limit.map_or(0, |it| it.as_millis());
        let (lock, statement) = (ms(step.lock_timeout), ms(step.statement_timeout));
        self.session.run(&format!("SET lock_timeout = {lock}; SET statement_timeout = {statement}"))?;
        let result = self.session.run_within(&step.sql, self.task.limit);
        if interrupt::arrived() {
            return Err(Trouble::Odd("interrupted".to_owned()));
        }
        let Err(error) = result else { return Ok((Outcome::Done, nothing)) };
        let table = table_of(&error).filter(|it| self.emptied.insert(it.clone()));
        Ok((Outcome::Failed(describe(&error)), table.unwrap_or_default()))
    }

    fn verify(&self, step: &PlanStep) -> Verify {
        let Some(sql) = &step.verify else { return Verify::None };
        match self.session.query(sql) {
            Ok(rows) if rows == [[Some("t".to_owned())]] => Verify::Holds,
            Ok(rows) => Verify::Fails(match rows.as_slice() {
                [] => "no row".to_owned(),
                [row, ..] => row.iter().map(|it| it.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join(", "),
            }),
            Err(error) => Verify::Fails(describe(&error)),
        }
    }

    /// Asked before the step, the proof may fail: that must not end the transaction.
    fn holds_in_block(&self, step: &PlanStep) -> Result<bool, Trouble> {
        self.session.run("SAVEPOINT migcheck_verify")?;
        let holds = self.verify(step) == Verify::Holds;
        self.session.run("ROLLBACK TO SAVEPOINT migcheck_verify; RELEASE SAVEPOINT migcheck_verify")?;
        Ok(holds)
    }

    /// Takes the last steps back until the schema is one that the plan came through, and takes them again. All that is
    /// before that schema has been taken back when its turn was, so this beginning of the plan can be taken back as a
    /// whole. False where the plan cannot go on.
    fn back_and_forth(
        &mut self,
        way_back: &[(&[&PlanStep], Vec<String>)],
        first: usize,
        after: &[String],
    ) -> Result<bool, Trouble> {
        let mut left = Vec::new();
        let mut undone = 0;
        for (group, before) in way_back.iter().rev() {
            undone += 1;
            left = match self.back(group)? {
                None => self.not_as(before)?,
                Some(failure) => vec![failure],
            };
            if left.is_empty() || left.len() == 1 && left[0].starts_with("fails") {
                break;
            }
        }
        let restored = left.is_empty();
        *(if restored { &mut self.proof.taken_back } else { &mut self.proof.not_taken_back }) += 1;
        let rollback = if restored { Rollback::Restores } else { Rollback::Fails(left) };
        self.proof.steps[first..].iter_mut().for_each(|it| it.rollback = rollback.clone());
        for (group, _) in &way_back[way_back.len() - undone..] {
            if !self.forward(group, false)? {
                self.proof.notes.push("taken back, these steps could not be taken again".to_owned());
                return Ok(false);
            }
        }
        if restored && self.facts()? != after {
            self.proof.notes.push("taken back and taken again, these steps end in another schema".to_owned());
            return Ok(false);
        }
        Ok(true)
    }

    /// Runs the ways back of steps that shared a transaction; how one fails.
    fn back(&self, group: &[&PlanStep]) -> Result<Option<String>, Trouble> {
        self.session.run("SET lock_timeout = 0; SET statement_timeout = 0")?;
        for rollback in group.iter().rev().filter_map(|it| it.rollback.as_ref()) {
            if let Err(error) = self.session.run_within(rollback, self.task.limit) {
                return Ok(Some(format!("fails: {}, in: {rollback}", describe(&error))));
            }
        }
        Ok(None)
    }

    /// What of the schema is not as before; whatever was validated stays so.
    fn not_as(&self, before: &[String]) -> Result<Vec<String>, Trouble> {
        let (before, now) = (whatever_was_validated(before), whatever_was_validated(&self.facts()?));
        let (gone, left) = schema::differences(&before, &now);
        let gone = gone.into_iter().map(|it| format!("missing: {it}"));
        Ok(gone.chain(left.into_iter().map(|it| format!("left: {it}"))).collect())
    }
}

/// The table that a failure is about whose reason is rows.
pub(super) fn table_of(error: &Error) -> Option<String> {
    let answer = error.as_db_error().filter(|it| it.code().code().starts_with("23"))?;
    Some(format!("{}.{}", Ident::exact(answer.schema()?), Ident::exact(answer.table()?)))
}

/// Runs of steps that share a transaction.
fn groups<'a, 'b>(steps: &'b [&'a PlanStep]) -> Vec<&'b [&'a PlanStep]> {
    let together =
        |a: &&PlanStep, b: &&PlanStep| a.transaction == b.transaction && a.transaction != PlanTransaction::Autocommit;
    steps.chunk_by(together).collect()
}

/// The schema as the authors of the migrations mean it: statement by statement, so that also what the tool's transaction
/// makes fail succeeds. The first failure that remains.
pub(super) fn as_meant(bench: &mut Bench<'_>, statements: &[(bool, &str)]) -> Result<Option<String>, Trouble> {
    let mut emptied = BTreeSet::new();
    let mut failure = None;
    for (_, sql) in statements.iter().filter(|(runs, _)| *runs) {
        loop {
            let Err(error) = bench.run(sql)? else { break };
            let Some(table) = table_of(&error).filter(|it| emptied.insert(it.clone())) else {
                failure.get_or_insert_with(|| format!("{}, in: {sql}", describe(&error)));
                break;
            };
            let _ = bench.run(&format!("TRUNCATE {table} CASCADE"))?;
        }
    }
    Ok(failure)
}
