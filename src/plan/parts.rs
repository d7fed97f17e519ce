//! Each pending statement, or each action of an ALTER TABLE, with what stands in for it.

use super::{
    PhaseKind,
    draft::Draft,
    intended,
    recipes::{self, ColumnRename, Proposal, Situation},
};
use crate::{
    catalog::{Catalog, RelationId},
    finding::Finding,
    simulate::{Step, Timeline},
    sql::{
        name::Ident,
        statement::{AlterKind, AlterTable, RelationKeyword, StatementKind, TableConstraintKind},
    },
    text::Span,
};
use std::collections::BTreeMap;

/// A statement or action and its steps.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub span: Span,
    pub migration: usize,
    pub drafts: Vec<Draft>,
    pub questions: Vec<String>,
    /// The statement itself, for when its steps do not fit with those of others.
    pub verbatim: Vec<Draft>,
    /// What its statement locks or makes.
    pub relations: Vec<RelationId>,
    /// Columns and constraints that its statement names, by table.
    pub names: Vec<(RelationId, Ident)>,
    /// Rows only: it works on a view as well as on the table.
    pub rows_only: bool,
    /// The table that a view stands for from the expand to the contract phase.
    pub behind_view: Option<RelationId>,
    /// Nothing of it runs before this phase.
    pub earliest: PhaseKind,
    /// It cannot be applied to the schema as the author meant it either.
    pub fails_anyway: bool,
}

/// The parts of a change, in the order of its text.
pub(super) fn of(intended: &Timeline, findings: &[Finding]) -> Vec<Part> {
    let renames = renames(intended);
    let mut parts = Vec::new();
    let mut backfilled: Vec<RelationId> = Vec::new();
    let mut deferred: BTreeMap<(RelationId, Ident), PhaseKind> = BTreeMap::new();
    for step in &intended.steps {
        if intended::left_out(&step.statement.kind).is_some() {
            continue;
        }
        let first = parts.len();
        for (action, sql) in actions(step) {
            let situation = Situation {
                step: action.as_ref().unwrap_or(step),
                sql: &sql,
                made_in_change: &step.transaction.created_in_change,
                renames: &renames,
                start: &intended.start,
                end: intended.end(),
            };
            let mut part = part(&situation, step, findings);
            if needs_backfilled_rows(&situation, &backfilled) {
                part.earliest = PhaseKind::Backfill;
            }
            follow(&mut part, &mut deferred);
            parts.push(part);
        }
        let fills = parts[first..].iter().flat_map(|it| &it.drafts).any(|it| it.phase == PhaseKind::Backfill);
        if fills {
            backfilled.extend(step.effects.relations.iter().map(|it| it.relation));
        }
    }
    parts
}

/// What names the same column or constraint as an earlier, deferred part comes behind it.
fn follow(part: &mut Part, deferred: &mut BTreeMap<(RelationId, Ident), PhaseKind>) {
    let behind = part.names.iter().filter_map(|it| deferred.get(it)).max();
    part.earliest = part.earliest.max(behind.copied().unwrap_or(PhaseKind::Expand));
    let last = part.last_phase();
    if last > PhaseKind::Expand {
        deferred.extend(part.names.iter().map(|it| (it.clone(), last)));
    }
}

impl Part {
    fn last_phase(&self) -> PhaseKind {
        self.drafts.iter().map(|it| it.phase).max().unwrap_or(PhaseKind::Expand).max(self.earliest)
    }
}

/// Columns and constraints in the statement.
fn names(situation: &Situation<'_>) -> Vec<(RelationId, Ident)> {
    if let StatementKind::Comment(comment) = situation.kind() {
        let table = situation.target(&comment.object.name).relation;
        return table.zip(comment.object.part.clone()).map(|(table, part)| (table.id, part)).into_iter().collect();
    }
    let Some((target, kind)) = situation.alter_kind() else { return Vec::new() };
    let Some(relation) = target.relation else { return Vec::new() };
    let named: Vec<&Ident> = match kind {
        AlterKind::AddColumn { column, .. } => vec![&column.name],
        AlterKind::DropColumn { name, .. }
        | AlterKind::DropConstraint { name, .. }
        | AlterKind::ValidateConstraint { name }
        | AlterKind::AlterConstraint { name, .. } => vec![name],
        AlterKind::AlterType { column, .. }
        | AlterKind::SetDefault { column, .. }
        | AlterKind::DropDefault { column }
        | AlterKind::SetNotNull { column }
        | AlterKind::DropNotNull { column }
        | AlterKind::SetExpression { column, .. }
        | AlterKind::DropExpression { column, .. }
        | AlterKind::AddIdentity { column, .. }
        | AlterKind::SetIdentity { column, .. }
        | AlterKind::DropIdentity { column, .. }
        | AlterKind::SetStatistics { column, .. }
        | AlterKind::SetStorage { column, .. }
        | AlterKind::SetCompression { column, .. } => vec![column],
        AlterKind::AddConstraint(it) => it.name.iter().collect(),
        AlterKind::RenameColumn { from, to } | AlterKind::RenameConstraint { from, to } => vec![from, to],
        _ => Vec::new(),
    };
    named.into_iter().map(|it| (relation.id, it.clone())).collect()
}

