//! The statement forms of `testdata/statements` and who is said to read them; `testdata/invalid_statements.sql`.
#![allow(dead_code, reason = "each suite uses a part of it")]

use migcheck::sql::{
    parse::parse_text,
    statement::{Statement, StatementKind},
};
use std::{fs, ops::RangeInclusive, path::Path};

/// A form, what is said about it, and what our parser makes of it.
pub(crate) struct Form {
    pub(crate) sql: String,
    /// The heading it stands under: the server's command tag.
    pub(crate) tag: String,
    /// `-- 15`: from 15 on, `-- -17`: until 17, nothing: all.
    pub(crate) majors: RangeInclusive<u16>,
    pub(crate) statement: Statement,
}

pub(crate) fn forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/statements");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder is there").flatten().map(|it| it.path()).collect();
    files.sort();
    let mut forms = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        let parsed = parse_text(&text);
        // The forms of COPY FROM STDIN have no data behind them.
        let unread = parsed.problems.iter().find(|it| !it.message.contains("the data of this COPY"));
        assert!(unread.is_none(), "{}: {unread:?}", file.display());
        for statement in parsed.statements {
            let span = statement.span.bytes();
            let heading = text[..span.start].rsplit_once("-- tag: ").map_or("", |it| it.1);
            let marker = text[span.end..].lines().next().and_then(|it| it.strip_prefix("; -- ")).unwrap_or_default();
            let (first, last) = marker.split_once('-').unwrap_or((marker, ""));
            let majors = first.parse().unwrap_or(14)..=last.parse().unwrap_or(18);
            let tag = heading.lines().next().unwrap_or_default().to_owned();
            forms.push(Form { sql: text[span].to_owned(), tag, majors, statement });
        }
    }
    assert!(forms.len() > 1300, "only {} forms", forms.len());
    forms
}

/// Statements that no server reads, one a line.
pub(crate) fn invalid() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/invalid_statements.sql");
    let text = fs::read_to_string(path).expect("a readable file");
    let lines = text.lines().filter(|it| !it.starts_with("--") && !it.is_empty());
    let statements: Vec<String> = lines.map(|it| it.strip_suffix(';').unwrap_or(it).trim_end().to_owned()).collect();
    assert!(statements.len() > 400, "only {} statements", statements.len());
    statements
}

/// Also what stands inside other statements must be read.
pub(crate) fn is_modelled(kind: &StatementKind) -> bool {
    let inner = match kind {
        StatementKind::CreateSchema(it) => it.elements.as_slice(),
        StatementKind::CreateRule(it) => it.actions.as_slice(),
        StatementKind::Explain { statement, .. } => std::slice::from_ref(statement.as_ref()),
        StatementKind::CreateFunction(it) => match &it.body {
            migcheck::sql::statement::FunctionBody::Inline { statements, .. } => statements.as_slice(),
            _ => &[],
        },
        StatementKind::Unmodeled { .. } => return false,
        _ => &[],
    };
    inner.iter().all(is_modelled)
}
