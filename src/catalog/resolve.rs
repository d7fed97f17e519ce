//! Names as written → objects of the catalog, along the session's search path.

use super::{
    Catalog, Known,
    relation::Relation,
    session::Session,
    types::{DataType, UserType, UserTypeKind},
};
use crate::sql::{
    expr::TypeName,
    name::{Ident, ObjectName, QualifiedName},
};
use std::sync::Arc;

/// Where temporary relations live; searched before the path.
pub const TEMPORARY: &str = "pg_temp";

impl Catalog {
    /// The relation that a name means for this session.
    pub fn resolve(&self, name: &ObjectName, session: &Session) -> Option<&Arc<Relation>> {
        match &name.schema {
            Some(schema) => self.find(&QualifiedName { schema: schema.clone(), name: name.name.clone() }),
            None => {
                self.visible(session).find_map(|schema| self.find(&QualifiedName { schema, name: name.name.clone() }))
            }
        }
    }

    /// Schemas in which names without schema are looked up, in order; `pg_catalog` is not among them.
    pub fn visible(&self, session: &Session) -> impl Iterator<Item = Ident> {
        let is_default = !self.usual_path.is_empty() && session.search_path == Session::default().search_path;
        let path = if is_default { &self.usual_path } else { &session.search_path };
        let path = path.iter().filter_map(|it| match it.as_str() {
            "$user" => session.role.clone().filter(|role| self.schemas.contains_key(role)),
            "pg_catalog" => None,
            _ => Some(it.clone()),
        });
        std::iter::once(Ident::exact(TEMPORARY)).chain(path.collect::<Vec<_>>())
    }

    /// Where an object without schema is created: the first schema of the path that exists.
    pub fn creation_schema(&self, session: &Session) -> Option<Ident> {
        let known = |it: &Ident| self.schemas.contains_key(it) || self.known == Known::OnlyWhatMigrationsShow;
        self.visible(session).skip(1).find(known)
    }

    /// Name with its schema left out where the session would find it without, as the server words its messages.
    pub fn shown(&self, name: &QualifiedName, session: &Session) -> String {
        let short = ObjectName { schema: None, name: name.name.clone() };
        let visible = match self.resolve(&short, session) {
            Some(found) => found.name == *name,
            None => self.visible(session).any(|it| it == name.schema),
        };
        if visible { name.name.to_string() } else { name.to_string() }
    }

    /// The type that a name means; None when no such type is known.
    pub fn find_type(&self, name: &TypeName, session: &Session) -> Option<DataType> {
        let (bare, underscored) = self.array_by_name(&name.name);
        let qualified = self.find_type_name(&bare, session)?;
        let mut modifiers = name.modifiers.clone();
        if qualified.schema.as_str() == "pg_catalog" {
            normalise(qualified.name.as_str(), &mut modifiers);
        }
        let array = underscored || name.array_dimensions > 0;
        Some(DataType { name: qualified, modifiers, interval_fields: name.interval_fields.clone(), array })
    }

    /// The type that a name means; a type that is not known is taken to be in the schema where it would be created.
    pub fn resolve_type(&self, name: &TypeName, session: &Session) -> DataType {
        self.find_type(name, session).unwrap_or_else(|| {
            let schema = name.name.schema.clone().or_else(|| self.creation_schema(session));
            let schema = schema.unwrap_or_else(|| Ident::exact("public"));
            DataType {
                name: QualifiedName { schema, name: name.name.name.clone() },
                modifiers: name.modifiers.clone(),
                interval_fields: name.interval_fields.clone(),
                array: name.array_dimensions > 0,
            }
        })
    }

    /// `_int4` is the internal name of `int4[]`.
    fn array_by_name(&self, name: &ObjectName) -> (ObjectName, bool) {
        let builtin = name.schema.as_ref().is_none_or(|it| it.as_str() == "pg_catalog");
        match name.name.as_str().strip_prefix('_').filter(|it| builtin && is_builtin(it)) {
            Some(element) => (ObjectName { schema: name.schema.clone(), name: Ident::exact(element) }, true),
            None => (name.clone(), false),
        }
    }

    fn find_type_name(&self, name: &ObjectName, session: &Session) -> Option<QualifiedName> {
        let in_schema = |schema: Ident| {
            let qualified = QualifiedName { schema, name: name.name.clone() };
            let known = self.types.contains_key(&qualified) || self.find(&qualified).is_some();
            known.then_some(qualified)
        };
        let builtin = || is_builtin(name.name.as_str()).then(|| QualifiedName::new("pg_catalog", name.name.clone()));
        if let Some(schema) = &name.schema {
            if schema.as_str() == "pg_catalog" {
                return Some(QualifiedName::new("pg_catalog", name.name.clone()));
            }
            return in_schema(schema.clone());
        }
        // `pg_catalog` comes first unless the path names it somewhere else.
        let listed = session.search_path.iter().position(|it| it.as_str() == "pg_catalog");
        let mut before: Vec<Ident> = self.visible(session).collect();
        let after = before.split_off(listed.map_or(0, |it| (it + 1).min(before.len())));
        before.into_iter().find_map(in_schema).or_else(builtin).or_else(|| after.into_iter().find_map(in_schema))
    }

    /// What a domain is made of, whatever domains are in between.
    pub(crate) fn base_type<'a>(&'a self, data_type: &'a DataType) -> &'a DataType {
        let mut found = data_type;
        // Domains over themselves cannot be; the limit is for catalogs read from anywhere.
        for _ in 0..32 {
            match self.user_type(found).map(|it| &it.kind) {
                Some(UserTypeKind::Domain(domain)) if !found.array => found = &domain.base,
                _ => break,
            }
        }
        found
    }

    /// A type that users created, by the name of a column's type.
    pub fn user_type(&self, data_type: &DataType) -> Option<&Arc<UserType>> {
        self.types.get(&data_type.name)
    }
}

/// Modifiers as the server stores them.
fn normalise(name: &str, modifiers: &mut Vec<i64>) {
    match (name, modifiers.as_slice()) {
        ("numeric", [precision]) => *modifiers = vec![*precision, 0],
        ("bit", []) => *modifiers = vec![1],
        ("timestamp" | "timestamptz" | "time" | "timetz" | "interval", [precision]) if *precision > 6 => {
            *modifiers = vec![6];
        }
        _ => {}
    }
}

/// Whether `pg_catalog` has a type of that internal name, 14 to 18.
pub fn is_builtin(name: &str) -> bool {
    BUILTIN.binary_search(&name).is_ok()
}

/// Sorted.
static BUILTIN: &[&str] = &[
    "aclitem",
    "any",
    "anyarray",
    "anycompatible",
    "anycompatiblearray",
    "anycompatiblemultirange",
    "anycompatiblenonarray",
    "anycompatiblerange",
    "anyelement",
    "anyenum",
    "anymultirange",
    "anynonarray",
    "anyrange",
    "bit",
    "bool",
    "box",
    "bpchar",
    "bytea",
    "char",
    "cid",
    "cidr",
    "circle",
    "cstring",
    "date",
    "datemultirange",
    "daterange",
    "event_trigger",
    "fdw_handler",
    "float4",
    "float8",
    "gtsvector",
    "index_am_handler",
    "inet",
    "int2",
    "int2vector",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "internal",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "language_handler",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_lsn",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "table_am_handler",
    "text",
    "tid",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "trigger",
    "tsm_handler",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "varbit",
    "varchar",
    "void",
    "xid",
    "xid8",
    "xml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_types_are_sorted() {
        assert!(BUILTIN.is_sorted());
    }
}
