//! What is pending on a live server: what the migration tool's own table there lacks.

use super::analysis::Settings;
use crate::{
    cli::AnalysisArgs,
    database::{
        Server,
        history_table::{self, Applied, Versions},
    },
    error::Result,
    history::{Histories, History, Migration, PendingRule, Tool, flyway},
    report::Seen,
    text::Sources,
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
        let recorded = recorded(server, history, sources, seen)?;
        history.set_recorded(sources, &recorded);
    }
    Ok(histories)
}

/// The versions that have run, as the tool writes them.
fn recorded(
    server: &Server,
    history: &mut History,
    sources: &Sources,
    seen: &mut Vec<Seen>,
) -> Result<BTreeSet<String>> {
    let Some(applied) = history_table::read(server, history.tool.as_str())? else {
        history.reasons.push(format!("{} has no table of {}: nothing has run yet", server.target, history.tool));
        return Ok(BTreeSet::new());
    };
    history.reasons.push(format!("what has run is read from {}", applied.table));
    if let Some(version) = &applied.broken {
        seen.push(Seen {
            message: format!("{} says that {version} failed half-way", applied.table),
            help: format!("repair it the way {} wants, then run the gate again", history.tool),
        });
    }
    let versions = |has_run: &dyn Fn(&Migration) -> bool| {
        let run = history.migrations.iter().filter(|it| has_run(it));
        run.map(|it| it.version.to_string()).collect()
    };
    Ok(match &applied.versions {
        Versions::Set(_) if history.tool == Tool::Flyway => versions(&flyway_has_run(&applied, sources)),
        Versions::Set(recorded) => versions(&|it| recorded.contains(&*it.version)),
        Versions::Names(names) => versions(&|it| names.contains(&*it.name)),
        Versions::UpTo(latest) => versions(&|it| it.version.parse::<i64>().is_ok_and(|it| it <= *latest)),
    })
}

/// Flyway compares versions by value, ignores what its baseline stands for, and runs repeatable files whenever their
/// text has changed.
fn flyway_has_run(applied: &Applied, sources: &Sources) -> impl Fn(&Migration) -> bool {
    let recorded: BTreeSet<_> = match &applied.versions {
        Versions::Set(versions) => versions.iter().map(|it| flyway::key(it)).collect(),
        Versions::Names(_) | Versions::UpTo(_) => BTreeSet::new(),
    };
    move |it| {
        let version = &*it.version;
        if it.repeatable {
            let text = it.up.first().map_or("", |it| &*sources.get(it.span.file).text);
            return applied.checksums.get(version) == Some(&flyway::checksum(text));
        }
        let in_baseline = || applied.baseline.iter().any(|baseline| flyway::compare(version, baseline).is_le());
        recorded.contains(&flyway::key(version)) || in_baseline()
    }
}
