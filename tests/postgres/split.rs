//! psql and we cut the same texts into the same statements: psql logs each query that it sends, and whether the server
//! likes it does not matter.

use std::{fs, process::Command};

use migcheck::{
    sql::{
        split::{PieceKind, split},
        token::{Lexer, Token, TokenKind},
    },
    text::{FileId, SourceText, Span},
};

use crate::server;

/// Texts that are hard to cut; `t` is a table with a text column.
const TEXTS: &[&str] = &[
    "SELECT 1; SELECT 2\n;;; ;SELECT 3",
    "SELECT ';', \"a;b\", E'\\';', $$;$$, $a$;$b$;$a$ -- ;\n, /* ; /* ; */ ; */ 1; SELECT 'it''s;';",
    "SELECT U&'\\0061;', U&\"c;\", b'1', x'f;', n'a;';\nSELECT 1;",
    "SELECT 'a'\n'b;' -- c\n'd';SELECT 2;",
    "-- only a comment\n/* and another; */\nSELECT 1 -- end\n",
    "SELECT 1 -- a comment ends at a carriage return\r; SELECT 2;\r\nSELECT 3;\r\n",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nSELECT 1;",
    "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES ('a'); END; SELECT 1;",
    "CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END; $body$; SELECT 1;",
    "BEGIN; SELECT 1; END; BEGIN; SELECT 2; COMMIT;",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3;",
    "DO $$ BEGIN PERFORM 1; PERFORM 2; END $$; SELECT 1;",
    "COPY t FROM stdin;\na;'b\n\\N\n$$\n\\.\nSELECT 1;",
    "COPY t (a) FROM STDIN WITH (FORMAT csv);\n\"a;\nb\"\n\\.\n\nSELECT 1;",
    "COPY t FROM stdin; SELECT 1;\nx\n\\.\nSELECT 2;",
    "\\copy t from stdin\na;b\n\\.\nSELECT 1;",
    "SELECT 1 \\g\nSELECT 2 \\gx\nSELECT 3 AS three \\gset\nSELECT 4 \\gdesc\nSELECT 5;",
    "SELECT 1\n\\echo in the middle\n+ 2;\nSELECT 3;",
    "SELECT 1 \\r\nSELECT 2;\nSELECT 3\n\\reset\nSELECT 4;",
    "\\echo a \\\\ SELECT 1; \\echo 'b \\\\ c' \\echo d\nSELECT 2;",
    "\\set x 'it''s;'\n\\pset format unaligned\n\\timing off\nSELECT 1;\n\\! true ; SELECT 9;\nSELECT 2;",
    "SELECT 1::int, a[1:2], a[1], '{a:b}', '12:30' FROM (VALUES (ARRAY[1,2])) v(a); SELECT 2;",
    "SELECT (1; SELECT 2); SELECT 3;",
    "SET standard_conforming_strings = off;\nSELECT 'a\\';b';\nSET standard_conforming_strings TO on;\nSELECT '\\'; SELECT 1;",
    "SELECT a$b$c FROM t; SELECT $1$; SELECT 2;",
    "SELECT 1 /* never closed ; SELECT 2;",
    "SELECT 1; SELECT 'never closed ; SELECT 2;\n",
    "SELECT 1; SELECT $q$ never closed ; SELECT 2; $Q$",
    "SELECT 2-- 3\n; SELECT 2 - -3; SELECT 4 @-- 5\n1; SELECT 6;",
    "\u{feff}SELECT 'ä;🐘', \"ü;\"; SELECT 1;",
];

/// Where psql sees something that we do not, on purpose.
const DIFFERENT: &[(&str, &str)] = &[
    // A parenthesis that was left open must not swallow the rest of the file.
    ("SELECT (1; SELECT 2); SELECT 3;", "psql ends no statement inside parentheses"),
];

#[test]
fn psql_sends_the_statements_that_we_find() {
    let server = server::server(18);
    let folder = std::env::temp_dir().join(format!("migcheck-split-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let database = server.create_database();
    server.connect(&database).expect("CREATE TABLE t (a text)");
    let mut wrong = Vec::new();
    for (at, text) in TEXTS.iter().enumerate() {
        let (file, log) = (folder.join(format!("{at}.sql")), folder.join(format!("{at}.log")));
        fs::write(&file, text).expect("the file can be written");
        let mut psql = Command::new("psql");
        psql.args(["--no-psqlrc", "--quiet", "--file"]).arg(&file).arg("--log-file").arg(&log);
        let output = psql.arg(server.url(&database)).env("PGCLIENTENCODING", "UTF8").output();
        output.expect("psql is installed");
        let (theirs, ours) = (sent(&fs::read_to_string(&log).expect("psql writes its log")), found(text));
        let expected_different = DIFFERENT.iter().any(|it| it.0 == *text);
        if (theirs == ours) == expected_different {
            wrong.push(format!("{text}\n  psql: {theirs:?}\n  ours: {ours:?}"));
        }
    }
    server.drop_database(&database);
    fs::remove_dir_all(&folder).expect("the folder is ours");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// The queries in psql's log: their tokens, since psql leaves out some comments and white space.
fn sent(log: &str) -> Vec<Vec<String>> {
    let queries = log.split("********* QUERY **********\n").skip(1);
    let texts = queries.filter_map(|it| it.split("\n**************************\n").next());
    let mut escapes = false;
    texts
        .map(|it| {
            let tokens = tokens(it, escapes);
            escapes = sets_escapes(&tokens).unwrap_or(escapes);
            tokens
        })
        .filter(|it| !it.is_empty())
        .collect()
}

fn found(text: &str) -> Vec<Vec<String>> {
    let source = SourceText::new("", text);
    let mut escapes = false;
    let pieces = split(&source, Span::new(FileId(0), 0..text.len()));
    let sent = pieces.pieces.iter().filter_map(|piece| {
        let bytes = &text[piece.bytes.clone()];
        match piece.kind {
            PieceKind::Statement => {
                let tokens = tokens(bytes, escapes);
                escapes = sets_escapes(&tokens).unwrap_or(escapes);
                Some(tokens)
            }
            // psql makes a COPY of it.
            PieceKind::Psql if bytes.starts_with("\\copy t") => Some(tokens("COPY t FROM STDIN", false)),
            _ => None,
        }
    });
    sent.collect()
}

fn sets_escapes(tokens: &[String]) -> Option<bool> {
    match tokens {
        [set, name, _, value] if set == "SET" && name == "standard_conforming_strings" => Some(value == "off"),
        _ => None,
    }
}

/// Without the semicolon at the end, and without the line break that a quote which is never closed takes in.
fn tokens(text: &str, escapes: bool) -> Vec<String> {
    let mut lexer = Lexer::new(text, 0, text.len());
    lexer.set_backslashes(escapes);
    let code = lexer.filter(|it| !matches!(it.kind, TokenKind::Comment | TokenKind::Psql));
    let text = |it: Token| text[it.start as usize..it.end as usize].trim_end().to_owned();
    let mut tokens: Vec<String> = code.map(text).collect();
    if tokens.last().is_some_and(|it| it == ";") {
        tokens.pop();
    }
    tokens
}
