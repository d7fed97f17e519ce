//! Queries and DML: what the statement is, its target and its columns, from our own tokens. The query inside is
//! `lower`'s; where it cannot be read, what stands here still holds.

use super::{
    cursor::{Cursor, Parse},
    expr::{Expr, Projected, Query, Select, Tree},
    lower,
    name::{Ident, ObjectName},
    slice::between,
    statement::{CreateTableAs, Dml, DmlKind, Persistence, QueryText, SetVariable, StatementKind},
    token::TokenKind,
};
use std::sync::Arc;

/// A query, DML or COPY; None when it begins otherwise.
pub(super) fn statement(cursor: &mut Cursor<'_>) -> Parse<Option<StatementKind>> {
    let start = *cursor;
    let mut verb = start;
    if skip_with(&mut verb).is_err() {
        verb = start;
    }
    let kind = if verb.is("INSERT") {
        insert(start, verb)?
    } else if verb.is("UPDATE") {
        update(start, verb)?
    } else if verb.is("DELETE") {
        delete(start, verb)?
    } else if verb.is("MERGE") {
        merge(start, verb)?
    } else if verb.is("COPY") {
        copy(verb)?
    } else if verb.is_any(&["SELECT", "VALUES", "TABLE", "WITH"]) || verb.is_symbol("(") {
        return Ok(Some(select(start, verb)?));
    } else {
        return Ok(None);
    };
    Ok(Some(StatementKind::Dml(Box::new(kind))))
}

