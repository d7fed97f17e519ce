//! Values of a program as far as they are known before it runs.

use crate::{
    catalog::RelationId,
    sql::{
        expr::Tree,
        name::{Ident, QualifiedName},
    },
};
use std::{cmp::Ordering, sync::Arc};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    Text(Arc<str>),
    Array(Vec<Value>),
    Record(Vec<(Ident, Value)>),
    /// Of something in a system catalog.
    Oid(Oid),
    /// `server_version_num`: the major is known, the minor is not.
    Version(u16),
    /// A text of which parts are not known.
    Partial(Vec<Piece>),
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Oid {
    Relation(RelationId),
    Schema(Ident),
    Type(QualifiedName),
    Role(Ident),
    /// Told apart by this text only.
    Other(Arc<str>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Hole,
}

/// What stands for a part of a text that is not known; a name to our lexer.
const HOLE: &str = "${computed}";

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// NULL counts as false, as in every condition; None: not known.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Null => Some(false),
            _ => None,
        }
    }

    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Unknown | Self::Partial(_) | Self::Version(_) => false,
            Self::Array(all) => all.iter().all(Self::is_known),
            Self::Record(fields) => fields.iter().all(|(_, it)| it.is_known()),
            _ => true,
        }
    }

    /// As text; None for NULL, and a hole for what is not known.
    pub(super) fn pieces(&self) -> Option<Vec<Piece>> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(value) => vec![Piece::Text(if *value { "t" } else { "f" }.to_owned())],
            Self::Number(value) => vec![Piece::Text(value.to_string())],
            Self::Text(text) => vec![Piece::Text(text.to_string())],
            Self::Partial(pieces) => pieces.clone(),
            Self::Oid(Oid::Schema(name) | Oid::Role(name)) => vec![Piece::Text(name.to_string())],
            Self::Oid(Oid::Type(name)) => vec![Piece::Text(name.to_string())],
            Self::Array(_) | Self::Record(_) | Self::Oid(_) | Self::Version(_) | Self::Unknown => vec![Piece::Hole],
        })
    }

    pub(super) fn of_pieces(pieces: Vec<Piece>) -> Self {
        if pieces.iter().all(|it| *it == Piece::Hole) && !pieces.is_empty() {
            return Self::Unknown;
        }
        let whole = pieces.iter().all(|it| matches!(it, Piece::Text(_)));
        if whole { Self::text(&render(&pieces)) } else { Self::Partial(pieces) }
    }

    pub(super) fn as_text(&self) -> Option<String> {
        let pieces = self.pieces()?;
        pieces.iter().all(|it| matches!(it, Piece::Text(_))).then(|| render(&pieces))
    }

    /// `||`, and what concat and format are made of.
    pub(super) fn joined(all: &[Value]) -> Self {
        let mut pieces = Vec::new();
        for value in all {
            match value.pieces() {
                Some(more) => pieces.extend(more),
                None => return Self::Null,
            }
        }
        Self::of_pieces(pieces)
    }

    pub(super) fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Number(number), Self::Text(text)) => Some(number.cmp(&text.trim().parse().ok()?)),
            (Self::Text(text), Self::Number(number)) => Some(text.trim().parse::<i64>().ok()?.cmp(number)),
            (Self::Version(major), Self::Number(number)) => version(*major, *number),
            (Self::Number(number), Self::Version(major)) => version(*major, *number).map(Ordering::reverse),
            (Self::Oid(a), Self::Oid(b)) => Some(if a == b { Ordering::Equal } else { Ordering::Less }),
            // The oid of nothing.
            (Self::Oid(_), Self::Number(0)) | (Self::Number(0), Self::Oid(_)) => Some(Ordering::Greater),
            _ => None,
        }
    }

    /// A literal; a parameter where the value is not known.
    pub(super) fn tree(&self) -> Tree {
        match self {
            Self::Null => Tree::Null,
            Self::Bool(value) => Tree::Bool(*value),
            Self::Number(value) => Tree::Number(Arc::from(value.to_string())),
            Self::Text(text) => Tree::Text(text.clone()),
            Self::Array(all) => Tree::Array(all.iter().map(Self::tree).collect()),
            _ => Tree::Parameter,
        }
    }
}

/// No release has the number of its major with nothing behind it but the first, so equality is never certain.
fn version(major: u16, number: i64) -> Option<Ordering> {
    let first = i64::from(major) * 10_000;
    if number <= first {
        // `>= 150000` holds on all of 15; `> 150000` on all but 15.0, which nobody runs.
        return Some(Ordering::Greater);
    }
    (number >= first + 10_000).then_some(Ordering::Less)
}

/// The text, with names in the place of what is not known.
pub(super) fn render(pieces: &[Piece]) -> String {
    let text = |it: &Piece| match it {
        Piece::Text(text) => text.clone(),
        Piece::Hole => HOLE.to_owned(),
    };
    pieces.iter().map(text).collect()
}
