//! Queries and changes of rows: the tables they name, what is behind views, keys that are checked, sequences drawn.

use super::{DurationClass, ScanReason, columns, defaults, dispatch, partitions::lineage, queries::names, work::Work};
use crate::{
    catalog::{
        RelationId,
        relation::{Constraint, ForeignKey, Relation, RelationKind, Rule, Table, View},
    },
    simulate::lock::LockMode::{self, *},
    sql::{
        self,
        expr::{CommonTableBody, FromItem, Projected, Query, Select, Tree},
        name::Ident,
        statement::{Dml, DmlKind, QueryText, ReferentialAction, StatementKind},
        walk::{trees, visit},
    },
};
use std::{collections::BTreeSet, sync::Arc};

/// More literal rows than this are a load of data.
const FEW_ROWS: usize = 1000;

/// Rules on views on rules: real schemas have two or three levels.
const DEEPEST_NESTING: u32 = 6;

/// `executed` is false for EXPLAIN and for bodies that are only checked.
pub(super) fn statement(dml: &Dml, work: &mut Work<'_>, executed: bool) {
    let target = dml.target.as_ref().and_then(|it| work.resolve(it)).map(|it| it.id);
    // The source of INSERT does not see its target; if it reads it, that is a table of the source.
    let read = match dml.kind {
        DmlKind::Insert => work.before.read_text(&dml.query, work.session),
        _ => work.before.dml_reads(dml, work.session),
    };
    let named = dml.query.query.as_deref().map(names).unwrap_or_default();
    for id in relations(&read.dependencies) {
        if Some(id) != target || matches!(dml.kind, DmlKind::CopyTo | DmlKind::Insert) {
            read_relation(id, named.only(id, work), work);
        }
    }
    if let Some(query) = &dml.query.query {
        within_query(query, executed, work);
    }
    if let Some(target) = target {
        write(dml, target, executed, work);
    }
    if executed {
        work.class = work.class.max(class(dml, target.is_some(), !read.functions.is_empty(), work));
        if matches!(dml.kind, DmlKind::Select | DmlKind::CopyTo | DmlKind::Insert) {
            scan_selected(&dml.query, work);
            scan_subqueries(&dml.query, work);
        }
    }
}

fn class(dml: &Dml, writes: bool, calls: bool, work: &Work<'_>) -> DurationClass {
    match dml.kind {
        DmlKind::Insert if dml.value_rows.is_some_and(|it| it <= FEW_ROWS) => DurationClass::Instant,
        _ if writes || dml.kind == DmlKind::CopyFrom => DurationClass::Rows,
        _ if calls => DurationClass::Unknown,
        _ if work.locked().is_empty() => DurationClass::Instant,
        _ => DurationClass::Rows,
    }
}

/// A query that is run (or, under WITH NO DATA, only planned) to fill something.
pub(super) fn read_query(query: &QueryText, executed: bool, work: &mut Work<'_>) {
    let named = query.query.as_deref().map(names).unwrap_or_default();
    let read = work.before.read_text(query, work.session).dependencies;
    for id in relations(&read) {
        read_relation(id, named.only(id, work), work);
    }
    if let Some(tree) = &query.query {
        within_query(tree, executed, work);
    }
    if executed {
        scan_selected(query, work);
    }
}

pub(super) fn read_view(view: &View, executed: bool, work: &mut Work<'_>) {
    for id in relations(&view.dependencies) {
        read_relation(id, false, work);
    }
    if executed && let Some(query) = &view.query {
        scan_selected(&QueryText { text: view.text.clone(), query: Some(query.clone()), words: Vec::new() }, work);
    }
}

fn relations(dependencies: &[crate::catalog::relation::Dependency]) -> BTreeSet<RelationId> {
    dependencies.iter().map(|it| it.relation).collect()
}

