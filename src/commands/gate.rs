//! `migcheck gate`: what is pending on this server, and whether now is a good moment.

mod look;

use super::{
    Outcome,
    analysis::Settings,
    check::analyse,
    conclude,
    recorded::{self, is_named},
    usage,
};
use crate::{
    cli::GateArgs,
    database::{Server, Target, activity},
    error::{Error, Result},
    history::Tool,
    report::Subject,
};
use std::time::Duration;

/// Where neither the user nor the server says how long a strong lock will wait: what `plan` proposes.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) fn run(args: &GateArgs) -> Result<Outcome> {
    if args.analysis.base.schema.is_some() {
        return Err(usage("gate reads the schema from the server".to_owned(), "leave out --schema"));
    }
    let mut settings = Settings::of(&args.analysis)?;
    if settings.server.is_none() {
        let target = Target::from_environment()?.ok_or_else(|| {
            usage("gate needs a server".to_owned(), "give --database-url, or set PGHOST or PGSERVICE")
        })?;
        settings.server = Some(Server::connect(&target)?);
        settings.schema = None;
    }
    let mut seen = Vec::new();
    let mut histories = recorded::histories(&settings, &args.analysis, &mut seen)?;
    if let Some(history) = histories.histories.iter().find(|it| it.tool == Tool::Plain && !is_named(&args.analysis)) {
        let message = format!("{} belongs to no migration tool that records what has run", history.root);
        let help = "name the pending files as arguments, or give --since or --last".to_owned();
        return Err(Error::Undecided { message, help: Some(help) });
    }
    let base = settings.base(&mut histories)?;
    let mut analysis = analyse(&settings, Subject::Gate, histories, base);
    let server = settings.server.as_ref().ok_or_else(|| usage("gate needs a server".to_owned(), "--database-url"))?;
    let lock_timeout = match args.lock_timeout {
        Some(seconds) => Duration::from_secs(seconds),
        None => activity::lock_timeout(server)?.unwrap_or(LOCK_TIMEOUT),
    };
    analysis.gate = Some(look::look(server, lock_timeout, &analysis, seen)?);
    conclude(&args.analysis, &analysis)
}
