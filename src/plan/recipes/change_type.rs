//! ALTER COLUMN TYPE that rewrites: a second column kept equal by a trigger, filled in batches, then exchanged for the
//! first in one short transaction.

mod exchange;

use super::{Proposal, Situation, Target, as_written::path, backfill, not_null};
use crate::{
    catalog::{
        RelationId,
        relation::{Column, ConstraintKind, Index, KeyPart, Relation, Table},
    },
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run},
        sql, verify,
    },
    sql::{
        name::{Ident, QualifiedName},
        statement::AlterKind,
    },
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::AlterType { column, using, collation: None, .. }) = situation.alter_kind()? else {
        return None;
    };
    let relation = target.relation?;
    let rewrites = situation.step.effects.on(relation.id).is_some_and(|it| it.rewrite.is_some());
    if !rewrites || situation.is_new(relation.id) {
        return None;
    }
    let swap = Swap::of(situation, &target, column, using.as_ref().map(|it| &*it.text))?;
    let mut drafts = swap.expand();
    drafts.push(swap.fill());
    for index in &swap.indexes {
        drafts.push(index.build(&swap));
    }
    drafts.extend(swap.not_null());
    drafts.extend(swap.exchange());
    let name = path(&target.name, column);
    let first = drafts.iter_mut().find(|it| it.phase == PhaseKind::Contract)?;
    first.gate =
        Some(format!("ship code that reads and writes {name} both as {} and as {}", swap.old_type, swap.new_type));
    let mut questions = vec![
        format!("does any code rely on the order of {}'s columns? {name} becomes the last", target.name),
        format!("can every value of {name} be converted? The backfill stops at the first that cannot"),
    ];
    questions.extend(backfill::trigger_question(Some(relation)));
    Some(Proposal { drafts, questions })
}

/// A column to be exchanged for one of another type.
struct Swap<'a> {
    situation: &'a Situation<'a>,
    table: &'a Relation,
    column: &'a Column,
    /// The second column while both are there, and the first after the exchange.
    new: Ident,
    old: Ident,
    old_type: String,
    new_type: String,
    /// The new value from a row, and from NEW in a trigger.
    value: String,
    value_of_new: String,
    trigger: Ident,
    indexes: Vec<Rebuilt<'a>>,
    /// The column after the statement.
    wanted: &'a Column,
}

/// An index of the column, built again on the second one.
struct Rebuilt<'a> {
    name: &'a QualifiedName,
    temporary: Ident,
    text: String,
    /// PRIMARY KEY or UNIQUE and the constraint's name.
    constraint: Option<(&'static str, &'a Ident)>,
}

impl<'a> Swap<'a> {
    /// None where something depends on the column that cannot be moved to another.
    fn of(situation: &'a Situation<'a>, target: &Target<'a>, name: &Ident, using: Option<&str>) -> Option<Self> {
        let table = target.relation?;
        let parts = table.table()?;
        let column = parts.column(name)?;
        let wanted = situation.after().relation(table.id)?.column(name)?;
        let bare = target.bare.as_str();
        let make = |suffix: &str| sql::generated_name(&format!("{}_{suffix}", name.as_str()));
        let new = make("new");
        if !can_move(situation, table, parts, column) {
            return None;
        }
        let new_type = wanted.data_type.to_string();
        let value = using.map_or_else(|| format!("{name}::{new_type}"), str::to_owned);
        let value_of_new = of_new(&value, parts)?;
        let indexes = indexes(situation, table, parts, column, &new)?;
        Some(Self {
            situation,
            table,
            column,
            old: make("old"),
            old_type: column.data_type.to_string(),
            new_type,
            value,
            value_of_new,
            trigger: sql::generated_name(&format!("zz_migcheck_{bare}_{}", name.as_str())),
            indexes,
            wanted,
            new,
        })
    }

    fn alter(&self, action: &str) -> String {
        format!("ALTER TABLE {} {action}", self.table.name)
    }

    fn function(&self) -> QualifiedName {
        QualifiedName { schema: self.table.name.schema.clone(), name: self.trigger.clone() }
    }

