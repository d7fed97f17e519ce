//! Input of any depth and size: no stack overflows, and twice the text takes about twice the time.
//!
//! Tests run on threads with 2 MiB of stack, a quarter of what the program has.

use migcheck::{
    catalog::{Catalog, Known, PgVersion, session::Session},
    redact::redact,
    simulate::{self, PendingMigration, PendingSection, PendingStatement, Sent, transaction::ExecutionModel},
    sql::parse::parse_text,
};
use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

/// Everything that the program does with a text, but for reports.
pub(crate) fn read(text: &str) -> usize {
    let parsed = parse_text(text);
    let count = parsed.statements.len();
    let mut catalog = Catalog::new(PgVersion::DEFAULT, Known::Everything);
    let mut session = Session::default();
    for statement in &parsed.statements {
        let copy = statement.clone();
        assert!(copy.kind == statement.kind && !format!("{copy:?}").is_empty());
        // Whether it succeeds does not matter here.
        let _ = catalog.apply(&statement.kind, &mut session);
    }
    let statements = parsed.statements.into_iter().map(|it| {
        let sql = Arc::from(&text[it.span.bytes()]);
        PendingStatement { statement: Arc::new(it), sql }
    });
    let section = PendingSection {
        sent: Sent::Whole,
        execution: ExecutionModel::FileTransaction,
        statements: statements.collect(),
    };
    let migration = PendingMigration { name: Arc::from(""), history: 0, sections: vec![section] };
    let start = Catalog::new(PgVersion::DEFAULT, Known::OnlyWhatMigrationsShow);
    let timeline = simulate::run(start, &[migration]);
    assert_eq!(timeline.steps.len(), count);
    assert_eq!(redact(text).len(), text.len());
    count
}

/// A text that nests or repeats: what stands before, in the middle and behind.
struct Shape {
    name: &'static str,
    head: &'static str,
    open: &'static str,
    core: &'static str,
    close: &'static str,
    tail: &'static str,
}

impl Shape {
    fn text(&self, depth: usize) -> String {
        format!("{}{}{}{}{}", self.head, self.open.repeat(depth), self.core, self.close.repeat(depth), self.tail)
    }
}

const fn shape(
    name: &'static str,
    head: &'static str,
    open: &'static str,
    core: &'static str,
    close: &'static str,
    tail: &'static str,
) -> Shape {
    Shape { name, head, open, core, close, tail }
}

