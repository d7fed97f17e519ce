//! From a statement to its effects: applies it to the catalog and asks the family it belongs to.

use super::{
    DurationClass, Effects, Failure, account, alter, create, dml, drop, indexes, losses, maintenance, objects,
    programs, refusals, routines, work::Work,
};
use crate::{
    catalog::{Catalog, Known, RelationId, program::State, session::Session},
    simulate::restrictions,
    sql::{name::QualifiedName, statement::StatementKind},
};
use std::cell::Cell;

/// What one statement makes of a catalog and a session.
pub(in crate::simulate) struct Outcome {
    pub(in crate::simulate) after: Catalog,
    /// Where programs changed it: the session, and what it is once SET LOCAL is over.
    pub(in crate::simulate) session: Option<(Session, Session)>,
    pub(in crate::simulate) effects: Effects,
}

impl Outcome {
    /// The statement fails for a reason that lies outside the catalog.
    pub(in crate::simulate) fn fail(&mut self, failure: Failure) {
        let needs_autocommit = self.effects.needs_autocommit;
        self.effects = Effects { fails: Some(failure), needs_autocommit, ..Effects::default() };
    }
}

/// What stands around a statement.
pub(super) struct Around<'a> {
    /// Whether a relation was there before the pending change.
    pub(super) existed: &'a dyn Fn(RelationId) -> bool,
    /// The programs it is in, the innermost first: recursion ends here.
    pub(super) program: Option<&'a Enclosing<'a>>,
    /// Statements of programs that are still followed.
    pub(super) budget: &'a Cell<u32>,
}

/// A program around a statement.
pub(super) struct Enclosing<'a> {
    /// None: a DO block.
    pub(super) routine: Option<&'a QualifiedName>,
    pub(super) around: Option<&'a Enclosing<'a>>,
    pub(super) depth: u32,
}

/// Statements of programs that one statement of a migration may run; beyond, what they do is not known.
const MOST_STATEMENTS: u32 = 20_000;

/// Effects of one statement; `existed` tells which relations were there before the pending change.
pub(in crate::simulate) fn of(kind: &StatementKind, state: &State, existed: &dyn Fn(RelationId) -> bool) -> Outcome {
    let budget = Cell::new(MOST_STATEMENTS);
    within(kind, state, &Around { existed, program: None, budget: &budget })
}

pub(super) fn within(kind: &StatementKind, state: &State, around: &Around<'_>) -> Outcome {
    let mut outcome = match kind {
        StatementKind::Do(block) => programs::do_block(block, state, around),
        _ => {
            let mut outcome = alone(kind, state, around.existed);
            if outcome.effects.fails.is_none() {
                programs::follow(kind, state, &mut outcome, around);
            }
            outcome
        }
    };
    outcome.effects.needs_autocommit |= restrictions::needs_autocommit(kind, &state.catalog, &state.session).is_some();
    outcome
}

fn alone(kind: &StatementKind, state: &State, existed: &dyn Fn(RelationId) -> bool) -> Outcome {
    let (before, session) = (&state.catalog, &state.session);
    let mut after = before.clone();
    let mut scratch = session.clone();
    let failure = match refusals::of(kind, before, session) {
        Some(failure) => Some(failure),
        None => {
            let applied = after.apply_alone(kind, &mut scratch);
            let partial = before.known == Known::OnlyWhatMigrationsShow;
            applied.err().filter(|it| !(partial && comes_of_not_knowing(it.code))).map(|it| Failure {
                code: it.code,
                message: it.message,
                at: None,
            })
        }
    };
    if failure.is_some() {
        let effects = Effects { fails: failure, ..Effects::default() };
        return Outcome { after: before.clone(), session: None, effects };
    }
    let mut work = Work::new(before, &after, session);
    describe(kind, &mut work);
    losses::collect(kind, existed, &mut work);
    let mut effects = work.finish(existed);
    account::explain(kind, before, &after, session, &mut effects);
    Outcome { after, session: None, effects }
}

