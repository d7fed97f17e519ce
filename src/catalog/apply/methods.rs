//! What the built-in index access methods can do, and which types they have an operator class for.
//!
//! From `pg_am` and `pg_opclass` of Postgres 14 to 18; what an extension may bring is not refused.

use super::{Mismatch, context::Apply, error::Outcome};
use crate::{
    catalog::types::DataType,
    sql::{
        name::Ident,
        statement::{IndexElement, IndexKeyExpr},
    },
};

/// Types without any order or hash that B-tree or hash indexes could use.
static UNORDERED: &[&str] = &["json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"];
/// Built-in types that GIN has classes for only with btree_gin.
static PLAIN: &[&str] = &[
    "bool",
    "int2",
    "int4",
    "int8",
    "numeric",
    "float4",
    "float8",
    "oid",
    "text",
    "varchar",
    "bpchar",
    "date",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "interval",
    "uuid",
    "bytea",
    "json",
    "bit",
    "varbit",
    "money",
    "macaddr",
];

/// The extension that has the default operator class for a type, where the server has none.
pub(super) fn brought_by(data_type: &DataType, method: &str) -> Option<&'static str> {
    let plain = PLAIN.iter().any(|it| data_type.is(it)) && !data_type.is("json");
    match method {
        "gin" if plain => Some("btree_gin"),
        "gist" if plain => Some("btree_gist"),
        _ => None,
    }
}

impl Apply<'_> {
    /// The method exists and can do what is asked of it.
    pub(super) fn check_method(
        &self,
        method: &Ident,
        unique: bool,
        elements: &[IndexElement],
        include: bool,
    ) -> Outcome {
        let name = method.as_str();
        let refuse = |what: &str| {
            let message = format!("access method \"{name}\" does not support {what}");
            Err(Mismatch::new("0A000", message))
        };
        match name {
            "btree" => return Ok(()),
            "hash" | "gin" | "gist" | "spgist" | "brin" => {}
            _ if self.has_unlisted_objects() || self.knows_method(method) => return Ok(()),
            _ => return Err(Mismatch::new("42704", format!("access method \"{name}\" does not exist"))),
        }
        if unique {
            return refuse("unique indexes");
        }
        if include && !matches!(name, "gist" | "spgist") {
            return refuse("included columns");
        }
        if elements.len() > 1 && matches!(name, "hash" | "spgist") {
            return refuse("multicolumn indexes");
        }
        if elements.iter().any(|it| it.descending) {
            return refuse("ASC/DESC options");
        }
        if elements.iter().any(|it| it.nulls_first.is_some()) {
            return refuse("NULLS FIRST/LAST options");
        }
        Ok(())
    }

    /// The access method of a table exists.
    pub(super) fn check_table_method(&self, method: Option<&Ident>) -> Outcome {
        let Some(method) = method.filter(|it| it.as_str() != "heap") else { return Ok(()) };
        if self.has_unlisted_objects() || self.knows_method(method) {
            return Ok(());
        }
        Err(Mismatch::new("42704", format!("access method \"{}\" does not exist", method.as_str())))
    }

    fn knows_method(&self, method: &Ident) -> bool {
        let brings = |extension: &str| match extension {
            "bloom" => method.as_str() == "bloom",
            "vector" => matches!(method.as_str(), "hnsw" | "ivfflat"),
            _ => false,
        };
        let kind = crate::sql::statement::ObjectKind::AccessMethod;
        let made = self.catalog.others.keys().any(|it| it.kind == kind && *it.name == *method.as_str());
        self.catalog.extensions.keys().any(|it| brings(it.as_str())) || made
    }

    /// A column's type has the operator class that is named, or one by default.
    pub(super) fn check_opclass(&self, element: &IndexElement, data_type: &DataType, method: &Ident) -> Outcome {
        if !matches!(element.key, IndexKeyExpr::Column(_)) || data_type.array || !data_type.is_builtin() {
            return Ok(());
        }
        let method = method.as_str();
        if let Some(class) = &element.opclass {
            let wants_text = ["text_pattern_ops", "varchar_pattern_ops", "gin_trgm_ops", "gist_trgm_ops"];
            let is_text = data_type.is("text") || data_type.is("varchar");
            if wants_text.contains(&class.name.as_str()) && !is_text && PLAIN.iter().any(|it| data_type.is(it)) {
                let class = class.name.as_str();
                let message = format!("operator class \"{class}\" does not accept data type {data_type}");
                return Err(Mismatch::new("42804", message));
            }
            return Ok(());
        }
        let has = |extension: &str| self.catalog.extensions.contains_key(&Ident::exact(extension));
        let one_of = |names: &[&str]| names.iter().any(|it| data_type.is(it));
        let lacks = match method {
            "btree" => one_of(UNORDERED) || data_type.is("xid"),
            "hash" => one_of(UNORDERED),
            "gin" => one_of(PLAIN) && !has("btree_gin"),
            "gist" => one_of(PLAIN) && (!has("btree_gist") || data_type.is("json")),
            _ => false,
        };
        if lacks && !self.has_unlisted_objects() {
            let message = format!("data type {data_type} has no default operator class for access method \"{method}\"");
            return Err(Mismatch::new("42704", message));
        }
        Ok(())
    }
}
