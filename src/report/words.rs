//! Phrases that several formats share.

use super::Summary;
use crate::{
    history::Tool,
    plan::{PhaseKind, PlanTransaction},
    prove::{
        Proof,
        compare::Difference,
        observe::Fact,
        plan::{PlanProof, Rollback, StepProof, Verify},
        run::{Outcome, Proved},
    },
    simulate::{
        effects::{
            Duration, DurationClass, Effects, RelationEffect, RewriteReason, ScanReason, Wait,
            account::{Account, Link},
        },
        lock::LockMode,
        transaction::ExecutionModel,
    },
    sql::name::QualifiedName,
};

/// `1 error`, `2 errors`
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `1 error, 2 warnings`; empty levels are left out, `no findings` where all are.
pub(super) fn findings(summary: &Summary) -> String {
    let levels = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let said: Vec<_> = levels.into_iter().filter(|it| it.0 > 0).map(|(number, noun)| count(number, noun)).collect();
    let mut text = if said.is_empty() { "no findings".to_owned() } else { said.join(", ") };
    if summary.suppressed > 0 {
        text += &format!(" ({} allowed)", summary.suppressed);
    }
    text
}

/// `12 statements in 2 files, 1 not understood`
pub(super) fn statements(summary: &Summary) -> String {
    let mut text = format!("{} in {}", count(summary.statements, "statement"), count(summary.files, "file"));
    if summary.unmodeled > 0 {
        text += &format!(", {} not understood", summary.unmodeled);
    }
    text
}

/// Locks worth a reader's time, strongest first: `SHARE on orders`. Indexes and sequences show only where nothing else
/// is locked: whoever uses them uses their table.
pub(super) fn locks(effects: &Effects) -> Vec<String> {
    let notable = effects.relations.iter().filter(|it| !it.created && it.lock >= LockMode::RowExclusive);
    let (parts, mut wholes): (Vec<&RelationEffect>, Vec<&RelationEffect>) =
        notable.partition(|it| it.kind.ends_with("index") || it.kind == "sequence");
    if wholes.is_empty() {
        wholes = parts;
    }
    wholes.sort_by_key(|it| std::cmp::Reverse(it.lock));
    wholes.iter().map(|it| format!("{} on {}", it.lock, short(&it.name))).collect()
}

/// Without the schema where that is `public`.
pub(super) fn short(name: &QualifiedName) -> String {
    if name.schema.as_str() == "public" { name.name.to_string() } else { name.to_string() }
}

/// The first `limit`, and how many more there are.
pub(super) fn first(mut lines: Vec<String>, limit: usize) -> Vec<String> {
    let more = lines.len().saturating_sub(limit);
    lines.truncate(limit);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// Why a relation is touched that the statement is not about: `for orders: foreign key orders_customer_fkey`
pub(super) fn account(account: &Account) -> String {
    let what = match &account.link {
        Link::ForeignKey(name) => return format!("for {}: foreign key {name}", short(&account.relation)),
        Link::Partition => "its partition",
        Link::Child => "inherits from it",
        Link::Parent => "its parent",
        Link::Index => "its index",
        Link::Indexed => "its table",
        Link::Sequence => "its sequence",
        Link::SequenceOwner => "belongs to its table",
        Link::View => "reads it",
        Link::Read => "read by it",
    };
    format!("for {}: {what}", short(&account.relation))
}

/// Cut to `width` characters, with an ellipsis.
pub(super) fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Who has to wait: `reads and writes`, `writes`, `nobody`.
pub(super) fn blocks(effects: &Effects) -> &'static str {
    let blocking = effects.relations.iter().filter(|it| it.existed && it.blocks());
    blocking.map(|it| it.lock).max().and_then(LockMode::blocked).unwrap_or("nobody")
}

