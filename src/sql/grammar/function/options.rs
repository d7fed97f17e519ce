//! The options of CREATE and ALTER FUNCTION, and the body.

use super::super::{nested, parts, session};
use crate::sql::{
    cursor::{Cursor, Parse, unquote_string},
    expr::{Expr, Projected, Query, Select},
    lower::{expression, type_name},
    name::Ident,
    statement::*,
    token::TokenKind,
};
use std::sync::Arc;

pub(super) fn create_option(cursor: &mut Cursor<'_>, function: &mut CreateFunction) -> Parse<()> {
    if let Some(language) = language(cursor)? {
        function.language = Some(language);
        return Ok(());
    }
    let start = cursor.offset();
    match () {
        () if cursor.accept("AS") => function.body = body(cursor)?,
        () if cursor.accept("RETURN") => {
            let value = expression(cursor, &[]);
            let text = Arc::from(cursor.text_from(start));
            function.body = FunctionBody::Inline { statements: vec![select(value)], text };
        }
        () if cursor.accept("BEGIN ATOMIC") => {
            let statements = atomic(cursor)?;
            function.body = FunctionBody::Inline { statements, text: Arc::from(cursor.text_from(start)) };
        }
        () if cursor.accept("WINDOW") => {}
        () if cursor.is("WITH") && cursor.is_symbol_at(1, "(") => old_options(cursor, function)?,
        () if cursor.accept("TRANSFORM") => {
            cursor.comma_list(|cursor| {
                cursor.expect("FOR TYPE")?;
                type_name(cursor)
            })?;
        }
        () => match common_option(cursor, &mut function.hints)? {
            CommonOption::Volatility(it) => function.volatility = Some(it),
            CommonOption::SecurityDefiner(it) => function.security_definer = it,
            CommonOption::Strict(it) => function.strict = it,
            CommonOption::Setting(it) => function.settings.push(it),
            CommonOption::Hint => {}
        },
    }
    Ok(())
}

