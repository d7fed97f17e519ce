//! A hand-made analysis that every format is tried on; whole runs are in the integration tests.

use super::{Analysis, Format, Subject, TextOptions, render};
use crate::{
    base::{Origin, Source, Target, VersionSource},
    catalog::{Catalog, Known, PgVersion, RelationId, session::Session},
    finding::{Certainty, CheckId, Finding, Label, Severity},
    history::{History, Migration, Section, Tool},
    plan::{Deploy, Phase, PhaseKind, Plan, PlanStep, PlanTransaction},
    simulate::{
        Step, Timeline, Transaction,
        effects::{Duration, DurationClass, Effects, RelationEffect, Release, ScanReason},
        lock::LockMode,
        transaction::{BlockKind, ExecutionModel, TransactionId, TransactionState},
    },
    sql::{name::QualifiedName, parse, placeholders::Placeholders},
    text::{SourceText, Sources, Span},
};
use std::sync::Arc;

const FILE: &str = "\
-- who | <b>what</b>
CREATE INDEX orders_customer_idx ON orders (customer_id);
ALTER ROLE app PASSWORD 'hunter2';
";

fn analysis(subject: Subject) -> Analysis {
    let mut sources = Sources::default();
    let file = sources.add(SourceText::new("db/migrations/1_index.sql", FILE));
    let text = Arc::clone(sources.get(file));
    let whole = Span::new(file, 0..FILE.len());
    let statements = parse::parse(&text, whole).statements;
    let start = Catalog::new(PgVersion(16), Known::Everything);
    let steps: Vec<Step> = statements
        .into_iter()
        .map(|statement| {
            let sql = text.slice(statement.span);
            let effects = if sql.starts_with("CREATE INDEX") { index_build() } else { Effects::default() };
            Step {
                migration: 0,
                sql: sql.into(),
                statement: Arc::new(statement),
                before: start.clone(),
                after: start.clone(),
                effects,
                transaction: state(),
            }
        })
        .collect();
    let spans: Vec<Span> = steps.iter().map(Step::span).collect();
    let transaction = Transaction { id: TransactionId(1), steps: 0..steps.len(), end: spans.last().copied() };
    let section = Section {
        span: whole,
        execution: ExecutionModel::FileTransaction,
        placeholders: Placeholders::default(),
        continues: false,
        problems: Vec::new(),
    };
    Analysis {
        subject,
        target: Target { version: PgVersion(16), source: VersionSource::Flag },
        base: Origin { source: Source::Dump, description: "db/schema.sql (pg_dump)".to_owned(), reasons: Vec::new() },
        histories: vec![History {
            root: "db/migrations".to_owned(),
            tool: Tool::Goose,
            execution: ExecutionModel::FileTransaction,
            reasons: vec!["goose: as asked for".to_owned()],
            migrations: vec![Migration {
                repeatable: false,
                version: "1".into(),
                name: "1_index".into(),
                up: vec![section],
                down: vec![],
            }],
            applied: 0,
            remarks: Vec::new(),
        }],
        skipped: Vec::new(),
        findings: vec![finding(&spans)],
        plan: if subject == Subject::Plan { plan(spans[0]) } else { Plan::default() },
        problems: Vec::new(),
        gate: None,
        proof: None,
        fail_on: Some(Severity::Error),
        timeline: Timeline { start, steps, transactions: vec![transaction], problems: Vec::new() },
        sources,
    }
}

fn state() -> TransactionState {
    TransactionState {
        id: TransactionId(1),
        block: BlockKind::Tool,
        session: Session::default(),
        held: imbl::OrdMap::new(),
        created_here: imbl::OrdSet::new(),
        created_in_change: imbl::OrdSet::new(),
    }
}

fn index_build() -> Effects {
    let on_table = |lock, scan, created: bool, kind, name: &str| RelationEffect {
        relation: RelationId(1),
        name: QualifiedName::new("public", name),
        kind,
        existed: !created,
        lock,
        release: Release::Transaction,
        rewrite: None,
        scan,
        rebuilt_indexes: Vec::new(),
        created,
        dropped: false,
        on_account_of: None,
    };
    Effects {
        relations: vec![
            on_table(LockMode::Share, Some(ScanReason::BuildIndex), false, "table", "orders"),
            on_table(LockMode::AccessExclusive, None, true, "index", "orders_customer_idx"),
        ],
        duration: Duration { class: DurationClass::Build, estimate_ms: Some((900, 130_000)) },
        ..Effects::default()
    }
}

fn finding(spans: &[Span]) -> Finding {
    Finding {
        check: CheckId("create-index-blocks-writes"),
        severity: Severity::Error,
        certainty: Certainty::Likely,
        message: "building orders_customer_idx blocks writes to public.orders".to_owned(),
        object: "public.orders".to_owned(),
        relation: None,
        primary: Some(Label { span: spans[0], text: "SHARE lock on public.orders".to_owned() }),
        related: vec![Label { span: spans[1], text: "released here".to_owned() }],
        help: Some("CREATE INDEX CONCURRENTLY, outside a transaction".to_owned()),
        fix: None,
        suppressed: None,
    }
}

