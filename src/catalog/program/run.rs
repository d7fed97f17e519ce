//! Runs a program statement by statement.

mod branches;
mod loops;
mod statements;

use super::{Call, End, Host, Raised, Unknown, UnknownKind, errors, value::Value};
use crate::sql::{
    expr::Expr,
    name::Ident,
    plpgsql::{self, Alias, Block, Handler, Node, NodeKind, Program, Raise},
    statement::StatementKind,
};
use branches::Test;
use std::sync::Arc;

/// Statements of one program that are followed; real ones with loops over lists have a few hundred.
const MOST_STATEMENTS: usize = 5_000;

pub(super) fn run(program: &Program, call: Option<&Call>, host: &mut dyn Host) -> Result<(), Raised> {
    let mut run = Run { host, frames: Vec::new(), undecided: 0, changes: 0, statements: 0, here: None, caught: None };
    let mut outer = Frame::default();
    if let Some(call) = call {
        outer.label = Some(call.name.name.clone());
        outer.variables = call.arguments.clone();
        outer.positions = call.positions.clone();
    }
    outer.variables.push((Ident::exact("found"), Value::Unknown));
    run.frames.push(outer);
    if program.unread {
        let name = call.map_or_else(|| Arc::from("DO"), |it| Arc::from(it.name.to_string()));
        run.host.unknown(Unknown { kind: UnknownKind::Unread, text: name, at: None });
    }
    run.block(&program.block).map(|_| ())
}

/// The variables of a block.
#[derive(Clone, Debug, Default)]
struct Frame {
    label: Option<Ident>,
    variables: Vec<(Ident, Value)>,
    /// Names of the parameters by position.
    positions: Vec<Option<Ident>>,
    cursors: Vec<(Ident, StatementKind)>,
}

/// Where a statement goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Flow {
    Next,
    Exit(Option<Ident>),
    Again(Option<Ident>),
    Return,
}

struct Run<'h> {
    host: &'h mut dyn Host,
    frames: Vec<Frame>,
    /// How many conditions around the statement are not decided.
    undecided: u32,
    /// Changes of the schema so far.
    changes: usize,
    statements: usize,
    /// The statement that runs.
    here: Option<(usize, usize)>,
    /// What the handler around it caught.
    caught: Option<Raised>,
}

type Ran = Result<Flow, Raised>;

