//! Which built-in types an assignment casts to which others, and which literals a type reads.
//!
//! From `pg_cast` of Postgres 14 to 18; what an extension or a user may bring is not refused.

use super::context::Apply;
use crate::{
    catalog::types::{DataType, UserTypeKind},
    sql::expr::Tree,
};

static NUMBERS: &[&str] = &["int2", "int4", "int8", "numeric", "float4", "float8"];
static TEXTS: &[&str] = &["text", "varchar", "bpchar", "name"];
/// Others that are known to have no casts but those below.
static OTHERS: &[&str] = &[
    "bool",
    "oid",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "bytea",
    "bit",
    "varbit",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "money",
    "xid",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "tsvector",
    "tsquery",
    "point",
    "box",
    "polygon",
    "circle",
    "xml",
];
static CASTS: &[(&str, &[&str])] = &[
    ("int2", &["oid"]),
    ("int4", &["oid", "money"]),
    ("int8", &["oid", "money"]),
    ("oid", &["int4", "int8"]),
    ("numeric", &["money"]),
    ("money", &["numeric"]),
    ("date", &["timestamp", "timestamptz"]),
    ("timestamp", &["date", "time", "timestamptz"]),
    ("timestamptz", &["date", "time", "timetz", "timestamp"]),
    ("time", &["timetz", "interval"]),
    ("timetz", &["time"]),
    ("interval", &["time"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("bit", &["varbit"]),
    ("varbit", &["bit"]),
    ("inet", &["cidr"]),
    ("cidr", &["inet"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("polygon", &["box", "circle"]),
    ("circle", &["polygon"]),
    ("box", &["polygon"]),
];

impl Apply<'_> {
    /// False only where it is certain that there is no assignment cast.
    pub(super) fn assigns(&self, from: &DataType, to: &DataType) -> bool {
        let (from, to) = (self.catalog.base_type(from), self.catalog.base_type(to));
        if from.array != to.array {
            let (array, scalar) = if from.array { (from, to) } else { (to, from) };
            let known = self.is_known(&DataType { array: false, ..array.clone() }) && self.is_known(scalar);
            // Every array can be written as text.
            return !known || (from.array && is_one(to, TEXTS));
        }
        let element = |it: &DataType| DataType { array: false, ..it.clone() };
        let (from, to) = (element(from), element(to));
        if from.name == to.name || is_one(&to, TEXTS) || !self.is_known(&from) || !self.is_known(&to) {
            return true;
        }
        let listed = |it: &(&str, &[&str])| from.is(it.0) && is_one(&to, it.1);
        (is_one(&from, NUMBERS) && is_one(&to, NUMBERS)) || CASTS.iter().any(listed)
    }

    fn is_known(&self, data_type: &DataType) -> bool {
        let is_enum = self.catalog.user_type(data_type).is_some_and(|it| matches!(it.kind, UserTypeKind::Enum(_)));
        is_enum || is_one(data_type, NUMBERS) || is_one(data_type, TEXTS) || is_one(data_type, OTHERS)
    }
}

fn is_one(data_type: &DataType, names: &[&str]) -> bool {
    names.iter().any(|it| data_type.is(it))
}

/// A literal that the type surely does not read.
pub(super) fn unreadable<'t>(tree: &'t Tree, data_type: &DataType) -> Option<&'t str> {
    let Tree::Text(text) = tree else { return None };
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let is_integer = ["int2", "int4", "int8"].iter().any(|it| data_type.is(it));
    // Underscores and other bases are read from 16 on: only what has no digit at all is certain.
    let no_number = !digits.bytes().any(|it| it.is_ascii_digit());
    (is_integer && no_number).then_some(text)
}
