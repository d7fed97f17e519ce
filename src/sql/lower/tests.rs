//! What trees come out, shown as one line each.

use super::*;
use crate::sql::expr::{CommonTableBody, FromItem, Projected, Query, Select, Tree};
use std::sync::Arc;

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn show(tree: &Tree) -> String {
    let all = |it: &[Tree]| list(it, show);
    match tree {
        Tree::Column { qualifier: Some(qualifier), name } => format!("{qualifier}.{name}"),
        Tree::Column { qualifier: None, name } => name.to_string(),
        Tree::Parameter => "$".to_owned(),
        Tree::Null => "NULL".to_owned(),
        Tree::Bool(it) => it.to_string(),
        Tree::Number(it) => it.to_string(),
        Tree::Text(it) => format!("'{it}'"),
        Tree::Call { function, arguments } => format!("{function}({})", all(arguments)),
        Tree::Unary { operator, operand } => format!("[{operator} {}]", show(operand)),
        Tree::Binary { operator, left, right } => format!("[{} {operator} {}]", show(left), show(right)),
        Tree::And(parts) => format!("And({})", all(parts)),
        Tree::Or(parts) => format!("Or({})", all(parts)),
        Tree::Not(it) => format!("Not({})", show(it)),
        Tree::IsNull { operand, negated } => format!("{}Null({})", if *negated { "Not" } else { "Is" }, show(operand)),
        Tree::InList { operand, list, negated } => {
            format!("{}In({}: {})", if *negated { "Not" } else { "" }, show(operand), all(list))
        }
        Tree::Cast { operand, to } => format!(
            "{}::{}{}{}",
            show(operand),
            to.name.name.as_str(),
            if to.modifiers.is_empty() { String::new() } else { format!("{:?}", to.modifiers) },
            "[]".repeat(to.array_dimensions.into())
        ),
        Tree::Collate { operand, collation } => format!("{} COLLATE {collation}", show(operand)),
        Tree::Array(items) => format!("Array({})", all(items)),
        Tree::Row(items) => format!("Row({})", all(items)),
        Tree::Case(items) => format!("Case({})", all(items)),
        Tree::Subquery { operands, query } => format!("Query({}| {})", all(operands), show_query(query)),
        Tree::Other { label, children } => format!("<{label}>({})", all(children)),
        Tree::Unparsed { words } => format!("?{}", list(words, |it| it.to_string())),
    }
}

fn show_query(query: &Query) -> String {
    let with = list(&query.with, |it| match &it.body {
        CommonTableBody::Query(query) => format!("WITH {} {{{}}} ", it.name, show_query(query)),
        CommonTableBody::Dml(dml) => format!("WITH {} {:?} ", it.name, dml.kind),
    });
    let trailing = list(&query.trailing, show);
    let trailing = if trailing.is_empty() { trailing } else { format!(" trailing {trailing}") };
    let locks = query.locks_rows.as_ref().map(|it| format!(" locks [{}]", list(it, |it| it.to_string())));
    let branches: Vec<String> = query.branches.iter().map(show_select).collect();
    format!("{with}{}{trailing}{}", branches.join(" UNION "), locks.unwrap_or_default())
}

fn show_select(select: &Select) -> String {
    if let Some(nested) = &select.nested {
        return format!("({})", show_query(nested));
    }
    let projection = list(&select.projection, |it| match it {
        Projected::All { qualifier } => qualifier.as_ref().map_or("*".to_owned(), |it| format!("{it}.*")),
        Projected::Expr { tree, alias: Some(alias) } => format!("{} as {alias}", show(tree)),
        Projected::Expr { tree, alias: None } => show(tree),
    });
    let from = list(&select.from, show_from);
    let conditions = list(&select.conditions, show);
    format!("{projection} from {from} if {conditions}")
}

