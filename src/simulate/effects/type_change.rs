//! Whether changing a column's type writes the table anew: which casts only put another label on the same bytes.
//!
//! Follows the server: the conversion of the column is planned, and the table is left alone when nothing but
//! relabelling remains.

use super::defaults::domain;
use crate::{
    catalog::{
        Catalog,
        session::{Session, TimeZone},
        types::DataType,
    },
    sql::{
        expr::{Expr, Tree},
        name::Ident,
    },
};

pub(super) struct Change<'a> {
    pub(super) from: &'a DataType,
    pub(super) to: &'a DataType,
    pub(super) column: &'a Ident,
    pub(super) using: Option<&'a Expr>,
}

pub(super) fn rewrites(change: &Change<'_>, catalog: &Catalog, session: &Session) -> bool {
    let mut steps = Vec::new();
    if let Some(using) = change.using {
        let mut tree = &*using.tree;
        while let Tree::Cast { operand, to } = tree {
            steps.push(catalog.resolve_type(to, session));
            tree = operand;
        }
        if !matches!(tree, Tree::Column { name, .. } if name == change.column) {
            return true;
        }
    }
    steps.reverse();
    steps.push(change.to.clone());
    let mut from = change.from.clone();
    for to in steps {
        if !is_free(&from, &to, catalog, session) {
            return true;
        }
        from = to;
    }
    false
}

fn is_free(from: &DataType, to: &DataType, catalog: &Catalog, session: &Session) -> bool {
    if from == to {
        return true;
    }
    if let Some(target) = domain(catalog, to) {
        let constrained = target.not_null || !target.checks.is_empty();
        return !constrained && is_free(from, &target.base, catalog, session);
    }
    if let Some(source) = domain(catalog, from) {
        // A value of a domain is known by its base type without modifiers.
        let bare = DataType { modifiers: Vec::new(), interval_fields: None, ..source.base.clone() };
        return is_free(&bare, to, catalog, session);
    }
    if from.array || to.array {
        let same = from.array && to.array && from.name == to.name;
        return same && (to.modifiers.is_empty() || to.modifiers == from.modifiers);
    }
    if from.name == to.name {
        return modifiers_widen(from, to);
    }
    let relabelled = is_relabelled(from, to) || is_same_instant(from, to, session);
    // The old modifiers say nothing about the new type, so any limit has to be applied.
    let bare = DataType { modifiers: Vec::new(), interval_fields: None, ..to.clone() };
    relabelled && modifiers_widen(&bare, to)
}

/// `timestamp` and `timestamp with time zone` store the same number where the session's zone is UTC. A zone that was
/// never set is taken for UTC, which is what servers come with in containers and clouds.
fn is_same_instant(from: &DataType, to: &DataType, session: &Session) -> bool {
    let pair = (from.is("timestamp") && to.is("timestamptz")) || (from.is("timestamptz") && to.is("timestamp"));
    pair && session.time_zone != TimeZone::Other
}

/// The type stays: the new limit admits all that the old one did, so no value is looked at.
fn modifiers_widen(from: &DataType, to: &DataType) -> bool {
    if from.modifiers == to.modifiers && from.interval_fields == to.interval_fields {
        return true;
    }
    if !to.is_builtin() {
        return to.modifiers.is_empty();
    }
    let (old, new) = (from.modifiers.as_slice(), to.modifiers.as_slice());
    match to.name.name.as_str() {
        "interval" => interval_widens(from, to),
        _ if new.is_empty() => true,
        "varchar" | "varbit" => matches!((old, new), ([old], [new]) if new >= old),
        "numeric" => {
            let part = |it: &[i64], at: usize| it.get(at).copied().unwrap_or(0);
            !old.is_empty() && part(new, 1) == part(old, 1) && part(new, 0) >= part(old, 0)
        }
        "timestamp" | "timestamptz" | "time" | "timetz" => {
            matches!(new, [6]) || matches!((old, new), ([old], [new]) if new >= old)
        }
        _ => false,
    }
}

/// Intervals lose digits below their last field and below their precision.
fn interval_widens(from: &DataType, to: &DataType) -> bool {
    let last = |it: &DataType| {
        let fields = it.interval_fields.as_deref().unwrap_or("second");
        let word = fields.rsplit(' ').next().unwrap_or("second");
        ["year", "month", "day", "hour", "minute", "second"].iter().position(|it| *it == word).unwrap_or(5)
    };
    let precision = |it: &DataType| it.modifiers.first().copied().unwrap_or(6);
    last(to) >= last(from) && (precision(to) >= precision(from) || precision(to) >= 6)
}

