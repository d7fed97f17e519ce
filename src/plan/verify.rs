//! Queries that return one row `true` once a step is done.

use super::sql::literal;
use crate::sql::name::Ident;

pub(super) fn relation_exists(name: impl ToString) -> String {
    format!("SELECT to_regclass({}) IS NOT NULL", literal(&name.to_string()))
}

pub(super) fn relation_gone(name: impl ToString) -> String {
    format!("SELECT to_regclass({}) IS NULL", literal(&name.to_string()))
}

pub(super) fn index_valid(name: impl ToString) -> String {
    let name = literal(&name.to_string());
    format!(
        "SELECT count(*) = 1 FROM pg_index WHERE indexrelid = to_regclass({name}) AND indisvalid AND indisready AND indislive"
    )
}

pub(super) fn constraint_exists(table: impl ToString, name: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_constraint WHERE {}", constraint(table, name))
}

pub(super) fn constraint_gone(table: impl ToString, name: &Ident) -> String {
    format!("SELECT count(*) = 0 FROM pg_constraint WHERE {}", constraint(table, name))
}

pub(super) fn constraint_valid(table: impl ToString, name: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_constraint WHERE {} AND convalidated", constraint(table, name))
}

fn constraint(table: impl ToString, name: &Ident) -> String {
    format!("conrelid = to_regclass({}) AND conname = {}", literal(&table.to_string()), literal(name.as_str()))
}

pub(super) fn column_exists(table: impl ToString, column: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_attribute WHERE {}", attribute(table, column))
}

pub(super) fn column_gone(table: impl ToString, column: &Ident) -> String {
    format!("SELECT count(*) = 0 FROM pg_attribute WHERE {}", attribute(table, column))
}

pub(super) fn column_not_null(table: impl ToString, column: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_attribute WHERE {} AND attnotnull", attribute(table, column))
}

pub(super) fn column_nullable(table: impl ToString, column: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_attribute WHERE {} AND NOT attnotnull", attribute(table, column))
}

pub(super) fn column_has_default(table: impl ToString, column: &Ident) -> String {
    format!("SELECT count(*) = 1 FROM pg_attribute WHERE {} AND atthasdef", attribute(table, column))
}

fn attribute(table: impl ToString, column: &Ident) -> String {
    let (table, column) = (literal(&table.to_string()), literal(column.as_str()));
    format!("attrelid = to_regclass({table}) AND attname = {column} AND NOT attisdropped")
}
