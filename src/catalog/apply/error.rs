//! Why the server would refuse, in its own words.

use super::Mismatch;
use crate::sql::name::{Ident, ObjectName};
use std::fmt::Display;

pub(super) type Outcome<T = ()> = Result<T, Mismatch>;

impl Mismatch {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A name as messages show it: unquoted, with the schema if it was written.
pub(super) fn plain(name: &ObjectName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", schema.as_str(), name.name.as_str()),
        None => name.name.as_str().to_owned(),
    }
}

pub(super) fn no_relation(name: &ObjectName) -> Mismatch {
    Mismatch::new("42P01", format!("relation \"{}\" does not exist", plain(name)))
}

pub(super) fn no_schema(name: &Ident) -> Mismatch {
    Mismatch::new("3F000", format!("schema \"{}\" does not exist", name.as_str()))
}

pub(super) fn no_type(name: &str) -> Mismatch {
    Mismatch::new("42704", format!("type \"{name}\" does not exist"))
}

/// `role "x" does not exist` and the like.
pub(super) fn undefined(kind: &str, name: &str) -> Mismatch {
    Mismatch::new("42704", format!("{kind} \"{name}\" does not exist"))
}

pub(super) fn no_part(kind: &str, part: &Ident, of: &str, relation: &Ident) -> Mismatch {
    let (part, relation) = (part.as_str(), relation.as_str());
    Mismatch::new("42704", format!("{kind} \"{part}\" {of} \"{relation}\" does not exist"))
}

pub(super) fn no_column(column: &Ident, relation: &Ident) -> Mismatch {
    let (column, relation) = (column.as_str(), relation.as_str());
    Mismatch::new("42703", format!("column \"{column}\" of relation \"{relation}\" does not exist"))
}

/// A column named by a constraint or index.
pub(super) fn no_key_column(column: &Ident) -> Mismatch {
    Mismatch::new("42703", format!("column \"{}\" named in key does not exist", column.as_str()))
}

pub(super) fn unknown_column(column: &Ident) -> Mismatch {
    Mismatch::new("42703", format!("column \"{}\" does not exist", column.as_str()))
}

pub(super) fn relation_exists(name: &Ident) -> Mismatch {
    Mismatch::new("42P07", format!("relation \"{}\" already exists", name.as_str()))
}

pub(super) fn column_exists(column: &Ident, relation: &Ident) -> Mismatch {
    let (column, relation) = (column.as_str(), relation.as_str());
    Mismatch::new("42701", format!("column \"{column}\" of relation \"{relation}\" already exists"))
}

/// `type "x" already exists` and the like.
pub(super) fn duplicate(kind: &str, name: &str) -> Mismatch {
    Mismatch::new("42710", format!("{kind} \"{name}\" already exists"))
}

pub(super) fn duplicate_part(kind: &str, part: &Ident, of: &str, relation: &Ident) -> Mismatch {
    let (part, relation) = (part.as_str(), relation.as_str());
    Mismatch::new("42710", format!("{kind} \"{part}\" for {of} \"{relation}\" already exists"))
}

pub(super) fn wrong_kind(name: &Ident, wanted: &str) -> Mismatch {
    Mismatch::new("42809", format!("\"{}\" is not {wanted}", name.as_str()))
}

pub(super) fn invalid_table(message: impl Into<String>) -> Mismatch {
    Mismatch::new("42P16", message)
}

pub(super) fn depended_on(object: impl Display) -> Mismatch {
    Mismatch::new("2BP01", format!("cannot drop {object} because other objects depend on it"))
}
