//! `migcheck snapshot`: a schema as a file for later runs that have no database.

use super::{Outcome, analysis::Settings, problem_lines};
use crate::{
    base::snapshot,
    cli::AnalysisArgs,
    error::Result,
    history::{Histories, PendingRule},
};

pub(super) fn run(args: &AnalysisArgs) -> Result<Outcome> {
    let settings = Settings::of(args)?;
    let mut histories = if settings.has_schema() {
        Histories::default()
    } else {
        super::audit::applied(settings.histories(args, PendingRule::All)?)
    };
    let base = settings.base(&mut histories)?;
    let exit_code = if args.output.strict && !base.problems.is_empty() { 3 } else { 0 };
    let warnings = problem_lines(args, &base.problems, &histories.sources);
    let report = snapshot::write(&base.catalog);
    Ok(Outcome { report, output: args.output.output.clone(), warnings, exit_code })
}
