//! plpgsql's own grammar over our tokens.

mod parts;

use super::{Alias, Block, Condition, Declaration, Handler, Loop, LoopKind, Node, NodeKind, Program};
use crate::{
    sql::{
        cursor::Cursor,
        expr::Expr,
        name::{Ident, ObjectName},
        parse,
        slice::{self, between},
        statement::{DmlKind, StatementKind},
        type_name,
    },
    text::FileId,
};
use parts::{
    assignment, bytes, condition, each_of, execution, expression, into_variables, is_assign, is_query, listed, raise,
    range,
};
use std::sync::Arc;

/// Deeper nesting is not read.
const DEEPEST: usize = 60;

pub(super) fn read(body: &str) -> Program {
    let tokens = slice::tokens(body);
    let cursor = Cursor::new(body, FileId(0), &tokens);
    let mut reader = Reader { body, cursor, depth: 0, unread: false, error: None };
    while reader.cursor.accept_symbol("#") {
        // `#variable_conflict use_column`
        reader.cursor.advance();
        reader.cursor.advance();
    }
    let label = reader.label();
    let block = reader.block(label);
    Program { block, unread: reader.unread, error: reader.error.filter(|_| !reader.unread) }
}

struct Reader<'a> {
    body: &'a str,
    cursor: Cursor<'a>,
    depth: usize,
    unread: bool,
    error: Option<Arc<str>>,
}

impl<'a> Reader<'a> {
    // ---- blocks -----------------------------------------------------------------------------------------------------

    fn block(&mut self, label: Option<Ident>) -> Block {
        let mut block = Block { label, ..Block::default() };
        if self.cursor.accept("DECLARE") {
            while !self.cursor.is_done() && !self.cursor.is("BEGIN") {
                block.declarations.extend(self.declaration());
            }
        }
        self.cursor.accept("BEGIN");
        block.body = self.nodes(&["EXCEPTION"]);
        if self.cursor.accept("EXCEPTION") {
            while self.cursor.accept("WHEN") {
                let conditions = self.conditions();
                let body = self.nodes(&["WHEN"]);
                block.handlers.push(Handler { conditions, body });
            }
        }
        self.end("");
        block
    }

    fn declaration(&mut self) -> Option<Declaration> {
        let start = self.cursor;
        self.skip_to_semicolon();
        let end = self.cursor;
        self.cursor.accept_symbol(";");
        let mut cursor = start;
        if cursor.is("DECLARE") {
            cursor.advance();
        }
        let name = cursor.ident().ok()?;
        let mut found = Declaration { name, data_type: None, default: None, query: None, alias: None };
        if cursor.accept("ALIAS FOR") {
            let text = cursor.peek().map(|it| cursor.token_text(it)).unwrap_or_default();
            found.alias = match text.strip_prefix('$').and_then(|it| it.parse().ok()) {
                Some(number) => Some(Alias::Parameter(number)),
                None => cursor.ident().ok().map(Alias::Name),
            };
            return Some(found);
        }
        cursor.accept("CONSTANT");
        let mut ahead = cursor;
        ahead.accept("NO");
        ahead.accept("SCROLL");
        if ahead.accept("CURSOR") {
            while ahead.offset() < end.offset() && !ahead.accept("FOR") && !ahead.accept("IS") {
                ahead.advance();
            }
            found.query = self.sql(ahead, end).map(|it| it.0);
            return Some(found);
        }
        found.data_type = type_name::type_name(&mut cursor).ok();
        while cursor.offset() < end.offset() && !is_assign(&cursor) && !cursor.is("DEFAULT") {
            cursor.advance();
        }
        if cursor.offset() < end.offset() {
            cursor.advance();
            found.default = Some(expression(between(&cursor, &end)));
        }
        Some(found)
    }

    /// `a OR SQLSTATE '…' THEN`
    fn conditions(&mut self) -> Vec<Condition> {
        let mut found = Vec::new();
        while !self.cursor.is_done() && !self.cursor.accept("THEN") {
            match condition(&mut self.cursor) {
                Some(it) => found.push(it),
                None => self.cursor.advance(),
            }
            self.cursor.accept("OR");
        }
        found
    }

