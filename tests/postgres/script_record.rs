//! `scripts.json`: what the servers did for every script, the test that keeps it true, and the test that the prediction
//! equals it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use migcheck::{
    catalog::{Catalog, relation::RelationKind},
    simulate::{
        self, PendingMigration, PendingSection, PendingStatement, Step, lock::LockMode, transaction::BlockKind,
    },
    sql::{parse::parse_text, statement::StatementKind},
};

use crate::{
    cases,
    observe::Observation,
    predict,
    record::{self, Record, differing_lines},
    script_observe::Place,
    scripts::{self, Script, Sending},
    server::{self, MAJORS},
};

const FILE: &str = "scripts.json";
/// As for cases: only the scripts whose text contains this.
const ONLY: &str = "MIGCHECK_CASES";

#[test]
fn script_record_equals_servers() {
    let only = std::env::var(ONLY).ok();
    let mode = std::env::var(record::MODE).unwrap_or_default();
    let all = scripts::all();
    let known = if mode == "add" { record::read_from(FILE) } else { Record::new() };
    let wanted = |script: &&Script| {
        let name = script.name();
        only.as_ref().is_none_or(|part| name.contains(part)) && !known.contains_key(&name)
    };
    let scripts: Vec<Script> = all.iter().filter(wanted).cloned().collect();
    assert!(!scripts.is_empty() || mode == "add" || only.is_some(), "there are scripts");
    let observed = observe_all(&scripts);
    if only.is_some() {
        record::print(&observed);
    }
    if mode == "write" || mode == "add" {
        let mut record = if mode == "write" && only.is_none() { Record::new() } else { record::read_from(FILE) };
        record.extend(observed);
        record.retain(|name, _| all.iter().any(|script| script.name() == *name));
        record::write_to(FILE, &record);
        return;
    }
    let differences = record::compare(&observed, &record::read_from(FILE), only.is_none());
    assert!(differences.is_empty(), "the record of scripts differs from the servers\n{differences}");
}

fn observe_all(scripts: &[Script]) -> Record {
    let _alone = cases::alone();
    let observe_on = |major: u16| {
        let server = server::server(major);
        let base = cases::database(server);
        let mut place = Place::new(server, &base);
        let here = scripts.iter().filter(|script| script.runs_on(major));
        let found: Vec<_> = here.map(|it| (it.name(), place.observe(it))).collect();
        place.close();
        server.drop_database(&base);
        (major, found)
    };
    let by_major: Vec<_> = std::thread::scope(|scope| {
        let threads = MAJORS.map(|major| scope.spawn(move || observe_on(major)));
        threads.into_iter().map(|thread| thread.join().expect("the reason is above")).collect()
    });
    let mut record = Record::new();
    for (major, found) in by_major {
        for (name, lines) in found {
            record.entry(name).or_default().insert(major, lines);
        }
    }
    record
}

#[test]
fn script_prediction_equals_record() {
    let only = std::env::var(ONLY).ok();
    let recorded = record::read_from(FILE);
    let bases = MAJORS.map(|major| (major, predict::base(major)));
    let (mut compared, mut wrong, mut text) = (0, 0, String::new());
    let exceptions = predict::exceptions("script_differences.txt");
    let mut excused = BTreeSet::new();
    for script in scripts::all() {
        let name = script.name();
        if only.as_ref().is_some_and(|part| !name.contains(part)) {
            continue;
        }
        let mut different: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (major, base) in bases.iter().filter(|(major, _)| script.runs_on(*major)) {
            let observed = recorded.get(&name).and_then(|majors| majors.get(major));
            let Some(observed) = observed else { panic!("not in the record for {major}: {name}") };
            compared += 1;
            let predicted = predicted(base, &script);
            if *observed != predicted {
                different.entry(differing_lines(observed, &predicted)).or_default().push(major.to_string());
            }
        }
        if !different.is_empty() && exceptions.contains_key(&name) {
            excused.insert(name);
            continue;
        }
        for (lines, majors) in different {
            wrong += majors.len();
            let _ = write!(text, "\n{name}\non {}:\n{lines}", majors.join(" "));
        }
    }
    assert!(compared > 0 || only.is_some(), "there are scripts");
    let unused: Vec<&String> = exceptions.keys().filter(|name| only.is_none() && !excused.contains(*name)).collect();
    assert!(unused.is_empty(), "these are predicted by now: {unused:#?}");
    assert!(wrong == 0, "{wrong} of {compared} predictions of scripts differ (- record, + prediction)\n{text}");
}

