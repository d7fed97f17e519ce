//! Schemas and migrations as text, planned and applied.

use crate::{
    catalog::{Catalog, Known, PgVersion, compare::compare, session::Session},
    plan::{Plan, PlanTransaction, propose},
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Timeline, transaction::ExecutionModel},
    sql::{parse::parse_text, statement::StatementKind},
};
use std::{fs, path::Path, sync::Arc};

/// A change to plan.
pub(super) struct Case {
    pub(super) timeline: Timeline,
    pub(super) plan: Plan,
}

impl Case {
    pub(super) fn new(version: u16, schema: &str, migrations: &[&str]) -> Self {
        Self::on(base(version, schema), migrations)
    }

    pub(super) fn on(base: Catalog, migrations: &[&str]) -> Self {
        let pending: Vec<PendingMigration> = migrations.iter().map(|it| migration(it)).collect();
        let timeline = simulate::run(base, &pending);
        let plan = propose(&timeline, &[]);
        Self { timeline, plan }
    }

    /// `phase: sql` of every step.
    pub(super) fn steps(&self) -> Vec<String> {
        let steps = self.plan.phases.iter().flat_map(|it| it.steps.iter().map(move |step| (it.kind, step)));
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        steps.map(|(phase, step)| format!("{phase:?}: {}", line(&step.sql))).collect()
    }

    /// The transaction of every step; 0 stands for autocommit.
    pub(super) fn transactions(&self) -> Vec<u32> {
        let steps = self.plan.phases.iter().flat_map(|it| &it.steps);
        let number = |it: PlanTransaction| match it {
            PlanTransaction::Autocommit => 0,
            PlanTransaction::Together(number) => number,
        };
        steps.map(|it| number(it.transaction)).collect()
    }
}

pub(super) fn base(version: u16, schema: &str) -> Catalog {
    let mut catalog = Catalog::new(PgVersion(version), Known::Everything);
    let mut session = Session::default();
    for statement in parse_text(schema).statements {
        // A dump may hold what a version does not have; what a plan needs is asserted by its steps.
        let _ = catalog.apply(&statement.kind, &mut session);
    }
    catalog
}

fn migration(text: &str) -> PendingMigration {
    let statements = parse_text(text).statements.into_iter().map(|it| {
        let sql = Arc::from(text.get(it.span.bytes()).unwrap_or_default());
        PendingStatement { statement: Arc::new(it), sql }
    });
    let section = PendingSection {
        sent: simulate::Sent::Whole,
        execution: ExecutionModel::FileTransaction,
        statements: statements.collect(),
    };
    PendingMigration { name: Arc::from("m"), history: 0, sections: vec![section] }
}

/// The author's statements one by one, and the plan's: both end in the same schema, and no statement is lost.
pub(super) fn assert_same_end(name: &str, case: &Case) {
    let mut wanted = case.timeline.start.clone();
    let mut session = Session::default();
    let mut migration = 0;
    for step in &case.timeline.steps {
        if step.migration != migration {
            migration = step.migration;
            session = Session::default();
        }
        let kind = match &step.statement.kind {
            StatementKind::Set(set) => {
                StatementKind::Set(crate::sql::statement::SetVariable { local: false, ..set.clone() })
            }
            other => other.clone(),
        };
        let _ = wanted.apply(&kind, &mut session);
    }
    let gave_up: Vec<_> = case.plan.questions.iter().filter(|it| it.contains("there is no safe order")).collect();
    assert!(gave_up.is_empty(), "{name}: {gave_up:#?}\n{:#?}", case.steps());
    let mut got = case.timeline.start.clone();
    let mut session = Session::default();
    for step in case.plan.phases.iter().flat_map(|it| &it.steps) {
        for statement in parse_text(&step.sql).statements {
            if let Err(mismatch) = got.apply(&statement.kind, &mut session) {
                let tolerated = case.plan.questions.iter().any(|it| it.contains(&mismatch.message));
                assert!(tolerated, "{name}: {mismatch:?} at\n{}\n{:#?}", step.sql, case.steps());
            }
        }
    }
    let sorted = |sql: &Option<String>| {
        let mut lines: Vec<String> =
            sql.iter().flat_map(|it| it.lines()).map(|it| it.trim_end_matches(',').to_owned()).collect();
        lines.sort();
        lines
    };
    let differences: Vec<_> =
        compare(&got, &wanted).into_iter().filter(|it| sorted(&it.left) != sorted(&it.right)).collect();
    assert!(differences.is_empty(), "{name}: {differences:#?}\n{:#?}", case.steps());
    for step in &case.timeline.steps {
        let span = step.statement.span;
        let replaced = case.plan.phases.iter().flat_map(|it| &it.steps).any(|it| it.replaces.contains(&span));
        let listed = case.plan.left_out.iter().any(|it| it.span == span);
        assert!(replaced || listed, "{name}: nothing stands for {}", step.sql);
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("the folder is part of the project");
    let mut paths: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    paths
}

/// Name, schema and bad example of every check page.
pub(super) fn page_blocks() -> Vec<(String, String, String)> {
    let block = |page: &str, tag: &str| {
        let start = page.find(&format!("```sql {tag}\n"))? + tag.len() + 8;
        let end = start + page.get(start..)?.find("\n```")?;
        page.get(start..end).map(str::to_owned)
    };
    let pages = files("checks").into_iter().filter(|it| it.extension().is_some_and(|it| it == "md"));
    let blocks = pages.filter_map(|path| {
        let page = read(&path);
        Some((path.display().to_string(), block(&page, "schema").unwrap_or_default(), block(&page, "bad")?))
    });
    blocks.collect()
}

/// The testdata application's schema and the up sections of its pending migrations.
pub(super) fn pending_files() -> (String, Vec<(String, String)>) {
    let schema = read(&root().join("testdata/app/schema.sql"));
    let roles = read(&root().join("testdata/app/roles.sql"));
    let pending = files("testdata/app/pending").into_iter().filter(|it| it.extension().is_some_and(|it| it == "sql"));
    let pending = pending.map(|path| {
        let text = read(&path);
        let up = text.split("-- +goose Down").next().unwrap_or_default().to_owned();
        (path.display().to_string(), up)
    });
    (roles + &schema, pending.collect())
}
