//! Expressions and queries as far as catalog, effects and checks ask: which columns, functions and relations they
//! name, what is constant, what is implied. Lowered from sqlparser; the original text is kept beside the tree.

use super::name::{Ident, ObjectName};
use std::sync::Arc;

/// An expression as written and as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// The user's (or the server's) own text.
    pub text: Arc<str>,
    pub tree: Arc<Tree>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    Column {
        qualifier: Option<ObjectName>,
        name: Ident,
    },
    /// `$1`, `:name`.
    Parameter,
    Null,
    Bool(bool),
    Number(Arc<str>),
    /// The unescaped value.
    Text(Arc<str>),
    /// A function call; `CURRENT_TIMESTAMP` and its like are calls without arguments, named in lower case.
    Call {
        function: ObjectName,
        arguments: Vec<Tree>,
    },
    /// Operators in Postgres's canonical spelling: `<>` for `!=`, `~~` for LIKE, `~~*` for ILIKE.
    Unary {
        operator: Arc<str>,
        operand: Box<Tree>,
    },
    Binary {
        operator: Arc<str>,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    /// Flattened: no `And` directly inside an `And`.
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
    IsNull {
        operand: Box<Tree>,
        negated: bool,
    },
    /// `x IN (a, b)` and `x = ANY (ARRAY[a, b])` alike; negated: `NOT IN`, `<> ALL`.
    InList {
        operand: Box<Tree>,
        list: Vec<Tree>,
        negated: bool,
    },
    Cast {
        operand: Box<Tree>,
        to: TypeName,
    },
    Collate {
        operand: Box<Tree>,
        collation: ObjectName,
    },
    Array(Vec<Tree>),
    Row(Vec<Tree>),
    Case(Vec<Tree>),
    /// A scalar subquery, `IN (SELECT …)`; `operands` are the expressions outside. EXISTS is an [`Tree::Other`] around it.
    Subquery {
        operands: Vec<Tree>,
        query: Box<Query>,
    },
    /// Anything else that was parsed: a label and the expressions inside.
    Other {
        label: Arc<str>,
        children: Vec<Tree>,
    },
    /// Not parsed; all identifiers found in it, so that dependencies err on the safe side.
    Unparsed {
        words: Vec<Ident>,
    },
}

impl Tree {
    /// The expressions directly inside; queries inside are not entered.
    pub fn children(&self) -> Vec<&Tree> {
        match self {
            Tree::Column { .. }
            | Tree::Parameter
            | Tree::Null
            | Tree::Bool(_)
            | Tree::Number(_)
            | Tree::Text(_)
            | Tree::Unparsed { .. } => Vec::new(),
            Tree::Call { arguments: all, .. }
            | Tree::And(all)
            | Tree::Or(all)
            | Tree::Array(all)
            | Tree::Row(all)
            | Tree::Case(all)
            | Tree::Other { children: all, .. }
            | Tree::Subquery { operands: all, .. } => all.iter().collect(),
            Tree::Unary { operand, .. }
            | Tree::Not(operand)
            | Tree::IsNull { operand, .. }
            | Tree::Cast { operand, .. }
            | Tree::Collate { operand, .. } => vec![operand],
            Tree::Binary { left, right, .. } => vec![left, right],
            Tree::InList { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Tree> {
        match self {
            Tree::Column { .. }
            | Tree::Parameter
            | Tree::Null
            | Tree::Bool(_)
            | Tree::Number(_)
            | Tree::Text(_)
            | Tree::Unparsed { .. } => Vec::new(),
            Tree::Call { arguments: all, .. }
            | Tree::And(all)
            | Tree::Or(all)
            | Tree::Array(all)
            | Tree::Row(all)
            | Tree::Case(all)
            | Tree::Other { children: all, .. }
            | Tree::Subquery { operands: all, .. } => all.iter_mut().collect(),
            Tree::Unary { operand, .. }
            | Tree::Not(operand)
            | Tree::IsNull { operand, .. }
            | Tree::Cast { operand, .. }
            | Tree::Collate { operand, .. } => vec![operand],
            Tree::Binary { left, right, .. } => vec![left, right],
            Tree::InList { operand, list, .. } => std::iter::once(&mut **operand).chain(list).collect(),
        }
    }

    /// This expression and all inside, outside of subqueries, parents first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Tree)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }
}

/// A type as written: `varchar(20)[]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// Built-in spellings are canonical internal names (`integer` → `int4`, `character varying` → `varchar`,
    /// `timestamp with time zone` → `timestamptz`, `bigserial` → `bigserial`) without schema.
    pub name: ObjectName,
    /// `(20)`, `(10,2)`; for intervals Postgres's own packed fields are not modelled: see `interval_fields`.
    pub modifiers: Vec<i64>,
    /// `INTERVAL DAY TO SECOND`, `geometry(Point, 4326)`: the words, lower case.
    pub interval_fields: Option<Arc<str>>,
    /// 0 for a scalar.
    pub array_dimensions: u8,
    pub setof: bool,
}

/// A SELECT, VALUES, TABLE or set operation, or a data-modifying statement in a WITH.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Query {
    pub with: Vec<CommonTable>,
    /// One branch, or the branches of a set operation.
    pub branches: Vec<Select>,
    /// ORDER BY, LIMIT, OFFSET expressions.
    pub trailing: Vec<Tree>,
    /// LIMIT, OFFSET or FETCH FIRST.
    pub limited: bool,
    /// `FOR UPDATE`, `FOR SHARE` …: these relations (all when empty) are locked ROW SHARE.
    pub locks_rows: Option<Vec<Ident>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommonTable {
    pub name: Ident,
    pub columns: Vec<Ident>,
    pub body: CommonTableBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommonTableBody {
    Query(Query),
    Dml(Box<super::statement::Dml>),
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Select {
    pub projection: Vec<Projected>,
    pub from: Vec<FromItem>,
    /// WHERE, GROUP BY, HAVING, WINDOW, DISTINCT ON, VALUES rows.
    pub conditions: Vec<Tree>,
    /// A parenthesised query in place of a SELECT.
    pub nested: Option<Box<Query>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projected {
    /// `*` or `t.*`
    All {
        qualifier: Option<ObjectName>,
    },
    Expr {
        tree: Tree,
        alias: Option<Ident>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromItem {
    Relation {
        name: ObjectName,
        alias: Option<Ident>,
        columns: Vec<Ident>,
        only: bool,
    },
    Subquery {
        query: Box<Query>,
        alias: Option<Ident>,
        columns: Vec<Ident>,
        lateral: bool,
    },
    Function {
        call: Tree,
        alias: Option<Ident>,
        columns: Vec<Ident>,
    },
    Join {
        left: Box<FromItem>,
        right: Box<FromItem>,
        /// The ON condition.
        on: Option<Tree>,
        using: Vec<Ident>,
        natural: bool,
        /// LEFT, RIGHT or FULL: rows without a partner stay.
        outer: bool,
    },
}
