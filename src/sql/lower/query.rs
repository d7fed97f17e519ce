//! sqlparser's queries into [`Query`].

use super::{
    dml,
    expr::{tree, trees},
    function::{document_table, table_function, unnest, window_expressions},
    names::{ident, idents, last, object_name},
};
use crate::sql::{
    expr::{CommonTable, CommonTableBody, FromItem, Projected, Query, Select, Tree},
    name::Ident,
};
use sqlparser::ast::{self, SetExpr, TableFactor};

pub(super) fn query(of: &ast::Query) -> Query {
    let mut result =
        Query { with: of.with.iter().flat_map(|it| &it.cte_tables).map(common_table).collect(), ..set(&of.body) };
    if let Some(ast::OrderBy { kind: ast::OrderByKind::Expressions(order), .. }) = &of.order_by {
        result.trailing.extend(order.iter().map(|it| tree(&it.expr)));
    }
    match &of.limit_clause {
        Some(ast::LimitClause::LimitOffset { limit, offset, .. }) => {
            result.trailing.extend(trees(limit.iter().chain(offset.iter().map(|it| &it.value))));
        }
        Some(ast::LimitClause::OffsetCommaLimit { offset, limit }) => result.trailing.extend(trees([offset, limit])),
        None => {}
    }
    result.limited = of.limit_clause.is_some() || of.fetch.is_some();
    result.trailing.extend(of.fetch.iter().filter_map(|it| it.quantity.as_ref()).map(tree));
    if !of.locks.is_empty() {
        let all = of.locks.iter().any(|it| it.of.is_none());
        let named = of.locks.iter().filter_map(|it| it.of.as_ref()).map(last);
        result.locks_rows = Some(if all { Vec::new() } else { named.collect() });
    }
    result
}

fn common_table(cte: &ast::Cte) -> CommonTable {
    let body = match &*cte.query.body {
        SetExpr::Insert(statement)
        | SetExpr::Update(statement)
        | SetExpr::Delete(statement)
        | SetExpr::Merge(statement) => {
            let with = cte.query.with.iter().flat_map(|it| &it.cte_tables).map(common_table).collect();
            dml::dml(statement, with).map(|it| CommonTableBody::Dml(Box::new(it)))
        }
        _ => None,
    };
    CommonTable {
        name: ident(&cte.alias.name),
        columns: alias_columns(&cte.alias),
        body: body.unwrap_or_else(|| CommonTableBody::Query(query(&cte.query))),
    }
}

/// The branches of a set operation; it hangs to the left, so it is walked in a loop.
fn set(body: &SetExpr) -> Query {
    let mut right_to_left = Vec::new();
    let mut leftmost = body;
    while let SetExpr::SetOperation { left, right, .. } = leftmost {
        right_to_left.push(&**right);
        leftmost = left;
    }
    let mut result = Query::default();
    for part in std::iter::once(leftmost).chain(right_to_left.into_iter().rev()) {
        match part {
            SetExpr::Select(it) => result.branches.push(select(it)),
            SetExpr::Query(it) => {
                result.branches.push(Select { nested: Some(Box::new(query(it))), ..Select::default() });
            }
            SetExpr::SetOperation { .. } => result.branches.extend(set(part).branches),
            SetExpr::Values(values) => result.branches.push(value_rows(values)),
            SetExpr::Table(table) => result.branches.push(whole_table(table)),
            SetExpr::Insert(it) | SetExpr::Update(it) | SetExpr::Delete(it) | SetExpr::Merge(it) => {
                let nested = dml::dml(it, Vec::new()).and_then(|it| it.query.query);
                result.branches.extend(nested.into_iter().flat_map(|it| it.branches.clone()));
            }
        }
    }
    result
}

fn value_rows(values: &ast::Values) -> Select {
    Select { conditions: values.rows.iter().map(|row| Tree::Row(trees(&row.content))).collect(), ..Select::default() }
}

/// `TABLE name`
fn whole_table(table: &ast::Table) -> Select {
    let name = |it: &Option<ast::Ident>| it.as_ref().map(ident);
    let relation = name(&table.table_name).map(|it| FromItem::Relation {
        name: crate::sql::name::ObjectName { schema: name(&table.schema_name), name: it },
        alias: None,
        columns: Vec::new(),
        only: false,
    });
    Select {
        projection: vec![Projected::All { qualifier: None }],
        from: relation.into_iter().collect(),
        ..Select::default()
    }
}

fn select(of: &ast::Select) -> Select {
    let mut conditions = Vec::new();
    if let Some(ast::Distinct::On(columns)) = &of.distinct {
        conditions.extend(trees(columns));
    }
    conditions.extend(of.selection.as_ref().map(tree));
    if let ast::GroupByExpr::Expressions(columns, _) = &of.group_by {
        conditions.extend(trees(columns));
    }
    conditions.extend(of.having.as_ref().map(tree));
    for ast::NamedWindowDefinition(_, window) in &of.named_window {
        if let ast::NamedWindowExpr::WindowSpec(spec) = window {
            conditions.extend(window_expressions(&ast::WindowType::WindowSpec(spec.clone())));
        }
    }
    Select { projection: projection(&of.projection), from: from(&of.from), conditions, nested: None }
}

