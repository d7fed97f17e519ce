//! The JSON contract, schema_version "1": the only place that says how an analysis is serialised.
//!
//! Core types are not serialised themselves, so they can change without changing the contract. The committed
//! `migcheck.schema.json` is checked against these types.

mod prove;

use super::{Analysis, Masked};
use crate::{
    finding,
    history::History,
    plan::{self, PhaseKind, PlanTransaction},
    redact::redact,
    simulate::{
        Step,
        effects::{self, account::Link},
        held,
        lock::Activity,
    },
    text::{Sources, Span},
};
use serde::Serialize;

/// The JSON Schema of [`Report`], as `migcheck schema` prints it.
pub const SCHEMA: &str = include_str!("../../migcheck.schema.json");

pub(super) fn render(analysis: &Analysis) -> String {
    let mut text = serde_json::to_string_pretty(&Report::of(analysis)).expect("strings, numbers and lists serialise");
    text.push('\n');
    text
}

/// What `migcheck --format json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Report {
    /// Of this format; changes only when a consumer could break.
    schema_version: &'static str,
    tool: Tool,
    target: Target,
    histories: Vec<HistoryReport>,
    /// The pending statements in the order and in the transactions in which they will run.
    transactions: Vec<Transaction>,
    findings: Vec<Finding>,
    plan: Plan,
    summary: Summary,
    /// Only of `migcheck gate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<Gate>,
    /// Only of `migcheck prove`.
    #[serde(skip_serializing_if = "Option::is_none")]
    prove: Option<prove::Prove>,
}

/// Whether what is pending may run on the server now.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Gate {
    go: bool,
    server: String,
    /// How long a strong lock will wait: transactions open for longer are in the way.
    lock_timeout_ms: u64,
    /// What speaks against it, besides findings.
    blockers: Vec<Seen>,
    notes: Vec<Seen>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Seen {
    message: String,
    help: String,
}

impl Gate {
    fn of(gate: &super::Gate, go: bool) -> Self {
        let seen = |all: &[super::Seen]| {
            let one = |it: &super::Seen| Seen {
                message: redact(&it.message).into_owned(),
                help: redact(&it.help).into_owned(),
            };
            all.iter().map(one).collect()
        };
        Self {
            go,
            server: gate.server.clone(),
            lock_timeout_ms: gate.lock_timeout_ms,
            blockers: seen(&gate.blockers),
            notes: seen(&gate.notes),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub(super) fn this() -> Self {
        Self { name: "migcheck", version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Target {
    /// The major version that the predictions are for.
    postgres: u16,
    /// Who said so.
    #[cfg_attr(test, schemars(extend("enum" = ["flag", "config", "live", "snapshot", "dump", "default"])))]
    source: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "History"))]
struct HistoryReport {
    root: String,
    tool: &'static str,
    /// How the tool sends a file to the server.
    #[cfg_attr(test, schemars(extend("enum" = [
        "whole_implicit", "file_transaction", "all_transaction", "split_autocommit", "pipeline", "psql"
    ])))]
    execution: &'static str,
    /// Migrations that are taken to have run.
    applied: usize,
    pending: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Transaction {
    id: u32,
    statements: Vec<Statement>,
    /// The relations it locks that it does not make itself, worst first.
    locks: Vec<Held>,
}

/// What a transaction holds of one relation.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Held {
    relation: String,
    #[cfg_attr(test, schemars(extend("enum" = [
        "table", "partitioned table", "foreign table", "materialized view", "view", "sequence", "index",
        "partitioned index"
    ])))]
    relation_kind: &'static str,
    /// Before this migration began.
    existed: bool,
    /// The strongest mode.
    lock: &'static str,
    /// In order; a stronger mode ends a weaker one.
    stretches: Vec<Stretch>,
    blocks: Vec<Blocked>,
    /// Of the statement that takes the strongest mode.
    on_account_of: Option<Account>,
}

/// A run of statements during which a relation is locked in one mode.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Stretch {
    lock: &'static str,
    /// Index of the statement that takes it.
    from: usize,
    /// Index behind the last statement that runs under it.
    until: usize,
    /// `statement`: only for a part of it.
    #[cfg_attr(test, schemars(extend("enum" = ["statement", "transaction"])))]
    release: &'static str,
}

/// Work of others that waits.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Blocked {
    #[cfg_attr(test, schemars(extend("enum" = ["reads", "row_locks", "writes", "vacuum", "index_builds", "ddl"])))]
    what: &'static str,
    /// Index of the first statement during which it waits.
    from: usize,
    /// Index behind the last one.
    until: usize,
    /// All of these statements together, from the moment the lock is there.
    duration: Duration,
}

