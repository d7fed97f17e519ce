//! Views, materialized views and CREATE TABLE AS: what they read and which columns they have.

use super::{
    Mismatch,
    columns::{blank_column, builtin, push_column},
    context::Apply,
    error::{Outcome, wrong_kind},
};
use crate::{
    catalog::{
        reads::Reads,
        relation::{Column, ColumnNumber, Relation, RelationKind, Table, View},
    },
    sql::{
        expr::{CommonTable, CommonTableBody, FromItem, Projected, Query, Select, Tree},
        name::{Ident, ObjectName},
        statement::{CreateTableAs, CreateView, QueryText, Refresh},
    },
};

impl Apply<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView) -> Outcome {
        let old = if create.or_replace { self.replaced_view(create)? } else { None };
        let query = if create.recursive { recursive(create) } else { create.query.clone() };
        let reads = self.reads_of(&query)?;
        let columns = output_columns(&reads, &create.columns)?;
        let view = new_view(&self.anchored(&query), &reads, columns, create.check_option.clone());
        if let Some(old) = old {
            return self.replace_view(&old, view, create);
        }
        let name = self.new_relation_name(&create.name, create.persistence)?;
        let mut relation = self.blank(name, create.persistence, RelationKind::View(Box::new(view)));
        relation.options = create.options.clone();
        settle_check_option(&mut relation);
        relation.tablespace = None;
        self.catalog.insert(relation);
        Ok(())
    }

    fn replaced_view(&mut self, create: &CreateView) -> Outcome<Option<std::sync::Arc<Relation>>> {
        let name = self.place(&create.name)?;
        match self.catalog.find(&name) {
            Some(found) if matches!(found.kind, RelationKind::View(_)) => Ok(Some(found.clone())),
            Some(found) => Err(wrong_kind(&found.name.name, "a view")),
            None => Ok(None),
        }
    }

    /// Old columns stay, in order, name and type; new ones may follow.
    fn replace_view(&mut self, old: &Relation, mut view: View, create: &CreateView) -> Outcome {
        for (position, before) in old.columns().iter().enumerate() {
            let Some(after) = view.columns.get_mut(position) else {
                return Err(Mismatch::new("42P16", "cannot drop columns from view"));
            };
            let shown = before.name.as_str();
            if after.name != before.name {
                let new = after.name.as_str();
                let message = format!("cannot change name of view column \"{shown}\" to \"{new}\"");
                return Err(Mismatch::new("42P16", message));
            }
            let derived = !is_unknown(before) && !is_unknown(after);
            if derived && after.data_type != before.data_type {
                let (from, to) = (&before.data_type, &after.data_type);
                let message = format!("cannot change data type of view column \"{shown}\" from {from} to {to}");
                return Err(Mismatch::new("42P16", message));
            }
            after.default = before.default.clone();
            after.comment = before.comment.clone();
            after.grants = before.grants.clone();
        }
        if let Some(before) = old.view() {
            view.rules = before.rules.clone();
            view.triggers = before.triggers.clone();
        }
        self.edit(old.id, |it| {
            it.kind = RelationKind::View(Box::new(view));
            it.options = create.options.clone();
            settle_check_option(it);
        });
        Ok(())
    }

    /// The query as it is kept: its meaning does not hang on the search path of today.
    fn anchored(&self, query: &QueryText) -> QueryText {
        let mut kept = query.clone();
        if let Some(tree) = &query.query {
            let mut tree = crate::sql::expr::Query::clone(tree);
            kept.text = self.catalog.qualify_query(&query.text, &mut tree, self.session);
            kept.query = Some(std::sync::Arc::new(tree));
        }
        kept
    }

    fn reads_of(&self, query: &QueryText) -> Outcome<Reads> {
        let mut reads = self.catalog.read_text(query, self.session);
        match reads.missing.take() {
            Some(mismatch) if !self.is_partial() => Err(mismatch),
            _ => Ok(reads),
        }
    }

    pub(super) fn create_table_as(&mut self, create: &CreateTableAs) -> Outcome {
        if create.if_not_exists && self.exists_where_created(&create.name, create.persistence) {
            return Ok(());
        }
        let name = self.new_relation_name(&create.name, create.persistence)?;
        let reads = match &create.query {
            Some(query) => self.reads_of(query)?,
            None => Reads { open: true, ..Reads::default() },
        };
        let columns = output_columns(&reads, &create.columns).map_err(in_other_words)?;
        let kind = match &create.query {
            Some(query) if create.materialized_view => {
                let mut view = new_view(&self.anchored(query), &reads, columns, None);
                view.populated = create.with_data;
                RelationKind::MaterializedView(Box::new(view))
            }
            _ => {
                let mut table = Table { access_method: create.access_method.clone(), ..Table::default() };
                for column in columns {
                    push_column(&mut table, column);
                }
                RelationKind::Table(Box::new(table))
            }
        };
        let mut relation = self.blank(name, create.persistence, kind);
        relation.options = create.options.clone();
        if create.tablespace.is_some() {
            relation.tablespace = create.tablespace.clone();
        }
        self.catalog.insert(relation);
        Ok(())
    }

    pub(super) fn refresh(&mut self, refresh: &Refresh) -> Outcome {
        let relation = self.relation(&refresh.name)?;
        let RelationKind::MaterializedView(view) = &relation.kind else {
            return Err(wrong_kind(&relation.name.name, "a materialized view"));
        };
        if refresh.concurrently {
            let total = |id: &crate::catalog::RelationId| {
                let index = self.catalog.relation(*id).and_then(|it| it.index());
                index.is_some_and(|it| {
                    it.unique && it.valid && it.predicate.is_none() && it.leading_columns().count() == it.keys.len()
                })
            };
            if !view.populated {
                let message = "CONCURRENTLY cannot be used when the materialized view is not populated";
                return Err(Mismatch::new("0A000", message));
            }
            if !view.indexes.iter().any(total) {
                let shown = &relation.name;
                let message = format!("cannot refresh materialized view \"{shown}\" concurrently");
                return Err(Mismatch::new("55000", message));
            }
        }
        let populated = refresh.with_data;
        self.edit(relation.id, |it| {
            if let RelationKind::MaterializedView(view) = &mut it.kind {
                view.populated = populated;
            }
        });
        Ok(())
    }
}

