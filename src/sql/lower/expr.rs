//! sqlparser's expressions into [`Tree`], spelled the way Postgres itself prints them back.

use super::{
    names::{data_type, ident, idents, object_name, qualified},
    query,
    simple::is_niladic,
};
use crate::sql::{
    expr::{Query, Tree, TypeName},
    name::{Ident, ObjectName},
};
use sqlparser::ast::{self, BinaryOperator, Expr, UnaryOperator};
use std::sync::Arc;

pub(super) fn tree(expr: &Expr) -> Tree {
    match expr {
        Expr::Identifier(name) => column_or_constant(name),
        Expr::CompoundIdentifier(parts) => compound(parts),
        Expr::Value(value) => literal(&value.value),
        Expr::Nested(inner) => tree(inner),
        Expr::BinaryOp { .. } => binary_chain(expr),
        Expr::UnaryOp { op, expr } => unary(*op, tree(expr)),
        Expr::Cast { expr, data_type: to, .. } => cast(tree(expr), data_type(to)),
        Expr::Function(function) => super::function::call(function),
        Expr::IsNull(it) => Tree::IsNull { operand: Box::new(tree(it)), negated: false },
        Expr::IsNotNull(it) => Tree::IsNull { operand: Box::new(tree(it)), negated: true },
        Expr::IsTrue(it) => other("IS TRUE", [&**it]),
        Expr::IsNotTrue(it) => other("IS NOT TRUE", [&**it]),
        Expr::IsFalse(it) => other("IS FALSE", [&**it]),
        Expr::IsNotFalse(it) => other("IS NOT FALSE", [&**it]),
        Expr::IsUnknown(it) => other("IS UNKNOWN", [&**it]),
        Expr::IsNotUnknown(it) => other("IS NOT UNKNOWN", [&**it]),
        Expr::IsDistinctFrom(left, right) => binary("IS DISTINCT FROM", tree(left), tree(right)),
        Expr::IsNotDistinctFrom(left, right) => binary("IS NOT DISTINCT FROM", tree(left), tree(right)),
        Expr::In { expr, target, negated, .. } => in_target(expr, target, *negated),
        Expr::Between { expr, negated, low, high } => between(tree(expr), tree(low), tree(high), *negated),
        Expr::AnyOp { left, compare_op, right, .. } => quantified(left, compare_op, right, "ANY"),
        Expr::AllOp { left, compare_op, right } => quantified(left, compare_op, right, "ALL"),
        Expr::Exists { subquery, negated } => {
            let children = vec![subquery_of(Vec::new(), subquery)];
            negate(*negated, Tree::Other { label: Arc::from("EXISTS"), children })
        }
        Expr::Subquery(query) => subquery_of(Vec::new(), query),
        Expr::Case { operand, conditions, else_result, .. } => {
            let pairs = conditions.iter().flat_map(|it| [&it.condition, &it.result]);
            Tree::Case(trees(operand.as_deref().into_iter().chain(pairs).chain(else_result.as_deref())))
        }
        Expr::Tuple(items) => Tree::Row(trees(items)),
        Expr::Array(array) => Tree::Array(trees(&array.elem)),
        Expr::Collate { expr, collation } => {
            Tree::Collate { operand: Box::new(tree(expr)), collation: object_name(collation) }
        }
        _ => special(expr),
    }
}