/// ACCESS SHARE on a relation, what is below it, and what is behind a view.
fn read_relation(id: RelationId, only: bool, work: &mut Work<'_>) {
    let mut open = vec![(id, only)];
    let mut seen = BTreeSet::new();
    while let Some((id, only)) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for table in work.reach(id, !only) {
            work.lock(table, AccessShare);
        }
        if let Some(RelationKind::View(view)) = work.relation(id).map(|it| &it.kind) {
            open.extend(view.dependencies.iter().map(|it| (it.relation, false)));
        }
    }
}

/// FOR UPDATE and its like, statements in WITH, sequences drawn by name.
fn within_query(query: &Query, executed: bool, work: &mut Work<'_>) {
    for common in &query.with {
        match &common.body {
            CommonTableBody::Query(query) => within_query(query, executed, work),
            CommonTableBody::Dml(dml) => statement(dml, work, executed),
        }
    }
    if let Some(rows) = &query.locks_rows {
        lock_rows(query, rows, work);
    }
    if executed {
        let mut sequences = Vec::new();
        visit(query, &mut |select| {
            trees(select).into_iter().for_each(|it| sequences.extend(defaults::sequences(it)));
        });
        for name in sequences {
            if let Some(sequence) = work.resolve(&name).filter(|it| it.sequence().is_some()) {
                work.lock(sequence.id, RowExclusive);
            }
        }
    }
}

fn lock_rows(query: &Query, of: &[Ident], work: &mut Work<'_>) {
    let mut open: Vec<&FromItem> = query.branches.iter().flat_map(|it| &it.from).collect();
    while let Some(item) = open.pop() {
        match item {
            FromItem::Join { left, right, .. } => open.extend([&**left, &**right]),
            FromItem::Relation { name, alias, only, .. } => {
                let called = alias.as_ref().unwrap_or(&name.name);
                let Some(relation) = work.resolve(name).filter(|_| of.is_empty() || of.contains(called)) else {
                    continue;
                };
                for table in work.reach(relation.id, !only) {
                    with_indexes(table, RowShare, work);
                }
            }
            FromItem::Subquery { .. } | FromItem::Function { .. } => {}
        }
    }
}

fn with_indexes(table: RelationId, mode: LockMode, work: &mut Work<'_>) {
    work.lock(table, mode);
    for index in work.indexes(table) {
        work.lock(index, mode);
    }
}

/// A table read as a whole, without condition, order or limit, where no index could answer.
fn scan_selected(query: &QueryText, work: &mut Work<'_>) {
    let Some(query) = &query.query else { return };
    // A second branch is RETURNING's or ON CONFLICT's, or of a UNION, which is left alone.
    let Some(select) = query.branches.first() else { return };
    let [FromItem::Relation { name, only, .. }] = select.from.as_slice() else { return };
    if !query.with.is_empty() || !query.trailing.is_empty() {
        return;
    }
    let Some(relation) = work.resolve(name).filter(|it| it.view().is_none() || !it.indexes().is_empty()) else {
        return;
    };
    let tables = work.reach(relation.id, !only);
    for table in tables {
        let indexed = !work.indexes(table).is_empty();
        if !indexed || (select.conditions.is_empty() && needs_rows(select)) {
            work.scan(table, ScanReason::Rows);
        }
    }
}

/// `SELECT EXISTS (SELECT …)`, as conditions of programs are run: subqueries that nothing comes before.
fn scan_subqueries(query: &QueryText, work: &mut Work<'_>) {
    let Some([select]) = query.query.as_deref().map(|it| it.branches.as_slice()) else { return };
    let [Projected::Expr { tree, .. }] = select.projection.as_slice() else { return };
    if !select.from.is_empty() {
        return;
    }
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        match tree {
            Tree::Subquery { operands, query: inner } if operands.is_empty() => {
                let text =
                    QueryText { text: query.text.clone(), query: Some(Arc::new((**inner).clone())), words: Vec::new() };
                scan_selected(&text, work);
            }
            Tree::Not(_) | Tree::Cast { .. } | Tree::IsNull { .. } | Tree::Binary { .. } | Tree::Other { .. } => {
                open.extend(tree.children());
            }
            _ => {}
        }
    }
}

