//! DO blocks and routines that statements call: what their programs make of the schema.

use super::{Mismatch, context::Apply, error::Outcome};
use crate::{
    catalog::{
        Known,
        program::{self, End, Host, State, Unknown},
    },
    sql::{
        name::Ident,
        plpgsql::{Block, LoopKind, Node, NodeKind, Program},
        statement::{DoBlock, StatementKind},
    },
};

/// Programs within programs beyond this are not followed.
const DEEPEST: u32 = 6;

/// A depth at which no program runs.
pub(super) const NO_PROGRAMS: u32 = DEEPEST;

/// What plpgsql finds wrong before it runs anything; `names` are the parameters'.
pub(crate) fn compile(program: &Program, names: &[Ident]) -> Outcome {
    if let Some(error) = &program.error {
        return Err(Mismatch::new("42601", error.to_string()));
    }
    let mut known = names.to_vec();
    known.extend(["new", "old", "found"].map(Ident::exact));
    match unknown_target(&program.block, &known) {
        Some(name) => Err(Mismatch::new("42601", format!("\"{}\" is not a known variable", name.as_str()))),
        None => Ok(()),
    }
}

/// A name that is given a value and nobody declared.
fn unknown_target(block: &Block, known: &[Ident]) -> Option<Ident> {
    let mut known = known.to_vec();
    known.extend(block.declarations.iter().map(|it| it.name.clone()));
    let mut open: Vec<(&Node, Vec<Ident>)> = block.nodes().into_iter().map(|it| (it, known.clone())).collect();
    open.reverse();
    while let Some((node, mut known)) = open.pop() {
        match &node.kind {
            NodeKind::Assign { target, part: false, .. } if !known.contains(&target.name) => {
                return Some(target.name.clone());
            }
            NodeKind::Block(block) => {
                if let Some(found) = unknown_target(block, &known) {
                    return Some(found);
                }
                continue;
            }
            NodeKind::Loop(it) => match &it.kind {
                LoopKind::Range { variable, .. } | LoopKind::Cursor { variable, .. } => known.push(variable.clone()),
                _ => {}
            },
            _ => {}
        }
        open.extend(node.children().into_iter().rev().map(|it| (it, known.clone())));
    }
    None
}

impl Apply<'_> {
    pub(super) fn do_block(&mut self, block: &DoBlock) -> Outcome {
        if self.depth >= DEEPEST {
            return Ok(());
        }
        let program = block.program();
        compile(&program, &[])?;
        let mut host = self.host();
        program::execute(&program, None, &mut host).map_err(program::Raised::mismatch)?;
        self.take(host.state);
        Ok(())
    }

    /// Routines that a statement calls: with luck they make or change something. That one fails is not said, because the
    /// rows it would meet are not there.
    pub(super) fn called(&mut self, statement: &StatementKind) -> Outcome {
        if self.depth >= DEEPEST {
            return Ok(());
        }
        for call in program::executed(statement, self.catalog, self.session) {
            let before = self.session.clone();
            let mut host = self.host();
            for setting in call.settings() {
                let _ = host.run(&setting, true);
            }
            if program::execute(&call.routine().program(), Some(&call), &mut host).is_err() {
                continue;
            }
            self.take(host.state);
            if !call.routine().settings.is_empty() {
                *self.session = before;
            }
        }
        Ok(())
    }

    fn host(&self) -> Applying {
        let session = self.session.clone();
        let state = State { catalog: self.catalog.clone(), lasting: session.clone(), session };
        Applying { state, begun: Vec::new(), depth: self.depth + 1 }
    }

    fn take(&mut self, state: State) {
        (*self.catalog, *self.session) = (state.catalog, state.session);
    }
}

/// Statements of a program on a catalog; changes of rows are not checked, because what they name may be a variable.
struct Applying {
    state: State,
    begun: Vec<State>,
    depth: u32,
}

impl Host for Applying {
    fn state(&self) -> &State {
        &self.state
    }

    fn put(&mut self, state: State) {
        self.state = state;
    }

    fn run(&mut self, statement: &StatementKind, _: bool) -> Result<(), Mismatch> {
        let before = self.state.clone();
        let State { catalog, session, .. } = &mut self.state;
        let mut apply = Apply { catalog, session, depth: self.depth };
        let outcome = match statement {
            StatementKind::Dml(_) => apply.called(statement),
            _ => apply.whole(statement),
        };
        let Err(mismatch) = outcome else { return Ok(()) };
        self.state = before;
        let partial = self.state.catalog.known == Known::OnlyWhatMigrationsShow && mismatch.is_missing_object();
        if partial { Ok(()) } else { Err(mismatch) }
    }

    fn unknown(&mut self, _: Unknown) {}

    fn begin(&mut self) {
        self.begun.push(self.state.clone());
    }

    fn end(&mut self, how: End) {
        let Some(before) = self.begun.pop() else { return };
        if how != End::Keep {
            self.state = before;
        }
    }

    fn wants_all_branches(&self) -> bool {
        false
    }
}
