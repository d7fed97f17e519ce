//! `observed.json`: what the servers did for every case, for the tests that have no server, and the
//! test that keeps it true.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::cases::{self, Case};
use crate::observe::{Observation, Workplace, observe};
use crate::server::{self, MAJORS};

/// By case, by major.
pub(crate) type Record = BTreeMap<String, BTreeMap<u16, Observation>>;

const CASES: &str = "observed.json";
/// Set to `write` to make the record anew instead of comparing with it, to `add` to observe only the cases that it
/// does not have.
pub(crate) const MODE: &str = "MIGCHECK_OBSERVE";
/// Observes only the cases whose text contains this, and prints them.
const ONLY: &str = "MIGCHECK_CASES";

#[test]
fn record_equals_servers() {
    let only = std::env::var(ONLY).ok();
    let mode = std::env::var(MODE).unwrap_or_default();
    let all = cases::all();
    let known = if mode == "add" { read() } else { Record::new() };
    let wanted = |case: &&Case| {
        let name = case.name();
        only.as_ref().is_none_or(|part| name.contains(part)) && !known.contains_key(&name)
    };
    let cases: Vec<Case> = all.iter().filter(wanted).cloned().collect();
    assert!(!cases.is_empty() || mode == "add" || only.is_some(), "there are cases");
    let observed = observe_all(&cases);
    if only.is_some() {
        print(&observed);
    }
    if mode == "write" || mode == "add" {
        let whole = mode == "write" && only.is_none();
        let mut record = if whole { Record::new() } else { read() };
        record.extend(observed);
        record.retain(|name, _| all.iter().any(|case| case.name() == *name));
        write_to(CASES, &record);
        return;
    }
    let recorded = read();
    let differences = compare(&observed, &recorded, only.is_none());
    assert!(differences.is_empty(), "the record differs from the servers; {MODE}=write makes it anew\n{differences}");
}

fn observe_all(cases: &[Case]) -> Record {
    let _alone = cases::alone();
    let observe_on = |major: u16| {
        let server = server::server(major);
        let base = cases::database(server);
        let shared = Workplace::new(server, &base, &[]);
        let here = cases.iter().filter(|case| case.runs_on(major));
        let observations: Vec<_> = here.map(|case| (case.name(), observe(server, &base, &shared, case))).collect();
        (major, observations)
    };
    let by_major: Vec<_> = std::thread::scope(|scope| {
        let threads = MAJORS.map(|major| scope.spawn(move || observe_on(major)));
        threads.into_iter().map(|thread| thread.join().expect("the reason is above")).collect()
    });
    let mut record = Record::new();
    for (major, observations) in by_major {
        for (name, observation) in observations {
            record.entry(name).or_default().insert(major, observation);
        }
    }
    record
}

pub(crate) fn compare(observed: &Record, recorded: &Record, whole: bool) -> String {
    let mut text = String::new();
    for (name, by_major) in observed {
        for (major, observation) in by_major {
            let known = recorded.get(name).and_then(|majors| majors.get(major));
            if known != Some(observation) {
                let _ = writeln!(text, "\n{name}\non {major}:");
                text.push_str(&differing_lines(known.map_or(&[], Vec::as_slice), observation));
            }
        }
    }
    for name in recorded.keys().filter(|name| whole && !observed.contains_key(*name)) {
        let _ = writeln!(text, "\n{name}\nis in the record, but no case");
    }
    text
}

/// The lines that only one side has: `-` in the record, `+` on the server.
pub(crate) fn differing_lines(recorded: &[String], found: &[String]) -> String {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (recorded.iter().collect(), found.iter().collect());
    let gone = old.difference(&new).map(|line| format!("  - {line}\n"));
    let added = new.difference(&old).map(|line| format!("  + {line}\n"));
    gone.chain(added).collect()
}

pub(crate) fn print(observed: &Record) {
    for (name, by_major) in observed {
        let mut text = format!("{name}\n");
        for (majors, lines) in grouped(by_major) {
            let _ = writeln!(text, "  {majors}");
            lines.iter().for_each(|line| {
                let _ = writeln!(text, "    {line}");
            });
        }
        #[expect(clippy::print_stdout, reason = "asked for, and shown with --nocapture")]
        {
            println!("{text}");
        }
    }
}

/// The record of the cases as it is in the project.
pub(crate) fn read() -> Record {
    read_from(CASES)
}

/// A record as it is in the project; empty where there is none yet.
pub(crate) fn read_from(file: &str) -> Record {
    let Ok(text) = fs::read_to_string(cases::folder().join(file)) else { return Record::new() };
    let file: BTreeMap<String, BTreeMap<String, Observation>> =
        serde_json::from_str(&text).expect("the record is JSON of this shape");
    let expand = |(range, lines): (String, Observation)| {
        let majors: Vec<u16> = range.split(' ').map(|major| major.parse().expect("majors are numbers")).collect();
        majors.into_iter().map(move |major| (major, lines.clone())).collect::<Vec<_>>()
    };
    file.into_iter().map(|(name, groups)| (name, groups.into_iter().flat_map(expand).collect())).collect()
}

pub(crate) fn write_to(file: &str, record: &Record) {
    fs::write(cases::folder().join(file), write(record)).expect("the record can be written");
}

/// Majors that behave the same are written once: `"14 15 16": [lines]`.
fn write(record: &Record) -> String {
    let file: BTreeMap<&String, BTreeMap<String, &Observation>> =
        record.iter().map(|(name, by_major)| (name, grouped(by_major))).collect();
    let mut text = serde_json::to_string_pretty(&file).expect("text is always JSON");
    text.push('\n');
    text
}

fn grouped(by_major: &BTreeMap<u16, Observation>) -> BTreeMap<String, &Observation> {
    let mut groups: Vec<(String, &Observation)> = Vec::new();
    for (major, observation) in by_major {
        match groups.iter_mut().find(|(_, lines)| *lines == observation) {
            Some((majors, _)) => {
                let _ = write!(majors, " {major}");
            }
            None => groups.push((major.to_string(), observation)),
        }
    }
    groups.into_iter().collect()
}
