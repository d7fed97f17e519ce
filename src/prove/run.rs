//! Pending migrations as their tool would run them: who opens and ends transactions, what stops after a failure.
//!
//! Follows the execution models by itself, not the simulation of them: that is what is to be proved.

use super::{
    bench::{Bench, Frame, Seen},
    ceiling::Trouble,
    compare::{Difference, compare, fires},
    observe::Fact,
    plan::table_of,
    refuse,
    session::describe,
    workplace::Form,
};
use crate::{
    simulate::{
        PendingMigration, PendingSection, PendingStatement, Sent, Step, Timeline, effects::RequirementKind,
        transaction::ExecutionModel,
    },
    sql::statement::{StatementKind, TransactionControl},
};
use std::{collections::BTreeSet, time::Duration};
use tokio_postgres::Error;

/// What came of one pending statement.
#[derive(Clone, Debug)]
pub struct Proved {
    pub outcome: Outcome,
    /// What was seen of it.
    pub facts: Vec<Fact>,
    /// Whom it waits for, a line each.
    pub waits: Vec<String>,
    /// Relations that were compared with the prediction.
    pub compared: usize,
    pub differences: Vec<Difference>,
    /// How long it took over the few rows that were there.
    pub lasted: Option<Duration>,
    /// What a reader has to know about the observation, a sentence each.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// `SQLSTATE: message`
    Failed(String),
    /// Not sent to the server, and why.
    NotRun(String),
}

impl Proved {
    fn not_run(why: &str) -> Self {
        Self {
            outcome: Outcome::NotRun(why.to_owned()),
            facts: Vec::new(),
            waits: Vec::new(),
            compared: 0,
            differences: Vec::new(),
            lasted: None,
            notes: Vec::new(),
        }
    }
}

/// What came of all of them, in the order of the timeline's steps; and the tables that had to be emptied, because the
/// rows in them are what a statement fails on.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    pub statements: Vec<Proved>,
    pub emptied: BTreeSet<String>,
}

/// Runs everything; `progress` hears of each statement before it runs.
pub(super) fn run(
    bench: &mut Bench<'_>,
    pending: &[PendingMigration],
    timeline: &Timeline,
    progress: &mut dyn FnMut(usize),
) -> Result<Ran, Trouble> {
    let mut runner = Runner {
        bench,
        timeline,
        progress,
        block: Block::None,
        committed: false,
        ran: Ran::default(),
        rows_decide: vec![None; timeline.steps.len()],
    };
    let mut at = 0;
    for unit in units(pending) {
        if unit.fresh {
            runner.bench.disconnect();
        }
        let count: usize = unit.sections.iter().map(|it| it.statements.len()).sum();
        runner.unit(&unit.sections, at)?;
        at += count;
    }
    Ok(runner.ran)
}

/// Sections that share a transaction, or one section.
struct Unit<'a> {
    sections: Vec<&'a PendingSection>,
    /// It runs in a connection of its own.
    fresh: bool,
}

fn units(pending: &[PendingMigration]) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    let (mut open, mut history) = (None, None);
    for migration in pending {
        let own_process = migration.sections.iter().any(|it| it.execution == ExecutionModel::Psql);
        let mut fresh = own_process || history != Some(migration.history);
        history = Some(migration.history);
        for section in &migration.sections {
            let shared = section.execution == ExecutionModel::AllTransaction;
            match units.last_mut() {
                Some(unit) if shared && open == Some(migration.history) => unit.sections.push(section),
                _ => units.push(Unit { sections: vec![section], fresh }),
            }
            open = shared.then_some(migration.history);
            fresh = false;
        }
    }
    units
}

/// The transaction block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    None,
    /// The tool's, or that of a string of several statements: ends with the unit.
    Ours,
    /// The script's own.
    Script,
}

/// How a unit goes on.
enum Next {
    Statement,
    /// The rest is not reached.
    Stop,
    /// From the unit's beginning, with less rows.
    Again,
}

struct Runner<'a, 'b> {
    bench: &'a mut Bench<'b>,
    timeline: &'a Timeline,
    progress: &'a mut dyn FnMut(usize),
    block: Block,
    /// Something of this unit cannot be undone any more.
    committed: bool,
    ran: Ran,
    /// How a statement failed before its table was emptied.
    rows_decide: Vec<Option<String>>,
}

impl Runner<'_, '_> {
    fn unit(&mut self, unit: &[&PendingSection], first: usize) -> Result<(), Trouble> {
        while self.try_unit(unit, first)? {
            self.ran.statements.truncate(first);
        }
        Ok(())
    }

