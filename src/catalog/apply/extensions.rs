//! CREATE EXTENSION, and which types well-known extensions bring.

use super::{
    context::Apply,
    error::{Outcome, duplicate},
};
use crate::{
    catalog::{
        objects::Extension,
        types::{UserType, UserTypeKind},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::CreateExtension,
    },
};
use std::sync::Arc;

/// Extensions and all their types; none of these has trigger functions of its own.
static LISTED: &[(&str, &[&str])] = &[
    ("adminpack", &[]),
    ("amcheck", &[]),
    ("bloom", &[]),
    ("btree_gin", &[]),
    ("btree_gist", &["gbtreekey4", "gbtreekey8", "gbtreekey16", "gbtreekey32", "gbtreekey_var", "gbtreekey2"]),
    ("citext", &["citext"]),
    ("cube", &["cube"]),
    ("dblink", &["dblink_pkey_results"]),
    ("dict_int", &[]),
    ("earthdistance", &["earth"]),
    ("file_fdw", &[]),
    ("fuzzystrmatch", &[]),
    ("hstore", &["hstore", "ghstore"]),
    ("intarray", &["query_int", "intbig_gkey"]),
    ("isn", &["ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"]),
    ("ltree", &["ltree", "lquery", "ltxtquery", "ltree_gist"]),
    ("pageinspect", &[]),
    ("pg_buffercache", &[]),
    ("pg_prewarm", &[]),
    ("pg_stat_statements", &[]),
    ("pg_trgm", &["gtrgm"]),
    ("pg_visibility", &[]),
    ("pgcrypto", &[]),
    ("pgrowlocks", &[]),
    ("pgstattuple", &[]),
    ("plpgsql", &[]),
    (
        "postgis",
        &["geometry", "geography", "box2d", "box3d", "box2df", "gidx", "spheroid", "geometry_dump", "valid_detail"],
    ),
    ("postgres_fdw", &[]),
    ("seg", &["seg"]),
    ("tablefunc", &["tablefunc_crosstab_2", "tablefunc_crosstab_3", "tablefunc_crosstab_4"]),
    ("unaccent", &[]),
    ("uuid-ossp", &[]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
    ("xml2", &[]),
];

/// Whether all types (and trigger functions) of an extension are known.
pub(super) fn is_listed(extension: &Ident) -> bool {
    LISTED.iter().any(|it| it.0 == extension.as_str())
}

impl Apply<'_> {
    pub(super) fn create_extension(&mut self, create: &CreateExtension) -> Outcome {
        if self.catalog.extensions.contains_key(&create.name) {
            if create.if_not_exists {
                return Ok(());
            }
            return Err(duplicate("extension", create.name.as_str()));
        }
        if let Some(schema) = &create.schema {
            self.need_schema(schema)?;
        }
        let schema = create.schema.clone().or_else(|| self.catalog.creation_schema(self.session));
        let extension = Extension { schema: schema.clone(), version: create.version.clone(), comment: None };
        self.catalog.extensions.insert(create.name.clone(), Arc::new(extension));
        let Some(schema) = schema else { return Ok(()) };
        let types = LISTED.iter().find(|it| it.0 == create.name.as_str()).map_or(&[][..], |it| it.1);
        for name in types {
            let name = QualifiedName { schema: schema.clone(), name: Ident::exact(name) };
            let user_type = UserType {
                name: name.clone(),
                owner: None,
                grants: Vec::new(),
                comment: None,
                extension: Some(create.name.clone()),
                kind: UserTypeKind::Base,
            };
            self.catalog.types.insert(name, Arc::new(user_type));
        }
        Ok(())
    }
}
