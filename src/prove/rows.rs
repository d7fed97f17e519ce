//! A few valid rows in every table, so that rewrites and scans have something to do.
//!
//! Triggers and foreign keys are off while rows are made (`session_replication_role`); keys that refer to rows take
//! their values from rows that are there. Where a check refuses a row, others are tried, with values that the check's own
//! text suggests. A table that takes none is left empty, and said to be.

use super::{ceiling::Trouble, session::Session};
use std::collections::{BTreeMap, BTreeSet};

mod values;

/// So many rows a table gets.
const ROWS: usize = 3;
/// So many different rows are tried before a table is given up.
const ATTEMPTS: usize = 60;

/// The tables that got rows, and those that take none, with the server's reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub tables: usize,
    pub empty: BTreeMap<String, String>,
}

struct Table {
    name: String,
    columns: Vec<Column>,
    checks: Vec<Check>,
    foreign_keys: Vec<ForeignKey>,
    /// Columns of unique and exclusion constraints and indexes.
    keys: BTreeSet<String>,
    /// Columns of partition keys where the bounds do not say which values they take.
    unbound: BTreeSet<String>,
}

#[derive(Clone)]
struct Column {
    name: String,
    /// As `format_type` prints it.
    type_name: String,
    /// How to make a value of it.
    shape: values::Shape,
    not_null: bool,
    has_default: bool,
    /// What the bounds of partitions demand: literals to take, as SQL.
    bound: Option<String>,
}

struct Check {
    name: String,
    columns: Vec<String>,
    definition: String,
}

struct ForeignKey {
    columns: Vec<String>,
    target: String,
    target_columns: Vec<String>,
}

/// Fills all tables of the database that are empty.
pub(super) fn fill(session: &Session, progress: &mut dyn FnMut(usize, usize)) -> Result<Filled, Trouble> {
    session.run("SET session_replication_role = replica; SET search_path = public, pg_catalog")?;
    let tables = ordered(read(session)?);
    let mut filled = Filled::default();
    for (at, table) in tables.iter().enumerate() {
        progress(at, tables.len());
        if session.first(&format!("SELECT 1 FROM {} LIMIT 1", table.name))?.is_some() {
            filled.tables += 1;
            continue;
        }
        let mut reason = None;
        let made = (1..=ROWS).filter(|row| match insert(session, table, *row) {
            Ok(()) => true,
            Err(because) => {
                reason.get_or_insert(because);
                false
            }
        });
        if made.count() > 0 {
            filled.tables += 1;
        } else if let Some(reason) = reason {
            filled.empty.insert(table.name.clone(), reason);
        }
    }
    session.run("RESET session_replication_role; RESET search_path; ANALYZE")?;
    Ok(filled)
}

/// Tables that others refer to first; where they refer to each other, in the order of their names.
fn ordered(mut tables: Vec<Table>) -> Vec<Table> {
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::new();
    while !tables.is_empty() {
        let names: BTreeSet<&String> = tables.iter().map(|it| &it.name).collect();
        let waits = |table: &Table| {
            let targets = table.foreign_keys.iter().map(|it| &it.target);
            targets.filter(|it| **it != table.name && names.contains(it) && !done.contains(*it)).count()
        };
        let next = (0..tables.len()).min_by_key(|at| waits(&tables[*at])).unwrap_or_default();
        let table = tables.remove(next);
        done.insert(table.name.clone());
        ordered.push(table);
    }
    ordered
}

/// One row; the reason where every attempt is refused.
fn insert(session: &Session, table: &Table, row: usize) -> Result<(), String> {
    let mut choices: BTreeMap<String, usize> = BTreeMap::new();
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        let sql = statement(session, table, row, &choices).map_err(|trouble| trouble.to_string())?;
        let Err(error) = session.run(&sql) else { return Ok(()) };
        last = super::session::describe(&error);
        let Some(answer) = error.as_db_error() else { return Err(last) };
        // The next choice for the columns that the server names, or whose check it names.
        let columns: Vec<&str> = match answer.code().code() {
            "23514" => refused(table, answer.constraint(), answer.datatype()),
            "23502" => answer.column().into_iter().collect(),
            "23505" | "23P01" => table.keys.iter().map(String::as_str).collect(),
            _ => table.columns.iter().map(|it| it.name.as_str()).collect(),
        };
        if !advance(table, &columns, &mut choices) {
            return Err(last);
        }
    }
    Err(last)
}

/// The columns that a check is about: a table's, a domain's, or that of a partition, which has no name.
fn refused<'a>(table: &'a Table, constraint: Option<&str>, domain: Option<&str>) -> Vec<&'a str> {
    let Some(constraint) = constraint else { return table.unbound.iter().map(String::as_str).collect() };
    if let Some(check) = table.checks.iter().find(|it| it.name == constraint) {
        return check.columns.iter().map(String::as_str).collect();
    }
    let of_domain = table.columns.iter().filter(|it| it.shape.domain.as_deref() == domain);
    of_domain.map(|it| it.name.as_str()).collect()
}

