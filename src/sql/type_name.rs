//! Type names in every spelling that Postgres reads, made canonical.

use super::{
    cursor::{Cursor, Parse},
    expr::TypeName,
    name::{Ident, ObjectName},
    slice,
    token::TokenKind,
};
use crate::text::FileId;
use std::sync::Arc;

/// A type name given as text; anything else is taken for a plain name.
pub(super) fn of_text(text: &str) -> TypeName {
    let tokens = slice::tokens(text);
    let mut cursor = Cursor::new(text, FileId(0), &tokens);
    type_name(&mut cursor).unwrap_or_else(|_| TypeName {
        name: ObjectName { schema: None, name: Ident::exact(text) },
        modifiers: Vec::new(),
        interval_fields: None,
        array_dimensions: 0,
        setof: false,
    })
}

/// `[SETOF] name [(modifiers)] [words] [array bounds]`.
pub(super) fn type_name(cursor: &mut Cursor<'_>) -> Parse<TypeName> {
    let setof = cursor.accept("SETOF");
    let quoted = cursor.peek().is_some_and(|it| it.kind == TokenKind::QuotedIdent);
    let mut name =
        if quoted || cursor.is_symbol_at(1, ".") || !cursor.peek().is_some_and(|it| it.kind == TokenKind::Word) {
            named(cursor)?
        } else {
            built_in(cursor)?
        };
    name.setof = setof;
    name.array_dimensions = array_dimensions(cursor)?;
    Ok(name)
}

fn plain(name: impl Into<Ident>) -> TypeName {
    let name = ObjectName { schema: None, name: name.into() };
    TypeName { name, modifiers: Vec::new(), interval_fields: None, array_dimensions: 0, setof: false }
}

/// A qualified or quoted name, `table.column%TYPE`, with modifiers.
fn named(cursor: &mut Cursor<'_>) -> Parse<TypeName> {
    let mut name = cursor.object_name()?;
    if name.schema.as_ref().is_some_and(|it| it.as_str() == "pg_catalog") {
        name.schema = None;
    }
    if cursor.is_symbol("%") && cursor.is_word_at(1, "TYPE") {
        cursor.advance();
        cursor.advance();
        name.name = Ident::exact(&format!("{}%type", name.name.as_str()));
    }
    let mut result = TypeName { name, ..plain("") };
    modifiers(cursor, &mut result)?;
    Ok(result)
}

/// An unqualified, unquoted name: the words that Postgres's grammar treats specially, then any other.
fn built_in(cursor: &mut Cursor<'_>) -> Parse<TypeName> {
    let national = cursor.is("NATIONAL") && (cursor.is_word_at(1, "CHARACTER") || cursor.is_word_at(1, "CHAR"));
    if national {
        cursor.advance();
    }
    if national || cursor.is_any(&["CHARACTER", "CHAR", "NCHAR"]) {
        cursor.advance();
        let varying = cursor.accept("VARYING");
        return sized(cursor, if varying { "varchar" } else { "bpchar" }, (!varying).then_some(1));
    }
    if cursor.accept("BIT") {
        let varying = cursor.accept("VARYING");
        return sized(cursor, if varying { "varbit" } else { "bit" }, (!varying).then_some(1));
    }
    if cursor.accept("DOUBLE PRECISION") {
        return Ok(plain("float8"));
    }
    if cursor.accept("FLOAT") {
        let precision = sized(cursor, "float8", None)?.modifiers.first().copied();
        return Ok(plain(if precision.is_some_and(|it| it <= 24) { "float4" } else { "float8" }));
    }
    if cursor.accept("INTERVAL") {
        return interval(cursor);
    }
    if let Some(word) = cursor.accept_any(&["TIMESTAMP", "TIME"]) {
        return time(cursor, word == "TIMESTAMP");
    }
    let token = cursor.peek();
    let canonical = token.and_then(|it| canonical(cursor.token_text(it)));
    match canonical {
        Some(name) => {
            cursor.advance();
            sized(cursor, name, None)
        }
        None => named(cursor),
    }
}

/// The internal name of a one-word alias.
fn canonical(word: &str) -> Option<&'static str> {
    const ALIASES: &[(&str, &str)] = &[
        ("integer", "int4"),
        ("int", "int4"),
        ("bigint", "int8"),
        ("smallint", "int2"),
        ("boolean", "bool"),
        ("real", "float4"),
        ("decimal", "numeric"),
        ("dec", "numeric"),
        ("serial4", "serial"),
        ("serial8", "bigserial"),
        ("serial2", "smallserial"),
    ];
    ALIASES.iter().find(|it| it.0.eq_ignore_ascii_case(word)).map(|it| it.1)
}

fn sized(cursor: &mut Cursor<'_>, name: &str, default: Option<i64>) -> Parse<TypeName> {
    let mut result = plain(name);
    modifiers(cursor, &mut result)?;
    if result.modifiers.is_empty() {
        result.modifiers.extend(default);
    }
    Ok(result)
}

