//! ADD CONSTRAINT … UNIQUE and PRIMARY KEY: a unique index built CONCURRENTLY becomes the constraint.

use super::{Proposal, Situation, Target, not_null};
use crate::{
    catalog::relation::Relation,
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run},
        sql, verify,
    },
    sql::{
        name::Ident,
        statement::{AlterKind, ConstraintAttributes, IndexParameters, TableConstraintKind},
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::AddConstraint(constraint)) = situation.alter_kind()? else { return None };
    let (columns, parameters, primary) = match &constraint.kind {
        TableConstraintKind::Unique { columns, parameters } => (columns, parameters, false),
        TableConstraintKind::PrimaryKey { columns, parameters } => (columns, parameters, true),
        _ => return None,
    };
    // No index built beforehand can serve these.
    if parameters.without_overlaps || target.is_partitioned() {
        return None;
    }
    let added = situation.new_constraint(target.relation).map(|it| it.name.clone());
    let name = constraint.name.clone().or(added)?;
    let key = Key { target: &target, name, columns, parameters, attributes: constraint.attributes, primary };
    let mut drafts = Vec::new();
    if primary {
        for column in columns.iter().filter(|it| nullable(target.relation, it)) {
            drafts.extend(not_null::proof(situation, &target.name, &target.bare, column, PhaseKind::Expand));
        }
    }
    drafts.extend(key.drafts(PhaseKind::Expand));
    let what = if primary { "NULLs or duplicates" } else { "duplicates" };
    let question =
        format!("are there {what} in {} ({})? The build stops at the first", target.name, sql::list(columns));
    Some(Proposal { drafts, questions: vec![question] })
}

fn nullable(table: Option<&Relation>, column: &Ident) -> bool {
    table.and_then(|it| it.column(column)).is_none_or(|it| it.not_null.is_none())
}

/// A unique constraint or primary key to be.
pub(super) struct Key<'a> {
    pub target: &'a Target<'a>,
    pub name: Ident,
    pub columns: &'a [Ident],
    pub parameters: &'a IndexParameters,
    pub attributes: ConstraintAttributes,
    pub primary: bool,
}

impl Key<'_> {
    pub(super) fn drafts(&self, phase: PhaseKind) -> Vec<Draft> {
        let (table, name) = (&self.target.name, &self.name);
        let schema = self.target.relation.map(|it| format!("{}.", it.name.schema)).unwrap_or_default();
        let index = format!("{schema}{name}");
        let word = if self.primary { "PRIMARY KEY" } else { "UNIQUE" };
        let build = Draft::new(
            format!("CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} {}", self.definition()),
            format!("builds the index while {table} stays open for writes, under the constraint's name"),
        )
        .phase(phase)
        .run(Run::Autocommit)
        .retry(Retry::DropInvalidIndexAndRerun)
        .verify(verify::index_valid(&index))
        .undo(format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"));
        let adopt = Draft::new(
            format!("ALTER TABLE {table} ADD CONSTRAINT {name} {word} USING INDEX {name}{}", self.timing()),
            "the index becomes the constraint; no row is read",
        )
        .phase(phase)
        .verify(verify::constraint_exists(table, name))
        .undo(format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"));
        vec![build, adopt]
    }

    fn definition(&self) -> String {
        let mut text = format!("({})", sql::list(self.columns));
        if !self.parameters.include.is_empty() {
            text += &format!(" INCLUDE ({})", sql::list(&self.parameters.include));
        }
        if self.parameters.nulls_not_distinct {
            text += " NULLS NOT DISTINCT";
        }
        if !self.parameters.options.is_empty() {
            let options = self.parameters.options.iter().map(|it| match &it.value {
                Some(value) => format!("{} = {}", it.name, sql::literal(value)),
                None => it.name.to_string(),
            });
            text += &format!(" WITH ({})", sql::list(options));
        }
        if let Some(tablespace) = &self.parameters.tablespace {
            text += &format!(" TABLESPACE {tablespace}");
        }
        text
    }

    fn timing(&self) -> &'static str {
        match (self.attributes.deferrable, self.attributes.initially_deferred) {
            (Some(false), _) => " NOT DEFERRABLE",
            (_, true) => " DEFERRABLE INITIALLY DEFERRED",
            (Some(true), false) => " DEFERRABLE",
            (None, false) => "",
        }
    }
}
