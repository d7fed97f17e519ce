//! The recipes: what stands in for one statement (or one action of an ALTER TABLE) that is not safe as written.
//!
//! A recipe is a function over a [`Situation`]; the first that answers wins, and [`as_written`] answers always.

mod add_column;
mod as_written;
mod attach_partition;
mod backfill;
mod change_type;
mod constraint;
mod create_index;
mod drop_column;
mod drop_index;
mod drop_table;
mod not_null;
mod rebuild;
mod rename;
mod unique;

use super::draft::Draft;
use crate::{
    catalog::{
        Catalog, PgVersion, RelationId,
        relation::{Constraint, Relation},
        session::Session,
    },
    simulate::Step,
    sql::{
        name::{Ident, ObjectName},
        statement::{AlterAction, AlterKind, StatementKind},
    },
    text::Span,
};
use std::sync::Arc;

pub(super) use as_written::{as_written, new_index};
pub(super) use backfill::writes;
pub(super) use rename::table_behind_view;

/// A table with no more rows than this is worked on directly.
const SMALL_ROWS: u64 = 1_000;

/// What a recipe answers with.
#[derive(Clone, Debug, Default)]
pub(super) struct Proposal {
    pub drafts: Vec<Draft>,
    pub questions: Vec<String>,
}

type Recipe = fn(&Situation<'_>) -> Option<Proposal>;

/// In order of precedence.
const RECIPES: &[Recipe] = &[
    create_index::recipe,
    drop_index::recipe,
    rebuild::recipe,
    constraint::recipe,
    unique::recipe,
    not_null::recipe,
    add_column::recipe,
    change_type::recipe,
    attach_partition::recipe,
    drop_column::recipe,
    drop_table::recipe,
    rename::column,
    rename::table,
    backfill::recipe,
];

pub(super) fn propose(situation: &Situation<'_>) -> Proposal {
    if situation.only_new_or_small() {
        return as_written(situation);
    }
    RECIPES.iter().find_map(|it| it(situation)).unwrap_or_else(|| as_written(situation))
}

/// One statement, or one action of an ALTER TABLE as a statement of its own, with the schema around it.
pub(super) struct Situation<'a> {
    pub step: &'a Step,
    /// The statement's text; of one action among several, a statement with that action alone.
    pub sql: &'a str,
    /// Tables made earlier in the pending change.
    pub made_in_change: &'a imbl::OrdSet<RelationId>,
    /// Every column that the pending change renames, in order.
    pub renames: &'a [ColumnRename],
    /// The schema before and after the whole change.
    pub start: &'a Catalog,
    pub end: &'a Catalog,
}

/// A column renamed somewhere in the pending change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnRename {
    pub table: RelationId,
    pub from: Ident,
    pub to: Ident,
}

impl<'a> Situation<'a> {
    pub(super) fn before(&self) -> &'a Catalog {
        &self.step.before
    }

    pub(super) fn after(&self) -> &'a Catalog {
        &self.step.after
    }

    pub(super) fn version(&self) -> PgVersion {
        self.step.before.version
    }

    pub(super) fn kind(&self) -> &'a StatementKind {
        &self.step.statement.kind
    }

    pub(super) fn session(&self) -> &'a Session {
        &self.step.transaction.session
    }

    /// The user's text at `span`.
    pub(super) fn text(&self, span: Span) -> &'a str {
        let start = self.step.statement.span.start;
        let bytes = span.start.saturating_sub(start) as usize..span.end.saturating_sub(start) as usize;
        self.step.sql.get(bytes).unwrap_or_default()
    }

    /// The relation that `name` means before the statement.
    pub(super) fn find(&self, name: &ObjectName) -> Option<&'a Arc<Relation>> {
        self.before().resolve(name, self.session())
    }

    /// The table and the only action of an ALTER TABLE on one.
    pub(super) fn alter(&self) -> Option<(Target<'a>, &'a AlterAction)> {
        let StatementKind::AlterTable(alter) = self.kind() else { return None };
        let [action] = alter.actions.as_slice() else { return None };
        let relation = self.find(&alter.name);
        let is_table = relation.is_none_or(|it| it.table().is_some_and(|it| it.foreign_server.is_none()));
        is_table.then(|| (self.target(&alter.name), action))
    }

    pub(super) fn alter_kind(&self) -> Option<(Target<'a>, &'a AlterKind)> {
        self.alter().map(|(target, action)| (target, &action.kind))
    }

    pub(super) fn target(&self, name: &ObjectName) -> Target<'a> {
        let relation = self.find(name);
        let shown = relation.map_or_else(|| name.to_string(), |it| it.name.to_string());
        let bare = relation.map_or_else(|| name.name.clone(), |it| it.name.name.clone());
        Target { name: shown, bare, relation: relation.map(|it| &**it) }
    }

    /// Nobody waits for long: everything it locks strongly was made in this change or is known to be small.
    fn only_new_or_small(&self) -> bool {
        let mut touched = self.step.effects.relations.iter().filter(|it| !it.created).peekable();
        touched.peek().is_some()
            && touched.all(|it| self.is_new(it.relation) || self.is_index_of_new_or_small(it.relation))
            && self.step.effects.losses.is_empty()
    }

    fn is_index_of_new_or_small(&self, id: RelationId) -> bool {
        let Some(relation) = self.before().relation(id) else { return false };
        match relation.index() {
            Some(index) => self.is_new(index.table) || self.is_small(index.table),
            None => self.is_small(id),
        }
    }

    pub(super) fn is_new(&self, id: RelationId) -> bool {
        self.made_in_change.contains(&id)
    }

    pub(super) fn is_small(&self, id: RelationId) -> bool {
        let table = self.before().relation(id).and_then(|it| it.table());
        let rows = table.filter(|it| !it.is_partitioned()).and_then(|it| it.size?.rows);
        rows.is_some_and(|it| it <= SMALL_ROWS)
    }

    /// The constraint that the statement adds to `table`.
    pub(super) fn new_constraint(&self, table: Option<&Relation>) -> Option<&'a Constraint> {
        let before = table?.table()?;
        let after = self.after().relation(table?.id)?.table()?;
        after.constraints.iter().find(|it| before.constraint(&it.name).is_none())
    }

    /// Some work lasts as long as the table is large, under a lock that makes others wait.
    pub(super) fn is_slow(&self) -> bool {
        self.step
            .blocking()
            .filter(|it| !self.is_new(it.relation))
            .any(|it| it.rewrite.is_some() || it.scan.is_some() || !it.rebuilt_indexes.is_empty())
    }
}

/// The table of a statement: known, or only named.
#[derive(Clone)]
pub(super) struct Target<'a> {
    /// Qualified where the relation is known.
    pub name: String,
    pub bare: Ident,
    pub relation: Option<&'a Relation>,
}

impl Target<'_> {
    pub(super) fn is_partitioned(&self) -> bool {
        self.relation.and_then(|it| it.table()).is_some_and(|it| it.is_partitioned())
    }
}