/// What the statement does to rows and files: `rewrites public.orders`, `builds public.a_idx`.
pub(super) fn work(effects: &Effects) -> Vec<String> {
    let mut lines = Vec::new();
    for effect in &effects.relations {
        match (effect.rewrite, effect.scan) {
            (Some(RewriteReason::Truncate), _) => lines.push(format!("empties {}", short(&effect.name))),
            (Some(_), _) => lines.push(format!("rewrites {}", short(&effect.name))),
            (None, Some(ScanReason::BuildIndex)) => {
                lines.push(format!("reads all of {} to build an index", short(&effect.name)))
            }
            (None, Some(_)) => lines.push(format!("reads all of {}", short(&effect.name))),
            (None, None) => {}
        }
        if effect.rewrite.is_none() && !effect.rebuilt_indexes.is_empty() {
            let names: Vec<_> = effect.rebuilt_indexes.iter().map(short).collect();
            lines.push(format!("rebuilds {}", names.join(", ")));
        }
    }
    for wait in &effects.waits {
        lines.push(match wait {
            Wait::Lockers { relation, .. } => format!("waits for transactions on {}", short(relation)),
            Wait::Snapshots => "waits for all older transactions".to_owned(),
        });
    }
    lines
}

/// `instant`, `index build`, `rewrite, 1 s to 4 s`
pub(super) fn duration(duration: Duration) -> String {
    let class = match duration.class {
        DurationClass::Instant => return "instant".to_owned(),
        DurationClass::Wait => "waits",
        DurationClass::Unknown => "unknown",
        DurationClass::Rows => "rows touched",
        DurationClass::Scan => "scan",
        DurationClass::Build => "index build",
        DurationClass::Rewrite => "rewrite",
    };
    match duration.estimate_ms {
        Some((low, high)) => format!("{class}, {} to {}", time(low), time(high)),
        None => class.to_owned(),
    }
}

pub(super) fn time(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..120_000 => format!("{} s", ms.div_ceil(1_000)),
        120_000..7_200_000 => format!("{} min", ms.div_ceil(60_000)),
        _ => format!("{} h", ms.div_ceil(3_600_000)),
    }
}

/// A limit as Postgres takes it; None is no limit.
pub(super) fn limit(limit: Option<std::time::Duration>) -> String {
    limit.map_or_else(|| "none".to_owned(), |it| time(u64::try_from(it.as_millis()).unwrap_or(u64::MAX)))
}

pub(super) fn transaction(transaction: PlanTransaction) -> String {
    match transaction {
        PlanTransaction::Autocommit => "alone".to_owned(),
        PlanTransaction::Together(number) => format!("block {number}"),
    }
}

pub(super) fn phase(kind: PhaseKind) -> (&'static str, &'static str) {
    match kind {
        PhaseKind::Expand => ("expand", "old and new code both work"),
        PhaseKind::Backfill => ("backfill", "rows are brought into the new shape"),
        PhaseKind::Contract => ("contract", "what only old code needed goes"),
    }
}

/// `one transaction a file (file_transaction)`
pub(super) fn execution(model: ExecutionModel) -> String {
    let meaning = match model {
        ExecutionModel::WholeImplicit => "each file is one string",
        ExecutionModel::FileTransaction => "one transaction a file",
        ExecutionModel::AllTransaction => "one transaction around all pending files",
        ExecutionModel::SplitAutocommit => "each statement on its own",
        ExecutionModel::Pipeline => "each file is one pipeline",
        ExecutionModel::Psql => "run by psql",
    };
    format!("{meaning} ({model})")
}

/// Broken at spaces so that lines stay within `width`; lines after the first are indented.
pub(super) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_inclusive(' ') {
            if !line.is_empty() && line.chars().count() + word.trim_end().chars().count() > room {
                lines.push(std::mem::take(&mut line));
            }
            line += word;
        }
        lines.push(line);
    }
    let lines: Vec<&str> = lines.iter().map(|it| it.trim_end()).collect();
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// How the plan's transactions come about where a tool puts several statements into one; None where it does not.
pub(super) fn one_transaction_each(model: ExecutionModel) -> Option<&'static str> {
    match model {
        ExecutionModel::SplitAutocommit | ExecutionModel::Psql => None,
        ExecutionModel::AllTransaction => Some(
            "all pending files share one transaction: give each block, and each step that runs alone, a file of its own, \
             and deploy one file at a time",
        ),
        ExecutionModel::FileTransaction | ExecutionModel::WholeImplicit | ExecutionModel::Pipeline => {
            Some("a file is one transaction: give each block, and each step that runs alone, a file of its own")
        }
    }
}

