//! Conditions: the branch that runs, or all that may run.

use super::super::value::Value;
use super::Flow;
use super::{Frame, Ran, Run};
use crate::{
    catalog::program::{End, Raised, State, UnknownKind},
    sql::{
        expr::{Expr, Tree},
        plpgsql::Node,
    },
};
use std::sync::Arc;

impl Run<'_> {
    pub(super) fn branches(&mut self, tests: Vec<(Test<'_>, &[Node])>, otherwise: &[Node]) -> Ran {
        let mut possible: Vec<&[Node]> = Vec::new();
        let mut open: Option<Arc<str>> = None;
        for (test, body) in tests {
            match self.holds(&test)? {
                Some(false) => {}
                Some(true) => {
                    possible.push(body);
                    return self.one_of(&possible, open);
                }
                None => {
                    possible.push(body);
                    open.get_or_insert(test.text());
                }
            }
        }
        possible.push(otherwise);
        self.one_of(&possible, open)
    }

    pub(super) fn holds(&mut self, test: &Test<'_>) -> Result<Option<bool>, Raised> {
        match test {
            Test::Holds(condition) => Ok(self.value(condition)?.truth()),
            Test::OneOf(operand, values) => {
                let mut unknown = false;
                for value in *values {
                    let tree = match operand {
                        Some(operand) => equality(operand, value),
                        None => value.clone(),
                    };
                    match self.value(&tree)?.truth() {
                        Some(true) => return Ok(Some(true)),
                        Some(false) => {}
                        None => unknown = true,
                    }
                }
                Ok(if unknown { None } else { Some(false) })
            }
        }
    }

    /// Runs the only branch, or all that may run: a condition that is not decided is taken to protect what it guards, so a
    /// branch that fails does not run. The first that changes the schema counts for what follows.
    pub(super) fn one_of(&mut self, possible: &[&[Node]], open: Option<Arc<str>>) -> Ran {
        if let ([only], None) = (possible, &open) {
            return self.nodes(only);
        }
        let frames = self.frames.clone();
        let mut chosen: Option<(State, bool)> = None;
        let mut left: Option<Vec<Frame>> = None;
        let mut first_error = None;
        let mut changed_any = false;
        let here = self.here;
        self.undecided += 1;
        for body in possible {
            self.frames.clone_from(&frames);
            self.host.begin();
            let before = self.changes;
            match self.nodes(body) {
                Err(raised) => {
                    self.host.end(End::Forget);
                    first_error.get_or_insert(raised);
                    continue;
                }
                Ok(_) => {
                    let changed = self.changes > before;
                    changed_any |= changed;
                    if chosen.as_ref().is_none_or(|it| changed && !it.1) {
                        chosen = Some((self.host.state().clone(), changed));
                    }
                    self.host.end(End::Aside);
                }
            }
            left = Some(match left {
                None => self.frames.clone(),
                Some(other) => merged(other, &self.frames),
            });
            if changed_any && !self.host.wants_all_branches() {
                break;
            }
        }
        self.undecided -= 1;
        self.here = here;
        self.frames = left.unwrap_or(frames);
        match (chosen, first_error) {
            (Some((state, _)), _) => self.host.put(state),
            (None, Some(raised)) => return Err(raised),
            (None, None) => {}
        }
        if changed_any && self.undecided == 0 && open.is_some() {
            self.unknown(UnknownKind::Conditional, open.unwrap_or_default());
        }
        Ok(Flow::Next)
    }
}

/// What decides a branch.
pub(super) enum Test<'a> {
    Holds(&'a Expr),
    /// CASE: one of the values is the operand's, or holds.
    OneOf(Option<&'a Expr>, &'a [Expr]),
}

impl Test<'_> {
    fn text(&self) -> Arc<str> {
        match self {
            Self::Holds(condition) => condition.text.clone(),
            Self::OneOf(Some(operand), _) => operand.text.clone(),
            Self::OneOf(None, values) => values.first().map_or_else(|| Arc::from(""), |it| it.text.clone()),
        }
    }
}

fn equality(left: &Expr, right: &Expr) -> Expr {
    let side = |it: &Expr| Box::new(Tree::clone(&it.tree));
    let tree = Tree::Binary { operator: Arc::from("="), left: side(left), right: side(right) };
    Expr { text: left.text.clone(), tree: Arc::new(tree) }
}

/// What is the same after either of two branches.
fn merged(mut one: Vec<Frame>, other: &[Frame]) -> Vec<Frame> {
    for (frame, other) in one.iter_mut().zip(other) {
        for (variable, other) in frame.variables.iter_mut().zip(&other.variables) {
            if variable.1 != other.1 {
                variable.1 = Value::Unknown;
            }
        }
    }
    one
}
