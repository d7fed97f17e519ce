//! CREATE INDEX: built CONCURRENTLY; on a partitioned table an empty parent index, one build a partition, and ATTACH.

use super::{Proposal, Situation, as_written::new_index};
use crate::{
    catalog::{
        Catalog, RelationId,
        relation::{Relation, RelationKind},
    },
    plan::{
        draft::{Draft, Retry, Run},
        sql, verify,
    },
    sql::statement::{CreateIndex, StatementKind},
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let StatementKind::CreateIndex(create) = situation.kind() else { return None };
    let target = situation.target(&create.table);
    if create.concurrently || create.only || already_there(situation, create) {
        return None;
    }
    if target.is_partitioned() {
        return partitioned(situation, create, target.relation?);
    }
    let text = sql::concurrently(situation.sql, "INDEX")?;
    let name = new_index(situation, target.relation).map(|it| it.to_string());
    let name = name.or_else(|| create.name.as_ref().map(ToString::to_string));
    let why = format!("builds the index while {} stays open for writes", target.name);
    let mut draft = Draft::new(text, why).session(situation.session()).run(Run::Autocommit);
    draft = draft.retry(Retry::DropInvalidIndexAndRerun);
    if let Some(name) = name {
        draft = draft.verify(verify::index_valid(&name)).undo(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"));
    }
    Some(Proposal { drafts: vec![draft], questions: unique_question(create, &target.name) })
}

/// IF NOT EXISTS, and an index of that name is there: nothing will happen.
fn already_there(situation: &Situation<'_>, create: &CreateIndex) -> bool {
    let Some(name) = create.name.as_ref().filter(|_| create.if_not_exists) else { return false };
    let Some(table) = situation.find(&create.table) else { return false };
    let qualified = crate::sql::name::QualifiedName { schema: table.name.schema.clone(), name: name.clone() };
    situation.before().find(&qualified).is_some()
}

fn unique_question(create: &CreateIndex, table: &str) -> Vec<String> {
    let question = format!("are there duplicates in {table}? The build of the unique index stops at the first");
    if create.unique { vec![question] } else { Vec::new() }
}

fn partitioned(situation: &Situation<'_>, create: &CreateIndex, table: &Relation) -> Option<Proposal> {
    let name = new_index(situation, Some(table))?;
    let index = situation.after().find(&name)?.id;
    let text = situation.sql;
    let tokens = sql::tokens(text);
    // `ON [ONLY] name [*]`: what follows is the same for every partition.
    let on = sql::top_level(text, &tokens, 0, "ON")?;
    let using = tokens.iter().skip(on).find(|it| sql::is_word(text, it, "USING") || sql::text_of(text, it) == "(")?;
    let tail = text.get(using.start as usize..)?;
    let unique = if create.unique { "UNIQUE " } else { "" };
    let mut drafts = vec![parent(situation, unique, &name.name.to_string(), &table.name.to_string(), tail)];
    drafts[0] = drafts[0].clone().undo(format!("DROP INDEX IF EXISTS {name}"));
    let made = Made { situation, unique, tail };
    made.partitions(index, &mut drafts);
    Some(Proposal { drafts, questions: unique_question(create, &table.name.to_string()) })
}

fn parent(situation: &Situation<'_>, unique: &str, name: &str, table: &str, tail: &str) -> Draft {
    let text = format!("CREATE {unique}INDEX {name} ON ONLY {table} {tail}");
    Draft::new(text, "an empty parent index; it becomes valid when every partition has its own")
        .session(situation.session())
}

struct Made<'a> {
    situation: &'a Situation<'a>,
    unique: &'a str,
    tail: &'a str,
}

impl Made<'_> {
    /// Builds and attaches what Postgres would have made below `parent`, under the same names.
    fn partitions(&self, parent: RelationId, drafts: &mut Vec<Draft>) {
        let after = self.situation.after();
        let Some(parent_name) = after.relation(parent).map(|it| it.name.clone()) else { return };
        for child in children(after, parent) {
            let Some(index) = child.index() else { continue };
            let Some(partition) = after.relation(index.table) else { continue };
            if self.situation.before().relation(child.id).is_none() {
                if index.partitioned {
                    drafts.push(parent_draft(self, child, partition));
                    self.partitions(child.id, drafts);
                } else {
                    drafts.push(self.build(child, partition));
                }
            }
            let text = format!("ALTER INDEX {parent_name} ATTACH PARTITION {}", child.name);
            let attached = format!(
                "SELECT count(*) = 1 FROM pg_inherits WHERE inhrelid = to_regclass({})",
                sql::literal(&child.name.to_string())
            );
            let why = "joins the partition's index to its parent; nobody has to wait";
            drafts.push(Draft::new(text, why).verify(attached).nothing_to_undo());
        }
    }

    fn build(&self, index: &Relation, partition: &Relation) -> Draft {
        let (unique, name, tail) = (self.unique, &index.name, self.tail);
        let text = format!("CREATE {unique}INDEX CONCURRENTLY {} ON {} {tail}", name.name, partition.name);
        Draft::new(text, format!("builds the index of {} while it stays open for writes", partition.name))
            .session(self.situation.session())
            .run(Run::Autocommit)
            .retry(Retry::DropInvalidIndexAndRerun)
            .verify(verify::index_valid(name))
            .undo(format!("DROP INDEX IF EXISTS {name}"))
    }
}

fn parent_draft(made: &Made<'_>, index: &Relation, partition: &Relation) -> Draft {
    let (name, table) = (index.name.name.to_string(), partition.name.to_string());
    parent(made.situation, made.unique, &name, &table, made.tail).nothing_to_undo()
}

/// Indexes attached to `parent`, in the order of their partitions' creation.
fn children(catalog: &Catalog, parent: RelationId) -> Vec<&Relation> {
    let is_child = |it: &&Relation| matches!(&it.kind, RelationKind::Index(index) if index.parent == Some(parent));
    catalog.relations().map(|it| &**it).filter(is_child).collect()
}