/// `WITH ( isStrict, isCachable )`: gone since 11; histories are older.
fn old_options(cursor: &mut Cursor<'_>, function: &mut CreateFunction) -> Parse<()> {
    for option in parts::with_options(cursor)? {
        match option.name.as_ref() {
            "isstrict" => function.strict = true,
            "iscachable" => function.volatility = Some(Volatility::Immutable),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn alter_option(cursor: &mut Cursor<'_>, function: &mut AlterFunction) -> Parse<()> {
    if cursor.accept("RESTRICT") {
        return Ok(());
    }
    if cursor.accept("RESET") {
        // RESET ALL or RESET name
        let mut name = cursor.ident()?.as_str().to_owned();
        while cursor.accept_symbol(".") {
            name = format!("{name}.{}", cursor.ident()?.as_str());
        }
        let name = Arc::from(name.to_ascii_lowercase());
        function.settings.push(SetVariable { local: false, name, values: Vec::new() });
        return Ok(());
    }
    match common_option(cursor, &mut function.hints)? {
        CommonOption::Volatility(it) => function.volatility = Some(it),
        CommonOption::SecurityDefiner(it) => function.security_definer = Some(it),
        CommonOption::Setting(it) => function.settings.push(it),
        CommonOption::Strict(it) => function.strict = Some(it),
        CommonOption::Hint => {}
    }
    Ok(())
}

enum CommonOption {
    Volatility(Volatility),
    SecurityDefiner(bool),
    Strict(bool),
    Setting(SetVariable),
    /// It is among the hints by now.
    Hint,
}

/// What CREATE and ALTER share.
fn common_option(cursor: &mut Cursor<'_>, hints: &mut PlannerHints) -> Parse<CommonOption> {
    Ok(match () {
        () if cursor.accept("IMMUTABLE") => CommonOption::Volatility(Volatility::Immutable),
        () if cursor.accept("STABLE") => CommonOption::Volatility(Volatility::Stable),
        () if cursor.accept("VOLATILE") => CommonOption::Volatility(Volatility::Volatile),
        () if cursor.accept("STRICT") || cursor.accept("RETURNS NULL ON NULL INPUT") => CommonOption::Strict(true),
        () if cursor.accept("CALLED ON NULL INPUT") => CommonOption::Strict(false),
        () if cursor.is("LEAKPROOF") || cursor.is_all("NOT LEAKPROOF") => {
            hints.leakproof = Some(!cursor.accept("NOT"));
            cursor.expect("LEAKPROOF")?;
            CommonOption::Hint
        }
        () if cursor.is_any(&["EXTERNAL", "SECURITY"]) => {
            cursor.accept("EXTERNAL");
            cursor.expect("SECURITY")?;
            let definer = cursor.accept("DEFINER");
            if !definer {
                cursor.expect("INVOKER")?;
            }
            CommonOption::SecurityDefiner(definer)
        }
        () if cursor.accept("SET") => CommonOption::Setting(session::variable(cursor, false)?),
        () if cursor.accept("PARALLEL") => {
            hints.parallel = Some(Arc::from(cursor.ident()?.as_str()));
            CommonOption::Hint
        }
        () if cursor.accept("COST") => {
            hints.cost = Some(number(cursor)?);
            CommonOption::Hint
        }
        () if cursor.accept("ROWS") => {
            hints.rows = Some(number(cursor)?);
            CommonOption::Hint
        }
        () if cursor.accept("SUPPORT") => {
            hints.support = Some(cursor.object_name()?);
            CommonOption::Hint
        }
        () => return cursor.unexpected("an option of a function"),
    })
}

/// As the server keeps it: `0.5` however it is written.
fn number(cursor: &mut Cursor<'_>) -> Parse<Arc<str>> {
    let text = parts::word_or_literal(cursor)?;
    Ok(text.parse::<f32>().map_or(text, |it| Arc::from(it.to_string())))
}

/// `[ LANGUAGE name ]`; the name may be a string and is folded all the same.
pub(super) fn language(cursor: &mut Cursor<'_>) -> Parse<Option<Ident>> {
    if !cursor.accept("LANGUAGE") {
        return Ok(None);
    }
    match cursor.peek().filter(|it| it.kind == TokenKind::String) {
        Some(string) => {
            cursor.advance();
            Ok(Some(Ident::unquoted(&unquote_string(cursor.token_text(string)))))
        }
        None => cursor.ident().map(Some),
    }
}

/// Behind AS: `'definition'` or `'object file', 'symbol'`
fn body(cursor: &mut Cursor<'_>) -> Parse<FunctionBody> {
    let (text, span) = parts::code(cursor)?;
    if cursor.accept_symbol(",") {
        cursor.string()?;
        return Ok(FunctionBody::None);
    }
    Ok(FunctionBody::Text { text, span })
}

/// Behind BEGIN ATOMIC: `statement; … END`
fn atomic(cursor: &mut Cursor<'_>) -> Parse<Vec<StatementKind>> {
    let mut statements = Vec::new();
    while !cursor.accept("END") {
        if cursor.accept_symbol(";") {
            continue;
        }
        let start = *cursor;
        skip_statement(cursor)?;
        let mut inner = Cursor::new(cursor.source(), cursor.file(), start.tokens_until(cursor));
        cursor.expect_symbol(";")?;
        statements.push(if inner.accept("RETURN") { select(expression(&mut inner, &[])) } else { nested(inner)? });
    }
    Ok(statements)
}

/// To the semicolon; `CASE … END` and parentheses have none of their own.
fn skip_statement(cursor: &mut Cursor<'_>) -> Parse<()> {
    while !cursor.is_symbol(";") {
        if cursor.is_done() {
            return cursor.unexpected("\";\"");
        }
        cursor.advance();
    }
    Ok(())
}

/// `SELECT value`, which is what `RETURN value` means.
fn select(value: Expr) -> StatementKind {
    let projected = Projected::Expr { tree: value.tree.as_ref().clone(), alias: None };
    let branch = Select { projection: vec![projected], ..Select::default() };
    let query = Query { branches: vec![branch], ..Query::default() };
    StatementKind::Dml(Box::new(Dml {
        kind: DmlKind::Select,
        target: None,
        target_alias: None,
        columns: Vec::new(),
        query: QueryText { text: value.text, query: Some(Arc::new(query)), words: Vec::new() },
        has_condition: false,
        value_rows: None,
        on_conflict: false,
        conflict_target: false,
        only: false,
        returning: false,
    }))
}