fn show_from(item: &FromItem) -> String {
    let alias = |it: &Option<Ident>| it.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    match item {
        FromItem::Relation { name, alias: it, only, .. } => {
            format!("{}{name}{}", if *only { "only " } else { "" }, alias(it))
        }
        FromItem::Subquery { query, alias: it, .. } => format!("({}){}", show_query(query), alias(it)),
        FromItem::Function { call, alias: it, columns } => {
            format!("{}{}({})", show(call), alias(it), list(columns, |it| it.to_string()))
        }
        FromItem::Join { left, right, on, using, natural, .. } => {
            let on = on.as_ref().map(|it| format!(" on {}", show(it))).unwrap_or_default();
            let using = list(using, |it| it.to_string());
            let natural = if *natural { " natural" } else { "" };
            format!("{{{} join {}{on}{using}{natural}}}", show_from(left), show_from(right))
        }
    }
}

fn tree(text: &str) -> String {
    show(&expr(text).tree)
}

fn query_text(text: &str) -> QueryText {
    query_of(Slice { source: text, tokens: &slice::tokens(text) })
}

fn query(text: &str) -> String {
    let query = query_text(text);
    match query.query {
        Some(query) => show_query(&query),
        None => format!("?{}", list(&query.words, |it| it.to_string())),
    }
}

fn check(cases: &[(&str, &str)], run: fn(&str) -> String) {
    for (text, expected) in cases {
        assert_eq!(run(text), *expected, "{text}");
    }
}

#[test]
fn simple_expressions() {
    check(
        &[
            ("a", "a"),
            ("S.T.\"A\"", "s.t.\"A\""),
            ("-1", "-1"),
            ("((-5))", "-5"),
            ("'it''s'::text", "'it''s'::text".replace("''", "'").leak()),
            ("nextval('s'::regclass)", "nextval('s'::regclass)"),
            ("now()", "now()"),
            ("CURRENT_TIMESTAMP", "\"current_timestamp\"()"),
            ("current_user", "\"current_user\"()"),
            ("'{}'::text[]", "'{}'::text[]"),
            ("(0)::numeric(10,2)", "0::numeric[10, 2]"),
            ("$1", "$"),
            ("NULL::character varying", "NULL::varchar"),
            ("timezone('utc'::text, now())", "timezone('utc'::text, now())"),
        ],
        tree,
    );
}

#[test]
fn operators_are_canonical() {
    check(
        &[
            ("a != 1 AND (b > 2 AND NOT c)", "And([a <> 1], [b > 2], Not(c))"),
            ("a OR b OR (c OR d)", "Or(a, b, c, d)"),
            ("a + b * -c - (- 2)", "[[a + [b * [- c]]] - -2]"),
            ("x BETWEEN 1 AND 2", "And([x >= 1], [x <= 2])"),
            ("x NOT BETWEEN 1 AND 2", "Or([x < 1], [x > 2])"),
            ("a LIKE 'x%' AND b NOT ILIKE 'y'", "And([a ~~ 'x%'], [b !~~* 'y'])"),
            ("a ~~ 'x' OR a !~ 'y'", "Or([a ~~ 'x'], [a !~ 'y'])"),
            ("a SIMILAR TO 'x'", "[a ~ similar_to_escape('x')]"),
            ("a IS DISTINCT FROM b", "[a IS DISTINCT FROM b]"),
            ("a IS NULL AND b IS NOT NULL", "And(IsNull(a), NotNull(b))"),
            ("a IS NOT TRUE", "<IS NOT TRUE>(a)"),
            ("a -> 'b' ->> 'c' = d #>> '{e}'", "[[[a -> 'b'] ->> 'c'] = [d #>> '{e}']]"),
            ("a @> '{}' AND b ? 'x' AND c && d", "And([a @> '{}'], [b ? 'x'], [c && d])"),
            ("a OPERATOR(pg_catalog.+) 1", "[a + 1]"),
            ("a OPERATOR(x.+) 1", "[a x.+ 1]"),
            ("a || b COLLATE \"C\"", "[a || b COLLATE \"C\"]"),
            ("ts AT TIME ZONE 'utc'", "timezone('utc', ts)"),
            ("NOT a = 1", "Not([a = 1])"),
        ],
        tree,
    );
}

