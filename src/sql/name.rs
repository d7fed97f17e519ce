//! Identifiers as Postgres sees them; the only place that knows case folding, truncation and quoting.

use std::{fmt, sync::Arc};

/// Identifiers are cut to this many bytes (`NAMEDATALEN - 1`).
pub const MAX_BYTES: usize = 63;

/// An identifier after folding, unescaping and truncation: equal idents name the same object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(Arc<str>);

impl Ident {
    /// From an unquoted word: folded to lower case (ASCII only, as Postgres does for UTF-8) and truncated.
    pub fn unquoted(word: &str) -> Self {
        if word.bytes().any(|it| it.is_ascii_uppercase()) {
            Self::exact(&word.to_ascii_lowercase())
        } else {
            Self::exact(word)
        }
    }

    /// From a name that is already folded or was quoted (the quotes removed): only truncated.
    pub fn exact(name: &str) -> Self {
        let mut end = name.len().min(MAX_BYTES);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        Self(Arc::from(&name[..end]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Ident {
    fn from(name: &str) -> Self {
        Self::exact(name)
    }
}

/// As SQL: quoted only where Postgres's own `quote_ident` would quote.
impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain_start = |it: u8| it.is_ascii_lowercase() || it == b'_';
        let plain = |it: u8| plain_start(it) || it.is_ascii_digit();
        let bytes = self.0.as_bytes();
        if bytes.first().copied().is_some_and(plain_start) && bytes.iter().copied().all(plain) && !is_reserved(&self.0)
        {
            f.write_str(&self.0)
        } else {
            write!(f, "\"{}\"", self.0.replace('"', "\"\""))
        }
    }
}

/// A name as written: the schema may be missing. A leading database name is dropped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    pub schema: Option<Ident>,
    pub name: Ident,
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)
    }
}

/// A name after resolution: schema and name, as reports print it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    pub schema: Ident,
    pub name: Ident,
}

impl QualifiedName {
    pub fn new(schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

/// Whether `quote_ident` quotes this word: every keyword that is not unreserved (Postgres `kwlist.h`, 14 to 18).
pub fn is_reserved(word: &str) -> bool {
    KEYWORDS_TO_QUOTE.binary_search(&word).is_ok()
}

/// Sorted. Reserved, reserved-for-types and column-name keywords of Postgres 14 to 18.
static KEYWORDS_TO_QUOTE: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS_TO_QUOTE.is_sorted());
    }

    #[test]
    fn folding_truncation_and_quoting() {
        assert_eq!(Ident::unquoted("Orders"), Ident::exact("orders"));
        assert_eq!(Ident::exact("Order").to_string(), "\"Order\"");
        assert_eq!(Ident::exact("user").to_string(), "\"user\"");
        assert_eq!(Ident::exact("a\"b").to_string(), "\"a\"\"b\"");
        assert_eq!(Ident::unquoted(&"ä".repeat(40)).as_str().len(), 62);
    }
}
