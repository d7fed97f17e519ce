//! Which statements a server reads is asked of its own parser: in `SELECT 1/0; statement` the whole string is parsed
//! before anything of it runs, and the division fails before the statement is looked at.

use crate::{
    forms::{self, Form, forms, is_modelled},
    server::{self, MAJORS},
    session::Session,
};
use migcheck::sql::{parse::parse_text, statement::StatementKind};
use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

const BEFORE: &str = "SELECT 1/0; ";

/// What the server's parser says against a statement: its words, and where, in bytes.
struct Refusal {
    message: String,
    code: String,
    at: Option<usize>,
}

fn refusal(session: &Session, sql: &str) -> Option<Refusal> {
    let error = session.run(&format!("{BEFORE}{sql}")).expect_err("nobody divides by zero");
    let error = error.as_db_error().unwrap_or_else(|| panic!("the server is there: {error}"));
    let characters = match error.position() {
        Some(tokio_postgres::error::ErrorPosition::Original(at)) => (*at as usize).checked_sub(1 + BEFORE.len()),
        _ => None,
    };
    let byte = |at: usize| sql.char_indices().nth(at).map_or(sql.len(), |it| it.0);
    (error.code().code() != "22012").then(|| Refusal {
        message: error.message().to_owned(),
        code: error.code().code().to_owned(),
        at: characters.map(byte),
    })
}

#[test]
fn servers_read_the_forms_that_they_are_said_to() {
    let forms = forms();
    let mut wrong = Vec::new();
    for major in MAJORS {
        let session = server::server(major).connect("postgres");
        for form in &forms {
            let refusal = refusal(&session, &form.sql);
            if refusal.is_none() != form.majors.contains(&major) {
                let said = refusal.map_or("reads it".to_owned(), |it| it.message);
                wrong.push(format!("{major}, said to be read by {:?}: {}\n    {said}", form.majors, form.sql));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    matrix_is_as_recorded(&forms);
}

/// The table of forms by command and major; `MIGCHECK_OBSERVE=write` writes it.
fn matrix_is_as_recorded(forms: &[Form]) {
    let mut rows: BTreeMap<&str, Vec<&Form>> = BTreeMap::new();
    for form in forms {
        rows.entry(&form.tag).or_default().push(form);
    }
    let mut table = format!(
        "{:<34} {:>6} {:>5} {:>5} {:>5} {:>5} {:>5} {:>9}\n",
        "command", "forms", 14, 15, 16, 17, 18, "unmodeled"
    );
    let all: Vec<&Form> = forms.iter().collect();
    for (tag, forms) in rows.iter().map(|it| (*it.0, it.1)).chain([("all", &all)]) {
        let _ = write!(table, "{tag:<34} {:>6}", forms.len());
        for major in MAJORS {
            let _ = write!(table, " {:>5}", forms.iter().filter(|it| it.majors.contains(&major)).count());
        }
        let _ = writeln!(table, " {:>9}", forms.iter().filter(|it| !is_modelled(&it.statement.kind)).count());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/statements_matrix.txt");
    if env::var("MIGCHECK_OBSERVE").is_ok_and(|it| it == "write") {
        fs::write(&path, &table).expect("the checkout is writable");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), table);
}

#[test]
fn what_no_server_reads_is_a_problem_where_the_servers_say() {
    let statements = forms::invalid();
    let (mut wrong, mut elsewhere) = (Vec::new(), Vec::new());
    for major in MAJORS {
        let session = server::server(major).connect("postgres");
        for sql in &statements {
            let Some(refusal) = refusal(&session, sql) else {
                wrong.push(format!("{major} reads it: {sql}"));
                continue;
            };
            let parsed = parse_text(sql);
            let counted = parsed.statements.iter().any(|it| matches!(it.kind, StatementKind::Unmodeled { .. }));
            let Some(problem) = parsed.problems.first().filter(|_| counted) else {
                wrong.push(format!("no problem of ours: {sql}"));
                continue;
            };
            if refusal.at != Some(problem.span.start as usize) {
                let says = format!("{} {}", refusal.code, refusal.message);
                elsewhere.push(format!("{major}: {sql}\n    {says}\n    {}", problem.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    // A server looks one word ahead of `WITH TIME`, and has words of its own for some that other databases read.
    let most = MAJORS.len() * statements.len() / 100;
    assert!(elsewhere.len() <= most, "{} elsewhere:\n{}", elsewhere.len(), elsewhere.join("\n"));
}

#[test]
fn keywords_are_the_servers() {
    let text = include_str!("../../src/sql/syntax/keywords.txt");
    for major in MAJORS {
        let session = server::server(major).connect("postgres");
        let rows = session.rows("SELECT word, upper(catcode::text), barelabel::text FROM pg_get_keywords()");
        let field = |row: &[Option<String>], at: usize| row[at].clone().unwrap_or_default();
        let bare = |it: String| if it == "true" { "" } else { "-" };
        let mut theirs: Vec<String> =
            rows.iter().map(|it| format!("{} {}{}", field(it, 0), field(it, 1), bare(field(it, 2)))).collect();
        theirs.sort();
        let ours = text.lines().filter(|it| !it.starts_with('#')).filter_map(|line| {
            let (word, kinds) = line.split_once(' ')?;
            let kind = kinds.split(' ').find_map(|kind| {
                let (kind, majors) = kind.split_once('@').unwrap_or((kind, ""));
                let (first, last) = majors.split_once('-').unwrap_or((majors, ""));
                let known = first.parse().unwrap_or(14)..=last.parse().unwrap_or(18);
                known.contains(&major).then_some(kind)
            })?;
            Some(format!("{word} {kind}"))
        });
        let mut ours: Vec<String> = ours.collect();
        ours.sort();
        assert_eq!(ours, theirs, "{major}");
    }
}
