//! The values that partition bounds name: compared where it is certain how, to tell overlaps and which partitions a
//! condition can reach. Knows nothing of locks.

use super::{
    relation::{Column, KeyPart, PartitionKey, Table},
    types::DataType,
};
use crate::sql::{expr::Tree, statement::PartitionBound};
use std::cmp::Ordering;

/// A constant of a partition key's type, so far as its order is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Least,
    Null,
    /// In billionths.
    Number(i128),
    /// Digits of a date or time, in an order that sorts as text.
    Moment(String),
    /// Text sorts by a collation that is not known: only equality is certain.
    Text(String),
    Greatest,
}

impl Value {
    /// None where the order is not known.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Value::Least, Value::Least) | (Value::Greatest, Value::Greatest) => Some(Ordering::Equal),
            (Value::Least, _) | (_, Value::Greatest) => Some(Ordering::Less),
            (Value::Greatest, _) | (_, Value::Least) => Some(Ordering::Greater),
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) if a == b => Some(Ordering::Equal),
            (Value::Null, Value::Null) => Some(Ordering::Equal),
            _ => None,
        }
    }
}

/// The partition key's columns; None where one is an expression.
pub(crate) fn key_columns<'t>(table: &'t Table, key: &PartitionKey) -> Option<Vec<&'t Column>> {
    let column = |key: &KeyPart| match key {
        KeyPart::Column(number) => table.column_numbered(*number),
        KeyPart::Expr(_) => None,
    };
    key.keys.iter().map(|it| column(&it.key)).collect()
}

/// A constant as a value of that type.
pub(crate) fn value(tree: &Tree, data_type: &DataType) -> Option<Value> {
    match tree {
        Tree::Null => Some(Value::Null),
        Tree::Column { qualifier: None, name } if name.as_str() == "minvalue" => Some(Value::Least),
        Tree::Column { qualifier: None, name } if name.as_str() == "maxvalue" => Some(Value::Greatest),
        Tree::Cast { operand, .. } => value(operand, data_type),
        Tree::Number(text) => typed(text, data_type),
        Tree::Unary { operator, operand } if &**operator == "-" => match value(operand, data_type)? {
            Value::Number(number) => Some(Value::Number(-number)),
            _ => None,
        },
        Tree::Text(text) => typed(text, data_type),
        Tree::Bool(value) => Some(Value::Text(value.to_string())),
        _ => None,
    }
}

fn typed(text: &str, data_type: &DataType) -> Option<Value> {
    let is = |names: &[&str]| names.iter().any(|it| data_type.is(it));
    if is(&["int2", "int4", "int8", "numeric", "oid"]) {
        return number(text.trim()).map(Value::Number);
    }
    if is(&["date", "timestamp"]) {
        return moment(text.trim(), data_type.is("date")).map(Value::Moment);
    }
    if is(&["text", "varchar", "uuid", "bool"]) || !data_type.is_builtin() && !data_type.array {
        let same_case = data_type.is("uuid") || data_type.is("bool");
        return Some(Value::Text(if same_case { text.to_lowercase() } else { text.to_owned() }));
    }
    None
}

fn number(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || fraction.len() > 9 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let fraction = format!("{fraction:0<9}");
    let number = whole.parse::<i128>().ok()? * 1_000_000_000 + fraction.parse::<i128>().ok()?;
    Some(if negative { -number } else { number })
}

/// `2024-01-31`, `2024-01-31 10:00:00` and what lies between, without time zones.
fn moment(text: &str, date_only: bool) -> Option<String> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let numbers = |it: &str, separator: char| -> Option<Vec<u32>> {
        it.split(separator).map(|it| it.parse().ok().filter(|_| it.bytes().all(|it| it.is_ascii_digit()))).collect()
    };
    let (date, time) = (numbers(date, '-')?, numbers(time, ':')?);
    let ([year, month, day], [hour, minute, rest @ ..]) = (date.as_slice(), time.as_slice()) else { return None };
    let second = match rest {
        [] => 0,
        [second] => *second,
        _ => return None,
    };
    let whole = if date_only { (0, 0, 0) } else { (*hour, *minute, second) };
    let (hour, minute, second) = whole;
    ((1000..=9999).contains(year) && *month <= 12 && *day <= 31)
        .then(|| format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}"))
}

fn values(trees: &[crate::sql::expr::Expr], columns: &[&Column]) -> Option<Vec<Value>> {
    if trees.len() != columns.len() {
        return None;
    }
    trees.iter().zip(columns).map(|(it, column)| value(&it.tree, &column.data_type)).collect()
}

/// Lexicographic; what follows MINVALUE or MAXVALUE does not count.
fn tuple_order(a: &[Value], b: &[Value]) -> Option<Ordering> {
    for (a, b) in a.iter().zip(b) {
        match a.order(b)? {
            Ordering::Equal if matches!(a, Value::Least | Value::Greatest) => return Some(Ordering::Equal),
            Ordering::Equal => {}
            other => return Some(other),
        }
    }
    Some(Ordering::Equal)
}

/// Whether a range holds no value; None where that is not certain.
pub(crate) fn is_empty(bound: &PartitionBound, columns: &[&Column]) -> Option<bool> {
    let PartitionBound::Range { from, to } = bound else { return Some(false) };
    Some(tuple_order(&values(from, columns)?, &values(to, columns)?)? != Ordering::Less)
}

/// Where a range begins, against where another does.
pub(crate) fn starts_before(a: &PartitionBound, b: &PartitionBound, columns: &[&Column]) -> bool {
    match (a, b) {
        (PartitionBound::Range { from: a, .. }, PartitionBound::Range { from: b, .. }) => {
            let order = values(a, columns).zip(values(b, columns)).and_then(|(a, b)| tuple_order(&a, &b));
            order == Some(Ordering::Less)
        }
        _ => false,
    }
}

/// Whether two bounds of one table have values in common; None where that is not certain.
pub(crate) fn overlap(a: &PartitionBound, b: &PartitionBound, columns: &[&Column]) -> Option<bool> {
    match (a, b) {
        (PartitionBound::Range { from, to }, PartitionBound::Range { from: from2, to: to2 }) => {
            let (from, to) = (values(from, columns)?, values(to, columns)?);
            let (from2, to2) = (values(from2, columns)?, values(to2, columns)?);
            let below = |a: &[Value], b: &[Value]| Some(tuple_order(a, b)? == Ordering::Less);
            Some(below(&from, &to2)? && below(&from2, &to)?)
        }
        (PartitionBound::In(a), PartitionBound::In(b)) => {
            let [column] = columns else { return None };
            let known = |it: &[crate::sql::expr::Expr]| -> Option<Vec<Value>> {
                it.iter().map(|it| value(&it.tree, &column.data_type)).collect()
            };
            let (a, b) = (known(a)?, known(b)?);
            Some(a.iter().any(|it| b.contains(it)))
        }
        (
            PartitionBound::Hash { modulus, remainder },
            PartitionBound::Hash { modulus: modulus2, remainder: remainder2 },
        ) => {
            let smaller = (*modulus).min(*modulus2);
            (smaller > 0).then(|| remainder % smaller == remainder2 % smaller)
        }
        _ => Some(false),
    }
}