/// The relation that a statement is about, where it touches another one because of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Account {
    relation: String,
    /// What the touched relation is to it: at the other end of a foreign key, its partition, index, owned sequence or
    /// inheritance child, a view that reads it; or the other way round its parent, the table of an index or sequence,
    /// what a view reads.
    #[cfg_attr(test, schemars(extend("enum" = [
        "foreign_key", "partition", "child", "parent", "index", "indexed", "sequence", "sequence_owner", "view", "read"
    ])))]
    link: &'static str,
    /// The foreign key.
    constraint: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Statement {
    path: String,
    /// 1-based.
    line: u32,
    /// 1-based, in characters.
    column: u32,
    end_line: u32,
    /// In bytes.
    offset: u32,
    /// In bytes.
    length: usize,
    /// As in the file, secrets masked byte for byte.
    sql: String,
    /// The command tag; `UNMODELED` when not understood.
    kind: String,
    /// Why it cannot succeed.
    fails: Option<String>,
    effects: Vec<Effect>,
    duration: Duration,
}

/// What a statement does to a relation that existed before it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Effect {
    /// `schema.name`, quoted only where Postgres would quote.
    relation: String,
    #[cfg_attr(test, schemars(extend("enum" = [
        "table", "partitioned table", "foreign table", "materialized view", "view", "sequence", "index",
        "partitioned index"
    ])))]
    relation_kind: &'static str,
    /// Before this migration began.
    existed: bool,
    /// The strongest mode, spelled as in the Postgres manual.
    lock: &'static str,
    rewrite: bool,
    /// Its rows are read from end to end.
    scan: bool,
    rebuilt_indexes: Vec<String>,
    created: bool,
    dropped: bool,
    /// Work of others that waits for this lock: `reads`, `row_locks`, `writes`, `vacuum`, `index_builds`, `ddl`.
    blocks: Vec<&'static str>,
    /// `statement`: the statement itself lets go of the lock again.
    #[cfg_attr(test, schemars(extend("enum" = ["statement", "transaction"])))]
    release: &'static str,
    /// Null: the statement is about this relation.
    on_account_of: Option<Account>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Duration {
    #[cfg_attr(test, schemars(extend("enum" = [
        "instant", "scan", "rewrite", "build", "rows", "wait", "unknown"
    ])))]
    class: &'static str,
    /// Lower and upper bound; null without sizes.
    estimate_ms: Option<[u64; 2]>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Finding {
    check: &'static str,
    category: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note"])))]
    severity: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["certain", "likely", "possible"])))]
    certainty: &'static str,
    message: String,
    /// `schema.table` or `schema.table.column`.
    object: String,
    /// Null in `audit`.
    location: Option<Location>,
    related: Vec<Related>,
    help: Option<String>,
    /// A replacement that is safe to apply as it stands.
    fix: Option<Fix>,
    /// The reason given where an allow comment silenced it.
    suppressed: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Location {
    path: String,
    line: u32,
    column: u32,
    end_line: u32,
    /// Of the first character behind it.
    end_column: u32,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Related {
    location: Location,
    message: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Fix {
    location: Location,
    replacement: String,
}

/// The safe way to the same schema; empty where no plan was asked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Plan {
    phases: Vec<Phase>,
    deploys: Vec<Deploy>,
    /// What could not be known, and what would change with the answer.
    questions: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Phase {
    #[cfg_attr(test, schemars(extend("enum" = ["expand", "backfill", "contract"])))]
    phase: &'static str,
    steps: Vec<PlanStep>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlanStep {
    /// Counts from 1 over the whole plan.
    id: u32,
    sql: String,
    /// `autocommit`, or `block N`: steps with the same N share one transaction.
    transaction: String,
    replaces: Vec<Replaces>,
    effects: Vec<Effect>,
    duration: Duration,
    /// Null: no limit, on purpose.
    lock_timeout_ms: Option<u64>,
    statement_timeout_ms: Option<u64>,
    retry: String,
    /// Returns one row `true` once the step is done.
    verify: Option<String>,
    /// Null where there is no way back, or nothing to undo.
    rollback: Option<String>,
    reversible: bool,
    why: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Replaces {
    path: String,
    line: u32,
}

/// Application code to ship between two steps.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Deploy {
    /// 0: before the first step.
    after_step: u32,
    what: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    statements: usize,
    /// Statements that were not understood; the rest was checked.
    unmodeled: usize,
}

impl Report {
    fn of(analysis: &Analysis) -> Self {
        let masked = Masked::of(analysis);
        let sources = &analysis.sources;
        let steps = &analysis.timeline.steps;
        let summary = analysis.summary();
        Self {
            schema_version: "1",
            tool: Tool::this(),
            target: Target { postgres: analysis.target.version.0, source: analysis.target.source.as_str() },
            histories: analysis.histories.iter().map(HistoryReport::of).collect(),
            transactions: analysis
                .timeline
                .transactions
                .iter()
                .map(|it| Transaction {
                    id: it.id.0,
                    statements: steps[it.steps.clone()].iter().map(|it| Statement::of(it, &masked)).collect(),
                    locks: Held::all(&steps[it.steps.clone()]),
                })
                .collect(),
            findings: analysis.findings.iter().map(|it| Finding::of(it, sources)).collect(),
            plan: Plan::of(&analysis.plan, sources),
            summary: Summary {
                errors: summary.errors,
                warnings: summary.warnings,
                notes: summary.notes,
                suppressed: summary.suppressed,
                statements: summary.statements,
                unmodeled: summary.unmodeled,
            },
            gate: analysis.gate.as_ref().map(|it| Gate::of(it, analysis.is_go())),
            prove: analysis.proof.as_ref().map(|it| prove::Prove::of(it, &masked, steps)),
        }
    }
}

impl HistoryReport {
    fn of(history: &History) -> Self {
        Self {
            root: history.root.clone(),
            tool: history.tool.as_str(),
            execution: history.execution.as_str(),
            applied: history.applied,
            pending: history.pending().len(),
        }
    }
}

impl Statement {
    fn of(step: &Step, masked: &Masked<'_>) -> Self {
        let span = step.span();
        let (start, end) = (masked.sources.start(span), masked.sources.end(span));
        Self {
            path: masked.path(span).to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            offset: span.start,
            length: span.len(),
            sql: masked.slice(span).to_owned(),
            kind: step.statement.kind.tag(),
            fails: step.effects.fails.as_ref().map(|it| redact(&it.message).into_owned()),
            effects: effects_of(&step.effects),
            duration: Duration::of(step.effects.duration),
        }
    }
}

/// Relations that the statement itself makes are in nobody's way and left out.
fn effects_of(effects: &effects::Effects) -> Vec<Effect> {
    let relations = effects.relations.iter().filter(|it| !it.created);
    let effect = |it: &effects::RelationEffect| Effect {
        relation: it.name.to_string(),
        relation_kind: it.kind,
        existed: it.existed,
        lock: it.lock.as_str(),
        rewrite: it.rewrite.is_some(),
        scan: it.scan.is_some(),
        rebuilt_indexes: it.rebuilt_indexes.iter().map(ToString::to_string).collect(),
        created: it.created,
        dropped: it.dropped,
        blocks: it.lock.blocked_activities().map(activity).collect(),
        release: release(it.release),
        on_account_of: it.on_account_of.as_ref().map(Account::of),
    };
    relations.map(effect).collect()
}

impl Held {
    fn all(steps: &[Step]) -> Vec<Self> {
        let one = |it: &held::Holding| Self {
            relation: it.name.to_string(),
            relation_kind: it.kind,
            existed: it.existed,
            lock: it.strongest().as_str(),
            stretches: it.stretches.iter().map(Stretch::of).collect(),
            blocks: it.blocks().map(|(what, when)| Blocked::of(what, when, steps)).collect(),
            on_account_of: it.on_account_of.as_ref().map(Account::of),
        };
        held::by_transaction(steps).iter().map(one).collect()
    }
}

impl Stretch {
    fn of(stretch: &held::Stretch) -> Self {
        let (from, until) = (stretch.statements.start, stretch.statements.end);
        Self { lock: stretch.mode.as_str(), from, until, release: release(stretch.release) }
    }
}

impl Blocked {
    fn of(what: Activity, when: std::ops::Range<usize>, steps: &[Step]) -> Self {
        let lasting = held::lasting(steps[when.clone()].iter().map(|it| &it.effects));
        Self { what: activity(what), from: when.start, until: when.end, duration: Duration::of(lasting) }
    }
}

impl Account {
    fn of(account: &effects::account::Account) -> Self {
        let constraint = match &account.link {
            Link::ForeignKey(name) => Some(name.to_string()),
            _ => None,
        };
        Self { relation: account.relation.to_string(), link: account.link.as_str(), constraint }
    }
}

fn activity(activity: Activity) -> &'static str {
    match activity {
        Activity::Reads => "reads",
        Activity::RowLocks => "row_locks",
        Activity::Writes => "writes",
        Activity::Vacuum => "vacuum",
        Activity::IndexBuilds => "index_builds",
        Activity::Ddl => "ddl",
    }
}

fn release(release: effects::Release) -> &'static str {
    match release {
        effects::Release::Statement => "statement",
        effects::Release::Transaction => "transaction",
    }
}

impl Duration {
    fn of(duration: effects::Duration) -> Self {
        Self { class: duration.class.as_str(), estimate_ms: duration.estimate_ms.map(|(low, high)| [low, high]) }
    }
}

impl Finding {
    fn of(finding: &finding::Finding, sources: &Sources) -> Self {
        let place = |it: &finding::Label| Location::of(it.span, sources);
        let related = |it| Related { location: place(it), message: redact(&it.text).into_owned() };
        let check = crate::checks::find(finding.check.0);
        Self {
            check: finding.check.0,
            category: check.map_or("", |it| &it.page.meta.category),
            severity: finding.severity.as_str(),
            certainty: finding.certainty.as_str(),
            message: redact(&finding.message).into_owned(),
            object: finding.object.clone(),
            location: finding.primary.as_ref().map(place),
            related: finding.related.iter().map(related).collect(),
            help: finding.help.as_deref().map(|it| redact(it).into_owned()),
            fix: finding.fix.as_ref().map(|it| Fix {
                location: Location::of(it.span, sources),
                replacement: redact(&it.replacement).into_owned(),
            }),
            suppressed: finding.suppressed.as_deref().map(str::to_owned),
        }
    }
}

impl Location {
    fn of(span: Span, sources: &Sources) -> Self {
        let (start, end) = (sources.start(span), sources.end(span));
        let path = sources.get(span.file).path.clone();
        Self { path, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl Plan {
    fn of(plan: &plan::Plan, sources: &Sources) -> Self {
        let phase = |it: &plan::Phase| Phase {
            phase: match it.kind {
                PhaseKind::Expand => "expand",
                PhaseKind::Backfill => "backfill",
                PhaseKind::Contract => "contract",
            },
            steps: it.steps.iter().map(|it| PlanStep::of(it, sources)).collect(),
        };
        let deploy = |it: &plan::Deploy| Deploy { after_step: it.after_step, what: redact(&it.what).into_owned() };
        Self {
            phases: plan.phases.iter().map(phase).collect(),
            deploys: plan.deploys.iter().map(deploy).collect(),
            questions: plan.questions.iter().map(|it| redact(it).into_owned()).collect(),
        }
    }
}

impl PlanStep {
    fn of(step: &plan::PlanStep, sources: &Sources) -> Self {
        let replaces = |it: &Span| Replaces { path: sources.get(it.file).path.clone(), line: sources.start(*it).line };
        let ms = |it: std::time::Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
        Self {
            id: step.id,
            sql: redact(&step.sql).into_owned(),
            transaction: match step.transaction {
                PlanTransaction::Autocommit => "autocommit".to_owned(),
                PlanTransaction::Together(number) => format!("block {number}"),
            },
            replaces: step.replaces.iter().map(replaces).collect(),
            effects: effects_of(&step.effects),
            duration: Duration::of(step.effects.duration),
            lock_timeout_ms: step.lock_timeout.map(ms),
            statement_timeout_ms: step.statement_timeout.map(ms),
            retry: redact(&step.retry).into_owned(),
            verify: step.verify.as_deref().map(|it| redact(it).into_owned()),
            rollback: step.rollback.as_deref().map(|it| redact(it).into_owned()),
            reversible: step.reversible,
            why: redact(&step.why).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::comparison::json::DiffReport, Report, SCHEMA};

    /// What `--format json` prints: a `DiffReport` where the command is `diff`, else a `Report`.
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged)]
    #[expect(dead_code, clippy::large_enum_variant, reason = "only its schema is asked for")]
    enum Printed {
        Report(Report),
        Diff(DiffReport),
    }

    /// Run with `MIGCHECK_UPDATE=1` to write the file anew.
    #[test]
    fn committed_schema_is_that_of_the_types() {
        let schema = schemars::schema_for!(Printed);
        let mut expected = serde_json::to_string_pretty(&schema).expect("a schema serialises");
        expected.push('\n');
        if std::env::var_os("MIGCHECK_UPDATE").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/migcheck.schema.json");
            std::fs::write(path, expected).expect("the schema file is writable");
            return;
        }
        assert_eq!(SCHEMA, expected, "run the test with MIGCHECK_UPDATE=1");
    }
}
