//! DROP TABLE: new code first, then a rename that can be taken back, then the table.

use super::{Proposal, Situation};
use crate::{
    catalog::{ddl, relation::Relation},
    plan::{
        PhaseKind,
        draft::{Draft, Run},
        sql, verify,
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::{Drop, ObjectKind, StatementKind},
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let StatementKind::Drop(Drop { kind: ObjectKind::Table, objects, cascade: false, .. }) = situation.kind() else {
        return None;
    };
    let mut drafts = Vec::new();
    let mut gates = Vec::new();
    for object in objects {
        let name = &object.name;
        let relation = situation.find(name)?;
        let table = relation.table()?;
        // A partition's rows go with it on purpose; nobody names it.
        if table.partition_of.is_some() || !table.children.is_empty() || table.foreign_server.is_some() {
            return None;
        }
        if situation.before().readers(relation.id).next().is_some() {
            return None;
        }
        let name = &relation.name;
        gates.push(name.to_string());
        for key in table.constraints.iter().filter(|it| it.foreign_key().is_some()) {
            let mut draft = Draft::new(
                format!("ALTER TABLE {name} DROP CONSTRAINT {}", key.name),
                "locks the referenced table too, so it goes by itself and briefly",
            );
            draft = draft.verify(verify::constraint_gone(name, &key.name));
            if let Some(text) = constraint_definition(situation, relation, &key.name) {
                draft = draft.undo(text);
            }
            drafts.push(draft);
        }
        let aside = sql::generated_name(&format!("{}_dropped", name.name.as_str()));
        let away = QualifiedName { schema: name.schema.clone(), name: aside.clone() };
        drafts.push(
            Draft::new(
                format!("ALTER TABLE {name} RENAME TO {aside}"),
                "whoever still uses the table fails now, and the rename can be taken back at once",
            )
            .verify(verify::relation_gone(name))
            .undo(format!("ALTER TABLE IF EXISTS {away} RENAME TO {}", name.name)),
        );
        let mut last = Draft::new(format!("DROP TABLE {away}"), "irreversible: the rows are gone")
            .run(Run::Alone)
            .verify(verify::relation_gone(&away));
        last.pause = Some(format!("wait until nothing has missed {name} for as long as its rarest user needs"));
        drafts.push(last);
    }
    for draft in &mut drafts {
        draft.phase = PhaseKind::Contract;
    }
    drafts.first_mut()?.gate = Some(format!("ship code that no longer uses {}", gates.join(", ")));
    Some(Proposal { drafts, questions: Vec::new() })
}

/// `ALTER TABLE … ADD CONSTRAINT …`; NOT VALID, because its rows were valid a moment ago.
fn constraint_definition(situation: &Situation<'_>, relation: &Relation, name: &Ident) -> Option<String> {
    let wanted = format!("{}.{name}", relation.name);
    let entries = ddl::relation_entries(situation.before(), relation.id, ddl::Style::SQL);
    let entry = entries.into_iter().find(|it| it.kind == "CONSTRAINT" && it.name == wanted)?;
    Some(entry.sql.trim_end_matches(';').to_owned())
}