fn plan(replaced: Span) -> Plan {
    let step = PlanStep {
        id: 1,
        sql: "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id)".to_owned(),
        transaction: PlanTransaction::Autocommit,
        replaces: vec![replaced],
        effects: index_build(),
        lock_timeout: None,
        statement_timeout: None,
        retry: "drop the INVALID index, then run it again".to_owned(),
        verify: Some("SELECT indisvalid FROM pg_index".to_owned()),
        rollback: Some("DROP INDEX CONCURRENTLY orders_customer_idx".to_owned()),
        reversible: true,
        why: "builds without blocking writes".to_owned(),
    };
    Plan {
        phases: vec![Phase { kind: PhaseKind::Expand, steps: vec![step] }],
        deploys: vec![Deploy { after_step: 1, what: "the code that needs the index".to_owned() }],
        questions: vec!["how many rows orders has".to_owned()],
        left_out: Vec::new(),
    }
}

fn text(analysis: &Analysis, verbose: bool) -> String {
    let text = render(analysis, Format::Text, TextOptions { width: 100, verbose, timeline: false });
    anstream::adapter::strip_str(&text).to_string()
}

/// Compares with `testdata/reports/<name>`; `MIGCHECK_UPDATE=1` writes the file anew.
fn golden(name: &str, actual: &str) {
    let path = format!("{}/testdata/reports/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("MIGCHECK_UPDATE").is_some() {
        std::fs::write(&path, actual).expect("the golden file is writable");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(&expected, actual).unified_diff().to_string();
    assert!(diff.is_empty(), "{name} differs; MIGCHECK_UPDATE=1 accepts it\n{diff}");
}

/// The style sheet is looked at, not compared.
fn without_looks(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, after) = rest.split_once("</style>").expect("it ends");
    format!("{before}{after}")
}

#[test]
fn every_format() {
    let (check, plan) = (analysis(Subject::Check), analysis(Subject::Plan));
    let options = TextOptions { width: 100, verbose: false, timeline: false };
    golden("check.txt", &text(&check, false));
    golden("check-verbose.txt", &text(&check, true));
    golden("plan.txt", &text(&plan, false));
    golden("plan.json", &render(&plan, Format::Json, options));
    golden("check.github.txt", &render(&check, Format::Github, options));
    golden("plan.md", &render(&plan, Format::Markdown, options));
    golden("plan.html", &without_looks(&render(&plan, Format::Html, options)));
}

#[test]
fn no_secret_in_any_report() {
    for subject in [Subject::Check, Subject::Plan] {
        let mut analysis = analysis(subject);
        analysis.findings[0].message = "ALTER ROLE app PASSWORD 'hunter2'".to_owned();
        analysis.findings[0].help = Some("postgres://u:hunter2@h/d".to_owned());
        for format in [Format::Text, Format::Json, Format::Github, Format::Markdown, Format::Html] {
            let report = render(&analysis, format, TextOptions { width: 100, verbose: true, timeline: true });
            assert!(!report.contains("hunter2"), "{format:?}: {report}");
        }
    }
}

#[test]
fn html_cannot_be_broken_out_of() {
    let mut analysis = analysis(Subject::Check);
    analysis.findings[0].message = "</style></title><script>alert(1)</script> \" onload=\"x".to_owned();
    analysis.findings[0].help = Some("</pre><img src=x>".to_owned());
    let report = render(&analysis, Format::Html, TextOptions { width: 100, verbose: false, timeline: false });
    for forbidden in ["<script", "<img", "\" onload", "<b>what</b>"] {
        assert!(!report.contains(forbidden), "{forbidden} in {report}");
    }
}

#[test]
fn quiet_when_there_is_nothing_to_say() {
    let mut analysis = analysis(Subject::Check);
    analysis.findings.clear();
    let expected = "no findings: 2 statements in 1 file of db/migrations (goose, file_transaction); Postgres 16; \
                    schema from db/schema.sql (pg_dump)\n";
    assert_eq!(text(&analysis, false), expected);
}

#[test]
fn github_limits_and_escapes() {
    let mut analysis = analysis(Subject::Check);
    let mut finding = analysis.findings[0].clone();
    finding.message = "100 %, a: b\nc".to_owned();
    finding.help = None;
    finding.related.clear();
    analysis.findings = vec![finding; 13];
    let report = render(&analysis, Format::Github, TextOptions { width: 100, verbose: false, timeline: false });
    let annotations: Vec<_> = report.lines().filter(|it| it.starts_with("::error")).collect();
    assert_eq!(annotations.len(), 10);
    let expected = "::error title=migcheck (create-index-blocks-writes),file=db/migrations/1_index.sql,line=2,\
                    endLine=2,col=1,endColumn=57::100 %25, a: b%0Ac";
    assert_eq!(annotations[0], expected);
    assert!(report.contains("::notice title=migcheck::3 findings more in the log"), "{report}");
}

#[test]
fn markdown_cannot_be_broken_out_of() {
    let mut analysis = analysis(Subject::Check);
    analysis.findings[0].message = "<script> | ``` @octocat #1 [x](y) </details>".to_owned();
    analysis.findings[0].help = Some("````\n</details>\n```".to_owned());
    let report = render(&analysis, Format::Markdown, TextOptions { width: 100, verbose: false, timeline: false });
    for forbidden in ["<script>", "@octocat", "#1", "| [x](y)"] {
        assert!(!report.contains(forbidden), "{forbidden} in {report}");
    }
    assert!(report.contains("`````text\n````\n</details>\n```\n`````\n"), "{report}");
    assert!(report.contains("\\[x\\](y)"), "{report}");
}
