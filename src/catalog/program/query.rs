//! Queries over system catalogs, lists and series: their rows, as far as they are known.

use super::{
    Raised,
    evaluate::Scope,
    system::{self, Row},
    value::Value,
};
use crate::sql::{
    expr::{FromItem, Projected, Query, Select, Tree},
    name::{Ident, ObjectName},
};
use std::borrow::Cow;

/// More rows than this are not looked at one by one, for one expression with all its subqueries.
const MOST_ROWS: usize = 10_000;

/// What a query returns; false: there may be such a row. None: nothing is known of it.
pub(super) type Rows = Vec<(Vec<Value>, bool)>;

pub(super) fn rows(query: &Query, scope: &Scope<'_>) -> Result<Option<Rows>, Raised> {
    let [select] = query.branches.as_slice() else { return Ok(None) };
    if !query.with.is_empty() {
        return Ok(None);
    }
    // LIMIT and OFFSET keep some of several rows, nobody knows which.
    Ok(of_select(select, scope)?.map(|mut rows| {
        if query.limited && rows.len() > 1 {
            rows.iter_mut().for_each(|it| it.1 = false);
        }
        rows
    }))
}

/// The names of the columns, where each is known.
pub(super) fn column_names(query: &Query) -> Option<Vec<Ident>> {
    let select = query.branches.first()?;
    select.projection.iter().map(Scope::column_name).collect()
}

fn of_select(select: &Select, scope: &Scope<'_>) -> Result<Option<Rows>, Raised> {
    if let Some(nested) = &select.nested {
        return rows(nested, scope);
    }
    if select.projection.is_empty() && select.from.is_empty() {
        return values(select, scope).map(Some);
    }
    let mut leaves = Vec::new();
    let mut conditions: Vec<&Tree> = select.conditions.iter().collect();
    for item in &select.from {
        if !flatten(item, &mut leaves, &mut conditions) {
            return Ok(None);
        }
    }
    let conjuncts = conditions.into_iter().flat_map(|it| match it {
        Tree::And(all) => all.iter().collect(),
        other => vec![other],
    });
    let mut search = Search { conjuncts: conjuncts.collect(), found: Vec::new(), unknown: false };
    search.extend(leaves, scope.clone(), true)?;
    if search.unknown {
        return Ok(None);
    }
    let mut all = Vec::new();
    for (found, certain) in &search.found {
        if let Some(values) = project(&select.projection, found)? {
            all.push((values, *certain));
        } else {
            return Ok(None);
        }
    }
    Ok(Some(aggregated(select, all)))
}

/// Without GROUP BY an aggregate makes one row of all.
fn aggregated(select: &Select, rows: Rows) -> Rows {
    const AGGREGATES: &[&str] = &[
        "count",
        "max",
        "min",
        "sum",
        "avg",
        "string_agg",
        "array_agg",
        "bool_or",
        "bool_and",
        "json_agg",
        "jsonb_agg",
    ];
    let name = |it: &Projected| match it {
        Projected::Expr { tree: Tree::Call { function, .. }, .. } => Some(function.name.clone()),
        Projected::Expr { tree: Tree::Other { children, .. }, .. } => match children.first() {
            Some(Tree::Call { function, .. }) => Some(function.name.clone()),
            _ => None,
        },
        _ => None,
    };
    let is_aggregate = |it: &Projected| name(it).is_some_and(|it| AGGREGATES.contains(&it.as_str()));
    if !select.projection.iter().any(is_aggregate) {
        return rows;
    }
    let certain = rows.iter().all(|it| it.1);
    let value = |(position, projected): (usize, &Projected)| {
        let plain = matches!(projected, Projected::Expr { tree: Tree::Call { .. }, .. });
        match name(projected).as_ref().map(Ident::as_str).filter(|_| certain && plain) {
            Some("count") => i64::try_from(rows.len()).map_or(Value::Unknown, Value::Number),
            Some("array_agg") if rows.is_empty() => Value::Null,
            Some("array_agg") => Value::Array(rows.iter().filter_map(|it| it.0.get(position).cloned()).collect()),
            _ => Value::Unknown,
        }
    };
    vec![(select.projection.iter().enumerate().map(value).collect(), true)]
}

