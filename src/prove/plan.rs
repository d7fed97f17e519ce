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
    sql,
};
use std::{collections::BTreeSet, time::Duration};

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
    /// Tables whose rows the migrations fail on.
    pub emptied: &'a BTreeSet<String>,
    pub limit: Duration,
}

/// Runs the plan; returns the facts of the schema it ends in, where it comes to its end.
pub(super) fn run(task: &Task<'_>, progress: &mut dyn FnMut(usize)) -> Result<(PlanProof, Option<Vec<String>>), Trouble> {
    let database = task.server.copy(task.template)?;
    let ended = Runner::new(task, &database)?.run(progress);
    task.server.discard(&database);
    ended
}

struct Runner<'a> {
    task: &'a Task<'a>,
    session: Session,
    proof: PlanProof,
}

impl<'a> Runner<'a> {
    fn new(task: &'a Task<'a>, database: &str) -> Result<Self, Trouble> {
        let session = task.server.connect(database)?;
        for table in task.emptied {
            // What the migrations make themselves is not there yet.
            let _ = session.run(&format!("TRUNCATE {table} CASCADE"));
        }
        Ok(Self { task, session, proof: PlanProof::default() })
    }

    fn run(mut self, progress: &mut dyn FnMut(usize)) -> Result<(PlanProof, Option<Vec<String>>), Trouble> {
        let steps: Vec<&PlanStep> = self.task.plan.phases.iter().flat_map(|it| &it.steps).collect();
        let groups = groups(&steps);
        // From here on everything can be taken back.
        let mut way_back: Vec<&[&PlanStep]> = Vec::new();
        let mut origin = self.facts()?;
        let mut now = origin.clone();
        for group in groups {
            progress(self.proof.steps.len());
            let first = self.proof.steps.len();
            if !self.forward(group, true)? {
                self.proof.notes.push("the steps behind the one that failed were not run".to_owned());
                return Ok((self.proof, None));
            }
            let after = self.facts()?;
            if group.iter().all(|it| it.reversible) {
                way_back.push(group);
                if !self.back_and_forth(group, first, &now, &after)? {
                    return Ok((self.proof, None));
                }
            } else {
                for (step, proof) in group.iter().zip(&mut self.proof.steps[first..]) {
                    proof.rollback = if step.reversible { Rollback::None } else { Rollback::Irreversible };
                }
                (way_back, origin) = (Vec::new(), after.clone());
            }
            now = after;
        }
        self.all_the_way_back(&way_back, &origin)?;
        Ok((self.proof, Some(now)))
    }

    fn facts(&self) -> Result<Vec<String>, Trouble> {
        schema::facts(&self.session)
    }

    /// Runs steps that share a transaction, under their limits, each proof right behind its step; false where it ends.
    fn forward(&mut self, group: &[&PlanStep], first_time: bool) -> Result<bool, Trouble> {
        let shared = group.iter().any(|it| it.transaction != PlanTransaction::Autocommit);
        if shared {
            self.session.run("BEGIN")?;
        }
        for step in group {
            let held_before = first_time && shared && step.verify.is_some() && self.holds_in_block(step)?;
            let held_before = held_before || (first_time && !shared && self.verify(step) == Verify::Holds);
            let outcome = self.step(step)?;
            let verify = if matches!(outcome, Outcome::Done) { self.verify(step) } else { Verify::None };
            let verify = if held_before && verify == Verify::Holds { Verify::HeldBefore } else { verify };
            let failed = matches!(outcome, Outcome::Failed(_));
            if first_time {
                self.proof.steps.push(StepProof { id: step.id, outcome, verify, rollback: Rollback::None });
            }
            if failed {
                self.session.run("ROLLBACK")?;
                return Ok(false);
            }
        }
        if shared && let Err(error) = self.session.run("COMMIT") {
            if let Some(last) = self.proof.steps.last_mut() {
                last.outcome = Outcome::Failed(describe(&error));
            }
            return Ok(false);
        }
        Ok(true)
    }

