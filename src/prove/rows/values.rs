//! Values of each type, as SQL; and what the texts of checks and partition bounds say about values.

use crate::{
    prove::{ceiling::Trouble, session::Session},
    sql::token::{Lexer, Token, TokenKind},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
pub(super) struct TableRow {
    pub(super) name: String,
    pub(super) columns: Vec<ColumnRow>,
    /// Name, columns, definition.
    pub(super) checks: Vec<(String, Vec<String>, String)>,
    /// Columns, referenced table, its columns.
    pub(super) foreign_keys: Vec<(Vec<String>, String, Vec<String>)>,
    pub(super) keys: Vec<String>,
    /// Of a partition and of those above it: the key's definition and the bound.
    pub(super) bounds: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(super) struct ColumnRow {
    pub(super) name: String,
    pub(super) type_id: i64,
    pub(super) modifier: i32,
    pub(super) type_name: String,
    pub(super) not_null: bool,
    pub(super) has_default: bool,
}

#[derive(Deserialize)]
struct TypeRow {
    id: i64,
    name: String,
    kind: String,
    category: String,
    base: i64,
    modifier: i32,
    element: i64,
    shown: String,
    labels: Option<Vec<String>>,
    subtype: Option<i64>,
    fields: Option<Vec<i64>>,
    checks: Option<Vec<String>>,
}

/// The types of a database.
pub(super) struct Types(BTreeMap<i64, TypeRow>);

/// How to make values of a type: SQL with `{i}` for the number of the row, the usual value first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    values: Vec<String>,
    pub(super) is_text: bool,
    is_number: bool,
    /// Its name, where it is a domain with checks.
    pub(super) domain: Option<String>,
}

impl Shape {
    pub(super) fn values(&self) -> Vec<String> {
        self.values.clone()
    }

    /// Many different values, for partitions whose bounds do not say which rows they take.
    pub(super) fn spread(&self) -> Vec<String> {
        let usual = self.values.first().map_or("NULL", String::as_str);
        let far = if usual.contains("'2026-01-01") {
            vec!["'3000-01-0{i}'".to_owned(), "'1000-01-0{i}'".to_owned()]
        } else if self.is_number {
            [2_000_000_000, -2_000_000_000].map(|it| format!("{it} + {{i}}")).to_vec()
        } else {
            Vec::new()
        };
        let near = (1..=16).filter_map(|number| match (self.is_number, self.is_text) {
            (true, _) => Some(format!("{{i}} * 100 + {number}")),
            (_, true) => Some(format!("'{number}m' || {{i}}")),
            _ if usual.ends_with("::uuid") => Some(format!("md5('{{i}} {number}')::uuid")),
            _ => None,
        });
        far.into_iter().chain(near).collect()
    }
}

/// A type inside types inside types: deeper is not looked.
const DEPTH: usize = 6;

impl Types {
    pub(super) fn read(session: &Session) -> Result<Self, Trouble> {
        let text = session.first(include_str!("types.sql"))?.unwrap_or_else(|| "[]".to_owned());
        let rows: Vec<TypeRow> =
            serde_json::from_str(&text).map_err(|error| Trouble::Odd(format!("cannot read the types: {error}")))?;
        Ok(Self(rows.into_iter().map(|row| (row.id, row)).collect()))
    }

    pub(super) fn shape(&self, id: i64, modifier: i32) -> Shape {
        self.nested(id, modifier, DEPTH)
    }

    fn nested(&self, id: i64, modifier: i32, depth: usize) -> Shape {
        let Some(row) = self.0.get(&id).filter(|_| depth > 0) else { return of(&["NULL"]) };
        let first = |id: i64| self.nested(id, -1, depth - 1).values.into_iter().next().unwrap_or_else(|| "NULL".into());
        let shown = &row.shown;
        match row.kind.as_str() {
            "d" => {
                let mut shape = self.nested(row.base, row.modifier, depth - 1);
                let suggestions: Vec<String> =
                    row.checks.iter().flatten().flat_map(|check| suggested(check, &shape)).collect();
                shape.values.extend(suggestions);
                shape.domain = row.checks.as_ref().map(|_| row.name.clone()).or(shape.domain);
                shape
            }
            "e" => {
                let labels = row.labels.iter().flatten().map(|it| literal(it)).collect();
                Shape { values: labels, ..Shape::default() }
            }
            "r" => {
                let of_what = row.subtype.and_then(|it| self.0.get(&it)).map_or("", |it| it.name.as_str());
                let (low, high) = match of_what {
                    "date" => ("'2026-01-01'::date + {i} * 10", "'2026-01-01'::date + {i} * 10 + 5"),
                    "timestamp" | "timestamptz" => (
                        "'2026-01-01'::timestamp + {i} * interval '1 day'",
                        "'2026-01-01'::timestamp + {i} * interval '1 day' + interval '1 hour'",
                    ),
                    _ => ("{i} * 10", "{i} * 10 + 5"),
                };
                of(&[&format!("{shown}({low}, {high})"), "'empty'"])
            }
            "m" => of(&["'{}'"]),
            "c" => {
                let fields: Vec<String> = row.fields.iter().flatten().map(|it| first(*it)).collect();
                of(&[&format!("ROW({})", fields.join(", "))])
            }
            _ if row.category == "A" => {
                let element = self.0.get(&row.element).map_or("text", |it| it.shown.as_str());
                of(&[&format!("ARRAY[({})::{element}]", first(row.element)), "'{}'"])
            }
            _ => base(&row.name, modifier),
        }
    }
}

fn of(values: &[&str]) -> Shape {
    Shape { values: values.iter().map(|it| (*it).to_owned()).collect(), ..Shape::default() }
}

/// The built-in types and those of well-known extensions; others are tried with the usual literals.
fn base(name: &str, modifier: i32) -> Shape {
    let number = |values: &[&str]| Shape { is_number: true, ..of(values) };
    match name {
        // Far from what migrations insert themselves.
        "int2" => number(&["30000 + {i}", "{i}", "0"]),
        "int4" | "int8" => number(&["1000000 + {i}", "{i}", "0"]),
        "numeric" | "float4" | "float8" => number(&["{i}", "0", "0.5"]),
        "money" | "oid" => of(&["{i}", "0"]),
        "bool" => of(&["{i} % 2 = 1", "true", "false"]),
        "text" | "varchar" | "bpchar" | "citext" | "name" | "char" => text(name, modifier),
        "uuid" => of(&["('00000000-0000-4000-8000-' || lpad('{i}', 12, '0'))::uuid"]),
        "date" => of(&["'2026-01-01'::date + {i}"]),
        "timestamp" | "timestamptz" => of(&["'2026-01-01 12:00'::timestamp + {i} * interval '1 day'"]),
        "time" | "timetz" => of(&["'12:0{i}'"]),
        "interval" => of(&["'{i} hours'"]),
        "json" | "jsonb" => of(&["'{}'", "'[]'", "'null'"]),
        "bytea" => of(&["decode(md5('{i}'), 'hex')", "decode(md5('{i}') || md5('{i}'), 'hex')", "''"]),
        "inet" | "cidr" => of(&["'10.0.0.{i}'"]),
        "macaddr" => of(&["'08:00:2b:01:02:0{i}'"]),
        "macaddr8" => of(&["'08:00:2b:01:02:03:04:0{i}'"]),
        "bit" => of(&[&format!("repeat('0', {})", modifier.max(1)), &format!("repeat('1', {})", modifier.max(1))]),
        "varbit" => of(&["'1'", "''"]),
        "tsvector" | "tsquery" | "ltree" | "lquery" => of(&["'a{i}'"]),
        "hstore" => of(&["''"]),
        "xml" => of(&["'<a/>'"]),
        "point" => of(&["'({i},{i})'"]),
        "box" | "lseg" | "path" => of(&["'((0,0),({i},{i}))'"]),
        "polygon" => of(&["'((0,0),(0,1),({i},{i}))'"]),
        "circle" => of(&["'<(0,0),{i}>'"]),
        "line" => of(&["'{1,-1,{i}}'"]),
        "geometry" | "geography" => of(&["'SRID=4326;POINT(0 0)'", "'POINT(0 0)'"]),
        "vector" | "halfvec" => {
            let zeros = vec!["1"; usize::try_from(modifier.max(1)).unwrap_or(1)];
            of(&[&format!("'[{}]'", zeros.join(","))])
        }
        _ => of(&["''", "'{i}'", "'{}'", "'[]'", "NULL"]),
    }
}

/// Texts that fit into the column and into what checks usually demand.
fn text(name: &str, modifier: i32) -> Shape {
    // The modifier of character types is their length and four bytes more.
    let length = if name == "char" { 1 } else { usize::try_from(modifier - 4).unwrap_or(usize::MAX) };
    let all = [
        "'migcheck-' || {i}",
        "'mig' || {i}",
        "chr(96 + {i})",
        "chr(64 + {i})",
        "'{i}'",
        "repeat(chr(64 + {i}), 2)",
        "repeat(chr(64 + {i}), 3)",
        "'m{i}@example.com'",
        "'https://example.com/{i}'",
        "'m{i}.example.com'",
        "'#00000{i}'",
        "'+4912345{i}'",
        "'m_{i}'",
        "md5('{i}')",
        "md5('{i}') || md5('{i}')",
        "''",
    ];
    let lengths = [10, 4, 1, 1, 1, 2, 3, 14, 21, 14, 7, 9, 3, 32, 64, 0];
    let fitting = all.into_iter().zip(lengths).filter(|(_, it)| *it <= length).map(|(value, _)| value.to_owned());
    Shape { values: fitting.collect(), is_text: true, ..Shape::default() }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Values that a check's own text speaks of, and numbers next to them.
pub(super) fn suggested(definition: &str, shape: &Shape) -> Vec<String> {
    let mut suggested = Vec::new();
    for Token { kind, start, end } in Lexer::new(definition, 0, definition.len()) {
        let text = definition.get(start as usize..end as usize).unwrap_or_default();
        match kind {
            TokenKind::String if !text.contains('{') => suggested.push(text.to_owned()),
            TokenKind::Number if shape.is_number => {
                suggested.extend([text.to_owned(), format!("{text} + 1"), format!("{text} - 1")]);
            }
            TokenKind::Number if shape.is_text => {
                // A length, most likely.
                let length = text.parse::<usize>().ok().filter(|it| (1..=1000).contains(it));
                suggested.extend(length.map(|it| format!("left(repeat(md5('{{i}}'), {}), {it})", it / 32 + 1)));
            }
            _ => {}
        }
    }
    suggested
}

/// From partition bounds to a value of each key column that they name: the lower end of a range, the first of a list.
pub(super) fn bounds(bounds: &[(String, String)]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (key, bound) in bounds {
        let columns = key_columns(key);
        if let Some(rest) = bound.strip_prefix("FOR VALUES FROM (") {
            let (low, high) = rest.split_once(") TO (").unwrap_or((rest, ""));
            let (low, high) = (literals(low), literals(high.trim_end_matches(')')));
            for (at, column) in columns.into_iter().enumerate() {
                match (low.get(at).map(String::as_str), high.get(at).map(String::as_str)) {
                    (Some("MINVALUE"), Some("MAXVALUE")) | (None, _) => {}
                    // Open below: what lies right before the upper end, where that is a number.
                    (Some("MINVALUE"), Some(high)) => {
                        let number = high.trim_matches('\'').parse::<i64>();
                        if let Ok(number) = number {
                            values.insert(column, (number - 1).to_string());
                        }
                    }
                    (Some(low), _) => {
                        values.insert(column, low.to_owned());
                    }
                }
            }
        } else if let Some(rest) = bound.strip_prefix("FOR VALUES IN (") {
            let first = literals(rest.trim_end_matches(')')).into_iter().next();
            values.extend(columns.into_iter().next().zip(first));
        }
    }
    values
}

/// The key columns of default and hash partitions: nothing says which values they take.
pub(super) fn unbound(bounds: &[(String, String)]) -> BTreeSet<String> {
    let open = bounds.iter().filter(|(_, bound)| bound == "DEFAULT" || bound.contains("modulus"));
    open.flat_map(|(key, _)| key_columns(key)).collect()
}

/// From `RANGE (made_at, "Id")`.
fn key_columns(key: &str) -> Vec<String> {
    let columns = key.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or_default();
    columns.split(", ").map(|it| it.trim_matches('"').to_owned()).collect()
}

/// `'a', 1, MINVALUE` in parts.
fn literals(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for Token { start, end, .. } in Lexer::new(list, 0, list.len()) {
        let text = list.get(start as usize..end as usize).unwrap_or_default();
        match (text, parts.last_mut()) {
            (",", _) => parts.push(String::new()),
            (text, Some(last)) => last.push_str(text),
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_give_values_inside_the_partition() {
        let range = (
            "RANGE (made_at, id)".to_owned(),
            "FOR VALUES FROM ('2026-01-01', MINVALUE) TO ('2026-02-01', 7)".to_owned(),
        );
        let list = ("LIST (\"Region\")".to_owned(), "FOR VALUES IN ('eu, west', 'us')".to_owned());
        let values = bounds(&[range, list]);
        assert_eq!(values.get("made_at").map(String::as_str), Some("'2026-01-01'"));
        assert_eq!(values.get("id").map(String::as_str), Some("6"));
        assert_eq!(values.get("Region").map(String::as_str), Some("'eu, west'"));
    }

    #[test]
    fn checks_suggest_values() {
        let text = Shape { is_text: true, ..Shape::default() };
        let number = Shape { is_number: true, ..Shape::default() };
        let check = "CHECK ((status = ANY (ARRAY['new'::text, 'done'::text])))";
        assert_eq!(suggested(check, &text), ["'new'", "'done'"]);
        assert_eq!(suggested("CHECK ((n > 5))", &number), ["5", "5 + 1", "5 - 1"]);
    }

    #[test]
    fn texts_fit_into_their_column() {
        assert_eq!(text("bpchar", 4 + 3).values.first().map(String::as_str), Some("chr(96 + {i})"));
        assert_eq!(text("text", -1).values.first().map(String::as_str), Some("'migcheck-' || {i}"));
    }
}