/// How a file of this tool runs its statements outside a transaction; None where it always does.
pub(super) fn without_transaction(tool: Tool, model: ExecutionModel) -> Option<&'static str> {
    if matches!(model, ExecutionModel::SplitAutocommit | ExecutionModel::Psql) {
        return None;
    }
    Some(match tool {
        Tool::Plain => "in files that are sent without BEGIN and COMMIT, one statement each",
        Tool::GolangMigrate => "in files of their own, one statement each: golang-migrate sends a file as one string",
        Tool::Goose => "in files of their own that say `-- +goose NO TRANSACTION`",
        Tool::Sqlx => "in files of their own that begin with `-- no-transaction`, one statement each",
        Tool::Dbmate => "in files of their own that say `-- migrate:up transaction:false`, one statement each",
        Tool::Flyway => "in files of their own with `executeInTransaction=false` in the file's .conf",
        Tool::Prisma => "in migrations of their own, one statement each",
        Tool::Drizzle => "by hand: drizzle-kit runs all pending files in one transaction",
        Tool::Supabase => "in files of their own, one statement each",
        Tool::Diesel => {
            "in migrations of their own with `run_in_transaction = false` in metadata.toml, one statement each"
        }
    })
}

/// How the server came to be as it is when the first statement runs.
pub(super) fn environment(proof: &Proof) -> Vec<String> {
    let (loaded, filled) = (&proof.loaded, &proof.filled);
    let mut lines =
        vec![format!("{} loaded, rows in {}", count(loaded.statements, "statement"), count(filled.tables, "table"))];
    let list = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
    if !loaded.roles.is_empty() {
        lines.push(format!("made the roles that the schema names: {}", list(&loaded.roles)));
    }
    if !loaded.extensions.is_empty() {
        let names = list(&loaded.extensions);
        lines.push(format!("not installed on this server, so what needs it is missing: {names}"));
    }
    lines.extend(first(loaded.failed.iter().map(|it| format!("failed while loading: {it}")).collect(), 5));
    let empty = filled.empty.iter().map(|(table, why)| format!("{table} stays empty: {why}"));
    lines.extend(first(empty.collect(), 5));
    if !proof.emptied.is_empty() {
        lines.push(format!("emptied, because statements fail on rows like ours: {}", proof.emptied.join(", ")));
    }
    lines
}

/// `SHARE on public.orders, scan`, strongest first; the weakest locks only where all are asked for.
pub(super) fn facts(facts: &[Fact], all: bool) -> Vec<String> {
    let notable = |it: &&Fact| all || it.lock.is_none_or(|lock| lock >= LockMode::RowExclusive) || it.scan;
    let mut facts: Vec<&Fact> = facts.iter().filter(notable).collect();
    facts.sort_by_key(|it| std::cmp::Reverse(it.lock));
    let line = |fact: &Fact| {
        let Some(lock) = fact.lock else { return format!("makes {} {}", fact.kind, fact.relation) };
        let work = [(fact.released, "released at once"), (fact.rewrite, "rewrite"), (fact.scan, "scan")];
        let work = work.into_iter().chain([(fact.dropped, "dropped")]).filter(|it| it.0).map(|it| it.1.to_owned());
        let rebuilds = fact.rebuilt_indexes.iter().map(|it| format!("rebuilds {it}"));
        let parts: Vec<String> =
            [format!("{lock} on {}", fact.relation)].into_iter().chain(work).chain(rebuilds).collect();
        parts.join(", ")
    };
    facts.into_iter().map(line).collect()
}

pub(super) fn verify(verify: &Verify) -> Option<&'static str> {
    match verify {
        Verify::None | Verify::Fails(_) => None,
        Verify::Holds => Some("its proof holds"),
        Verify::HeldBefore => Some("its proof holds, and did before"),
    }
}