    /// True when it has to be run again.
    fn try_unit(&mut self, unit: &[&PendingSection], first: usize) -> Result<bool, Trouble> {
        self.committed = false;
        let mut stopped = false;
        let mut at = first;
        for section in unit {
            let between = between(section);
            if !stopped && between == Block::Ours || section.execution == ExecutionModel::FileTransaction {
                self.begin(section, at)?;
            }
            for pending in &section.statements {
                if stopped {
                    self.ran.statements.push(Proved::not_run("an earlier statement failed"));
                } else {
                    (self.progress)(at);
                    match self.statement(section, pending, at)? {
                        Next::Statement => {}
                        Next::Stop => stopped = true,
                        Next::Again => return Ok(true),
                    }
                }
                at += 1;
            }
        }
        self.end(unit, stopped)?;
        Ok(false)
    }

    /// Opens the tool's transaction, or the one that a string of several statements is.
    fn begin(&mut self, section: &PendingSection, at: usize) -> Result<(), Trouble> {
        let alone = section.execution == ExecutionModel::Pipeline
            && self.timeline.steps.get(at).is_some_and(|it| it.effects.needs_autocommit);
        if self.block == Block::None && !alone {
            self.control("BEGIN")?.map_err(Trouble::Server)?;
            self.block = Block::Ours;
        }
        Ok(())
    }

    fn end(&mut self, unit: &[&PendingSection], failed: bool) -> Result<(), Trouble> {
        let tool_commits = unit
            .iter()
            .any(|it| matches!(it.execution, ExecutionModel::FileTransaction | ExecutionModel::AllTransaction));
        if self.block != Block::None {
            // A script's own block that nobody ends is undone when the connection closes.
            let undone = failed || (self.block == Block::Script && !tool_commits);
            let ended = self.control(if undone { "ROLLBACK" } else { "COMMIT" })?;
            if let Err(error) = ended
                && let Some(last) = self.ran.statements.last_mut()
            {
                // Deferred constraints speak now.
                last.outcome = Outcome::Failed(describe(&error));
            }
        }
        self.block = Block::None;
        Ok(())
    }

    fn control(&mut self, sql: &str) -> Result<Result<Duration, Error>, Trouble> {
        self.bench.run(sql)
    }

    fn statement(&mut self, section: &PendingSection, pending: &PendingStatement, at: usize) -> Result<Next, Trouble> {
        let kind = &pending.statement.kind;
        if let Some(why) = refuse::why(kind, &pending.sql, self.bench.is_ours()) {
            self.ran.statements.push(Proved::not_run(&why));
            return Ok(Next::Statement);
        }
        if self.block == Block::None && self.committed && between(section) == Block::Ours && section.sent == Sent::Whole
        {
            self.begin(section, at)?;
        }
        match kind {
            StatementKind::Transaction(control) => self.script_control(pending, control, at),
            // They hold from here on, and there is nothing to see.
            StatementKind::Set(_) | StatementKind::SetRole(_) | StatementKind::Reset(_) => {
                let result = self.bench.run(&pending.sql)?;
                Ok(self.finish(at, None, result))
            }
            _ => self.work(pending, at),
        }
    }

    fn script_control(
        &mut self,
        pending: &PendingStatement,
        control: &TransactionControl,
        at: usize,
    ) -> Result<Next, Trouble> {
        let result = self.control(&pending.sql)?;
        if result.is_ok() {
            self.block = match control {
                TransactionControl::Begin { .. } => Block::Script,
                TransactionControl::Commit { chain } | TransactionControl::Rollback { chain } => {
                    self.committed = true;
                    if *chain { Block::Script } else { Block::None }
                }
                _ => self.block,
            };
        }
        Ok(self.finish(at, None, result))
    }

    fn work(&mut self, pending: &PendingStatement, at: usize) -> Result<Next, Trouble> {
        let form = form(pending);
        let frame = if self.block == Block::None { Frame::Transaction } else { Frame::Savepoint };
        loop {
            let seen = self.bench.observe(&form, frame)?;
            let rows = seen.error.as_ref().and_then(|error| self.tables_that_decide(error, at));
            if let Some((error, tables)) = seen.error.as_ref().zip(rows)
                && (self.block == Block::None || !self.committed)
            {
                self.rows_decide[at] = Some(describe(error));
                self.empty(&tables)?;
                if frame == Frame::Savepoint {
                    return Ok(Next::Again);
                }
                continue;
            }
            let result = self.bench.run(&pending.sql)?;
            self.committed |= self.block == Block::None;
            return Ok(self.finish(at, Some(seen), result));
        }
    }