fn values(select: &Select, scope: &Scope<'_>) -> Result<Rows, Raised> {
    let row = |it: &Tree| match it {
        Tree::Row(cells) => cells.iter().map(|it| scope.value(it)).collect::<Result<Vec<_>, _>>(),
        other => Ok(vec![scope.value(other)?]),
    };
    select.conditions.iter().map(|it| Ok((row(it)?, true))).collect()
}

fn project(projection: &[Projected], scope: &Scope<'_>) -> Result<Option<Vec<Value>>, Raised> {
    let mut found = Vec::new();
    for item in projection {
        match item {
            Projected::Expr { tree, .. } => found.push(argument_of(tree, scope)?),
            // `SELECT *` is read for whether there is a row, or for a record of all.
            Projected::All { .. } => {
                let rows = scope.rows.iter().flat_map(|(_, row)| &row.columns);
                let fields = rows.map(|(name, value)| (Ident::exact(name), value.clone())).collect();
                found.push(Value::Record(fields));
            }
        }
    }
    Ok(Some(found))
}

/// A value; of an aggregate, what it is made of.
fn argument_of(tree: &Tree, scope: &Scope<'_>) -> Result<Value, Raised> {
    match tree {
        Tree::Call { function, arguments } if function.name.as_str() == "array_agg" => {
            arguments.first().map_or(Ok(Value::Unknown), |it| scope.value(it))
        }
        Tree::Call { function, arguments } if function.name.as_str() == "unnest" && arguments.len() == 1 => {
            scope.value(&arguments[0])
        }
        other => scope.value(other),
    }
}

/// Joined relations side by side, their conditions among the others; false where rows without a partner may stay.
fn flatten<'q>(item: &'q FromItem, leaves: &mut Vec<&'q FromItem>, conditions: &mut Vec<&'q Tree>) -> bool {
    let FromItem::Join { left, right, on, using, natural, outer } = item else {
        leaves.push(item);
        return true;
    };
    // Everything is in a namespace.
    let always = matches!(&**right, FromItem::Relation { name, .. } if name.name.as_str() == "pg_namespace");
    if !using.is_empty() || *natural || (*outer && !always) {
        return false;
    }
    conditions.extend(on);
    flatten(left, leaves, conditions) && flatten(right, leaves, conditions)
}

struct Search<'q, 's> {
    conjuncts: Vec<&'q Tree>,
    found: Vec<(Scope<'s>, bool)>,
    unknown: bool,
}

impl<'q, 's> Search<'q, 's> {
    /// Takes the relation that the fewest rows of are needed of, and goes on with each of them.
    fn extend(&mut self, mut leaves: Vec<&'q FromItem>, mut scope: Scope<'s>, certain: bool) -> Result<(), Raised> {
        scope.awaited = leaves.iter().filter_map(|it| called(it)).collect();
        let mut certain = certain;
        for tree in &self.conjuncts {
            match scope.value(tree)? {
                Value::Bool(true) => {}
                Value::Bool(false) | Value::Null => return Ok(()),
                _ if leaves.is_empty() => certain = false,
                _ => {}
            }
        }
        if leaves.is_empty() {
            if self.found.len() < MOST_ROWS {
                self.found.push((scope, certain));
            } else {
                self.unknown = true;
            }
            return Ok(());
        }
        let mut best = (0, Vec::new());
        for (position, leaf) in leaves.iter().enumerate() {
            let keys = self.keys(leaf, leaves.len() == 1, &scope)?;
            if position == 0 || keys.len() > best.1.len() {
                best = (position, keys);
            }
        }
        let (position, keys) = best;
        let leaf = leaves.remove(position);
        let Some(rows) = of_item(leaf, &keys, &scope)? else {
            self.unknown = true;
            return Ok(());
        };
        let looked_at = scope.looked_at.get().saturating_add(rows.len());
        scope.looked_at.set(looked_at);
        if looked_at > MOST_ROWS {
            self.unknown = true;
            return Ok(());
        }
        for row in rows {
            let mut next = scope.clone();
            let certain = certain && row.certain;
            next.rows.push((called(leaf), row));
            self.extend(leaves.clone(), next, certain)?;
        }
        Ok(())
    }

