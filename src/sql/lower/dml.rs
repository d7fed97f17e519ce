//! sqlparser's INSERT, UPDATE, DELETE and MERGE into [`Dml`].

use super::{
    expr::{tree, trees},
    names::{ident, last, object_name},
    query::{from, from_item, joins_only, projection, query},
};
use crate::sql::{
    expr::{CommonTable, FromItem, Query, Select, Tree},
    name::{Ident, ObjectName},
    statement::{Dml, DmlKind, QueryText},
};
use sqlparser::ast::{self, Statement};
use std::sync::Arc;

/// None when it is none of the four. The query's text is empty: only a whole statement has one.
pub(super) fn dml(statement: &Statement, with: Vec<CommonTable>) -> Option<Dml> {
    let mut result = match statement {
        Statement::Insert(it) => insert(it),
        Statement::Update(it) => update(it),
        Statement::Delete(it) => delete(it),
        Statement::Merge(it) => merge(it),
        _ => return None,
    };
    if let Some(query) = &mut result.query.query {
        let query = Arc::make_mut(query);
        query.with.splice(0..0, with);
    }
    Some(result)
}

fn empty(kind: DmlKind, query: Query) -> Dml {
    Dml {
        kind,
        target: None,
        target_alias: None,
        columns: Vec::new(),
        query: QueryText { text: Arc::from(""), query: Some(Arc::new(query)), words: Vec::new() },
        has_condition: false,
        value_rows: None,
        on_conflict: false,
        conflict_target: false,
        only: false,
        returning: false,
    }
}

fn insert(of: &ast::Insert) -> Dml {
    let mut source = of.source.as_deref().map(query).unwrap_or_default();
    let value_rows = match of.source.as_deref().map(|it| &*it.body) {
        Some(ast::SetExpr::Values(values)) => Some(values.rows.len()),
        Some(_) => None,
        None => Some(1),
    };
    // Their columns are the target's and `excluded`'s, not the source's: a branch of their own.
    let mut after =
        Select { projection: of.returning.iter().flat_map(|it| projection(it)).collect(), ..Select::default() };
    // The conflict's target is read from our own tokens: see `reader`.
    if let Some(ast::OnInsert::OnConflict(conflict)) = &of.on
        && let ast::OnConflictAction::DoUpdate(update) = &conflict.action
    {
        after.conditions.extend(update.assignments.iter().map(|it| tree(&it.value)));
        after.conditions.extend(update.selection.as_ref().map(tree));
    }
    if after != Select::default() {
        source.branches.push(after);
    }
    let target = match &of.table {
        ast::TableObject::TableName(name) => Some(object_name(name)),
        _ => None,
    };
    Dml {
        target,
        target_alias: of.table_alias.as_ref().map(|it| ident(&it.alias)),
        columns: of.columns.iter().map(last).collect(),
        has_condition: value_rows.is_none(),
        value_rows,
        on_conflict: of.on.is_some(),
        conflict_target: match &of.on {
            Some(ast::OnInsert::OnConflict(conflict)) => conflict.conflict_target.is_some(),
            _ => false,
        },
        returning: of.returning.is_some(),
        ..empty(DmlKind::Insert, source)
    }
}

fn assigned(assignments: &[ast::Assignment]) -> (Vec<Ident>, Vec<Tree>) {
    let columns = assignments.iter().flat_map(|it| match &it.target {
        ast::AssignmentTarget::ColumnName(name) => vec![name.0.first().and_then(ast::ObjectNamePart::as_ident)],
        ast::AssignmentTarget::Tuple(names) => {
            names.iter().map(|it| it.0.first().and_then(ast::ObjectNamePart::as_ident)).collect()
        }
    });
    (columns.flatten().map(ident).collect(), trees(assignments.iter().map(|it| &it.value)))
}

fn target(item: FromItem) -> (Option<ObjectName>, Option<Ident>, bool) {
    match item {
        FromItem::Relation { name, alias, only, .. } => (Some(name), alias, only),
        _ => (None, None, false),
    }
}

fn update(of: &ast::Update) -> Dml {
    let (columns, mut conditions) = assigned(&of.assignments);
    conditions.extend(of.selection.as_ref().map(tree));
    let (target, target_alias, only) = target(from_item(&of.table.relation));
    let mut sources = joins_only(&of.table);
    if let Some(ast::UpdateTableFromKind::BeforeSet(tables) | ast::UpdateTableFromKind::AfterSet(tables)) = &of.from {
        sources.extend(from(tables));
    }
    let returned = of.returning.iter().flat_map(|it| projection(it)).collect();
    let select = Select { projection: returned, from: sources, conditions, nested: None };
    Dml {
        target,
        target_alias,
        columns,
        only,
        has_condition: of.selection.is_some(),
        returning: of.returning.is_some(),
        ..empty(DmlKind::Update, Query { branches: vec![select], ..Query::default() })
    }
}

fn delete(of: &ast::Delete) -> Dml {
    let (ast::FromTable::WithFromKeyword(tables) | ast::FromTable::WithoutKeyword(tables)) = &of.from;
    let (target, target_alias, only) = tables.first().map_or((None, None, false), |it| target(from_item(&it.relation)));
    let mut sources: Vec<FromItem> = tables.iter().flat_map(joins_only).collect();
    sources.extend(of.using.iter().flat_map(|it| from(it)));
    let select = Select {
        projection: of.returning.iter().flat_map(|it| projection(it)).collect(),
        from: sources,
        conditions: of.selection.iter().map(tree).collect(),
        nested: None,
    };
    Dml {
        target,
        target_alias,
        only,
        has_condition: of.selection.is_some(),
        returning: of.returning.is_some(),
        ..empty(DmlKind::Delete, Query { branches: vec![select], ..Query::default() })
    }
}

fn merge(of: &ast::Merge) -> Dml {
    let (target, target_alias, only) = target(from_item(&of.table));
    let mut conditions = vec![tree(&of.on)];
    let mut columns = Vec::new();
    for clause in &of.clauses {
        conditions.extend(clause.predicate.as_ref().map(tree));
        match &clause.action {
            ast::MergeAction::Update(ast::MergeUpdateExpr { kind: ast::MergeUpdateKind::Set(assignments), .. }) => {
                let (names, values) = assigned(assignments);
                columns.extend(names);
                conditions.extend(values);
            }
            ast::MergeAction::Insert(insert) => {
                columns.extend(insert.columns.iter().map(last));
                if let ast::MergeInsertKind::Values(values) = &insert.kind {
                    conditions.extend(values.rows.iter().flat_map(|it| trees(&it.content)));
                }
            }
            _ => {}
        }
    }
    columns.sort();
    columns.dedup();
    let select = Select { from: vec![from_item(&of.source)], conditions, ..Select::default() };
    let query = Query { branches: vec![select], ..Query::default() };
    Dml { target, target_alias, columns, only, has_condition: true, ..empty(DmlKind::Merge, query) }
}
