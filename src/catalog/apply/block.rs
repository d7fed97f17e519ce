//! DO blocks: what their statements make of the schema.

use super::{context::Apply, error::Outcome};
use crate::{
    catalog::Known,
    sql::{
        plpgsql::{self, Branches},
        statement::{DoBlock, StatementKind},
    },
};

impl Apply<'_> {
    /// Runs what the block may run. Queries and changes of rows name variables that nobody here knows, so they count
    /// for nothing; what stands under a condition or is caught when it fails runs where it can.
    pub(super) fn do_block(&mut self, block: &DoBlock) -> Outcome {
        let body = block.statements();
        let caught = plpgsql::catches(&block.body);
        let mut branches = Branches::default();
        for statement in body.iter().filter(|it| !matches!(it.kind, StatementKind::Dml(_) | StatementKind::Do(_))) {
            if !branches.may_run(statement) {
                continue;
            }
            let (catalog, session) = (self.catalog.clone(), self.session.clone());
            let outcome = self.statement(&statement.kind);
            branches.ran(statement, outcome.is_ok());
            let Err(mismatch) = outcome else { continue };
            (*self.catalog, *self.session) = (catalog, session);
            let partial = self.catalog.known == Known::OnlyWhatMigrationsShow && mismatch.is_missing_object();
            if statement.scopes.is_empty() && !caught && !partial {
                return Err(mismatch);
            }
        }
        Ok(())
    }
}