/// Skips `WITH name AS (…), …` to the statement's verb.
fn skip_with(cursor: &mut Cursor<'_>) -> Parse<()> {
    if !cursor.accept("WITH") {
        return Ok(());
    }
    cursor.accept("RECURSIVE");
    loop {
        cursor.ident()?;
        if cursor.is_symbol("(") {
            cursor.parens()?;
        }
        cursor.expect("AS")?;
        cursor.accept("NOT");
        cursor.accept("MATERIALIZED");
        cursor.parens()?;
        while cursor.is_any(&["SEARCH", "CYCLE"]) {
            while !cursor.is_done() && !cursor.accept("USING") && !cursor.accept("SET") {
                cursor.advance();
            }
            cursor.skip_until(&["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "SEARCH", "CYCLE"]);
        }
        if !cursor.accept_symbol(",") {
            return Ok(());
        }
    }
}

// ---- SELECT ---------------------------------------------------------------------------------------------------------

fn select(start: Cursor<'_>, verb: Cursor<'_>) -> Parse<StatementKind> {
    if let Some(set) = set_config(verb) {
        return Ok(StatementKind::Set(set));
    }
    let query = lower::query_to_end(&mut { start });
    if let Some((name, persistence)) = select_into(verb) {
        return Ok(StatementKind::CreateTableAs(Box::new(CreateTableAs {
            name,
            if_not_exists: false,
            persistence,
            materialized_view: false,
            columns: Vec::new(),
            access_method: None,
            options: Vec::new(),
            tablespace: None,
            query: Some(query),
            with_data: true,
        })));
    }
    Ok(StatementKind::Dml(Box::new(Dml { query, ..empty(DmlKind::Select) })))
}

/// `SELECT expression`: what plpgsql runs to know a value.
pub(super) fn evaluation(expr: &Expr) -> Dml {
    let projection = vec![Projected::Expr { tree: Tree::clone(&expr.tree), alias: None }];
    let query = Query { branches: vec![Select { projection, ..Select::default() }], ..Query::default() };
    let query = QueryText { text: expr.text.clone(), query: Some(Arc::new(query)), words: Vec::new() };
    Dml { query, ..empty(DmlKind::Select) }
}

fn empty(kind: DmlKind) -> Dml {
    Dml {
        kind,
        target: None,
        target_alias: None,
        columns: Vec::new(),
        query: QueryText { text: Arc::from(""), query: None, words: Vec::new() },
        has_condition: false,
        value_rows: None,
        on_conflict: false,
        conflict_target: false,
        only: false,
        returning: false,
    }
}

/// `SELECT … INTO [TEMP] name FROM …`
fn select_into(verb: Cursor<'_>) -> Option<(ObjectName, Persistence)> {
    let mut cursor = verb;
    if !cursor.accept("SELECT") || !skip_to(&mut cursor, &["INTO", "FROM"]) || !cursor.accept("INTO") {
        return None;
    }
    cursor.accept_any(&["LOCAL", "GLOBAL"]);
    let persistence = match cursor.accept_any(&["TEMP", "TEMPORARY", "UNLOGGED"]) {
        Some("UNLOGGED") => Persistence::Unlogged,
        Some(_) => Persistence::Temporary,
        None => Persistence::Permanent,
    };
    cursor.accept("TABLE");
    Some((cursor.object_name().ok()?, persistence))
}

/// `SELECT [pg_catalog.]set_config('name', 'value', local)` and nothing else: how pg_dump sets the search path.
fn set_config(verb: Cursor<'_>) -> Option<SetVariable> {
    let mut cursor = verb;
    if !cursor.accept("SELECT") {
        return None;
    }
    let name = cursor.object_name().ok()?;
    let built_in = name.schema.is_none_or(|it| it.as_str() == "pg_catalog");
    if !built_in || name.name.as_str() != "set_config" || !cursor.accept_symbol("(") {
        return None;
    }
    let name = cursor.string().ok()?.to_ascii_lowercase();
    let value = cursor.accept_symbol(",").then(|| cursor.string().ok()).flatten()?;
    let local = cursor.accept_symbol(",").then(|| cursor.accept_any(&["TRUE", "FALSE"])).flatten()?;
    if !cursor.accept_symbol(")") || !cursor.is_done() {
        return None;
    }
    let values = match name.as_str() {
        "search_path" => value.split(',').map(|it| path_element(it.trim())).collect(),
        _ => vec![value],
    };
    Some(SetVariable { local: local == "TRUE", name: Arc::from(name), values })
}

fn path_element(text: &str) -> Arc<str> {
    match text.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(quoted) => Arc::from(quoted.replace("\"\"", "\"")),
        None => Arc::from(text.to_ascii_lowercase()),
    }
}

// ---- INSERT, UPDATE, DELETE, MERGE ----------------------------------------------------------------------------------

fn insert<'a>(start: Cursor<'a>, verb: Cursor<'a>) -> Parse<Dml> {
    let mut cursor = verb;
    cursor.expect("INSERT INTO")?;
    let target = Some(cursor.object_name()?);
    let target_alias = if cursor.accept("AS") { Some(cursor.ident()?) } else { None };
    let columns = if cursor.is_symbol("(") && !begins_query(&cursor) {
        cursor.list_in_parens(target_column)?
    } else {
        Vec::new()
    };
    if cursor.accept("OVERRIDING") {
        cursor.accept_any(&["SYSTEM", "USER"]);
        cursor.expect("VALUE")?;
    }
    let (value_rows, constant) = if cursor.accept("DEFAULT VALUES") {
        (Some(1), cursor.is_done())
    } else if cursor.accept("VALUES") {
        let (rows, constant) = value_rows(&mut cursor)?;
        (Some(rows), constant && ends_plainly(cursor))
    } else {
        (None, false)
    };
    let clauses = Clauses::of(cursor);
    let mut query = if constant { constant_rows(start) } else { lower::query_to_end(&mut { start }) };
    if let (true, Some(query)) = (clauses.on_conflict, &mut query.query) {
        let conditions = conflict_target(cursor);
        Arc::make_mut(query).branches.push(Select { conditions, ..Select::default() });
    }
    Ok(Dml {
        target,
        target_alias,
        columns,
        query,
        has_condition: value_rows.is_none(),
        value_rows,
        on_conflict: clauses.on_conflict,
        conflict_target: clauses.conflict_target,
        only: false,
        returning: clauses.returning,
        ..empty(DmlKind::Insert)
    })
}

/// `(SELECT …`, `((SELECT …`, `(WITH …`, `(VALUES …`: a query and no column list.
fn begins_query(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    while ahead.accept_symbol("(") {}
    ahead.is_any(&["SELECT", "WITH", "VALUES", "TABLE"]) && !ahead.is_symbol_at(1, ",") && !ahead.is_symbol_at(1, ")")
}

