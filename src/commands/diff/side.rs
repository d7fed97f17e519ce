//! One of the two schemas: what the user's words for it mean, and reading it.

use super::{Context, shown, usage};
use crate::{
    base::{self, Base, Target, VersionSource, prelude::Platform, trace::Trace},
    catalog::PgVersion,
    commands::audit::applied,
    database::{self, Server},
    error::{Error, Result},
    history::{self, Histories, History, Override, PendingRule, Request, Tool, folder, reference},
    report::comparison::Side,
    text::{SourceText, Sources},
};
use std::{
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
};

/// A side that has been found and read, but not made a catalog of.
pub(super) struct Prepared {
    source: Input,
}

enum Input {
    /// A dump, a snapshot or other SQL.
    Text(SourceText),
    Server(Box<Server>),
    Migrations(Histories),
}

/// A side as a catalog.
pub(super) struct Loaded {
    pub(super) base: Base,
    pub(super) sources: Sources,
    pub(super) histories: Vec<History>,
    /// `db/migrations (goose, 33 migrations)`
    pub(super) description: String,
    /// Which statement made what; of migrations only.
    pub(super) trace: Option<Trace>,
    pub(super) spelling: Spelling,
}

/// Who wrote the queries of views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Server(PgVersion),
    People,
    Unknown,
}

impl Spelling {
    /// Whether what is spelled differently is different.
    pub(super) fn is_like(self, other: Self) -> bool {
        self == other && self != Self::Unknown
    }
}

pub(super) fn prepare(text: &str, context: &Context) -> Result<Prepared> {
    let directory = &context.directory;
    if text == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|source| Error::Read { path: "stdin".to_owned(), source })?;
        return Prepared::text("<stdin>", bytes);
    }
    let path = directory.join(text);
    if is_connection(text) && !path.exists() {
        let server = Server::connect(&database::Target::parse(text)?)?;
        return Ok(Prepared { source: Input::Server(Box::new(server)) });
    }
    if path.is_dir() {
        let overrides = context.config.histories.clone();
        let paths = vec![PathBuf::from(text)];
        return migrations(directory, paths, overrides, context).map(Prepared::migrations);
    }
    if path.exists() {
        let shown = shown(&path, directory);
        let bytes = fs::read(&path).map_err(|source| Error::Read { path: shown.clone(), source })?;
        return Prepared::text(&shown, bytes);
    }
    match reference::read(text, directory)? {
        Some(reference::Found::File(bytes)) => Prepared::text(text, bytes),
        Some(reference::Found::Folder(checkout)) => at_reference(text, &checkout, context).map(Prepared::migrations),
        None => Err(unclear(text)),
    }
}

/// A URL, or libpq's keywords.
fn is_connection(text: &str) -> bool {
    let keyword = text.split_once('=').map(|it| it.0.trim());
    let keywords = ["host", "hostaddr", "port", "user", "password", "dbname", "service", "sslmode"];
    text.starts_with("postgres://")
        || text.starts_with("postgresql://")
        || keyword.is_some_and(|it| keywords.contains(&it))
}

fn unclear(text: &str) -> Error {
    // It may be a URL of another kind, with a password in it.
    let shown = crate::redact::redact(text).into_owned();
    let because = match text.split_once(':') {
        Some((scheme, rest)) if rest.starts_with("//") => format!("{scheme} is not a Postgres URL"),
        Some((reference, _)) => format!("there is no such file, and git knows no commit `{reference}`"),
        None => "there is no such file or folder, and it is neither a URL nor REF:PATH".to_owned(),
    };
    let help = "give a folder of migrations, a dump, a snapshot, postgresql://…, REF:PATH, or - for stdin";
    usage(format!("cannot tell what {shown} is: {because}"), help)
}

fn at_reference(text: &str, checkout: &reference::Checkout, context: &Context) -> Result<Histories> {
    let reference = text.split_once(':').map_or(text, |it| it.0);
    let moved = |it: &Override| {
        let path = context.directory.join(&it.path);
        let inside = path.strip_prefix(&checkout.repository).ok()?;
        Some(Override { path: checkout.root.join(inside), ..it.clone() })
    };
    let overrides = context.config.histories.iter().filter_map(moved).collect();
    let mut histories =
        migrations(&checkout.root, vec![checkout.path.clone()], overrides, context).map_err(|error| match error {
            Error::NoMigrations { help, .. } => Error::NoMigrations { path: text.to_owned(), help },
            other => other,
        })?;
    histories.sources = histories.sources.prefixed(&format!("{reference}:"));
    for history in &mut histories.histories {
        history.root = format!("{reference}:{}", history.root);
    }
    Ok(histories)
}

