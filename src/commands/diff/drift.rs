//! `diff --drift`: the schema that the migrations which have run should have made, against the one that is there.

use super::{
    Context,
    side::{self, Loaded},
    usage,
};
use crate::{
    base::{Target, VersionSource},
    cli::{AnalysisArgs, BaseArgs, DiffArgs, OutputArgs, PendingArgs},
    commands::{analysis::Settings, recorded},
    database::{self, Server},
    error::{Error, Result},
    history::Tool,
    report::Seen,
};
use std::path::PathBuf;

/// What should be there, what is there, and what is odd about the record of what has run.
pub(super) fn sides(args: &DiffArgs, context: &Context) -> Result<(Loaded, Loaded, Vec<Seen>)> {
    let analysis = analysis_args(args);
    let mut settings = Settings::of(&analysis)?;
    if settings.server.is_none() {
        let target = database::Target::from_environment()?.ok_or_else(|| {
            usage("--drift needs a server".to_owned(), "give --database-url, or set PGHOST or PGSERVICE")
        })?;
        settings.server = Some(Server::connect(&target)?);
    }
    let mut seen = Vec::new();
    let mut histories = recorded::histories(&settings, &analysis, &mut seen)?;
    if let Some(plain) = histories.histories.iter().find(|it| it.tool == Tool::Plain) {
        let message = format!("{} belongs to no migration tool that records what has run", plain.root);
        let help = format!("`migcheck diff {} URL` compares with all of its files", plain.root);
        return Err(Error::Undecided { message, help: Some(help) });
    }
    let server =
        settings.server.as_ref().ok_or_else(|| usage("--drift needs a server".to_owned(), "--database-url"))?;
    // A folder below this one may be of another database.
    histories.histories.retain(|it| it.applied > 0);
    if histories.histories.is_empty() {
        let message = format!("{} has no record of a migration that has run", server.target);
        let help = "`migcheck diff FOLDER URL` compares with all migrations".to_owned();
        return Err(Error::Undecided { message, help: Some(help) });
    }
    let live = side::live(server)?;
    let version = Target { version: server.version, source: VersionSource::Live };
    let mut expected = side::replayed(histories, Some(context.said.unwrap_or(version)));
    let table = expected.histories.iter().flat_map(|it| &it.reasons).find(|it| it.starts_with("what has run"));
    expected.base.origin.reasons.extend(table.cloned());
    Ok((expected, live, seen))
}

fn analysis_args(args: &DiffArgs) -> AnalysisArgs {
    AnalysisArgs {
        paths: args.sides.iter().map(PathBuf::from).collect(),
        base: BaseArgs {
            schema: None,
            database_url: args.database_url.clone(),
            postgres: args.postgres,
            execution: None,
            stdin_filepath: None,
            config: args.config.clone(),
            placeholder: args.placeholder.clone(),
        },
        pending: PendingArgs { since: None, last: None, all: false },
        output: OutputArgs {
            format: None,
            output: None,
            fail_on: None,
            strict: false,
            timeline: false,
            verbose: false,
        },
    }
}
