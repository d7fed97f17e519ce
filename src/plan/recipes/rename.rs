//! RENAME of columns and tables: a view under the old name serves running code until new code has replaced it.

use super::{Proposal, Situation, Target};
use crate::{
    catalog::{PgVersion, RelationId, relation::Relation},
    plan::{
        PhaseKind,
        draft::{Draft, Rank, Run, Sql},
        sql, verify,
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::AlterKind,
    },
};

/// What a view in place of a table does not do.
const LIMITS: &str = "COPY, TRUNCATE, LOCK TABLE, ON CONFLICT ON CONSTRAINT, and MERGE before 17, do not work on it";

pub(super) fn column(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::RenameColumn { from, to }) = situation.alter_kind()? else { return None };
    let relation = target.relation?;
    relation.column(from)?;
    if !view_can_serve(situation, relation) || renames_table(situation, relation) {
        return None;
    }
    let renames: Vec<_> = situation.renames.iter().filter(|it| it.table == relation.id).collect();
    let last = renames.last().is_none_or(|it| it.from == *from && it.to == *to);
    let first = renames.first().is_none_or(|it| it.from == *from && it.to == *to);
    // a to b, then b to c: the view would have to know both.
    let chained = renames.iter().any(|it| renames.iter().any(|other| it.to == other.from));
    if chained {
        return None;
    }
    let table = &relation.name;
    let rename = Draft::new(
        format!("ALTER TABLE {table} RENAME COLUMN {from} TO {to}"),
        "the new name; in the same transaction a view takes over the old one",
    )
    .rank(Rank::Late)
    .run(if first { Run::Alone } else { Run::Joined })
    .undo(format!("ALTER TABLE {table} RENAME COLUMN {to} TO {from}"));
    let mut proposal = Proposal { drafts: vec![rename], questions: Vec::new() };
    if last {
        let renamed = renames.iter().map(|it| (it.from.clone(), it.to.clone())).collect();
        behind_a_view(situation, relation, renamed, &mut proposal);
        let old = sql::list(renames.iter().map(|it| &it.from));
        let new = sql::list(renames.iter().map(|it| &it.to));
        if let Some(drop) = proposal.drafts.iter_mut().find(|it| it.phase == PhaseKind::Contract) {
            drop.gate = Some(format!("ship code that uses {new} in place of {old} of {table}"));
        }
        proposal.questions.push(format!(
            "does anything do more than read and write rows of {table}? For a while it is a view: {LIMITS}"
        ));
    }
    Some(proposal)
}

/// Row security of the base table must keep counting for whoever reads the view.
fn view_can_serve(situation: &Situation<'_>, relation: &Relation) -> bool {
    let Some(table) = relation.table() else { return false };
    let published =
        situation.before().publications.values().any(|it| it.tables.iter().any(|it| it.relation == relation.id));
    (!table.row_security || situation.version() >= PgVersion(15)) && !published && table.partition_of.is_none()
}

/// The table itself is renamed, dropped or moved in the same change.
fn renames_table(situation: &Situation<'_>, relation: &Relation) -> bool {
    situation.end.relation(relation.id).is_none_or(|it| it.name != relation.name)
}

/// Moves the table aside and puts a view in its place; and back again in the contract phase.
fn behind_a_view(
    situation: &Situation<'_>,
    relation: &Relation,
    renamed: Vec<(Ident, Ident)>,
    proposal: &mut Proposal,
) {
    let view = &relation.name;
    let aside = sql::generated_name(&format!("{}_base", view.name.as_str()));
    let base = QualifiedName { schema: view.schema.clone(), name: aside.clone() };
    let move_aside = Draft::new(format!("ALTER TABLE {view} RENAME TO {aside}"), "makes room for the view")
        .rank(Rank::Late)
        .run(Run::Joined)
        .undo(format!("ALTER TABLE IF EXISTS {base} RENAME TO {}", view.name));
    let mut create = Draft::new("", "old code reads and writes the old names, new code the new ones")
        .rank(Rank::Late)
        .run(Run::Joined)
        .verify(verify::relation_exists(&base))
        .undo(format!("DROP VIEW IF EXISTS {view}"));
    create.sql = compat_view(situation, view, &base, renamed);
    proposal.drafts.extend([move_aside, create.clone()]);
    grants(relation, view, Rank::Late, proposal);
    let contract =
        |sql: String, why: &str, run: Run| Draft::new(sql, why).phase(PhaseKind::Contract).rank(Rank::Early).run(run);
    proposal.drafts.push(
        contract(
            format!("LOCK TABLE {view} IN ACCESS EXCLUSIVE MODE"),
            "the view before its table, as readers do",
            Run::Alone,
        )
        .nothing_to_undo(),
    );
    let mut drop = contract(format!("DROP VIEW {view}"), "no running code uses the old names any more", Run::Joined);
    drop.verify = None;
    proposal.drafts.push(drop);
    proposal.drafts.push(
        contract(format!("ALTER TABLE {base} RENAME TO {}", view.name), "the table takes its name back", Run::Joined)
            .verify(verify::relation_gone(&base))
            .undo(format!("ALTER TABLE IF EXISTS {view} RENAME TO {aside}")),
    );
}

