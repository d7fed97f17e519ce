//! Single rows of system catalogs.

use super::{
    super::value::{Oid, Value},
    Row,
};
use crate::{
    catalog::{
        relation::{Column, Constraint, ConstraintKind, Relation, RelationKind, Table, Trigger},
        types::DataType,
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{Persistence, TriggerState},
    },
};
use std::{borrow::Cow, sync::Arc};

pub(super) fn row(columns: Vec<(&'static str, Value)>) -> Row {
    Row { columns: columns.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect(), certain: true }
}

pub(super) fn name(name: &Ident) -> Value {
    Value::text(name.as_str())
}

pub(super) fn relation_oid(relation: &Relation) -> Value {
    Value::Oid(Oid::Relation(relation.id))
}

pub(super) fn schema_oid(schema: &Ident) -> Value {
    Value::Oid(Oid::Schema(schema.clone()))
}

pub(super) fn other_oid(kind: &str, name: &str) -> Value {
    Value::Oid(Oid::Other(Arc::from(format!("{kind} {name}"))))
}

pub(super) fn database() -> Value {
    other_oid("database", "current")
}

pub(super) fn letter(constraint: &Constraint) -> &'static str {
    match constraint.kind {
        ConstraintKind::Check { .. } => "c",
        ConstraintKind::ForeignKey(_) => "f",
        ConstraintKind::Unique { .. } => "u",
        ConstraintKind::PrimaryKey { .. } => "p",
        ConstraintKind::Exclude { .. } => "x",
    }
}

pub(super) fn class(it: &Relation) -> Row {
    let table = it.table();
    let letter = match &it.kind {
        RelationKind::Table(table) if table.foreign_server.is_some() => "f",
        RelationKind::Table(table) if table.is_partitioned() => "p",
        RelationKind::Table(_) => "r",
        RelationKind::View(_) => "v",
        RelationKind::MaterializedView(_) => "m",
        RelationKind::Index(index) if index.partitioned => "I",
        RelationKind::Index(_) => "i",
        RelationKind::Sequence(_) => "S",
        RelationKind::Composite(_) => "c",
    };
    let persistence = match it.persistence {
        Persistence::Permanent => "p",
        Persistence::Unlogged => "u",
        Persistence::Temporary => "t",
    };
    row(vec![
        ("oid", relation_oid(it)),
        ("relname", name(&it.name.name)),
        ("relnamespace", schema_oid(&it.name.schema)),
        ("relkind", Value::text(letter)),
        ("relpersistence", Value::text(persistence)),
        ("relispartition", Value::Bool(table.is_some_and(|it| it.partition_of.is_some()))),
        ("relrowsecurity", Value::Bool(table.is_some_and(|it| it.row_security))),
        ("relforcerowsecurity", Value::Bool(table.is_some_and(|it| it.force_row_security))),
    ])
}

pub(super) fn namespace(it: &Ident) -> Row {
    row(vec![("oid", schema_oid(it)), ("nspname", name(it))])
}

pub(super) fn type_row(it: &QualifiedName, letter: &str) -> Row {
    row(vec![
        ("oid", Value::Oid(Oid::Type(it.clone()))),
        ("typname", name(&it.name)),
        ("typnamespace", schema_oid(&it.schema)),
        ("typtype", Value::text(letter)),
    ])
}

pub(super) fn attribute(relation: &Relation, it: &Column) -> Row {
    let identity = it.identity.as_ref().map_or("", |it| if it.always { "a" } else { "d" });
    let generated = it.generated.as_ref().map_or("", |it| if it.stored { "s" } else { "v" });
    row(vec![
        ("attrelid", relation_oid(relation)),
        ("attname", name(&it.name)),
        ("attnum", Value::Number(i64::from(it.number.0))),
        ("attnotnull", Value::Bool(it.not_null.is_some())),
        ("atthasdef", Value::Bool(it.default.is_some() || it.generated.is_some())),
        ("attisdropped", Value::Bool(false)),
        ("attidentity", Value::text(identity)),
        ("attgenerated", Value::text(generated)),
        (
            "atttypid",
            if it.data_type.array { Value::Unknown } else { Value::Oid(Oid::Type(it.data_type.name.clone())) },
        ),
    ])
}

