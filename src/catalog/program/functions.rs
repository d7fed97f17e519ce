//! Functions and operators whose result follows from their arguments or from the catalog.

use super::{
    evaluate::{Evaluated, Scope},
    value::{Oid, Piece, Value},
};
use crate::{catalog::resolve::TEMPORARY, sql::name::Ident};

pub(super) fn call(name: &str, arguments: &[Value], scope: &Scope<'_>) -> Evaluated {
    let text = |at: usize| arguments.get(at).and_then(Value::as_text);
    let strict = |change: &dyn Fn(&str) -> String| match arguments.first() {
        Some(Value::Null) => Value::Null,
        _ => text(0).map_or(Value::Unknown, |it| Value::text(&change(&it))),
    };
    Ok(match (name, arguments) {
        ("format", all) => format(all, scope),
        ("quote_ident", [value]) => identifier(value).map_or(Value::Unknown, |it| Value::of_pieces(vec![it])),
        ("quote_literal", [Value::Null]) => Value::Null,
        ("quote_literal" | "quote_nullable", [value]) => literal(value),
        ("concat", all) => {
            let present: Vec<Value> =
                all.iter().filter(|it| **it != Value::Null).cloned().map(|it| scope.shown(it)).collect();
            Value::joined(&present)
        }
        ("concat_ws", [separator, all @ ..]) => {
            let present = all.iter().filter(|it| **it != Value::Null);
            let mut parts: Vec<Value> = present.flat_map(|it| [separator.clone(), scope.shown(it.clone())]).collect();
            if !parts.is_empty() {
                parts.remove(0);
            }
            Value::joined(&parts)
        }
        ("lower", [_]) => strict(&str::to_lowercase),
        ("upper", [_]) => strict(&str::to_uppercase),
        ("btrim" | "trim", [_]) => strict(&|it| it.trim_matches(' ').to_owned()),
        ("replace", [_, _, _]) => match (text(0), text(1), text(2)) {
            (Some(whole), Some(from), Some(to)) if !from.is_empty() => Value::text(&whole.replace(&from, &to)),
            _ => Value::Unknown,
        },
        ("length" | "char_length", [_]) => {
            text(0).and_then(|it| i64::try_from(it.chars().count()).ok()).map_or(Value::Unknown, Value::Number)
        }
        ("lpad", [_, Value::Number(width), _]) => match (text(0), text(2), usize::try_from(*width)) {
            (Some(whole), Some(fill), Ok(width)) if fill.chars().count() == 1 && width < 1000 => {
                let missing = width.saturating_sub(whole.chars().count());
                Value::text(&(fill.repeat(missing) + &whole))
            }
            _ => Value::Unknown,
        },
        ("coalesce", all) => {
            let first = all.iter().find(|it| **it != Value::Null);
            first.cloned().unwrap_or(Value::Null)
        }
        ("array_length" | "cardinality", [Value::Array(all), ..]) => {
            i64::try_from(all.len()).map_or(Value::Unknown, Value::Number)
        }
        ("array_append", [Value::Array(all), value]) => Value::Array(all.iter().chain([value]).cloned().collect()),
        ("current_schema", []) => {
            scope.catalog.creation_schema(scope.session).map_or(Value::Null, |it| Value::text(it.as_str()))
        }
        ("current_schemas", [Value::Bool(_)]) => {
            let all = scope.catalog.visible(scope.session).filter(|it| it.as_str() != TEMPORARY);
            let all = all.filter(|it| scope.catalog.schemas.contains_key(it));
            Value::Array(all.map(|it| Value::text(it.as_str())).collect())
        }
        ("current_database" | "current_catalog", []) => Value::Oid(Oid::Other("database current".into())),
        ("current_setting", [Value::Text(name), ..]) => match &*name.to_ascii_lowercase() {
            "server_version_num" => Value::Version(scope.catalog.version.0),
            _ => Value::Unknown,
        },
        ("to_regclass" | "to_regtype" | "to_regnamespace", [Value::Text(text)]) => {
            scope.reg(name.trim_start_matches("to_"), text, true)?
        }
        ("to_regclass" | "to_regtype" | "to_regnamespace", [Value::Null]) => Value::Null,
        ("pg_table_is_visible", [Value::Oid(Oid::Relation(id))]) => match scope.catalog.relation(*id) {
            Some(it) => Value::Bool(scope.catalog.visible(scope.session).any(|schema| schema == it.name.schema)),
            None => Value::Unknown,
        },
        ("pg_type_is_visible", [Value::Oid(Oid::Type(it))]) => {
            Value::Bool(scope.catalog.visible(scope.session).any(|schema| schema == it.schema))
        }
        _ => Value::Unknown,
    })
}

