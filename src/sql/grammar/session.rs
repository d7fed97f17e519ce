//! SET, RESET, DISCARD, EXPLAIN and commands that leave the catalog alone.

use super::{nested, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    name::ObjectName,
    statement::*,
};
use std::sync::Arc;

/// `SET [ SESSION | LOCAL ] …`
pub(super) fn set(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("SET")?;
    if cursor.accept("CONSTRAINTS") {
        return set_constraints(cursor);
    }
    if cursor.is("TRANSACTION") || cursor.is_all("SESSION CHARACTERISTICS") {
        parts::skip_rest(cursor)?;
        return Ok(StatementKind::Transaction(TransactionControl::Characteristics));
    }
    let mut ahead = *cursor;
    if ahead.accept_any(&["LOCAL", "SESSION"]).is_some() && ahead.is("TRANSACTION") {
        parts::skip_rest(cursor)?;
        return Ok(StatementKind::Transaction(TransactionControl::Characteristics));
    }
    // `SET session = …` would be a variable of that name; SESSION and LOCAL are modifiers only before a name.
    let modifier = !cursor.is_symbol_at(1, "=") && !cursor.is_symbol_at(1, ".");
    let local = modifier && cursor.accept("LOCAL");
    if modifier && !local && !cursor.is_all("SESSION AUTHORIZATION") {
        cursor.accept("SESSION");
    }
    if cursor.is("ROLE") && !cursor.is_symbol_at(1, "=") && !cursor.is_word_at(1, "TO") {
        cursor.advance();
        let none = cursor.is("NONE");
        let role = parts::word_or_literal(cursor)?;
        return Ok(StatementKind::SetRole((!none).then(|| role.as_ref().into())));
    }
    Ok(StatementKind::Set(variable(cursor, local)?))
}

/// `SET CONSTRAINTS { ALL | name, … } { DEFERRED | IMMEDIATE }`
fn set_constraints(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let names = if cursor.accept("ALL") { Vec::new() } else { cursor.comma_list(Cursor::object_name)? };
    let deferred = cursor.accept("DEFERRED");
    if !deferred {
        cursor.expect("IMMEDIATE")?;
    }
    Ok(StatementKind::SetConstraints { names, deferred })
}

/// `name { TO | = } value`, `name FROM CURRENT` and the spellings of the standard; also of functions, roles, databases.
pub(super) fn variable(cursor: &mut Cursor<'_>, local: bool) -> Parse<SetVariable> {
    let standard = [
        ("TIME ZONE", "timezone"),
        ("NAMES", "client_encoding"),
        ("SCHEMA", "search_path"),
        ("SESSION AUTHORIZATION", "session_authorization"),
        ("XML OPTION", "xmloption"),
        ("ROLE", "role"),
    ];
    let is_standard = |words: &str| !cursor.is_symbol_at(1, "=") && !cursor.is_word_at(1, "TO") && cursor.is_all(words);
    if let Some((words, name)) = standard.into_iter().find(|(words, _)| is_standard(words)) {
        cursor.expect(words)?;
        return Ok(SetVariable { local, name: Arc::from(name), values: values(cursor)? });
    }
    let name = variable_name(cursor)?;
    let values = if cursor.accept("FROM CURRENT") {
        Vec::new()
    } else {
        if !cursor.accept_symbol("=") {
            cursor.expect("TO")?;
        }
        values(cursor)?
    };
    Ok(SetVariable { local, name, values })
}

fn variable_name(cursor: &mut Cursor<'_>) -> Parse<Arc<str>> {
    let mut name = cursor.ident()?.as_str().to_owned();
    while cursor.accept_symbol(".") {
        name = format!("{name}.{}", cursor.ident()?.as_str());
    }
    Ok(Arc::from(name.to_ascii_lowercase()))
}