    /// `END [IF | LOOP | CASE] [label];`
    fn end(&mut self, word: &str) {
        let ended = self.cursor.accept("END") && (word.is_empty() || self.cursor.accept(word));
        if !ended && self.error.is_none() {
            self.error = Some(match self.cursor.peek() {
                Some(token) => Arc::from(format!("syntax error at or near \"{}\"", self.cursor.token_text(token))),
                None => Arc::from("syntax error at end of input"),
            });
        }
        self.skip_to_semicolon();
        self.cursor.accept_symbol(";");
    }

    fn label(&mut self) -> Option<Ident> {
        if !self.cursor.accept_symbol("<<") {
            return None;
        }
        let name = self.cursor.ident().ok();
        self.cursor.accept_symbol(">>");
        name
    }

    /// Statements up to END or one of `ends`.
    fn nodes(&mut self, ends: &[&str]) -> Vec<Node> {
        let mut nodes = Vec::new();
        if self.depth >= DEEPEST {
            self.unread = true;
            while !self.cursor.is_done() {
                self.cursor.advance();
            }
        }
        self.depth += 1;
        while !self.cursor.is_done() && !self.cursor.is("END") && !self.cursor.is_any(ends) {
            let start = self.cursor;
            if let Some(kind) = self.node() {
                let bytes = bytes(&start, &self.cursor).unwrap_or_default();
                nodes.push(Node { bytes, kind });
            }
            if self.cursor.offset() == start.offset() {
                self.cursor.advance();
            }
        }
        self.depth -= 1;
        nodes
    }

    fn node(&mut self) -> Option<NodeKind> {
        if self.cursor.accept_symbol(";") {
            return None;
        }
        let label = self.label();
        if self.cursor.is("DECLARE") || self.is_block() {
            return Some(NodeKind::Block(self.block(label)));
        }
        if self.cursor.accept("IF") {
            return Some(self.condition());
        }
        if self.cursor.accept("CASE") {
            return Some(self.case());
        }
        if self.cursor.is_any(&["LOOP", "WHILE", "FOR", "FOREACH"]) {
            return self.repetition(label).map(NodeKind::Loop);
        }
        let start = self.cursor;
        self.skip_to_semicolon();
        let end = self.cursor;
        let ended = self.cursor.accept_symbol(";");
        let node = self.simple(start, end);
        if !ended && self.error.is_none() && matches!(node, Some(NodeKind::Sql { .. })) {
            self.error = Some(Arc::from("unexpected end of function definition at end of input"));
        }
        node
    }

    /// BEGIN of a block; `BEGIN;` would be a transaction's.
    fn is_block(&self) -> bool {
        self.cursor.is("BEGIN") && !self.cursor.is_symbol_at(1, ";")
    }

    // ---- conditions and loops ---------------------------------------------------------------------------------------

    fn condition(&mut self) -> NodeKind {
        const ENDS: &[&str] = &["ELSIF", "ELSEIF", "ELSE"];
        let condition = self.expression_before("THEN");
        let mut branches = vec![(condition, self.nodes(ENDS))];
        while self.cursor.accept("ELSIF") || self.cursor.accept("ELSEIF") {
            let condition = self.expression_before("THEN");
            branches.push((condition, self.nodes(ENDS)));
        }
        let otherwise = if self.cursor.accept("ELSE") { self.nodes(&[]) } else { Vec::new() };
        self.end("IF");
        NodeKind::If { branches, otherwise }
    }

    fn case(&mut self) -> NodeKind {
        let start = self.cursor;
        self.skip_to("WHEN");
        let operand = bytes(&start, &self.cursor).map(|_| expression(between(&start, &self.cursor)));
        let mut branches = Vec::new();
        while self.cursor.accept("WHEN") {
            let values = self.expressions_before("THEN");
            branches.push((values, self.nodes(&["WHEN", "ELSE"])));
        }
        let otherwise = self.cursor.accept("ELSE").then(|| self.nodes(&[]));
        self.end("CASE");
        NodeKind::Case { operand, branches, otherwise }
    }

