//! Types of expressions, as far as they follow from columns, casts, literals and well-known functions.

use crate::{
    catalog::{Catalog, session::Session, types::DataType},
    sql::{
        expr::Tree,
        name::{Ident, QualifiedName},
    },
};

/// The type of `tree`, given the types of its children.
pub(super) fn of(tree: &Tree, children: &[Option<DataType>], catalog: &Catalog, session: &Session) -> Option<DataType> {
    let first = || children.first().cloned().flatten();
    match tree {
        Tree::Bool(_) | Tree::And(_) | Tree::Or(_) | Tree::Not(_) | Tree::IsNull { .. } | Tree::InList { .. } => {
            Some(builtin("bool"))
        }
        Tree::Subquery { operands, .. } if !operands.is_empty() => Some(builtin("bool")),
        Tree::Number(text) => Some(builtin(number(text))),
        // An unknown literal becomes text in a view.
        Tree::Text(_) | Tree::Null => Some(builtin("text")),
        Tree::Cast { to, .. } => Some(catalog.resolve_type(to, session)),
        Tree::Collate { .. } | Tree::Unary { .. } => first(),
        Tree::Binary { operator, left, right } => binary(operator, left, right, children),
        Tree::Array(_) => first().map(|it| DataType { array: true, modifiers: Vec::new(), ..it }),
        Tree::Other { label, .. } if &**label == "EXISTS" => Some(builtin("bool")),
        Tree::Other { children: inner, .. } if matches!(inner.first(), Some(Tree::Call { .. })) => first(),
        Tree::Case(_) => children.last().cloned().flatten(),
        Tree::Call { function, .. } => {
            let own = catalog.find_routine_name(function, session);
            match own.and_then(|it| catalog.routines.get(&it)) {
                Some(overloads) => overloads.iter().find_map(|it| it.returns.clone()),
                None => call(function.name.as_str(), children),
            }
        }
        _ => None,
    }
}

pub(super) fn builtin(name: &str) -> DataType {
    DataType {
        name: QualifiedName { schema: Ident::exact("pg_catalog"), name: Ident::exact(name) },
        modifiers: Vec::new(),
        interval_fields: None,
        array: false,
    }
}

fn number(text: &str) -> &'static str {
    if text.parse::<i32>().is_ok() {
        "int4"
    } else if text.parse::<i64>().is_ok() {
        "int8"
    } else {
        "numeric"
    }
}

fn plain(data_type: &Option<DataType>) -> Option<DataType> {
    data_type.clone().map(|it| DataType { modifiers: Vec::new(), ..it })
}

fn binary(operator: &str, left: &Tree, right: &Tree, children: &[Option<DataType>]) -> Option<DataType> {
    let literal = |it: &Tree| matches!(it, Tree::Text(_) | Tree::Null);
    let (a, b) = (children.first().and_then(plain), children.get(1).and_then(plain));
    match operator {
        "=" | "<>" | "<" | ">" | "<=" | ">=" | "~" | "~*" | "!~" | "!~*" | "~~" | "~~*" | "!~~" | "!~~*" | "@>"
        | "<@" | "&&" | "?" | "?|" | "?&" | "@@" => Some(builtin("bool")),
        "->>" | "#>>" => Some(builtin("text")),
        "->" | "#>" => a,
        "||" => match a.as_ref() {
            Some(it) if it.array || it.is("jsonb") || it.is("tsvector") || it.is("bytea") => a,
            _ => Some(builtin("text")),
        },
        "+" | "-" | "*" | "/" | "%" if literal(left) => b,
        "+" | "-" | "*" | "/" | "%" if literal(right) => a,
        "+" | "-" | "*" | "/" | "%" => arithmetic(operator, &a?, &b?),
        _ => None,
    }
}

