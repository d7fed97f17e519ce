//! What `diff` found out, and the formats in which it can be said.
//!
//! Canonical DDL and the user's names are shown through `redact`; renderers only choose words and shape.

mod github;
mod groups;
pub(super) mod json;
mod markdown;
mod text;
mod unified;
mod words;

use super::Seen;
use crate::{
    base::{Source, Target, trace::Did},
    catalog::{Known, compare::Difference},
    text::{Problem, Sources},
};
pub use words::{count, sides};

/// Everything `diff` has to say.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub left: Side,
    pub right: Side,
    /// Those that count, in the order in which they are shown.
    pub differences: Vec<Told>,
    /// Tables whose columns have another order, and nothing else.
    pub order_only: Vec<Difference>,
    /// What was not compared, and why; a sentence each.
    pub notes: Vec<String>,
    /// What is odd about the server's record of what has run.
    pub seen: Vec<Seen>,
    /// Left is what applied migrations should have made, right the live server.
    pub is_drift: bool,
}

/// One of the two schemas.
#[derive(Clone, Debug)]
pub struct Side {
    pub source: Source,
    /// `db/migrations (goose, 33 migrations)`
    pub description: String,
    pub target: Target,
    pub known: Known,
    /// More about it, a line each.
    pub notes: Vec<String>,
    /// What of it could not be understood.
    pub problems: Vec<Problem>,
    pub sources: Sources,
}

/// A difference, and where it comes from.
#[derive(Clone, Debug)]
pub struct Told {
    pub difference: Difference,
    /// What `about` of the difference is: `table`, `materialized view`, `type` …
    pub kind: Option<&'static str>,
    /// One for each of its changes, or one for the whole.
    pub origins: Vec<Option<Origin>>,
    /// Why it may be none.
    pub doubt: Option<String>,
    /// Of drift: what to do about it, where a statement does it.
    pub remedies: Vec<Remedy>,
}

/// The way to make two sides equal again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The database has what no migration made; else it lacks what one made.
    pub is_extra: bool,
    /// None where more than a statement is needed.
    pub make: Option<String>,
    pub undo: Option<String>,
}

/// The statement of a migration that a difference goes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub did: Did,
    /// Of a migration that has not run.
    pub is_pending: bool,
    pub path: String,
    pub line: u32,
}

/// How the report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Unified,
    Json,
    Github,
    Markdown,
}

/// What a reader of a terminal wants.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub width: usize,
    pub verbose: bool,
}

/// How many objects differ how; parts of an object that one side lacks as a whole are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub only_left: usize,
    pub only_right: usize,
    pub changed: usize,
}

/// The report as text, ending in a line break; text may carry ANSI colours.
pub fn render(comparison: &Comparison, format: Format, options: Options) -> String {
    match format {
        Format::Text => text::render(comparison, options),
        Format::Unified => unified::render(comparison),
        Format::Json => json::render(comparison),
        Format::Github => github::render(comparison),
        Format::Markdown => markdown::render(comparison, options),
    }
}

impl Comparison {
    /// Whether everything of both sides was understood.
    pub fn is_complete(&self) -> bool {
        self.left.is_complete() && self.right.is_complete()
    }

    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for told in groups::of(self).iter().flat_map(groups::Group::shown) {
            match (&told.difference.left, &told.difference.right) {
                (Some(_), None) => summary.only_left += 1,
                (None, _) => summary.only_right += 1,
                (Some(_), Some(_)) => summary.changed += 1,
            }
        }
        summary
    }
}

impl Side {
    fn is_complete(&self) -> bool {
        self.known == Known::Everything && self.problems.is_empty()
    }
}

impl Summary {
    fn total(self) -> usize {
        self.only_left + self.only_right + self.changed
    }
}