/// Counts the choices of these columns up like the digits of a number; false when all have been tried.
fn advance(table: &Table, columns: &[&str], choices: &mut BTreeMap<String, usize>) -> bool {
    for column in table.columns.iter().filter(|it| columns.contains(&it.name.as_str()) && it.bound.is_none()) {
        let number = candidates(table, column).len();
        let choice = choices.entry(column.name.clone()).or_default();
        *choice += 1;
        if *choice < number {
            return true;
        }
        *choice = 0;
    }
    false
}

/// Values for a column, as SQL with `{i}` for the number of the row; the first is the usual one.
fn candidates(table: &Table, column: &Column) -> Vec<String> {
    let mut candidates = column.shape.values();
    for check in table.checks.iter().filter(|it| it.columns.contains(&column.name)) {
        candidates.extend(values::suggested(&check.definition, &column.shape));
    }
    if table.unbound.contains(&column.name) {
        candidates.extend(column.shape.spread());
    }
    if !column.not_null {
        candidates.push("NULL".to_owned());
    }
    candidates
}

fn statement(
    session: &Session,
    table: &Table,
    row: usize,
    choices: &BTreeMap<String, usize>,
) -> Result<String, Trouble> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for column in &table.columns {
        let choice = choices.get(&column.name).copied();
        let in_key = table.keys.contains(&column.name);
        let value = match (&column.bound, choice) {
            (Some(bound), _) => bound.clone(),
            // A default is what the application writes, as long as it may be there more than once.
            (None, None) if column.has_default && !in_key => continue,
            (None, choice) => candidates(table, column).get(choice.unwrap_or_default()).cloned().unwrap_or_default(),
        };
        values.insert(&column.name, format!("({value})::{}", column.type_name).replace("{i}", &row.to_string()));
    }
    for key in &table.foreign_keys {
        for (column, value) in referred(session, table, key, row)? {
            // A check may want some of them to be NULL.
            if values.get(column).is_none_or(|it| !it.starts_with("(NULL)")) {
                values.insert(column, value);
            }
        }
    }
    if values.is_empty() {
        return Ok(format!("INSERT INTO {} DEFAULT VALUES", table.name));
    }
    let (names, values): (Vec<&str>, Vec<String>) = values.into_iter().unzip();
    let names: Vec<String> = names.into_iter().map(super::quoted).collect();
    Ok(format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})",
        table.name,
        names.join(", "),
        values.join(", ")
    ))
}

/// The values of a foreign key's columns: those of a row that is there, or NULL.
fn referred<'a>(
    session: &Session,
    table: &'a Table,
    key: &'a ForeignKey,
    row: usize,
) -> Result<Vec<(&'a str, String)>, Trouble> {
    let targets = key.target_columns.iter().map(|it| format!("quote_literal({}::text)", super::quoted(it)));
    let targets: Vec<String> = targets.collect();
    let sql = format!(
        "SELECT {} FROM (SELECT *, row_number() OVER () AS migcheck_number, count(*) OVER () AS migcheck_count FROM {}) t \
         WHERE migcheck_number = 1 + ({row} - 1) % migcheck_count",
        targets.join(", "),
        key.target
    );
    let found = session.query(&sql)?.into_iter().next().unwrap_or_default();
    let column = |name: &str| table.columns.iter().find(|it| it.name == name);
    let mut values = Vec::new();
    for (at, name) in key.columns.iter().enumerate() {
        let Some(column) = column(name) else { continue };
        let literal = found.get(at).cloned().flatten();
        // A row of a table that refers to itself is its own parent where it has to have one.
        if literal.is_none() && column.not_null {
            continue;
        }
        let value = literal.unwrap_or_else(|| "NULL".to_owned());
        if column.bound.is_none() {
            values.push((name.as_str(), format!("({value})::{}", column.type_name)));
        }
    }
    Ok(values)
}

fn read(session: &Session) -> Result<Vec<Table>, Trouble> {
    let text = session.first(include_str!("rows/tables.sql"))?.unwrap_or_else(|| "[]".to_owned());
    let rows: Vec<values::TableRow> =
        serde_json::from_str(&text).map_err(|error| Trouble::Odd(format!("cannot read the tables: {error}")))?;
    let types = values::Types::read(session)?;
    Ok(rows.into_iter().map(|row| table(row, &types)).collect())
}

fn table(row: values::TableRow, types: &values::Types) -> Table {
    let (bounds, unbound) = (values::bounds(&row.bounds), values::unbound(&row.bounds));
    let column = |it: values::ColumnRow| Column {
        shape: types.shape(it.type_id, it.modifier),
        bound: bounds.get(&it.name).cloned(),
        name: it.name,
        type_name: it.type_name,
        not_null: it.not_null,
        has_default: it.has_default,
    };
    Table {
        name: row.name,
        columns: row.columns.into_iter().map(column).collect(),
        checks: row.checks.into_iter().map(|(name, columns, definition)| Check { name, columns, definition }).collect(),
        foreign_keys: row
            .foreign_keys
            .into_iter()
            .map(|(columns, target, target_columns)| ForeignKey { columns, target, target_columns })
            .collect(),
        keys: row.keys.into_iter().collect(),
        unbound,
    }
}