/// All migrations of the one history in a folder, as if they had run.
fn migrations(directory: &Path, paths: Vec<PathBuf>, overrides: Vec<Override>, context: &Context) -> Result<Histories> {
    let request = Request {
        directory: directory.to_owned(),
        paths,
        stdin_path: None,
        pending: PendingRule::All,
        base_known: false,
        overrides,
        execution: None,
        placeholders: context.config.placeholders.clone(),
    };
    let histories = applied(history::collect(&request, &mut io::empty())?);
    if let [first, second, ..] = histories.histories.as_slice() {
        let path = request.paths.first().map(|it| shown(it, directory)).unwrap_or_default();
        let because = format!("it holds {} histories", histories.histories.len());
        let help = format!("name one of them, such as {} or {}", first.root, second.root);
        return Err(Error::AmbiguousTool { path, because, help });
    }
    Ok(histories)
}

impl Prepared {
    fn text(path: &str, bytes: Vec<u8>) -> Result<Self> {
        Ok(Self { source: Input::Text(SourceText::of(path, folder::decode(bytes, path)?)) })
    }

    pub(super) fn migrations(histories: Histories) -> Self {
        Self { source: Input::Migrations(histories) }
    }

    /// The version that the side names itself.
    pub(super) fn version(&self) -> Option<Target> {
        match &self.source {
            Input::Text(text) => base::version_in(&text.text),
            Input::Server(server) => Some(Target { version: server.version, source: VersionSource::Live }),
            Input::Migrations(_) => None,
        }
    }

    pub(super) fn load(self, target: Option<Target>, context: &Context) -> Result<Loaded> {
        match self.source {
            Input::Server(server) => live(&server),
            Input::Text(text) => {
                let mut sources = Sources::default();
                let spelling = match base::version_in(&text.text) {
                    Some(it) if it.source == VersionSource::Dump => Spelling::Server(it.version),
                    // Of a server or of people's SQL.
                    Some(_) => Spelling::Unknown,
                    None => Spelling::People,
                };
                let psql = base::Psql { directory: &context.directory, variables: &context.config.placeholders };
                let base = base::from_text(text, target, psql, &mut sources);
                let description = base.origin.description.clone();
                Ok(Loaded { base, sources, histories: Vec::new(), description, trace: None, spelling })
            }
            Input::Migrations(histories) => Ok(replayed(histories, target)),
        }
    }
}

/// The schema of a server as it is.
pub(super) fn live(server: &Server) -> Result<Loaded> {
    let mut sources = Sources::default();
    let base = base::live(server, None, &mut sources)?;
    let (description, spelling) = (base.origin.description.clone(), Spelling::Server(server.version));
    Ok(Loaded { base, sources, histories: Vec::new(), description, trace: None, spelling })
}

/// The schema that the applied migrations make.
pub(super) fn replayed(histories: Histories, target: Option<Target>) -> Loaded {
    let (base, trace) = base::traced(&histories, target);
    let one = |it: &History| {
        let count = crate::report::comparison::count(it.applied, "migration");
        format!("{} ({}, {count})", it.root, it.tool)
    };
    let description = histories.histories.iter().map(one).collect::<Vec<_>>().join(" and ");
    let Histories { sources, histories, .. } = histories;
    Loaded { base, sources, histories, description, trace: Some(trace), spelling: Spelling::People }
}

impl Loaded {
    pub(super) fn is_supabase(&self) -> bool {
        self.histories.iter().any(|it| it.tool == Tool::Supabase) || Platform::is_supabase(&self.base.catalog)
    }
}

impl From<Loaded> for Side {
    fn from(side: Loaded) -> Self {
        let Base { catalog, origin, target, problems } = side.base;
        let mut notes = origin.reasons;
        notes.extend(
            side.histories.iter().flat_map(|it| it.remarks.iter().map(|it| format!("{}: {}", it.path, it.message))),
        );
        Self {
            source: origin.source,
            description: side.description,
            target,
            known: catalog.known,
            notes,
            problems,
            sources: side.sources,
        }
    }
}
