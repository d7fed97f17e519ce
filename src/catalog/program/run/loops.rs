//! Loops: turn by turn while it is known what over, else one turn for all.

use super::super::{query, value::Value};
use super::{Flow, Frame, MOST_STATEMENTS, Ran, Run};
use crate::sql::{
    expr::Expr,
    name::{Ident, ObjectName},
    plpgsql::{Loop, LoopKind, Node, NodeKind},
    statement::StatementKind,
};
use std::sync::Arc;

impl Run<'_> {
    pub(super) fn repeat(&mut self, it: &Loop) -> Ran {
        match &it.kind {
            LoopKind::Endless => self.perhaps(it, "LOOP"),
            LoopKind::While(condition) => self.repeat_while(it, condition),
            LoopKind::Range { variable, reverse, from, to, step } => {
                let step = match step {
                    Some(step) => self.value(step)?,
                    None => Value::Number(1),
                };
                match (self.value(from)?, self.value(to)?, step) {
                    (Value::Number(from), Value::Number(to), Value::Number(step)) if step > 0 => {
                        let range = numbers(from, to, step, *reverse);
                        self.each(it, &[ObjectName { schema: None, name: variable.clone() }], range)
                    }
                    _ => {
                        self.frames
                            .push(Frame { variables: vec![(variable.clone(), Value::Unknown)], ..Frame::default() });
                        let flow = self.perhaps(it, &format!("{} .. {}", from.text, to.text));
                        self.frames.pop();
                        flow
                    }
                }
            }
            LoopKind::Array { variables, array } => match self.value(array)? {
                Value::Array(all) => self.each(it, variables, all.into_iter().map(|it| vec![it]).collect()),
                Value::Null => Ok(Flow::Next),
                _ => {
                    variables.iter().for_each(|it| self.assign(it, Value::Unknown));
                    self.perhaps(it, &array.text)
                }
            },
            LoopKind::Query { variables, query } => {
                self.sql(query, &[])?;
                self.each_row(it, variables, query)
            }
            LoopKind::Execute { variables, execute } => {
                let query = self.execute(execute)?;
                match query {
                    Some(query) => self.each_row(it, variables, &query),
                    None => {
                        variables.iter().for_each(|it| self.assign(it, Value::Unknown));
                        self.perhaps(it, &execute.command.text)
                    }
                }
            }
            LoopKind::Cursor { variable, cursor } => {
                let target = [ObjectName { schema: None, name: variable.clone() }];
                self.frames.push(Frame { variables: vec![(variable.clone(), Value::Unknown)], ..Frame::default() });
                let flow = match self.cursor(cursor) {
                    Some(query) => self.sql(&query, &[]).and_then(|()| self.each_row(it, &target, &query)),
                    None => self.perhaps(it, cursor.as_str()),
                };
                self.frames.pop();
                flow
            }
        }
    }

    pub(super) fn each_row(&mut self, it: &Loop, variables: &[ObjectName], query: &StatementKind) -> Ran {
        let names = match query {
            StatementKind::Dml(dml) => dml.query.query.as_deref().and_then(query::column_names),
            _ => None,
        };
        let rows = self.rows(query)?.filter(|all| all.iter().all(|it| it.1));
        let Some(rows) = rows else {
            variables.iter().for_each(|it| self.assign(it, Value::Unknown));
            let text = match query {
                StatementKind::Dml(dml) => dml.query.text.clone(),
                _ => Arc::from(""),
            };
            return self.perhaps(it, &text);
        };
        // One variable for several columns is a record.
        let record = |values: Vec<Value>| match (&names, variables, values.as_slice()) {
            (_, [_], [Value::Record(_)]) => values,
            (Some(names), [_], _) => {
                vec![Value::Record(names.iter().cloned().zip(values).collect())]
            }
            (None, [_], _) => vec![Value::Unknown],
            _ => values,
        };
        let rows = rows.into_iter().map(|it| record(it.0)).collect();
        self.each(it, variables, rows)
    }

    /// One turn after the other, with these values.
    pub(super) fn each(&mut self, it: &Loop, variables: &[ObjectName], values: Vec<Vec<Value>>) -> Ran {
        let depth = self.frames.len();
        // FOR declares its variable, where nobody else did.
        let new = variables.iter().filter(|it| it.schema.is_none() && self.variable(None, &it.name).is_none());
        let variables_here = new.map(|it| (it.name.clone(), Value::Unknown)).collect();
        self.frames.push(Frame { variables: variables_here, ..Frame::default() });
        let mut result = Ok(Flow::Next);
        for turn in values {
            variables.iter().zip(turn).for_each(|(it, value)| self.assign(it, value));
            match self.nodes(&it.body) {
                Ok(flow) => match after_turn(flow, it.label.as_ref()) {
                    None => {}
                    Some(flow) => {
                        result = Ok(flow);
                        break;
                    }
                },
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
        }
        self.frames.truncate(depth);
        result
    }

    pub(super) fn repeat_while(&mut self, it: &Loop, condition: &Expr) -> Ran {
        loop {
            match self.value(condition)?.truth() {
                Some(false) => return Ok(Flow::Next),
                None => return self.perhaps(it, &condition.text),
                Some(true) => {}
            }
            self.statements += 1;
            if self.statements > MOST_STATEMENTS {
                return Ok(Flow::Return);
            }
            if let Some(flow) = after_turn(self.nodes(&it.body)?, it.label.as_ref()) {
                return Ok(flow);
            }
        }
    }

    /// As many turns as nobody knows: one stands for all, with nothing known of what the turns before it did.
    pub(super) fn perhaps(&mut self, it: &Loop, text: &str) -> Ran {
        for name in assigned(&it.body) {
            self.assign(&ObjectName { schema: None, name }, Value::Unknown);
        }
        self.one_of(&[&it.body, &[]], Some(Arc::from(text)))
    }
}