/// `CREATE RECURSIVE VIEW v (a) AS q` is short for `CREATE VIEW v AS WITH RECURSIVE v (a) AS (q) SELECT a FROM v`.
fn recursive(create: &CreateView) -> QueryText {
    let name = &create.name.name;
    let columns = create.columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let text =
        format!("WITH RECURSIVE {name} ({columns}) AS ({}) SELECT {columns} FROM {name}", create.query.text.trim());
    let Some(body) = &create.query.query else {
        return QueryText { text: text.into(), ..create.query.clone() };
    };
    let column = |it: &Ident| Projected::Expr { tree: Tree::Column { qualifier: None, name: it.clone() }, alias: None };
    let own = ObjectName { schema: None, name: name.clone() };
    let from = FromItem::Relation { name: own, alias: None, columns: Vec::new(), only: false };
    let select = Select {
        projection: create.columns.iter().map(column).collect(),
        from: vec![from],
        conditions: Vec::new(),
        nested: None,
    };
    let body = CommonTableBody::Query(Query::clone(body));
    let common = CommonTable { name: name.clone(), columns: create.columns.clone(), body };
    let query = Query { with: vec![common], branches: vec![select], ..Query::default() };
    QueryText { text: text.into(), query: Some(std::sync::Arc::new(query)), words: create.query.words.clone() }
}

fn new_view(query: &QueryText, reads: &Reads, columns: Vec<Column>, check_option: Option<Ident>) -> View {
    View {
        columns,
        text: query.text.clone(),
        query: query.query.clone(),
        dependencies: reads.dependencies.clone(),
        functions: reads.functions.clone(),
        check_option,
        rules: Vec::new(),
        triggers: Vec::new(),
        indexes: Vec::new(),
        populated: true,
        size: None,
    }
}

/// Columns as the query returns them under the names of a column list. A type that could not be derived is
/// `pg_catalog.unknown`, which no column of a real view has.
fn output_columns(reads: &Reads, names: &[Ident]) -> Outcome<Vec<Column>> {
    if names.len() > reads.output.len() && !reads.open {
        return Err(Mismatch::new("42601", "CREATE VIEW specifies more column names than columns"));
    }
    let count = if reads.open { reads.output.len().max(names.len()) } else { reads.output.len() };
    let mut columns: Vec<Column> = Vec::with_capacity(count);
    for position in 0..count {
        let output = reads.output.get(position);
        let name = names.get(position).or(output.map(|it| &it.name));
        let name = name.cloned().unwrap_or_else(|| Ident::exact("?column?"));
        if columns.iter().any(|it| it.name == name) {
            if reads.open {
                continue;
            }
            let message = format!("column \"{}\" specified more than once", name.as_str());
            return Err(Mismatch::new("42701", message));
        }
        let data_type = output.and_then(|it| it.data_type.clone()).unwrap_or_else(|| builtin("unknown"));
        let mut column = blank_column(name, data_type);
        column.number = ColumnNumber(u16::try_from(columns.len() + 1).unwrap_or(u16::MAX));
        columns.push(column);
    }
    Ok(columns)
}

/// The option and WITH CHECK OPTION are one thing.
pub(super) fn settle_check_option(relation: &mut Relation) {
    let RelationKind::View(view) = &mut relation.kind else { return };
    if let Some(at) = relation.options.iter().position(|it| &*it.name == "check_option") {
        let value = relation.options.remove(at).value;
        view.check_option = value.map(|it| Ident::exact(&it.to_ascii_lowercase()));
    }
}

fn is_unknown(column: &Column) -> bool {
    column.data_type.is("unknown")
}

/// CREATE TABLE AS and CREATE MATERIALIZED VIEW count names as CREATE VIEW does, and say so differently.
fn in_other_words(mismatch: Mismatch) -> Mismatch {
    match mismatch.code {
        "42601" => Mismatch::new("42601", "too many column names were specified"),
        _ => mismatch,
    }
}
