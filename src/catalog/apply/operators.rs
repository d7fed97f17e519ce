//! Which types a foreign key can compare: the built-in operator families and implicit casts.
//!
//! The key's `=` is taken from the operator family of the referenced index; where the family has none for the two types,
//! the referencing one has to cast implicitly to the referenced one. From `pg_amop` and `pg_cast` of Postgres 14 to 18.

use crate::catalog::types::DataType;

/// Types that one operator family compares with each other.
static FAMILIES: &[&[&str]] = &[
    &["int2", "int4", "int8"],
    &["float4", "float8"],
    &["date", "timestamp", "timestamptz"],
    &["text", "varchar", "name"],
    &["inet", "cidr"],
];

/// Types without a family of several; they compare with themselves.
static ALONE: &[&str] = &[
    "bool", "bpchar", "numeric", "oid", "uuid", "jsonb", "bytea", "interval", "time", "timetz", "bit", "varbit",
    "macaddr", "macaddr8", "money",
];

/// Implicit casts between these types, outside of the families.
static CASTS: &[(&str, &[&str])] = &[
    ("int2", &["numeric", "float4", "float8", "oid"]),
    ("int4", &["numeric", "float4", "float8", "oid"]),
    ("int8", &["numeric", "float4", "float8", "oid"]),
    ("numeric", &["float4", "float8"]),
    ("text", &["bpchar"]),
    ("varchar", &["bpchar"]),
    ("bpchar", &["text", "varchar", "name"]),
    ("time", &["interval", "timetz"]),
    ("bit", &["varbit"]),
    ("varbit", &["bit"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
];

/// Whether a column of type `from` can refer to one of type `to`; true where that is not certain.
pub(super) fn key_fits(from: &DataType, to: &DataType) -> bool {
    let known = |it: &DataType| {
        let name = it.name.name.as_str();
        let listed = FAMILIES.iter().any(|family| family.contains(&name)) || ALONE.contains(&name);
        (it.is_builtin() && !it.array && listed).then(|| name.to_owned())
    };
    let (Some(from), Some(to)) = (known(from), known(to)) else { return true };
    let (from, to) = (from.as_str(), to.as_str());
    from == to
        || FAMILIES.iter().any(|family| family.contains(&from) && family.contains(&to))
        || CASTS.iter().any(|(name, targets)| *name == from && targets.contains(&to))
}