fn part(situation: &Situation<'_>, step: &Step, findings: &[Finding]) -> Part {
    let allowed = is_allowed(step.statement.span, findings);
    let Proposal { mut drafts, questions } =
        if allowed { recipes::as_written(situation) } else { recipes::propose(situation) };
    if allowed {
        for draft in &mut drafts {
            draft.phase = PhaseKind::Expand;
            draft.gate = None;
        }
    }
    let mut verbatim = recipes::as_written(situation).drafts;
    verbatim.iter_mut().for_each(|it| it.phase = PhaseKind::Expand);
    let relations = situation.step.effects.relations.iter().map(|it| it.relation);
    Part {
        relations: relations.collect(),
        names: names(situation),
        rows_only: matches!(situation.kind(), StatementKind::Dml(_)),
        behind_view: recipes::table_behind_view(situation, &drafts),
        span: step.statement.span,
        migration: step.migration,
        drafts,
        questions,
        verbatim,
        earliest: PhaseKind::Expand,
        fails_anyway: situation.step.effects.fails.is_some(),
    }
}

/// Everything found about the statement was allowed, with a reason: its author knows better.
fn is_allowed(span: Span, findings: &[Finding]) -> bool {
    let on_it = findings.iter().filter(|it| it.primary.as_ref().is_some_and(|it| contains(span, it.span)));
    let mut on_it = on_it.peekable();
    on_it.peek().is_some() && on_it.all(|it| it.suppressed.is_some())
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// What reads or constrains rows has to wait for the step that fills them.
fn needs_backfilled_rows(situation: &Situation<'_>, backfilled: &[RelationId]) -> bool {
    let effects = &situation.step.effects;
    let demands = effects.requirements.iter().any(|it| backfilled.contains(&it.relation));
    let writes = recipes::writes(situation).and_then(|it| it.relation).is_some_and(|it| backfilled.contains(&it.id));
    demands || writes
}

/// Every action of an ALTER TABLE that does more than one thing, where it needs treatment; else the statement.
fn actions(step: &Step) -> Vec<(Option<Step>, String)> {
    let whole = || vec![(None, step.sql.to_string())];
    let StatementKind::AlterTable(alter) = &step.statement.kind else { return whole() };
    let new = |id: &RelationId| step.transaction.created_in_change.contains(id);
    let table = step.before.resolve(&alter.name, &step.transaction.session);
    if alter.actions.len() < 2 || alter.keyword != RelationKeyword::Table || table.is_some_and(|it| new(&it.id)) {
        return whole();
    }
    let slow = step.blocking().any(|it| it.rewrite.is_some() || it.scan.is_some() || !it.rebuilt_indexes.is_empty());
    let builds = alter.actions.iter().any(|it| adds_at_once(&it.kind));
    if !slow && !builds && step.effects.losses.is_empty() {
        return whole();
    }
    split(step, alter).unwrap_or_else(whole)
}

/// A constraint that is checked, or an index that is built, when it is added.
fn adds_at_once(kind: &AlterKind) -> bool {
    let AlterKind::AddConstraint(it) = kind else { return false };
    let has_index =
        matches!(it.kind, TableConstraintKind::UniqueUsingIndex(_) | TableConstraintKind::PrimaryKeyUsingIndex(_));
    !it.attributes.not_valid && !has_index
}

fn split(step: &Step, alter: &AlterTable) -> Option<Vec<(Option<Step>, String)>> {
    let mut before: Catalog = step.before.clone();
    let mut found = Vec::new();
    for action in &alter.actions {
        let start = step.statement.span.start;
        let bytes = action.span.start.checked_sub(start)? as usize..action.span.end.checked_sub(start)? as usize;
        let text = step.sql.get(bytes)?;
        let exists = if alter.if_exists { "IF EXISTS " } else { "" };
        let only = if alter.only { "ONLY " } else { "" };
        let sql = format!("ALTER TABLE {exists}{only}{} {text}", alter.name);
        let kind = StatementKind::AlterTable(AlterTable { actions: vec![action.clone()], ..alter.clone() });
        let alone = intended::one(&before, step, kind)?;
        if alone.effects.fails.is_some() {
            return None;
        }
        before = alone.after.clone();
        found.push((Some(alone), sql));
    }
    Some(found)
}

fn renames(intended: &Timeline) -> Vec<ColumnRename> {
    let mut renames = Vec::new();
    for step in &intended.steps {
        let StatementKind::AlterTable(alter) = &step.statement.kind else { continue };
        let Some(table) = step.before.resolve(&alter.name, &step.transaction.session) else { continue };
        for action in &alter.actions {
            if let AlterKind::RenameColumn { from, to } = &action.kind {
                renames.push(ColumnRename { table: table.id, from: from.clone(), to: to.clone() });
            }
        }
    }
    renames
}
