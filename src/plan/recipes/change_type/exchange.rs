//! The exchange of the two columns: one transaction, only the catalog changes.

use super::{Rebuilt, Swap};
use crate::{
    catalog::{PgVersion, relation::Sequence},
    plan::{
        PhaseKind,
        draft::{Draft, Run},
        sql, verify,
    },
    sql::name::QualifiedName,
};

impl Swap<'_> {
    pub(super) fn exchange(&self) -> Vec<Draft> {
        let (name, new, old, table) = (&self.column.name, &self.new, &self.old, &self.table.name);
        let mut steps =
            vec![format!("DROP TRIGGER {} ON {table}", self.trigger), format!("DROP FUNCTION {}()", self.function())];
        for (_, constraint) in self.indexes.iter().filter_map(|it| it.constraint) {
            steps.push(self.alter(&format!("DROP CONSTRAINT {constraint}")));
        }
        if self.column.not_null.is_some() {
            steps.push(self.alter(&format!("ALTER COLUMN {name} DROP NOT NULL")));
        }
        if self.column.default.is_some() {
            steps.push(self.alter(&format!("ALTER COLUMN {name} DROP DEFAULT")));
        }
        steps.push(self.alter(&format!("RENAME COLUMN {name} TO {old}")));
        steps.push(self.alter(&format!("RENAME COLUMN {new} TO {name}")));
        if let Some(default) = &self.wanted.default {
            steps.push(self.alter(&format!("ALTER COLUMN {name} SET DEFAULT {}", default.text)));
        }
        steps.extend(self.owned_sequence().map(|it| format!("ALTER SEQUENCE {it} OWNED BY {table}.{name}")));
        steps.extend(self.name_of_not_null());
        steps.extend(self.settings());
        for index in &self.indexes {
            steps.extend(self.take_over(index));
        }
        let mut drafts: Vec<Draft> = steps.into_iter().map(|it| self.joined(it)).collect();
        if let Some(first) = drafts.first_mut() {
            first.run = Run::Alone;
        }
        drafts.push(
            Draft::new(self.alter(&format!("DROP COLUMN {old}")), "irreversible: the old values are gone")
                .phase(PhaseKind::Contract)
                .verify(verify::column_gone(table, old)),
        );
        if let Some(last) = drafts.last_mut() {
            last.pause =
                Some(format!("wait until the new {table}.{name} has proved itself; the old values are still there"));
        }
        drafts
    }

    fn joined(&self, sql: String) -> Draft {
        Draft::new(sql, "part of the exchange; only the catalog changes").phase(PhaseKind::Contract).run(Run::Joined)
    }

    fn owned_sequence(&self) -> Option<QualifiedName> {
        let owner = Some((self.table.id, self.column.number));
        let owns = |it: &Sequence| it.owned_by == owner && !it.identity;
        let mut relations = self.situation.before().relations();
        relations.find(|it| it.sequence().is_some_and(owns)).map(|it| it.name.clone())
    }

    /// 18: the NOT NULL constraint of the new column takes the old one's name.
    fn name_of_not_null(&self) -> Option<String> {
        if self.situation.version() < PgVersion(18) {
            return None;
        }
        let wanted = self.wanted.not_null.as_ref()?.name.as_ref()?;
        let made = format!("{}_{}_not_null", self.table.name.name.as_str(), self.new.as_str());
        let made = sql::generated_name(&made);
        Some(self.alter(&format!("RENAME CONSTRAINT {made} TO {wanted}")))
    }

    fn settings(&self) -> Vec<String> {
        let (name, table) = (&self.column.name, &self.table.name);
        let mut found = Vec::new();
        if let Some(comment) = &self.column.comment {
            found.push(format!("COMMENT ON COLUMN {table}.{name} IS {}", sql::literal(comment)));
        }
        if let Some(target) = self.column.statistics {
            found.push(self.alter(&format!("ALTER COLUMN {name} SET STATISTICS {target}")));
        }
        found
    }

    fn take_over(&self, index: &Rebuilt<'_>) -> Vec<String> {
        let (name, temporary) = (index.name, &index.temporary);
        let qualified = QualifiedName { schema: name.schema.clone(), name: temporary.clone() };
        match index.constraint {
            Some((word, constraint)) => {
                vec![self.alter(&format!("ADD CONSTRAINT {constraint} {word} USING INDEX {temporary}"))]
            }
            None => vec![format!("DROP INDEX {name}"), format!("ALTER INDEX {qualified} RENAME TO {}", name.name)],
        }
    }
}