/// Types whose values are the same bytes: casts WITHOUT FUNCTION in `pg_cast` and of well-known extensions.
fn is_relabelled(from: &DataType, to: &DataType) -> bool {
    const TEXTS: [&str; 2] = ["text", "varchar"];
    const OBJECT_IDS: [&str; 13] = [
        "int4",
        "oid",
        "regproc",
        "regprocedure",
        "regoper",
        "regoperator",
        "regclass",
        "regcollation",
        "regtype",
        "regconfig",
        "regdictionary",
        "regrole",
        "regnamespace",
    ];
    let (old, new) = (from.name.name.as_str(), to.name.name.as_str());
    if old == "citext" || new == "citext" {
        return TEXTS.contains(&old) || TEXTS.contains(&new);
    }
    if !from.is_builtin() || !to.is_builtin() {
        return false;
    }
    match (old, new) {
        ("cidr", "inet") | ("bit", "varbit") | ("varbit", "bit") => true,
        ("text" | "varchar", "bpchar") | ("xml", "text" | "varchar" | "bpchar") => true,
        ("pg_node_tree" | "pg_ndistinct" | "pg_dependencies" | "pg_mcv_list", "text" | "bytea") => true,
        _ if TEXTS.contains(&old) && TEXTS.contains(&new) => true,
        // Every one of them is an oid; each casts to and from oid and integer, the two text search kinds included.
        _ => {
            let whole = |it: &str| it == "int4" || it == "oid";
            OBJECT_IDS.contains(&old) && OBJECT_IDS.contains(&new) && (whole(old) || whole(new))
        }
    }
}

/// A name for the default operator classes of a type: equal where an index can stay as it is.
pub(super) fn operator_class(data_type: &DataType, catalog: &Catalog) -> String {
    let mut current = data_type.clone();
    // Domains are finite chains, but a broken catalog must not hang us.
    for _ in 0..32 {
        match domain(catalog, &current) {
            Some(it) => current = it.base.clone(),
            None => break,
        }
    }
    let name = match current.name.name.as_str() {
        "varchar" if current.is_builtin() => "text",
        "cidr" if current.is_builtin() => "inet",
        name => name,
    };
    let array = if current.array { "[]" } else { "" };
    format!("{}.{name}{array}", current.name.schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{Known, PgVersion},
        sql,
    };

    fn free(from: &str, to: &str) -> bool {
        let catalog = Catalog::new(PgVersion(17), Known::Everything);
        let session = Session::default();
        let data_type = |it| catalog.resolve_type(&sql::parse_type(it), &session);
        is_free(&data_type(from), &data_type(to), &catalog, &session)
    }

    /// Each pair was observed on a server.
    #[test]
    fn casts_that_leave_the_table_alone() {
        let pairs = [
            ("varchar(10)", "varchar(20)"),
            ("varchar(10)", "varchar"),
            ("varchar(10)", "text"),
            ("text", "varchar"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("integer", "oid"),
            ("cidr", "inet"),
            ("bit(8)", "varbit"),
            ("varbit(8)", "varbit(16)"),
            ("timestamp(3)", "timestamp"),
            ("timestamp", "timestamptz(6)"),
            ("interval", "interval day to second"),
        ];
        for (from, to) in pairs {
            assert!(free(from, to), "{from} to {to}");
        }
    }

    #[test]
    fn casts_that_rewrite() {
        let pairs = [
            ("varchar(20)", "varchar(10)"),
            ("text", "varchar(10)"),
            ("integer", "bigint"),
            ("numeric", "numeric(10,2)"),
            ("numeric(10,2)", "numeric(12,3)"),
            ("inet", "cidr"),
            ("bit(8)", "varbit(8)"),
            ("timestamp(3)", "timestamptz(3)"),
            ("char(10)", "char(20)"),
            ("char(10)", "text"),
            ("varchar(10)[]", "varchar(20)[]"),
            ("interval", "interval(3)"),
            ("json", "jsonb"),
        ];
        for (from, to) in pairs {
            assert!(!free(from, to), "{from} to {to}");
        }
    }
}
