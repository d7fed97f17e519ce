//! The part of the contract that `migcheck prove` adds.

use super::Masked;
use crate::{
    prove::{
        Proof,
        observe::Fact,
        plan::{PlanProof, Rollback, StepProof, Verify},
        run::{Outcome, Proved},
    },
    redact::redact,
    simulate::Step,
};
use serde::Serialize;

/// What a throwaway server did, beside what is predicted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Prove {
    /// All as predicted, nothing fails, the plan holds.
    holds: bool,
    server: String,
    why: Vec<String>,
    environment: Environment,
    /// The pending statements, in the order of `transactions`.
    statements: Vec<Statement>,
    plan: Plan,
    totals: Totals,
}

/// How the server came to be as it is when the first statement runs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Environment {
    statements_loaded: usize,
    load_failures: Vec<String>,
    roles_made: Vec<String>,
    extensions_missing: Vec<String>,
    tables_filled: usize,
    tables_empty: Vec<EmptyTable>,
    /// Tables that were emptied, because statements fail on rows like ours.
    tables_emptied: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EmptyTable {
    table: String,
    because: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Statement {
    path: String,
    line: u32,
    #[cfg_attr(test, schemars(extend("enum" = ["done", "failed", "not_run"])))]
    outcome: &'static str,
    /// `SQLSTATE: message` where it failed; why it was not run.
    because: Option<String>,
    observed: Vec<Observed>,
    waits: Vec<String>,
    relations_compared: usize,
    differences: Vec<Difference>,
    /// Over the few rows that were there.
    lasted_ms: Option<u64>,
    notes: Vec<String>,
}

/// What the statement did to a relation; in the words of `effects`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Observed {
    relation: String,
    relation_kind: String,
    /// Null where the statement makes the relation.
    lock: Option<&'static str>,
    released_at_once: bool,
    rewrite: bool,
    scan: bool,
    rebuilt_indexes: Vec<String>,
    created: bool,
    dropped: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Difference {
    /// Null where it is about the statement.
    relation: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = [
        "outcome", "lock", "rewrite", "scan", "rebuilt indexes", "created", "dropped", "waits"
    ])))]
    aspect: &'static str,
    predicted: String,
    observed: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ProvePlan"))]
struct Plan {
    holds: bool,
    steps: Vec<PlanStep>,
    /// Null where the final schemas could not be compared.
    schema: Option<Schema>,
    /// Beginnings of the plan from which its ways back led back.
    taken_back: usize,
    not_taken_back: usize,
    notes: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ProvePlanStep"))]
struct PlanStep {
    id: u32,
    #[cfg_attr(test, schemars(extend("enum" = ["done", "failed", "not_run"])))]
    outcome: &'static str,
    because: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["none", "holds", "held_before", "fails"])))]
    verify: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["not_tried", "irreversible", "restores", "fails"])))]
    rollback: &'static str,
    /// What the proof returned, what the way back left.
    details: Vec<String>,
}

