//! What follows from a CHECK: that a column is not null, that a partition's rows lie within or outside bounds.
//!
//! Errs on one side: what is not seen to follow does not follow, and the server's scan is predicted.

use crate::sql::{expr::Tree, name::Ident};
use std::cmp::Ordering;

/// Whether rows for which the check is true (or unknown) all have a value in the column.
pub(super) fn proves_not_null(check: &Tree, column: &Ident) -> bool {
    match strip(check) {
        Tree::And(parts) => parts.iter().any(|it| proves_not_null(it, column)),
        Tree::Or(parts) => !parts.is_empty() && parts.iter().all(|it| proves_not_null(it, column)),
        Tree::IsNull { operand, negated: true } => is_column(operand, column),
        Tree::Not(inner) => is_null_test(inner, column),
        Tree::Binary { operator, left, right } if &**operator == "=" => {
            let false_side = |it: &Tree| matches!(strip(it), Tree::Bool(false));
            let true_side = |it: &Tree| matches!(strip(it), Tree::Bool(true));
            (is_null_test(left, column) && false_side(right))
                || (is_null_test(right, column) && false_side(left))
                || (is_not_null_test(left, column) && true_side(right))
        }
        Tree::Binary { operator, left, right } if &**operator == "<>" => {
            is_null_test(left, column) && matches!(strip(right), Tree::Bool(true))
        }
        _ => false,
    }
}

fn is_null_test(tree: &Tree, column: &Ident) -> bool {
    matches!(strip(tree), Tree::IsNull { operand, negated: false } if is_column(operand, column))
}

fn is_not_null_test(tree: &Tree, column: &Ident) -> bool {
    matches!(strip(tree), Tree::IsNull { operand, negated: true } if is_column(operand, column))
}

fn is_column(tree: &Tree, column: &Ident) -> bool {
    matches!(strip(tree), Tree::Column { name, .. } if name == column)
}

/// Casts of constants and columns do not change what is compared.
fn strip(tree: &Tree) -> &Tree {
    let mut tree = tree;
    while let Tree::Cast { operand, .. } = tree {
        tree = operand;
    }
    tree
}

/// The part of a comparison that a bound is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// `column >= value`
    AtLeast,
    /// `column < value`
    Below,
}

/// Some conjunct of the checks says that `column` is at least (or below) `bound`.
pub(super) fn implies(checks: &[&Tree], column: &Ident, side: Side, bound: &Tree) -> bool {
    conjuncts(checks).into_iter().any(|it| comparison_implies(it, column, side, bound))
}

fn conjuncts<'a>(checks: &[&'a Tree]) -> Vec<&'a Tree> {
    let mut open: Vec<&Tree> = checks.to_vec();
    let mut found = Vec::new();
    while let Some(tree) = open.pop() {
        match strip(tree) {
            Tree::And(parts) => open.extend(parts),
            other => found.push(other),
        }
    }
    found
}

fn comparison_implies(tree: &Tree, column: &Ident, side: Side, bound: &Tree) -> bool {
    if let Tree::InList { operand, list, negated: false } = tree {
        let within = |value: &Tree| value_implies("=", value, side, bound);
        return is_column(operand, column) && !list.is_empty() && list.iter().all(within);
    }
    let Tree::Binary { operator, left, right } = tree else { return false };
    if is_column(left, column) {
        return value_implies(operator, right, side, bound);
    }
    let mirrored = match &**operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        other => other,
    };
    is_column(right, column) && value_implies(mirrored, left, side, bound)
}

/// From `column operator value`.
fn value_implies(operator: &str, value: &Tree, side: Side, bound: &Tree) -> bool {
    let Some(order) = compare(value, bound) else { return false };
    match (side, operator) {
        (Side::AtLeast, ">=" | ">" | "=") => order != Ordering::Less,
        (Side::Below, "<") => order != Ordering::Greater,
        (Side::Below, "<=" | "=") => order == Ordering::Less,
        _ => false,
    }
}

