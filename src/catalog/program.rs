//! What the programs in DO blocks and function bodies do, as far as it is known before they run.
//!
//! A program is run over a [`Host`], which runs its statements: once to change a catalog, once to tell their effects.
//! Variables, conditions and loops are followed while their values follow from the program and the catalog. Where they do
//! not, each branch that may run is run, and what cannot be known is said. Knows nothing of locks.

mod bind;
mod calls;
mod errors;
mod evaluate;
mod functions;
mod query;
mod run;
mod system;
#[cfg(test)]
mod tests;
mod value;

use super::{Catalog, apply::Mismatch, session::Session};
use crate::sql::{plpgsql::Program, statement::StatementKind};
pub(crate) use bind::with_parameters;
pub(crate) use calls::{Call, executed, fired};
pub use errors::Raised;
use std::sync::Arc;

/// What a statement of a program runs on.
pub(crate) trait Host {
    fn state(&self) -> &State;

    fn put(&mut self, state: State);

    /// Runs one statement and what it calls; when it fails, all is as before.
    fn run(&mut self, statement: &StatementKind, certain: bool) -> Result<(), Mismatch>;

    /// Something that the program does, or may do, and nobody can tell.
    fn unknown(&mut self, unknown: Unknown);

    /// Begins what ends in one of the ways of [`End`]; nests.
    fn begin(&mut self);

    fn end(&mut self, how: End);

    /// Whether branches are of interest besides the one that decides what comes after.
    fn wants_all_branches(&self) -> bool;
}

/// What a statement finds, and leaves to the next.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) catalog: Catalog,
    pub(crate) session: Session,
    /// What the session is once SET LOCAL is over.
    pub(crate) lasting: Session,
}

/// How a part of a program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Keep,
    /// Rolled back to where it began: it did happen.
    Undo,
    /// It is taken not to have happened.
    Forget,
    /// It may have happened, and does not count for what follows.
    Aside,
}

/// What cannot be known of a statement that runs a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub kind: UnknownKind,
    /// The expression, the condition, the routine: in the user's words.
    pub text: Arc<str>,
    /// Where in the body.
    pub at: Option<(usize, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownKind {
    /// SQL that is put together at run time.
    Computed,
    /// Changes of the schema under a condition on data, or in a loop over it.
    Conditional,
    /// A body in a language that is not read, or too long to be followed.
    Unread,
}

/// Runs a program: that of a DO block, or a routine's with its arguments.
pub(crate) fn execute(program: &Program, call: Option<&Call>, host: &mut dyn Host) -> Result<(), Raised> {
    run::run(program, call, host)
}
