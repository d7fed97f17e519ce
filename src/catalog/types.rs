//! Data types of columns, and the types that users create.

use super::objects::Grant;
use crate::sql::{
    expr::Expr,
    name::{Ident, QualifiedName},
};
use std::{fmt, sync::Arc};

/// A column's type after resolution: `pg_catalog.varchar(20)[]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DataType {
    /// Internal name: built-in types in schema `pg_catalog` (`int4`, `timestamptz`), others where they live.
    pub name: QualifiedName,
    pub modifiers: Vec<i64>,
    pub interval_fields: Option<Arc<str>>,
    /// Postgres does not distinguish dimensions.
    pub array: bool,
}

impl DataType {
    pub fn is_builtin(&self) -> bool {
        self.name.schema.as_str() == "pg_catalog"
    }

    /// Whether this is the built-in scalar type of that internal name.
    pub fn is(&self, name: &str) -> bool {
        !self.array && self.is_builtin() && self.name.name.as_str() == name
    }
}

/// As `format_type` prints it: `character varying(20)[]`.
impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modifiers = || {
            let words: Vec<String> = self.modifiers.iter().map(i64::to_string).collect();
            if words.is_empty() { String::new() } else { format!("({})", words.join(",")) }
        };
        let fields = self.interval_fields.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
        if !self.is_builtin() {
            write!(f, "{}{}", self.name, modifiers())?;
        } else {
            match self.name.name.as_str() {
                "bool" => write!(f, "boolean")?,
                "int2" => write!(f, "smallint")?,
                "int4" => write!(f, "integer")?,
                "int8" => write!(f, "bigint")?,
                "float4" => write!(f, "real")?,
                "float8" => write!(f, "double precision")?,
                "varchar" => write!(f, "character varying{}", modifiers())?,
                "bpchar" => write!(f, "character{}", modifiers())?,
                "varbit" => write!(f, "bit varying{}", modifiers())?,
                "timestamp" => write!(f, "timestamp{} without time zone", modifiers())?,
                "timestamptz" => write!(f, "timestamp{} with time zone", modifiers())?,
                "time" => write!(f, "time{} without time zone", modifiers())?,
                "timetz" => write!(f, "time{} with time zone", modifiers())?,
                "interval" => write!(f, "interval{fields}{}", modifiers())?,
                // Keywords that are type names all the same.
                name @ ("numeric" | "bit" | "json") => write!(f, "{name}{}", modifiers())?,
                other => write!(f, "{}{}", Ident::exact(other), modifiers())?,
            }
        }
        if self.array { write!(f, "[]") } else { Ok(()) }
    }
}

#[derive(Clone, Debug)]
pub struct UserType {
    pub name: QualifiedName,
    pub owner: Option<Ident>,
    pub grants: Vec<Grant>,
    pub comment: Option<Arc<str>>,
    pub extension: Option<Ident>,
    pub kind: UserTypeKind,
}

#[derive(Clone, Debug)]
pub enum UserTypeKind {
    /// Labels in order.
    Enum(Vec<Arc<str>>),
    Domain(Domain),
    /// Its columns are the relation of the same name.
    Composite,
    Range {
        subtype: Option<DataType>,
        multirange: Option<QualifiedName>,
    },
    /// Of the range type that it comes with.
    Multirange(QualifiedName),
    /// Base types, mostly an extension's.
    Base,
}

#[derive(Clone, Debug)]
pub struct Domain {
    pub base: DataType,
    pub collation: Option<QualifiedName>,
    pub default: Option<Expr>,
    pub not_null: bool,
    pub checks: Vec<DomainCheck>,
}

#[derive(Clone, Debug)]
pub struct DomainCheck {
    pub name: Ident,
    pub expr: Expr,
    pub valid: bool,
}
