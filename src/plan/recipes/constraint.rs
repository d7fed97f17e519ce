//! ADD CONSTRAINT … CHECK and FOREIGN KEY: first for new rows only (NOT VALID), then VALIDATE in a transaction of its own.

use super::{Proposal, Situation, Target};
use crate::{
    catalog::{
        PgVersion,
        relation::{Index, Table},
    },
    plan::{
        PhaseKind,
        draft::{Draft, Retry},
        verify,
    },
    sql::{
        name::Ident,
        statement::{AlterKind, TableConstraint, TableConstraintKind},
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::AddConstraint(constraint)) = situation.alter_kind()? else { return None };
    if constraint.attributes.not_valid || constraint.attributes.enforced == Some(false) {
        return None;
    }
    let text = situation.text(constraint.span);
    let name = name(situation, &target, constraint)?;
    let mut proposal = Proposal::default();
    match &constraint.kind {
        TableConstraintKind::Check { .. } => {
            proposal.drafts = in_two_steps(&target, &name, text, PhaseKind::Expand);
        }
        TableConstraintKind::ForeignKey { columns, .. } => {
            proposal.questions.extend(missing_index(situation, &target, columns));
            if target.is_partitioned() && situation.version() < PgVersion(18) {
                proposal.drafts = by_partition(situation, &target, &name, text)?;
            } else {
                proposal.drafts = in_two_steps(&target, &name, text, PhaseKind::Expand);
            }
        }
        _ => return None,
    }
    for draft in &mut proposal.drafts {
        draft.session = Some(situation.session().clone());
    }
    Some(proposal)
}

/// `body` is `[CONSTRAINT name] CHECK …` or `… FOREIGN KEY …` without NOT VALID.
pub(super) fn in_two_steps(target: &Target<'_>, name: &Ident, body: &str, phase: PhaseKind) -> Vec<Draft> {
    let table = &target.name;
    let add = Draft::new(
        format!("ALTER TABLE {table} ADD {body} NOT VALID"),
        "new and changed rows must obey from now on; the rows that are there are not read",
    )
    .phase(phase)
    .verify(verify::constraint_exists(table, name))
    .undo(format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"));
    vec![add, validate(table, name, phase)]
}

pub(super) fn validate(table: &str, name: &Ident, phase: PhaseKind) -> Draft {
    Draft::new(
        format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
        format!(
            "reads {table} while reads and writes go on; in a transaction of its own, so that no strong lock is held"
        ),
    )
    .phase(phase)
    .retry(Retry::FixRowsAndRerun)
    .verify(verify::constraint_valid(table, name))
    .nothing_to_undo()
}

/// Before 18 a partitioned table's foreign key cannot be NOT VALID: each partition gets its own under the same name, and
/// the parent's then finds them validated.
fn by_partition(situation: &Situation<'_>, target: &Target<'_>, name: &Ident, body: &str) -> Option<Vec<Draft>> {
    let table = target.relation?.table()?;
    let named = match body.get(..10).is_some_and(|it| it.eq_ignore_ascii_case("CONSTRAINT")) {
        true => body.to_owned(),
        false => format!("CONSTRAINT {name} {body}"),
    };
    let mut drafts = Vec::new();
    for leaf in leaves(situation, table) {
        let partition = Target { name: leaf.name.to_string(), bare: leaf.name.name.clone(), relation: Some(leaf) };
        drafts.extend(in_two_steps(&partition, name, &named, PhaseKind::Expand));
    }
    drafts.push(
        Draft::new(
            format!("ALTER TABLE {} ADD {named}", target.name),
            "takes over the validated keys of the partitions, so no row is read",
        )
        .verify(verify::constraint_valid(&target.name, name))
        .undo(format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {name}", target.name)),
    );
    Some(drafts)
}

fn leaves<'a>(situation: &Situation<'a>, table: &Table) -> Vec<&'a crate::catalog::relation::Relation> {
    let mut found = Vec::new();
    for child in &table.children {
        let Some(relation) = situation.before().relation(*child) else { continue };
        match relation.table() {
            Some(it) if it.is_partitioned() => found.extend(leaves(situation, it)),
            Some(_) => found.push(&**relation),
            None => {}
        }
    }
    found
}

/// As written, or as Postgres chose it.
fn name(situation: &Situation<'_>, target: &Target<'_>, constraint: &TableConstraint) -> Option<Ident> {
    let added = || situation.new_constraint(target.relation).map(|it| it.name.clone());
    constraint.name.clone().or_else(added)
}

fn missing_index(situation: &Situation<'_>, target: &Target<'_>, columns: &[Ident]) -> Option<String> {
    let table = target.relation?.table()?;
    let numbers: Vec<_> = columns.iter().filter_map(|it| Some(table.column(it)?.number)).collect();
    let serves = |index: &Index| {
        let leading: Vec<_> = index.leading_columns().take(numbers.len()).collect();
        index.valid && index.predicate.is_none() && numbers.iter().all(|it| leading.contains(it))
    };
    let has_index =
        table.indexes.iter().any(|it| situation.after().relation(*it).and_then(|it| it.index()).is_some_and(serves));
    let columns = crate::plan::sql::list(columns);
    (!has_index).then(|| {
        format!(
            "does anything delete from the referenced table, or change its key? {} has no index on ({columns}), so each \
             such statement reads it from end to end; the plan adds none, because the migration does not",
            target.name
        )
    })
}
