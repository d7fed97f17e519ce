//! The command line: what can be said, and how the help explains it. Decides nothing.

use crate::{
    base::{Target, VersionSource},
    catalog::PgVersion,
    config::FailOn,
    history::PendingRule,
    simulate::transaction::ExecutionModel,
};
use clap::{
    Args, CommandFactory as _, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
    value_parser,
};
use std::path::PathBuf;

const AFTER: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage or configuration, or a file that cannot be read
  3  could not decide: a database that cannot be reached; with --strict, statements not understood

Environment, where the option is not given:
  MIGCHECK_CONFIG, MIGCHECK_DATABASE_URL, MIGCHECK_FAIL_ON, MIGCHECK_FORMAT, MIGCHECK_POSTGRES,
  MIGCHECK_POSTGRES_BIN, MIGCHECK_SCHEMA
  NO_COLOR and CLICOLOR_FORCE are honoured";

/// Predicts what Postgres migrations lock, rewrite and break, and writes the safe plan
#[derive(Debug, Parser)]
#[command(name = "migcheck", version, after_help = AFTER, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find what is dangerous in pending migrations
    #[command(after_help = "\
Examples:
  migcheck check                                     what is new below this folder
  migcheck check db/migrations --since origin/main   what a branch adds
  migcheck check db/migrations --schema db/schema.sql
  migcheck check - --stdin-filepath db/migrations/7_add.sql < 7_add.sql")]
    Check(AnalysisArgs),

    /// Write the safe way to run pending migrations
    #[command(after_help = "\
Examples:
  migcheck plan db/migrations --schema db/schema.sql
  migcheck plan --format json > plan.json")]
    Plan(AnalysisArgs),

    /// Say whether what is pending on a live server may run now
    #[command(after_help = "\
What is pending is what the migration tool's own table on the server lacks, or the files given.
Without --database-url the server is the one of libpq's environment (PGHOST, PGSERVICE, ...).
The role needs CONNECT, and SELECT on that table; with pg_read_all_stats it sees who is in the way.

Examples:
  migcheck gate --database-url postgresql://deploy@db.example.com/shop?sslmode=verify-full
  PGSERVICE=shop migcheck gate db/migrations --lock-timeout 5")]
    Gate(GateArgs),

    /// Run what is pending on a throwaway Postgres, and compare with what is predicted
    #[command(after_help = "\
The server is the one of --server, else one started from programs on this machine (--postgres-bin,
or where installers put them), else one in Docker. It gets the schema, a few rows in each table and
the pending migrations, statement by statement, as their tool would send them; then the plan runs on
a second copy, with each step's proof and way back. Nothing is left behind, however the run ends.
Exit code 0: all as predicted, nothing fails, the plan holds; 1: not so.

What pending migrations say is run: prove only what you would run on a machine of yours. Statements
that reach files, programs or other servers are left out, and said to be.

Examples:
  migcheck prove db/migrations --schema db/schema.sql
  migcheck prove --last 3 --postgres 16
  migcheck prove db/migrations --server postgresql://postgres@localhost/empty")]
    Prove(ProveArgs),

    /// Check a whole schema, with no migration in hand
    #[command(after_help = "\
Examples:
  migcheck audit --schema db/schema.sql
  migcheck audit db/migrations                       the schema that the migrations make")]
    Audit(AnalysisArgs),

    /// Say what differs between two schemas
    #[command(after_help = "\
A and B are each one of
  db/migrations          a folder of migrations: the schema that they make
  db/schema.sql          a pg_dump, any SQL that makes a schema, or a snapshot; `-` is stdin
  postgresql://...       a live server
  main:db/migrations     a folder or a file at a git reference; the path starts at the repository's root

Renames are not guessed: a renamed column is one that went and one that came. The order of a table's columns does not
count. Owners and privileges count where both sides know them.

Exit codes:
  0  no difference
  1  they differ
  2  wrong usage, or a side that cannot be read
  3  a server that cannot be asked; with --strict, no difference in what was understood, but not all was

