//! `migcheck diff`: what differs between two schemas, and `--drift`: between a server and its migrations.

mod drift;
mod explain;
mod remedy;
mod side;

use super::{Outcome, usage, variable};
use crate::{
    base::{Target, VersionSource, prelude::Platform},
    catalog::compare::{
        self, Scope, queries,
        select::{Pattern, Selection},
    },
    cli::{self, DiffArgs, DiffFormat},
    config::{self, Config},
    error::{Error, Result},
    history::Tool,
    report::comparison::{self, Comparison, Format, Side},
};
use side::{Loaded, Prepared};
use std::{
    env,
    path::{Path, PathBuf},
};

/// Tables in which tools without support here write down what has run.
const OTHER_TOOLS: [&str; 22] = [
    "__EFMigrationsHistory",
    "alembic_version",
    "ar_internal_metadata",
    "atlas_schema_revisions",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "doctrine_migration_versions",
    "gorp_migrations",
    "kysely_migration",
    "kysely_migration_lock",
    "knex_migrations",
    "knex_migrations_lock",
    "mikro_orm_migrations",
    "pgmigrations",
    "phinxlog",
    "play_evolutions",
    "refinery_schema_history",
    "SequelizeMeta",
    "typeorm_metadata",
    "_yoyo_log",
    "_yoyo_migration",
];

/// What holds for this call.
struct Context {
    directory: PathBuf,
    config: Config,
    /// From --postgres or its variable.
    said: Option<Target>,
}

pub(super) fn run(args: &DiffArgs) -> Result<Outcome> {
    let context = Context::of(args)?;
    let format = format(args)?;
    let comparison = if args.drift {
        let (expected, live, seen) = drift::sides(args, &context)?;
        Comparison { seen, ..compared(args, expected, live, true) }
    } else {
        let (left, right) = sides(args, &context)?;
        compared(args, left, right, false)
    };
    let report = comparison::render(&comparison, format, options(args));
    let exit_code = match (comparison.differences.is_empty(), args.strict && !comparison.is_complete()) {
        (false, _) => 1,
        (true, true) => 3,
        (true, false) => 0,
    };
    Ok(Outcome { report, output: args.output.clone(), warnings: Vec::new(), exit_code })
}

impl Context {
    fn of(args: &DiffArgs) -> Result<Self> {
        let directory =
            env::current_dir().map_err(|source| Error::Read { path: "the working directory".to_owned(), source })?;
        let file = args.config.clone().or_else(|| variable("MIGCHECK_CONFIG").map(PathBuf::from));
        let mut config = config::load(file.as_deref(), &directory)?;
        config.placeholders.extend(args.placeholder.iter().cloned().map(|(name, value)| (name, Some(value))));
        let flag = |version| Target { version, source: VersionSource::Flag };
        let said = match (args.postgres, variable("MIGCHECK_POSTGRES")) {
            (Some(version), _) => Some(flag(version)),
            (None, Some(text)) => {
                let help = |help: String| usage(format!("MIGCHECK_POSTGRES={text} is not supported"), &help);
                Some(flag(cli::version(&text).map_err(help)?))
            }
            (None, None) => None,
        };
        Ok(Self { directory, config, said })
    }

    /// The version to load a side for: what the user says, what it says itself, what the other one says.
    fn target(&self, side: &Prepared, other: &Prepared) -> Option<Target> {
        let configured = || self.config.postgres.map(|version| Target { version, source: VersionSource::Config });
        self.said.or_else(|| side.version()).or_else(|| other.version()).or_else(configured)
    }
}

fn sides(args: &DiffArgs, context: &Context) -> Result<(Loaded, Loaded)> {
    let mut names = args.sides.clone();
    if names.len() == 1 {
        names.extend(args.database_url.clone().or_else(|| variable("MIGCHECK_DATABASE_URL")));
    } else if let (2.., Some(_)) = (names.len(), &args.database_url) {
        return Err(usage(
            "diff compares two sides, and --database-url is a third".to_owned(),
            "leave one of them out",
        ));
    }
    let [left, right] = names.as_slice() else {
        let message = format!("diff compares two sides, and {} given", words(names.len()));
        return Err(usage(message, "say `migcheck diff A B`; `migcheck diff --help` says what they can be"));
    };
    if left == "-" && right == "-" {
        return Err(usage("only one of the two sides can be stdin".to_owned(), "name a file for the other one"));
    }
    let (left, right) = (side::prepare(left, context)?, side::prepare(right, context)?);
    let (left_target, right_target) = (context.target(&left, &right), context.target(&right, &left));
    Ok((left.load(left_target, context)?, right.load(right_target, context)?))
}

fn words(count: usize) -> String {
    match count {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        _ => format!("{count} are"),
    }
}