/// The forms with a syntax of their own, most of them functions.
fn special(expr: &Expr) -> Tree {
    match expr {
        Expr::Like { negated, expr, pattern, escape_char, any: false } => {
            like(if *negated { "!~~" } else { "~~" }, "like_escape", expr, pattern, escape_char.as_deref())
        }
        Expr::ILike { negated, expr, pattern, escape_char, any: false } => {
            like(if *negated { "!~~*" } else { "~~*" }, "like_escape", expr, pattern, escape_char.as_deref())
        }
        Expr::SimilarTo { negated, expr, pattern, escape_char } => {
            let mut arguments = vec![tree(pattern)];
            arguments.extend(escape_char.as_deref().map(tree));
            let pattern = call("similar_to_escape", arguments);
            binary(if *negated { "!~" } else { "~" }, tree(expr), pattern)
        }
        Expr::AtTimeZone { timestamp, time_zone } => call("timezone", vec![tree(time_zone), tree(timestamp)]),
        Expr::Extract { field, expr, .. } => call("extract", vec![text(&field.to_string().to_lowercase()), tree(expr)]),
        Expr::Ceil { expr, .. } => call("ceil", vec![tree(expr)]),
        Expr::Floor { expr, .. } => call("floor", vec![tree(expr)]),
        Expr::Position { expr, r#in } => call("position", vec![tree(r#in), tree(expr)]),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let rest = [substring_from, substring_for].into_iter().flat_map(|it| it.as_deref());
            call("substring", trees(std::iter::once(&**expr).chain(rest)))
        }
        Expr::Trim { trim_where, trim_what, expr, trim_characters } => {
            let function = match trim_where {
                Some(ast::TrimWhereField::Leading) => "ltrim",
                Some(ast::TrimWhereField::Trailing) => "rtrim",
                _ => "btrim",
            };
            let characters = trim_what.as_deref().into_iter().chain(trim_characters.iter().flatten());
            call(function, trees(std::iter::once(&**expr).chain(characters)))
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            let all = [&**expr, &**overlay_what, &**overlay_from];
            call("overlay", trees(all.into_iter().chain(overlay_for.as_deref())))
        }
        Expr::TypedString(it) => cast(literal(&it.value.value), data_type(&it.data_type)),
        Expr::Interval(it) => interval(it),
        Expr::CompoundFieldAccess { root, access_chain } => access(root, access_chain),
        Expr::GroupingSets(sets) => other("GROUPING SETS", sets.iter().flatten()),
        Expr::Cube(sets) => other("CUBE", sets.iter().flatten()),
        Expr::Rollup(sets) => other("ROLLUP", sets.iter().flatten()),
        Expr::Named { expr, .. } => tree(expr),
        Expr::Struct { values, .. } => Tree::Row(trees(values)),
        Expr::IsNormalized { expr, .. } => other("IS NORMALIZED", [&**expr]),
        Expr::IsJson { expr, .. } => other("IS JSON", [&**expr]),
        Expr::Prefixed { value, .. } => tree(value),
        // Not of Postgres's grammar, or not known to be: its words stand for it.
        _ => unread(&expr.to_string()),
    }
}

/// All identifiers of a text that has no tree.
pub(super) fn unread(text: &str) -> Tree {
    let tokens = crate::sql::slice::tokens(text);
    Tree::Unparsed { words: crate::sql::slice::Slice { source: text, tokens: &tokens }.words() }
}

pub(super) fn trees<'a>(all: impl IntoIterator<Item = &'a Expr>) -> Vec<Tree> {
    all.into_iter().map(tree).collect()
}

pub(super) fn call(function: &str, arguments: Vec<Tree>) -> Tree {
    Tree::Call { function: ObjectName { schema: None, name: Ident::exact(function) }, arguments }
}

pub(super) fn other<'a>(label: &str, children: impl IntoIterator<Item = &'a Expr>) -> Tree {
    Tree::Other { label: Arc::from(label), children: trees(children) }
}

pub(super) fn subquery_of(operands: Vec<Tree>, query: &ast::Query) -> Tree {
    Tree::Subquery { operands, query: Box::new(query::query(query)) }
}

fn text(value: &str) -> Tree {
    Tree::Text(Arc::from(value))
}

fn cast(operand: Tree, to: TypeName) -> Tree {
    Tree::Cast { operand: Box::new(operand), to }
}

fn negate(negated: bool, tree: Tree) -> Tree {
    if negated { Tree::Not(Box::new(tree)) } else { tree }
}

// ---- names and literals ---------------------------------------------------------------------------------------------

fn column_or_constant(name: &ast::Ident) -> Tree {
    if name.quote_style.is_none() && is_niladic(&name.value) {
        return call(&name.value.to_ascii_lowercase(), Vec::new());
    }
    // In place of a value of INSERT and UPDATE; a reserved word, so never a column.
    if name.quote_style.is_none() && name.value.eq_ignore_ascii_case("default") {
        return Tree::Other { label: Arc::from("DEFAULT"), children: Vec::new() };
    }
    Tree::Column { qualifier: None, name: ident(name) }
}

