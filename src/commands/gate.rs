//! `migcheck gate`: what is pending on this server, and whether now is a good moment.

use super::{
    Outcome,
    analysis::Settings,
    check::analyse,
    conclude,
    recorded::{self, is_named},
    usage,
};
use crate::{
    catalog::relation::RelationKind,
    cli::GateArgs,
    database::{
        Server, Target,
        activity::{self, InvalidIndex, OpenTransaction},
    },
    error::{Error, Result},
    history::Tool,
    report::{Analysis, Gate, Seen, Subject},
    simulate::{effects::Wait, lock::LockMode},
};
use std::collections::BTreeMap;

pub(super) fn run(args: &GateArgs) -> Result<Outcome> {
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
    analysis.gate = Some(look(server, args.lock_timeout, &analysis, seen)?);
    conclude(&args.analysis, &analysis)
}

/// Who is in the way of what is pending, and what earlier runs have left behind.
fn look(server: &Server, lock_timeout: u64, analysis: &Analysis, mut blockers: Vec<Seen>) -> Result<Gate> {
    let concerned = concerned(analysis);
    let waits_for_all = analysis.timeline.steps.iter().any(|it| it.effects.waits.contains(&Wait::Snapshots));
    let mut notes = Vec::new();
    for transaction in activity::open_transactions(server, lock_timeout)? {
        if let Some(why) = in_the_way(&transaction, &concerned, waits_for_all) {
            blockers.push(Seen {
                message: format!("{} {why}", describe(&transaction)),
                help: format!("wait for it, or end it: SELECT pg_terminate_backend({})", transaction.pid),
            });
        }
    }
    for index in activity::invalid_indexes(server)? {
        let Some(seen) = left_behind(&index, &concerned) else { continue };
        notes.push(seen);
    }
    Ok(Gate { server: server.target.clone(), blockers, notes })
}

/// Tables that exist and that pending statements lock against more than reading and writing rows.
fn concerned(analysis: &Analysis) -> BTreeMap<String, LockMode> {
    let mut concerned = BTreeMap::new();
    for step in &analysis.timeline.steps {
        for effect in step.existing().filter(|it| it.lock >= LockMode::ShareUpdateExclusive) {
            let relation = step.before.relation(effect.relation).map(|it| &it.kind);
            let is_rows = matches!(relation, Some(RelationKind::Table(_) | RelationKind::MaterializedView(_)));
            if is_rows {
                // Spelled as the server query spells it, without quotes.
                let name = format!("{}.{}", effect.name.schema.as_str(), effect.name.name.as_str());
                let strongest: &mut LockMode = concerned.entry(name).or_insert(effect.lock);
                *strongest = effect.lock.max(*strongest);
            }
        }
    }
    concerned
}

fn in_the_way(
    transaction: &OpenTransaction,
    concerned: &BTreeMap<String, LockMode>,
    waits_for_all: bool,
) -> Option<String> {
    let held = transaction.tables.iter().find_map(|it| concerned.get_key_value(it));
    match held {
        Some((table, lock)) => Some(format!("holds a lock on {table}, which is to be locked {lock}")),
        None if waits_for_all && transaction.has_snapshot => {
            Some("holds back snapshots, and CONCURRENTLY waits for all of them".to_owned())
        }
        None => None,
    }
}

fn describe(transaction: &OpenTransaction) -> String {
    let state = transaction.state.as_deref().unwrap_or("in a state that this role may not see");
    let since = match transaction.seconds {
        Some(seconds) => format!(" for {seconds} s"),
        None => String::new(),
    };
    let application = transaction.application.as_deref().map(|it| format!(" of {it}")).unwrap_or_default();
    format!("process {}{application}, {state}, in a transaction{since},", transaction.pid)
}

fn left_behind(index: &InvalidIndex, concerned: &BTreeMap<String, LockMode>) -> Option<Seen> {
    concerned.get(&index.table)?;
    let cost = if index.ready { "every write still maintains it" } else { "no query uses it" };
    Some(Seen {
        message: format!("index {} of {} is INVALID: {cost}", index.name, index.table),
        help: format!("DROP INDEX CONCURRENTLY {}", index.name),
    })
}