/// Facts that only one of the final schemas has; both empty where they are equal.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ProveSchema"))]
struct Schema {
    equal: bool,
    only_migrations: Vec<String>,
    only_plan: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Totals {
    statements_run: usize,
    relations_compared: usize,
    differences: usize,
    failed: usize,
    not_run: usize,
}

fn masked(text: &str) -> String {
    redact(text).into_owned()
}

impl Prove {
    pub(super) fn of(proof: &Proof, sources: &Masked<'_>, steps: &[Step]) -> Self {
        let totals = proof.totals();
        let (loaded, filled) = (&proof.loaded, &proof.filled);
        let empty =
            |(table, because): (&String, &String)| EmptyTable { table: table.clone(), because: masked(because) };
        Self {
            holds: proof.holds(),
            server: masked(&proof.server),
            why: proof.why.iter().map(|it| masked(it)).collect(),
            environment: Environment {
                statements_loaded: loaded.statements,
                load_failures: loaded.failed.iter().map(|it| masked(it)).collect(),
                roles_made: loaded.roles.iter().cloned().collect(),
                extensions_missing: loaded.extensions.iter().cloned().collect(),
                tables_filled: filled.tables,
                tables_empty: filled.empty.iter().map(empty).collect(),
                tables_emptied: proof.emptied.clone(),
            },
            statements: steps
                .iter()
                .zip(&proof.statements)
                .map(|(step, proved)| Statement::of(step, proved, sources))
                .collect(),
            plan: Plan::of(&proof.plan),
            totals: Totals {
                statements_run: totals.run,
                relations_compared: totals.compared,
                differences: totals.differences,
                failed: totals.failed,
                not_run: totals.not_run,
            },
        }
    }
}

fn outcome(outcome: &Outcome) -> (&'static str, Option<String>) {
    match outcome {
        Outcome::Done => ("done", None),
        Outcome::Failed(error) => ("failed", Some(masked(error))),
        Outcome::NotRun(why) => ("not_run", Some(masked(why))),
    }
}

impl Statement {
    fn of(step: &Step, proved: &Proved, sources: &Masked<'_>) -> Self {
        let (outcome, because) = outcome(&proved.outcome);
        let difference = |it: &crate::prove::compare::Difference| Difference {
            relation: it.relation.clone(),
            aspect: it.aspect,
            predicted: masked(&it.predicted),
            observed: masked(&it.observed),
        };
        Self {
            path: sources.path(step.span()).to_owned(),
            line: sources.sources.start(step.span()).line,
            outcome,
            because,
            observed: proved.facts.iter().map(Observed::of).collect(),
            waits: proved.waits.clone(),
            relations_compared: proved.compared,
            differences: proved.differences.iter().map(difference).collect(),
            lasted_ms: proved.lasted.map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX)),
            notes: proved.notes.iter().map(|it| masked(it)).collect(),
        }
    }
}

impl Observed {
    fn of(fact: &Fact) -> Self {
        Self {
            relation: fact.relation.clone(),
            relation_kind: fact.kind.clone(),
            lock: fact.lock.map(|it| it.as_str()),
            released_at_once: fact.released,
            rewrite: fact.rewrite,
            scan: fact.scan,
            rebuilt_indexes: fact.rebuilt_indexes.clone(),
            created: fact.lock.is_none(),
            dropped: fact.dropped,
        }
    }
}

impl Plan {
    fn of(plan: &PlanProof) -> Self {
        let schema = |it: &crate::prove::plan::SchemaProof| Schema {
            equal: it.only_migrations.is_empty() && it.only_plan.is_empty(),
            only_migrations: it.only_migrations.iter().map(|it| masked(it)).collect(),
            only_plan: it.only_plan.iter().map(|it| masked(it)).collect(),
        };
        Self {
            holds: plan.holds(),
            steps: plan.steps.iter().map(PlanStep::of).collect(),
            schema: plan.schema.as_ref().map(schema),
            taken_back: plan.taken_back,
            not_taken_back: plan.not_taken_back,
            notes: plan.notes.iter().map(|it| masked(it)).collect(),
        }
    }
}

impl PlanStep {
    fn of(step: &StepProof) -> Self {
        let (outcome, because) = outcome(&step.outcome);
        let mut details = Vec::new();
        let verify = match &step.verify {
            Verify::None => "none",
            Verify::Holds => "holds",
            Verify::HeldBefore => "held_before",
            Verify::Fails(answer) => {
                details.push(masked(answer));
                "fails"
            }
        };
        let rollback = match &step.rollback {
            Rollback::None => "not_tried",
            Rollback::Irreversible => "irreversible",
            Rollback::Restores => "restores",
            Rollback::Fails(facts) => {
                details.extend(facts.iter().map(|it| masked(it)));
                "fails"
            }
        };
        Self { id: step.id, outcome, because, verify, rollback, details }
    }
}