/// `(10, 2)`; words and strings (`geometry(Point, 4326)`) are kept beside the numbers.
fn modifiers(cursor: &mut Cursor<'_>, into: &mut TypeName) -> Parse<()> {
    if !cursor.is_symbol("(") {
        return Ok(());
    }
    let mut words: Vec<String> = Vec::new();
    let numbers = cursor.list_in_parens(|cursor| {
        if let Ok(number) = cursor.integer() {
            return Ok(Some(number));
        }
        words.push(match cursor.is_string() {
            true => cursor.string()?.to_string(),
            false => cursor.ident()?.as_str().to_owned(),
        });
        Ok(None)
    })?;
    into.modifiers = numbers.into_iter().flatten().collect();
    if !words.is_empty() {
        into.interval_fields = Some(Arc::from(words.join(" ").to_lowercase()));
    }
    Ok(())
}

fn time(cursor: &mut Cursor<'_>, timestamp: bool) -> Parse<TypeName> {
    let precision = sized(cursor, "", None)?.modifiers;
    let zone = cursor.accept("WITH TIME ZONE");
    if !zone {
        cursor.accept("WITHOUT TIME ZONE");
    }
    let name = match (timestamp, zone) {
        (true, true) => "timestamptz",
        (true, false) => "timestamp",
        (false, true) => "timetz",
        (false, false) => "time",
    };
    Ok(TypeName { modifiers: precision, ..plain(name) })
}

fn interval(cursor: &mut Cursor<'_>) -> Parse<TypeName> {
    const FIELDS: &[&str] = &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
    let mut result = sized(cursor, "interval", None)?;
    if let Some(first) = cursor.accept_any(FIELDS) {
        let mut fields = first.to_lowercase();
        if cursor.is("TO") {
            cursor.advance();
            let Some(last) = cursor.accept_any(FIELDS) else { return cursor.unexpected("an interval field") };
            fields = format!("{fields} to {}", last.to_lowercase());
        }
        if cursor.is_symbol("(") {
            modifiers(cursor, &mut result)?;
        }
        result.interval_fields = Some(Arc::from(fields));
    }
    Ok(result)
}

/// `[]`, `[3]`, `ARRAY`, `ARRAY[3]`.
fn array_dimensions(cursor: &mut Cursor<'_>) -> Parse<u8> {
    let mut dimensions = u8::from(cursor.is("ARRAY"));
    if cursor.accept("ARRAY") && !cursor.is_symbol("[") {
        return Ok(1);
    }
    let mut bounds = 0u8;
    while cursor.accept_symbol("[") {
        if !cursor.is_symbol("]") {
            cursor.integer()?;
        }
        cursor.expect_symbol("]")?;
        bounds = bounds.saturating_add(1);
    }
    dimensions = dimensions.max(bounds);
    Ok(dimensions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sql::token::Lexer, text::FileId};

    fn show(text: &str) -> String {
        let tokens: Vec<_> = Lexer::new(text, 0, text.len()).collect();
        let mut cursor = Cursor::new(text, FileId(0), &tokens);
        let Ok(it) = type_name(&mut cursor) else { return "not read".to_owned() };
        let rest = if cursor.is_done() { "" } else { " …" };
        let schema = it.name.schema.map(|it| format!("{}.", it.as_str())).unwrap_or_default();
        let name = format!("{schema}{}", it.name.name.as_str());
        let fields = it.interval_fields.map(|it| format!(" {it}")).unwrap_or_default();
        let array = "[]".repeat(it.array_dimensions.into());
        format!("{}{}{:?}{fields}{array}{rest}", if it.setof { "setof " } else { "" }, name, it.modifiers)
    }

    #[test]
    fn every_spelling() {
        for (text, expected) in [
            ("double precision", "float8[]"),
            ("character varying(20)", "varchar[20]"),
            ("CHAR", "bpchar[1]"),
            ("national character varying(3)", "varchar[3]"),
            ("nchar(3)", "bpchar[3]"),
            ("\"char\"", "char[]"),
            ("bit varying(8)", "varbit[8]"),
            ("bit", "bit[1]"),
            ("float(10)", "float4[]"),
            ("decimal(10, 2)", "numeric[10, 2]"),
            ("timestamp(3) with time zone", "timestamptz[3]"),
            ("timestamp without time zone", "timestamp[]"),
            ("time", "time[]"),
            ("interval day to second(3)", "interval[3] day to second"),
            ("interval(2)", "interval[2]"),
            ("pg_catalog.int4", "int4[]"),
            ("my.type(1,2)[3][]", "my.type[1, 2][][]"),
            ("integer ARRAY[4]", "int4[][]"),
            ("text ARRAY", "text[][]"),
            ("SETOF orders.id%TYPE", "setof orders.id%type[]"),
            ("geometry(Point, 4326)", "geometry[4326] point"),
            ("int NOT NULL", "int4[] …"),
            ("${t}", "${t}[]"),
            ("(", "not read"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