pub(super) fn projection(items: &[ast::SelectItem]) -> Vec<Projected> {
    items.iter().map(projected).collect()
}

fn projected(item: &ast::SelectItem) -> Projected {
    use ast::{SelectItem as I, SelectItemQualifiedWildcardKind as K};
    match item {
        I::UnnamedExpr(expr) => Projected::Expr { tree: tree(expr), alias: None },
        I::ExprWithAlias { expr, alias } => Projected::Expr { tree: tree(expr), alias: Some(ident(alias)) },
        I::ExprWithAliases { expr, aliases } => Projected::Expr { tree: tree(expr), alias: aliases.first().map(ident) },
        I::Wildcard(_) => Projected::All { qualifier: None },
        I::QualifiedWildcard(K::ObjectName(name), _) => Projected::All { qualifier: Some(object_name(name)) },
        // `(row).*`
        I::QualifiedWildcard(K::Expr(expr), _) => Projected::Expr { tree: tree(expr), alias: None },
    }
}

// ---- FROM -----------------------------------------------------------------------------------------------------------

pub(super) fn from(tables: &[ast::TableWithJoins]) -> Vec<FromItem> {
    tables.iter().map(joined).collect()
}

fn joined(tables: &ast::TableWithJoins) -> FromItem {
    tables.joins.iter().fold(from_item(&tables.relation), |left, join| {
        let (on, using, natural) = constraint(&join.join_operator);
        let right = Box::new(from_item(&join.relation));
        FromItem::Join { left: Box::new(left), right, on, using, natural, outer: is_outer(&join.join_operator) }
    })
}

/// The joins behind an UPDATE's or DELETE's target, which sqlparser takes for a part of it.
pub(super) fn joins_only(tables: &ast::TableWithJoins) -> Vec<FromItem> {
    tables.joins.iter().map(|it| from_item(&it.relation)).collect()
}

fn is_outer(operator: &ast::JoinOperator) -> bool {
    use ast::JoinOperator as J;
    !matches!(operator, J::Join(_) | J::Inner(_) | J::CrossJoin(_))
}

fn constraint(operator: &ast::JoinOperator) -> (Option<Tree>, Vec<Ident>, bool) {
    use ast::{JoinConstraint as C, JoinOperator as J};
    let constraint = match operator {
        J::Join(it) | J::Inner(it) | J::Left(it) | J::LeftOuter(it) | J::Right(it) | J::RightOuter(it) => it,
        J::FullOuter(it) | J::CrossJoin(it) => it,
        // No join of Postgres; the relation is kept, its condition is not known.
        _ => return (None, Vec::new(), false),
    };
    match constraint {
        C::On(expr) => (Some(tree(expr)), Vec::new(), false),
        C::Using(columns) | C::UsingAlias(columns, _) => (None, columns.iter().map(last).collect(), false),
        C::Natural => (None, Vec::new(), true),
        C::None => (None, Vec::new(), false),
    }
}

fn alias_columns(alias: &ast::TableAlias) -> Vec<Ident> {
    idents(alias.columns.iter().map(|it| &it.name))
}

pub(super) fn from_item(factor: &TableFactor) -> FromItem {
    let name = |it: &Option<ast::TableAlias>| it.as_ref().map(|it| ident(&it.name));
    let columns = |it: &Option<ast::TableAlias>| it.iter().flat_map(alias_columns).collect();
    let function = |call: Tree, alias: &Option<ast::TableAlias>| FromItem::Function {
        call,
        alias: name(alias),
        columns: columns(alias),
    };
    match factor {
        TableFactor::Table { name: of, alias, args: Some(arguments), .. } => {
            function(table_function(of, &arguments.args), alias)
        }
        TableFactor::Table { name: of, alias, inheritance, .. } => FromItem::Relation {
            name: object_name(of),
            alias: name(alias),
            columns: columns(alias),
            only: matches!(inheritance, Some(ast::TableInheritance::Only { .. })),
        },
        TableFactor::Derived { lateral, subquery, alias, .. } => FromItem::Subquery {
            query: Box::new(query(subquery)),
            alias: name(alias),
            columns: columns(alias),
            lateral: *lateral,
        },
        TableFactor::Function { name: of, args, alias, .. } => function(table_function(of, args), alias),
        TableFactor::TableFunction { expr, alias } => function(tree(expr), alias),
        TableFactor::UNNEST { array_exprs, alias, .. } => function(unnest(array_exprs), alias),
        TableFactor::NestedJoin { table_with_joins, .. } => joined(table_with_joins),
        TableFactor::JsonTable { alias, .. } | TableFactor::XmlTable { alias, .. } => {
            function(document_table(factor), alias)
        }
        factor => function(document_table(factor), &None),
    }
}