#[test]
fn lists_arrays_and_subqueries() {
    check(
        &[
            ("a IN ('x', 'y')", "In(a: 'x', 'y')"),
            ("a = ANY (ARRAY['x'::text, 'y'::text])", "In(a: 'x'::text, 'y'::text)"),
            ("((a)::text = ANY ((ARRAY['x'::character varying])::text[]))", "In(a::text: 'x'::varchar)"),
            ("a NOT IN (1, 2) AND b <> ALL (ARRAY[3])", "And(NotIn(a: 1, 2), NotIn(b: 3))"),
            ("a = ANY (b)", "<= ANY>(a, b)"),
            ("a > ALL (SELECT 1)", "<> ALL>(Query(a| 1 from  if ))"),
            ("a IN (SELECT b FROM t)", "Query(a| b from t if )"),
            ("NOT EXISTS (SELECT 1 FROM t WHERE t.a = b)", "Not(<EXISTS>(Query(| 1 from t if [t.a = b])))"),
            ("ARRAY(SELECT a FROM t)", "Query(| a from t if )"),
            ("ROW(a, 1) = (b, 2)", "[Row(a, 1) = Row(b, 2)]"),
            ("ARRAY[1, 2]::int[]", "Array(1, 2)::int4[]"),
            ("a[1] + b[2:3]", "[<[]>(a, 1) + <[:]>(b, 2, 3)]"),
            ("(x).y", "<.y>(x)"),
        ],
        tree,
    );
}

#[test]
fn functions_with_syntax() {
    check(
        &[
            ("COALESCE(a, NULLIF(b, ''))", "\"coalesce\"(a, \"nullif\"(b, ''))"),
            ("EXTRACT(epoch FROM a)", "\"extract\"('epoch', a)"),
            ("POSITION('x' IN a)", "\"position\"(a, 'x')"),
            ("substring(a FROM 1 FOR 2)", "\"substring\"(a, 1, 2)"),
            ("TRIM(BOTH 'x' FROM a)", "btrim(a, 'x')"),
            ("date '2020-01-01'", "'2020-01-01'::date"),
            ("INTERVAL '1 day'", "'1 day'::interval"),
            ("CAST(a AS double precision)", "a::float8"),
            ("CASE a WHEN 1 THEN b ELSE c END", "Case(a, 1, b, c)"),
            ("count(*) FILTER (WHERE a > 1)", "<FILTER>(count(), [a > 1])"),
            ("rank() OVER (PARTITION BY a ORDER BY b)", "<OVER>(rank(), a, b)"),
            ("string_agg(DISTINCT a, ',' ORDER BY b)", "<DISTINCT ORDER BY>(string_agg(a, ','), b)"),
            ("s.f(x => 1)", "s.f(1)"),
            ("concat_ws('x', VARIADIC a)", "concat_ws('x', a)"),
            ("current_setting('a.b'::text, true)::uuid", "current_setting('a.b'::text, true)::uuid"),
        ],
        tree,
    );
}

#[test]
fn what_has_no_tree_keeps_its_words() {
    check(&[("a %% %", "?a"), ("${x} > 1", "[\"${x}\" > 1]"), ("", "?")], tree);
    check(&[("SELECT FROM WHERE s.t.c ORDER \"X\"", "?\"X\", s, s.t")], query);
}

