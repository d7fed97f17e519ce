//! ATTACH PARTITION: a validated CHECK proves the bound, so that no row is read under the lock.

use super::{Proposal, Situation, Target, constraint};
use crate::{
    catalog::relation::{KeyPart, Relation},
    plan::{PhaseKind, draft::Draft, sql, verify},
    sql::{
        expr::{Expr, Tree},
        name::Ident,
        statement::{AlterKind, PartitionBound},
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::AttachPartition { partition, bound }) = situation.alter_kind()? else { return None };
    let parent = target.relation?;
    let child = situation.find(partition)?;
    let scanned = situation.step.effects.on(child.id).is_some_and(|it| it.scan.is_some());
    if !scanned || situation.is_new(child.id) || child.table().is_none_or(|it| it.is_partitioned()) {
        return None;
    }
    let condition = condition(parent, bound)?;
    let name = sql::generated_name(&format!("{}_bound", child.name.name.as_str()));
    let own = Target { name: child.name.to_string(), bare: child.name.name.clone(), relation: Some(child) };
    let body = format!("CONSTRAINT {name} CHECK ({condition})");
    let mut drafts = constraint::in_two_steps(&own, &name, &body, PhaseKind::Expand);
    let attached = format!(
        "SELECT count(*) = 1 FROM pg_inherits WHERE inhrelid = to_regclass({})",
        sql::literal(&child.name.to_string())
    );
    drafts.push(
        Draft::new(situation.sql, "the validated check proves the bound, so no row of the new partition is read")
            .session(situation.session())
            .verify(attached)
            .undo(format!("ALTER TABLE {} DETACH PARTITION {}", parent.name, child.name)),
    );
    let add = format!("ALTER TABLE {} ADD {body} NOT VALID", child.name);
    drafts.push(
        Draft::new(
            format!("ALTER TABLE {} DROP CONSTRAINT {name}", child.name),
            "the partition's bound says the same from now on",
        )
        .verify(verify::constraint_gone(&child.name, &name))
        .undo(add),
    );
    let default = default_partition(situation, parent);
    let questions = default.map(|it| {
        format!("does {it} hold rows for {}? Attaching reads it from end to end while both are locked", child.name)
    });
    Some(Proposal { drafts, questions: questions.into_iter().collect() })
}

fn default_partition(situation: &Situation<'_>, parent: &Relation) -> Option<String> {
    let children = parent.table()?.children.iter().filter_map(|it| situation.before().relation(*it));
    let mut children = children.filter(|it| {
        let of = it.table().and_then(|it| it.partition_of.as_ref());
        of.is_some_and(|it| it.bound == PartitionBound::Default)
    });
    children.next().map(|it| it.name.to_string())
}

/// The bound as a condition on one plain key column.
fn condition(parent: &Relation, bound: &PartitionBound) -> Option<String> {
    let table = parent.table()?;
    let [key] = table.partition_key.as_ref()?.keys.as_slice() else { return None };
    let KeyPart::Column(number) = key.key else { return None };
    let column = &table.column_numbered(number)?.name;
    match bound {
        PartitionBound::Range { from, to } => range(column, from.first()?, to.first()?),
        PartitionBound::In(values) => list(column, values),
        PartitionBound::Default | PartitionBound::Hash { .. } => None,
    }
}

fn range(column: &Ident, from: &Expr, to: &Expr) -> Option<String> {
    let open = |it: &Expr, word: &str| matches!(&*it.tree, Tree::Column { name, .. } if name.as_str() == word);
    let mut parts = vec![format!("{column} IS NOT NULL")];
    if !open(from, "minvalue") {
        parts.push(format!("{column} >= {}", from.text));
    }
    if !open(to, "maxvalue") {
        parts.push(format!("{column} < {}", to.text));
    }
    Some(parts.join(" AND "))
}

fn list(column: &Ident, values: &[Expr]) -> Option<String> {
    if values.is_empty() || values.iter().any(|it| matches!(*it.tree, Tree::Null)) {
        return None;
    }
    let values = sql::list(values.iter().map(|it| &it.text));
    Some(format!("{column} IS NOT NULL AND {column} IN ({values})"))
}