fn compat_view(
    situation: &Situation<'_>,
    view: &QualifiedName,
    base: &QualifiedName,
    renamed: Vec<(Ident, Ident)>,
) -> Sql {
    let security_invoker = situation.version() >= PgVersion(15);
    Sql::CompatView { view: view.clone(), base: base.clone(), renamed, security_invoker }
}

/// The privileges of the table, on the view.
fn grants(relation: &Relation, view: &QualifiedName, rank: Rank, proposal: &mut Proposal) {
    for grant in relation.grants.iter().filter(|it| is_for_views(it.privilege.as_str())) {
        let to = if grant.grantee.as_str() == "public" { "PUBLIC".to_owned() } else { grant.grantee.to_string() };
        let option = if grant.with_option { " WITH GRANT OPTION" } else { "" };
        let privilege = grant.privilege.as_str().to_uppercase();
        let draft =
            Draft::new(format!("GRANT {privilege} ON {view} TO {to}{option}"), "the view has the table's privileges")
                .rank(rank)
                .run(Run::Joined)
                .nothing_to_undo();
        proposal.drafts.push(draft);
    }
}

fn is_for_views(privilege: &str) -> bool {
    matches!(privilege, "select" | "insert" | "update" | "delete" | "trigger" | "references" | "truncate")
}

pub(super) fn table(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::RenameTo(to)) = situation.alter_kind()? else { return None };
    let Target { relation: Some(relation), .. } = &target else { return None };
    if !view_can_serve(situation, relation) {
        return None;
    }
    let old = &relation.name;
    let new = QualifiedName { schema: old.schema.clone(), name: to.clone() };
    // A later statement gives the old name to something else, or takes the new one away.
    if situation.end.find(old).is_some() || situation.end.find(&new).map(|it| it.id) != Some(relation.id) {
        return None;
    }
    let rename = Draft::new(
        format!("ALTER TABLE {old} RENAME TO {to}"),
        "the new name; in the same transaction a view takes over the old one",
    )
    .undo(format!("ALTER TABLE IF EXISTS {new} RENAME TO {}", old.name));
    let mut view = Draft::new("", "old code reads and writes the old name, new code the new one")
        .run(Run::Joined)
        .verify(verify::relation_exists(old))
        .undo(format!("DROP VIEW IF EXISTS {old}"));
    view.sql = compat_view(situation, old, &new, Vec::new());
    let mut proposal = Proposal { drafts: vec![rename, view], questions: Vec::new() };
    grants(relation, old, Rank::Normal, &mut proposal);
    proposal.drafts.push(
        Draft::new(format!("DROP VIEW {old}"), "no running code uses the old name any more")
            .phase(PhaseKind::Contract)
            .rank(Rank::Early)
            .verify(verify::relation_gone(old))
            .gate(format!("ship code that uses {new} in place of {old}")),
    );
    proposal
        .questions
        .push(format!("does anything do more than read and write rows of {old}? For a while it is a view: {LIMITS}"));
    Some(proposal)
}

/// The table that keeps its name while a view stands in for it.
pub(in crate::plan) fn table_behind_view(situation: &Situation<'_>, drafts: &[Draft]) -> Option<RelationId> {
    let (target, AlterKind::RenameColumn { .. }) = situation.alter_kind()? else { return None };
    let late = drafts.iter().any(|it| it.rank == Rank::Late);
    target.relation.filter(|_| late).map(|it| it.id)
}
