//! Function calls of sqlparser's tree.

use super::{
    expr::{other, subquery_of, tree, trees, unread},
    names::object_name,
};
use crate::sql::expr::Tree;
use sqlparser::ast::{self, Expr, FunctionArg, FunctionArgExpr, FunctionArguments};
use std::sync::Arc;

/// A call; DISTINCT, ORDER BY, FILTER, WITHIN GROUP and OVER wrap it, their expressions behind it.
pub(super) fn call(function: &ast::Function) -> Tree {
    let name = object_name(&function.name);
    let mut extra = Vec::new();
    let mut label = String::new();
    let arguments = match &function.args {
        FunctionArguments::None => Vec::new(),
        FunctionArguments::Subquery(query) => return subquery_of(Vec::new(), query),
        FunctionArguments::List(list) => {
            if matches!(list.duplicate_treatment, Some(ast::DuplicateTreatment::Distinct)) {
                label.push_str(" DISTINCT");
            }
            for clause in &list.clauses {
                clause_expressions(clause, &mut label, &mut extra);
            }
            list.args.iter().flat_map(argument).collect()
        }
    };
    if name.schema.is_none() && name.name.as_str() == "row" {
        return Tree::Row(arguments);
    }
    if !function.within_group.is_empty() {
        label.push_str(" WITHIN GROUP");
        extra.extend(function.within_group.iter().map(|it| tree(&it.expr)));
    }
    if let Some(filter) = &function.filter {
        label.push_str(" FILTER");
        extra.push(tree(filter));
    }
    if let Some(window) = &function.over {
        label.push_str(" OVER");
        extra.extend(window_expressions(window));
    }
    let call = Tree::Call { function: name, arguments };
    if label.is_empty() {
        return call;
    }
    let children = std::iter::once(call).chain(extra).collect();
    Tree::Other { label: Arc::from(label.trim_start()), children }
}

pub(super) fn argument(argument: &FunctionArg) -> Option<Tree> {
    let value = match argument {
        FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg) => arg,
    };
    match value {
        FunctionArgExpr::Expr(expr) => Some(tree(expr)),
        FunctionArgExpr::QualifiedWildcard(name) => {
            // A whole row: `f(t.*)` reads as a use of `t`.
            let name = object_name(name);
            Some(Tree::Column { qualifier: None, name: name.name })
        }
        FunctionArgExpr::Wildcard | FunctionArgExpr::WildcardWithOptions(_) => None,
    }
}

fn clause_expressions(clause: &ast::FunctionArgumentClause, label: &mut String, extra: &mut Vec<Tree>) {
    use ast::FunctionArgumentClause as C;
    match clause {
        C::OrderBy(order) => {
            label.push_str(" ORDER BY");
            extra.extend(order.iter().map(|it| tree(&it.expr)));
        }
        C::Where(expr) | C::Limit(expr) | C::Having(ast::HavingBound(_, expr)) => extra.push(tree(expr)),
        C::IgnoreOrRespectNulls(_) | C::OnOverflow(_) | C::Separator(_) => {}
        C::JsonNullClause(_) | C::JsonReturningClause(_) => {}
    }
}

pub(super) fn window_expressions(window: &ast::WindowType) -> Vec<Tree> {
    match window {
        ast::WindowType::NamedWindow(_) => Vec::new(),
        ast::WindowType::WindowSpec(spec) => {
            let order = spec.order_by.iter().map(|it| &it.expr);
            let bounds = spec.window_frame.iter().flat_map(|it| [Some(&it.start_bound), it.end_bound.as_ref()]);
            trees(spec.partition_by.iter().chain(order).chain(bounds.flatten().filter_map(bound)))
        }
    }
}

fn bound(bound: &ast::WindowFrameBound) -> Option<&Expr> {
    match bound {
        ast::WindowFrameBound::Preceding(it) | ast::WindowFrameBound::Following(it) => it.as_deref(),
        ast::WindowFrameBound::CurrentRow => None,
    }
}

/// A function in FROM.
pub(super) fn table_function(name: &ast::ObjectName, arguments: &[FunctionArg]) -> Tree {
    Tree::Call { function: object_name(name), arguments: arguments.iter().filter_map(argument).collect() }
}

/// `unnest(a, b)` in FROM.
pub(super) fn unnest(arrays: &[Expr]) -> Tree {
    super::expr::call("unnest", trees(arrays))
}

/// JSON_TABLE and XMLTABLE in FROM.
pub(super) fn document_table(factor: &ast::TableFactor) -> Tree {
    match factor {
        ast::TableFactor::JsonTable { json_expr, .. } => other("JSON_TABLE", [json_expr]),
        ast::TableFactor::XmlTable { row_expression, passing, .. } => {
            let passed = passing.arguments.iter().map(|it| &it.expr);
            other("XMLTABLE", std::iter::once(row_expression).chain(passed))
        }
        factor => unread(&factor.to_string()),
    }
}
