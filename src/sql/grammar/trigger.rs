//! Triggers, event triggers, rules.

use super::{definition, nested, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    lower::{expression, parenthesized_expression},
    name::{Ident, ObjectName},
    statement::*,
    token::Token,
};
use std::sync::Arc;

/// `CREATE [ OR REPLACE ] [ CONSTRAINT ] TRIGGER name timing events ON table … EXECUTE FUNCTION f ( arguments )`
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool) -> Parse<StatementKind> {
    let constraint = cursor.accept("CONSTRAINT");
    cursor.expect("TRIGGER")?;
    let name = cursor.ident()?;
    let timing = timing(cursor)?;
    let mut events = vec![event(cursor)?];
    while cursor.accept("OR") {
        events.push(event(cursor)?);
    }
    cursor.expect("ON")?;
    let table = cursor.object_name()?;
    let from = if cursor.accept("FROM") { Some(cursor.object_name()?) } else { None };
    let (deferrable, initially_deferred) = deferral(cursor);
    let (old_table, new_table) = transition_tables(cursor)?;
    let row = cursor.accept("FOR EACH ROW") || cursor.accept("FOR ROW");
    if !row && !cursor.accept("FOR EACH STATEMENT") {
        cursor.accept("FOR STATEMENT");
    }
    let when = if cursor.accept("WHEN") { Some(parenthesized_expression(cursor)?) } else { None };
    let function = execute(cursor)?;
    Ok(StatementKind::CreateTrigger(Box::new(CreateTrigger {
        name,
        or_replace,
        constraint,
        table,
        from,
        timing,
        events,
        row,
        when,
        function,
        arguments: arguments(cursor)?,
        deferrable,
        initially_deferred,
        old_table,
        new_table,
    })))
}

fn timing(cursor: &mut Cursor<'_>) -> Parse<TriggerTiming> {
    Ok(match cursor.accept_any(&["BEFORE", "AFTER", "INSTEAD OF"]) {
        Some("BEFORE") => TriggerTiming::Before,
        Some("AFTER") => TriggerTiming::After,
        Some(_) => TriggerTiming::InsteadOf,
        None => return cursor.unexpected("BEFORE, AFTER or INSTEAD OF"),
    })
}

fn event(cursor: &mut Cursor<'_>) -> Parse<TriggerEvent> {
    Ok(match cursor.accept_any(&["INSERT", "UPDATE OF", "UPDATE", "DELETE", "TRUNCATE"]) {
        Some("INSERT") => TriggerEvent::Insert,
        Some("UPDATE OF") => TriggerEvent::Update(cursor.comma_list(Cursor::ident)?),
        Some("UPDATE") => TriggerEvent::Update(Vec::new()),
        Some("DELETE") => TriggerEvent::Delete,
        Some(_) => TriggerEvent::Truncate,
        None => return cursor.unexpected("INSERT, UPDATE, DELETE or TRUNCATE"),
    })
}

/// `[ [ NOT ] DEFERRABLE ] [ INITIALLY { IMMEDIATE | DEFERRED } ]`
fn deferral(cursor: &mut Cursor<'_>) -> (bool, bool) {
    let mut attributes = super::constraint::NO_ATTRIBUTES;
    while super::constraint::attribute(cursor, &mut attributes) {}
    // INITIALLY DEFERRED implies DEFERRABLE.
    let deferred = attributes.initially_deferred;
    (attributes.deferrable.unwrap_or(deferred), deferred)
}

/// `[ REFERENCING { OLD | NEW } TABLE [ AS ] name … ]`
fn transition_tables(cursor: &mut Cursor<'_>) -> Parse<(Option<Ident>, Option<Ident>)> {
    let (mut old, mut new) = (None, None);
    if cursor.accept("REFERENCING") {
        while let Some(which) = cursor.accept_any(&["OLD TABLE", "NEW TABLE"]) {
            cursor.accept("AS");
            let name = Some(cursor.ident()?);
            if which == "OLD TABLE" { old = name } else { new = name }
        }
    }
    Ok((old, new))
}