#[test]
fn queries() {
    check(
        &[
            (
                "WITH x AS (SELECT a FROM s.t), y AS (DELETE FROM u RETURNING *) SELECT x.*, 1 AS one FROM x, LATERAL (SELECT 1) z \
                 WHERE x.a > 1 GROUP BY 2 HAVING max(b) > 1 ORDER BY 1 LIMIT 3 FOR UPDATE OF x, z",
                "WITH x {a from s.t if } , WITH y Delete x.*, 1 as one from x, (1 from  if ) z \
                 if [x.a > 1], 2, [max(b) > 1] trailing 1, 3 locks [x, z]",
            ),
            ("SELECT 1 UNION ALL SELECT 2 EXCEPT (SELECT 3)", "1 from  if  UNION 2 from  if  UNION (3 from  if )"),
            ("VALUES (1, a), (2, b)", " from  if Row(1, a), Row(2, b)"),
            ("TABLE s.t", "* from s.t if "),
            (
                "SELECT * FROM ONLY a JOIN b USING (id) NATURAL LEFT JOIN c CROSS JOIN f(1) AS g(x) FOR NO KEY UPDATE SKIP LOCKED",
                "* from {{{only a join b\"id\"} join c natural} join f(1) g(x)} if  locks []"
                    .replace("\"id\"", "id")
                    .leak(),
            ),
            (
                "SELECT * FROM ((a JOIN b ON ((a.x = b.x))) LEFT JOIN c ON (true))",
                "* from {{a join b on [a.x = b.x]} join c on true} if ",
            ),
            ("SELECT * FROM unnest(ARRAY[1]) WITH ORDINALITY AS u(a, b)", "* from unnest(Array(1)) u(a, b) if "),
            ("SELECT * FROM generate_series(1, 2) n", "* from generate_series(1, 2) n() if "),
        ],
        query,
    );
}

#[test]
fn what_dml_reads() {
    check(
        &[
            ("UPDATE t SET a = DEFAULT WHERE \"default\" = 1", " from  if <DEFAULT>(), [\"default\" = 1]"),
            ("UPDATE t SET a = u.b FROM u WHERE u.id = t.id RETURNING t.c", "t.c from u if u.b, [u.id = t.id]"),
            ("DELETE FROM t USING u WHERE t.a = u.a", " from u if [t.a = u.a]"),
            (
                "INSERT INTO t (a) SELECT b FROM u ON CONFLICT (a) DO UPDATE SET a = excluded.a RETURNING id",
                "b from u if  UNION id from  if excluded.a",
            ),
            (
                "INSERT INTO t SELECT NEW.a, (SELECT 1 FROM u) ON CONFLICT DO NOTHING",
                "new.a, Query(| 1 from u if ) from  if ",
            ),
            ("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "WITH x {1 from  if } * from x if "),
            (
                "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (a) VALUES (u.b)",
                " from u if [t.id = u.id], u.b",
            ),
        ],
        query,
    );
}

#[test]
fn depth_does_not_overflow_the_stack() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        deep("(", ")"),
        deep("[", "]"),
        deep("f(", ")"),
        deep("- ", ""),
        deep("NOT ", ""),
        deep("1 + ", ""),
        deep("(SELECT ", ")"),
        deep("CASE WHEN ", ""),
        deep("a AND ", ""),
        deep("", "::int"),
        deep("", "[1]"),
    ] {
        let tree: Arc<Tree> = expr(&text).tree;
        assert!(matches!(*tree, Tree::Unparsed { .. }), "{}", &text[..20]);
        assert!(query_text(&format!("SELECT {text}")).query.is_none());
    }
    let long = "SELECT a, b FROM t UNION ALL ".repeat(100_000) + "SELECT a, f(1, 2)" + &" + f(1, 2)".repeat(100_000);
    assert!(query_text(&long).query.is_none());
    // Just within the limits: must be read or refused, and dropped, in an ordinary thread's stack.
    for depth in [15, 30, 60, 90] {
        for (open, close) in [("(", ")"), ("f(", ")"), ("(SELECT ", ")"), ("CASE WHEN ", " THEN 1 END"), ("NOT ", "")] {
            expr(&format!("{}1{}", open.repeat(depth), close.repeat(depth)));
        }
        query(&format!("SELECT * FROM {}a{}", "(".repeat(depth), " JOIN b ON (true))".repeat(depth)));
        query(&format!("SELECT * FROM {}a{}", "(SELECT * FROM ".repeat(depth), ") x".repeat(depth)));
    }
    // As pg_dump writes a view of many joins.
    let joins = format!("SELECT * FROM {}a{}", "(".repeat(25), " JOIN b ON (true))".repeat(25));
    assert!(query_text(&joins).query.is_some());
    assert_eq!(tree(&format!("a{}", " + a".repeat(199))).matches('+').count(), 199);
    assert_eq!(tree(&format!("a{}", " OR a = 1".repeat(150))).matches('=').count(), 150);
}