/// The locks that a statement takes before it fails, where it fails at what it finds.
pub(super) fn attempt(kind: &StatementKind, state: &State, existed: &dyn Fn(RelationId) -> bool) -> Effects {
    let locks_first =
        matches!(kind, StatementKind::AlterTable(_) | StatementKind::CreateIndex(_) | StatementKind::CreateTrigger(_));
    if !locks_first {
        return Effects::default();
    }
    let mut work = Work::new(&state.catalog, &state.catalog, &state.session);
    describe(kind, &mut work);
    // The table comes first; what else it names, it fails before.
    let table = match kind {
        StatementKind::AlterTable(it) => work.resolve(&it.name),
        StatementKind::CreateIndex(it) => work.resolve(&it.table),
        StatementKind::CreateTrigger(it) => work.resolve(&it.table),
        _ => None,
    };
    let Some(table) = table else { return Effects::default() };
    let family = work.family(table.id);
    let mut effects = work.finish(existed);
    effects.relations.retain(|it| family.contains(&it.relation));
    for relation in &mut effects.relations {
        (relation.rewrite, relation.scan, relation.dropped) = (None, None, false);
        relation.rebuilt_indexes.clear();
    }
    Effects { relations: effects.relations, ..Effects::default() }
}

/// Failures that a table known only by name would cause: its keys, types and columns are not there to be found.
fn comes_of_not_knowing(code: &str) -> bool {
    matches!(code, "42P01" | "42703" | "42704" | "42804" | "42830" | "42883" | "42P16" | "42P17" | "42809" | "55000")
}

pub(super) fn describe(kind: &StatementKind, work: &mut Work<'_>) {
    match kind {
        StatementKind::AlterTable(it) => alter::statement(it, work),
        StatementKind::CreateTable(it) => create::table(it, work),
        StatementKind::CreateTableAs(it) => create::table_as(it, work),
        StatementKind::CreateView(it) => create::view(it, work),
        StatementKind::CreateIndex(it) => indexes::create(it, work),
        StatementKind::CreateSchema(it) => it.elements.iter().for_each(|it| describe(it, work)),
        StatementKind::AlterSequence(it) => create::alter_sequence(it, work),
        StatementKind::CreateSequence(it) => create::sequence(it, work),
        StatementKind::Drop(it) => drop::statement(it, work),
        StatementKind::DropOwned { .. } => drop::fallout(work),
        StatementKind::RefreshMaterializedView(it) => maintenance::refresh(it, work),
        StatementKind::Vacuum(it) => maintenance::vacuum(it, work),
        StatementKind::Analyze(it) => maintenance::analyze(it, work),
        StatementKind::Cluster(it) => maintenance::cluster(it, work),
        StatementKind::Reindex(it) => indexes::reindex(it, work),
        StatementKind::Truncate(it) => maintenance::truncate(it, work),
        StatementKind::LockTable(it) => maintenance::lock_table(it, work),
        StatementKind::Dml(it) => dml::statement(it, work, true),
        StatementKind::Explain { analyze, statement } => match &**statement {
            StatementKind::Dml(it) => dml::statement(it, work, *analyze),
            other => describe(other, work),
        },
        StatementKind::AlterType(it) => objects::alter_type(it, work),
        StatementKind::AlterDomain(it) => objects::alter_domain(it, work),
        StatementKind::CreateFunction(it) => routines::create_function(it, work),
        StatementKind::CreateTrigger(it) => objects::create_trigger(it, work),
        StatementKind::CreatePolicy(it) | StatementKind::AlterPolicy(it) => objects::policy(it, work),
        StatementKind::CreateRule(it) => objects::create_rule(it, work),
        StatementKind::CreateStatistics(it) => objects::create_statistics(it, work),
        StatementKind::CreatePublication(it) | StatementKind::AlterPublication(it) => objects::publication(it, work),
        StatementKind::AlterObject(it) => objects::alter_object(it, work),
        StatementKind::Comment(it) => objects::comment(it, work),
        StatementKind::Grant(it) => objects::grant(it, work),
        StatementKind::Call { .. } | StatementKind::Do(_) => {}
        StatementKind::CreateExtension(_) => {}
        // Nobody knows how long a statement takes that nobody understood.
        StatementKind::Unmodeled { .. } => work.class = DurationClass::Unknown,
        StatementKind::Transaction(_)
        | StatementKind::Set(_)
        | StatementKind::SetConstraints { .. }
        | StatementKind::SetRole(_)
        | StatementKind::Reset(_)
        | StatementKind::DiscardAll
        | StatementKind::CreateType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::AlterFunction(_)
        | StatementKind::CreateRole(_)
        | StatementKind::CreateEventTrigger(_)
        | StatementKind::GrantRole(_)
        | StatementKind::AlterDefaultPrivileges(_)
        | StatementKind::Other(_)
        | StatementKind::Psql { .. } => {}
    }
}
