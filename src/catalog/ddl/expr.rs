//! One spelling for expressions that mean the same: what a user wrote and what the server prints of it.
//!
//! Casts and qualifications are left out, because the server adds its own; two expressions that differ only in a cast
//! count as equal.

use super::constant;
use crate::{
    catalog::types::DataType,
    sql::{
        expr::{Query, Tree},
        name::ObjectName,
    },
};

/// A default of a column: the server prints a constant as its type writes it.
pub(super) fn canonical_default(tree: &Tree, data_type: &DataType) -> String {
    match constant_text(tree) {
        Some(text) if data_type.is_builtin() && !data_type.array => {
            text_value(&constant::as_printed(text, data_type.name.name.as_str()))
        }
        Some(text) => text_value(text),
        None => canonical(tree),
    }
}

fn constant_text(tree: &Tree) -> Option<&str> {
    match tree {
        Tree::Text(text) => Some(text),
        Tree::Cast { operand, .. } => constant_text(operand),
        _ => None,
    }
}

pub(super) fn canonical(tree: &Tree) -> String {
    match tree {
        // The rows of a trigger or rule; other qualifications are the server's or the user's choice.
        Tree::Column { qualifier: Some(row), name } if row.schema.is_none() && is_row(row.name.as_str()) => {
            format!("{}.{name}", row.name)
        }
        Tree::Column { name, .. } => name.to_string(),
        Tree::Parameter => "$".to_owned(),
        Tree::Null => "NULL".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(text) => constant::number(text),
        Tree::Text(text) => text_value(text),
        Tree::Call { function, arguments } => call(function, arguments),
        Tree::Unary { operator, operand } => format!("({} {})", bare(operator), canonical(operand)),
        Tree::Binary { operator, left, right } => {
            if let (Tree::Row(left), Tree::Row(right)) = (&**left, &**right)
                && let Some(pairs) = row_comparison(operator, left, right)
            {
                return canonical(&pairs);
            }
            format!("({} {} {})", canonical(left), bare(operator), canonical(right))
        }
        Tree::And(all) => format!("({})", join(all, " AND ")),
        Tree::Or(all) => format!("({})", join(all, " OR ")),
        Tree::Not(operand) => format!("(NOT {})", canonical(operand)),
        Tree::IsNull { operand, negated } => {
            format!("({} IS {}NULL)", canonical(operand), if *negated { "NOT " } else { "" })
        }
        Tree::InList { operand, list, negated } => {
            format!("({} {}IN ({}))", canonical(operand), if *negated { "NOT " } else { "" }, join(list, ", "))
        }
        Tree::Cast { operand, to } => match constant_text(operand) {
            Some(text) if to.array_dimensions == 0 => text_value(&constant::as_printed(text, to.name.name.as_str())),
            _ => canonical(operand),
        },
        Tree::Collate { operand, collation } => format!("({} COLLATE {})", canonical(operand), collation.name),
        Tree::Array(items) => format!("ARRAY[{}]", join(items, ", ")),
        Tree::Row(items) => format!("ROW({})", join(items, ", ")),
        Tree::Case(items) => format!("CASE({})", join(items, ", ")),
        Tree::Subquery { operands, query } => format!("SUBQUERY({}: {})", join(operands, ", "), query_words(query)),
        Tree::Other { label, children } if children.is_empty() => match constant::bits(label) {
            Some(bits) => text_value(&bits),
            None => format!("{label}()"),
        },
        Tree::Other { label, children } => format!("{label}({})", join(children, ", ")),
        Tree::Unparsed { words } => words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    }
}

fn is_row(name: &str) -> bool {
    matches!(name, "old" | "new")
}

/// The server compares two rows field by field where it can.
fn row_comparison(operator: &str, left: &[Tree], right: &[Tree]) -> Option<Tree> {
    let pair = |(left, right): (&Tree, &Tree)| Tree::Binary {
        operator: operator.into(),
        left: Box::new(left.clone()),
        right: Box::new(right.clone()),
    };
    let pairs = left.iter().zip(right).map(pair).collect();
    match operator {
        _ if left.len() != right.len() => None,
        "=" => Some(Tree::And(pairs)),
        "<>" | "IS DISTINCT FROM" => Some(Tree::Or(pairs)),
        _ => None,
    }
}

/// An operator without its schema: `public.~` is `~`.
fn bare(operator: &str) -> &str {
    match operator.split_once('.') {
        Some((schema, name)) if schema.starts_with(|it: char| it.is_alphabetic() || it == '"') => name,
        _ => operator,
    }
}

fn join(trees: &[Tree], separator: &str) -> String {
    trees.iter().map(canonical).collect::<Vec<_>>().join(separator)
}

/// Numbers and booleans are printed bare whether quoted or not: `'0'::integer` is `0`.
fn text_value(text: &str) -> String {
    let numeric = !text.is_empty() && text.parse::<f64>().is_ok() && text.bytes().any(|it| it.is_ascii_digit());
    if numeric { text.to_owned() } else { super::literal(text) }
}

fn call(function: &ObjectName, arguments: &[Tree]) -> String {
    let name = function.name.as_str();
    if matches!(name, "nextval" | "currval" | "setval") {
        // The argument is a relation: qualified or not, quoted or not.
        if let Some(relation) = arguments.first().and_then(constant_text) {
            let last = relation.rsplit('.').next().unwrap_or(relation);
            return format!("{name}({})", last.trim_matches('"'));
        }
    }
    format!("{}({})", function.name, join(arguments, ", "))
}

/// Queries inside expressions are compared by their conditions and outputs.
fn query_words(query: &Query) -> String {
    let branches = query.branches.iter().map(|branch| {
        let outputs = branch.projection.iter().map(|it| match it {
            crate::sql::expr::Projected::All { .. } => "*".to_owned(),
            crate::sql::expr::Projected::Expr { tree, .. } => canonical(tree),
        });
        let outputs: Vec<String> = outputs.collect();
        format!("{} WHERE {}", outputs.join(", "), join(&branch.conditions, " AND "))
    });
    branches.collect::<Vec<_>>().join(" UNION ")
}