    fn step(&self, step: &PlanStep) -> Result<Outcome, Trouble> {
        if let Some(why) = refuse::why(&sql::statement(&step.sql), &step.sql, self.task.server.is_ours()) {
            return Ok(Outcome::NotRun(why));
        }
        let ms = |limit: Option<Duration>| limit.map_or(0, |it| it.as_millis());
        let (lock, statement) = (ms(step.lock_timeout), ms(step.statement_timeout));
        self.session.run(&format!("SET lock_timeout = {lock}; SET statement_timeout = {statement}"))?;
        let result = self.session.run_within(&step.sql, self.task.limit);
        if interrupt::arrived() {
            return Err(Trouble::Odd("interrupted".to_owned()));
        }
        Ok(result.map_or_else(|error| Outcome::Failed(describe(&error)), |()| Outcome::Done))
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

    /// Takes the steps back, looks, and takes them again; false where they cannot be taken again.
    fn back_and_forth(
        &mut self,
        group: &[&PlanStep],
        first: usize,
        before: &[String],
        after: &[String],
    ) -> Result<bool, Trouble> {
        let result = self.back(group.iter().rev().copied(), before)?;
        let rollback = if result.is_empty() { Rollback::Restores } else { Rollback::Fails(result) };
        let restored = rollback == Rollback::Restores;
        self.count(restored);
        self.proof.steps[first..].iter_mut().for_each(|it| it.rollback = rollback.clone());
        if !self.forward(group, false)? || (restored && self.facts()? != after) {
            self.proof.notes.push("taken back, these steps could not be taken again as before".to_owned());
            return Ok(false);
        }
        Ok(true)
    }

    fn count(&mut self, restored: bool) {
        *(if restored { &mut self.proof.taken_back } else { &mut self.proof.not_taken_back }) += 1;
    }

    /// Since each step leads back to the schema before it, so does each beginning of the plan; the longest is tried as well.
    fn all_the_way_back(&mut self, way_back: &[&[&PlanStep]], origin: &[String]) -> Result<(), Trouble> {
        let failed = self.proof.steps.iter().any(|it| matches!(it.rollback, Rollback::Fails(_)));
        if way_back.len() < 2 || failed {
            return Ok(());
        }
        let steps = way_back.iter().rev().flat_map(|group| group.iter().rev().copied());
        let differences = self.back(steps, origin)?;
        if !differences.is_empty() {
            self.count(false);
            self.proof.notes.push(format!("taken back from its end, the plan leaves: {}", differences.join("; ")));
        }
        Ok(())
    }

    /// Runs the ways back; returns what is not as before.
    fn back<'s>(&self, steps: impl Iterator<Item = &'s PlanStep>, before: &[String]) -> Result<Vec<String>, Trouble> {
        self.session.run("SET lock_timeout = 0; SET statement_timeout = 0")?;
        for step in steps {
            let Some(rollback) = &step.rollback else { continue };
            if let Err(error) = self.session.run_within(rollback, self.task.limit) {
                return Ok(vec![format!("{}: {rollback}", describe(&error))]);
            }
        }
        let (gone, left) =
            schema::differences(&whatever_was_validated(before), &whatever_was_validated(&self.facts()?));
        let gone = gone.into_iter().map(|it| format!("missing: {it}"));
        Ok(gone.chain(left.into_iter().map(|it| format!("left: {it}"))).collect())
    }
}

/// Runs of steps that share a transaction.
fn groups<'a, 'b>(steps: &'b [&'a PlanStep]) -> Vec<&'b [&'a PlanStep]> {
    let together =
        |a: &&PlanStep, b: &&PlanStep| a.transaction == b.transaction && a.transaction != PlanTransaction::Autocommit;
    steps.chunk_by(together).collect()
}

/// The schema as the authors of the migrations mean it: statement by statement, so that also what the tool's transaction
/// makes fail succeeds. None where a statement fails all the same.
pub(super) fn as_meant(bench: &mut Bench<'_>, statements: &[(bool, &str)]) -> Result<bool, Trouble> {
    let mut all = true;
    for (runs, sql) in statements {
        if *runs {
            all &= bench.run(sql)?.is_ok();
        }
    }
    Ok(all)
}
