//! The schema before the pending migrations, and the Postgres version it is for.
//!
//! A dump, a snapshot, a live server or the replay of the migrations that have run: all end in the same `Catalog`. What
//! could not be read becomes a problem in the result; only files and servers that cannot be opened are errors.

pub mod prelude;
pub mod snapshot;
pub mod trace;

use crate::{
    catalog::{Catalog, Known, PgVersion, apply::Mismatch, session::Session},
    database::{Server, introspect},
    error::{Error, Result},
    history::{Histories, History, Migration, Section, folder, psql},
    sql::{
        parse,
        placeholders::Values,
        statement::{Statement, StatementKind},
    },
    text::{Problem, SourceText, Sources, Span},
};
use std::{fs, path::Path, sync::Arc};
use trace::Trace;

/// The schema to start from, and how it came about.
#[derive(Clone, Debug)]
pub struct Base {
    pub catalog: Catalog,
    pub origin: Origin,
    pub target: Target,
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: Source,
    /// For a sentence: `db/schema.sql (pg_dump)`.
    pub description: String,
    /// More about it, a line each.
    pub reasons: Vec<String>,
}

/// Where a schema comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A `pg_dump` or any SQL that makes the schema.
    Dump,
    Live,
    Snapshot,
    /// The migrations that have run already.
    Replay,
    /// There is none: only what the pending migrations show is known.
    Nothing,
}

/// The major version to predict for, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub version: PgVersion,
    pub source: VersionSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionSource {
    Flag,
    Config,
    Live,
    Snapshot,
    Dump,
    Default,
}

impl VersionSource {
    /// As in the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Config => "config",
            Self::Live => "live",
            Self::Snapshot => "snapshot",
            Self::Dump => "dump",
            Self::Default => "default",
        }
    }

    /// For the reader.
    pub fn because(self) -> &'static str {
        match self {
            Self::Flag => "as asked for",
            Self::Config => "from migcheck.toml",
            Self::Live => "as the server says",
            Self::Snapshot => "as the snapshot says",
            Self::Dump => "as the dump says",
            Self::Default => "assumed; --postgres says otherwise",
        }
    }
}

impl Target {
    /// What the user said wins over what the schema's source says.
    fn choose(said: Option<Self>, found: Option<Self>) -> Self {
        said.or(found).unwrap_or(Self { version: PgVersion::DEFAULT, source: VersionSource::Default })
    }
}

/// Reads `path`: a snapshot, a `pg_dump` or any other SQL that makes a schema.
pub fn from_file(
    path: &Path,
    shown: &str,
    said: Option<Target>,
    psql: Psql<'_>,
    sources: &mut Sources,
) -> Result<Base> {
    let bytes = fs::read(path).map_err(|source| Error::Read { path: shown.to_owned(), source })?;
    Ok(from_text(SourceText::of(shown, folder::decode(bytes, shown)?), said, psql, sources))
}

/// What a file of SQL can have from psql.
#[derive(Clone, Copy, Debug)]
pub struct Psql<'a> {
    /// Where it is run: included files are looked for from here.
    pub directory: &'a Path,
    pub variables: &'a Values,
}

impl Default for Psql<'static> {
    fn default() -> Self {
        static NONE: Values = Values::new();
        Self { directory: Path::new("."), variables: &NONE }
    }
}

/// The same for a text that has been read already.
pub fn from_text(text: SourceText, said: Option<Target>, psql: Psql<'_>, sources: &mut Sources) -> Base {
    let is_snapshot = snapshot::is_snapshot(&text.text);
    let found = version_in(&text.text);
    let is_dump = found.is_some_and(|it| it.source == VersionSource::Dump);
    let target = Target::choose(said, found);
    let mut loader = Loader::new(target.version, Known::Everything);
    let file = sources.add(text);
    let text = Arc::clone(sources.get(file));
    let whole = Span::new(file, 0..text.text.len());
    for section in psql::file(whole, &Arc::new(psql.variables.clone()), psql.directory, sources) {
        loader.run(&Arc::clone(sources.get(section.span.file)), &section, Mistakes::OfDrops);
    }
    let (source, kind) = match (is_snapshot, is_dump) {
        (true, _) => (Source::Snapshot, "snapshot"),
        (false, true) => (Source::Dump, "pg_dump"),
        (false, false) => (Source::Dump, "SQL"),
    };
    if is_snapshot {
        snapshot::read_sizes(&text.text, &mut loader.catalog);
    }
    let description = format!("{} ({kind})", sources.get(file).path);
    let origin = Origin { source, description, reasons: Vec::new() };
    Base { catalog: loader.catalog, origin, target, problems: loader.problems }
}

/// The schema of a live server, with the sizes of its tables.
///
/// # Errors
/// When the server cannot be asked.
pub fn live(server: &Server, said: Option<Target>, sources: &mut Sources) -> Result<Base> {
    let (mut catalog, mut problems) = introspect::catalog(server)?;
    let found = Target { version: server.version, source: VersionSource::Live };
    let target = Target::choose(said, Some(found));
    catalog.version = target.version;
    // Problems point at a text; a server has none.
    let file = sources.add(SourceText::new(server.target.as_str(), ""));
    for problem in &mut problems {
        problem.span = Span::new(file, 0..0);
    }
    let description = format!("{} (live)", server.target);
    let origin = Origin { source: Source::Live, description, reasons: server.warnings.clone() };
    Ok(Base { catalog, origin, target, problems })
}

/// Runs the applied migrations of every history from an empty database on.
pub fn replay(histories: &Histories, said: Option<Target>) -> Base {
    replayed(histories, said, None).0
}