    /// The tables whose rows, made by us, a statement fails on; None where rows do not decide, or they are empty already.
    fn tables_that_decide(&self, error: &Error, at: usize) -> Option<Vec<String>> {
        let answer = error.as_db_error()?;
        let step = self.timeline.steps.get(at)?;
        let by_rows = decided_by_rows(answer.code().code())?;
        let required = step.effects.requirements.iter().filter(|it| by_rows.contains(&it.kind));
        let required = required.filter_map(|it| step.before.relation(it.relation)).map(|it| it.name.to_string());
        let tables: BTreeSet<String> = required.chain(table_of(error)).collect();
        let tables: Vec<String> = tables.into_iter().filter(|it| !self.ran.emptied.contains(it)).collect();
        (!tables.is_empty()).then_some(tables)
    }

    fn empty(&mut self, tables: &[String]) -> Result<(), Trouble> {
        if self.block != Block::None {
            self.control("ROLLBACK")?.map_err(Trouble::Server)?;
            self.block = Block::None;
        }
        for table in tables {
            self.ran.emptied.insert(table.clone());
            // A table that is gone, or that is made by this very migration, has no rows of ours.
            let _ = self.bench.run(&format!("TRUNCATE {table} CASCADE"))?;
        }
        Ok(())
    }

    /// Writes down what came of a statement.
    fn finish(&mut self, at: usize, seen: Option<Seen>, result: Result<Duration, Error>) -> Next {
        let step = self.timeline.steps.get(at);
        let failed = result.as_ref().err().map(describe);
        let mut proved = Proved::not_run("");
        proved.lasted = result.ok();
        proved.outcome = failed.clone().map_or(Outcome::Done, Outcome::Failed);
        if let (Some(Seen { mut observation, mut circumstances, trouble, .. }), Some(step)) = (seen, step) {
            observation.fails = failed.clone();
            circumstances.fires = circumstances.about_rows && fires(step);
            let unseen = trouble.is_some() && observation.facts.is_empty() && failed.is_none();
            if !unseen {
                let compared = compare(&step.effects, &observation, &circumstances);
                (proved.compared, proved.differences) = (compared.relations, compared.differences);
                if !compared.fired.is_empty() {
                    let locks = compared.fired.join(", ");
                    proved.notes.push(format!("triggers and foreign keys take, for the rows there are: {locks}"));
                }
            }
            proved.notes.extend(trouble);
            proved.facts = observation.facts;
            proved.waits = observation.waits;
        } else if let Some(step) = step {
            proved.differences = outcome_only(step, failed.as_ref());
        }
        if let Some(error) = &self.rows_decide[at] {
            proved.notes.push(format!("fails where there are rows like ours, and was run again without: {error}"));
        }
        self.ran.statements.push(proved);
        if failed.is_some() { Next::Stop } else { Next::Statement }
    }
}

/// The block in which a section's statements find themselves.
fn between(section: &PendingSection) -> Block {
    let sent = section.statements.iter().filter(|it| !matches!(it.statement.kind, StatementKind::Psql { .. }));
    match section.execution {
        ExecutionModel::WholeImplicit if sent.count() > 1 => Block::Ours,
        ExecutionModel::WholeImplicit | ExecutionModel::SplitAutocommit | ExecutionModel::Psql => Block::None,
        ExecutionModel::FileTransaction | ExecutionModel::AllTransaction | ExecutionModel::Pipeline => Block::Ours,
    }
}

fn outcome_only(step: &Step, failed: Option<&String>) -> Vec<Difference> {
    let predicted = step.effects.fails.as_ref().map(|it| format!("{}: {}", it.code, it.message));
    let code = |it: Option<&String>| it.and_then(|it| it.get(..5)).map(str::to_owned);
    if code(predicted.as_ref()) == code(failed) {
        return Vec::new();
    }
    let text = |it: Option<&String>| it.cloned().unwrap_or_else(|| "success".to_owned());
    let (predicted, observed) = (text(predicted.as_ref()), text(failed));
    vec![Difference { relation: None, aspect: "outcome", predicted, observed }]
}

/// Which requirement a failure with this code is about; None where rows do not decide.
fn decided_by_rows(code: &str) -> Option<&'static [RequirementKind]> {
    Some(match code {
        "23502" => &[RequirementKind::NoNulls],
        "23505" | "23P01" => &[RequirementKind::Unique],
        "23503" => &[RequirementKind::ForeignKey],
        "23514" => &[RequirementKind::Check],
        "22001" | "22003" | "22P02" | "22007" | "22008" | "42804" => &[RequirementKind::Castable],
        _ => return None,
    })
}

fn form(pending: &PendingStatement) -> Form {
    let tag = pending.statement.kind.tag();
    let word = tag.split(' ').next().unwrap_or_default();
    Form {
        settings: Vec::new(),
        statement: pending.sql.to_string(),
        about_rows: matches!(
            word,
            "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY" | "DO" | "CALL" | "REFRESH"
        ) || matches!(pending.statement.kind, StatementKind::CreateTableAs(_)),
        concurrent: pending.sql.to_ascii_uppercase().contains("CONCURRENTLY"),
    }
}
