//! What is not run on the throwaway server, and why: statements that reach beyond the database they run in.

use crate::sql::{
    statement::StatementKind,
    token::{Lexer, Token, TokenKind},
};

/// None where the statement may run; `ours`: on a server that is gone afterwards.
pub(super) fn why(kind: &StatementKind, sql: &str, ours: bool) -> Option<String> {
    if matches!(kind, StatementKind::Psql { .. }) {
        return Some("a command of psql".to_owned());
    }
    let words = words(sql, true);
    let is = |word: &String, it: &&str| word == it;
    let starts = |with: &[&str]| words.len() >= with.len() && words.iter().zip(with).all(|(word, it)| is(word, it));
    let has = |run: &[&str]| words.windows(run.len()).any(|it| it.iter().zip(run).all(|(word, it)| is(word, it)));
    let calls = |name: &&str| has(&[name, "("]);
    let why = if starts(&["COPY"]) && has(&["PROGRAM"]) {
        "it runs a program of the machine"
    } else if starts(&["COPY"]) && (has(&["FROM", "STDIN"]) || has(&["TO", "STDOUT"])) {
        "its rows come and go over the connection"
    } else if starts(&["COPY"]) {
        "it reads or writes a file of the machine"
    } else if starts(&["CREATE", "SUBSCRIPTION"]) || starts(&["ALTER", "SUBSCRIPTION"]) {
        "it connects to another server"
    } else if starts(&["CREATE", "TABLESPACE"]) || starts(&["ALTER", "SYSTEM"]) {
        "it is about the whole server and its files"
    } else if ["CREATE", "DROP", "ALTER"].iter().any(|verb| starts(&[verb, "DATABASE"])) {
        "it is about a database, not what is in it"
    } else if !ours && ["ROLE", "USER", "GROUP"].iter().any(|it| words.get(1).is_some_and(|word| is(word, it))) {
        "roles belong to the whole server, which is not ours"
    } else if starts(&["PREPARE", "TRANSACTION"]) {
        "what it prepares outlives the session"
    } else if REACHING.iter().any(calls) {
        "it calls a function that reaches files or other servers"
    } else {
        return None;
    };
    Some(why.to_owned())
}

/// Functions that leave the database.
const REACHING: &[&str] = &[
    "LO_IMPORT",
    "LO_EXPORT",
    "DBLINK",
    "DBLINK_CONNECT",
    "DBLINK_EXEC",
    "PG_READ_FILE",
    "PG_READ_BINARY_FILE",
    "PG_LS_DIR",
    "PG_FILE_WRITE",
    "PG_TERMINATE_BACKEND",
    "PG_CANCEL_BACKEND",
    "PG_RELOAD_CONF",
];

/// The words and signs of a statement in upper case, without comments and literals; those of a code block as well.
fn words(sql: &str, blocks: bool) -> Vec<String> {
    let mut words = Vec::new();
    for Token { kind, start, end } in Lexer::new(sql, 0, sql.len()) {
        let text = sql.get(start as usize..end as usize).unwrap_or_default();
        match kind {
            TokenKind::Word | TokenKind::Symbol => words.push(text.to_ascii_uppercase()),
            TokenKind::QuotedIdent => words.push(text.trim_matches('"').to_ascii_uppercase()),
            TokenKind::DollarString if blocks && words.first().is_some_and(|it| it == "DO") => {
                words.extend(self::words(text.trim_matches(|it| it != '$').trim_matches('$'), false));
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::parse::parse_text;

    #[test]
    fn only_what_leaves_the_database_is_refused() {
        let refused = |sql: &str| {
            let statement = &parse_text(sql).statements[0];
            why(&statement.kind, sql, true).is_some()
        };
        for sql in [
            "COPY t FROM PROGRAM 'curl x'",
            "COPY t TO '/tmp/x'",
            "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
            "CREATE TABLESPACE t LOCATION '/x'",
            "ALTER SYSTEM SET wal_level = 'logical'",
            "DROP DATABASE app",
            "SELECT lo_import('/etc/passwd')",
            "DO $$ BEGIN PERFORM dblink_exec('x', 'y'); END $$",
        ] {
            assert!(refused(sql), "{sql}");
        }
        for sql in [
            "ALTER TABLE t ADD COLUMN dblink text",
            "SELECT 'lo_import'",
            "CREATE INDEX ON program (copy)",
            "DO $$ BEGIN NULL; END $$",
        ] {
            assert!(!refused(sql), "{sql}");
        }
    }
}
