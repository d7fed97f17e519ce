//! What migcheck predicts for every case, compared with the record of what servers did. Needs no server.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use migcheck::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    prove::compare,
    simulate::{
        self, PendingMigration, PendingSection, PendingStatement, Step, effects::RequirementKind,
        transaction::ExecutionModel,
    },
    sql::{
        parse::parse_text,
        statement::{DmlKind, StatementKind},
    },
};

use crate::{
    cases::{self, Case},
    observe::Observation,
    record::{self, differing_lines},
    server::MAJORS,
};

/// Prints only the cases whose text contains this.
const ONLY: &str = "MIGCHECK_CASES";

#[test]
fn prediction_equals_record() {
    let only = std::env::var(ONLY).ok();
    let recorded = record::read();
    let exceptions = exceptions("differences.txt");
    let cases = cases::all();
    let bases = MAJORS.map(|major| (major, base(major)));
    let (mut compared, mut wrong, mut text) = (0, 0, String::new());
    let mut excused = BTreeSet::new();
    for case in cases {
        let name = case.name();
        if only.as_ref().is_some_and(|part| !name.contains(part)) {
            continue;
        }
        let mut different: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (major, base) in bases.iter().filter(|(major, _)| case.runs_on(*major)) {
            let observed = recorded.get(&name).and_then(|majors| majors.get(major));
            let Some(observed) = observed else { panic!("not in the record for {major}: {name}") };
            compared += 1;
            let predicted = predict(base, &case);
            let expected = without_what_rows_decide(observed, &predicted);
            if expected != predicted.lines {
                let lines = differing_lines(&expected, &predicted.lines);
                different.entry(lines).or_default().push(major.to_string());
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
    assert!(compared > 0 || only.is_some(), "there are cases");
    let unused: Vec<&String> = exceptions.keys().filter(|name| only.is_none() && !excused.contains(*name)).collect();
    assert!(unused.is_empty(), "these are predicted by now: {unused:#?}");
    assert!(wrong == 0, "{wrong} of {compared} predictions differ (- record, + prediction)\n{text}");
}

/// A statement does the same in a DO block, as it stands and as EXECUTE's text.
#[test]
fn blocks_do_what_their_statements_do() {
    let only = std::env::var(ONLY).ok();
    let (mut compared, mut text) = (0, String::new());
    for major in [14, 18] {
        let base = base(major);
        for case in cases::all().into_iter().filter(|it| it.runs_on(major)) {
            if only.as_ref().is_some_and(|part| !case.name().contains(part)) {
                continue;
            }
            let Some(bodies) = bodies(&case.statement) else { continue };
            let plain = predict(&base, &case).lines;
            for body in bodies {
                let mut inside = case.clone();
                inside.statement = format!("DO $block$ BEGIN {body}; END $block$");
                let block = predict(&base, &inside).lines;
                compared += 1;
                if plain != block {
                    let _ =
                        write!(text, "\n{} in {body}\non {major}:\n{}", case.name(), differing_lines(&plain, &block));
                }
            }
        }
    }
    assert!(compared > 0, "no case contains {only:?}");
    assert!(text.is_empty(), "blocks differ from their statements (- plain, + block)\n{text}");
}

/// The ways to write a statement in a block; None where it cannot be in one.
fn bodies(statement: &str) -> Option<Vec<String>> {
    let kinds: Vec<_> = parse_text(statement).statements.into_iter().map(|it| it.kind).collect();
    let [kind] = kinds.as_slice() else { return None };
    let alone = matches!(
        kind,
        // Blocks in blocks and procedures end transactions; cursors and COPY are no SQL for plpgsql.
        StatementKind::Transaction(_)
            | StatementKind::Psql { .. }
            | StatementKind::Other(_)
            | StatementKind::Call { .. }
    );
    let copies = matches!(kind, StatementKind::Dml(it) if matches!(it.kind, DmlKind::CopyFrom | DmlKind::CopyTo));
    let concurrent =
        ["CONCURRENTLY", "VACUUM", "CLUSTER", "REINDEX", "TABLESPACE", "DATABASE", "SUBSCRIPTION", "DISCARD"];
    if alone || copies || concurrent.iter().any(|it| statement.to_uppercase().contains(it)) {
        return None;
    }
    let mut bodies = vec![format!("EXECUTE $text$ {statement} $text$")];
    // A query needs PERFORM, and settings of the session are no matter of locks.
    let returns = matches!(kind, StatementKind::Dml(it) if it.kind == DmlKind::Select || it.returning);
    // plpgsql's INTO names variables.
    let into = matches!(kind, StatementKind::CreateTableAs(_)) && statement.starts_with("SELECT");
    if !returns && !into && !matches!(kind, StatementKind::Do(_) | StatementKind::Explain { .. }) {
        bodies.push(statement.to_owned());
    }
    Some(bodies)
}

/// Cases whose prediction differs, with the reason: a line `# reason`, then the names it holds for.
pub(crate) fn exceptions(file: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(cases::folder().join(file)).unwrap_or_default();
    let mut reason = String::new();
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match line.strip_prefix("# ") {
            Some(text) => text.clone_into(&mut reason),
            None => {
                found.insert(line.to_owned(), reason.clone());
            }
        }
    }
    found
}

pub(crate) struct Prediction {
    pub(crate) lines: Observation,
    requires: Vec<RequirementKind>,
}

/// A failure that depends on rows is right when the prediction says that rows decide.
pub(crate) fn without_what_rows_decide(observed: &Observation, predicted: &Prediction) -> Observation {
    let by_rows = |code: &str| match code {
        "23502" => predicted.requires.contains(&RequirementKind::NoNulls),
        "23505" => predicted.requires.contains(&RequirementKind::Unique),
        "23503" => predicted.requires.contains(&RequirementKind::ForeignKey),
        "23514" => predicted.requires.contains(&RequirementKind::Check),
        _ => false,
    };
    let code = observed.iter().find_map(|line| line.strip_prefix("fails ")?.get(..5));
    if code.is_some_and(by_rows) { predicted.lines.clone() } else { observed.clone() }
}

pub(crate) fn base(major: u16) -> Catalog {
    let mut catalog = Catalog::new(PgVersion(major), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(&cases::base(major)).statements {
        if let Err(mismatch) = catalog.apply(&statement.kind, &mut session) {
            panic!("base schema on {major}: {}\n{:?}", mismatch.message, statement.kind);
        }
    }
    catalog
}

pub(crate) fn predict(base: &Catalog, case: &Case) -> Prediction {
    let start = with_setup(base, &case.setup);
    let step = last_step(&start, case, ExecutionModel::FileTransaction);
    let refused = step.effects.fails.as_ref().is_some_and(|failure| failure.code == "25001");
    let step = if refused { last_step(&start, case, ExecutionModel::SplitAutocommit) } else { step };
    let lines = compare::predicted(&step.effects, refused).lines();
    let requires = step.effects.requirements.iter().map(|requirement| requirement.kind).collect();
    Prediction { lines, requires }
}

/// The schema once the set-up of a case has been committed.
pub(crate) fn with_setup(base: &Catalog, setup: &[String]) -> Catalog {
    let mut start = base.clone();
    let mut session = Session::default();
    for setup in setup {
        for statement in parse_text(setup).statements {
            let applied = start.apply(&statement.kind, &mut session);
            assert!(applied.is_ok(), "set-up {setup}: {applied:?}");
        }
    }
    start
}

fn last_step(start: &Catalog, case: &Case, execution: ExecutionModel) -> Step {
    let texts = case.settings.iter().chain([&case.statement]);
    let statements = texts.flat_map(|text| {
        parse_text(text)
            .statements
            .into_iter()
            .map(|statement| PendingStatement { statement: Arc::new(statement), sql: Arc::from(text.as_str()) })
    });
    let statements: Vec<_> = statements.collect();
    let unmodeled = statements.iter().any(|it| matches!(it.statement.kind, StatementKind::Unmodeled { .. }));
    assert!(!unmodeled, "not understood: {}", case.name());
    let sections = vec![PendingSection { sent: simulate::Sent::Whole, execution, statements }];
    let pending = [PendingMigration { name: "case".into(), history: 0, sections }];
    let timeline = simulate::run(start.clone(), &pending);
    timeline.steps.last().expect("a case has a statement").clone()
}