/// More than one plain column, or all: no single-column index holds that.
fn needs_rows(select: &Select) -> bool {
    let all = select.projection.iter().any(|it| matches!(it, Projected::All { .. }));
    let columns = select.projection.iter().filter(|it| matches!(it, Projected::Expr { tree: Tree::Column { .. }, .. }));
    all || columns.count() > 1
}

fn write(dml: &Dml, target: RelationId, executed: bool, work: &mut Work<'_>) {
    if dml.kind == DmlKind::CopyTo {
        return;
    }
    let Some(relation) = work.relation(target).filter(|_| work.nesting < DEEPEST_NESTING) else { return };
    work.lock(target, RowExclusive);
    work.nesting += 1;
    write_relation(dml, relation, executed, work);
    work.nesting -= 1;
}

fn write_relation(dml: &Dml, relation: &Relation, executed: bool, work: &mut Work<'_>) {
    if let RelationKind::View(view) = &relation.kind {
        if !view.triggers.is_empty() && dml.kind != DmlKind::Insert {
            // The triggers get the rows that the view has.
            read_view(view, false, work);
        }
        if let Some(base) = relations(&view.dependencies).into_iter().next().filter(|_| view.triggers.is_empty()) {
            write(dml, base, executed, work);
        }
        return;
    }
    let rules = relation.table().map(|it| it.rules.clone()).unwrap_or_default();
    let instead = run_rules(dml, &rules, executed, work);
    if instead {
        return;
    }
    match dml.kind {
        DmlKind::Insert | DmlKind::CopyFrom => insert(dml, relation, executed, work),
        DmlKind::Update | DmlKind::Delete | DmlKind::Merge => change(dml, relation, executed, work),
        DmlKind::Select | DmlKind::CopyTo => {}
    }
}

/// Runs the actions of the rules for this event; true when they replace the statement.
fn run_rules(dml: &Dml, rules: &[Rule], executed: bool, work: &mut Work<'_>) -> bool {
    let event = match dml.kind {
        DmlKind::Insert => "insert",
        DmlKind::Update => "update",
        DmlKind::Delete => "delete",
        _ => return false,
    };
    let mut instead = false;
    for rule in rules.iter().filter(|it| it.event.as_str() == event) {
        instead |= rule.instead;
        if let StatementKind::CreateRule(rule) = sql::statement(&definition(rule)) {
            for action in &rule.actions {
                match action {
                    StatementKind::Dml(action) if action.target != dml.target => statement(action, work, executed),
                    StatementKind::Dml(_) => {}
                    other => dispatch::describe(other, work),
                }
            }
        }
    }
    instead
}

/// The whole command; the catalog keeps it from the word RULE or, out of a server, with CREATE.
fn definition(rule: &Rule) -> String {
    let starts = |word: &str| rule.text.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    match (starts("create"), starts("rule")) {
        (true, _) => rule.text.to_string(),
        (_, true) => format!("CREATE {}", rule.text),
        _ => format!("CREATE RULE r AS {}", rule.text),
    }
}

fn insert(dml: &Dml, target: &Relation, executed: bool, work: &mut Work<'_>) {
    let Some(table) = target.table() else { return };
    for ancestor in lineage(target.id, work).into_iter().skip(1) {
        work.lock(ancestor, AccessShare);
    }
    if dml.conflict_target {
        // The unique index that decides is looked for among all of them.
        for index in work.indexes(target.id) {
            work.lock(index, RowExclusive);
        }
    }
    if !executed {
        return;
    }
    let named = |name: &Ident| dml.columns.is_empty() || dml.columns.contains(name);
    if !dml.columns.is_empty() {
        for column in target.columns().iter().filter(|it| !named(&it.name)) {
            if let Some(identity) = &column.identity {
                work.lock(identity.sequence, RowExclusive);
            }
            if let Some(default) = &column.default {
                columns::lock_named_sequences(default, work);
            }
        }
    }
    if work.session.replica {
        return;
    }
    for constraint in &table.constraints {
        let Some(key) = constraint.foreign_key().filter(|_| constraint.enforced) else { continue };
        if defers(constraint, target.id, work) {
            continue;
        }
        check_referenced(key, table, &named, work);
    }
}

