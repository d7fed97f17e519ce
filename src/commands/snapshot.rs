//! `migcheck snapshot`: a schema as a file for later runs that have no database.

use super::{Outcome, analysis::Settings};
use crate::{
    base::snapshot,
    cli::AnalysisArgs,
    error::Result,
    history::{Histories, PendingRule},
};

pub(super) fn run(args: &AnalysisArgs) -> Result<Outcome> {
    let settings = Settings::of(args)?;
    let mut histories = match settings.schema {
        Some(_) => Histories::default(),
        None => super::audit::applied(settings.histories(args, PendingRule::All)?),
    };
    let base = settings.base(&mut histories)?;
    let exit_code = if args.output.strict && !base.problems.is_empty() { 3 } else { 0 };
    Ok(Outcome { report: snapshot::write(&base.catalog), output: args.output.output.clone(), exit_code })
}
