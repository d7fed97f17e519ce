//! A foreign key whose referencing columns no index leads with.

use super::{Run, SchemaChange};
use crate::{
    catalog::{
        Catalog,
        relation::{ConstraintKind, ForeignKey, Relation},
    },
    finding::Findings,
    sql::name::Ident,
};

pub(super) const RUN: Run = Run::Schema(check);

fn check(change: &SchemaChange<'_>, findings: &mut Findings<'_>) {
    for id in &change.tables {
        let Some(relation) = change.after.relation(*id) else { continue };
        // A partition's foreign key is its parent's.
        let Some(table) = relation.table().filter(|it| it.partition_of.is_none()) else { continue };
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { continue };
            if was_there(change, relation, &constraint.name) || is_indexed(change.after, relation, key) {
                continue;
            }
            let columns: Vec<String> = key.columns.iter().filter_map(|it| table.column_numbered(*it)).map(|it| it.name.to_string()).collect();
            let columns = columns.join(", ");
            let target = change.after.relation(key.references).map(|it| it.name.to_string()).unwrap_or_default();
            let message = format!(
                "no index of {} starts with {columns}: each DELETE in {target} and each change of its key reads all of {}",
                relation.name, relation.name
            );
            let at = change.made_by(*id, |it| it.table().is_some_and(|it| it.constraint(&constraint.name).is_some()));
            let finding = findings.report_schema(at, format!("{}.{}", relation.name, constraint.name), message);
            finding.relation = Some(*id);
            finding.help = Some(format!("CREATE INDEX CONCURRENTLY ON {} ({columns})", relation.name));
        }
    }
}

fn was_there(change: &SchemaChange<'_>, relation: &Relation, name: &Ident) -> bool {
    let before = change.before.relation(relation.id).and_then(|it| it.table());
    before.is_some_and(|it| it.constraint(name).is_some())
}

/// Whether a valid index without predicate leads with the key's columns, in any order.
fn is_indexed(catalog: &Catalog, relation: &Relation, key: &ForeignKey) -> bool {
    relation.indexes().iter().filter_map(|it| catalog.relation(*it)?.index()).any(|index| {
        let leading: Vec<_> = index.leading_columns().take(key.columns.len()).collect();
        index.valid && index.predicate.is_none() && key.columns.iter().all(|it| leading.contains(it))
    })
}