/// `EXECUTE { FUNCTION | PROCEDURE } name`
fn execute(cursor: &mut Cursor<'_>) -> Parse<ObjectName> {
    cursor.expect("EXECUTE")?;
    if !cursor.accept("PROCEDURE") {
        cursor.expect("FUNCTION")?;
    }
    cursor.object_name()
}

fn arguments(cursor: &mut Cursor<'_>) -> Parse<Vec<Arc<str>>> {
    let mut inside = parts::inside_parens(cursor)?;
    if inside.is_done() {
        return Ok(Vec::new());
    }
    let arguments = inside.comma_list(parts::word_or_literal)?;
    if !inside.is_done() {
        return inside.unexpected("\",\"");
    }
    Ok(arguments)
}

/// `CREATE EVENT TRIGGER name ON event [ WHEN variable IN ( … ) [ AND … ] ] EXECUTE FUNCTION f ()`
pub(super) fn create_event_trigger(cursor: &mut Cursor<'_>, _or_replace: bool) -> Parse<StatementKind> {
    cursor.expect("EVENT TRIGGER")?;
    let name = cursor.ident()?;
    cursor.expect("ON")?;
    let event = cursor.ident()?;
    let start = *cursor;
    if cursor.accept("WHEN") {
        loop {
            cursor.ident()?;
            cursor.expect("IN")?;
            cursor.parens()?;
            if !cursor.accept("AND") {
                break;
            }
        }
    }
    let mut filter = Cursor::new(cursor.source(), cursor.file(), start.tokens_until(cursor));
    let filter = definition::words(&mut filter)?;
    let function = execute(cursor)?;
    cursor.parens()?;
    Ok(StatementKind::CreateEventTrigger(CreateEventTrigger { name, event, filter, function }))
}

/// `CREATE [ OR REPLACE ] RULE name AS ON event TO table [ WHERE … ] DO [ ALSO | INSTEAD ] …`
pub(super) fn create_rule(cursor: &mut Cursor<'_>, or_replace: bool) -> Parse<StatementKind> {
    let start = cursor.offset();
    cursor.expect("RULE")?;
    let name = cursor.ident()?;
    cursor.expect("AS ON")?;
    let Some(event) = cursor.accept_any(&["SELECT", "INSERT", "UPDATE", "DELETE"]) else {
        return cursor.unexpected("SELECT, INSERT, UPDATE or DELETE");
    };
    cursor.expect("TO")?;
    let table = cursor.object_name()?;
    let condition = cursor.accept("WHERE").then(|| expression(cursor, &["DO"]));
    cursor.expect("DO")?;
    let instead = cursor.accept_any(&["INSTEAD", "ALSO"]) == Some("INSTEAD");
    let actions = rule_actions(cursor)?;
    let text = Arc::from(cursor.text_from(start));
    let event = Ident::unquoted(event);
    Ok(StatementKind::CreateRule(Box::new(CreateRule {
        name,
        or_replace,
        table,
        event,
        instead,
        condition,
        actions,
        text,
    })))
}

/// `NOTHING`, `command` or `( command; … )`
fn rule_actions(cursor: &mut Cursor<'_>) -> Parse<Vec<StatementKind>> {
    if cursor.accept("NOTHING") {
        return Ok(Vec::new());
    }
    let (source, file) = (cursor.source(), cursor.file());
    let (rest, _) = parts::rest_before(cursor, &[]);
    if rest.is_done() {
        return rest.unexpected("NOTHING or a command");
    }
    let mut ahead = rest;
    let in_parens = ahead.is_symbol("(") && ahead.parens().is_ok() && ahead.is_done();
    if !in_parens {
        return Ok(vec![nested(rest)?]);
    }
    let mut list = rest;
    let inside = parts::inside_parens(&mut list)?;
    let is_semicolon = |it: &Token| inside.token_text(*it) == ";";
    let commands = inside.rest().split(is_semicolon).filter(|it| !it.is_empty());
    commands.map(|it| nested(Cursor::new(source, file, it))).collect()
}
