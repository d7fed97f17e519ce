//! Every statement form of `testdata/statements` is read, and called what the server calls it.

mod trees;

use crate::sql::{parse::parse_text, statement::StatementKind};
use std::{fs, path::Path};

#[test]
fn every_form_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/statements");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder is there").flatten().map(|it| it.path()).collect();
    files.sort();
    let (mut read, mut wrong) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        let parsed = parse_text(&text);
        wrong.extend(parsed.problems.iter().map(|it| format!("{}: {}", &text[it.span.bytes()], it.message)));
        for statement in parsed.statements {
            let heading = text[..statement.span.bytes().start].rsplit_once("-- tag: ").map_or("", |it| it.1);
            let expected = heading.lines().next().unwrap_or_default();
            let tag = tag(&statement.kind);
            read += 1;
            if tag != expected {
                wrong.push(format!("{}: {tag}, not {expected}", &text[statement.span.bytes()]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(read > 700, "only {read} forms");
}

/// Also what stands inside other statements must be read.
fn tag(kind: &StatementKind) -> String {
    let inner = match kind {
        StatementKind::CreateSchema(it) => it.elements.as_slice(),
        StatementKind::CreateRule(it) => it.actions.as_slice(),
        StatementKind::Explain { statement, .. } => std::slice::from_ref(statement.as_ref()),
        StatementKind::CreateFunction(it) => match &it.body {
            crate::sql::statement::FunctionBody::Inline(statements) => statements.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    match inner.iter().map(tag).find(|it| it == "UNMODELED") {
        Some(unread) => unread,
        None => kind.tag(),
    }
}
