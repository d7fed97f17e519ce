//! `pg_catalog` and `information_schema` as far as conditions of migrations ask: their rows, made from the catalog.
//!
//! A column that is not made here is not known. `keys` are equalities that rows must satisfy; they save making the
//! others, and may be ignored.

mod rows;
mod tables;

use super::value::{Oid, Value};
use crate::{
    catalog::{
        Catalog, Known,
        relation::{Column, Relation, RelationKind, Table},
        resolve::TEMPORARY,
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
        statement::ObjectKind,
    },
};
use rows::{
    attribute, class, database, index_view, name, namespace, relation_oid, row, schema_column, schema_table,
    schema_trigger, table_view, trigger,
};
use std::borrow::Cow;

const SYSTEM_SCHEMAS: [&str; 3] = ["pg_catalog", "information_schema", "pg_toast"];

/// A row of a system catalog.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) columns: Vec<(Cow<'static, str>, Value)>,
    /// False: there may be such a row.
    pub(super) certain: bool,
}

pub(super) type Keys<'a> = [(&'a str, Value)];

/// The rows of the system relation of that name; None where it is none, or is not modelled.
pub(super) fn rows(catalog: &Catalog, table: &ObjectName, keys: &Keys<'_>) -> Option<Vec<Row>> {
    let of = Maker { catalog, keys };
    let mut found = match (table.schema.as_ref().map(Ident::as_str), table.name.as_str()) {
        (Some("information_schema"), name) => of.information_schema(name)?,
        (None | Some("pg_catalog"), name) => of.pg_catalog(name)?,
        _ => return None,
    };
    if catalog.known == Known::OnlyWhatMigrationsShow {
        found.push(Row { columns: Vec::new(), certain: false });
    }
    Some(found)
}

struct Maker<'a> {
    catalog: &'a Catalog,
    keys: &'a Keys<'a>,
}

impl<'a> Maker<'a> {
    fn pg_catalog(&self, table: &str) -> Option<Vec<Row>> {
        let tables = || self.relations("tablename", "schemaname", "").filter_map(|it| Some((it, it.table()?)));
        Some(match table {
            "pg_class" => self.relations("relname", "relnamespace", "oid").map(class).collect(),
            "pg_namespace" => {
                self.catalog.schemas.keys().chain(&SYSTEM_SCHEMAS.map(Ident::exact)).map(namespace).collect()
            }
            "pg_type" => self.types(),
            "pg_enum" => self.enum_labels(),
            "pg_constraint" => self.constraints(),
            "pg_attribute" => self.columns("", "", "attrelid").map(|(relation, it)| attribute(relation, it)).collect(),
            "pg_index" => self.indexes().map(|(it, table)| self.index(it, table)).collect(),
            "pg_indexes" => self.indexes().map(|(it, table)| index_view(it, table)).collect(),
            "pg_tables" => {
                tables().filter(|it| it.1.foreign_server.is_none()).map(|it| table_view(it.0, it.1)).collect()
            }
            "pg_views" | "pg_matviews" | "pg_sequences" => self.listed(table),
            "pg_roles" | "pg_authid" | "pg_user" | "pg_group" | "pg_shadow" => self.roles(table),
            "pg_policies" | "pg_policy" => self.policies(),
            "pg_trigger" => self.triggers().map(|(relation, it)| trigger(relation, it)).collect(),
            "pg_extension" => self.extensions(),
            "pg_proc" => self.routines(),
            "pg_publication" => self.named("pubname", "publication", self.catalog.publications.keys()),
            "pg_publication_tables" => self.published(),
            "pg_inherits" => self.inheritance(),
            "pg_partitioned_table" => {
                let all =
                    self.relations("", "", "partrelid").filter(|it| it.table().is_some_and(Table::is_partitioned));
                all.map(|it| row(vec![("partrelid", relation_oid(it))])).collect()
            }
            "pg_event_trigger" => self.others(ObjectKind::EventTrigger, "evtname"),
            _ => return None,
        })
    }