/// Checked when the transaction ends: until then the referenced table is left alone.
fn defers(constraint: &Constraint, table: RelationId, work: &Work<'_>) -> bool {
    let (deferrable, initially) = (constraint.deferrable, constraint.initially_deferred);
    work.session.timing.defers(table, &constraint.name, deferrable, initially)
}

/// The check reads the referenced row, locking it; with a NULL in the key it goes no further than the table.
fn check_referenced(key: &ForeignKey, table: &Table, given: &dyn Fn(&Ident) -> bool, work: &mut Work<'_>) {
    let column = |it| table.column_numbered(it);
    let complete = key
        .columns
        .iter()
        .all(|it| column(*it).is_some_and(|it| given(&it.name) || it.default.is_some() || it.identity.is_some()));
    if complete {
        for referenced in work.family(key.references) {
            with_indexes(referenced, RowShare, work);
        }
    } else {
        work.lock_briefly(key.references, RowShare);
    }
}

fn change(dml: &Dml, target: &Relation, executed: bool, work: &mut Work<'_>) {
    let tables = work.reach(target.id, !dml.only);
    for table in &tables {
        work.lock(*table, RowExclusive);
        let partitioned = work.table(*table).is_some_and(Table::is_partitioned);
        if dml.kind == DmlKind::Merge || !executed || (partitioned && work.version() < 16) {
            continue;
        }
        for index in work.indexes(*table) {
            work.lock(index, RowExclusive);
        }
    }
    if !executed {
        return;
    }
    for table in &tables {
        if !dml.has_condition || work.indexes(*table).is_empty() {
            work.scan(*table, ScanReason::Rows);
        }
    }
    if work.session.replica {
        return;
    }
    match dml.kind {
        DmlKind::Update => {
            let Some(table) = target.table() else { return };
            for constraint in &table.constraints {
                let Some(key) = constraint.foreign_key().filter(|_| constraint.enforced) else { continue };
                if defers(constraint, target.id, work) {
                    continue;
                }
                let changed = |it| table.column_numbered(it).is_some_and(|it| dml.columns.contains(&it.name));
                if key.columns.iter().any(|it| changed(*it)) {
                    check_referenced(key, table, &|_| true, work);
                }
            }
        }
        DmlKind::Delete => delete_referenced(target.id, work),
        _ => {}
    }
}

/// Rows that refer to the deleted ones are looked for, and changed where the key says so.
fn delete_referenced(target: RelationId, work: &mut Work<'_>) {
    let keys: Vec<(RelationId, ForeignKey)> = work
        .before
        .referencing(target)
        .filter(|(_, it)| it.enforced)
        .filter_map(|(from, it)| Some((from.id, it.foreign_key()?.clone())))
        .collect();
    for (from, key) in keys {
        let mode = match key.on_delete {
            ReferentialAction::NoAction | ReferentialAction::Restrict => RowShare,
            ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault => RowExclusive,
        };
        for table in work.family(from) {
            with_indexes(table, mode, work);
            if !has_index_for(table, &key, work) {
                work.scan(table, ScanReason::Rows);
            }
        }
    }
}

fn has_index_for(table: RelationId, key: &ForeignKey, work: &Work<'_>) -> bool {
    work.indexes(table).into_iter().any(|it| {
        let index = work.relation(it).and_then(Relation::index);
        index.is_some_and(|it| it.leading_columns().next().is_some_and(|it| key.columns.contains(&it)))
    })
}
