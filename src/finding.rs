//! A check speaks: findings, their severity and certainty.

use crate::{catalog::RelationId, text::Span};
use std::{fmt, sync::Arc};

/// Kebab case, reads well after "allow": `drop-column-in-use`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub &'static str);

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How much is known: from a live server or a full schema; or assumed because a part of the schema is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The relation's existence or shape is not known.
    Possible,
    /// The schema is known, the sizes are not.
    Likely,
    /// Follows from the schema (and, where they matter, the sizes) alone.
    Certain,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// A replacement of the user's text that is safe to apply as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub span: Span,
    pub replacement: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub check: CheckId,
    /// From its page, changed by sizes and config.
    pub severity: Severity,
    pub certainty: Certainty,
    /// Lower case, no full stop, names the object.
    pub message: String,
    /// What it is about: `public.orders`, `public.orders.total`.
    pub object: String,
    /// The relation whose size decides how bad it is.
    pub relation: Option<RelationId>,
    /// None in `audit`.
    pub primary: Option<Label>,
    pub related: Vec<Label>,
    /// What to do instead, with the user's own names.
    pub help: Option<String>,
    pub fix: Option<Fix>,
    /// The reason given where an allow comment or the config silenced it.
    pub suppressed: Option<Arc<str>>,
}

/// Where a running check puts what it finds.
pub struct Findings<'a> {
    pub(crate) check: CheckId,
    pub(crate) severity: Severity,
    pub(crate) certainty: Certainty,
    pub(crate) found: &'a mut Vec<Finding>,
}

impl Findings<'_> {
    /// Reports at a place of the user's text.
    pub fn report(&mut self, at: Span, object: impl ToString, message: impl Into<String>) -> &mut Finding {
        self.report_schema(Some(at), object, message)
    }

    /// Reports about the schema itself (`audit`), or at `at` when a statement is known.
    pub fn report_schema(
        &mut self,
        at: Option<Span>,
        object: impl ToString,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.found.push(Finding {
            check: self.check,
            severity: self.severity,
            certainty: self.certainty,
            message: message.into(),
            object: object.to_string(),
            relation: None,
            primary: at.map(|span| Label { span, text: String::new() }),
            related: Vec::new(),
            help: None,
            fix: None,
            suppressed: None,
        });
        self.found.last_mut().expect("one was just pushed")
    }
}