fn values(cursor: &mut Cursor<'_>) -> Parse<Vec<Arc<str>>> {
    if cursor.accept("DEFAULT") || cursor.is_done() {
        return Ok(Vec::new());
    }
    cursor.comma_list(|cursor| {
        // SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE
        if cursor.accept("INTERVAL") {
            if cursor.is_symbol("(") {
                cursor.parens()?;
            }
            let value = cursor.string()?;
            cursor.accept("HOUR TO MINUTE");
            return Ok(value);
        }
        parts::word_or_literal(cursor)
    })
}

/// `RESET { name | ALL }`
pub(super) fn reset(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("RESET")?;
    if cursor.accept("ALL") {
        return Ok(StatementKind::Reset(None));
    }
    let name = match () {
        () if cursor.accept("TIME ZONE") => Arc::from("timezone"),
        () if cursor.accept("SESSION AUTHORIZATION") => Arc::from("session_authorization"),
        () if cursor.accept("TRANSACTION ISOLATION LEVEL") => Arc::from("transaction_isolation"),
        () => variable_name(cursor)?,
    };
    Ok(StatementKind::Reset(Some(name.as_ref().into())))
}

/// `DISCARD { ALL | PLANS | SEQUENCES | TEMPORARY | TEMP }`
pub(super) fn discard(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("DISCARD")?;
    if cursor.accept("ALL") {
        return Ok(StatementKind::DiscardAll);
    }
    let tag = match cursor.accept_any(&["PLANS", "SEQUENCES", "TEMPORARY", "TEMP"]) {
        Some("TEMPORARY" | "TEMP") => "DISCARD TEMP".to_owned(),
        Some(word) => format!("DISCARD {word}"),
        None => return cursor.unexpected("ALL, PLANS, SEQUENCES or TEMP"),
    };
    Ok(other(&tag, Vec::new()))
}

/// `EXPLAIN [ ( option [, …] ) ] [ ANALYZE ] [ VERBOSE ] statement`
pub(super) fn explain(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("EXPLAIN")?;
    let mut analyze = false;
    let in_parens = cursor.is_symbol("(") && !cursor.is_word_at(1, "SELECT") && !cursor.is_symbol_at(1, "(");
    if in_parens {
        let options = cursor.list_in_parens(|cursor| {
            let name = cursor.ident()?;
            let value = if cursor.is_symbol(",") || cursor.is_symbol(")") {
                None
            } else {
                Some(parts::word_or_literal(cursor)?)
            };
            Ok((name, value))
        })?;
        analyze = options
            .iter()
            .any(|(name, value)| matches!(name.as_str(), "analyze" | "analyse") && parts::flag(value.as_deref()));
    } else {
        while let Some(word) = cursor.accept_any(&["ANALYZE", "ANALYSE", "VERBOSE"]) {
            analyze |= word != "VERBOSE";
        }
    }
    let (inner, _) = parts::rest_before(cursor, &[]);
    Ok(StatementKind::Explain { analyze, statement: Box::new(nested(inner)?) })
}

/// `ALTER SYSTEM { SET name { TO | = } value | RESET name | RESET ALL }`
pub(super) fn alter_system(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("SYSTEM")?;
    if !cursor.is_any(&["SET", "RESET"]) {
        return cursor.unexpected("SET or RESET");
    }
    parts::skip_rest(cursor)?;
    Ok(other("ALTER SYSTEM", Vec::new()))
}

/// SHOW, CHECKPOINT, NOTIFY, cursors, prepared statements: nothing of them is kept but the tag.
pub(super) fn utility(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let Some(token) = cursor.peek() else { return cursor.unexpected("a command") };
    let tag = match cursor.token_text(token).to_ascii_uppercase().as_str() {
        "DECLARE" => "DECLARE CURSOR".to_owned(),
        "CLOSE" => "CLOSE CURSOR".to_owned(),
        word => word.to_owned(),
    };
    cursor.advance();
    parts::skip_rest(cursor)?;
    Ok(other(&tag, Vec::new()))
}

pub(super) fn other(tag: &str, objects: Vec<ObjectName>) -> StatementKind {
    StatementKind::Other(OtherStatement { tag: Arc::from(tag), objects, definition: None })
}
