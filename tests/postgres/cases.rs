//! The list of statement forms: paragraphs of SQL in `cases/*.sql`, one statement a paragraph,
//! with directives before it:
//! `-- majors: 15..` or `..17` or `17`, `-- setup: SQL` (committed beforehand), `-- set: SQL`
//! (a setting of the session). Other comment lines are for the reader.

use crate::server::Server;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One statement form to observe and to predict.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) setup: Vec<String>,
    pub(crate) settings: Vec<String>,
    pub(crate) statement: String,
    oldest: u16,
    newest: u16,
}

impl Case {
    /// A case on every major: `setup` commits before it, `settings` hold in its transaction.
    pub(crate) fn new(setup: Vec<String>, settings: Vec<String>, statement: String) -> Self {
        Self { setup, settings, statement, oldest: 14, newest: 18 }
    }

    /// What the record calls the case: its text on one line.
    pub(crate) fn name(&self) -> String {
        let parts = self.setup.iter().chain(&self.settings).chain([&self.statement]);
        let lines = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.collect::<Vec<_>>().join("; ")
    }

    /// Whether it works in several transactions, so that stopping it leaves something behind.
    pub(crate) fn is_concurrent(&self) -> bool {
        self.statement.to_uppercase().contains("CONCURRENTLY")
    }

    /// Whether it reads or writes rows by plans, rather than objects.
    pub(crate) fn is_about_rows(&self) -> bool {
        let word = self.statement.split_whitespace().next().unwrap_or_default();
        ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "COPY", "DO", "CALL"].contains(&word)
    }

    pub(crate) fn runs_on(&self, major: u16) -> bool {
        (self.oldest..=self.newest).contains(&major)
    }
}

/// Every case, in the order of the files.
pub(crate) fn all() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("cases"))
        .expect("the folder is part of the project")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("case files are text");
        cases.extend(text.split("\n\n").filter_map(parse));
    }
    let mut names: Vec<String> = cases.iter().map(Case::name).collect();
    names.sort();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twice.is_none(), "this case is there twice: {twice:?}");
    cases
}

/// The base schema as one major understands it.
pub(crate) fn base(major: u16) -> String {
    of_major(&fs::read_to_string(folder().join("base.sql")).expect("the file is part of the project"), major)
}

/// One suite at a time has the schema's roles, which are those of the whole server, to itself.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A database with the schema; its roles are left from the suite that ran before, if any did.
pub(crate) fn database(server: &Server) -> String {
    let database = server.create_database();
    let session = server.connect(&database);
    let base = base(server.major);
    let (roles, objects): (Vec<&str>, Vec<&str>) = base.lines().partition(|it| it.starts_with("CREATE ROLE "));
    for role in roles {
        let name = role.trim_start_matches("CREATE ROLE ").trim_end_matches(';');
        if session.rows(&format!("SELECT 1 FROM pg_roles WHERE rolname = '{name}'")).is_empty() {
            session.expect(role);
        }
    }
    session.expect(&objects.join("\n"));
    database
}

/// A text without the parts that are for other majors.
pub(crate) fn of_major(text: &str, major: u16) -> String {
    let mut kept = String::new();
    let mut keeping = true;
    for line in text.lines() {
        if let Some(range) = line.strip_prefix("-- majors: ") {
            let (oldest, newest) = majors(range);
            keeping = (oldest..=newest).contains(&major);
        }
        if keeping {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres")
}

fn parse(paragraph: &str) -> Option<Case> {
    let mut case =
        Case { setup: Vec::new(), settings: Vec::new(), statement: String::new(), oldest: 0, newest: u16::MAX };
    for line in paragraph.lines() {
        if let Some(range) = line.strip_prefix("-- majors: ") {
            (case.oldest, case.newest) = majors(range);
        } else if let Some(sql) = line.strip_prefix("-- setup: ") {
            case.setup.push(sql.trim_end_matches(';').to_owned());
        } else if let Some(sql) = line.strip_prefix("-- set: ") {
            case.settings.push(sql.trim_end_matches(';').to_owned());
        } else if !line.starts_with("--") {
            case.statement.push_str(line);
            case.statement.push('\n');
        }
    }
    case.statement = case.statement.trim().trim_end_matches(';').to_owned();
    (!case.statement.is_empty()).then_some(case)
}

pub(crate) fn majors(range: &str) -> (u16, u16) {
    let bound = |text: &str, open: u16| match text.trim() {
        "" | "all" => open,
        number => number.parse().unwrap_or_else(|_| panic!("not a range of majors: {range}")),
    };
    match range.split_once("..") {
        Some((oldest, newest)) => (bound(oldest, 0), bound(newest, u16::MAX)),
        None => (bound(range, 0), bound(range, u16::MAX)),
    }
}
