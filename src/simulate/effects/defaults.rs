//! Defaults: whether a value is computed anew for each row. What counts is volatility after inlining SQL functions.

use super::dependents;
use crate::{
    catalog::{
        Catalog,
        objects::Routine,
        session::Session,
        types::{DataType, Domain, UserTypeKind},
    },
    sql::{
        self,
        expr::{Projected, Query, Tree},
        name::ObjectName,
        statement::{DmlKind, FunctionBody, StatementKind, Volatility},
    },
};

pub(super) fn domain<'a>(catalog: &'a Catalog, data_type: &DataType) -> Option<&'a Domain> {
    if data_type.array || data_type.is_builtin() {
        return None;
    }
    match &catalog.types.get(&data_type.name)?.kind {
        UserTypeKind::Domain(domain) => Some(domain),
        _ => None,
    }
}

/// Deep chains of SQL functions end somewhere; beyond this they are taken at their word.
const DEEPEST_INLINING: usize = 6;

/// The expression has a new value for every row.
pub(super) fn is_volatile(tree: &Tree, catalog: &Catalog, session: &Session) -> bool {
    volatile(tree, catalog, session, 0)
}

fn volatile(tree: &Tree, catalog: &Catalog, session: &Session, depth: usize) -> bool {
    dependents::any(tree, &mut |it| match it {
        Tree::Call { function, arguments } => call_is_volatile(function, arguments.len(), catalog, session, depth),
        Tree::Unparsed { words } => words.iter().any(|it| VOLATILE.binary_search(&it.as_str()).is_ok()),
        _ => false,
    })
}

fn call_is_volatile(
    function: &ObjectName,
    arguments: usize,
    catalog: &Catalog,
    session: &Session,
    depth: usize,
) -> bool {
    match routine(function, arguments, catalog, session) {
        None => VOLATILE.binary_search(&function.name.as_str()).is_ok(),
        Some(_) if depth >= DEEPEST_INLINING => true,
        Some(found) if found.volatility != Volatility::Volatile => false,
        Some(found) => match inlined(found) {
            Some(body) => volatile(&body, catalog, session, depth + 1),
            None => true,
        },
    }
}

/// A user's function of that name that takes so many arguments.
pub(super) fn routine<'a>(
    name: &ObjectName,
    arguments: usize,
    catalog: &'a Catalog,
    session: &Session,
) -> Option<&'a Routine> {
    let (_, overloads, position) = catalog.called(name, arguments, session)?;
    overloads.get(position)
}

/// The expression that the planner puts in place of a call: the body of a SQL function that is one plain SELECT.
fn inlined(routine: &Routine) -> Option<Tree> {
    if routine.language.as_str() != "sql" || routine.security_definer || !routine.settings.is_empty() {
        return None;
    }
    if routine.returns_set {
        return None;
    }
    let statements: Vec<StatementKind> = match &routine.body {
        FunctionBody::Text { text, .. } => {
            sql::parse::parse_text(text).statements.into_iter().map(|it| it.kind).collect()
        }
        FunctionBody::Inline { statements, .. } => statements.clone(),
        FunctionBody::None => return None,
    };
    let [StatementKind::Dml(dml)] = statements.as_slice() else { return None };
    if dml.kind != DmlKind::Select {
        return None;
    }
    plain_select(dml.query.query.as_deref()?)
}

fn plain_select(query: &Query) -> Option<Tree> {
    let [branch] = query.branches.as_slice() else { return None };
    let plain = query.with.is_empty() && branch.from.is_empty() && branch.conditions.is_empty();
    let [Projected::Expr { tree, .. }] = branch.projection.as_slice() else { return None };
    (plain && branch.nested.is_none() && query.locks_rows.is_none() && query.trailing.is_empty()).then(|| tree.clone())
}

/// Sequences that an expression draws from by name: `nextval('s')`, `nextval('s'::regclass)`.
pub(super) fn sequences(tree: &Tree) -> Vec<ObjectName> {
    let mut found = Vec::new();
    dependents::any(tree, &mut |it| {
        if let Tree::Call { function, arguments } = it
            && matches!(function.name.as_str(), "nextval" | "setval" | "currval")
            && let Some(name) = arguments.first().and_then(text)
        {
            found.push(name);
        }
        false
    });
    found
}

/// A name in a string, as `regclass` reads it.
fn text(tree: &Tree) -> Option<ObjectName> {
    match tree {
        Tree::Text(text) => Some(sql::parse_type(text).name),
        Tree::Cast { operand, .. } => text(operand),
        _ => None,
    }
}

/// Volatile functions of the server and of extensions in common use; sorted. Others are taken to be stable, as
/// nearly all of them are.
static VOLATILE: &[&str] = &[
    "clock_timestamp",
    "currval",
    "dblink",
    "dblink_exec",
    "gen_random_bytes",
    "gen_random_uuid",
    "gen_salt",
    "gen_ulid",
    "lastval",
    "nextval",
    "normal_rand",
    "pg_advisory_lock",
    "pg_sleep",
    "random",
    "random_normal",
    "set_config",
    "setseed",
    "setval",
    "timeofday",
    "txid_current",
    "ulid_generate",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuid_generate_v6",
    "uuid_generate_v7",
    "uuidv4",
    "uuidv7",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Known, PgVersion};

    #[test]
    fn volatile_functions_are_sorted() {
        assert!(VOLATILE.is_sorted());
    }

    #[test]
    fn built_in_defaults() {
        let catalog = Catalog::new(PgVersion(17), Known::Everything);
        let session = Session::default();
        let volatile = |text| is_volatile(&sql::expression(text).tree, &catalog, &session);
        for text in ["random()", "gen_random_uuid()", "clock_timestamp()", "nextval('s')", "1 + random()"] {
            assert!(volatile(text), "{text}");
        }
        for text in ["1", "now()", "CURRENT_TIMESTAMP", "statement_timestamp()", "'{}'::jsonb", "upper('a') || 'b'"] {
            assert!(!volatile(text), "{text}");
        }
    }
}