fn compared(args: &DiffArgs, left: Loaded, right: Loaded, is_drift: bool) -> Comparison {
    let (a, b) = (&left.base.catalog, &right.base.catalog);
    let mut notes = Vec::new();
    let [name_a, name_b] = comparison::sides(is_drift);
    let lacking = |left_has: bool| if left_has { name_b } else { name_a };
    let is_platform = [&left, &right].iter().any(|it| it.is_supabase());
    let mut scope = Scope::of(a, b);
    if scope.owners != (compare::knows_owners(a) || compare::knows_owners(b)) {
        notes.push(format!("owners are not compared: none is known of {}", lacking(compare::knows_owners(a))));
    }
    let (grants_a, grants_b) = (compare::knows_grants(a), compare::knows_grants(b));
    if is_platform && grants_a != grants_b {
        scope.grants = false;
        notes.push("privileges are not compared: Supabase grants its own".to_owned());
    } else if grants_a != grants_b {
        scope.grants = false;
        notes.push(format!("privileges are not compared: none is known of {}", lacking(grants_a)));
    }
    let mut differences = compare::compare_within(a, b, scope);
    // Whoever ran the migrations owns what they made: that a side names no owner is no difference.
    let is_owner = |it: &compare::Difference| it.kind == "OWNER" && it.changes.is_empty();
    differences.retain(|it| !(is_owner(it) || is_of_version(it, &left, &right)));
    let queries = queries::compare(a, b, left.spelling.is_like(right.spelling));
    differences.extend(queries.differences);
    let selected = selection(args, is_platform).apply(differences);
    if queries.undecided > 0 {
        notes.push(format!(
            "{}: the query is spelled differently; compared by columns and by what is read",
            comparison::count(queries.undecided, "view")
        ));
    }
    if queries.undecided_bodies > 0 {
        let number = queries.undecided_bodies;
        notes.push(format!(
            "rules and SQL-standard functions ({number}): the text is spelled differently, and not compared"
        ));
    }
    if !selected.foreign.is_empty() {
        let names: Vec<&str> = selected.foreign.iter().map(String::as_str).collect();
        notes.push(format!("not compared, because a tool or platform brought it along: {}", names.join(", ")));
    }
    if a.version != b.version {
        notes.push(format!("the two are of different versions: Postgres {} and {}", a.version, b.version));
    }
    let mut differences = explain::all(selected.counted, &left, &right);
    if is_drift {
        remedy::add(&mut differences, &left, &right);
    }
    let (left, right) = (Side::from(left), Side::from(right));
    Comparison { left, right, differences, order_only: selected.order_only, notes, seen: Vec::new(), is_drift }
}

/// Before 15, PUBLIC might create in the schema `public`.
fn is_of_version(it: &compare::Difference, left: &Loaded, right: &Loaded) -> bool {
    let is_old = |it: &Loaded| it.base.catalog.version.0 < 15;
    let is_public = it.kind == "GRANT" && it.about.is_none() && it.name == "public PUBLIC";
    is_public && is_old(left) != is_old(right) && it.left.is_some() && it.right.is_some()
}

fn selection(args: &DiffArgs, is_platform: bool) -> Selection {
    let patterns = |texts: &[String]| texts.iter().map(|it| Pattern::new(it)).collect();
    let platform = if is_platform { Platform::supabase() } else { Platform::default() };
    let tables = Tool::ALL.into_iter().filter_map(Tool::own_table).chain(OTHER_TOOLS);
    Selection {
        only: patterns(&args.only),
        exclude: patterns(&args.exclude),
        schemas: platform.schemas,
        extensions: platform.extensions,
        publications: platform.publications,
        tables: tables.collect(),
        column_order: args.column_order,
    }
}

fn options(args: &DiffArgs) -> comparison::Options {
    comparison::Options { width: super::width(args.output.is_some()), verbose: args.verbose }
}

fn format(args: &DiffArgs) -> Result<Format> {
    let named = match (args.format, variable("MIGCHECK_FORMAT")) {
        (Some(format), _) => format,
        (None, Some(text)) => DiffFormat::parse(&text).ok_or_else(|| {
            let help = "text, unified, json, github or markdown";
            usage(format!("MIGCHECK_FORMAT={text} is no format"), help)
        })?,
        (None, None) => DiffFormat::Text,
    };
    Ok(match named {
        DiffFormat::Text => Format::Text,
        DiffFormat::Unified => Format::Unified,
        DiffFormat::Json => Format::Json,
        DiffFormat::Github => Format::Github,
        DiffFormat::Markdown => Format::Markdown,
    })
}

/// As the user would write it from `directory`.
fn shown(path: &Path, directory: &Path) -> String {
    path.strip_prefix(directory).unwrap_or(path).display().to_string()
}
