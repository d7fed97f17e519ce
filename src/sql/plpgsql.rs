//! The SQL inside DO blocks and function bodies: which statements run, and under which conditions. Knows no variables
//! and no types; expressions outside SQL statements are not looked into.

use super::{
    cursor::Cursor,
    expr::{Expr, Tree},
    lower, parse,
    slice::{self, between},
    statement::{DoBlock, StatementKind},
};
use crate::text::FileId;
use std::{ops::Range, sync::Arc};

/// A statement of a body.
#[derive(Clone, Debug)]
pub struct BodyStatement {
    /// Where it stands in the body; spans inside `kind` count from the statement's own start.
    pub bytes: Range<usize>,
    pub kind: StatementKind,
    /// What it stands in, from the outside in; empty: it runs whenever the body does.
    pub scopes: Vec<Scope>,
    /// Given to EXECUTE; `kind` is unmodelled where the text is computed.
    pub dynamic: bool,
}

/// What decides whether and how often a statement runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// IF and ELSIF; a constant condition is a [`super::expr::Tree::Bool`].
    If(Expr),
    Else,
    /// A branch of CASE.
    Case,
    Loop,
    /// Behind EXCEPTION WHEN.
    Handler,
}

/// The statements of a body in order; none for languages other than SQL and plpgsql.
pub fn body_statements(body: &str, language: &str) -> Vec<BodyStatement> {
    match language {
        "sql" => sql_statements(body),
        "plpgsql" => {
            let tokens = slice::tokens(body);
            let cursor = Cursor::new(body, FileId(0), &tokens);
            let mut reader = Reader { body, cursor, frames: Vec::new(), out: Vec::new() };
            reader.run();
            reader.out
        }
        _ => Vec::new(),
    }
}

/// Whether the body has an exception handler.
pub fn catches(body: &str) -> bool {
    let tokens = slice::tokens(body);
    let mut cursor = Cursor::new(body, FileId(0), &tokens);
    while !cursor.is_done() {
        if cursor.accept("EXCEPTION") && cursor.is("WHEN") {
            return true;
        }
        cursor.advance();
    }
    false
}

/// Guesses, while the statements of a body are tried one after the other, which of them run: a condition usually asks
/// whether its statements would succeed.
#[derive(Debug, Default)]
pub struct Branches {
    /// For each depth the last IF there, and whether something in it succeeded.
    taken: Vec<(Option<Expr>, bool)>,
}

impl Branches {
    /// False for handlers, for what is switched off, and for the ELSE of an IF that ran.
    pub fn may_run(&mut self, statement: &BodyStatement) -> bool {
        self.taken.resize(statement.scopes.len().max(self.taken.len()), (None, false));
        statement.scopes.iter().zip(&self.taken).all(|(scope, (_, taken))| match scope {
            Scope::If(condition) => *condition.tree != Tree::Bool(false),
            Scope::Else => !taken,
            Scope::Case | Scope::Loop => true,
            Scope::Handler => false,
        })
    }

    pub fn ran(&mut self, statement: &BodyStatement, succeeded: bool) {
        for (scope, (last, taken)) in statement.scopes.iter().zip(&mut self.taken) {
            let Scope::If(condition) = scope else { continue };
            *taken = succeeded || (*taken && last.as_ref() == Some(condition));
            *last = Some(condition.clone());
        }
    }
}

impl DoBlock {
    /// The SQL in it, in order; none where it is not plpgsql.
    pub fn statements(&self) -> Vec<BodyStatement> {
        body_statements(&self.body, self.language.as_ref().map_or("plpgsql", |it| it.as_str()))
    }
}

fn sql_statements(body: &str) -> Vec<BodyStatement> {
    let statement = |it: super::statement::Statement| BodyStatement {
        bytes: it.span.bytes(),
        kind: it.kind,
        scopes: Vec::new(),
        dynamic: false,
    };
    parse::parse_text(body).statements.into_iter().map(statement).collect()
}

enum Frame {
    Block,
    Scope(Scope),
}

