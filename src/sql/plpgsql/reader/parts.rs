//! Parts of plpgsql statements: expressions, EXECUTE, RAISE, what stands between FOR and LOOP.

use super::super::{Condition, Execute, LoopKind, Raise};
use crate::sql::{
    cursor::Cursor,
    expr::{Expr, Tree},
    lower,
    name::ObjectName,
    slice::{Slice, between},
};
use std::{ops::Range, sync::Arc};

/// An expression, or the tail of a query in its place: `count(*) FROM t`.
pub(super) fn expression(slice: Slice<'_>) -> Expr {
    let found = lower::expr_of(slice);
    if !matches!(*found.tree, Tree::Unparsed { .. }) || slice.text().is_empty() {
        return found;
    }
    match lower::query(&format!("SELECT {}", slice.text())).query {
        Some(query) => {
            let query = Box::new(Arc::unwrap_or_clone(query));
            Expr { text: found.text, tree: Arc::new(Tree::Subquery { operands: Vec::new(), query }) }
        }
        None => found,
    }
}

/// Expressions with commas between them.
pub(super) fn listed(start: Cursor<'_>, end: Cursor<'_>) -> Vec<Expr> {
    let mut cursor = start;
    let mut found = Vec::new();
    while cursor.offset() < end.offset() && !cursor.is_done() {
        let item = cursor;
        cursor.skip_until(&[]);
        let item_end = if cursor.offset() > end.offset() { end } else { cursor };
        found.push(expression(between(&item, &item_end)));
        if !cursor.accept_symbol(",") {
            break;
        }
    }
    found
}

pub(super) fn execution(start: Cursor<'_>, end: Cursor<'_>) -> Execute {
    let until = |from: Cursor<'_>| {
        let mut depth = from;
        while depth.offset() < end.offset() && !depth.is_any(&["INTO", "USING"]) {
            if !depth.is_symbol("(") || depth.parens().is_err() {
                depth.advance();
            }
        }
        depth.offset()
    };
    let stop = until(start);
    let mut cursor = start;
    while cursor.offset() < stop {
        cursor.advance();
    }
    let command = expression(between(&start, &cursor));
    let (mut into, mut using) = (Vec::new(), Vec::new());
    while cursor.offset() < end.offset() {
        if cursor.accept("INTO") {
            cursor.accept("STRICT");
            into = cursor.comma_list(Cursor::object_name).unwrap_or_default();
        } else if cursor.accept("USING") {
            let from = cursor;
            while cursor.offset() < end.offset() && !cursor.is("INTO") {
                cursor.advance();
            }
            using = listed(from, cursor);
        } else {
            cursor.advance();
        }
    }
    Execute { command, into, using }
}

/// `[level] 'format' [, …] [USING …]`, `condition`, `SQLSTATE '…'`
pub(super) fn raise(mut cursor: Cursor<'_>, end: Cursor<'_>) -> Raise {
    let level = cursor.accept_any(&["DEBUG", "LOG", "INFO", "NOTICE", "WARNING", "EXCEPTION"]);
    let fails = level.is_none_or(|it| it == "EXCEPTION");
    let mut found = Raise { fails, condition: None, format: None, arguments: Vec::new(), again: false };
    if cursor.offset() >= end.offset() {
        found.again = true;
        return found;
    }
    if cursor.is_string() {
        found.format = cursor.string().ok();
        if cursor.accept_symbol(",") {
            let from = cursor;
            while cursor.offset() < end.offset() && !cursor.is("USING") {
                cursor.advance();
            }
            found.arguments = listed(from, cursor);
        }
    } else if !cursor.is("USING") {
        found.condition = condition(&mut cursor);
    }
    while cursor.offset() < end.offset() && !cursor.is_done() {
        let named = cursor.accept("ERRCODE");
        if named && (cursor.accept_symbol("=") || cursor.accept_symbol(":=")) {
            let text = cursor.string().unwrap_or_default();
            let state = text.len() == 5 && text.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
            let lower = || Arc::from(text.to_ascii_lowercase());
            found.condition = Some(if state { Condition::State(text.clone()) } else { Condition::Name(lower()) });
        }
        if !named {
            let message = cursor.accept("MESSAGE");
            if message && (cursor.accept_symbol("=") || cursor.accept_symbol(":=")) {
                found.format = cursor.string().ok().or(found.format);
            }
            cursor.advance();
        }
    }
    found
}

