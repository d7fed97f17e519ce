//! One file a subcommand: what it does, in words. Here is what they share: settings, output, exit codes.

mod analysis;
mod audit;
mod check;
mod checks;
mod diff;
mod explain;
mod gate;
mod prove;
mod recorded;
mod snapshot;

use crate::{
    cli::{self, AnalysisArgs, Cli, Color, Command},
    error::{Error, Result},
    report::{self, Analysis, Format, Subject, TextOptions, json},
    text::{Problem, Sources},
};
use std::{
    env, fs,
    io::{self, Write as _},
    path::PathBuf,
};

/// What a command has to say.
#[derive(Debug)]
pub struct Outcome {
    /// For stdout or a file; may carry ANSI colours.
    pub report: String,
    /// Instead of stdout.
    pub output: Option<PathBuf>,
    /// For stderr, a line each.
    pub warnings: Vec<String>,
    pub exit_code: u8,
}

impl Outcome {
    fn text(report: String) -> Self {
        Self { report, output: None, warnings: Vec::new(), exit_code: 0 }
    }
}

pub fn run(cli: &Cli) -> Result<Outcome> {
    match &cli.command {
        Command::Check(args) => check::run(args, Subject::Check),
        Command::Plan(args) => check::run(args, Subject::Plan),
        Command::Gate(args) => gate::run(args),
        Command::Prove(args) => prove::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Snapshot(args) => snapshot::run(args),
        Command::Explain { check } => explain::run(check),
        Command::Checks => Ok(checks::run()),
        Command::Schema => Ok(Outcome::text(json::SCHEMA.to_owned())),
        Command::Completions { shell } => Ok(Outcome::text(cli::completions(*shell))),
    }
}

/// Writes the report to where it belongs; the exit code is the outcome's.
pub fn deliver(cli: &Cli, outcome: Outcome) -> Result<u8> {
    for warning in &outcome.warnings {
        say(cli, warning);
    }
    if let Some(path) = &outcome.output {
        let plain = anstream::adapter::strip_str(&outcome.report).to_string();
        let shown = path.display().to_string();
        fs::write(path, plain).map_err(|source| Error::Write { path: shown, source })?;
        return Ok(outcome.exit_code);
    }
    let mut stdout = anstream::AutoStream::new(io::stdout(), color(cli));
    match stdout.write_all(outcome.report.as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever read it has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome.exit_code),
        Err(source) => Err(Error::Write { path: "stdout".to_owned(), source }),
        Ok(()) => Ok(outcome.exit_code),
    }
}

/// A line to stderr.
pub fn say(cli: &Cli, text: &str) {
    let mut stderr = anstream::AutoStream::new(io::stderr(), color(cli));
    // There is nowhere left to complain.
    let _ = writeln!(stderr, "{text}");
}

fn color(cli: &Cli) -> anstream::ColorChoice {
    match cli.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    }
}

/// An environment variable that stands in for an option; empty is not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|it| !it.is_empty())
}

/// Renders an analysis and decides the exit code.
fn conclude(args: &AnalysisArgs, analysis: &Analysis) -> Result<Outcome> {
    let width = width(args.output.output.is_some());
    let options = TextOptions { width, verbose: args.output.verbose, timeline: args.output.timeline };
    let format = format(args)?;
    let warnings = match format {
        Format::Text => Vec::new(),
        _ => problem_lines(args, &analysis.problems, &analysis.sources),
    };
    let report = report::render(analysis, format, options);
    let exit_code = exit_code(args, analysis);
    Ok(Outcome { report, output: args.output.output.clone(), warnings, exit_code })
}

fn problem_lines(args: &AnalysisArgs, problems: &[Problem], sources: &Sources) -> Vec<String> {
    report::problem_lines(problems, sources, if args.output.verbose { usize::MAX } else { 10 })
}

fn exit_code(args: &AnalysisArgs, analysis: &Analysis) -> u8 {
    let not_understood = analysis.summary().unmodeled > 0 || !analysis.problems.is_empty();
    match (analysis.is_go(), args.output.strict && not_understood) {
        (false, _) => 1,
        (true, true) => 3,
        (true, false) => 0,
    }
}

fn format(args: &AnalysisArgs) -> Result<Format> {
    use crate::cli::Format as Named;
    let named = match (args.output.format, variable("MIGCHECK_FORMAT")) {
        (Some(format), _) => format,
        (None, Some(text)) => Named::parse(&text).ok_or_else(|| {
            usage(format!("MIGCHECK_FORMAT={text} is no format"), "text, json, github, markdown or html")
        })?,
        (None, None) => Named::Text,
    };
    Ok(match named {
        Named::Text => Format::Text,
        Named::Json => Format::Json,
        Named::Github => Format::Github,
        Named::Markdown => Format::Markdown,
        Named::Html => Format::Html,
    })
}

fn usage(message: String, help: &str) -> Error {
    Error::Usage { message, help: Some(help.to_owned()) }
}

/// Tables and lines are readable between these widths.
fn width(to_file: bool) -> usize {
    let terminal = || if to_file { None } else { terminal_size::terminal_size() };
    let columns = variable("COLUMNS").and_then(|it| it.parse().ok());
    let width = columns.or_else(|| terminal().map(|it| usize::from(it.0.0)));
    width.unwrap_or(100).clamp(80, 120)
}
