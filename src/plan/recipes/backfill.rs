//! UPDATE and DELETE of many rows: the same statement, a thousand rows a transaction.
//!
//! The loop is one DO statement that commits after each batch, so it must run outside any transaction block.

use super::{Proposal, Situation, Target};
use crate::{
    catalog::relation::{KeyPart, Relation, Table},
    plan::{
        PhaseKind,
        draft::{Draft, Retry, Run},
        sql,
    },
    sql::{
        expr::{CommonTableBody, FromItem, Query, Tree},
        name::Ident,
        statement::{Dml, DmlKind, StatementKind, TriggerEvent, TriggerState},
    },
};

/// Rows a batch: below a fifth of a second on most tables.
const ROWS: u32 = 1_000;
/// Pages a batch where no key orders the rows.
const PAGES: u32 = 100;

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let StatementKind::Dml(dml) = situation.kind() else { return None };
    if !matches!(dml.kind, DmlKind::Update | DmlKind::Delete) {
        return None;
    }
    let target = situation.target(dml.target.as_ref()?);
    let relation = target.relation;
    if relation.is_some_and(|it| situation.is_new(it.id) || situation.is_small(it.id) || it.table().is_none()) {
        return None;
    }
    let key = Key::of(situation, relation);
    if dml.returning || is_one_row(dml, relation, &key) {
        return None;
    }
    let mut questions = Vec::new();
    if dml.kind == DmlKind::Update && !is_repeatable(dml) {
        let name = &target.name;
        questions.push(format!(
            "may the UPDATE of {name} change a row twice? It reads what it writes, so after an interruption it must not simply \
             be run again; it is left in one piece"
        ));
        let mut proposal = super::as_written(situation);
        proposal.questions.append(&mut questions);
        proposal.drafts.iter_mut().for_each(|it| it.phase = it.phase.max(PhaseKind::Backfill));
        return Some(proposal);
    }
    let qualifier = dml.target_alias.as_ref().map_or_else(|| target.bare.to_string(), ToString::to_string);
    let mut draft = batches(situation.sql, &target.name, &qualifier, &key).session(situation.session());
    if let Some(column) = relation.and_then(|it| new_column(situation, it, dml)) {
        draft = draft
            .gate(format!("ship code that writes {}.{column}, before the rows that are there are filled", target.name));
    }
    if dml.kind == DmlKind::Delete {
        draft.why = "deletes a thousand rows a transaction, so that no row is locked for long".to_owned();
    }
    if matches!(key, Key::None) {
        questions.push(format!(
            "{} has no primary key, so its pages are gone through; rows that others move meanwhile can be missed: does a second \
             run change nothing?",
            target.name
        ));
    }
    Some(Proposal { drafts: vec![draft], questions })
}

/// A column that the change itself adds, and that no default fills: rows inserted meanwhile would stay empty.
fn new_column<'a>(situation: &Situation<'_>, relation: &Relation, dml: &'a Dml) -> Option<&'a Ident> {
    let before = situation.start.relation(relation.id)?;
    let empty = |it: &&Ident| relation.column(it).is_some_and(|it| it.default.is_none());
    dml.columns.iter().filter(empty).find(|it| before.column(it).is_none())
}

/// What orders the rows of a table.
pub(super) enum Key {
    Columns(Vec<Ident>),
    /// Pages of the heap.
    None,
}

impl Key {
    /// The primary key.
    pub(super) fn of(situation: &Situation<'_>, relation: Option<&Relation>) -> Self {
        let columns = relation.and_then(|it| it.table()).and_then(|it| primary_key(situation, it));
        columns.map_or(Self::None, Self::Columns)
    }
}

fn primary_key(situation: &Situation<'_>, table: &Table) -> Option<Vec<Ident>> {
    let index = situation.before().relation(table.primary_key()?.index()?)?.index()?;
    let column = |part: &KeyPart| match part {
        KeyPart::Column(number) => table.column_numbered(*number).map(|it| it.name.clone()),
        KeyPart::Expr(_) => None,
    };
    index.keys.iter().map(|it| column(&it.key)).collect()
}

