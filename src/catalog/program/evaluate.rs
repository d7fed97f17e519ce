//! Expressions whose value follows from the catalog and from variables that are known.

use super::{
    Raised, functions, query,
    system::Row,
    value::{Oid, Value},
};
use crate::{
    catalog::{Catalog, Known, session::Session},
    sql::{
        self,
        expr::{Projected, Tree, TypeName},
        name::{Ident, ObjectName},
    },
};
use std::{cell::Cell, cmp::Ordering, rc::Rc};

/// Subqueries in subqueries beyond this are not known.
const DEEPEST: usize = 20;

/// What names in an expression mean.
#[derive(Clone)]
pub(super) struct Scope<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) session: &'a Session,
    pub(super) variables: &'a dyn Fn(Option<&ObjectName>, &Ident) -> Option<Value>,
    /// Rows of the queries around the expression, the innermost last.
    pub(super) rows: Vec<(Option<Ident>, Row)>,
    /// Names of relations in FROM whose rows are not there yet.
    pub(super) awaited: Vec<Ident>,
    pub(super) depth: usize,
    /// Rows that the expression's queries have looked at so far.
    pub(super) looked_at: Rc<Cell<usize>>,
}

pub(super) type Evaluated = Result<Value, Raised>;

impl<'a> Scope<'a> {
    pub(super) fn value(&self, tree: &Tree) -> Evaluated {
        Ok(match tree {
            Tree::Null => Value::Null,
            Tree::Bool(value) => Value::Bool(*value),
            Tree::Number(text) => text.replace('_', "").parse().map_or(Value::Unknown, Value::Number),
            Tree::Text(text) => Value::Text(text.clone()),
            Tree::Column { qualifier, name } => self.named(qualifier.as_ref(), name),
            Tree::Cast { operand, to } => self.cast(self.value(operand)?, to)?,
            Tree::Collate { operand, .. } => self.value(operand)?,
            Tree::Array(all) => Value::Array(self.values(all)?),
            Tree::Not(operand) => match self.value(operand)? {
                Value::Bool(value) => Value::Bool(!value),
                Value::Null => Value::Null,
                _ => Value::Unknown,
            },
            Tree::And(all) => self.logical(all, false)?,
            Tree::Or(all) => self.logical(all, true)?,
            Tree::IsNull { operand, negated } => match self.value(operand)? {
                Value::Null => Value::Bool(!negated),
                Value::Unknown => Value::Unknown,
                _ => Value::Bool(*negated),
            },
            Tree::InList { operand, list, negated } => {
                let found = self.among(&self.value(operand)?, &self.values(list)?)?;
                if *negated { negate(found) } else { found }
            }
            Tree::Binary { operator, left, right } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.binary(operator, left, right)?
            }
            Tree::Unary { operator, operand } => match (&**operator, self.value(operand)?) {
                ("-", Value::Number(number)) => number.checked_neg().map_or(Value::Unknown, Value::Number),
                _ => Value::Unknown,
            },
            Tree::Call { function, arguments } => {
                let known = function.schema.as_ref().is_none_or(|it| it.as_str() == "pg_catalog");
                let arguments = self.values(arguments)?;
                if known { functions::call(function.name.as_str(), &arguments, self)? } else { Value::Unknown }
            }
            Tree::Subquery { operands, query } => self.subquery(operands, query)?,
            Tree::Other { label, children } => self.other(label, children)?,
            Tree::Case(_) | Tree::Row(_) | Tree::Parameter | Tree::Unparsed { .. } => Value::Unknown,
        })
    }

    fn values(&self, all: &[Tree]) -> Result<Vec<Value>, Raised> {
        all.iter().map(|it| self.value(it)).collect()
    }

    fn named(&self, qualifier: Option<&ObjectName>, name: &Ident) -> Value {
        let field = |row: &Row| row.columns.iter().find(|(it, _)| *it == name.as_str()).map(|(_, value)| value.clone());
        for (alias, row) in self.rows.iter().rev() {
            let answers = qualifier.is_none_or(|it| alias.as_ref() == Some(&it.name));
            if !answers {
                continue;
            }
            match field(row) {
                Some(value) => return value,
                None if qualifier.is_some() || !row.certain => return Value::Unknown,
                None => {}
            }
        }
        if qualifier.is_some_and(|it| self.awaited.contains(&it.name)) {
            return Value::Unknown;
        }
        match (self.variables)(qualifier, name) {
            Some(_) if qualifier.is_none() && !self.awaited.is_empty() => Value::Unknown,
            Some(value) => value,
            None => Value::Unknown,
        }
    }

    /// AND and OR; `decisive` is the value that decides.
    fn logical(&self, all: &[Tree], decisive: bool) -> Evaluated {
        let (mut unknown, mut null) = (false, false);
        for tree in all {
            match self.value(tree)? {
                Value::Bool(value) if value == decisive => return Ok(Value::Bool(decisive)),
                Value::Bool(_) => {}
                Value::Null => null = true,
                _ => unknown = true,
            }
        }
        Ok(match (unknown, null) {
            (true, _) => Value::Unknown,
            (false, true) => Value::Null,
            (false, false) => Value::Bool(!decisive),
        })
    }

    fn among(&self, value: &Value, list: &[Value]) -> Evaluated {
        let mut all = Value::Bool(false);
        for item in list {
            match self.binary("=", value.clone(), item.clone())? {
                Value::Bool(true) => return Ok(Value::Bool(true)),
                Value::Bool(false) => {}
                Value::Null if all == Value::Bool(false) => all = Value::Null,
                Value::Null => {}
                _ => all = Value::Unknown,
            }
        }
        Ok(all)
    }

    fn binary(&self, operator: &str, left: Value, right: Value) -> Evaluated {
        let distinct =
            |negated: bool, equal: Option<bool>| equal.map_or(Value::Unknown, |it| Value::Bool(it == negated));
        match operator {
            "IS DISTINCT FROM" | "IS NOT DISTINCT FROM" => {
                let equal = match (&left, &right) {
                    (Value::Null, Value::Null) => Some(true),
                    (Value::Null, it) | (it, Value::Null) => it.is_known().then_some(false),
                    _ => self.compared(&left, &right)?.map(|it| it == Ordering::Equal),
                };
                return Ok(distinct(operator == "IS NOT DISTINCT FROM", equal));
            }
            "||" => {
                return Ok(match (left, right) {
                    (Value::Array(mut a), Value::Array(b)) => {
                        a.extend(b);
                        Value::Array(a)
                    }
                    (Value::Array(mut a), b) => {
                        a.push(b);
                        Value::Array(a)
                    }
                    (a, b) => Value::joined(&[self.shown(a), self.shown(b)]),
                });
            }
            _ => {}
        }
        if left == Value::Null || right == Value::Null {
            return Ok(Value::Null);
        }
        let test = |it: fn(Ordering) -> bool, order: Option<Ordering>| {
            order.map_or(Value::Unknown, |order| Value::Bool(it(order)))
        };
        let order = || self.compared(&left, &right);
        Ok(match operator {
            "=" => test(Ordering::is_eq, order()?),
            "<>" => test(Ordering::is_ne, order()?),
            "<" => test(Ordering::is_lt, order()?),
            "<=" => test(Ordering::is_le, order()?),
            ">" => test(Ordering::is_gt, order()?),
            ">=" => test(Ordering::is_ge, order()?),
            "~~" | "!~~" | "~~*" | "!~~*" => functions::like(operator, &left, &right),
            "+" | "-" | "*" | "/" | "%" => functions::arithmetic(operator, &left, &right),
            _ => Value::Unknown,
        })
    }

    /// A name in a string is compared with an oid as the server does, after a look-up.
    fn compared(&self, left: &Value, right: &Value) -> Result<Option<Ordering>, Raised> {
        Ok(match (left, right) {
            (Value::Oid(oid), Value::Text(text)) => self.looked_up(oid, text)?.and_then(|it| left.compare(&it)),
            (Value::Text(text), Value::Oid(oid)) => self.looked_up(oid, text)?.and_then(|it| it.compare(right)),
            _ => left.compare(right),
        })
    }

    fn looked_up(&self, like: &Oid, text: &str) -> Result<Option<Value>, Raised> {
        let to = match like {
            Oid::Relation(_) => "regclass",
            Oid::Schema(_) => "regnamespace",
            Oid::Type(_) => "regtype",
            Oid::Role(_) | Oid::Other(_) => return Ok(None),
        };
        self.reg(to, text, false).map(Some)
    }

    /// As text for `||`, with names for oids.
    pub(super) fn shown(&self, value: Value) -> Value {
        match value {
            Value::Oid(Oid::Relation(id)) => match self.catalog.relation(id) {
                Some(relation) => Value::text(&self.catalog.shown(&relation.name, self.session)),
                None => Value::Unknown,
            },
            other => other,
        }
    }

    // ---- casts ------------------------------------------------------------------------------------------------------

    fn cast(&self, value: Value, to: &TypeName) -> Evaluated {
        let name = to.name.name.as_str();
        if to.array_dimensions > 0 {
            return Ok(match value {
                Value::Text(text) => functions::array_of(&text),
                Value::Array(all) => Value::Array(all),
                Value::Null => Value::Null,
                _ => Value::Unknown,
            });
        }
        Ok(match (name, value) {
            (_, Value::Null) => Value::Null,
            ("text" | "varchar" | "bpchar" | "name" | "citext", value) => self.as_text(value),
            ("int4" | "int8" | "int2" | "numeric" | "oid", Value::Text(text)) => {
                text.trim().parse().map_or(Value::Unknown, Value::Number)
            }
            ("int4" | "int8" | "int2" | "numeric", value @ (Value::Number(_) | Value::Version(_))) => value,
            ("oid", value @ (Value::Oid(_) | Value::Number(_))) => value,
            ("bool", Value::Bool(value)) => Value::Bool(value),
            ("bool", Value::Text(text)) => match text.to_ascii_lowercase().as_str() {
                "t" | "true" | "yes" | "on" | "1" => Value::Bool(true),
                "f" | "false" | "no" | "off" | "0" => Value::Bool(false),
                _ => Value::Unknown,
            },
            ("regclass" | "regtype" | "regnamespace" | "regrole", Value::Text(text)) => self.reg(name, &text, false)?,
            ("regclass" | "regtype" | "regnamespace" | "regrole", value @ Value::Oid(_)) => value,
            // `'2024-01-01'::date` and its like are written the same way again.
            (_, value @ Value::Text(_)) => value,
            _ => Value::Unknown,
        })
    }

    fn as_text(&self, value: Value) -> Value {
        match self.shown(value) {
            Value::Bool(value) => Value::text(if value { "true" } else { "false" }),
            value @ (Value::Text(_) | Value::Partial(_)) => value,
            value => value.as_text().map_or(Value::Unknown, |it| Value::text(&it)),
        }
    }

    /// The oid of a name in a string; what is missing is an error, or NULL for `to_regclass` and its like.
    pub(super) fn reg(&self, to: &str, text: &str, or_null: bool) -> Evaluated {
        let name = sql::parse_type(text);
        let (found, code, what) = match to {
            "regclass" => {
                let relation = self.catalog.resolve(&name.name, self.session);
                (relation.map(|it| Oid::Relation(it.id)), "42P01", "relation")
            }
            "regtype" => (self.catalog.find_type(&name, self.session).map(|it| Oid::Type(it.name)), "42704", "type"),
            "regnamespace" => {
                let schema = Some(&name.name.name).filter(|it| self.catalog.schemas.contains_key(*it));
                (schema.map(|it| Oid::Schema(it.clone())), "3F000", "schema")
            }
            _ => (self.catalog.roles.get_key_value(&name.name.name).map(|it| Oid::Role(it.0.clone())), "42704", "role"),
        };
        if let Some(found) = found {
            return Ok(Value::Oid(found));
        }
        let system = name.name.name.as_str().starts_with("pg_")
            || name.name.schema.as_ref().is_some_and(|it| matches!(it.as_str(), "pg_catalog" | "information_schema"));
        if system || to == "regrole" || self.catalog.known == Known::OnlyWhatMigrationsShow {
            return Ok(Value::Unknown);
        }
        if or_null {
            return Ok(Value::Null);
        }
        Err(Raised::new(code, format!("{what} \"{}\" does not exist", text.trim())))
    }

    // ---- subqueries -------------------------------------------------------------------------------------------------

    fn subquery(&self, operands: &[Tree], query: &sql::expr::Query) -> Evaluated {
        if self.depth >= DEEPEST {
            return Ok(Value::Unknown);
        }
        let mut inner = self.clone();
        inner.depth += 1;
        let Some(rows) = query::rows(query, &inner)? else { return Ok(Value::Unknown) };
        if let [operand] = operands {
            let mut list: Vec<Value> = Vec::new();
            for (values, certain) in rows {
                list.push(if certain { values.into_iter().next().unwrap_or(Value::Unknown) } else { Value::Unknown });
            }
            return self.among(&self.value(operand)?, &list);
        }
        if !operands.is_empty() {
            return Ok(Value::Unknown);
        }
        Ok(match rows.as_slice() {
            [] => Value::Null,
            [(values, true)] => values.first().cloned().unwrap_or(Value::Unknown),
            _ => Value::Unknown,
        })
    }

    fn exists(&self, query: &sql::expr::Query) -> Evaluated {
        if self.depth >= DEEPEST {
            return Ok(Value::Unknown);
        }
        let mut inner = self.clone();
        inner.depth += 1;
        let Some(rows) = query::rows(query, &inner)? else { return Ok(Value::Unknown) };
        Ok(match (rows.is_empty(), rows.iter().any(|(_, certain)| *certain)) {
            (true, _) => Value::Bool(false),
            (false, true) => Value::Bool(true),
            (false, false) => Value::Unknown,
        })
    }

    fn other(&self, label: &str, children: &[Tree]) -> Evaluated {
        if label == "EXISTS" {
            return match children {
                [Tree::Subquery { query, .. }] => self.exists(query),
                _ => Ok(Value::Unknown),
            };
        }
        let [first, rest @ ..] = children else { return Ok(Value::Unknown) };
        let value = self.value(first)?;
        let truth = |wanted: bool, negated: bool| match &value {
            Value::Bool(it) => Value::Bool((*it == wanted) != negated),
            Value::Null => Value::Bool(negated),
            _ => Value::Unknown,
        };
        Ok(match (label, rest) {
            ("IS TRUE", []) => truth(true, false),
            ("IS NOT TRUE", []) => truth(true, true),
            ("IS FALSE", []) => truth(false, false),
            ("IS NOT FALSE", []) => truth(false, true),
            ("= ANY", [array]) => match self.value(array)? {
                Value::Array(list) => self.among(&value, &list)?,
                _ => Value::Unknown,
            },
            ("<> ALL", [array]) => match self.value(array)? {
                Value::Array(list) => negate(self.among(&value, &list)?),
                _ => Value::Unknown,
            },
            ("[]", [index]) => match (value, self.value(index)?) {
                (Value::Array(all), Value::Number(index)) => {
                    let found = usize::try_from(index - 1).ok().and_then(|it| all.get(it).cloned());
                    found.unwrap_or(Value::Null)
                }
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        })
    }

    /// The name of a projected expression.
    pub(super) fn column_name(projected: &Projected) -> Option<Ident> {
        match projected {
            Projected::Expr { alias: Some(alias), .. } => Some(alias.clone()),
            Projected::Expr { tree, .. } => crate::catalog::names::of_expression(tree).map(|it| Ident::exact(&it)),
            Projected::All { .. } => None,
        }
    }
}

fn negate(value: Value) -> Value {
    match value {
        Value::Bool(value) => Value::Bool(!value),
        other => other,
    }
}