const SHAPES: &[Shape] = &[
    shape("parentheses", "SELECT ", "(", "1", ")", ""),
    shape("open parentheses", "SELECT ", "(", "", "", ""),
    shape("closed parentheses", "SELECT ", ")", "", "", ""),
    shape("brackets", "SELECT a", "[", "1", "]", ""),
    shape("subscripts", "SELECT a", "[1]", "", "", ""),
    shape("arrays", "SELECT ARRAY", "[", "1", "]", ""),
    shape("comments", "", "/*", "", "*/", " SELECT 1"),
    shape("open comments", "SELECT 1 ", "/*", "", "", ""),
    shape("case", "SELECT ", "CASE WHEN a THEN ", "1", " END", ""),
    shape("case operand", "SELECT ", "CASE ", "1", " WHEN 1 THEN 1 END", ""),
    shape("not", "SELECT ", "NOT ", "a", "", ""),
    shape("minus", "SELECT ", "- ", "a", "", ""),
    shape("signs", "SELECT ", "+", "a", "", ""),
    shape("operator", "SELECT a ", "*+", "b", "", ""),
    shape("long operator", "SELECT a ", "@", "b", "", ""),
    shape("plus", "SELECT a", " + a", "", "", ""),
    shape("or", "SELECT a", " OR a", "", "", ""),
    shape("and or", "SELECT a", " AND a OR b", "", "", ""),
    shape("is null", "SELECT a", " IS NULL", "", "", ""),
    shape("collate", "SELECT a", " COLLATE c", "", "", ""),
    shape("at time zone", "SELECT a", " AT TIME ZONE b", "", "", ""),
    shape("casts", "SELECT a", "::int", "", "", ""),
    shape("cast calls", "SELECT ", "CAST(", "a", " AS int)", ""),
    shape("calls", "SELECT ", "f(", "a", ")", ""),
    shape("names", "SELECT a", ".a", "", "", ""),
    shape("table names", "DROP TABLE a", ".a", "", "", ""),
    shape("in", "SELECT a IN (1", ", 1", "", "", ")"),
    shape("values", "INSERT INTO t VALUES (1)", ", (1)", "", "", ""),
    shape("subqueries", "SELECT ", "(SELECT ", "1", ")", ""),
    shape("from subqueries", "", "SELECT * FROM (", "SELECT 1", ") a", ""),
    shape("exists", "DELETE FROM t WHERE ", "EXISTS (SELECT FROM t WHERE ", "true", ")", ""),
    shape("union", "SELECT 1", " UNION ALL SELECT 1", "", "", ""),
    shape("union parens", "", "(SELECT 1 UNION ", "SELECT 1", ")", ""),
    shape("with", "", "WITH a AS (", "SELECT 1", ") SELECT 1", ""),
    shape("with list", "WITH a AS (SELECT 1)", ", a AS (SELECT 1)", "", "", " SELECT 1"),
    shape("joins", "SELECT FROM a", " JOIN a ON true", "", "", ""),
    shape("join parens", "SELECT FROM ", "(a JOIN ", "a", " ON true)", ""),
    shape("from list", "SELECT FROM a", ", a", "", "", ""),
    shape("strings", "SELECT 'a'", "\n'a'", "", "", ""),
    shape("between", "SELECT a", " BETWEEN b AND c", "", "", ""),
    shape("like", "SELECT a", " LIKE b", "", "", ""),
    shape("placeholders", "SELECT a", "${b}", "", "", ""),
    shape("many placeholders", "SELECT a", ", :b", "", "", ""),
    shape("colons", "SELECT a", ":", "", "", ""),
    shape("dollars", "SELECT ", "$", "", "", ""),
    shape("dollar tags", "SELECT ", "$a", "", "", ""),
    shape("backslashes", "SELECT 1", "\\", "", "", ""),
    shape("separators", "SELECT 1", "\\; SELECT 1", "", "", ""),
    shape("psql lines", "", "\\echo a\n", "", "", ""),
    shape("copies", "", "COPY t FROM stdin;\n", "", "", ""),
    shape("data", "", "COPY t FROM stdin;\n1\n\\.\n", "", "", ""),
    shape("statements", "", "SELECT 1;", "", "", ""),
    shape("semicolons", "", ";", "", "", ""),
    shape("settings", "", "SET a = 1;", "", "", ""),
    shape("go", "", "GO\n", "", "", ""),
    shape("create tables", "", "CREATE TABLE t();", "", "", ""),
    shape("columns", "CREATE TABLE t (a int", ", a int", "", "", ")"),
    shape("defaults", "CREATE TABLE t (a int", " DEFAULT 1", "", "", ")"),
    shape("check", "CREATE TABLE t (a int CHECK ", "(", "a", ")", ")"),
    shape("check or", "CREATE TABLE t (a int CHECK (a", " OR a", "", "", "))"),
    shape("check plus", "CREATE TABLE t (a int CHECK (a", " + a", "", "", "))"),
    shape("array types", "CREATE TABLE t (a int", "[]", "", "", ")"),
    shape("type modifiers", "CREATE TABLE t (a numeric", "(", "1", ")", ")"),
    shape("actions", "ALTER TABLE t DROP a", ", DROP a", "", "", ""),
    shape("type using", "ALTER TABLE t ALTER a TYPE int USING ", "(", "a", ")", ""),
    shape("index", "CREATE INDEX ON t (", "(", "a", ")", ")"),
    shape("index where", "CREATE INDEX ON t (a) WHERE ", "(a AND ", "a", ")", ""),
    shape("view", "CREATE VIEW v AS SELECT ", "(", "1", ")", ""),
    shape("view on view", "CREATE VIEW v AS ", "SELECT * FROM (", "SELECT 1", ") a", ""),
    shape("partition bounds", "CREATE TABLE t PARTITION OF p FOR VALUES IN (", "(", "1", ")", ")"),
    shape("policy", "CREATE POLICY p ON t USING (", "(", "true", ")", ")"),
    shape("grants", "GRANT SELECT ON t TO a", ", a", "", "", ""),
    shape("explain", "", "EXPLAIN ", "SELECT 1", "", ""),
    shape("prepare", "", "PREPARE p AS ", "SELECT 1", "", ""),
    shape("schema", "", "CREATE SCHEMA s ", "", "", ""),
    shape("rules", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1", "; SELECT 1", "", "", ")"),
    shape("rule in rule", "", "CREATE RULE r AS ON INSERT TO t DO (", "SELECT 1", ")", ""),
    shape("atomic", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC ", "SELECT 1; ", "", "", "END"),
    shape(
        "atomic case",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT ",
        "CASE WHEN a THEN ",
        "1",
        " END",
        "; END",
    ),
    shape("begin blocks", "DO $$ ", "BEGIN ", "NULL;", " END;", " $$"),
    shape("ifs", "DO $$ BEGIN ", "IF a THEN ", "DROP TABLE a;", " END IF;", " END $$"),
    shape("elsifs", "DO $$ BEGIN IF a THEN DROP TABLE a; ", "ELSIF a THEN DROP TABLE a; ", "", "", " END IF; END $$"),
    shape("loops", "DO $$ BEGIN ", "LOOP ", "DROP TABLE a;", " END LOOP;", " END $$"),
    shape("for loops", "DO $$ BEGIN ", "FOR r IN SELECT 1 LOOP ", "DROP TABLE a;", " END LOOP;", " END $$"),
    shape("body statements", "DO $$ BEGIN ", "DELETE FROM a; ", "", "", " END $$"),
    shape("assignments", "DO $$ BEGIN ", "a := a + 1; ", "", "", " END $$"),
    shape("declares", "DO $$ DECLARE ", "a int; ", "", "", "BEGIN END $$"),
    shape("handlers", "DO $$ ", "BEGIN NULL; EXCEPTION WHEN others THEN ", "NULL;", " END;", " $$"),
    shape("execute", "DO $$ BEGIN ", "EXECUTE 'DROP TABLE a'; ", "", "", " END $$"),
    shape("execute format", "DO $$ BEGIN EXECUTE format('%s'", ", 'a'", "", "", "); END $$"),
    shape("execute concat", "DO $$ BEGIN EXECUTE 'a'", " || 'a'", "", "", "; END $$"),
    shape("labels", "DO $$ ", "<<a>> ", "", "", "BEGIN END $$"),
    shape("sql body", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ", "SELECT 1; ", "", "", "$$"),
    shape("urls", "SELECT '", "://a:b", "", "", "'"),
    shape("passwords", "SELECT '", "password=", "", "", "'"),
    shape("password literals", "SELECT '", "password ''", "", "", "'"),
    shape("quoted names", "SELECT ", "\"\"", "", "", ""),
    shape("open quotes", "SELECT ", "'a\n", "", "", ""),
    shape("allows", "", "-- migcheck: allow(a) because b\n", "SELECT 1", "", ""),
    shape("allows between", "", "-- migcheck: allow(a) because b\nSELECT 1;", "", "", ""),
    shape("merge", "MERGE INTO t USING s ON true", " WHEN MATCHED THEN DELETE", "", "", ""),
    shape("sets", "UPDATE t SET a = 1", ", a = 1", "", "", ""),
    shape("windows", "SELECT f() OVER ", "(PARTITION BY f() OVER ", "()", ")", ""),
    shape("group by", "SELECT 1 GROUP BY ", "ROLLUP (", "a", ")", ""),
    shape("locks of", "SELECT 1 FROM t FOR UPDATE OF a", ", a", "", "", ""),
    shape("on conflict", "INSERT INTO t VALUES (1) ON CONFLICT (a", ", a", "", "", ") DO NOTHING"),
    shape("json braces", "SELECT '", "{", "", "}", "'"),
    shape("braces", "SELECT ", "{{", "", "", ""),
    shape("unicode", "SELECT ", "\u{e4}", "", "", ""),
    shape("xml", "SELECT ", "xmlelement(name a, ", "1", ")", ""),
    shape("lateral", "SELECT FROM ", "LATERAL (SELECT FROM ", "a", ") b", ""),
];

/// Nanoseconds that this thread has run, so that other work on the machine does not count; where the kernel does not
/// say, the time of day has to do.
fn cpu() -> Duration {
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = read.as_deref().and_then(|it| it.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| UNIX_EPOCH.elapsed().unwrap_or_default(), Duration::from_nanos)
}

fn time(shape: &Shape, depth: usize) -> Duration {
    let text = shape.text(depth);
    let start = cpu();
    read(&text);
    cpu() - start
}

/// Deep enough that recursion which goes all the way overflows, and that eight times the text shows what is quadratic.
const DEPTH: usize = 8_000;

/// One of a few threads over all shapes.
fn shapes(part: usize) {
    let slow = SHAPES.iter().skip(part).step_by(PARTS).filter_map(|shape| {
        let (small, large) = (time(shape, DEPTH / 8), time(shape, DEPTH));
        // Linear is 8 times, quadratic 64.
        let linear = large <= small * 20 + Duration::from_millis(300);
        (!linear).then(|| format!("{}: {small:?}, with 8 times the text {large:?}", shape.name))
    });
    let slow: Vec<String> = slow.collect();
    assert!(slow.is_empty(), "not linear:\n{}", slow.join("\n"));
}

const PARTS: usize = 2;

#[test]
fn any_depth_is_read_in_linear_time() {
    shapes(0);
}

#[test]
fn any_depth_is_read_in_linear_time_too() {
    shapes(1);
}

#[test]
fn one_very_long_line() {
    const SIZE: usize = 4 << 20;
    let rows = "(1, 'a'), ".repeat(SIZE / 10);
    assert_eq!(read(&format!("INSERT INTO t VALUES {rows}(2, 'b'); SELECT 1;")), 2);
    assert_eq!(read(&format!("INSERT INTO t VALUES ('{}'); SELECT 1;", "it''s ".repeat(SIZE / 6))), 2);
    let data = "1\tsome text; 'and' more\n".repeat(SIZE / 24);
    assert_eq!(read(&format!("COPY t FROM stdin;\n{data}\\.\nSELECT 1;")), 2);
}