    fn repetition(&mut self, label: Option<Ident>) -> Option<Loop> {
        let kind = if self.cursor.accept("LOOP") {
            LoopKind::Endless
        } else if self.cursor.accept("WHILE") {
            LoopKind::While(self.expression_before("LOOP"))
        } else {
            let each = self.cursor.accept("FOREACH");
            if !each {
                self.cursor.accept("FOR");
            }
            let start = self.cursor;
            self.skip_to("LOOP");
            let end = self.cursor;
            self.cursor.accept("LOOP");
            if each { each_of(start, end) } else { self.for_of(start, end) }?
        };
        let body = self.nodes(&[]);
        self.end("LOOP");
        Some(Loop { label, kind, body })
    }

    /// What stands between FOR and LOOP.
    fn for_of(&mut self, start: Cursor<'a>, end: Cursor<'a>) -> Option<LoopKind> {
        let mut cursor = start;
        let variables = cursor.comma_list(Cursor::object_name).ok()?;
        if !cursor.accept("IN") {
            return None;
        }
        let mut execute = cursor;
        if execute.accept("EXECUTE") {
            return Some(LoopKind::Execute { variables, execute: execution(execute, end) });
        }
        if !is_query(&cursor)
            && let Some(range) = range(variables.first()?, cursor, end)
        {
            return Some(range);
        }
        let mut ahead = cursor;
        let name = ahead.object_name().ok().filter(|_| !is_query(&cursor));
        if let (Some(name), true) = (name, ahead.offset() >= end.offset() || ahead.is_symbol("(")) {
            return Some(LoopKind::Cursor { variable: variables.first()?.name.clone(), cursor: name.name });
        }
        let (query, _) = self.sql(cursor, end)?;
        Some(LoopKind::Query { variables, query: Box::new(query) })
    }

    /// The expression before a keyword, which is taken; a CASE expression inside has THENs of its own.
    fn expression_before(&mut self, word: &str) -> Expr {
        let start = self.cursor;
        self.skip_to(word);
        let found = expression(between(&start, &self.cursor));
        self.cursor.accept(word);
        found
    }

    fn expressions_before(&mut self, word: &str) -> Vec<Expr> {
        let start = self.cursor;
        self.skip_to(word);
        let found = listed(start, self.cursor);
        self.cursor.accept(word);
        found
    }

    fn skip_to(&mut self, word: &str) {
        let mut cases = 0usize;
        while !self.cursor.is_done() && (cases > 0 || !self.cursor.is(word)) {
            if self.cursor.is("CASE") {
                cases += 1;
            } else if self.cursor.is("END") {
                cases = cases.saturating_sub(1);
            } else if self.cursor.is_symbol(";") && cases == 0 {
                return;
            }
            if !self.cursor.is_symbol("(") || self.cursor.parens().is_err() {
                self.cursor.advance();
            }
        }
    }

    fn skip_to_semicolon(&mut self) {
        while !self.cursor.is_done() && !self.cursor.is_symbol(";") {
            if self.cursor.accept("BEGIN ATOMIC") {
                // The body of a function that is made here has semicolons of its own.
                let mut cases = 0usize;
                while !self.cursor.is_done() && (cases > 0 || !self.cursor.is("END")) {
                    if self.cursor.is("CASE") {
                        cases += 1;
                    } else if self.cursor.is("END") {
                        cases -= 1;
                    }
                    self.cursor.advance();
                }
            }
            if !self.cursor.is_symbol("(") || self.cursor.parens().is_err() {
                self.cursor.advance();
            }
        }
    }

    // ---- statements -------------------------------------------------------------------------------------------------

