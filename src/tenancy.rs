//! Which column tells tenants apart, as configured or as the schema shows.
//!
//! Inference never guesses from one table: a name has to be on at least half of at least four tables.

use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Relation, Table},
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::Persistence,
    },
};
use std::collections::BTreeMap;

/// What the project says about its tenants; empty lists: inferred from the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenancy {
    /// Accepted names of the tenant column.
    pub columns: Vec<Ident>,
    /// Tables that belong to no tenant: `countries`, `ref.*`.
    pub global_tables: Vec<String>,
}

impl Tenancy {
    pub fn is_global(&self, table: &QualifiedName) -> bool {
        let full = format!("{}.{}", table.schema.as_str(), table.name.as_str());
        self.global_tables.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => full.starts_with(prefix),
            None => *pattern == full || *pattern == table.name.as_str(),
        })
    }
}

/// Names that schemas of many products use, most telling first.
const KNOWN_NAMES: &[&str] = &[
    "tenant_id",
    "tenantId",
    "org_id",
    "organization_id",
    "organisation_id",
    "organizationId",
    "organisationId",
    "workspace_id",
    "workspaceId",
    "account_id",
    "accountId",
    "company_id",
    "companyId",
    "team_id",
    "teamId",
    "project_id",
    "projectId",
];

/// The tenant column of a schema and how far it reaches.
pub struct Tenants {
    columns: Vec<Ident>,
    /// The table that the tenant columns point at.
    root: Option<RelationId>,
    pub configured: bool,
    tables: usize,
    with_column: usize,
    with_row_security: usize,
}

impl Tenants {
    /// None where the schema shows no tenants. `catalog` is the schema to learn from.
    pub fn of(tenancy: &Tenancy, catalog: &Catalog) -> Option<Self> {
        let tables: Vec<(&Relation, &Table)> =
            catalog.relations().filter_map(|it| Some((&**it, own_table(it)?))).collect();
        let configured = !tenancy.columns.is_empty();
        let columns = if configured { tenancy.columns.clone() } else { vec![infer(&tables)?] };
        let with_column: Vec<_> = tables.iter().filter(|it| column_in(&columns, it.1).is_some()).collect();
        Some(Self {
            root: root(&columns, &tables),
            configured,
            tables: tables.len(),
            with_column: with_column.len(),
            with_row_security: with_column.iter().filter(|it| it.1.row_security).count(),
            columns,
        })
    }

    /// The tenant column of a table, if it has one.
    pub fn column_of<'a>(&self, relation: &'a Relation) -> Option<&'a Ident> {
        column_in(&self.columns, relation.table()?)
    }

    pub fn is_root(&self, relation: &Relation) -> bool {
        self.root == Some(relation.id)
    }

    /// For a sentence: `tenant_id`, `tenant_id or org_id`.
    pub fn names(&self) -> String {
        self.columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
    }

    /// For a sentence: `31 of 38 tables`.
    pub fn share(&self) -> String {
        format!("{} of {} tables", self.with_column, self.tables)
    }

    /// Most tenant tables have row-level security.
    pub fn rely_on_row_security(&self) -> bool {
        self.with_row_security > 0 && self.with_row_security * 2 >= self.with_column
    }
}

/// A table that users made for rows of its own: no partition, nothing temporary, nothing of an extension.
pub fn own_table(relation: &Relation) -> Option<&Table> {
    let own = relation.extension.is_none() && relation.persistence != Persistence::Temporary;
    relation.table().filter(|it| own && it.partition_of.is_none() && it.foreign_server.is_none())
}

fn column_in<'a>(names: &[Ident], table: &'a Table) -> Option<&'a Ident> {
    names.iter().find_map(|name| table.column(name)).map(|it| &it.name)
}

fn infer(tables: &[(&Relation, &Table)]) -> Option<Ident> {
    let count = |name: &Ident| tables.iter().filter(|it| it.1.column(name).is_some()).count();
    let best = KNOWN_NAMES.iter().map(|it| Ident::exact(it)).rev().max_by_key(count)?;
    let carried = count(&best);
    (tables.len() >= 4 && carried * 2 >= tables.len()).then_some(best)
}

/// The table most of the tenant columns' foreign keys point at.
fn root(names: &[Ident], tables: &[(&Relation, &Table)]) -> Option<RelationId> {
    let mut targets: BTreeMap<RelationId, usize> = BTreeMap::new();
    for (_, table) in tables {
        let Some(column) = names.iter().find_map(|name| table.column(name)) else { continue };
        let keys = table.constraints.iter().filter_map(|it| it.foreign_key());
        for key in keys.filter(|it| it.columns == [column.number]) {
            *targets.entry(key.references).or_default() += 1;
        }
    }
    targets.into_iter().max_by_key(|it| it.1).map(|it| it.0)
}
