//! One statement applied to a catalog: the schema afterwards, or why the server would refuse.

use super::{Catalog, session::Session};
use crate::sql::statement::StatementKind;

/// Why a statement cannot be applied to this catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// SQLSTATE, five characters: `42P01`.
    pub code: &'static str,
    /// As the server words it: `relation "orders" does not exist`.
    pub message: String,
}

impl Catalog {
    /// Changes the schema (and the session, for SET) as the server would when the statement succeeds.
    ///
    /// On a mismatch the catalog is as before. Under [`super::Known::OnlyWhatMigrationsShow`] a missing relation is no
    /// mismatch: nothing happens to it.
    pub fn apply(&mut self, statement: &StatementKind, session: &mut Session) -> Result<(), Mismatch> {
        let _ = (statement, session);
        Ok(())
    }
}
