//! Whether an expression has the same value whenever it is computed: what indexes, generated columns and partition keys
//! need. Only what is certain counts as mutable.
//!
//! The names are those of `pg_proc` in Postgres 18 whose `provolatile` is not `i`, for functions that make sense in an
//! expression over one row; where overloads differ, the types of the arguments decide.

use crate::{
    catalog::{Catalog, objects::Routine, session::Session, types::DataType},
    sql::{
        self,
        expr::{Projected, Tree},
        name::ObjectName,
        statement::{FunctionBody, StatementKind, Volatility},
    },
};

/// All overloads are stable or volatile; sorted.
static MUTABLE: &[&str] = &[
    "array_to_json",
    "array_to_string",
    "clock_timestamp",
    "col_description",
    "concat",
    "concat_ws",
    "convert",
    "convert_from",
    "convert_to",
    "current_catalog",
    "current_database",
    "current_date",
    "current_query",
    "current_role",
    "current_schema",
    "current_schemas",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "currval",
    "enum_first",
    "enum_last",
    "enum_range",
    "format",
    "format_type",
    "gen_random_uuid",
    "get_current_ts_config",
    "has_table_privilege",
    "inet_client_addr",
    "json_build_array",
    "json_build_object",
    "json_populate_record",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_path_exists_tz",
    "jsonb_path_match_tz",
    "jsonb_path_query_array_tz",
    "jsonb_path_query_first_tz",
    "jsonb_populate_record",
    "lastval",
    "localtime",
    "localtimestamp",
    "make_timestamptz",
    "nextval",
    "now",
    "obj_description",
    "pg_backend_pid",
    "pg_get_expr",
    "pg_get_viewdef",
    "pg_relation_size",
    "pg_sleep",
    "random",
    "random_normal",
    "row_to_json",
    "session_user",
    "set_config",
    "setval",
    "statement_timestamp",
    "timeofday",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_regclass",
    "to_regtype",
    "transaction_timestamp",
    "txid_current",
    "user",
    "uuidv4",
    "uuidv7",
    "version",
];

/// Those that look up a text search configuration by the session's setting when they are not told one.
static BY_CONFIGURATION: &[&str] =
    &["phraseto_tsquery", "plainto_tsquery", "to_tsquery", "to_tsvector", "websearch_to_tsquery"];

/// How deep SQL functions are looked into, as the planner inlines them.
const DEEPEST_INLINING: u32 = 4;

/// Whether this node, its children aside, is computed from more than its operands.
pub(super) fn is_mutable(
    tree: &Tree,
    children: &[Option<DataType>],
    catalog: &Catalog,
    session: &Session,
    depth: u32,
) -> bool {
    match tree {
        Tree::Call { function, arguments } => call(function, arguments, children, catalog, session, depth),
        Tree::Cast { operand, to } => {
            let Some(from) = children.first().and_then(Option::as_ref) else { return false };
            // A literal is read once, when the expression is.
            let literal = matches!(**operand, Tree::Text(_) | Tree::Null | Tree::Number(_) | Tree::Bool(_));
            !literal && cast(from, &catalog.resolve_type(to, session), catalog)
        }
        Tree::Binary { operator, .. } => binary(operator, children),
        _ => false,
    }
}

fn call(
    function: &ObjectName,
    arguments: &[Tree],
    types: &[Option<DataType>],
    catalog: &Catalog,
    session: &Session,
    depth: u32,
) -> bool {
    let own = catalog.find_routine_name(function, session).and_then(|it| catalog.routines.get(&it));
    if let Some(overloads) = own {
        let immutable = |it: &Routine| it.volatility == Volatility::Immutable || constant(it, catalog, session, depth);
        return !overloads.iter().any(immutable);
    }
    let name = function.name.as_str();
    let of_type = |at: usize, wanted: &str| types.get(at).and_then(Option::as_ref).is_some_and(|it| it.is(wanted));
    match name {
        // With a time zone of its own it depends on nothing else, as is said from 16 on.
        "date_trunc" if arguments.len() == 3 => catalog.version.0 < 16,
        "date_trunc" | "date_part" | "extract" => of_type(1, "timestamptz"),
        "age" => arguments.len() == 1,
        "to_timestamp" => arguments.len() == 2,
        "timezone" => false,
        _ if BY_CONFIGURATION.contains(&name) => arguments.len() == 1,
        _ => MUTABLE.binary_search(&name).is_ok(),
    }
}

