//! `migcheck check` and `migcheck plan`: the pipeline from migrations to findings and the safe way.

use super::{Outcome, analysis::Settings, conclude, recorded};
use crate::{
    base::Base,
    checks,
    cli::AnalysisArgs,
    error::Result,
    history::{Histories, Migration, Section, Tool},
    plan::{self, Plan},
    report::{Analysis, Subject},
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Sent, transaction::ExecutionModel},
    sql::parse,
    text::Problem,
};
use std::sync::Arc;

pub(super) fn run(args: &AnalysisArgs, subject: Subject) -> Result<Outcome> {
    let settings = Settings::of(args)?;
    let mut seen = Vec::new();
    let mut histories = recorded::histories(&settings, args, &mut seen)?;
    let base = settings.base(&mut histories)?;
    let mut outcome = conclude(args, &analyse(&settings, subject, histories, base))?;
    outcome.warnings.extend(seen.into_iter().map(|it| format!("{}; {}", it.message, it.help)));
    Ok(outcome)
}

/// From migrations and the schema before them to findings and plan: nothing here reads, and nothing can fail.
pub(super) fn analyse(settings: &Settings, subject: Subject, histories: Histories, base: Base) -> Analysis {
    let mut problems = base.problems;
    let pending = pending(&histories, &mut problems);
    let timeline = simulate::run(base.catalog, &pending);
    let findings = checks::run(&settings.config.checks, &timeline);
    let plan = match subject {
        Subject::Plan | Subject::Gate | Subject::Prove => plan::propose(&timeline, &findings),
        Subject::Check | Subject::Audit => Plan::default(),
    };
    problems.extend(timeline.problems.iter().cloned());
    Analysis {
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
        gate: None,
        proof: None,
        fail_on: settings.fail_on,
    }
}

/// What has not run yet, read, in the order in which it will run.
pub(super) fn pending(histories: &Histories, problems: &mut Vec<Problem>) -> Vec<PendingMigration> {
    let mut pending = Vec::new();
    for (history, its) in histories.histories.iter().enumerate() {
        for Migration { name, up, .. } in its.pending() {
            let mut sections: Vec<PendingSection> = Vec::new();
            for it in up {
                let next = section(it, its.tool, histories, problems);
                match sections.last_mut().filter(|_| it.continues) {
                    Some(unit) => unit.statements.extend(next.statements),
                    None => sections.push(next),
                }
            }
            pending.push(PendingMigration { name: Arc::clone(name), history, sections });
        }
    }
    pending
}

fn section(section: &Section, tool: Tool, histories: &Histories, problems: &mut Vec<Problem>) -> PendingSection {
    let sent = if tool.sends_by_statement() { Sent::ByStatement } else { Sent::Whole };
    let source = histories.sources.get(section.span.file);
    let mut parsed = parse::parse_sent(source, section.span, &section.placeholders);
    problems.extend(section.problems.iter().cloned());
    problems.append(&mut parsed.problems);
    if section.execution != ExecutionModel::Psql {
        let one = sent == Sent::Whole && section.execution != ExecutionModel::SplitAutocommit;
        let text = if one { parse::Text::Whole } else { parse::Text::ByStatement };
        parse::refuse_psql(source, section.span, &mut parsed, text);
        if !tool.sends_copy_data() {
            parse::refuse_data(source, &mut parsed);
        }
    }
    let texts = parsed.sent;
    let statements = parsed.statements.into_iter().enumerate().map(|(at, statement)| {
        let put_in = texts.as_ref().and_then(|it| it.get(at)).map(Arc::clone);
        let sql = put_in.unwrap_or_else(|| Arc::from(source.slice(statement.span)));
        PendingStatement { statement: Arc::new(statement), sql }
    });
    PendingSection { sent, execution: section.execution, statements: statements.collect() }
}