struct Reader<'a> {
    body: &'a str,
    cursor: Cursor<'a>,
    frames: Vec<Frame>,
    out: Vec<BodyStatement>,
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while !self.cursor.is_done() {
            let before = self.cursor.rest().len();
            if !self.control() {
                self.statement();
            }
            if self.cursor.rest().len() == before {
                self.cursor.advance();
            }
        }
    }

    /// Takes what is no statement of its own: blocks, conditions, loops, labels.
    fn control(&mut self) -> bool {
        if self.cursor.accept_symbol(";") {
            return true;
        }
        if self.cursor.accept_symbol("<<") {
            self.skip_behind_symbol(">>");
        } else if self.cursor.accept_symbol("#") {
            // `#variable_conflict use_column`
            self.cursor.advance();
            self.cursor.advance();
        } else if self.cursor.accept("DECLARE") {
            while !self.cursor.is_done() && !self.cursor.is("BEGIN") {
                self.cursor.advance();
            }
        } else if self.cursor.accept("BEGIN") {
            self.frames.push(Frame::Block);
        } else if self.cursor.accept("EXCEPTION") {
            self.frames.pop();
            self.frames.push(Frame::Scope(Scope::Handler));
        } else if self.cursor.accept("END") {
            self.frames.pop();
            self.skip_behind_symbol(";");
        } else {
            return self.branch() || self.repetition();
        }
        true
    }

    fn branch(&mut self) -> bool {
        if self.cursor.accept("IF") {
            let condition = self.condition();
            self.frames.push(Frame::Scope(Scope::If(condition)));
        } else if self.cursor.accept("ELSIF") || self.cursor.accept("ELSEIF") {
            let condition = self.condition();
            self.replace(Scope::If(condition));
        } else if self.cursor.accept("ELSE") {
            self.replace(Scope::Else);
        } else if self.cursor.accept("CASE") {
            self.frames.push(Frame::Scope(Scope::Case));
            while !self.cursor.is_done() && !self.cursor.is("WHEN") {
                self.cursor.advance();
            }
        } else if self.cursor.accept("WHEN") {
            self.condition();
        } else {
            return false;
        }
        true
    }

    fn repetition(&mut self) -> bool {
        if self.cursor.accept("LOOP") {
            self.frames.push(Frame::Scope(Scope::Loop));
            return true;
        }
        if !self.cursor.is_any(&["WHILE", "FOR", "FOREACH"]) {
            return false;
        }
        self.cursor.advance();
        while !self.cursor.is_done() && !self.cursor.is_any(&["IN", "LOOP"]) {
            self.cursor.advance();
        }
        self.cursor.accept("IN");
        let mut start = self.cursor;
        while !self.cursor.is_done() && !self.cursor.is("LOOP") {
            self.cursor.advance();
        }
        if start.is_any(&["SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE"]) || start.is_symbol("(") {
            self.add(start, self.cursor);
        } else if start.accept("EXECUTE") {
            self.execute(start, self.cursor);
        }
        true
    }

    /// The condition before THEN, which is skipped; a CASE expression inside has THENs of its own.
    fn condition(&mut self) -> Expr {
        let start = self.cursor;
        let mut cases = 0usize;
        while !self.cursor.is_done() && (cases > 0 || !self.cursor.is("THEN")) {
            if self.cursor.is("CASE") {
                cases += 1;
            } else if self.cursor.is("END") {
                cases = cases.saturating_sub(1);
            }
            self.cursor.advance();
        }
        let condition = lower::expr_of(between(&start, &self.cursor));
        self.cursor.accept("THEN");
        condition
    }

    fn replace(&mut self, scope: Scope) {
        if let Some(Frame::Scope(open)) = self.frames.last_mut() {
            *open = scope;
        }
    }

    fn skip_behind_symbol(&mut self, symbol: &str) {
        while !self.cursor.is_done() && !self.cursor.accept_symbol(symbol) {
            self.cursor.advance();
        }
    }

    // ---- statements -------------------------------------------------------------------------------------------------

    fn statement(&mut self) {
        /// Statements of plpgsql that run no SQL but their expressions.
        const OWN: &[&str] =
            &["RAISE", "ASSERT", "EXIT", "CONTINUE", "OPEN", "FETCH", "MOVE", "CLOSE", "NULL", "GET", "RETURN"];
        let mut start = self.cursor;
        while !self.cursor.is_done() && !self.cursor.is_symbol(";") {
            self.cursor.advance();
        }
        let end = self.cursor;
        if start.accept("EXECUTE") || start.accept("RETURN QUERY EXECUTE") {
            self.execute(start, end);
        } else if start.accept("RETURN QUERY") || (!start.is_any(OWN) && !is_assignment(start)) {
            self.add(start, end);
        }
    }

    /// Those of the outermost blocks where it nests deeper than anybody writes: each statement keeps a list of its own.
    fn scopes(&self) -> Vec<Scope> {
        const MAX: usize = 64;
        let scope = |it: &Frame| match it {
            Frame::Block => None,
            Frame::Scope(scope) => Some(scope.clone()),
        };
        self.frames.iter().filter_map(scope).take(MAX).collect()
    }

    /// A statement as it stands there; PERFORM is SELECT, and INTO names variables.
    fn add(&mut self, start: Cursor<'a>, end: Cursor<'a>) {
        let Some(bytes) = bytes(&start, &end) else { return };
        let mut text = self.body.get(bytes.clone()).unwrap_or_default().to_owned();
        if start.is("PERFORM") {
            text.replace_range(.."PERFORM".len(), "SELECT ");
        }
        for variables in into_variables(start, &end) {
            let range = variables.start - bytes.start..variables.end - bytes.start;
            text.replace_range(range.clone(), &" ".repeat(range.len()));
        }
        let statements = parse::parse_text(&text).statements;
        let scopes = self.scopes();
        let add = |it: StatementKind| BodyStatement {
            bytes: bytes.clone(),
            kind: it,
            scopes: scopes.clone(),
            dynamic: false,
        };
        self.out.extend(statements.into_iter().map(|it| add(it.kind)));
    }

    /// EXECUTE: the statements of a literal; otherwise one that nobody can know.
    fn execute(&mut self, start: Cursor<'a>, end: Cursor<'a>) {
        let Some(bytes) = bytes(&start, &end) else { return };
        let mut literal = start;
        let text = literal.string().ok();
        let whole = literal.offset() >= end.offset() || literal.is_any(&["INTO", "USING"]);
        let kinds: Vec<StatementKind> = match text.filter(|_| whole) {
            Some(text) => parse::parse_text(&text).statements.into_iter().map(|it| it.kind).collect(),
            None => vec![StatementKind::Unmodeled { keyword: Arc::from("EXECUTE") }],
        };
        let scopes = self.scopes();
        let add = |kind| BodyStatement { bytes: bytes.clone(), kind, scopes: scopes.clone(), dynamic: true };
        self.out.extend(kinds.into_iter().map(add));
    }
}

