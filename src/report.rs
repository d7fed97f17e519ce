//! What a command found out, and the formats in which it can be said.
//!
//! [`Analysis`] is the one value that every report renders; the formats only choose words and shape. Whatever text of
//! the user's files is shown goes through [`Masked`], so that no secret leaves in a report.

pub mod comparison;
mod diff;
pub mod github;
mod html;
pub mod json;
mod lanes;
pub mod markdown;
pub mod text;
mod words;

use crate::{
    base,
    finding::{Finding, Severity},
    history::{History, Remark},
    plan::Plan,
    prove::Proof,
    redact::redact,
    simulate::Timeline,
    sql::statement::StatementKind,
    text::{FileId, Problem, Sources, Span},
};
use std::{borrow::Cow, collections::BTreeMap};

/// Everything a command found out.
#[derive(Clone, Debug)]
pub struct Analysis {
    pub subject: Subject,
    pub sources: Sources,
    pub target: base::Target,
    /// Where the schema before the pending migrations comes from, for a sentence.
    pub base: base::Origin,
    pub histories: Vec<History>,
    /// Folders that were found and left out, and why.
    pub skipped: Vec<Remark>,
    pub timeline: Timeline,
    pub findings: Vec<Finding>,
    /// Empty where no plan was asked for.
    pub plan: Plan,
    /// Input that could not be understood, of the base and of the pending migrations.
    pub problems: Vec<Problem>,
    /// What `gate` saw on the server.
    pub gate: Option<Gate>,
    /// What `prove` found out on a server.
    pub proof: Option<Proof>,
    /// From which severity on findings fail the run; None: never.
    pub fail_on: Option<Severity>,
}

/// Whether now is a good moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Without password.
    pub server: String,
    /// How long a strong lock will wait.
    pub lock_timeout_ms: u64,
    /// What speaks against running now.
    pub blockers: Vec<Seen>,
    /// What is worth knowing.
    pub notes: Vec<Seen>,
}

/// Something on the server, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub message: String,
    pub help: String,
}

/// What the command was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Findings in the pending migrations.
    Check,
    /// The safe way to run them.
    Plan,
    /// Whether they may run now.
    Gate,
    /// Whether a server does what is predicted.
    Prove,
    /// The whole schema.
    Audit,
}

/// How a report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Github,
    Markdown,
    Html,
}

/// What a reader of a terminal wants.
#[derive(Clone, Copy, Debug)]
pub struct TextOptions {
    pub width: usize,
    pub verbose: bool,
    /// Draw what each transaction locks, and when.
    pub timeline: bool,
}

/// Numbers for the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub suppressed: usize,
    pub statements: usize,
    pub unmodeled: usize,
    /// Files with pending statements.
    pub files: usize,
}

impl Analysis {
    pub fn summary(&self) -> Summary {
        let count = |severity| self.open_findings().filter(|it| it.severity == severity).count();
        let statements = self.timeline.steps.iter().map(|it| &it.statement);
        let unmodeled = |it: &StatementKind| matches!(it, StatementKind::Unmodeled { .. });
        let files: std::collections::BTreeSet<FileId> = statements.clone().map(|it| it.span.file).collect();
        Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            suppressed: self.findings.len() - self.open_findings().count(),
            statements: self.timeline.steps.len(),
            unmodeled: statements.filter(|it| unmodeled(&it.kind)).count(),
            files: files.len(),
        }
    }

    /// Those that nobody silenced.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|it| it.suppressed.is_none())
    }

    /// Whether `gate` says go: nothing in the way, and no finding that `fails` (errors, unless the user says otherwise).
    pub fn is_go(&self) -> bool {
        if self.subject == Subject::Prove {
            return self.proof.as_ref().is_some_and(Proof::holds);
        }
        let blocked = self.gate.as_ref().is_some_and(|it| !it.blockers.is_empty());
        !blocked && self.open_findings().all(|it| self.fail_on.is_none_or(|level| it.severity < level))
    }

    /// Whether sizes of the tables concerned are known at all.
    fn knows_sizes(&self) -> bool {
        self.timeline.start.relations().filter_map(|it| it.table()).any(|it| it.size.is_some())
    }
}

/// The report as text, ending in a line break; text may carry ANSI colours.
pub fn render(analysis: &Analysis, format: Format, options: TextOptions) -> String {
    match format {
        Format::Text => text::render(analysis, options),
        Format::Json => json::render(analysis),
        Format::Github => github::render(analysis),
        Format::Markdown => markdown::render(analysis),
        Format::Html => html::render(analysis),
    }
}

/// Problems for stderr, where the report itself does not list them: one a line, the first few of many.
pub fn problem_lines(problems: &[Problem], sources: &Sources, limit: usize) -> Vec<String> {
    let line = |it: &Problem| {
        let path = &sources.get(it.span.file).path;
        format!("warning: {path}:{}: {}", sources.start(it.span), redact(&it.message))
    };
    let mut lines: Vec<String> = problems.iter().take(limit).map(line).collect();
    let more = problems.len().saturating_sub(limit);
    if more > 0 {
        lines.push(format!("warning: {} (-v shows them)", words::count(more, "more problem")));
    }
    lines
}

/// The files' texts without their secrets, byte for byte in place.
struct Masked<'a> {
    texts: BTreeMap<FileId, Cow<'a, str>>,
    sources: &'a Sources,
}

impl<'a> Masked<'a> {
    /// Of the files that the report will quote.
    fn of(analysis: &'a Analysis) -> Self {
        let findings = analysis.findings.iter().flat_map(|it| it.primary.iter().chain(&it.related));
        let spans = findings.map(|it| it.span).chain(analysis.timeline.steps.iter().map(|it| it.span()));
        let spans = spans.chain(analysis.problems.iter().map(|it| it.span));
        let spans =
            spans.chain(analysis.plan.phases.iter().flat_map(|it| &it.steps).flat_map(|it| it.replaces.clone()));
        let mut texts = BTreeMap::new();
        for span in spans {
            texts.entry(span.file).or_insert_with(|| redact(&analysis.sources.get(span.file).text));
        }
        Self { texts, sources: &analysis.sources }
    }

    fn of_findings(findings: &[Finding], sources: &'a Sources) -> Self {
        let labels = findings.iter().flat_map(|it| it.primary.iter().chain(&it.related));
        let files = labels.map(|it| it.span.file);
        let texts = files.map(|file| (file, redact(&sources.get(file).text))).collect();
        Self { texts, sources }
    }

    fn text(&self, file: FileId) -> &str {
        self.texts.get(&file).map(AsRef::as_ref).unwrap_or_default()
    }

    fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.bytes()).unwrap_or_default()
    }

    fn path(&self, span: Span) -> &str {
        &self.sources.get(span.file).path
    }

    /// `path:line:column`
    fn place(&self, span: Span) -> String {
        format!("{}:{}", self.path(span), self.sources.start(span))
    }
}

#[cfg(test)]
pub(crate) mod tests;