    fn information_schema(&self, table: &str) -> Option<Vec<Row>> {
        Some(match table {
            "tables" => self.relations("table_name", "table_schema", "").filter_map(schema_table).collect(),
            "columns" => {
                let all = self.columns("table_name", "table_schema", "");
                all.filter(|(it, _)| schema_table(it).is_some()).map(|(it, column)| schema_column(it, column)).collect()
            }
            "views" => {
                let all = self.relations("table_name", "table_schema", "");
                all.filter(|it| matches!(it.kind, RelationKind::View(_))).filter_map(schema_table).collect()
            }
            "sequences" => {
                let all = self.relations("sequence_name", "sequence_schema", "").filter(|it| it.sequence().is_some());
                let named = |it: &Relation| {
                    row(vec![("sequence_schema", name(&it.name.schema)), ("sequence_name", name(&it.name.name))])
                };
                all.map(named).collect()
            }
            "schemata" => {
                let all =
                    self.catalog.schemas.keys().chain(&SYSTEM_SCHEMAS.map(Ident::exact)).cloned().collect::<Vec<_>>();
                all.iter().map(|it| row(vec![("schema_name", name(it)), ("catalog_name", database())])).collect()
            }
            "table_constraints" | "referential_constraints" => self.schema_constraints(),
            "key_column_usage" | "constraint_column_usage" => self.key_columns(table),
            "triggers" => self.triggers().map(|(relation, it)| schema_trigger(relation, it)).collect(),
            "routines" => self.routines(),
            _ => return None,
        })
    }

    // ---- keys -------------------------------------------------------------------------------------------------------

    fn key(&self, column: &str) -> Option<&Value> {
        self.keys.iter().find(|(key, _)| *key == column && !column.is_empty()).map(|(_, value)| value)
    }

    fn text_key(&self, column: &str) -> Option<Ident> {
        match self.key(column)? {
            Value::Text(text) => Some(Ident::exact(text)),
            _ => None,
        }
    }

    /// Relations with the keys' name, schema and oid, under whatever these are called.
    fn relations(&self, name: &str, schema: &str, oid: &str) -> Box<dyn Iterator<Item = &'a Relation> + 'a> {
        let catalog = self.catalog;
        if let Some(Value::Oid(Oid::Relation(id))) = self.key(oid) {
            return Box::new(catalog.relation(*id).map(|it| &**it).into_iter());
        }
        let Some(name) = self.text_key(name) else { return Box::new(catalog.relations().map(|it| &**it)) };
        let in_schema =
            move |schema: Ident| catalog.find(&QualifiedName { schema, name: name.clone() }).map(|it| &**it);
        let schema = match self.key(schema) {
            Some(Value::Oid(Oid::Schema(schema))) => Some(schema.clone()),
            Some(Value::Text(text)) => Some(Ident::exact(text)),
            _ => None,
        };
        match schema {
            Some(schema) => Box::new(in_schema(schema).into_iter()),
            None => {
                let all = catalog.schemas.keys().cloned().chain(std::iter::once(Ident::exact(TEMPORARY)));
                Box::new(all.filter_map(in_schema))
            }
        }
    }

    fn columns(
        &self,
        table: &str,
        schema: &str,
        oid: &str,
    ) -> impl Iterator<Item = (&'a Relation, &'a Column)> + use<'a> {
        self.relations(table, schema, oid).flat_map(|it| it.columns().iter().map(move |column| (it, column)))
    }

    /// Tables with the keys' name or oid, whichever of their columns says it.
    fn tables(&self) -> impl Iterator<Item = (&'a Relation, &'a Table)> + use<'a> {
        let oid = ["conrelid", "tgrelid", "polrelid", "inhrelid"].into_iter().find(|it| self.key(it).is_some());
        let named = ["table_name", "event_object_table", "tablename"].into_iter().find(|it| self.key(it).is_some());
        let all = self.relations(named.unwrap_or_default(), "table_schema", oid.unwrap_or_default());
        all.filter_map(|it| Some((it, it.table()?)))
    }

    fn indexes(&self) -> impl Iterator<Item = (&'a Relation, &'a Relation)> + use<'a> {
        let catalog = self.catalog;
        let all: Vec<&'a Relation> = if self.key("tablename").is_some() || self.key("indrelid").is_some() {
            let tables = self.relations("tablename", "schemaname", "indrelid");
            tables.flat_map(|it| it.indexes()).filter_map(|it| catalog.relation(*it)).map(|it| &**it).collect()
        } else {
            self.relations("indexname", "schemaname", "indexrelid").collect()
        };
        all.into_iter().filter_map(move |it| Some((it, &**catalog.relation(it.index()?.table)?)))
    }
}