/// A column with a subscript or field behind it.
fn target_column(cursor: &mut Cursor<'_>) -> Parse<Ident> {
    let column = cursor.ident()?;
    if cursor.is_symbol(".") || cursor.is_symbol("[") {
        cursor.skip_until(&[]);
    }
    Ok(column)
}

/// Counts `(…), (…)`; also whether all of it is literals, which name no column, function or relation.
fn value_rows(cursor: &mut Cursor<'_>) -> Parse<(usize, bool)> {
    let mut rows = 0;
    let mut constant = true;
    loop {
        let (inside, end) = cursor.parens()?;
        let mut type_follows = false;
        for token in inside.tokens_until(&end) {
            let text = inside.token_text(*token);
            constant &= match token.kind {
                TokenKind::String | TokenKind::DollarString | TokenKind::BitString | TokenKind::Number => true,
                TokenKind::Symbol => matches!(text, "," | "::" | "-" | "+"),
                TokenKind::Word => {
                    type_follows || ["null", "true", "false", "default"].iter().any(|it| it.eq_ignore_ascii_case(text))
                }
                _ => false,
            };
            type_follows = text == "::";
        }
        rows += 1;
        if !cursor.accept_symbol(",") {
            return Ok((rows, constant));
        }
    }
}

/// The expressions of `ON CONFLICT (expression [COLLATE c] [opclass], …) [WHERE …]`.
fn conflict_target(mut cursor: Cursor<'_>) -> Vec<Tree> {
    skip_to(&mut cursor, &["CONFLICT"]);
    cursor.advance();
    let mut trees = Vec::new();
    if let Ok((mut inside, end)) = cursor.parens() {
        while inside.offset() < end.offset() {
            let expr = lower::expression(&mut inside, &["COLLATE"]);
            trees.push(Tree::clone(&expr.tree));
            inside.skip_until(&[]);
            inside.advance();
        }
    }
    if cursor.accept("WHERE") {
        trees.push(Tree::clone(&lower::expression(&mut cursor, &["DO"]).tree));
    }
    trees
}

/// Nothing more, or `ON CONFLICT [(columns)] DO NOTHING`.
fn ends_plainly(mut cursor: Cursor<'_>) -> bool {
    if cursor.accept("ON CONFLICT") {
        let columns = !cursor.is_symbol("(") || cursor.list_in_parens(Cursor::ident).is_ok();
        if !columns || !cursor.accept("DO NOTHING") {
            return false;
        }
    }
    cursor.is_done()
}

/// The query of rows of literals: it reads nothing.
fn constant_rows(start: Cursor<'_>) -> QueryText {
    let mut end = start;
    while !end.is_done() {
        end.advance();
    }
    let query = Query { branches: vec![Select::default()], ..Query::default() };
    QueryText { text: Arc::from(between(&start, &end).text()), query: Some(Arc::new(query)), words: Vec::new() }
}

fn update<'a>(start: Cursor<'a>, verb: Cursor<'a>) -> Parse<Dml> {
    let mut cursor = verb;
    cursor.expect("UPDATE")?;
    let only = cursor.is("ONLY");
    let target = Some(relation(&mut cursor)?);
    let target_alias = alias(&mut cursor, &["SET"])?;
    cursor.expect("SET")?;
    let columns = assignments(&mut cursor, &["FROM", "WHERE", "RETURNING"])?;
    let clauses = Clauses::of(cursor);
    Ok(Dml {
        target,
        target_alias,
        columns,
        query: lower::query_to_end(&mut { start }),
        has_condition: clauses.condition,
        returning: clauses.returning,
        only,
        ..empty(DmlKind::Update)
    })
}

fn delete<'a>(start: Cursor<'a>, verb: Cursor<'a>) -> Parse<Dml> {
    let mut cursor = verb;
    cursor.expect("DELETE FROM")?;
    let only = cursor.is("ONLY");
    let target = Some(relation(&mut cursor)?);
    let target_alias = alias(&mut cursor, &["USING", "WHERE", "RETURNING"])?;
    let clauses = Clauses::of(cursor);
    Ok(Dml {
        target,
        target_alias,
        query: lower::query_to_end(&mut { start }),
        has_condition: clauses.condition,
        returning: clauses.returning,
        only,
        ..empty(DmlKind::Delete)
    })
}