/// `format('… %I %L %s %1$s …', …)`
fn format(arguments: &[Value], scope: &Scope<'_>) -> Value {
    let Some(pattern) = arguments.first().and_then(Value::as_text) else { return Value::Unknown };
    let mut pieces = Vec::new();
    let mut chars = pattern.chars().peekable();
    let mut next = 1;
    let mut plain = String::new();
    while let Some(char) = chars.next() {
        if char != '%' {
            plain.push(char);
            continue;
        }
        let mut spec = String::new();
        let kind = loop {
            match chars.next() {
                Some(kind @ ('s' | 'I' | 'L' | '%')) => break kind,
                Some(other) if spec.len() < 10 => spec.push(other),
                _ => return Value::Unknown,
            }
        };
        if kind == '%' {
            plain.push('%');
            continue;
        }
        let width = spec.split_once('$').map_or(spec.as_str(), |it| it.1);
        if !width.is_empty() {
            return Value::Unknown;
        }
        if let Some(position) = spec.split_once('$').and_then(|it| it.0.parse().ok()) {
            next = position;
        }
        let Some(value) = arguments.get(next) else { return Value::Unknown };
        next += 1;
        pieces.push(Piece::Text(std::mem::take(&mut plain)));
        let value = scope.shown(value.clone());
        match kind {
            'I' => pieces.push(identifier(&value).unwrap_or(Piece::Hole)),
            'L' => pieces.extend(literal(&value).pieces().unwrap_or_default()),
            _ => pieces.extend(value.pieces().unwrap_or_default()),
        }
    }
    pieces.push(Piece::Text(plain));
    Value::of_pieces(pieces)
}

fn identifier(value: &Value) -> Option<Piece> {
    // An oid's text has its quotes already; `%I` would quote them again, and nobody means that.
    if matches!(value, Value::Null) {
        return None;
    }
    Some(value.as_text().map_or(Piece::Hole, |it| Piece::Text(Ident::exact(&it).to_string())))
}

fn literal(value: &Value) -> Value {
    if *value == Value::Null {
        return Value::text("NULL");
    }
    match value.as_text() {
        Some(text) if text.contains('\\') => {
            Value::text(&format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''")))
        }
        Some(text) => Value::text(&format!("'{}'", text.replace('\'', "''"))),
        // A string whatever is in it.
        None => Value::of_pieces(vec![Piece::Text("'".to_owned()), Piece::Hole, Piece::Text("'".to_owned())]),
    }
}

pub(super) fn arithmetic(operator: &str, left: &Value, right: &Value) -> Value {
    let (Value::Number(a), Value::Number(b)) = (left, right) else { return Value::Unknown };
    let result = match operator {
        "+" => a.checked_add(*b),
        "-" => a.checked_sub(*b),
        "*" => a.checked_mul(*b),
        "/" => a.checked_div(*b),
        _ => a.checked_rem(*b),
    };
    result.map_or(Value::Unknown, Value::Number)
}

pub(super) fn like(operator: &str, left: &Value, right: &Value) -> Value {
    let (Some(mut text), Some(mut pattern)) = (left.as_text(), right.as_text()) else { return Value::Unknown };
    if operator.ends_with('*') {
        (text, pattern) = (text.to_lowercase(), pattern.to_lowercase());
    }
    let text: Vec<char> = text.chars().collect();
    let pattern: Vec<char> = pattern.chars().collect();
    Value::Bool(matches(&text, &pattern) != operator.starts_with('!'))
}

/// LIKE with `%`, `_` and backslashes.
fn matches(text: &[char], pattern: &[char]) -> bool {
    // Row by row of which prefixes of the text the pattern so far fits.
    let mut fits: Vec<bool> = (0..=text.len()).map(|it| it == 0).collect();
    let mut pattern = pattern.iter();
    while let Some(char) = pattern.next() {
        let mut next = vec![false; text.len() + 1];
        let wanted = if *char == '\\' { pattern.next() } else { Some(char) };
        for at in 0..=text.len() {
            next[at] = match char {
                '%' => fits[at] || (at > 0 && next[at - 1]),
                '_' => at > 0 && fits[at - 1],
                _ => at > 0 && fits[at - 1] && Some(&text[at - 1]) == wanted,
            };
        }
        fits = next;
    }
    fits.last().copied().unwrap_or(false)
}

/// `{a,b,"c d"}`
pub(super) fn array_of(text: &str) -> Value {
    let Some(inner) = text.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}')) else { return Value::Unknown };
    if inner.contains(['{', '\\']) {
        return Value::Unknown;
    }
    let (mut all, mut item, mut quoted, mut was_quoted) = (Vec::new(), String::new(), false, false);
    let finish = |item: &mut String, was_quoted: bool| {
        let text = std::mem::take(item);
        let text = if was_quoted { text } else { text.trim().to_owned() };
        if !was_quoted && text.eq_ignore_ascii_case("null") { Value::Null } else { Value::text(&text) }
    };
    for char in inner.chars() {
        match char {
            '"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            ',' if !quoted => {
                all.push(finish(&mut item, was_quoted));
                was_quoted = false;
            }
            other => item.push(other),
        }
    }
    if !inner.trim().is_empty() {
        all.push(finish(&mut item, was_quoted));
    }
    Value::Array(all)
}
