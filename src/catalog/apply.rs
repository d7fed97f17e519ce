//! One statement applied to a catalog: the schema afterwards, or why the server would refuse.
//!
//! One submodule a family of objects. Knows nothing of locks; the cost of a statement does not grow with the number of
//! tables, except where the statement itself is about all of them.

mod alter_column;
mod alter_table;
pub(crate) mod block;
mod casts;
mod columns;
mod constraint;
mod context;
mod create_table;
mod dependents;
mod drop;
mod error;
mod expressions;
mod extensions;
mod foreign_key;
mod grants;
mod index;
mod kinds;
mod like;
mod methods;
mod objects;
mod operators;
mod options;
mod others;
mod partition;
mod rename;
mod routine;
mod sequence;
mod settings;
mod trigger;
mod types;
mod view;

#[cfg(test)]
mod tests;

use super::{Catalog, Known, session::Session};
use crate::sql::statement::StatementKind;
use context::Apply;
use error::Outcome;

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
        self.apply_at(statement, session, 0)
    }

    /// The same without what it runs: the bodies of DO blocks and of routines that it calls.
    pub(crate) fn apply_alone(&mut self, statement: &StatementKind, session: &mut Session) -> Result<(), Mismatch> {
        self.apply_at(statement, session, block::NO_PROGRAMS)
    }

    fn apply_at(&mut self, statement: &StatementKind, session: &mut Session, depth: u32) -> Result<(), Mismatch> {
        let (mut catalog, mut changed) = (self.clone(), session.clone());
        let outcome = Apply { catalog: &mut catalog, session: &mut changed, depth }.whole(statement);
        match outcome {
            Ok(()) => {
                *self = catalog;
                *session = changed;
                Ok(())
            }
            Err(mismatch) if self.known == Known::OnlyWhatMigrationsShow && mismatch.is_missing_object() => Ok(()),
            Err(mismatch) => Err(mismatch),
        }
    }
}

impl Mismatch {
    /// Something that migrations before the ones given may have made.
    fn is_missing_object(&self) -> bool {
        matches!(self.code, "42P01" | "3F000" | "42704" | "42883")
    }
}

impl Apply<'_> {
    /// A statement and the programs it runs.
    fn whole(&mut self, statement: &StatementKind) -> Outcome {
        match statement {
            StatementKind::Do(block) => self.do_block(block),
            _ => {
                self.statement(statement)?;
                self.called(statement)
            }
        }
    }

    pub(super) fn statement(&mut self, statement: &StatementKind) -> Outcome {
        use StatementKind as K;
        match statement {
            K::Set(it) => self.set(it),
            K::SetRole(role) => self.session.role = role.clone(),
            K::Reset(name) => self.reset(name.as_ref()),
            K::DiscardAll => self.reset(None),
            K::CreateTable(it) => return self.create_table(it),
            K::CreateTableAs(it) => return self.create_table_as(it),
            K::AlterTable(it) => return self.alter_table(it),
            K::CreateIndex(it) => return self.create_index(it),
            K::CreateView(it) => return self.create_view(it),
            K::RefreshMaterializedView(it) => return self.refresh(it),
            K::CreateSequence(it) => return self.create_sequence(it),
            K::AlterSequence(it) => return self.alter_sequence(it),
            K::CreateSchema(it) => return self.create_schema(it),
            K::CreateType(it) => return self.create_type(it),
            K::AlterType(it) => return self.alter_type(it),
            K::CreateDomain(it) => return self.create_domain(it),
            K::AlterDomain(it) => return self.alter_domain(it),
            K::CreateFunction(it) => return self.create_function(it),
            K::AlterFunction(it) => return self.alter_function(it),
            K::CreateTrigger(it) => return self.create_trigger(it),
            K::CreatePolicy(it) => return self.create_policy(it),
            K::AlterPolicy(it) => return self.alter_policy(it),
            K::CreateRule(it) => return self.create_rule(it),
            K::CreateExtension(it) => return self.create_extension(it),
            K::CreateStatistics(it) => return self.create_statistics(it),
            K::CreateRole(it) => return self.create_role(it),
            K::CreatePublication(it) => return self.create_publication(it),
            K::AlterPublication(it) => return self.alter_publication(it),
            K::CreateEventTrigger(it) => return self.create_event_trigger(it),
            K::Drop(it) => return self.drop(it),
            K::SetConstraints { names, deferred } => return self.set_constraints(names, *deferred),
            K::DropOwned { roles, .. } => return self.drop_owned(roles),
            K::AlterObject(it) => return self.alter_object(it),
            K::Comment(it) => return self.comment(it),
            K::Grant(it) => return self.grant(it),
            K::GrantRole(it) => return self.grant_role(it),
            K::AlterDefaultPrivileges(it) => return self.alter_default_privileges(it),
            K::Dml(it) => return self.dml(it),
            K::Truncate(it) => return self.relations_exist(it.tables.iter().map(|it| &it.0)),
            K::LockTable(it) => return self.relations_exist(it.tables.iter().map(|it| &it.0)),
            K::Vacuum(it) | K::Analyze(it) => return self.relations_exist(&it.tables),
            K::Cluster(it) => return self.cluster(it),
            K::Reindex(it) => return self.reindex(it),
            K::Other(it) => return self.create_other(it),
            K::Explain { analyze: true, statement } => return self.statement(statement),
            K::Transaction(_)
            | K::Call { .. }
            | K::Do(_)
            | K::Explain { .. }
            | K::Psql { .. }
            | K::Unmodeled { .. } => {}
        }
        Ok(())
    }
}
