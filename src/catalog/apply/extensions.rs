//! CREATE EXTENSION and its move to another schema, and which types well-known extensions bring.

use super::{
    context::Apply,
    error::{Outcome, duplicate, undefined},
};
use crate::{
    catalog::{
        objects::Extension,
        relation::{IndexKey, RelationKind},
        types::{UserType, UserTypeKind},
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
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

    /// What it brought moves with it.
    pub(super) fn move_extension(&mut self, extension: &Ident, schema: &Ident) -> Outcome {
        let Some(found) = self.catalog.extensions.get_mut(extension) else {
            return Err(undefined("extension", extension.as_str()));
        };
        let old = Arc::make_mut(found).schema.replace(schema.clone());
        if old.as_ref() == Some(schema) {
            return Ok(());
        }
        let moved = |it: &QualifiedName| QualifiedName { schema: schema.clone(), name: it.name.clone() };
        let of_it = |it: &Option<Ident>| it.as_ref() == Some(extension);
        let types: Vec<QualifiedName> =
            self.catalog.types.values().filter(|it| of_it(&it.extension)).map(|it| it.name.clone()).collect();
        types.iter().try_for_each(|it| self.move_type(it, moved(it)))?;
        let routines = self.catalog.routines.clone();
        for (name, overloads) in routines.into_iter().filter(|it| it.1.iter().all(|it| of_it(&it.extension))) {
            self.catalog.routines.remove(&name);
            self.catalog.routines.insert(moved(&name), overloads);
        }
        if let Some(old) = old {
            self.move_opclasses(&old, schema);
        }
        Ok(())
    }

    /// Classes that are known to be an extension's, and that live where it now does.
    fn move_opclasses(&mut self, old: &Ident, new: &Ident) {
        let moves = |it: &IndexKey| {
            let of_extension = |it: &QualifiedName| {
                let bare = ObjectName { schema: None, name: it.name.clone() };
                it.schema == *old && self.opclass(&bare).schema == *new
            };
            it.opclass.as_ref().is_some_and(of_extension)
        };
        let indexes = self.catalog.relations().filter(|it| it.index().is_some_and(|it| it.keys.iter().any(moves)));
        let names: Vec<_> = indexes.map(|it| it.id).collect();
        for id in names {
            self.edit(id, |it| {
                let RelationKind::Index(index) = &mut it.kind else { return };
                for class in index.keys.iter_mut().filter_map(|it| it.opclass.as_mut()).filter(|it| it.schema == *old) {
                    class.schema = new.clone();
                }
            });
        }
    }
}