Examples:
  migcheck diff db/migrations db/schema.sql                 is the dump up to date?
  migcheck diff main:db/migrations db/migrations            what this branch does to the schema
  migcheck diff db/schema.sql $STAGING_URL --format unified
  migcheck diff --drift --database-url $DATABASE_URL        what did somebody change by hand?")]
    Diff(DiffArgs),

    /// Write the schema to a file that CI can use later as --schema
    #[command(after_help = "\
Examples:
  migcheck snapshot --database-url postgresql://ci@db.example.com/shop --output schema.snapshot.sql
  migcheck snapshot --schema db/schema.sql --output schema.snapshot.sql")]
    Snapshot(AnalysisArgs),

    /// Say what a check is about, with examples
    Explain {
        /// Its name, as in brackets behind `error` and `warning`
        check: String,
    },

    /// List all checks
    Checks,

    /// Print the JSON Schema of `--format json`
    Schema,

    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  migcheck completions bash > /etc/bash_completion.d/migcheck")]
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// What every command that analyses something takes.
#[derive(Debug, Args)]
pub struct AnalysisArgs {
    /// Folders with migrations, SQL files, or `-` for stdin; none: what is found below this folder
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub base: BaseArgs,

    #[command(flatten)]
    pub pending: PendingArgs,

    #[command(flatten)]
    pub output: OutputArgs,
}

/// What `gate` takes.
#[derive(Debug, Args)]
pub struct GateArgs {
    #[command(flatten)]
    pub analysis: AnalysisArgs,

    /// Seconds that a strong lock will wait: transactions open for longer are in the way [default: lock_timeout of the
    /// role, or 2]
    #[arg(long, value_name = "SECONDS", value_parser = value_parser!(u64).range(..=86_400))]
    pub lock_timeout: Option<u64>,
}

/// What `diff` takes.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The two schemas; B may be left out where --database-url is given. With --drift: the folder of migrations, if not
    /// the one below this folder
    #[arg(value_names = ["A", "B"], num_args = 0..=2)]
    pub sides: Vec<String>,

    /// Compare a live server with what its applied migrations should have made of it
    #[arg(long)]
    pub drift: bool,

    /// The server, as B or for --drift
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,

    /// The major version to take migrations and plain SQL for [default: the other side's]
    #[arg(long, value_name = "MAJOR", value_parser = version)]
    pub postgres: Option<PgVersion>,

    /// Read this file instead of migcheck.toml in this folder or above
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// What a placeholder stands for, such as ${name} or psql's :name
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub placeholder: Vec<(String, String)>,

    /// Compare only schemas and objects of this name; `*` stands for anything
    #[arg(long, value_name = "PATTERN", help_heading = "What counts")]
    pub only: Vec<String>,

    /// Leave out schemas and objects of this name: `audit`, `public.*_old`
    #[arg(long, value_name = "PATTERN", help_heading = "What counts")]
    pub exclude: Vec<String>,

    /// Let the order of a table's columns count
    #[arg(long, help_heading = "What counts")]
    pub column_order: bool,

    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "What is reported")]
    #[arg(help = "How the report looks; unified: canonical DDL, object by object [default: text]")]
    pub format: Option<DiffFormat>,

    /// Write the report to a file instead of stdout
    #[arg(short, long, value_name = "FILE", help_heading = "What is reported")]
    pub output: Option<PathBuf>,

    /// Exit with 3 where nothing differs but not every statement was understood
    #[arg(long, help_heading = "What is reported")]
    pub strict: bool,

    /// Show the parts of whole new objects, and every problem
    #[arg(short, long, help_heading = "What is reported")]
    pub verbose: bool,
}

/// What `prove` takes.
#[derive(Debug, Args)]
pub struct ProveArgs {
    #[command(flatten)]
    pub analysis: AnalysisArgs,

    #[command(flatten)]
    pub server: ServerArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Where it runs")]
pub struct ServerArgs {
    /// A server that runs already; ours are databases beside the one named, which has to be empty and on this machine
    #[arg(long, value_name = "URL", conflicts_with = "postgres_bin")]
    pub server: Option<String>,

