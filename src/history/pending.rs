//! Which migrations have run already and which have not: the user's rule, or what its absence most likely means.

use super::{
    OutOfOrder, Remark, Tool,
    folder::Folder,
    git::Changes,
    layout::{Entry, by_value},
};
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
    let mut remarks = out_of_order(tool, folder, &entries, &waiting, decision);
    if let Decision::New(changes) = decision {
        remarks.extend(rewritten(folder, &entries, changes));
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
            new || (it.repeatable && it.files.iter().any(|it| changes.edited.contains(it)))
        }),
        Decision::Last(count, _) => {
            let versioned = entries.iter().filter(|it| !it.repeatable).count();
            let mut skip = versioned.saturating_sub(*count);
            let mut each = Vec::with_capacity(entries.len());
            for entry in entries {
                let waits = !entry.repeatable && skip == 0;
                skip -= usize::from(!entry.repeatable && skip > 0);
                each.push(waits);
            }
            each
        }
        Decision::NotIn(versions) if tool.out_of_order() == OutOfOrder::SilentlySkipped => {
            // Such a tool compares with the highest version that it has recorded.
            let highest = versions.iter().max_by(|a, b| by_value(a, b));
            each(&|it| highest.is_none_or(|highest| by_value(&it.migration.version, highest).is_gt()))
        }
        Decision::NotIn(versions) => each(&|it| !versions.contains(&*it.migration.version)),
    }
}

impl Entry {
    /// The files that are run on the way up: the first one, which names the migration.
    fn migration_files(&self) -> impl Iterator<Item = &String> {
        self.files.iter().take(1)
    }
}

/// Migrations that wait although a newer one has run.
fn out_of_order(tool: Tool, folder: &Folder, entries: &[Entry], waiting: &[bool], decision: &Decision) -> Vec<Remark> {
    let known = matches!(decision, Decision::New(_) | Decision::NotIn(_));
    let consequence = match tool.out_of_order() {
        OutOfOrder::Applied => return Vec::new(),
        OutOfOrder::Refused => format!("{tool} refuses to run"),
        OutOfOrder::SilentlySkipped => format!("{tool} skips it silently and never runs it"),
    };
    let newest = entries.iter().zip(waiting).rposition(|(entry, waits)| !waits && !entry.repeatable);
    let Some(newest) = newest.filter(|_| known) else { return Vec::new() };
    let late = entries[..newest].iter().zip(waiting).filter(|(entry, waits)| **waits && !entry.repeatable);
    late.map(|(entry, _)| Remark {
        path: entry.files.first().map_or_else(|| folder.shown.clone(), |it| folder.show(it)),
        span: None,
        message: format!(
            "this migration is older than {}, which has run already: {consequence}",
            entries[newest].migration.name
        ),
        help: Some("give it a version that is newer than all others".to_owned()),
    })
    .collect()
}

/// Files of applied migrations that were edited, deleted or renamed.
fn rewritten(folder: &Folder, entries: &[Entry], changes: &Changes) -> Vec<Remark> {
    let remark = |name: &str, what: String, help: &str| Remark {
        path: folder.show(name),
        span: None,
        message: format!("{what} since {}, where it has run already", changes.reference),
        help: Some(help.to_owned()),
    };
    let old = |name: &String| changes.renamed.iter().find(|it| it.1 == name).map(|it| it.0);
    let files = entries.iter().filter(|it| !it.repeatable).flat_map(Entry::migration_files);
    files
        .filter_map(|name| {
            if changes.edited.contains(name) {
                let help = "databases that have run it will not run it again: make the change in a new migration";
                return Some(remark(name, "this migration was edited".to_owned(), help));
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
