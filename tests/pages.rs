//! Every page in `checks/` is a test: its examples are run, and what they give is what the page says.
//!
//! `MIGCHECK_BLESS=1` writes the reports into the pages and the matrix into `testdata/pages_matrix.txt`.

#[path = "support/page.rs"]
mod page;

use libtest_mimic::{Arguments, Failed, Trial};
use migcheck::{
    catalog::{Catalog, Known, PgVersion, compare::compare, session::Session},
    checks::{self, Check, Settings},
    finding::Finding,
    report,
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Timeline, transaction::ExecutionModel},
    sql::parse::parse,
    text::{SourceText, Sources, Span},
};
use page::{Block, blocks};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path, sync::Arc};

fn main() {
    let mut trials: Vec<Trial> =
        checks::all().iter().map(|check| Trial::test(check.id.0, move || page_holds(check))).collect();
    trials.push(Trial::test("matrix", matrix_is_as_recorded));
    trials.push(Trial::test("new_tables_are_nobodys", new_tables_are_nobodys));
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

fn blessing() -> bool {
    env::var_os("MIGCHECK_BLESS").is_some()
}

fn one<'a>(blocks: &'a [Block], info: &str) -> Result<&'a Block, Failed> {
    let found: Vec<&Block> = blocks.iter().filter(|it| it.info == info).collect();
    match found.as_slice() {
        [block] => Ok(block),
        other => Err(format!("a page has one block `{info}`, not {}", other.len()).into()),
    }
}

/// What running one example over a schema gives.
struct Run {
    sources: Sources,
    timeline: Timeline,
    findings: Vec<Finding>,
}

fn schema(text: &str) -> Result<Catalog, Failed> {
    let mut catalog = Catalog::new(PgVersion::DEFAULT, Known::Everything);
    let mut session = Session::default();
    let source = SourceText::new("schema.sql", text);
    let parsed = parse(&source, Span::new(migcheck::text::FileId(0), 0..text.len()));
    if let Some(problem) = parsed.problems.first() {
        return Err(format!("schema: {}", problem.message).into());
    }
    for statement in &parsed.statements {
        catalog
            .apply(&statement.kind, &mut session)
            .map_err(|it| format!("schema: {}: {}", source.slice(statement.span), it.message))?;
    }
    Ok(catalog)
}

/// Runs blocks as migrations of their own, each with its execution model.
fn run(start: &Catalog, migrations: &[(&str, ExecutionModel)]) -> Result<Run, Failed> {
    let mut sources = Sources::default();
    let mut pending = Vec::new();
    for (at, (text, execution)) in migrations.iter().enumerate() {
        let file = sources.add(SourceText::new(format!("migrations/{}.sql", at + 1), *text));
        let source = Arc::clone(sources.get(file));
        let parsed = parse(&source, Span::new(file, 0..text.len()));
        if let Some(problem) = parsed.problems.first() {
            return Err(problem.message.clone().into());
        }
        let statements = parsed
            .statements
            .into_iter()
            .map(|it| PendingStatement { sql: Arc::from(source.slice(it.span)), statement: Arc::new(it) });
        let section =
            PendingSection { sent: simulate::Sent::Whole, execution: *execution, statements: statements.collect() };
        pending.push(PendingMigration { name: Arc::from(source.path.as_str()), history: 0, sections: vec![section] });
    }
    let timeline = simulate::run(start.clone(), &pending);
    let findings = checks::run(&Settings::default(), &timeline);
    Ok(Run { sources, timeline, findings })
}

fn execution(check: &Check) -> ExecutionModel {
    let named = check.page.meta.execution.as_deref().and_then(ExecutionModel::parse);
    named.unwrap_or(ExecutionModel::FileTransaction)
}

fn page_holds(check: &'static Check) -> Result<(), Failed> {
    let blocks = blocks(check.page.body);
    let start = schema(&one(&blocks, "sql schema")?.text)?;
    complete(check)?;

    let bad = &one(&blocks, "sql bad")?.text;
    let bad = run(&start, &[(bad, execution(check))])?;
    let own: Vec<Finding> = bad.findings.iter().filter(|it| it.check == check.id).cloned().collect();
    if own.is_empty() {
        return Err(format!("the bad example does not make {} fire", check.id).into());
    }
    let report = report::text::plain_findings(&own, &bad.sources);
    let expected = &one(&blocks, "text report")?.text;
    if blessing() {
        bless(check, &report)?;
    } else if report.trim_end() != expected.trim_end() {
        return Err(diff(expected, &report).into());
    }

    let goods: Vec<(&str, ExecutionModel)> =
        blocks.iter().filter_map(|it| Some((it.text.as_str(), good_execution(&it.info)?))).collect();
    if goods.is_empty() {
        return Err("a page has a `sql good` block".into());
    }
    let good = run(&start, &goods)?;
    let open: Vec<Finding> = good.findings.iter().filter(|it| it.suppressed.is_none()).cloned().collect();
    if !open.is_empty() {
        let report = report::text::plain_findings(&open, &good.sources);
        return Err(format!("the good example makes checks fire:\n{report}").into());
    }
    let differences = compare(bad.timeline.end(), good.timeline.end());
    match &check.page.meta.ends_differently {
        None if !differences.is_empty() => Err(format!("bad and good end differently: {differences:#?}").into()),
        Some(_) if differences.is_empty() => Err("bad and good end in the same schema after all".into()),
        _ => Ok(()),
    }
}