    /// A statement that ends with a semicolon.
    fn simple(&mut self, start: Cursor<'a>, end: Cursor<'a>) -> Option<NodeKind> {
        let mut cursor = start;
        let rest = |cursor: &Cursor<'a>| bytes(cursor, &end).map(|_| expression(between(cursor, &end)));
        if cursor.accept("NULL") {
            return None;
        }
        if cursor.accept("EXECUTE") {
            return Some(NodeKind::Execute(execution(cursor, end)));
        }
        if cursor.accept("RETURN") {
            return self.returns(cursor, end);
        }
        if cursor.accept("RAISE") {
            return Some(NodeKind::Raise(raise(cursor, end)));
        }
        if cursor.accept("ASSERT") {
            return listed(cursor, end).into_iter().next().map(NodeKind::Assert);
        }
        if let Some(word) = cursor.accept_any(&["EXIT", "CONTINUE"]) {
            let label = if cursor.is("WHEN") || cursor.offset() >= end.offset() { None } else { cursor.ident().ok() };
            let when = if cursor.accept("WHEN") { rest(&cursor) } else { None };
            return Some(NodeKind::Exit { again: word == "CONTINUE", label, when });
        }
        if cursor.accept("OPEN") {
            return self.open(cursor, end);
        }
        if cursor.accept("GET") {
            cursor.accept_any(&["CURRENT", "STACKED"]);
            cursor.accept("DIAGNOSTICS");
            let targets = cursor.comma_list(|it| {
                let name = it.object_name()?;
                it.skip_until(&[]);
                Ok(name)
            });
            return targets.ok().map(NodeKind::Fill);
        }
        if cursor.is_any(&["FETCH", "MOVE", "CLOSE"]) {
            let filled = into_variables(cursor, &end).into_iter().flat_map(|it| it.1).collect();
            return Some(NodeKind::Fill(filled));
        }
        if let Some((target, part, value)) = assignment(start, end) {
            return Some(NodeKind::Assign { target, part, value });
        }
        let (statement, into) = self.sql(start, end)?;
        let returns_rows = match &statement {
            StatementKind::Dml(dml) => dml.kind == DmlKind::Select || dml.returning,
            _ => false,
        };
        let nowhere = returns_rows && into.is_empty() && !start.is("PERFORM");
        Some(NodeKind::Sql { statement: Box::new(statement), into, nowhere })
    }

    fn returns(&mut self, mut cursor: Cursor<'a>, end: Cursor<'a>) -> Option<NodeKind> {
        if cursor.accept("QUERY EXECUTE") {
            return Some(NodeKind::Execute(execution(cursor, end)));
        }
        if cursor.accept("QUERY") {
            let (statement, into) = self.sql(cursor, end)?;
            return Some(NodeKind::Sql { statement: Box::new(statement), into, nowhere: false });
        }
        let ends = !cursor.accept("NEXT");
        let value = bytes(&cursor, &end).map(|_| expression(between(&cursor, &end)));
        Some(NodeKind::Return { value, ends })
    }

    /// `OPEN c FOR query`, `OPEN c FOR EXECUTE …`, `OPEN bound (…)`
    fn open(&mut self, mut cursor: Cursor<'a>, end: Cursor<'a>) -> Option<NodeKind> {
        let name = cursor.ident().ok()?;
        cursor.accept("NO");
        cursor.accept("SCROLL");
        if !cursor.accept("FOR") {
            return Some(NodeKind::Open(name));
        }
        if cursor.accept("EXECUTE") {
            return Some(NodeKind::Execute(execution(cursor, end)));
        }
        let (statement, _) = self.sql(cursor, end)?;
        Some(NodeKind::Sql { statement: Box::new(statement), into: Vec::new(), nowhere: false })
    }

    /// A statement as it stands there, and the variables behind INTO.
    fn sql(&self, start: Cursor<'a>, end: Cursor<'a>) -> Option<(StatementKind, Vec<ObjectName>)> {
        let bytes = bytes(&start, &end)?;
        let mut text = self.body.get(bytes.clone()).unwrap_or_default().to_owned();
        if start.is("PERFORM") {
            text.replace_range(.."PERFORM".len(), "SELECT ");
        }
        let mut into = Vec::new();
        for (variables, names) in into_variables(start, &end) {
            let range = variables.start - bytes.start..variables.end - bytes.start;
            text.replace_range(range.clone(), &" ".repeat(range.len()));
            into.extend(names);
        }
        let statement = parse::parse_text(&text).statements.into_iter().next()?;
        Some((statement.kind, into))
    }
}