/// The same, and which statement made or changed what: of the applied migrations, and of those still pending.
pub fn traced(histories: &Histories, said: Option<Target>) -> (Base, Trace) {
    let (base, trace) = replayed(histories, said, Some(Trace::default()));
    let mut later = Loader::new(base.target.version, base.catalog.known);
    later.catalog = base.catalog.clone();
    later.trace = trace.map(Trace::now_pending);
    later.run_all(histories, History::pending);
    (base, later.trace.unwrap_or_default())
}

fn replayed(histories: &Histories, said: Option<Target>, trace: Option<Trace>) -> (Base, Option<Trace>) {
    let target = Target::choose(said, None);
    let applied: usize = histories.histories.iter().map(|it| it.applied).sum();
    if applied == 0 {
        let description = "nothing: only what the pending migrations show is known".to_owned();
        let reasons = vec!["--schema or --database-url gives the schema before them".to_owned()];
        let origin = Origin { source: Source::Nothing, description, reasons };
        let mut catalog = Catalog::new(target.version, Known::OnlyWhatMigrationsShow);
        prelude::add(&mut catalog, histories);
        return (Base { catalog, origin, target, problems: Vec::new() }, trace);
    }
    let run = |known| {
        let mut loader = Loader::new(target.version, known);
        loader.trace = trace.clone();
        prelude::add(&mut loader.catalog, histories);
        loader.run_all(histories, History::applied);
        loader
    };
    let mut loader = run(Known::Everything);
    let mut reasons = Vec::new();
    let unknown = loader.unknown;
    if unknown > 0 {
        loader = run(Known::OnlyWhatMigrationsShow);
        reasons.push(format!(
            "{unknown} of their statements name objects that none of them makes: the schema is known only in part"
        ));
    }
    let description = match applied {
        1 => "the replay of one applied migration".to_owned(),
        _ => format!("the replay of {applied} applied migrations"),
    };
    let origin = Origin { source: Source::Replay, description, reasons };
    (Base { catalog: loader.catalog, origin, target, problems: loader.problems }, loader.trace)
}

/// Which mismatches mean nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistakes {
    None,
    /// `pg_dump --clean` begins by dropping what is not there yet.
    OfDrops,
    /// A repeatable migration that has run may since have been written anew for what is still pending.
    OfNewerText,
}

/// Statements run one after the other, whatever happens.
struct Loader {
    catalog: Catalog,
    session: Session,
    problems: Vec<Problem>,
    /// Statements that name something that is not there.
    unknown: usize,
    /// Kept where somebody asks which statement made what.
    trace: Option<Trace>,
}

impl Loader {
    fn new(version: PgVersion, known: Known) -> Self {
        let (catalog, session) = (Catalog::new(version, known), Session::default());
        Self { catalog, session, problems: Vec::new(), unknown: 0, trace: None }
    }

    fn apply(&mut self, statement: &Statement) -> std::result::Result<(), Mismatch> {
        let before = self.trace.is_some().then(|| self.catalog.clone());
        let result = self.catalog.apply(&statement.kind, &mut self.session);
        if let (Some(trace), Some(before)) = (&mut self.trace, before) {
            trace.record(&before, &self.catalog, statement.span);
        }
        result
    }

    fn run_all(&mut self, histories: &Histories, of: impl Fn(&History) -> &[Migration]) {
        for migration in histories.histories.iter().flat_map(of) {
            // Most migrations ran in a deploy, and so on a connection, of their own.
            self.session = Session::default();
            let mistakes = if migration.repeatable { Mistakes::OfNewerText } else { Mistakes::None };
            for section in &migration.up {
                self.run(histories.sources.get(section.span.file), section, mistakes);
            }
        }
    }

    fn run(&mut self, text: &SourceText, section: &Section, mistakes: Mistakes) {
        let mut parsed = parse::parse_sent(text, section.span, &section.placeholders);
        self.problems.extend(section.problems.iter().cloned());
        self.problems.append(&mut parsed.problems);
        let mut creates = mistakes != Mistakes::OfDrops;
        for statement in &parsed.statements {
            creates = creates || creates_something(&statement.kind);
            let Err(mismatch) = self.apply(statement) else { continue };
            let undefined = matches!(mismatch.code, "42P01" | "42703" | "42704" | "42883" | "3F000");
            // Roles belong to the cluster: no dump and few histories make them.
            let role = mismatch.message.starts_with("role ");
            if role || (undefined && (!creates || mistakes == Mistakes::OfNewerText)) {
                continue;
            }
            self.unknown += usize::from(undefined);
            self.problems.push(Problem { span: statement.span, message: mismatch.message, help: None });
        }
    }
}

fn creates_something(kind: &StatementKind) -> bool {
    kind.tag().starts_with("CREATE")
}

/// The version that a snapshot or a `pg_dump` names in its header.
pub fn version_in(text: &str) -> Option<Target> {
    if snapshot::is_snapshot(text) {
        return snapshot::version(text).map(|version| Target { version, source: VersionSource::Snapshot });
    }
    dumped_from(text).map(|version| Target { version, source: VersionSource::Dump })
}

/// The server's major in the header of a `pg_dump`.
fn dumped_from(text: &str) -> Option<PgVersion> {
    let header = text.lines().take(40);
    let line = header.filter_map(|it| it.strip_prefix("-- Dumped from database version ")).next()?;
    let major: u16 = line.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok()?;
    Some(PgVersion(major.clamp(PgVersion::OLDEST.0, PgVersion::NEWEST.0)))
}