pub(super) fn index_view(it: &Relation, table: &Relation) -> Row {
    row(vec![
        ("schemaname", name(&it.name.schema)),
        ("tablename", name(&table.name.name)),
        ("indexname", name(&it.name.name)),
    ])
}

pub(super) fn table_view(it: &Relation, table: &Table) -> Row {
    row(vec![
        ("schemaname", name(&it.name.schema)),
        ("tablename", name(&it.name.name)),
        ("rowsecurity", Value::Bool(table.row_security)),
        ("hasindexes", Value::Bool(!table.indexes.is_empty())),
    ])
}

pub(super) fn schema_table(it: &Relation) -> Option<Row> {
    let word = match &it.kind {
        RelationKind::Table(table) if table.foreign_server.is_some() => "FOREIGN",
        RelationKind::Table(_) => "BASE TABLE",
        RelationKind::View(_) => "VIEW",
        _ => return None,
    };
    Some(row(vec![
        ("table_catalog", database()),
        ("table_schema", name(&it.name.schema)),
        ("table_name", name(&it.name.name)),
        ("table_type", Value::text(word)),
    ]))
}

pub(super) fn schema_column(relation: &Relation, it: &Column) -> Row {
    let data_type = &it.data_type;
    let word = match (data_type.array, data_type.is_builtin()) {
        (true, _) => Value::text("ARRAY"),
        (false, false) => Value::text("USER-DEFINED"),
        (false, true) => {
            let plain = DataType { modifiers: Vec::new(), ..data_type.clone() };
            Value::text(&plain.to_string())
        }
    };
    let array = if data_type.array { "_" } else { "" };
    let length = match (data_type.name.name.as_str(), data_type.modifiers.as_slice()) {
        ("varchar" | "bpchar", [length]) => Value::Number(*length),
        _ => Value::Null,
    };
    let has_default = it.default.is_some();
    let yes = |it: bool| Value::text(if it { "YES" } else { "NO" });
    row(vec![
        ("table_catalog", database()),
        ("table_schema", name(&relation.name.schema)),
        ("table_name", name(&relation.name.name)),
        ("column_name", name(&it.name)),
        ("data_type", word),
        ("udt_name", Value::text(&format!("{array}{}", data_type.name.name.as_str()))),
        ("character_maximum_length", length),
        ("is_nullable", yes(it.not_null.is_none())),
        ("column_default", if has_default { Value::Unknown } else { Value::Null }),
        ("is_identity", yes(it.identity.is_some())),
        ("is_generated", Value::text(if it.generated.is_some() { "ALWAYS" } else { "NEVER" })),
    ])
}

pub(super) fn trigger(relation: &Relation, it: &Trigger) -> Row {
    let state = match it.state {
        TriggerState::Enabled => "O",
        TriggerState::Disabled => "D",
        TriggerState::Replica => "R",
        TriggerState::Always => "A",
    };
    row(vec![
        ("tgrelid", relation_oid(relation)),
        ("tgname", name(&it.name)),
        ("tgisinternal", Value::Bool(false)),
        ("tgenabled", Value::text(state)),
    ])
}

pub(super) fn schema_trigger(relation: &Relation, it: &Trigger) -> Row {
    row(vec![
        ("trigger_schema", name(&relation.name.schema)),
        ("trigger_name", name(&it.name)),
        ("event_object_schema", name(&relation.name.schema)),
        ("event_object_table", name(&relation.name.name)),
    ])
}

pub(super) fn published(publication: &Ident, table: &Relation) -> Row {
    row(vec![
        ("pubname", name(publication)),
        ("schemaname", name(&table.name.schema)),
        ("tablename", name(&table.name.name)),
    ])
}