    fn expand(&self) -> Vec<Draft> {
        let (table, new, function, trigger) = (&self.table.name, &self.new, self.function(), &self.trigger);
        let body = format!("BEGIN\n  NEW.{new} := {};\n  RETURN NEW;\nEND", self.value_of_new);
        vec![
            Draft::new(self.alter(&format!("ADD COLUMN {new} {}", self.new_type)), "the column of the new type, empty")
                .verify(verify::column_exists(table, new))
                .undo(self.alter(&format!("DROP COLUMN IF EXISTS {new}"))),
            Draft::new(
                format!("CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS {}", sql::dollar_quoted(&body)),
                "what keeps the two columns equal",
            )
            .run(Run::Joined)
            .undo(format!("DROP FUNCTION IF EXISTS {function}()")),
            Draft::new(
                format!("CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"),
                "every write from now on fills both; its name sorts behind other triggers",
            )
            .run(Run::Joined)
            .undo(format!("DROP TRIGGER IF EXISTS {trigger} ON {table}")),
        ]
    }

    fn fill(&self) -> Draft {
        let (table, new, value) = (self.table.name.to_string(), &self.new, &self.value);
        let update = format!("UPDATE {table} SET {new} = {value} WHERE {new} IS DISTINCT FROM ({value})");
        let key = backfill::Key::of(self.situation, Some(self.table));
        backfill::batches(&update, &table, &table, &key)
            .verify(format!("SELECT NOT EXISTS (SELECT FROM {table} WHERE {new} IS DISTINCT FROM ({value}))"))
            .nothing_to_undo()
    }

    /// The proof up to what needs a strong lock for longer than a moment.
    fn not_null(&self) -> Vec<Draft> {
        if self.column.not_null.is_none() {
            return Vec::new();
        }
        let (table, bare) = (self.table.name.to_string(), &self.table.name.name);
        not_null::proof(self.situation, &table, bare, &self.new, PhaseKind::Backfill)
    }
}

impl Rebuilt<'_> {
    fn build(&self, swap: &Swap<'_>) -> Draft {
        let name = QualifiedName { schema: swap.table.name.schema.clone(), name: self.temporary.clone() };
        Draft::new(&*self.text, format!("what {} is to the old column", self.name))
            .phase(PhaseKind::Backfill)
            .run(Run::Autocommit)
            .retry(Retry::DropInvalidIndexAndRerun)
            .verify(verify::index_valid(&name))
            .undo(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"))
    }
}

/// Nothing but indexes and keys of the table itself depends on the column.
fn can_move(situation: &Situation<'_>, relation: &Relation, table: &Table, column: &Column) -> bool {
    let catalog = situation.before();
    let plain = !table.is_partitioned()
        && table.partition_of.is_none()
        && table.children.is_empty()
        && table.inherits.is_empty();
    let simple = column.generated.is_none() && column.identity.is_none() && column.grants.is_empty();
    let mentions = |text: &str| mentions(text, &column.name);
    let constrained = table.constraints.iter().any(|it| match &it.kind {
        ConstraintKind::Check { expr, .. } => mentions(&expr.text),
        ConstraintKind::ForeignKey(key) => key.columns.contains(&column.number),
        ConstraintKind::Exclude { .. } => true,
        ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } => it.deferrable,
    });
    let computed = table.columns.iter().filter_map(|it| it.generated.as_ref()).any(|it| mentions(&it.expr.text));
    let policies = table.policies.iter().flat_map(|it| it.using.iter().chain(&it.check)).any(|it| mentions(&it.text));
    let referenced = catalog
        .referencing(relation.id)
        .any(|(_, it)| it.foreign_key().is_some_and(|it| it.referenced_columns.contains(&column.number)));
    let read = catalog.readers(relation.id).any(|view| {
        let dependencies = view.view().map(|it| it.dependencies.as_slice()).unwrap_or_default();
        dependencies.iter().any(|it| it.relation == relation.id && it.column.is_none_or(|it| it == column.number))
    });
    let triggers = table.triggers.iter().filter_map(|it| it.when.as_ref()).any(|it| mentions(&it.text));
    let published = catalog.publications.values().any(|it| it.tables.iter().any(|it| it.relation == relation.id));
    let identity = table.replica_identity.is_some() || table.clustered_on.is_some();
    plain && simple && !(constrained || computed || policies || referenced || read || triggers || published || identity)
}