fn bytes(start: &Cursor<'_>, end: &Cursor<'_>) -> Option<Range<usize>> {
    let tokens = start.tokens_until(end);
    Some(tokens.first()?.start as usize..tokens.last()?.end as usize)
}

/// `x := …`, `x.y[1] = …`
fn is_assignment(mut cursor: Cursor<'_>) -> bool {
    if cursor.object_name().is_err() {
        return false;
    }
    while cursor.accept_symbol("[") {
        while !cursor.is_done() && !cursor.accept_symbol("]") {
            cursor.advance();
        }
    }
    cursor.is_symbol(":=") || cursor.is_symbol("=")
}

/// The bytes of `INTO [STRICT] a, b.c` that do not belong to INSERT or MERGE.
fn into_variables(mut cursor: Cursor<'_>, end: &Cursor<'_>) -> Vec<Range<usize>> {
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
        if cursor.comma_list(Cursor::object_name).is_ok() {
            found.push(cursor.span_from(start).bytes());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(body: &str, language: &str) -> Vec<String> {
        let scope = |it: &Scope| match it {
            Scope::If(condition) if *condition.tree == Tree::Bool(true) => "if-true".to_owned(),
            Scope::If(condition) => format!("if({})", condition.text),
            other => format!("{other:?}").to_lowercase(),
        };
        let statement = |it: BodyStatement| {
            let scopes: Vec<String> = it.scopes.iter().map(scope).collect();
            let dynamic = if it.dynamic { " dynamic" } else { "" };
            format!("{}{dynamic} {}", it.kind.tag(), scopes.join(" ")).trim_end().to_owned()
        };
        body_statements(body, language).into_iter().map(statement).collect()
    }

    #[test]
    fn scopes_of_statements() {
        let body = "#variable_conflict use_column <<outer>> DECLARE x int := CASE WHEN true THEN 1 END; r record;
            BEGIN
              x := 1; PERFORM set_config('a.b', 'c', true);
              IF NOT EXISTS (SELECT 1 FROM pg_type) AND CASE WHEN a THEN b END THEN
                CREATE TYPE t AS ENUM ('a');
              ELSIF true THEN ALTER TABLE t ADD COLUMN a int;
              ELSE DROP TABLE t; END IF;
              FOR r IN SELECT * FROM t WHERE a IN (1) LOOP UPDATE t SET a = 1; END LOOP;
              WHILE x < 3 LOOP x := x + 1; DELETE FROM t; END LOOP;
              BEGIN EXECUTE 'CREATE INDEX i ON t (a)'; EXECUTE format('DROP TABLE %I', r.x) USING 1;
              EXCEPTION WHEN duplicate_object THEN NULL; WHEN OTHERS THEN TRUNCATE t;
              END;
              CASE x WHEN 1 THEN LOCK TABLE t; ELSE NULL; END CASE;
              SELECT count(*) INTO STRICT x FROM t; INSERT INTO t SELECT 1; RETURN QUERY SELECT 1;
              RAISE NOTICE 'x %', x; RETURN;
            END outer";
        assert_eq!(
            show(body, "plpgsql"),
            [
                "SET",
                "CREATE TYPE if(NOT EXISTS (SELECT 1 FROM pg_type) AND CASE WHEN a THEN b END)",
                "ALTER TABLE if-true",
                "DROP TABLE else",
                "SELECT",
                "UPDATE loop",
                "DELETE loop",
                "CREATE INDEX dynamic",
                "UNMODELED dynamic",
                "TRUNCATE TABLE handler",
                "LOCK TABLE case",
                "SELECT",
                "INSERT",
                "SELECT"
            ]
        );
    }

    #[test]
    fn sql_bodies_and_other_languages() {
        assert_eq!(show("SELECT 1; UPDATE t SET a = 1", "sql"), ["SELECT", "UPDATE"]);
        assert!(show("import os", "plpython3u").is_empty());
    }

    #[test]
    fn anything_is_read_to_its_end() {
        for body in
            ["END END", "IF a", "FOR x IN", "LOOP", "EXECUTE", "BEGIN EXCEPTION", "<<", "CASE", "(", "SELECT INTO"]
        {
            show(body, "plpgsql");
        }
    }
}
