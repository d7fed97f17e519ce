//! Functions and procedures, DO and CALL.

mod options;

use super::{object, parts};
use crate::sql::{
    cursor::{Cursor, Parse},
    expr::Tree,
    lower::{self, expression, type_name},
    slice::between,
    statement::*,
};
use std::sync::Arc;

/// `CREATE [ OR REPLACE ] { FUNCTION | PROCEDURE } name ( arguments ) [ RETURNS … ] option …`
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool) -> Parse<StatementKind> {
    let procedure = cursor.accept("PROCEDURE");
    if !procedure {
        cursor.expect("FUNCTION")?;
    }
    let name = cursor.object_name()?;
    let arguments = arguments(cursor)?;
    let mut function = CreateFunction {
        name,
        procedure,
        or_replace,
        arguments,
        returns: None,
        language: None,
        volatility: None,
        strict: false,
        security_definer: false,
        hints: PlannerHints::default(),
        settings: Vec::new(),
        body: FunctionBody::None,
    };
    if cursor.accept("RETURNS TABLE") {
        let columns = cursor.list_in_parens(|cursor| {
            let name = Some(cursor.ident()?);
            Ok(Argument { name, mode: ArgumentMode::Table, data_type: argument_type(cursor)?, default: None })
        })?;
        function.arguments.extend(columns);
    } else if !cursor.is_all("RETURNS NULL ON NULL INPUT") && cursor.accept("RETURNS") {
        function.returns = Some(argument_type(cursor)?);
    }
    while !cursor.is_done() {
        options::create_option(cursor, &mut function)?;
    }
    Ok(StatementKind::CreateFunction(Box::new(function)))
}

fn arguments(cursor: &mut Cursor<'_>) -> Parse<Vec<Argument>> {
    if cursor.is_symbol("(") && cursor.is_symbol_at(1, ")") {
        cursor.parens()?;
        return Ok(Vec::new());
    }
    cursor.list_in_parens(argument)
}

/// `[ mode ] [ name ] type [ { DEFAULT | = } expression ]`; the mode may also stand behind the name.
pub(super) fn argument(cursor: &mut Cursor<'_>) -> Parse<Argument> {
    let mut mode = argument_mode(cursor);
    let mut ahead = *cursor;
    let only_type = argument_type(&mut ahead).ok().filter(|_| ends_argument(&ahead));
    let (name, data_type) = match only_type {
        Some(data_type) => {
            *cursor = ahead;
            (None, data_type)
        }
        None => {
            let name = cursor.ident()?;
            mode = mode.or_else(|| argument_mode(cursor));
            (Some(name), argument_type(cursor)?)
        }
    };
    let has_default = cursor.accept("DEFAULT") || cursor.accept_symbol("=") || cursor.accept_symbol(":=");
    let default = has_default.then(|| expression(cursor, &[]));
    Ok(Argument { name, mode: mode.unwrap_or(ArgumentMode::In), data_type, default })
}

fn argument_mode(cursor: &mut Cursor<'_>) -> Option<ArgumentMode> {
    Some(match cursor.accept_any(&["IN OUT", "INOUT", "IN", "OUT", "VARIADIC"])? {
        "IN" => ArgumentMode::In,
        "OUT" => ArgumentMode::Out,
        "VARIADIC" => ArgumentMode::Variadic,
        _ => ArgumentMode::InOut,
    })
}

fn ends_argument(cursor: &Cursor<'_>) -> bool {
    cursor.is_done()
        || cursor.is_any(&["DEFAULT", "ORDER"])
        || [",", ")", "=", ":="].iter().any(|it| cursor.is_symbol(it))
}

/// A type, or `table.column%TYPE`, which is kept as a type named like the column.
fn argument_type(cursor: &mut Cursor<'_>) -> Parse<crate::sql::expr::TypeName> {
    let data_type = type_name(cursor)?;
    if cursor.accept_symbol("%") {
        cursor.expect("TYPE")?;
    }
    Ok(data_type)
}

/// Behind ALTER: `{ FUNCTION | PROCEDURE | ROUTINE } signature …`
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    let Some(kind) = object::kind(cursor) else { return cursor.unexpected("a kind of routine") };
    let signature = object::signature(cursor)?;
    let is_object_action = ["RENAME TO", "OWNER TO", "SET SCHEMA", "DEPENDS ON", "NO DEPENDS ON"];
    if is_object_action.iter().any(|it| cursor.is_all(it)) {
        let object = ObjectRef { name: signature.name, part: None, arguments: signature.arguments };
        let action = object::action(cursor)?;
        return Ok(StatementKind::AlterObject(AlterObject { kind, object, if_exists: false, action }));
    }
    let mut function = AlterFunction {
        kind,
        signature,
        volatility: None,
        strict: None,
        security_definer: None,
        hints: PlannerHints::default(),
        settings: Vec::new(),
    };
    if cursor.is_done() {
        return cursor.unexpected("an action of ALTER FUNCTION");
    }
    while !cursor.is_done() {
        options::alter_option(cursor, &mut function)?;
    }
    Ok(StatementKind::AlterFunction(function))
}

/// `DO [ LANGUAGE name ] 'body' [ LANGUAGE name ]`
pub(super) fn do_block(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("DO")?;
    let before = options::language(cursor)?;
    let (body, span) = parts::code(cursor)?;
    let language = options::language(cursor)?.or(before);
    Ok(StatementKind::Do(DoBlock { language, body, span }))
}

/// `CALL name ( arguments )`
pub(super) fn call(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    cursor.expect("CALL")?;
    let procedure = cursor.object_name()?;
    let (start, end) = cursor.parens()?;
    let call = lower::expr(&format!("f({})", between(&start, &end).text()));
    let arguments = match Arc::unwrap_or_clone(call.tree) {
        Tree::Call { arguments, .. } => arguments,
        _ => Vec::new(),
    };
    Ok(StatementKind::Call { procedure, arguments })
}