/// A SQL function that the planner replaces by an expression that is immutable.
fn constant(routine: &Routine, catalog: &Catalog, session: &Session, depth: u32) -> bool {
    let plain = routine.language.as_str() == "sql" && !routine.security_definer && routine.settings.is_empty();
    if !plain || routine.returns_set || depth >= DEEPEST_INLINING {
        return false;
    }
    let statements = match &routine.body {
        FunctionBody::Text { text, .. } => {
            sql::parse::parse_text(text).statements.into_iter().map(|it| it.kind).collect::<Vec<_>>()
        }
        FunctionBody::Inline { statements, .. } => statements.clone(),
        FunctionBody::None => return false,
    };
    let [StatementKind::Dml(dml)] = statements.as_slice() else { return false };
    let Some(query) = dml.query.query.as_deref() else { return false };
    let [branch] = query.branches.as_slice() else { return false };
    let [Projected::Expr { tree, .. }] = branch.projection.as_slice() else { return false };
    let plain = query.with.is_empty() && branch.from.is_empty() && branch.conditions.is_empty();
    let mut mutable = false;
    tree.walk(&mut |it| {
        let types = vec![None; it.children().len()];
        mutable |= is_mutable(it, &types, catalog, session, depth + 1) || matches!(it, Tree::Unparsed { .. });
    });
    plain && query.trailing.is_empty() && !mutable
}

/// Casts that look at the session's time zone, date style or the labels of a type.
fn cast(from: &DataType, to: &DataType, catalog: &Catalog) -> bool {
    let is = |it: &DataType, names: &[&str]| names.iter().any(|name| it.is(name));
    let text = ["text", "varchar", "bpchar"];
    let times = ["date", "timestamp", "timestamptz", "timetz"];
    let is_enum = |it: &DataType| {
        let found = catalog.user_type(it).filter(|_| !it.array);
        found.is_some_and(|it| matches!(it.kind, crate::catalog::types::UserTypeKind::Enum(_)))
    };
    match (from, to) {
        _ if from.is("timestamptz") => is(to, &["date", "time", "timestamp"]) || is(to, &text),
        _ if to.is("timestamptz") => is(from, &["date", "timestamp"]) || is(from, &text),
        _ if is(from, &times) => is(to, &text),
        _ if is(from, &text) => is(to, &times) || is(to, &["time", "interval", "regclass"]) || is_enum(to),
        _ if is_enum(from) => is(to, &text),
        _ => false,
    }
}

fn binary(operator: &str, children: &[Option<DataType>]) -> bool {
    let (Some(Some(left)), Some(Some(right))) = (children.first(), children.get(1)) else { return false };
    let text = |it: &DataType| it.is("text") || it.is("varchar") || it.is("bpchar");
    let zoned = left.is("timestamptz") != right.is("timestamptz");
    let other = if left.is("timestamptz") { right } else { left };
    match operator {
        "+" | "-" => zoned && other.is("interval"),
        "=" | "<>" | "<" | ">" | "<=" | ">=" => zoned && (other.is("date") || other.is("timestamp")),
        "||" => {
            let number = |it: &DataType| ["int2", "int4", "int8", "numeric", "float8"].iter().any(|name| it.is(name));
            (text(left) && number(right)) || (text(right) && number(left))
        }
        _ => false,
    }
}

#[test]
fn the_list_is_sorted() {
    assert!(MUTABLE.is_sorted());
}