fn arithmetic(operator: &str, a: &DataType, b: &DataType) -> Option<DataType> {
    let name =
        |it: &DataType| if it.is_builtin() && !it.array { it.name.name.as_str().to_owned() } else { String::new() };
    let (left, right) = (name(a), name(b));
    let rank = |it: &str| ["int2", "int4", "int8", "numeric", "float4", "float8"].iter().position(|known| *known == it);
    if let (Some(x), Some(y)) = (rank(&left), rank(&right)) {
        // A float4 beside an integer or numeric makes double precision.
        let mixed = x.max(y) == 4 && x != y;
        return Some(if mixed {
            builtin("float8")
        } else if x >= y {
            a.clone()
        } else {
            b.clone()
        });
    }
    match (left.as_str(), operator, right.as_str()) {
        ("timestamp" | "timestamptz", "-", other) if other == left => Some(builtin("interval")),
        ("timestamp" | "timestamptz" | "interval" | "time", _, "interval") => Some(a.clone()),
        ("date", "-", "date") => Some(builtin("int4")),
        ("date", _, "int2" | "int4") => Some(builtin("date")),
        ("date", _, "interval") => Some(builtin("timestamp")),
        ("interval", "+", "timestamp" | "timestamptz") => Some(b.clone()),
        ("interval", "*" | "/", _) => Some(builtin("interval")),
        (_, "*", "interval") => Some(builtin("interval")),
        _ => None,
    }
}

fn call(name: &str, arguments: &[Option<DataType>]) -> Option<DataType> {
    let first = || arguments.first().cloned().flatten();
    let fixed = match name {
        "count" | "row_number" | "rank" | "dense_rank" | "nextval" | "currval" | "lastval" | "ntile" => "int8",
        "now" | "current_timestamp" | "transaction_timestamp" | "statement_timestamp" | "clock_timestamp" => {
            "timestamptz"
        }
        "localtimestamp" => "timestamp",
        "current_date" => "date",
        "lower" | "upper" if !first().is_some_and(|it| it.name.name.as_str().ends_with("range")) => "text",
        "concat" | "concat_ws" | "format" | "replace" | "btrim" | "trim" | "ltrim" | "rtrim" | "substr"
        | "substring" | "left" | "right" | "md5" | "to_char" | "string_agg" | "regexp_replace" | "split_part"
        | "initcap" | "lpad" | "rpad" | "repeat" | "reverse" | "translate" | "jsonb_typeof" | "json_typeof"
        | "array_to_string" => "text",
        "length" | "char_length" | "octet_length" | "array_length" | "cardinality" | "position" | "strpos" => "int4",
        "bool_and" | "bool_or" | "every" | "exists" => "bool",
        "gen_random_uuid" | "uuid_generate_v4" | "uuidv4" | "uuidv7" => "uuid",
        "random" | "date_part" | "percent_rank" | "cume_dist" | "sqrt" => "float8",
        "extract" => "numeric",
        "to_tsvector" => "tsvector",
        "to_tsquery" | "plainto_tsquery" | "websearch_to_tsquery" => "tsquery",
        "jsonb_build_object" | "jsonb_agg" | "jsonb_object_agg" | "to_jsonb" | "jsonb_build_array" | "jsonb_set" => {
            "jsonb"
        }
        "json_build_object" | "json_agg" | "json_object_agg" | "to_json" | "json_build_array" | "row_to_json" => "json",
        "current_user" | "session_user" | "current_database" | "current_schema" | "current_role" => "name",
        "current_setting" => "text",
        "age" | "make_interval" => "interval",
        "to_date" | "make_date" => "date",
        "to_timestamp" => "timestamptz",
        "coalesce" | "greatest" | "least" | "nullif" => return arguments.iter().flatten().next().cloned(),
        "min" | "max" | "abs" | "first_value" | "last_value" | "lag" | "lead" | "nth_value" | "mode" => {
            return arguments.first().and_then(plain);
        }
        "round" | "ceil" | "ceiling" | "floor" | "trunc" => match first()? {
            it if it.is("float4") || it.is("float8") => "float8",
            _ => "numeric",
        },
        "date_trunc" => match arguments.get(1).cloned().flatten()? {
            it if it.is("timestamp") => "timestamp",
            it if it.is("interval") => "interval",
            _ => "timestamptz",
        },
        "array_agg" => return first().map(|it| DataType { array: true, modifiers: Vec::new(), ..it }),
        "unnest" => return first().map(|it| DataType { array: false, ..it }),
        "sum" | "avg" => return aggregate(name, &first()?),
        _ => return None,
    };
    Some(builtin(fixed))
}

fn aggregate(name: &str, argument: &DataType) -> Option<DataType> {
    let of = match (name, argument.name.name.as_str()) {
        ("sum", "int2" | "int4") => "int8",
        ("sum" | "avg", "int2" | "int4" | "int8" | "numeric") => "numeric",
        ("sum", "float4") => "float4",
        ("avg", "float4") | (_, "float8") => "float8",
        (_, "interval") => "interval",
        ("sum", "money") => "money",
        _ => return None,
    };
    Some(builtin(of))
}
