//! What pending statements name and a partly known schema lacks is taken to exist: a table of that name, with the
//! columns that are mentioned, of a type that nobody knows. Otherwise nothing could be said about it.

use crate::{
    catalog::{
        Catalog, Known,
        relation::{Column, ColumnNumber, Relation, RelationKind, Table, View},
        session::Session,
        types::DataType,
    },
    sql::{
        expr::{FromItem, Query},
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            AlterKind, AlterTable, ColumnConstraintKind, ColumnDefinition, Dml, IndexKeyExpr, ObjectKind, Persistence,
            References, ReindexTarget, RelationKeyword, StatementKind, TableConstraint, TableConstraintKind,
        },
    },
};
use std::collections::BTreeSet;

/// A relation that must exist for a statement to make sense.
struct Wanted<'s> {
    name: &'s ObjectName,
    shape: Shape,
    columns: Vec<&'s Ident>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Table,
    View,
    MaterializedView,
}

/// The relations as they have to be for the statement, where the catalog knows only a part; each is new or completed.
pub(super) fn missing(kind: &StatementKind, catalog: &Catalog, session: &Session) -> Vec<Relation> {
    if catalog.known == Known::Everything {
        return Vec::new();
    }
    let wanted = wanted(kind);
    let mut found: Vec<Relation> = Vec::new();
    for it in wanted {
        let Some(name) = placed(it.name, catalog, session) else { continue };
        let known = found.iter().position(|it| it.name == name);
        let mut relation = match (known, catalog.find(&name)) {
            (Some(at), _) => found.swap_remove(at),
            (None, Some(existing)) => Relation::clone(existing),
            (None, None) => blank(name, it.shape),
        };
        let new = catalog.find(&relation.name).is_none();
        let mut completed = false;
        for column in it.columns {
            completed |= add_column(&mut relation, column);
        }
        if new || completed || known.is_some() {
            found.push(relation);
        }
    }
    found
}

/// `outside` with the columns that `wanted` has more than `inside`: its state at a later time.
pub(super) fn completed(outside: &Relation, inside: &Relation, wanted: &Relation) -> Relation {
    let mut relation = outside.clone();
    for column in wanted.columns() {
        if inside.columns().iter().all(|it| it.name != column.name) {
            add_column(&mut relation, &column.name);
        }
    }
    relation
}

/// Where the name points, or would point if it existed; None for the server's own relations.
fn placed(name: &ObjectName, catalog: &Catalog, session: &Session) -> Option<QualifiedName> {
    if let Some(existing) = catalog.resolve(name, session) {
        return Some(existing.name.clone());
    }
    let system = |it: &Ident| it.as_str().starts_with("pg_") || it.as_str() == "information_schema";
    if system(&name.name) || name.schema.as_ref().is_some_and(system) {
        return None;
    }
    let schema = name.schema.clone().or_else(|| catalog.creation_schema(session))?;
    Some(QualifiedName { schema, name: name.name.clone() })
}

fn blank(name: QualifiedName, shape: Shape) -> Relation {
    let view = || {
        Box::new(View {
            columns: Vec::new(),
            text: "".into(),
            query: None,
            dependencies: Vec::new(),
            functions: Vec::new(),
            check_option: None,
            rules: Vec::new(),
            triggers: Vec::new(),
            indexes: Vec::new(),
            populated: true,
            size: None,
        })
    };
    let kind = match shape {
        Shape::Table => RelationKind::Table(Box::default()),
        Shape::View => RelationKind::View(view()),
        Shape::MaterializedView => RelationKind::MaterializedView(view()),
    };
    Relation {
        id: crate::catalog::RelationId(0),
        name,
        owner: None,
        grants: Vec::new(),
        comment: None,
        extension: None,
        persistence: Persistence::Permanent,
        options: Vec::new(),
        tablespace: None,
        kind,
    }
}

/// True when the table had no such column.
fn add_column(relation: &mut Relation, name: &Ident) -> bool {
    let Some(table) = relation.table_mut().filter(|it| it.column(name).is_none()) else { return false };
    table.columns_made = table.columns_made.saturating_add(1);
    let column = unknown_column(name, table);
    table.columns.push(column);
    true
}