fn compound(parts: &[ast::Ident]) -> Tree {
    let mut parts = idents(parts);
    let name = parts.pop().unwrap_or_else(|| Ident::exact(""));
    Tree::Column { qualifier: (!parts.is_empty()).then(|| qualified(parts)), name }
}

fn literal(value: &ast::Value) -> Tree {
    use ast::Value as V;
    match value {
        V::Number(number, _) => Tree::Number(Arc::from(number.as_str())),
        V::Boolean(value) => Tree::Bool(*value),
        V::Null => Tree::Null,
        V::Placeholder(_) => Tree::Parameter,
        V::SingleQuotedString(it)
        | V::EscapedStringLiteral(it)
        | V::UnicodeStringLiteral(it)
        | V::NationalStringLiteral(it) => text(it),
        V::DollarQuotedString(it) => text(&it.value),
        // Bit strings: their spelling is the label, since they are neither numbers nor text.
        other => Tree::Other { label: Arc::from(other.to_string()), children: Vec::new() },
    }
}

fn interval(it: &ast::Interval) -> Tree {
    let field = |it: &Option<ast::DateTimeField>| it.as_ref().map(|it| it.to_string().to_lowercase());
    let fields = match (field(&it.leading_field), field(&it.last_field)) {
        (Some(first), Some(last)) => Some(format!("{first} to {last}")),
        (first, _) => first,
    };
    let precision = it.fractional_seconds_precision.or(it.leading_precision);
    let to = TypeName {
        name: ObjectName { schema: None, name: Ident::exact("interval") },
        modifiers: precision.and_then(|it| i64::try_from(it).ok()).into_iter().collect(),
        interval_fields: fields.map(Arc::from),
        array_dimensions: 0,
        setof: false,
    };
    cast(tree(&it.value), to)
}

/// `a[1]`, `(row).field`: the field's name is in the label, since it is no column of a relation in FROM.
fn access(root: &Expr, chain: &[ast::AccessExpr]) -> Tree {
    let mut result = tree(root);
    for step in chain {
        let (label, inner) = match step {
            ast::AccessExpr::Dot(field) => (format!(".{field}"), Vec::new()),
            ast::AccessExpr::Subscript(ast::Subscript::Index { index }) => ("[]".to_owned(), vec![index]),
            ast::AccessExpr::Subscript(ast::Subscript::Slice { lower_bound, upper_bound, stride }) => {
                let bounds = [lower_bound, upper_bound, stride].into_iter().flatten().collect();
                ("[:]".to_owned(), bounds)
            }
        };
        let children = std::iter::once(result).chain(inner.into_iter().map(tree)).collect();
        result = Tree::Other { label: Arc::from(label), children };
    }
    result
}

// ---- operators ------------------------------------------------------------------------------------------------------

fn binary(operator: &str, left: Tree, right: Tree) -> Tree {
    Tree::Binary { operator: Arc::from(operator), left: Box::new(left), right: Box::new(right) }
}

/// `a + b + c …` hangs to the left, so it is walked in a loop.
fn binary_chain(expr: &Expr) -> Tree {
    let mut spine = Vec::new();
    let mut leftmost = expr;
    while let Expr::BinaryOp { left, op, right } = leftmost {
        spine.push((op, &**right));
        leftmost = left;
    }
    let mut result = tree(leftmost);
    for (operator, right) in spine.into_iter().rev() {
        result = combine(operator, result, tree(right));
    }
    result
}

fn combine(operator: &BinaryOperator, left: Tree, right: Tree) -> Tree {
    match operator {
        BinaryOperator::And => and(left, right),
        BinaryOperator::Or => or(left, right),
        BinaryOperator::PGCustomBinaryOperator(parts) => binary(&custom(parts), left, right),
        BinaryOperator::Overlaps => call("overlaps", vec![left, right]),
        operator => binary(&operator.to_string(), left, right),
    }
}