fn merge<'a>(start: Cursor<'a>, verb: Cursor<'a>) -> Parse<Dml> {
    let mut cursor = verb;
    cursor.expect("MERGE INTO")?;
    let target = Some(relation(&mut cursor)?);
    let target_alias = alias(&mut cursor, &["USING"])?;
    cursor.expect("USING")?;
    let mut columns = Vec::new();
    let mut returning = false;
    while skip_to(&mut cursor, &["SET", "INSERT", "RETURNING"]) {
        if cursor.accept("SET") {
            columns.extend(assignments(&mut cursor, &["WHEN", "RETURNING"])?);
        } else if cursor.accept("INSERT") {
            if cursor.is_symbol("(") {
                columns.extend(cursor.list_in_parens(target_column)?);
            }
        } else {
            returning = true;
            break;
        }
    }
    columns.sort();
    columns.dedup();
    Ok(Dml {
        target,
        target_alias,
        columns,
        query: lower::query_to_end(&mut { start }),
        has_condition: true,
        returning,
        ..empty(DmlKind::Merge)
    })
}

/// `[ONLY] name [*]`
fn relation(cursor: &mut Cursor<'_>) -> Parse<ObjectName> {
    let name = if cursor.accept("ONLY") && cursor.accept_symbol("(") {
        let name = cursor.object_name()?;
        cursor.expect_symbol(")")?;
        name
    } else {
        cursor.object_name()?
    };
    cursor.accept_symbol("*");
    Ok(name)
}

/// `[AS] alias`, unless one of `words` comes next.
fn alias(cursor: &mut Cursor<'_>, words: &[&str]) -> Parse<Option<Ident>> {
    if cursor.accept("AS") {
        return cursor.ident().map(Some);
    }
    let follows = !cursor.is_done() && !cursor.is_any(words);
    if follows { cursor.ident().map(Some) } else { Ok(None) }
}

/// `a = …, (b, c) = …`: the columns.
fn assignments(cursor: &mut Cursor<'_>, ends: &[&str]) -> Parse<Vec<Ident>> {
    let mut columns = Vec::new();
    loop {
        if cursor.is_symbol("(") {
            columns.extend(cursor.list_in_parens(target_column)?);
        } else {
            columns.push(cursor.ident()?);
        }
        cursor.skip_until(ends);
        if !cursor.accept_symbol(",") {
            return Ok(columns);
        }
    }
}

/// Which clauses follow, outside parentheses.
struct Clauses {
    condition: bool,
    returning: bool,
    on_conflict: bool,
    conflict_target: bool,
}

impl Clauses {
    fn of(cursor: Cursor<'_>) -> Self {
        let follows = |word: &str| skip_to(&mut { cursor }, &[word]);
        let mut conflict = cursor;
        let on_conflict = skip_to(&mut conflict, &["CONFLICT"]);
        let conflict_target = on_conflict && !conflict.is_word_at(1, "DO");
        Self { condition: follows("WHERE"), returning: follows("RETURNING"), on_conflict, conflict_target }
    }
}

/// Skips to the first of `words` outside parentheses; false at the end.
fn skip_to(cursor: &mut Cursor<'_>, words: &[&str]) -> bool {
    while !cursor.is_done() {
        if cursor.is_any(words) {
            return true;
        }
        if !cursor.is_symbol("(") || cursor.parens().is_err() {
            cursor.advance();
        }
    }
    false
}

// ---- COPY -----------------------------------------------------------------------------------------------------------

