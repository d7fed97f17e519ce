//! `migcheck audit`: the whole schema, no migration needed.

use super::{Outcome, analysis::Settings, conclude};
use crate::{
    checks,
    cli::AnalysisArgs,
    error::Result,
    history::{Histories, PendingRule},
    plan::Plan,
    report::{Analysis, Subject},
    simulate::Timeline,
};

pub(super) fn run(args: &AnalysisArgs) -> Result<Outcome> {
    let settings = Settings::of(args)?;
    // A given schema stands for itself; else all migrations together are the schema.
    let mut histories =
        if settings.has_schema() { Histories::default() } else { applied(settings.histories(args, PendingRule::All)?) };
    let base = settings.base(&mut histories)?;
    let findings = checks::audit(&settings.config.checks, &base.catalog);
    let timeline = Timeline { start: base.catalog, steps: Vec::new(), transactions: Vec::new(), problems: Vec::new() };
    let analysis = Analysis {
        subject: Subject::Audit,
        sources: histories.sources,
        target: base.target,
        base: base.origin,
        histories: histories.histories,
        skipped: histories.skipped,
        timeline,
        findings,
        plan: Plan::default(),
        problems: base.problems,
        gate: None,
        proof: None,
        fail_on: settings.fail_on,
    };
    conclude(args, &analysis)
}

/// All migrations taken as having run.
pub(super) fn applied(mut histories: Histories) -> Histories {
    for history in &mut histories.histories {
        history.applied = history.migrations.len();
    }
    histories
}