/// Filling rows fires what a rewrite would not.
pub(super) fn trigger_question(relation: Option<&Relation>) -> Option<String> {
    let relation = relation?;
    let fired = relation.table()?.triggers.iter().filter(|it| {
        it.row && it.events.iter().any(|it| matches!(it, TriggerEvent::Update(_))) && it.state != TriggerState::Disabled
    });
    let names = sql::list(fired.map(|it| &it.name));
    (!names.is_empty()).then(|| format!("may filling the rows of {} fire its triggers ({names})?", relation.name))
}

/// `statement` (an UPDATE or DELETE) as a loop over `table`, whose rows it calls `qualifier`.
pub(super) fn batches(statement: &str, table: &str, qualifier: &str, key: &Key) -> Draft {
    let body = match key {
        Key::Columns(columns) => by_key(statement, table, qualifier, columns),
        Key::None => by_page(statement, table, qualifier),
    };
    let mut draft = Draft::new(
        format!("DO {}", sql::dollar_quoted(&body)),
        "changes a thousand rows a transaction, so that no row is locked for long",
    )
    .phase(PhaseKind::Backfill)
    .run(Run::Autocommit)
    .retry(Retry::Resume);
    draft.simulated_as = Some(statement.to_owned());
    draft
}

fn by_key(statement: &str, table: &str, qualifier: &str, columns: &[Ident]) -> String {
    let variable = |what: &str, number: usize| format!("migcheck_{what}_{number}");
    let all = |what: &str| sql::list((1..=columns.len()).map(|it| variable(what, it)));
    let declare: Vec<String> = columns
        .iter()
        .enumerate()
        .flat_map(|(at, column)| {
            ["first", "last"].map(|what| format!("  {} {table}.{column}%TYPE;", variable(what, at + 1)))
        })
        .collect();
    let (names, first, last) = (sql::list(columns), all("first"), all("last"));
    let down = sql::list(columns.iter().map(|it| format!("{it} DESC")));
    let own = sql::list(columns.iter().map(|it| format!("{qualifier}.{it}")));
    let range = format!("({own}) >= ({first}) AND ({own}) <= ({last})");
    let statement = restricted(statement, &range);
    let declare = declare.join("\n");
    format!(
        "DECLARE\n{declare}\nBEGIN\n  SELECT {names} INTO {first} FROM {table} ORDER BY {names} LIMIT 1;\n  \
         WHILE migcheck_first_1 IS NOT NULL LOOP\n    SELECT {names} INTO {last} FROM (\n      SELECT {names} FROM {table} \
         WHERE ({names}) >= ({first}) ORDER BY {names} LIMIT {ROWS}\n    ) batch ORDER BY {down} LIMIT 1;\n    {statement};\n    \
         COMMIT;\n    SELECT {names} INTO {first} FROM {table} WHERE ({names}) > ({last}) ORDER BY {names} LIMIT 1;\n  \
         END LOOP;\nEND"
    )
}

fn by_page(statement: &str, table: &str, qualifier: &str) -> String {
    let range = format!(
        "{qualifier}.ctid >= format('(%s,0)', migcheck_page)::tid AND {qualifier}.ctid < \
         format('(%s,0)', migcheck_page + {PAGES})::tid"
    );
    let statement = restricted(statement, &range);
    let name = sql::literal(table);
    format!(
        "DECLARE\n  migcheck_page bigint := 0;\n  migcheck_pages bigint;\nBEGIN\n  SELECT pg_relation_size({name}) / \
         current_setting('block_size')::bigint INTO migcheck_pages;\n  WHILE migcheck_page <= migcheck_pages LOOP\n    \
         {statement};\n    COMMIT;\n    migcheck_page := migcheck_page + {PAGES};\n  END LOOP;\nEND"
    )
}

/// The statement for the rows in `range` only.
fn restricted(statement: &str, range: &str) -> String {
    let tokens = sql::tokens(statement);
    match sql::top_level(statement, &tokens, 0, "WHERE") {
        Some(at) => {
            let end = tokens[at].end as usize;
            let (head, condition) = statement.split_at(end);
            let condition = condition.trim();
            // A comment at the end of the condition must not swallow the parenthesis.
            let end = if condition.contains("--") { "\n    )" } else { ")" };
            format!("{head} ({condition}{end} AND {range}")
        }
        None => format!("{statement}\n    WHERE {range}"),
    }
}