fn good_execution(info: &str) -> Option<ExecutionModel> {
    match info {
        "sql good" => Some(ExecutionModel::FileTransaction),
        "sql good autocommit" => Some(ExecutionModel::SplitAutocommit),
        _ => None,
    }
}

fn complete(check: &Check) -> Result<(), Failed> {
    let body = check.page.body;
    for section in ["## Example", "## Instead", "## When it is safe"] {
        if !body.contains(section) {
            return Err(format!("the page lacks the section {section}").into());
        }
    }
    if check.page.headline.is_empty() {
        return Err("the page has no headline".into());
    }
    for other in &check.page.meta.see {
        if checks::find(other).is_none() {
            return Err(format!("`see` names {other}, which is no check").into());
        }
    }
    Ok(())
}

fn bless(check: &Check, report: &str) -> Result<(), Failed> {
    let path = format!("checks/{}.md", check.id.0.replace('-', "_"));
    let page = fs::read_to_string(&path)?;
    let (before, rest) = page.split_once("```text report\n").ok_or("no report block")?;
    let after = rest.split_once("```").ok_or("the report block does not end")?.1;
    fs::write(&path, format!("{before}```text report\n{}\n```{after}", report.trim_end()))?;
    Ok(())
}

/// Which checks fire on which page's bad example: a change here is a change for users.
fn matrix_is_as_recorded() -> Result<(), Failed> {
    let mut text = String::new();
    for check in checks::all() {
        let blocks = blocks(check.page.body);
        let start = schema(&one(&blocks, "sql schema")?.text)?;
        let bad = run(&start, &[(&one(&blocks, "sql bad")?.text, execution(check))])?;
        let mut fired: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in bad.findings.iter().filter(|it| it.suppressed.is_none()) {
            *fired.entry(finding.check.0).or_default() += 1;
        }
        let fired: Vec<&str> = fired.into_keys().collect();
        writeln!(text, "{}: {}", check.id, fired.join(", "))?;
        // Comments alone, and the schema as it is, are nothing to speak of.
        for quiet in ["-- nothing to see\n/* here either */", ""] {
            let findings = run(&start, &[(quiet, ExecutionModel::FileTransaction)])?.findings;
            if let Some(finding) = findings.first() {
                return Err(format!("{} fires on nothing: {}", finding.check, finding.message).into());
            }
        }
    }
    let path = Path::new("testdata/pages_matrix.txt");
    if blessing() {
        fs::write(path, &text)?;
    }
    let recorded = fs::read_to_string(path).unwrap_or_default();
    if recorded == text { Ok(()) } else { Err(diff(&recorded, &text).into()) }
}

/// A change whose tables are all new stops nobody: schema and bad example as one migration are silent, but for checks
/// that speak of the schema itself, of failures and of comments.
fn new_tables_are_nobodys() -> Result<(), Failed> {
    let about_more = ["integrity", "tenancy", "input", "transactions"];
    for check in checks::all().iter().filter(|it| !about_more.contains(&it.page.meta.category.as_str())) {
        let blocks = blocks(check.page.body);
        let all = format!("{}\n{}", one(&blocks, "sql schema")?.text, one(&blocks, "sql bad")?.text);
        let empty = Catalog::new(PgVersion::DEFAULT, Known::Everything);
        let all = run(&empty, &[(&all, execution(check))])?;
        let speaks = |it: &&Finding| {
            let category = checks::find(it.check.0).map(|it| it.page.meta.category.as_str()).unwrap_or_default();
            it.suppressed.is_none() && !about_more.contains(&category)
        };
        if let Some(finding) = all.findings.iter().find(speaks) {
            return Err(format!("{}: {} fires on new tables: {}", check.id, finding.check, finding.message).into());
        }
    }
    Ok(())
}

fn diff(expected: &str, found: &str) -> String {
    let diff = similar::TextDiff::from_lines(expected, found);
    format!("{}", diff.unified_diff().header("expected", "found"))
}