    /// Equalities between a column of the relation and what is known already.
    fn keys(&self, leaf: &FromItem, alone: bool, scope: &Scope<'_>) -> Result<Vec<(&'q str, Value)>, Raised> {
        let alias = called(leaf);
        let mut found = Vec::new();
        for tree in &self.conjuncts {
            let Tree::Binary { operator, left, right } = tree else { continue };
            if &**operator != "=" {
                continue;
            }
            for (column, other) in [(&**left, &**right), (&**right, &**left)] {
                let Tree::Column { qualifier, name } = uncast(column) else { continue };
                let own = match qualifier {
                    Some(qualifier) => alias.as_ref() == Some(&qualifier.name),
                    None => alone,
                };
                if !own {
                    continue;
                }
                let value = scope.value(other)?;
                if value.is_known() && value != Value::Null {
                    found.push((name.as_str(), value));
                }
            }
        }
        Ok(found)
    }
}

fn uncast(tree: &Tree) -> &Tree {
    match tree {
        Tree::Cast { operand, to } if matches!(to.name.name.as_str(), "text" | "name" | "varchar") => uncast(operand),
        other => other,
    }
}

fn called(item: &FromItem) -> Option<Ident> {
    match item {
        FromItem::Relation { name, alias, .. } => Some(alias.clone().unwrap_or_else(|| name.name.clone())),
        FromItem::Subquery { alias, .. } => alias.clone(),
        FromItem::Function { call, alias, .. } => alias.clone().or_else(|| match call {
            Tree::Call { function, .. } => Some(function.name.clone()),
            _ => None,
        }),
        FromItem::Join { .. } => None,
    }
}

fn of_item(item: &FromItem, keys: &[(&str, Value)], scope: &Scope<'_>) -> Result<Option<Vec<Row>>, Raised> {
    match item {
        FromItem::Relation { name, .. } => {
            Ok(visible(name, scope).then(|| system::rows(scope.catalog, name, keys)).flatten())
        }
        FromItem::Function { call: Tree::Call { function, arguments }, alias, columns } => {
            let column = columns.first().or(alias.as_ref()).unwrap_or(&function.name);
            Ok(listed(function.name.as_str(), arguments, scope)?.map(|all| named(all, column)))
        }
        FromItem::Subquery { query, columns, .. } => {
            let Some(found) = rows(query, scope)? else { return Ok(None) };
            let names = if columns.is_empty() { column_names(query) } else { Some(columns.clone()) };
            let names = names.unwrap_or_default();
            let row = |(values, certain): (Vec<Value>, bool)| Row { columns: statics(&names, values), certain };
            Ok(Some(found.into_iter().map(row).collect()))
        }
        FromItem::Function { .. } | FromItem::Join { .. } => Ok(None),
    }
}

/// A user's table may hide a system catalog only by a name in front of the path; nobody does that.
fn visible(name: &ObjectName, scope: &Scope<'_>) -> bool {
    scope.catalog.resolve(name, scope.session).is_none()
}

/// The elements of `unnest(…)` and `generate_series(…)`.
pub(super) fn listed(function: &str, arguments: &[Tree], scope: &Scope<'_>) -> Result<Option<Vec<Value>>, Raised> {
    let values: Vec<Value> = arguments.iter().map(|it| scope.value(it)).collect::<Result<_, _>>()?;
    Ok(match (function, values.as_slice()) {
        ("unnest", [Value::Array(all)]) => Some(all.clone()),
        ("generate_series", [Value::Number(from), Value::Number(to)]) => {
            let count = usize::try_from(to.saturating_sub(*from)).unwrap_or(0);
            (count < MOST_ROWS).then(|| (*from..=*to).map(Value::Number).collect())
        }
        _ => None,
    })
}

fn named(all: Vec<Value>, column: &Ident) -> Vec<Row> {
    let names = [column.clone()];
    all.into_iter().map(|it| Row { columns: statics(&names, vec![it]), certain: true }).collect()
}

fn statics(names: &[Ident], values: Vec<Value>) -> Vec<(Cow<'static, str>, Value)> {
    names.iter().map(|it| Cow::Owned(it.as_str().to_owned())).zip(values).collect()
}
