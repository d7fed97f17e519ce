//! Which migrations have run already and which have not: the user's rule, or what its absence most likely means.

use super::{
    History, Migration, OutOfOrder, Remark, Tool,
    folder::Folder,
    git::Changes,
    layout::{Entry, by_value},
};
use crate::text::Sources;
use std::collections::BTreeSet;

/// The rule for one history, once `Auto` is resolved.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// These files, relative to the folder.
    Files(BTreeSet<String>),
    All(&'static str),
    Last(usize, String),
    New(Changes),
    NotIn(BTreeSet<String>),
}

/// What a decision makes of the entries of a history.
pub(super) struct Decided {
    /// First those that have run, then those that have not, each in the tool's order.
    pub(super) entries: Vec<Entry>,
    pub(super) applied: usize,
    pub(super) reason: String,
    pub(super) remarks: Vec<Remark>,
}

pub(super) fn decide(tool: Tool, folder: &Folder, mut entries: Vec<Entry>, decision: &Decision) -> Decided {
    let total = entries.len();
    if let Decision::Files(files) = decision {
        // What comes behind the last given file is of no interest.
        let last = entries.iter().rposition(|it| it.files.iter().any(|it| files.contains(it)));
        entries.truncate(last.map_or(0, |it| it + 1));
    }
    let waiting = waiting(tool, &entries, decision);
    let mut remarks = Vec::new();
    if matches!(decision, Decision::New(_) | Decision::NotIn(_)) {
        let all: Vec<_> = entries.iter().map(|it| &it.migration).collect();
        for (at, message) in late(tool, &all, &waiting) {
            let file = entries[at].files.first().map_or_else(|| folder.shown.clone(), |it| folder.show(it));
            remarks.push(late_remark(file, message));
        }
    }
    if let Decision::New(changes) = decision {
        remarks.extend(rewritten(tool, folder, &entries, changes));
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (entry, waits) in entries.into_iter().zip(&waiting) {
        if *waits { after.push(entry) } else { before.push(entry) }
    }
    let applied = before.len();
    let reason = reason(decision, after.len(), total);
    before.extend(after);
    Decided { entries: before, applied, reason, remarks }
}

/// Whether each entry has yet to run.
fn waiting(tool: Tool, entries: &[Entry], decision: &Decision) -> Vec<bool> {
    let each = |waits: &dyn Fn(&Entry) -> bool| entries.iter().map(waits).collect();
    match decision {
        Decision::All(_) => vec![true; entries.len()],
        Decision::Files(files) => each(&|it| it.files.iter().any(|it| files.contains(it))),
        Decision::New(changes) => each(&|it| {
            let new = it.migration_files().any(|it| changes.new.contains(it));
            new || (it.migration.repeatable && it.files.iter().any(|it| changes.edited.contains(it)))
        }),
        Decision::Last(count, _) => {
            let versioned = entries.iter().filter(|it| !it.migration.repeatable).count();
            let mut skip = versioned.saturating_sub(*count);
            let mut each = Vec::with_capacity(entries.len());
            for entry in entries {
                let waits = !entry.migration.repeatable && skip == 0;
                skip -= usize::from(!entry.migration.repeatable && skip > 0);
                each.push(waits);
            }
            each
        }
        Decision::NotIn(versions) => {
            let unrecorded = unrecorded(tool, versions);
            each(&|it| unrecorded(&it.migration))
        }
    }
}

/// Tells whether the history table lacks a migration.
fn unrecorded(tool: Tool, versions: &BTreeSet<String>) -> impl Fn(&Migration) -> bool {
    // A tool that skips late migrations compares with the highest version that it has recorded.
    let highest = versions.iter().max_by(|a, b| by_value(a, b));
    let by_highest = tool.out_of_order() == OutOfOrder::SilentlySkipped;
    move |it| match highest {
        Some(highest) if by_highest => by_value(&it.version, highest).is_gt(),
        _ => !versions.contains(&*it.version),
    }
}

pub(super) fn set_recorded(history: &mut History, sources: &Sources, versions: &BTreeSet<String>) {
    let migrations = std::mem::take(&mut history.migrations);
    let waiting: Vec<_> = migrations.iter().map(|it| !versions.contains(&*it.version)).collect();
    let all: Vec<_> = migrations.iter().collect();
    // Whoever reads the table of a tool that skips late migrations knows that they will not run, too.
    let is_known = history.tool.out_of_order() == OutOfOrder::SilentlySkipped;
    let late = if is_known { Vec::new() } else { late(history.tool, &all, &waiting) };
    for (at, message) in late {
        let file = all[at].up.first().map(|it| sources.get(it.span.file).path.clone());
        history.remarks.push(late_remark(file.unwrap_or_else(|| history.root.clone()), message));
    }
    let (after, before): (Vec<_>, Vec<_>) = migrations.into_iter().zip(waiting).partition(|it| it.1);
    history.applied = before.len();
    history.reasons.retain(|it| !it.starts_with("pending: "));
    history.reasons.push(reason(&Decision::NotIn(versions.clone()), after.len(), before.len() + after.len()));
    history.migrations = before.into_iter().chain(after).map(|it| it.0).collect();
}

impl Entry {
    /// The files that are run on the way up: the first one, which names the migration.
    fn migration_files(&self) -> impl Iterator<Item = &String> {
        self.files.iter().take(1)
    }
}

/// Migrations that wait although a newer one has run, and what the tool does with them.
fn late(tool: Tool, migrations: &[&Migration], waiting: &[bool]) -> Vec<(usize, String)> {
    let consequence = match tool.out_of_order() {
        OutOfOrder::Applied => return Vec::new(),
        OutOfOrder::Refused => format!("{tool} refuses to run"),
        OutOfOrder::SilentlySkipped => format!("{tool} skips it silently and never runs it"),
    };
    let newest = migrations.iter().zip(waiting).rposition(|(it, waits)| !waits && !it.repeatable);
    let Some(newest) = newest else { return Vec::new() };
    let name = &migrations[newest].name;
    let message = format!("this migration is older than {name}, which has run already: {consequence}");
    (0..newest).filter(|at| waiting[*at] && !migrations[*at].repeatable).map(|at| (at, message.clone())).collect()
}

fn late_remark(path: String, message: String) -> Remark {
    Remark { path, span: None, message, help: Some("give it a version that is newer than all others".to_owned()) }
}

/// Files of applied migrations that were edited, deleted or renamed.
fn rewritten(tool: Tool, folder: &Folder, entries: &[Entry], changes: &Changes) -> Vec<Remark> {
    let remark = |name: &str, what: String, help: &str| Remark {
        path: folder.show(name),
        span: None,
        message: format!("{what} since {}, where it has run already", changes.reference),
        help: Some(help.to_owned()),
    };
    let old = |name: &String| changes.renamed.iter().find(|it| it.1 == name).map(|it| it.0);
    let files = entries.iter().filter(|it| !it.migration.repeatable).flat_map(Entry::migration_files);
    files
        .filter_map(|name| {
            if changes.edited.contains(name) {
                let help = "databases that have run it will not run it again: make the change in a new migration";
                let mut found = remark(name, "this migration was edited".to_owned(), help);
                if tool.keeps_checksums() {
                    found.message.push_str(&format!(": {tool} refuses to run, because its checksum differs"));
                }
                return Some(found);
            }
            if !changes.deleted.contains(name) {
                return None;
            }
            let help = "databases that have run it keep what it did";
            Some(match old(name) {
                Some(new) => remark(name, format!("this migration was renamed to {new}"), "it will run once more"),
                None => remark(name, "this migration was deleted".to_owned(), help),
            })
        })
        .collect()
}

fn reason(decision: &Decision, count: usize, total: usize) -> String {
    let migrations = |count: usize| match count {
        1 => "1 migration".to_owned(),
        _ => format!("{count} migrations"),
    };
    match decision {
        Decision::Files(_) => format!("pending: {}, as given; older ones have run", migrations(count)),
        Decision::All(why) => format!("pending: all {total} ({why})"),
        Decision::Last(_, why) => format!("pending: the last {count} of {total} ({why})"),
        Decision::New(it) => {
            format!("pending: {} that {} does not have (merge base {})", migrations(count), it.reference, it.merge_base)
        }
        Decision::NotIn(_) => format!("pending: {} that the history table does not record", migrations(count)),
    }
}
