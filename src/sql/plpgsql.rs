//! The program inside a DO block or a function body: blocks, conditions, loops, and the SQL they run.
//!
//! Reading never stops and never fails: what is no plpgsql is skipped, a statement that is not understood is
//! `Unmodeled`. Knows no values and no types; what a program does is asked of `catalog::program`.

mod reader;
#[cfg(test)]
mod tests;

use super::{
    dml,
    expr::{Expr, TypeName},
    name::{Ident, ObjectName},
    parse,
    statement::{DoBlock, FunctionBody, StatementKind},
};
use std::{ops::Range, sync::Arc};

/// What a body runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    pub block: Block,
    /// Of a language that nobody here reads, or nested too deeply to be read.
    pub unread: bool,
    /// Why the server does not read it, where that is plain.
    pub error: Option<Arc<str>>,
}

/// `[DECLARE …] BEGIN … [EXCEPTION …] END`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub label: Option<Ident>,
    pub declarations: Vec<Declaration>,
    pub body: Vec<Node>,
    pub handlers: Vec<Handler>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    pub name: Ident,
    pub data_type: Option<TypeName>,
    pub default: Option<Expr>,
    /// Of a bound cursor.
    pub query: Option<StatementKind>,
    /// `ALIAS FOR name` or, by its number, `ALIAS FOR $1`.
    pub alias: Option<Alias>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alias {
    Name(Ident),
    Parameter(usize),
}

/// `WHEN condition OR … THEN`
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    pub conditions: Vec<Condition>,
    pub body: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `duplicate_object`, `others`; in lower case.
    Name(Arc<str>),
    /// Five characters.
    State(Arc<str>),
}

/// One statement of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands in the body; spans inside of it count from its own start.
    pub bytes: Range<usize>,
    pub kind: NodeKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    Block(Block),
    If {
        branches: Vec<(Expr, Vec<Node>)>,
        otherwise: Vec<Node>,
    },
    Case {
        operand: Option<Expr>,
        branches: Vec<(Vec<Expr>, Vec<Node>)>,
        /// None: no ELSE, and no match is an error.
        otherwise: Option<Vec<Node>>,
    },
    Loop(Loop),
    Exit {
        /// CONTINUE.
        again: bool,
        label: Option<Ident>,
        when: Option<Expr>,
    },
    /// SQL as it stands there (PERFORM is SELECT, INTO is taken out), with the variables it fills.
    Sql {
        statement: Box<StatementKind>,
        into: Vec<ObjectName>,
        /// It returns rows, and nothing takes them: an error in plpgsql.
        nowhere: bool,
    },
    Execute(Execute),
    Assign {
        target: ObjectName,
        /// `x[1] := …`, `x.field := …` change a part.
        part: bool,
        value: Expr,
    },
    /// RETURN NEXT and RETURN QUERY go on.
    Return {
        value: Option<Expr>,
        ends: bool,
    },
    Raise(Raise),
    Assert(Expr),
    /// A bound cursor is opened.
    Open(Ident),
    /// FETCH, GET DIAGNOSTICS: variables that get values nobody can know.
    Fill(Vec<ObjectName>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    pub label: Option<Ident>,
    pub kind: LoopKind,
    pub body: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LoopKind {
    Endless,
    While(Expr),
    Range { variable: Ident, reverse: bool, from: Expr, to: Expr, step: Option<Expr> },
    Query { variables: Vec<ObjectName>, query: Box<StatementKind> },
    Execute { variables: Vec<ObjectName>, execute: Execute },
    Array { variables: Vec<ObjectName>, array: Expr },
    Cursor { variable: Ident, cursor: Ident },
}

/// `EXECUTE command [INTO …] [USING …]`
#[derive(Clone, Debug, PartialEq)]
pub struct Execute {
    pub command: Expr,
    pub into: Vec<ObjectName>,
    pub using: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    /// False for NOTICE and its like.
    pub fails: bool,
    /// The condition's name or SQLSTATE, where it is said.
    pub condition: Option<Condition>,
    pub format: Option<Arc<str>>,
    pub arguments: Vec<Expr>,
    /// A bare RAISE in a handler: the error again.
    pub again: bool,
}

/// `SELECT expression`: what plpgsql runs to know a value.
pub fn evaluation(expr: &Expr) -> StatementKind {
    StatementKind::Dml(Box::new(dml::evaluation(expr)))
}

/// The program of a body in that language.
pub fn program(body: &str, language: &str) -> Program {
    match language {
        "plpgsql" => reader::read(body),
        "sql" => {
            of_statements(parse::parse_text(body).statements.into_iter().map(|it| (it.span.bytes(), it.kind)).collect())
        }
        _ => Program { unread: true, ..Program::default() },
    }
}

impl DoBlock {
    pub fn program(&self) -> Program {
        program(&self.body, self.language.as_ref().map_or("plpgsql", Ident::as_str))
    }
}

impl FunctionBody {
    pub fn program(&self, language: &str) -> Program {
        match self {
            Self::Text { text, .. } => program(text, language),
            Self::Inline { statements, .. } => of_statements(statements.iter().map(|it| (0..0, it.clone())).collect()),
            Self::None => Program { unread: true, ..Program::default() },
        }
    }
}

fn of_statements(statements: Vec<(Range<usize>, StatementKind)>) -> Program {
    let node = |(bytes, statement)| Node {
        bytes,
        kind: NodeKind::Sql { statement: Box::new(statement), into: Vec::new(), nowhere: false },
    };
    let body = statements.into_iter().map(node).collect();
    Program { block: Block { body, ..Block::default() }, ..Program::default() }
}

impl Node {
    /// The statements directly inside, whichever branch they are in.
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Block(block) => block.nodes(),
            NodeKind::If { branches, otherwise } => {
                branches.iter().flat_map(|(_, body)| body).chain(otherwise).collect()
            }
            NodeKind::Case { branches, otherwise, .. } => {
                branches.iter().flat_map(|(_, body)| body).chain(otherwise.iter().flatten()).collect()
            }
            NodeKind::Loop(it) => it.body.iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Block {
    /// All SQL in it that is written out, outside of handlers.
    pub fn statements(&self) -> Vec<&StatementKind> {
        let mut found = Vec::new();
        let mut open: Vec<&Node> = self.body.iter().rev().collect();
        while let Some(node) = open.pop() {
            match &node.kind {
                NodeKind::Sql { statement, .. } => found.push(&**statement),
                NodeKind::Block(block) => open.extend(block.body.iter().rev()),
                _ => open.extend(node.children().into_iter().rev()),
            }
        }
        found
    }

    /// The statements directly inside, handlers included.
    pub fn nodes(&self) -> Vec<&Node> {
        self.body.iter().chain(self.handlers.iter().flat_map(|it| &it.body)).collect()
    }
}