pub(super) fn rollback(rollback: &Rollback) -> Option<&'static str> {
    match rollback {
        Rollback::None | Rollback::Fails(_) => None,
        Rollback::Irreversible => Some("there is no way back"),
        Rollback::Restores => Some("its way back leads back"),
    }
}

/// `84 statements run, 310 relations compared, no differences, 1 failed; plan holds`
pub(super) fn proof(proof: &Proof) -> String {
    let totals = proof.totals();
    let mut text = format!("{} run, {} compared", count(totals.run, "statement"), count(totals.compared, "relation"));
    text += &match totals.differences {
        0 => ", no differences".to_owned(),
        number => format!(", {}", count(number, "difference")),
    };
    if totals.failed > 0 {
        text += &format!(", {} failed", totals.failed);
    }
    if totals.not_run > 0 {
        text += &format!(", {} not run", totals.not_run);
    }
    let plan = match (proof.plan.steps.is_empty(), proof.plan.holds()) {
        (true, _) => "no plan was run",
        (false, true) => "the plan holds",
        (false, false) => "the plan does not hold",
    };
    format!("{text}; {plan}")
}

/// `96 steps; 80 of 80 proofs hold; the final schemas are equal (1,204 facts); 60 of 60 ways back lead back`
pub(super) fn plan_proof(plan: &PlanProof) -> String {
    let held = plan.steps.iter().filter(|it| matches!(it.verify, Verify::Holds | Verify::HeldBefore)).count();
    let asked = plan.steps.iter().filter(|it| it.verify != Verify::None).count();
    let schema = match &plan.schema {
        Some(it) if it.only_migrations.is_empty() && it.only_plan.is_empty() => {
            format!("the final schemas are equal ({})", count(it.facts, "fact"))
        }
        Some(_) => "the final schemas differ".to_owned(),
        None => "the final schemas were not compared".to_owned(),
    };
    let ways = plan.taken_back + plan.not_taken_back;
    format!(
        "{} run; {held} of {asked} proofs hold; {schema}; {} of {ways} ways back lead back",
        count(plan.steps.len(), "step"),
        plan.taken_back
    )
}

/// What a server did otherwise than predicted, and how a statement failed.
pub(super) fn proof_troubles(proved: &Proved) -> Vec<String> {
    let difference = |it: &Difference| {
        let subject = it.relation.as_ref().map_or_else(String::new, |it| format!("{it}: "));
        format!("{subject}{}: predicted {}; observed {}", it.aspect, it.predicted, it.observed)
    };
    let mut troubles: Vec<String> = proved.differences.iter().map(difference).collect();
    if let Outcome::Failed(error) = &proved.outcome
        && troubles.is_empty()
    {
        troubles.push(format!("fails, as predicted: {error}"));
    }
    troubles
}

/// What of the plan does not hold.
pub(super) fn plan_troubles(plan: &PlanProof) -> Vec<String> {
    let mut troubles = Vec::new();
    for step in &plan.steps {
        troubles.extend(step_troubles(step).into_iter().map(|text| format!("step {}: {text}", step.id)));
    }
    for (whose, facts) in
        plan.schema.iter().flat_map(|it| [("the migrations", &it.only_migrations), ("the plan", &it.only_plan)])
    {
        troubles.extend(facts.iter().map(|fact| format!("only after {whose}: {fact}")));
    }
    troubles
}

/// What of a step is not as the plan says.
pub(super) fn step_troubles(step: &StepProof) -> Vec<String> {
    let mut troubles = Vec::new();
    if let Outcome::Failed(error) = &step.outcome {
        troubles.push(format!("fails: {error}"));
    }
    if let Verify::Fails(answer) = &step.verify {
        troubles.push(format!("its proof does not hold: {answer}"));
    }
    if let Rollback::Fails(facts) = &step.rollback {
        troubles.extend(facts.iter().map(|it| format!("its way back does not lead back: {it}")));
    }
    troubles
}