/// None: the next turn; otherwise where the statement behind the loop, or around it, goes on.
fn after_turn(flow: Flow, label: Option<&Ident>) -> Option<Flow> {
    match flow {
        Flow::Next | Flow::Again(None) => None,
        Flow::Again(to) if to.as_ref() == label => None,
        Flow::Exit(None) => Some(Flow::Next),
        Flow::Exit(to) if to.as_ref() == label => Some(Flow::Next),
        other => Some(other),
    }
}

fn numbers(from: i64, to: i64, step: i64, reverse: bool) -> Vec<Vec<Value>> {
    let mut found = Vec::new();
    let mut next = from;
    while (if reverse { next >= to } else { next <= to }) && found.len() < MOST_STATEMENTS {
        found.push(vec![Value::Number(next)]);
        let following = if reverse { next.checked_sub(step) } else { next.checked_add(step) };
        let Some(following) = following else { break };
        next = following;
    }
    found
}

/// Variables that the statements give new values.
fn assigned(nodes: &[Node]) -> Vec<Ident> {
    let mut found = Vec::new();
    let mut open: Vec<&Node> = nodes.iter().collect();
    while let Some(node) = open.pop() {
        open.extend(node.children());
        let targets: &[ObjectName] = match &node.kind {
            NodeKind::Assign { target, .. } => std::slice::from_ref(target),
            NodeKind::Sql { into, .. } | NodeKind::Fill(into) => into,
            NodeKind::Execute(it) => &it.into,
            NodeKind::Loop(it) => match &it.kind {
                LoopKind::Query { variables, .. }
                | LoopKind::Execute { variables, .. }
                | LoopKind::Array { variables, .. } => variables,
                _ => &[],
            },
            _ => &[],
        };
        found.extend(targets.iter().map(|it| it.schema.clone().unwrap_or_else(|| it.name.clone())));
    }
    found
}
