//! The statement forms that the grammar must read are forms that servers read: preparing a utility statement runs
//! nothing but the server's own grammar.

use std::{fs, path::Path};

use migcheck::sql::parse::parse_text;

use crate::server::{self, MAJORS};

/// A form and the first major that reads it.
struct Form {
    sql: String,
    since: u16,
}

#[test]
fn servers_read_the_forms_from_their_version_on() {
    let forms = forms();
    let mut wrong = Vec::new();
    for major in MAJORS {
        let server = server::server(major);
        let session = server.connect("postgres");
        for form in &forms {
            let refusal = match session.prepare(&form.sql) {
                Ok(()) => None,
                Err(error) => refusal(&error),
            };
            if refusal.is_none() != (major >= form.since) {
                let said = refusal.as_deref().unwrap_or("reads it");
                wrong.push(format!("{major}, said to read it since {}: {}\n    {said}", form.since, form.sql));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the grammar says against a statement; missing objects are not its business.
fn refusal(error: &tokio_postgres::Error) -> Option<String> {
    let error = error.as_db_error().unwrap_or_else(|| panic!("the server is there: {error}"));
    let missing = ["42P01", "42703", "42704", "42883", "26000", "3F000"];
    (!missing.contains(&error.code().code())).then(|| format!("{}: {}", error.code().code(), error.message()))
}

fn forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/statements");
    let mut files: Vec<_> = fs::read_dir(folder).expect("the folder is there").flatten().map(|it| it.path()).collect();
    files.sort();
    let mut forms = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        for statement in parse_text(&text).statements {
            let behind = text[statement.span.bytes().end..].lines().next().unwrap_or_default();
            let since = behind.strip_prefix("; -- ").and_then(|it| it.parse().ok()).unwrap_or(14);
            forms.push(Form { sql: text[statement.span.bytes()].to_owned(), since });
        }
    }
    assert!(forms.len() > 700, "only {} forms", forms.len());
    forms
}