fn copy(verb: Cursor<'_>) -> Parse<Dml> {
    let mut cursor = verb;
    cursor.expect("COPY")?;
    if cursor.is_symbol("(") {
        let (start, end) = cursor.parens()?;
        cursor.expect("TO")?;
        return Ok(Dml { query: lower::query_of(between(&start, &end)), ..empty(DmlKind::CopyTo) });
    }
    if cursor.is("BINARY") && !cursor.is_word_at(1, "FROM") && !cursor.is_word_at(1, "TO") {
        cursor.advance();
    }
    let name = cursor.object_name()?;
    let columns = if cursor.is_symbol("(") { cursor.list_in_parens(Cursor::ident)? } else { Vec::new() };
    if cursor.accept("FROM") {
        let query = constant_rows(verb);
        let condition = Clauses::of(cursor).condition;
        return Ok(Dml { target: Some(name), columns, query, has_condition: condition, ..empty(DmlKind::CopyFrom) });
    }
    cursor.expect("TO")?;
    let all = lower::table_query(&name, &columns, between(&verb, &cursor));
    Ok(Dml { columns, query: all, ..empty(DmlKind::CopyTo) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::parse::parse_text;

    fn dml(text: &str) -> Dml {
        match parse_text(text).statements.pop().map(|it| it.kind) {
            Some(StatementKind::Dml(dml)) => *dml,
            other => panic!("not DML: {other:?}"),
        }
    }

    fn show(text: &str) -> String {
        let it = dml(text);
        let flags = [(it.has_condition, "where"), (it.on_conflict, "conflict"), (it.returning, "returning")];
        let flags: Vec<&str> = flags.iter().filter(|it| it.0).map(|it| it.1).collect();
        let name = |it: Option<String>| it.unwrap_or("-".to_owned());
        format!(
            "{} {} {} {:?} {:?} {}",
            StatementKind::Dml(Box::new(it.clone())).tag(),
            name(it.target.map(|it| it.to_string())),
            name(it.target_alias.map(|it| it.to_string())),
            it.columns.iter().map(Ident::as_str).collect::<Vec<_>>(),
            it.value_rows,
            flags.join("+")
        )
    }

    #[test]
    fn targets_columns_and_clauses() {
        for (text, expected) in [
            ("INSERT INTO s.t (a, b[1]) VALUES (1, f(2)), (3, 4)", "INSERT s.t - [\"a\", \"b\"] Some(2) "),
            (
                "WITH x AS (SELECT 1) INSERT INTO t AS u SELECT * FROM x ON CONFLICT (a) DO UPDATE SET a = 1 RETURNING a",
                "INSERT t u [] None where+conflict+returning",
            ),
            ("INSERT INTO t (SELECT 1)", "INSERT t - [] None where"),
            ("INSERT INTO t DEFAULT VALUES", "INSERT t - [] Some(1) "),
            (
                "UPDATE ONLY t AS u SET a = (SELECT 1 WHERE true), (b, c) = (1, 2)",
                "UPDATE t u [\"a\", \"b\", \"c\"] None ",
            ),
            ("UPDATE t u SET a = 1 FROM x WHERE x.id = u.id", "UPDATE t u [\"a\"] None where"),
            ("DELETE FROM t USING x WHERE true RETURNING *", "DELETE t - [] None where+returning"),
            ("DELETE FROM ONLY (t)", "DELETE t - [] None "),
            (
                "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = 1 \
                 WHEN NOT MATCHED THEN INSERT (id, a) VALUES (1, 2)",
                "MERGE t - [\"a\", \"id\"] None where",
            ),
            ("COPY t (a) FROM stdin WHERE a > 1", "COPY t - [\"a\"] None where"),
            ("COPY (SELECT 1) TO stdout", "COPY - - [] None "),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn conflict_targets_may_be_expressions() {
        let it =
            dml("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a, lower(b) COLLATE \"C\") WHERE c DO UPDATE SET a = $2");
        let query = it.query.query.expect("sqlparser reads it without the target");
        let target = &query.branches.last().expect("a branch of its own").conditions;
        let names = |it: &Tree| match it {
            Tree::Column { name, .. } => name.to_string(),
            Tree::Call { function, .. } => function.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(target.iter().map(names).collect::<Vec<_>>(), ["a", "lower", "c"]);
    }

    #[test]
    fn select_into_and_set_config() {
        let kinds =
            parse_text("SELECT a INTO TEMP x FROM t; SELECT pg_catalog.set_config('search_path', 'a, \"B\"', false)");
        let StatementKind::CreateTableAs(table) = &kinds.statements[0].kind else { panic!("not a table") };
        assert_eq!((table.name.to_string(), table.persistence), ("x".to_owned(), Persistence::Temporary));
        let values = vec![Arc::from("a"), Arc::from("B")];
        let set = SetVariable { local: false, name: Arc::from("search_path"), values };
        assert_eq!(kinds.statements[1].kind, StatementKind::Set(set));
    }
}