fn unknown_column(name: &Ident, table: &Table) -> Column {
    let data_type = DataType {
        name: QualifiedName::new("pg_catalog", "unknown"),
        modifiers: Vec::new(),
        interval_fields: None,
        array: false,
    };
    Column {
        number: ColumnNumber(table.columns_made),
        name: name.clone(),
        data_type,
        collation: None,
        not_null: None,
        default: None,
        generated: None,
        identity: None,
        storage: None,
        compression: None,
        statistics: None,
        options: Vec::new(),
        grants: Vec::new(),
        comment: None,
        local: true,
        inherited: 0,
    }
}

fn wanted(kind: &StatementKind) -> Vec<Wanted<'_>> {
    let table = |name| vec![of_shape(name, Shape::Table)];
    match kind {
        StatementKind::AlterTable(alter) => {
            let shape = match alter.keyword {
                RelationKeyword::Table | RelationKeyword::ForeignTable => Shape::Table,
                RelationKeyword::View => Shape::View,
                RelationKeyword::MaterializedView => Shape::MaterializedView,
                RelationKeyword::Index | RelationKeyword::Sequence => return Vec::new(),
            };
            let mut wanted = vec![of_shape(&alter.name, shape)];
            alter.actions.iter().for_each(|it| action(&it.kind, &mut wanted));
            let made = made_by(alter);
            let own = wanted.iter_mut().filter(|it| it.name == &alter.name);
            own.for_each(|it| it.columns.retain(|column| !made.contains(column)));
            wanted
        }
        StatementKind::CreateTable(create) => {
            let mut wanted = Vec::new();
            create.columns.iter().for_each(|it| column_references(it, &mut wanted));
            let ignored = &mut Vec::new();
            create.constraints.iter().for_each(|it| constraint(it, ignored, &mut wanted));
            // A table that refers to itself is made by the statement.
            wanted.retain(|it| it.name != &create.name);
            wanted
        }
        StatementKind::CreateIndex(index) => {
            let keys = index.elements.iter().filter_map(|it| match &it.key {
                IndexKeyExpr::Column(name) => Some(name),
                IndexKeyExpr::Expr(_) => None,
            });
            let columns = keys.chain(&index.include).collect();
            vec![Wanted { name: &index.table, shape: Shape::Table, columns }]
        }
        StatementKind::CreateTrigger(it) => table(&it.table),
        StatementKind::CreatePolicy(it) | StatementKind::AlterPolicy(it) => table(&it.table),
        StatementKind::CreateRule(it) => table(&it.table),
        StatementKind::Drop(drop) => {
            let shape = match drop.kind {
                ObjectKind::Table | ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => Shape::Table,
                ObjectKind::View => Shape::View,
                ObjectKind::MaterializedView => Shape::MaterializedView,
                _ => return Vec::new(),
            };
            drop.objects.iter().map(|it| of_shape(&it.name, shape)).collect()
        }
        StatementKind::Truncate(it) => it.tables.iter().map(|(name, _)| of_shape(name, Shape::Table)).collect(),
        StatementKind::LockTable(it) => it.tables.iter().map(|(name, _)| of_shape(name, Shape::Table)).collect(),
        StatementKind::Vacuum(it) | StatementKind::Analyze(it) => {
            it.tables.iter().map(|name| of_shape(name, Shape::Table)).collect()
        }
        StatementKind::Cluster(it) => it.table.iter().map(|name| of_shape(name, Shape::Table)).collect(),
        StatementKind::Reindex(it) if it.target == ReindexTarget::Table => {
            it.name.iter().map(|name| of_shape(name, Shape::Table)).collect()
        }
        StatementKind::RefreshMaterializedView(it) => vec![of_shape(&it.name, Shape::MaterializedView)],
        StatementKind::Dml(dml) => dml_tables(dml),
        _ => Vec::new(),
    }
}

/// The columns that the statement itself adds, without dropping one of their name before.
fn made_by(alter: &AlterTable) -> BTreeSet<&Ident> {
    let kinds = || alter.actions.iter().map(|it| &it.kind);
    let added = kinds().filter_map(|it| match it {
        AlterKind::AddColumn { column, .. } => Some(&column.name),
        _ => None,
    });
    let mut made: BTreeSet<&Ident> = added.collect();
    for kind in kinds() {
        if let AlterKind::DropColumn { name, .. } = kind {
            made.remove(name);
        }
    }
    made
}

