//! What is pending on a live server: what the migration tool's own table there lacks.

use super::analysis::Settings;
use crate::{
    cli::AnalysisArgs,
    database::{
        Server,
        history_table::{self, Versions},
    },
    error::Result,
    history::{Histories, History, PendingRule, Tool},
    report::Seen,
};
use std::collections::BTreeSet;

/// Whether the user said what is pending: files, stdin, or a rule.
pub(super) fn is_named(args: &AnalysisArgs) -> bool {
    args.pending.rule() != PendingRule::Auto || args.paths.iter().any(|it| it.is_file() || it.as_os_str() == "-")
}

/// What the user names, or what the table on the server lacks; `seen` gets what is wrong with that table.
pub(super) fn histories(settings: &Settings, args: &AnalysisArgs, seen: &mut Vec<Seen>) -> Result<Histories> {
    let Some(server) = settings.server.as_ref().filter(|_| !is_named(args)) else {
        return settings.histories(args, args.pending.rule());
    };
    let mut histories = settings.histories(args, PendingRule::All)?;
    let Histories { sources, histories: all, .. } = &mut histories;
    // A plain folder has no tool that keeps a table: all of it is pending.
    for history in all.iter_mut().filter(|it| it.tool != Tool::Plain) {
        let recorded = recorded(server, history, seen)?;
        history.set_recorded(sources, &recorded);
    }
    Ok(histories)
}

/// The versions that have run, as the tool writes them.
fn recorded(server: &Server, history: &mut History, seen: &mut Vec<Seen>) -> Result<BTreeSet<String>> {
    let Some(applied) = history_table::read(server, history.tool.as_str())? else {
        history.reasons.push(format!("{} has no table of {}: nothing has run yet", server.target, history.tool));
        return Ok(BTreeSet::new());
    };
    history.reasons.push(format!("what has run is read from {}", applied.table));
    if let Some(version) = applied.broken {
        seen.push(Seen {
            message: format!("{} says that {version} failed half-way", applied.table),
            help: format!("repair it the way {} wants, then run the gate again", history.tool),
        });
    }
    Ok(match applied.versions {
        Versions::Set(versions) => versions,
        Versions::UpTo(latest) => {
            let versions = history.migrations.iter().map(|it| it.version.to_string());
            versions.filter(|it| it.parse::<i64>().is_ok_and(|it| it <= latest)).collect()
        }
    })
}