pub(super) fn condition(cursor: &mut Cursor<'_>) -> Option<Condition> {
    if cursor.accept("SQLSTATE") {
        return cursor.string().ok().map(Condition::State);
    }
    cursor.ident().ok().map(|it| Condition::Name(Arc::from(it.as_str().to_ascii_lowercase())))
}

/// `x := …`, `x.y = …`, `x[1] := …`
pub(super) fn assignment(start: Cursor<'_>, end: Cursor<'_>) -> Option<(ObjectName, bool, Expr)> {
    let mut cursor = start;
    let target = cursor.object_name().ok()?;
    let mut part = target.schema.is_some();
    while cursor.accept_symbol("[") {
        part = true;
        while cursor.offset() < end.offset() && !cursor.accept_symbol("]") {
            cursor.advance();
        }
    }
    if !is_assign(&cursor) {
        return None;
    }
    cursor.advance();
    Some((target, part, expression(between(&cursor, &end))))
}

pub(super) fn is_assign(cursor: &Cursor<'_>) -> bool {
    cursor.is_symbol(":=") || cursor.is_symbol("=")
}

pub(super) fn is_query(cursor: &Cursor<'_>) -> bool {
    const QUERIES: &[&str] = &["SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "EXPLAIN"];
    cursor.is_any(QUERIES) || (cursor.is_symbol("(") && QUERIES.iter().any(|it| cursor.is_word_at(1, it)))
}

/// `[REVERSE] from .. to [BY step]`
pub(super) fn range(variable: &ObjectName, start: Cursor<'_>, end: Cursor<'_>) -> Option<LoopKind> {
    let mut cursor = start;
    let reverse = cursor.accept("REVERSE");
    let stop = |from: Cursor<'_>, at: &dyn Fn(&Cursor<'_>) -> bool| {
        let mut count = 0;
        let mut cursor = from;
        while cursor.offset() < end.offset() && !at(&cursor) {
            let before = cursor.rest().len();
            if !cursor.is_symbol("(") || cursor.parens().is_err() {
                cursor.advance();
            }
            count += before - cursor.rest().len();
        }
        (cursor.offset() < end.offset()).then_some(count)
    };
    let first = cursor;
    (0..stop(cursor, &|it| it.is_symbol(".."))?).for_each(|_| cursor.advance());
    let from = expression(between(&first, &cursor));
    cursor.accept_symbol("..");
    let second = cursor;
    let by = stop(cursor, &|it| it.is("BY"));
    let (to, step) = match by {
        Some(count) => {
            (0..count).for_each(|_| cursor.advance());
            let to = expression(between(&second, &cursor));
            cursor.accept("BY");
            (to, Some(expression(between(&cursor, &end))))
        }
        None => (expression(between(&second, &end)), None),
    };
    Some(LoopKind::Range { variable: variable.name.clone(), reverse, from, to, step })
}

/// What stands between FOREACH and LOOP.
pub(super) fn each_of(start: Cursor<'_>, end: Cursor<'_>) -> Option<LoopKind> {
    let mut cursor = start;
    let variables = cursor.comma_list(Cursor::object_name).ok()?;
    while cursor.offset() < end.offset() && !cursor.accept("IN ARRAY") {
        cursor.advance();
    }
    Some(LoopKind::Array { variables, array: expression(between(&cursor, &end)) })
}

pub(super) fn bytes(start: &Cursor<'_>, end: &Cursor<'_>) -> Option<Range<usize>> {
    let tokens = start.tokens_until(end);
    Some(tokens.first()?.start as usize..tokens.last()?.end as usize)
}

/// The bytes and names of `INTO [STRICT] a, b.c` that do not belong to INSERT or MERGE.
pub(super) fn into_variables(mut cursor: Cursor<'_>, end: &Cursor<'_>) -> Vec<(Range<usize>, Vec<ObjectName>)> {
    let mut found = Vec::new();
    let mut is_target = false;
    while cursor.offset() < end.offset() && !cursor.is_done() {
        if !cursor.is("INTO") || is_target {
            is_target = cursor.is("INSERT") || cursor.is("MERGE");
            if !cursor.is_symbol("(") || cursor.parens().is_err() {
                cursor.advance();
            }
            continue;
        }
        let start = cursor.offset();
        cursor.advance();
        cursor.accept("STRICT");
        if let Ok(names) = cursor.comma_list(Cursor::object_name) {
            found.push((cursor.span_from(start).bytes(), names));
        }
    }
    found
}