impl Run<'_> {
    // ---- blocks -----------------------------------------------------------------------------------------------------

    fn block(&mut self, block: &Block) -> Ran {
        let depth = self.frames.len();
        self.frames.push(Frame { label: block.label.clone(), ..Frame::default() });
        let flow = self.declare(block).and_then(|()| self.guarded(block));
        self.frames.truncate(depth);
        match flow? {
            Flow::Exit(Some(label)) if block.label.as_ref() == Some(&label) => Ok(Flow::Next),
            flow => Ok(flow),
        }
    }

    fn declare(&mut self, block: &Block) -> Result<(), Raised> {
        for declaration in &block.declarations {
            let alias = match &declaration.alias {
                Some(Alias::Name(name)) => self.variable(None, name),
                Some(Alias::Parameter(number)) => self.parameter(*number),
                None => None,
            };
            let value = match (&declaration.default, alias) {
                (_, Some(value)) => value,
                (Some(default), None) => self.value(default)?,
                // Without a default a variable is NULL; a record has fields that nobody knows.
                (None, None) if declaration.data_type.is_some() => Value::Null,
                (None, None) => Value::Unknown,
            };
            if let Some(frame) = self.frames.last_mut() {
                frame.variables.push((declaration.name.clone(), value));
                frame.cursors.extend(declaration.query.clone().map(|it| (declaration.name.clone(), it)));
            }
        }
        Ok(())
    }

    /// A block with handlers is a subtransaction.
    fn guarded(&mut self, block: &Block) -> Ran {
        if block.handlers.is_empty() {
            return self.nodes(&block.body);
        }
        self.host.begin();
        let raised = match self.nodes(&block.body) {
            Ok(flow) => {
                self.host.end(End::Keep);
                return Ok(flow);
            }
            Err(raised) => raised,
        };
        self.host.end(End::Undo);
        let catches = |it: &&Handler| it.conditions.iter().any(|it| errors::catches(it, &raised.code));
        let Some(handler) = block.handlers.iter().find(catches) else { return Err(raised) };
        let around = self.caught.replace(raised);
        if let Some(frame) = self.frames.last_mut() {
            frame.variables.extend(["sqlerrm", "sqlstate"].map(|it| (Ident::exact(it), Value::Unknown)));
        }
        let flow = self.nodes(&handler.body);
        self.caught = around;
        flow
    }

    fn nodes(&mut self, nodes: &[Node]) -> Ran {
        for node in nodes {
            self.statements += 1;
            if self.statements >= MOST_STATEMENTS {
                if self.statements == MOST_STATEMENTS {
                    self.unknown(UnknownKind::Unread, Arc::from("a program of so many steps"));
                }
                return Ok(Flow::Return);
            }
            self.here = Some((node.bytes.start, node.bytes.end));
            let flow = self.node(node).map_err(|mut raised| {
                raised.at.get_or_insert((node.bytes.start, node.bytes.end));
                raised
            })?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &Node) -> Ran {
        match &node.kind {
            NodeKind::Block(block) => return self.block(block),
            NodeKind::If { branches, otherwise } => {
                let tests = branches.iter().map(|(condition, body)| (Test::Holds(condition), body.as_slice()));
                return self.branches(tests.collect(), otherwise);
            }
            NodeKind::Case { operand, branches, otherwise } => {
                let tests =
                    branches.iter().map(|(values, body)| (Test::OneOf(operand.as_ref(), values), body.as_slice()));
                return self.branches(tests.collect(), otherwise.as_deref().unwrap_or_default());
            }
            NodeKind::Loop(it) => return self.repeat(it),
            NodeKind::Exit { again, label, when } => return self.exit(*again, label.as_ref(), when.as_ref()),
            NodeKind::Sql { statement, into, nowhere } => {
                self.sql(statement, into)?;
                if *nowhere {
                    return Err(Raised::new("42601", "query has no destination for result data".to_owned()));
                }
            }
            NodeKind::Execute(it) => {
                self.execute(it)?;
            }
            NodeKind::Assign { target, part, value } => {
                let value = self.value(value)?;
                self.assign(target, if *part { Value::Unknown } else { value });
            }
            NodeKind::Return { value, ends } => {
                if let Some(value) = value {
                    self.value(value)?;
                }
                return Ok(if *ends { Flow::Return } else { Flow::Next });
            }
            NodeKind::Raise(it) => self.raise(it)?,
            NodeKind::Assert(condition) => {
                if self.value(condition)?.truth() == Some(false) {
                    return Err(Raised::new("P0004", "assertion failed".to_owned()));
                }
            }
            NodeKind::Open(cursor) => {
                if let Some(query) = self.cursor(cursor) {
                    self.sql(&query, &[])?;
                }
            }
            NodeKind::Fill(targets) => targets.iter().for_each(|it| self.assign(it, Value::Unknown)),
        }
        Ok(Flow::Next)
    }

    fn exit(&mut self, again: bool, label: Option<&Ident>, when: Option<&Expr>) -> Ran {
        let decided = match when {
            Some(condition) => self.value(condition)?.truth(),
            None => Some(true),
        };
        let label = label.cloned();
        Ok(match decided {
            Some(true) if again => Flow::Again(label),
            Some(true) => Flow::Exit(label),
            // It is counted on to go on: what follows may run.
            Some(false) | None => Flow::Next,
        })
    }

    fn raise(&mut self, raise: &Raise) -> Result<(), Raised> {
        let mut message = String::new();
        let mut arguments = Vec::new();
        for argument in &raise.arguments {
            arguments.push(self.value(argument)?);
        }
        if !raise.fails {
            return Ok(());
        }
        if let Some(again) = self.caught.clone().filter(|_| raise.again) {
            return Err(again);
        }
        let mut arguments = arguments.iter();
        let mut format = raise.format.as_deref().unwrap_or_default().chars().peekable();
        while let Some(char) = format.next() {
            if char != '%' {
                message.push(char);
            } else if format.next_if_eq(&'%').is_some() {
                message.push('%');
            } else {
                let value = arguments.next().map_or(Value::Unknown, Clone::clone);
                message += &value.as_text().unwrap_or_else(|| "…".to_owned());
            }
        }
        let code = raise.condition.as_ref().map_or_else(|| Arc::from("P0001"), errors::code_of);
        if message.is_empty() {
            message = match &raise.condition {
                Some(plpgsql::Condition::Name(name)) => name.to_string(),
                _ => code.to_string(),
            };
        }
        Err(Raised { code, message, at: None })
    }
}
