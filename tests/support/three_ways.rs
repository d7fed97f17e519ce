//! The same schema known in three ways: by replaying statements, from that server's `pg_dump`, by reading the server.
//! It must not know which statements make the schema.
#![allow(dead_code, reason = "each suite uses a part of it")]

use crate::{
    server::Server,
    session::{Session, describe},
};
use migcheck::{
    base,
    catalog::{Catalog, Known, PgVersion, compare, session},
    database::{self, introspect},
    history::Histories,
    sql::{
        name::Ident,
        parse::{parse, parse_text},
        statement::{Parsed, StatementKind, TransactionControl},
    },
    text::Sources,
};
use std::{
    env, fs,
    sync::atomic::{AtomicU32, Ordering},
};

/// A database that is built statement by statement, and the catalog that replay makes of the same statements.
pub(crate) struct Build<'a> {
    server: &'a Server,
    database: String,
    session: Session,
    replayed: Catalog,
    replay: session::Session,
    /// As it was when the transaction block began that the statements are in, and whether one of them has failed.
    begun: Option<(Catalog, bool)>,
    pub(crate) statements: usize,
    /// Statements that only one of the two refuses, those that nobody understood, and what could not be read.
    pub(crate) problems: Vec<String>,
    /// Statements that the server refuses.
    pub(crate) refused: Vec<String>,
}

/// The schema as the three ways show it.
pub(crate) struct ThreeWays {
    pub(crate) replay: Catalog,
    pub(crate) dump: Catalog,
    pub(crate) live: Catalog,
}

impl<'a> Build<'a> {
    pub(crate) fn new(server: &'a Server) -> Self {
        let database = server.create_database();
        let session = server.connect(&database);
        let mut replayed = Catalog::new(PgVersion(server.major), Known::Everything);
        // Every cluster has its superuser.
        replayed.roles.insert(Ident::exact("postgres"), Default::default());
        let (problems, refused) = (Vec::new(), Vec::new());
        let replay = superuser();
        Self { server, database, session, replayed, replay, begun: None, statements: 0, problems, refused }
    }

    /// The statements of one text in a session of their own.
    pub(crate) fn script(&mut self, text: &str) {
        self.reconnect();
        self.run(text, parse_text(text));
    }

    /// Every migration of the histories in a session of its own, as most tools do it.
    pub(crate) fn histories(&mut self, histories: &Histories) {
        for migration in histories.histories.iter().flat_map(|it| &it.migrations) {
            self.reconnect();
            for section in &migration.up {
                let source = histories.sources.get(section.span.file);
                self.run(&source.text, parse(source, section.span));
            }
        }
    }

    fn reconnect(&mut self) {
        self.session = self.server.connect(&self.database);
        self.replay = superuser();
        self.begun = None;
    }

    fn run(&mut self, text: &str, parsed: Parsed) {
        self.problems.extend(parsed.problems.iter().map(|it| format!("parse: {}", it.message)));
        for statement in parsed.statements {
            if matches!(statement.kind, StatementKind::Psql { .. }) {
                continue;
            }
            let sql = &text[statement.span.bytes()];
            self.statements += 1;
            let on_server = self.session.run(sql).map_err(|it| describe(&it));
            if let StatementKind::Unmodeled { .. } = statement.kind {
                self.problems.push(format!("not understood: {sql}"));
            }
            let before = (self.replayed.clone(), self.replay.clone());
            self.transaction(&statement.kind);
            let here = self.replayed.apply(&statement.kind, &mut self.replay);
            match (on_server, here) {
                (Ok(()), Ok(())) => {}
                (Ok(()), Err(mismatch)) => {
                    self.problems.push(format!("only refused here: {}\n{sql}", mismatch.message))
                }
                (Err(error), Ok(())) => {
                    // What did not happen there has not happened here.
                    (self.replayed, self.replay) = before;
                    self.fail();
                    self.refused.push(format!("{error}\n{sql}"));
                }
                (Err(error), Err(_)) => {
                    self.fail();
                    self.refused.push(format!("{error}\n{sql}"));
                }
            }
        }
    }

    fn fail(&mut self) {
        if let Some((_, failed)) = &mut self.begun {
            *failed = true;
        }
    }

    /// A block that failed, or is rolled back, has changed nothing.
    fn transaction(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Transaction(TransactionControl::Begin { .. }) => {
                self.begun = Some((self.replayed.clone(), false))
            }
            StatementKind::Transaction(TransactionControl::Commit { .. }) => {
                self.replayed = self.begun.take().filter(|it| it.1).map_or(self.replayed.clone(), |it| it.0);
            }
            StatementKind::Transaction(TransactionControl::Rollback { .. }) => {
                self.replayed = self.begun.take().map_or(self.replayed.clone(), |it| it.0);
            }
            _ => {}
        }
    }

    /// Dumps and reads the database; it stays until [`Build::gone`].
    pub(crate) fn three_ways(&mut self) -> ThreeWays {
        let dump = self.dumped();
        let target = database::Target::parse(&self.server.url(&self.database)).expect("our own URL");
        let connection = database::Server::connect(&target).expect("our own server");
        let (live, problems) = introspect::catalog(&connection).expect("the schema is readable");
        self.problems.extend(problems.iter().map(|it| format!("live: {}", it.message)));
        ThreeWays { replay: self.replayed.clone(), dump, live }
    }

    fn dumped(&mut self) -> Catalog {
        static FILES: AtomicU32 = AtomicU32::new(0);
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let name = format!("migcheck-dump-{}-{number}.sql", std::process::id());
        let path = env::temp_dir().join(&name);
        fs::write(&path, self.server.pg_dump(&self.database)).expect("the temporary folder is writable");
        let mut sources = Sources::default();
        let base =
            base::from_file(&path, &name, None, base::Psql::default(), &mut sources).expect("the dump is readable");
        let shown = base.problems.iter().map(|it| {
            let source = sources.get(it.span.file);
            format!("dump: {}\n{}", it.message, source.slice(it.span))
        });
        self.problems.extend(shown);
        if let Ok(folder) = env::var("MIGCHECK_DUMPS") {
            let _ = fs::copy(&path, format!("{folder}/{}.sql", self.server.major));
        }
        let _ = fs::remove_file(&path);
        base.catalog
    }

    pub(crate) fn gone(self) {
        drop(self.session);
        self.server.drop_database(&self.database);
    }
}

fn superuser() -> session::Session {
    session::Session { role: Some(Ident::exact("postgres")), ..session::Session::default() }
}

/// What differs, an object a paragraph; of long definitions only the lines that differ.
pub(crate) fn differences(left: &str, a: &Catalog, right: &str, b: &Catalog) -> Vec<String> {
    let side = |name: &str, own: &Option<String>, other: &Option<String>| {
        let other: Vec<&str> = other.iter().flat_map(|it| it.lines()).map(|it| it.trim_end_matches(',')).collect();
        let lines = own.iter().flat_map(|it| it.lines()).filter(|it| !other.contains(&it.trim_end_matches(',')));
        let lines: Vec<&str> = lines.collect();
        let shown = match own {
            None => "-".to_owned(),
            Some(all) if lines.is_empty() => all.clone(),
            Some(_) => lines.join("\n    "),
        };
        format!("  {name}: {shown}\n")
    };
    let shown = compare::compare(a, b).into_iter().map(|it| {
        let (left, right) = (side(left, &it.left, &it.right), side(right, &it.right, &it.left));
        format!("{} {}\n{left}{right}", it.kind, it.name)
    });
    shown.collect()
}