/// `OPERATOR(pg_catalog.+)` is `+`.
fn custom(parts: &[String]) -> String {
    match parts {
        [schema, operator] if schema == "pg_catalog" => operator.clone(),
        parts => parts.join("."),
    }
}

fn and(left: Tree, right: Tree) -> Tree {
    let parts = |it| match it {
        Tree::And(parts) => parts,
        other => vec![other],
    };
    let mut all = parts(left);
    all.extend(parts(right));
    Tree::And(all)
}

fn or(left: Tree, right: Tree) -> Tree {
    let parts = |it| match it {
        Tree::Or(parts) => parts,
        other => vec![other],
    };
    let mut all = parts(left);
    all.extend(parts(right));
    Tree::Or(all)
}

fn unary(operator: UnaryOperator, operand: Tree) -> Tree {
    match (operator, operand) {
        (UnaryOperator::Not, operand) => Tree::Not(Box::new(operand)),
        (UnaryOperator::Plus, operand @ Tree::Number(_)) => operand,
        (UnaryOperator::Minus, Tree::Number(number)) => Tree::Number(match number.strip_prefix('-') {
            Some(positive) => Arc::from(positive),
            None => Arc::from(format!("-{number}")),
        }),
        (operator, operand) => Tree::Unary { operator: Arc::from(operator.to_string()), operand: Box::new(operand) },
    }
}

fn like(operator: &str, escape: &str, expr: &Expr, pattern: &Expr, character: Option<&Expr>) -> Tree {
    let pattern = match character {
        Some(character) => call(escape, vec![tree(pattern), tree(character)]),
        None => tree(pattern),
    };
    binary(operator, tree(expr), pattern)
}

fn between(operand: Tree, low: Tree, high: Tree, negated: bool) -> Tree {
    if negated {
        Tree::Or(vec![binary("<", operand.clone(), low), binary(">", operand, high)])
    } else {
        Tree::And(vec![binary(">=", operand.clone(), low), binary("<=", operand, high)])
    }
}

fn in_target(expr: &Expr, target: &ast::InTarget, negated: bool) -> Tree {
    match target {
        ast::InTarget::List(list) => Tree::InList { operand: Box::new(tree(expr)), list: trees(list), negated },
        ast::InTarget::Subquery(query) => negate(negated, subquery_of(vec![tree(expr)], query)),
        ast::InTarget::Unnest(array) => negate(negated, other("IN UNNEST", [expr, &**array])),
        ast::InTarget::Table { name, .. } => negate(negated, unread(&name.to_string())),
    }
}

/// `x = ANY (…)`, `x <> ALL (…)`: lists and subqueries alike with IN and NOT IN.
fn quantified(left: &Expr, operator: &BinaryOperator, right: &Expr, quantifier: &str) -> Tree {
    let operator = operator.to_string();
    let negated = match (operator.as_str(), quantifier) {
        ("=", "ANY") => Some(false),
        ("<>", "ALL") => Some(true),
        _ => None,
    };
    let left = tree(left);
    let label = || Arc::from(format!("{operator} {quantifier}"));
    match (tree(right), negated) {
        (Tree::Array(list), Some(negated)) => Tree::InList { operand: Box::new(left), list, negated },
        (Tree::Cast { operand, to }, Some(negated)) if to.array_dimensions > 0 => match *operand {
            Tree::Array(list) => Tree::InList { operand: Box::new(left), list, negated },
            operand => {
                let right = Tree::Cast { operand: Box::new(operand), to };
                Tree::Other { label: label(), children: vec![left, right] }
            }
        },
        (Tree::Subquery { operands, query }, negated) if operands.is_empty() => {
            quantified_query(left, query, negated, label())
        }
        (right, _) => Tree::Other { label: label(), children: vec![left, right] },
    }
}

fn quantified_query(left: Tree, query: Box<Query>, negated: Option<bool>, label: Arc<str>) -> Tree {
    let subquery = Tree::Subquery { operands: vec![left], query };
    match negated {
        Some(negated) => negate(negated, subquery),
        None => Tree::Other { label, children: vec![subquery] },
    }
}