/// `WHERE key = constant`.
fn is_one_row(dml: &Dml, relation: Option<&Relation>, key: &Key) -> bool {
    let (Key::Columns(columns), Some(_)) = (key, relation) else { return false };
    let [column] = columns.as_slice() else { return false };
    let condition = expressions(dml).last().filter(|_| dml.has_condition);
    condition.into_iter().flat_map(conjuncts).any(|it| {
        let Tree::Binary { operator, left, right } = it else { return false };
        let is_key = |it: &Tree| matches!(it, Tree::Column { name, .. } if name == column);
        let is_constant = |it: &Tree| matches!(it, Tree::Number(_) | Tree::Text(_) | Tree::Parameter);
        &**operator == "=" && (is_key(left) && is_constant(right) || is_key(right) && is_constant(left))
    })
}

/// Of an UPDATE or DELETE: assigned values, then the WHERE condition if there is one.
fn expressions(dml: &Dml) -> &[Tree] {
    let branch = dml.query.query.as_ref().and_then(|it| it.branches.first());
    branch.map(|it| it.conditions.as_slice()).unwrap_or_default()
}

fn conjuncts(tree: &Tree) -> Vec<&Tree> {
    match tree {
        Tree::And(all) => all.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// Running it again over the same rows changes nothing more: what it assigns does not come from what it assigns.
fn is_repeatable(dml: &Dml) -> bool {
    let Some(query) = &dml.query.query else { return false };
    let all = expressions(dml);
    let assigned = &all[..all.len() - usize::from(dml.has_condition).min(all.len())];
    !assigned.iter().any(|it| names(it, dml)) && !reads_itself(query, dml)
}

/// A subquery over the table that is written.
fn reads_itself(query: &Query, dml: &Dml) -> bool {
    let Some(target) = &dml.target else { return false };
    let with = query.with.iter().any(|it| match &it.body {
        CommonTableBody::Query(it) => reads_itself(it, dml),
        CommonTableBody::Dml(_) => true,
    });
    let from = query.branches.iter().flat_map(|it| &it.from).any(|it| reads(it, &target.name));
    with || from
}

fn reads(item: &FromItem, table: &Ident) -> bool {
    match item {
        FromItem::Relation { name, .. } => name.name == *table,
        FromItem::Subquery { query, .. } => query.branches.iter().flat_map(|it| &it.from).any(|it| reads(it, table)),
        FromItem::Function { .. } => false,
        FromItem::Join { left, right, .. } => reads(left, table) || reads(right, table),
    }
}

/// Whether an expression reads a column that the statement writes.
fn names(tree: &Tree, dml: &Dml) -> bool {
    let any = |all: &[Tree]| all.iter().any(|it| names(it, dml));
    match tree {
        Tree::Column { qualifier, name } => {
            let own = dml.target_alias.as_ref().or(dml.target.as_ref().map(|it| &it.name));
            dml.columns.contains(name) && qualifier.as_ref().is_none_or(|it| Some(&it.name) == own)
        }
        Tree::Parameter | Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => false,
        Tree::Call { arguments, .. } => any(arguments),
        Tree::Unary { operand, .. }
        | Tree::Not(operand)
        | Tree::IsNull { operand, .. }
        | Tree::Cast { operand, .. }
        | Tree::Collate { operand, .. } => names(operand, dml),
        Tree::Binary { left, right, .. } => names(left, dml) || names(right, dml),
        Tree::And(all) | Tree::Or(all) | Tree::Array(all) | Tree::Row(all) | Tree::Case(all) => any(all),
        Tree::InList { operand, list, .. } => names(operand, dml) || any(list),
        // What a subquery reads is not followed.
        Tree::Subquery { .. } => true,
        Tree::Other { children, .. } => any(children),
        Tree::Unparsed { words } => words.iter().any(|it| dml.columns.contains(it)),
    }
}

/// Whether the statement writes rows that were there before the change.
pub(in crate::plan) fn writes<'a>(situation: &Situation<'a>) -> Option<Target<'a>> {
    let StatementKind::Dml(dml) = situation.kind() else { return None };
    Some(situation.target(dml.target.as_ref()?))
}
