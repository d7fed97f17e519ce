//! The schema before the pending migrations, made on the server: a dump's own text, a catalog's, or the migrations that
//! have run.

use super::{
    ceiling::Trouble,
    server::Server,
    session::{Session, describe},
};
use crate::{
    sql::{parse, statement::StatementKind},
    text::{SourceText, Span},
};
use std::collections::BTreeSet;
use tokio_postgres::Error;

/// A stretch of SQL that makes a part of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    pub source: &'a SourceText,
    pub span: Span,
    /// It begins a session of its own, as the migrations of one run do.
    pub new_session: bool,
    /// Its tool runs it in one transaction, and its own transaction control counts.
    pub together: bool,
}

/// What was not as the text expects, for a reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub statements: usize,
    /// Made because the text names them; no dump makes them.
    pub roles: BTreeSet<String>,
    /// Not installed on this server.
    pub extensions: BTreeSet<String>,
    /// `path:line: SQLSTATE: message`, for each statement that failed.
    pub failed: Vec<String>,
}

/// Runs the stretches one statement at a time, whatever happens.
pub(super) fn load(
    server: &Server,
    database: &str,
    stretches: &[Stretch<'_>],
    progress: &mut dyn FnMut(usize),
) -> Result<Loaded, Trouble> {
    let mut loader = Loader { server, database, session: server.connect(database)?, loaded: Loaded::default() };
    for stretch in stretches {
        if stretch.new_session {
            loader.session = server.connect(database)?;
        }
        if !(stretch.together && loader.together(stretch)?) {
            loader.one_by_one(stretch, progress)?;
        }
    }
    Ok(loader.loaded)
}

struct Loader<'a> {
    server: &'a Server,
    database: &'a str,
    session: Session,
    loaded: Loaded,
}

impl Loader<'_> {
    /// All of it in one transaction, as a migration was run; false, and nothing done, where a statement fails.
    fn together(&mut self, stretch: &Stretch<'_>) -> Result<bool, Trouble> {
        let parsed = parse::parse(stretch.source, stretch.span);
        let statements = parsed.statements.iter().filter(|it| !matches!(it.kind, StatementKind::Psql { .. }));
        let statements: Vec<&str> = statements.map(|it| stretch.source.slice(it.span)).collect();
        if statements.iter().any(|it| copies_rows(it)) {
            return Ok(false);
        }
        loop {
            self.session.run("BEGIN")?;
            let failed = statements.iter().find_map(|sql| self.session.run(sql).err());
            self.session.take_messages();
            let Some(error) = failed else {
                self.loaded.statements += statements.len();
                // Deferred constraints, which no row of ours can break, speak here.
                return Ok(self.session.run("COMMIT").is_ok());
            };
            if error.is_closed() {
                self.session = self.server.connect(self.database)?;
                return Ok(false);
            }
            self.session.run("ROLLBACK")?;
            if !self.make_role(&error) {
                return Ok(false);
            }
        }
    }

    /// One statement at a time, whatever happens.
    fn one_by_one(&mut self, stretch: &Stretch<'_>, progress: &mut dyn FnMut(usize)) -> Result<(), Trouble> {
        let mut creates = false;
        for statement in parse::parse(stretch.source, stretch.span).statements {
            if matches!(statement.kind, StatementKind::Psql { .. } | StatementKind::Transaction(_)) {
                continue;
            }
            let sql = stretch.source.slice(statement.span);
            creates = creates || statement.kind.tag().starts_with("CREATE");
            progress(self.loaded.statements);
            self.loaded.statements += 1;
            let result = if copies_rows(sql) { Ok(()) } else { self.statement(sql)? };
            let Err(error) = result else { continue };
            // `pg_dump --clean` begins by dropping what is not there yet; roles may be there, and extensions are told of.
            let message = error.as_db_error().map(|it| it.message().to_owned()).unwrap_or_default();
            let expected = missing_extension(&message).is_some()
                || (message.starts_with("role ") && message.ends_with("already exists"));
            if !expected && (creates || !statement.kind.tag().starts_with("DROP")) {
                let place = stretch.source.position(statement.span.bytes().start);
                self.loaded.failed.push(format!("{}:{place}: {}", stretch.source.path, describe(&error)));
            }
        }
        Ok(())
    }

    /// Makes the role that a failure is about; false where it is about something else.
    fn make_role(&mut self, error: &Error) -> bool {
        let message = error.as_db_error().map(|it| it.message().to_owned()).unwrap_or_default();
        let role = missing_role(&message).filter(|it| !self.loaded.roles.contains(*it));
        let Some(role) = role.filter(|_| self.server.is_ours()) else { return false };
        self.loaded.roles.insert(role.to_owned());
        self.session.run(&format!("CREATE ROLE {}", super::quoted(role))).is_ok()
    }

    /// One statement; roles that it lacks are made.
    fn statement(&mut self, sql: &str) -> Result<Result<(), Error>, Trouble> {
        loop {
            let Err(error) = self.session.run(sql) else { return Ok(Ok(())) };
            self.session.take_messages();
            if error.is_closed() {
                self.session = self.server.connect(self.database)?;
                return Ok(Err(error));
            }
            let message = error.as_db_error().map(|it| it.message().to_owned()).unwrap_or_default();
            if let Some(extension) = missing_extension(&message) {
                self.loaded.extensions.insert(extension.to_owned());
            }
            if !self.make_role(&error) {
                return Ok(Err(error));
            }
        }
    }
}

/// `COPY t FROM stdin`: its rows are not part of the schema.
fn copies_rows(sql: &str) -> bool {
    let words: Vec<String> = sql.split_whitespace().map(str::to_ascii_uppercase).collect();
    words.first().is_some_and(|it| it == "COPY") && words.iter().any(|it| it.trim_end_matches(';') == "STDIN")
}

/// From `role "app" does not exist`.
fn missing_role(message: &str) -> Option<&str> {
    message.strip_prefix("role \"")?.strip_suffix("\" does not exist")
}

/// From `extension "postgis" is not available` and `could not open extension control file "…/postgis.control": …`.
fn missing_extension(message: &str) -> Option<&str> {
    if let Some(rest) = message.strip_prefix("extension \"") {
        return rest.strip_suffix("\" is not available");
    }
    let rest = message.strip_prefix("could not open extension control file \"")?;
    rest.split_once(".control\"")?.0.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(missing_role("role \"app user\" does not exist"), Some("app user"));
        assert_eq!(missing_role("relation \"t\" does not exist"), None);
        assert_eq!(missing_extension("extension \"postgis\" is not available"), Some("postgis"));
        let older = "could not open extension control file \"/usr/share/postgresql/14/extension/postgis.control\": No such file";
        assert_eq!(missing_extension(older), Some("postgis"));
    }

    #[test]
    fn rows_of_a_dump_are_left_out() {
        assert!(copies_rows("COPY public.t (a, b) FROM stdin;"));
        assert!(!copies_rows("CREATE TABLE copy (stdin int)"));
    }
}
