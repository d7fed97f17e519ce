//! The list of scripts: paragraphs of several statements in `scripts/*.sql`, with directives before them.
//!
//! `-- send: transaction` (the tool's own BEGIN around them), `-- send: autocommit` or `-- send: string` (all in one
//! simple query), `-- majors: 15..`, `-- setup: SQL` (committed beforehand). A statement ends where a line ends with a
//! semicolon, outside of `$$`.

use std::fs;

use migcheck::simulate::{Sent, transaction::ExecutionModel};

use crate::cases;

/// How the statements of a script reach the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sending {
    Transaction,
    Autocommit,
    OneString,
}

impl Sending {
    fn parse(word: &str) -> Sending {
        match word {
            "transaction" => Sending::Transaction,
            "autocommit" => Sending::Autocommit,
            "string" => Sending::OneString,
            other => panic!("no way to send a script: {other}"),
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Sending::Transaction => "transaction",
            Sending::Autocommit => "autocommit",
            Sending::OneString => "string",
        }
    }

    pub(crate) fn model(self) -> (ExecutionModel, Sent) {
        match self {
            Sending::Transaction => (ExecutionModel::FileTransaction, Sent::ByStatement),
            Sending::Autocommit => (ExecutionModel::Psql, Sent::ByStatement),
            Sending::OneString => (ExecutionModel::WholeImplicit, Sent::Whole),
        }
    }
}

/// Several statements that a tool sends one after the other.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) sending: Sending,
    pub(crate) setup: Vec<String>,
    pub(crate) statements: Vec<String>,
    oldest: u16,
    newest: u16,
}

impl Script {
    /// What the record calls the script: how it is sent, and its text on one line.
    pub(crate) fn name(&self) -> String {
        let parts = self.setup.iter().chain(&self.statements);
        let lines = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
        format!("{}: {}", self.sending.as_str(), lines.collect::<Vec<_>>().join("; "))
    }

    pub(crate) fn runs_on(&self, major: u16) -> bool {
        (self.oldest..=self.newest).contains(&major)
    }
}

/// Every script, in the order of the files.
pub(crate) fn all() -> Vec<Script> {
    let folder = cases::folder().join("scripts");
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).expect("script files are text"));
    let scripts: Vec<Script> =
        texts.flat_map(|text| text.split("\n\n").filter_map(parse).collect::<Vec<_>>()).collect();
    let mut names: Vec<String> = scripts.iter().map(Script::name).collect();
    names.sort();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(twice.is_none(), "this script is there twice: {twice:?}");
    scripts
}

fn parse(paragraph: &str) -> Option<Script> {
    let mut script = Script {
        sending: Sending::Transaction,
        setup: Vec::new(),
        statements: Vec::new(),
        oldest: 0,
        newest: u16::MAX,
    };
    let mut statement = String::new();
    for line in paragraph.lines() {
        if let Some(word) = line.strip_prefix("-- send: ") {
            script.sending = Sending::parse(word);
        } else if let Some(range) = line.strip_prefix("-- majors: ") {
            (script.oldest, script.newest) = cases::majors(range);
        } else if let Some(sql) = line.strip_prefix("-- setup: ") {
            script.setup.push(sql.trim_end_matches(';').to_owned());
        } else if !line.starts_with("--") {
            statement.push_str(line);
            statement.push('\n');
            if line.ends_with(';') && statement.matches("$$").count().is_multiple_of(2) {
                script.statements.push(statement.trim().trim_end_matches(';').to_owned());
                statement.clear();
            }
        }
    }
    assert!(statement.trim().is_empty(), "this statement does not end: {statement}");
    (!script.statements.is_empty()).then_some(script)
}