/// Order of two constants, where it does not depend on a collation: numbers, and dates and times written alike.
pub(super) fn compare(a: &Tree, b: &Tree) -> Option<Ordering> {
    let (a, b) = (constant(a)?, constant(b)?);
    if a == b {
        return Some(Ordering::Equal);
    }
    if let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) {
        return a.partial_cmp(&b);
    }
    let date = |it: &str| {
        let bytes = it.as_bytes();
        let digits = bytes.iter().take(4).all(u8::is_ascii_digit);
        bytes.len() >= 10 && digits && bytes[4] == b'-' && bytes[7] == b'-'
    };
    (date(&a) && date(&b)).then(|| normalised(&a).cmp(&normalised(&b)))
}

/// `2025-01-01` and `2025-01-01 00:00:00` are the same moment.
fn normalised(text: &str) -> String {
    let text = text.replace('T', " ");
    let zone = text.find("+00").unwrap_or(text.len());
    text[..zone].trim_end_matches(":00").trim_end_matches(" 00").to_owned()
}

fn constant(tree: &Tree) -> Option<String> {
    match strip(tree) {
        Tree::Number(it) | Tree::Text(it) => Some(it.to_string()),
        Tree::Bool(it) => Some(it.to_string()),
        Tree::Unary { operator, operand } if &**operator == "-" => Some(format!("-{}", constant(operand)?)),
        _ => None,
    }
}

/// Every row has one of `values` in the column.
pub(super) fn implies_one_of(checks: &[&Tree], column: &Ident, values: &[&Tree]) -> bool {
    let known = |it: &Tree| values.iter().any(|value| compare(it, value) == Some(Ordering::Equal));
    conjuncts(checks).into_iter().any(|it| match it {
        Tree::InList { operand, list, negated: false } => {
            is_column(operand, column) && !list.is_empty() && list.iter().all(known)
        }
        Tree::Binary { operator, left, right } if &**operator == "=" => {
            (is_column(left, column) && known(right)) || (is_column(right, column) && known(left))
        }
        _ => false,
    })
}

/// No row has one of `values` in the column.
pub(super) fn excludes_all(checks: &[&Tree], column: &Ident, values: &[&Tree]) -> bool {
    let differs = |a: &Tree, b: &Tree| constant(a).zip(constant(b)).is_some_and(|(a, b)| a != b);
    let conjuncts = conjuncts(checks);
    values.iter().all(|value| {
        conjuncts.iter().any(|it| match it {
            Tree::InList { operand, list, negated: false } => {
                is_column(operand, column) && list.iter().all(|it| differs(it, value))
            }
            Tree::InList { operand, list, negated: true } => {
                is_column(operand, column) && list.iter().any(|it| compare(it, value) == Some(Ordering::Equal))
            }
            Tree::Binary { operator, left, right } if is_column(left, column) => match &**operator {
                "=" => differs(right, value),
                "<>" => compare(right, value) == Some(Ordering::Equal),
                _ => false,
            },
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    /// As observed: which CHECK lets SET NOT NULL skip its scan.
    #[test]
    fn proofs_of_not_null() {
        let proves = |text| proves_not_null(&sql::expression(text).tree, &Ident::exact("x"));
        for text in ["x IS NOT NULL", "x IS NOT NULL AND x > 0", "NOT x IS NULL", "(x IS NULL) = false"] {
            assert!(proves(text), "{text}");
        }
        for text in ["x > 0", "x IS NOT NULL OR y > 0", "y IS NOT NULL", "x IS NULL"] {
            assert!(!proves(text), "{text}");
        }
    }

    #[test]
    fn proofs_of_bounds() {
        let column = Ident::exact("at");
        let bound = Tree::Text("2027-01-01".into());
        let implied = |text, side| implies(&[&sql::expression(text).tree], &column, side, &bound);
        assert!(implied("at >= '2027-01-01' AND at < '2028-01-01'", Side::AtLeast));
        assert!(implied("at > '2027-06-01'", Side::AtLeast));
        assert!(implied("at < '2027-01-01 00:00:00'", Side::Below));
        assert!(!implied("at >= '2026-01-01'", Side::AtLeast));
        assert!(!implied("at <= '2027-01-01'", Side::Below));
    }
}
