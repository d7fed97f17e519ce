//! `migcheck check` and `migcheck plan`: the pipeline from migrations to findings and the safe way.

use super::{Outcome, analysis::Settings, conclude};
use crate::{
    checks,
    cli::AnalysisArgs,
    error::Result,
    history::{Histories, Migration, Section},
    plan::{self, Plan},
    report::{Analysis, Subject},
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Sent},
    sql::parse,
    text::Problem,
};
use std::sync::Arc;

pub(super) fn run(args: &AnalysisArgs, subject: Subject) -> Result<Outcome> {
    let settings = Settings::of(args)?;
    let mut histories = settings.histories(args, args.pending.rule())?;
    let base = settings.base(&mut histories)?;
    // From here on nothing reads and nothing can fail.
    let mut problems = base.problems;
    let pending = pending(&histories, &mut problems);
    let timeline = simulate::run(base.catalog, &pending);
    let findings = checks::run(&settings.config.checks, &timeline);
    let plan = match subject {
        Subject::Plan => plan::propose(&timeline, &findings),
        Subject::Check | Subject::Audit => Plan::default(),
    };
    problems.extend(timeline.problems.iter().cloned());
    let analysis = Analysis {
        subject,
        sources: histories.sources,
        target: base.target,
        base: base.origin,
        histories: histories.histories,
        skipped: histories.skipped,
        timeline,
        findings,
        plan,
        problems,
    };
    conclude(args, settings.fail_on, &analysis)
}

/// What has not run yet, read, in the order in which it will run.
fn pending(histories: &Histories, problems: &mut Vec<Problem>) -> Vec<PendingMigration> {
    let mut pending = Vec::new();
    for (history, its) in histories.histories.iter().enumerate() {
        let sent = if its.tool.sends_by_statement() { Sent::ByStatement } else { Sent::Whole };
        for Migration { name, up, .. } in its.pending() {
            let sections = up.iter().map(|it| section(it, sent, histories, problems)).collect();
            pending.push(PendingMigration { name: Arc::clone(name), history, sections });
        }
    }
    pending
}

fn section(section: &Section, sent: Sent, histories: &Histories, problems: &mut Vec<Problem>) -> PendingSection {
    let source = histories.sources.get(section.span.file);
    let mut parsed = parse::parse(source, section.span);
    problems.append(&mut parsed.problems);
    let statements = parsed.statements.into_iter().map(|statement| {
        let sql = Arc::from(source.slice(statement.span));
        PendingStatement { statement: Arc::new(statement), sql }
    });
    PendingSection { sent, execution: section.execution, statements: statements.collect() }
}