    /// Use the server of --server though this database of it is not empty, or not on this machine
    #[arg(long, value_name = "DATABASE", requires = "server")]
    pub yes_use: Option<String>,

    /// The folder with the programs postgres and initdb
    #[arg(long, value_name = "DIR")]
    pub postgres_bin: Option<PathBuf>,

    /// Seconds that one statement may last
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,

    /// Say nothing about progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is known")]
pub struct BaseArgs {
    /// The schema before the migrations: a pg_dump, any SQL that makes it, or a snapshot
    #[arg(long, value_name = "FILE")]
    pub schema: Option<PathBuf>,

    /// The schema before the migrations, and the sizes of its tables, from this server
    #[arg(long, value_name = "URL", conflicts_with = "schema")]
    pub database_url: Option<String>,

    /// The major version to predict for
    #[arg(long, value_name = "MAJOR", value_parser = version)]
    pub postgres: Option<PgVersion>,

    /// How the migration tool sends files to the server, where that is not recognised rightly
    #[arg(long, value_name = "MODEL", value_parser = model())]
    pub execution: Option<ExecutionModel>,

    /// The file that the text on stdin stands for
    #[arg(long, value_name = "PATH")]
    pub stdin_filepath: Option<PathBuf>,

    /// What a placeholder in the migrations or the schema file stands for, such as ${name} or psql's :name
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub placeholder: Vec<(String, String)>,

    /// Read this file instead of migcheck.toml in this folder or above
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is pending")]
#[group(multiple = false)]
pub struct PendingArgs {
    /// What a git reference lacks, such as origin/main
    #[arg(long, value_name = "REF")]
    pub since: Option<String>,

    /// The last N migrations
    #[arg(long, value_name = "N")]
    pub last: Option<usize>,

    /// All migrations
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is reported")]
pub struct OutputArgs {
    #[arg(long, value_enum, value_name = "FORMAT", help = "How the report looks [default: text]")]
    pub format: Option<Format>,

    /// Write the report to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// From which severity on findings make the exit code 1 [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    pub fail_on: Option<FailOn>,

    /// Exit with 3 where a statement was not understood
    #[arg(long)]
    pub strict: bool,

    /// Draw what each transaction locks, from which statement to which, and who waits
    #[arg(long)]
    pub timeline: bool,

    /// Show every transaction, and findings that are allowed
    #[arg(short, long)]
    pub verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Github,
    Markdown,
    /// One page with drawings of the locks, nothing to load
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Text,
    Unified,
    Json,
    Github,
    Markdown,
}

impl DiffFormat {
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_str(text, false).ok()
    }
}

impl Format {
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_str(text, false).ok()
    }
}

impl PendingArgs {
    pub fn rule(&self) -> PendingRule {
        match (&self.since, self.last, self.all) {
            (Some(reference), ..) => PendingRule::Since(reference.clone()),
            (None, Some(count), _) => PendingRule::Last(count),
            (None, None, true) => PendingRule::All,
            (None, None, false) => PendingRule::Auto,
        }
    }
}

impl BaseArgs {
    pub fn target(&self) -> Option<Target> {
        self.postgres.map(|version| Target { version, source: VersionSource::Flag })
    }
}

/// A supported major, as written.
pub fn version(text: &str) -> Result<PgVersion, String> {
    let version = text.parse().ok().map(PgVersion);
    version
        .filter(|it| (PgVersion::OLDEST..=PgVersion::NEWEST).contains(it))
        .ok_or_else(|| format!("the supported majors are {} to {}", PgVersion::OLDEST, PgVersion::NEWEST))
}

/// `name=value`
fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').filter(|it| !it.0.is_empty()).ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn model() -> impl TypedValueParser<Value = ExecutionModel> {
    let names = ExecutionModel::ALL.map(ExecutionModel::as_str);
    PossibleValuesParser::new(names).map(|it| ExecutionModel::parse(&it).expect("clap lets only their names through"))
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::NAMES).map(|it| FailOn::parse(&it).expect("clap lets only their names through"))
}

/// The command line as a shell's completion script.
pub fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "migcheck", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