fn mentions(text: &str, column: &Ident) -> bool {
    sql::tokens(text).iter().any(|it| sql::ident(text, it).as_ref() == Some(column))
}

/// The expression with the table's columns taken from NEW; None where it names the table itself.
fn of_new(value: &str, table: &Table) -> Option<String> {
    let tokens = sql::tokens(value);
    let mut out = String::new();
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        let text_at = |at: usize| tokens.get(at).map_or("", |it| sql::text_of(value, it));
        let before = at.checked_sub(1).map_or("", text_at);
        let after = text_at(at + 1);
        let Some(name) = sql::ident(value, token) else { continue };
        if table.column(&name).is_none() || matches!(before, "::" | ".") || after == "(" {
            continue;
        }
        if after == "." {
            return None;
        }
        out += value.get(copied..token.start as usize)?;
        out += "NEW.";
        copied = token.start as usize;
    }
    Some(out + value.get(copied..)?)
}

fn indexes<'a>(
    situation: &Situation<'a>,
    relation: &Relation,
    table: &'a Table,
    column: &Column,
    new: &Ident,
) -> Option<Vec<Rebuilt<'a>>> {
    let catalog = situation.before();
    let mut found = Vec::new();
    for id in &table.indexes {
        let index_relation = catalog.relation(*id)?;
        let index = index_relation.index()?;
        if !uses(index, column) {
            continue;
        }
        let temporary = sql::generated_name(&format!("{}_new", index_relation.name.name.as_str()));
        let text = definition(table, relation, index, &temporary, column, new)?;
        found.push(Rebuilt { name: &index_relation.name, temporary, text, constraint: constraint(table, *id) });
    }
    Some(found)
}

fn uses(index: &Index, column: &Column) -> bool {
    let key = |it: &KeyPart| match it {
        KeyPart::Column(number) => *number == column.number,
        KeyPart::Expr(expr) => mentions(&expr.text, &column.name),
    };
    let predicate = index.predicate.as_ref().is_some_and(|it| mentions(&it.text, &column.name));
    predicate || index.include.contains(&column.number) || index.keys.iter().any(|it| key(&it.key))
}

fn constraint(table: &Table, index: RelationId) -> Option<(&'static str, &Ident)> {
    let constraint = table.constraints.iter().find(|it| it.index() == Some(index))?;
    match constraint.kind {
        ConstraintKind::PrimaryKey { .. } => Some(("PRIMARY KEY", &constraint.name)),
        _ => Some(("UNIQUE", &constraint.name)),
    }
}

/// CREATE INDEX CONCURRENTLY of the same index on the second column; None where expressions or operator classes would
/// have to change with the type.
fn definition(
    table: &Table,
    relation: &Relation,
    index: &Index,
    temporary: &Ident,
    column: &Column,
    new: &Ident,
) -> Option<String> {
    if index.predicate.is_some() || !matches!(index.method.as_str(), "btree" | "hash") {
        return None;
    }
    let name = |number| table.column_numbered(number).map(|it| if it.number == column.number { new } else { &it.name });
    let mut keys = Vec::new();
    for key in &index.keys {
        let KeyPart::Column(number) = key.key else { return None };
        if key.opclass.is_some() || key.collation.is_some() {
            return None;
        }
        let order = match (key.descending, key.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        };
        keys.push(format!("{}{order}", name(number)?));
    }
    let include: Option<Vec<&Ident>> = index.include.iter().map(|it| name(*it)).collect();
    let include = include?;
    let unique = if index.unique { "UNIQUE " } else { "" };
    let mut text = format!(
        "CREATE {unique}INDEX CONCURRENTLY {temporary} ON {} USING {} ({})",
        relation.name,
        index.method,
        sql::list(keys)
    );
    if !include.is_empty() {
        text += &format!(" INCLUDE ({})", sql::list(include));
    }
    if index.nulls_not_distinct {
        text += " NULLS NOT DISTINCT";
    }
    Some(text)
}