fn of_shape(name: &ObjectName, shape: Shape) -> Wanted<'_> {
    Wanted { name, shape, columns: Vec::new() }
}

/// The first entry of `wanted` is the altered relation.
fn action<'s>(kind: &'s AlterKind, wanted: &mut Vec<Wanted<'s>>) {
    let mut columns = Vec::new();
    match kind {
        AlterKind::AddColumn { column, .. } => column_references(column, wanted),
        AlterKind::DropColumn { name, if_exists: false, .. } => columns.push(name),
        AlterKind::AlterType { column, .. }
        | AlterKind::SetDefault { column, .. }
        | AlterKind::DropDefault { column }
        | AlterKind::SetNotNull { column }
        | AlterKind::DropNotNull { column }
        | AlterKind::SetStatistics { column, .. }
        | AlterKind::SetStorage { column, .. }
        | AlterKind::SetCompression { column, .. }
        | AlterKind::RenameColumn { from: column, .. } => columns.push(column),
        AlterKind::AddConstraint(it) => constraint(it, &mut columns, wanted),
        AlterKind::AttachPartition { partition: name, .. } | AlterKind::DetachPartition { partition: name, .. } => {
            wanted.push(of_shape(name, Shape::Table));
        }
        AlterKind::Inherit { parent } | AlterKind::NoInherit { parent } => wanted.push(of_shape(parent, Shape::Table)),
        _ => {}
    }
    if let Some(altered) = wanted.first_mut() {
        altered.columns.extend(columns);
    }
}

fn column_references<'s>(column: &'s ColumnDefinition, wanted: &mut Vec<Wanted<'s>>) {
    for constraint in &column.constraints {
        if let ColumnConstraintKind::References(it) = &constraint.kind {
            references(it, wanted);
        }
    }
}

fn references<'s>(references: &'s References, wanted: &mut Vec<Wanted<'s>>) {
    let columns = references.columns.iter().collect();
    wanted.push(Wanted { name: &references.table, shape: Shape::Table, columns });
}

fn constraint<'s>(constraint: &'s TableConstraint, own: &mut Vec<&'s Ident>, wanted: &mut Vec<Wanted<'s>>) {
    match &constraint.kind {
        TableConstraintKind::NotNull { column, .. } => own.push(column),
        TableConstraintKind::Unique { columns, .. } | TableConstraintKind::PrimaryKey { columns, .. } => {
            own.extend(columns);
        }
        TableConstraintKind::ForeignKey { columns, references: it } => {
            own.extend(columns);
            references(it, wanted);
        }
        TableConstraintKind::Check { .. }
        | TableConstraintKind::UniqueUsingIndex(_)
        | TableConstraintKind::PrimaryKeyUsingIndex(_)
        | TableConstraintKind::Exclude(_) => {}
    }
}

/// The target, and what stands in FROM; names of WITH are no tables.
fn dml_tables(dml: &Dml) -> Vec<Wanted<'_>> {
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    if let Some(target) = &dml.target {
        wanted.push(Wanted { name: target, shape: Shape::Table, columns: dml.columns.iter().collect() });
    }
    let Some(query) = &dml.query.query else { return wanted };
    sources(query, &mut wanted);
    wanted
}

fn sources<'s>(query: &'s Query, wanted: &mut Vec<Wanted<'s>>) {
    let common = |name: &ObjectName| name.schema.is_none() && query.with.iter().any(|it| it.name == name.name);
    let mut open: Vec<&FromItem> = query.branches.iter().flat_map(|it| &it.from).collect();
    while let Some(item) = open.pop() {
        match item {
            FromItem::Relation { name, .. } if !common(name) => wanted.push(of_shape(name, Shape::Table)),
            FromItem::Join { left, right, .. } => open.extend([&**left, &**right]),
            FromItem::Relation { .. } | FromItem::Subquery { .. } | FromItem::Function { .. } => {}
        }
    }
}