/// The same lines as the observation has.
fn predicted(base: &Catalog, script: &Script) -> Observation {
    let start = predict::with_setup(base, &script.setup);
    let (execution, sent) = script.sending.model();
    // The last one is there to see what holds after the script.
    let texts = script.statements.iter().map(String::as_str).chain(["SELECT 1"]);
    let statements: Vec<PendingStatement> = texts.map(|text| pending(text, script)).collect();
    let sections = vec![PendingSection { sent, execution, statements }];
    let timeline = simulate::run(start.clone(), &[PendingMigration { name: "script".into(), history: 0, sections }]);
    let mut lines = Vec::new();
    for (number, pair) in timeline.steps.windows(2).enumerate() {
        let (step, next) = (&pair[0], &pair[1]);
        let found = match &step.effects.fails {
            Some(failure) if failure.code == "25P02" && script.sending != Sending::Transaction => {
                vec!["not sent".to_owned()]
            }
            Some(failure) => vec![format!("fails {}: {}", failure.code, failure.message)],
            None => changes(&start, step, next, script.sending),
        };
        lines.extend(found.into_iter().map(|it| format!("{}: {it}", number + 1)));
    }
    lines
}

fn pending(text: &str, script: &Script) -> PendingStatement {
    let mut parsed = parse_text(text).statements;
    assert_eq!(parsed.len(), 1, "one statement: {text} in {}", script.name());
    let statement = parsed.remove(0);
    assert!(!matches!(statement.kind, StatementKind::Unmodeled { .. }), "not understood: {text}");
    PendingStatement { statement: Arc::new(statement), sql: Arc::from(text) }
}

/// What the step changed: `next` has it as its beginning.
fn changes(start: &Catalog, step: &Step, next: &Step, sending: Sending) -> Vec<String> {
    let mut lines = Vec::new();
    for relation in start.relations() {
        let shown = |step: &Step| {
            let mode = step.transaction.held.get(&relation.id).map(|it| it.mode);
            mode.filter(|it| !(relation.index().is_some() && *it == LockMode::AccessShare))
        };
        match (shown(step), shown(next)) {
            (old, Some(new)) if old != Some(new) => lines.push(format!("{} {new}", relation.name)),
            (Some(_), None) => lines.push(format!("{} released", relation.name)),
            _ => {}
        }
    }
    let (old, new) = (names(&step.before), names(&next.before));
    lines.extend(new.difference(&old).map(|it| format!("creates {it}")));
    lines.extend(old.difference(&new).map(|it| format!("drops {it}")));
    let written = |kind| matches!(kind, "table" | "materialized view" | "sequence");
    let visible = step.effects.relations.iter().filter(|it| it.name.schema.as_str() != "pg_temp");
    let in_block = |it: &Step| matches!(it.transaction.block, BlockKind::Tool | BlockKind::Script);
    let alone = step.transaction.id != next.transaction.id || !in_block(step) || sending == Sending::OneString;
    for effect in visible {
        if effect.rewrite.is_some() && written(effect.kind) {
            lines.push(format!("rewrites {}", effect.name));
        }
        if effect.scan.is_some() && !alone && start.relation(effect.relation).is_some() {
            lines.push(format!("scans {}", effect.name));
        }
    }
    let (old, new) = (settings(step), settings(next));
    lines.extend(new.difference(&old).cloned());
    lines.sort();
    lines
}

fn names(catalog: &Catalog) -> BTreeSet<String> {
    let shown = catalog
        .relations()
        .filter(|it| it.name.schema.as_str() != "pg_temp" && !matches!(it.kind, RelationKind::Composite(_)));
    shown.map(|it| format!("{}: {}", it.name, it.kind_name())).collect()
}

fn settings(step: &Step) -> BTreeSet<String> {
    let session = &step.transaction.session;
    let milliseconds = |it: Option<std::time::Duration>| it.map_or(0, |it| it.as_millis());
    let path: Vec<&str> = session.search_path.iter().map(|it| it.as_str()).collect();
    BTreeSet::from([
        format!("lock_timeout = {}", milliseconds(session.lock_timeout)),
        format!("statement_timeout = {}", milliseconds(session.statement_timeout)),
        format!("search_path = {}", path.join(", ")),
        format!("role = {}", session.role.as_ref().map_or("postgres", |it| it.as_str())),
        format!("replica = {}", session.replica),
        format!("check_function_bodies = {}", session.check_function_bodies),
    ])
}
