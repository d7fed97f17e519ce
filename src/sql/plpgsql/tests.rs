//! Programs as outlines: a line a statement, indented by what it is in.

use super::*;

fn outline(block: &Block, depth: usize, out: &mut Vec<String>) {
    for declaration in &block.declarations {
        let default = declaration.default.as_ref().map(|it| format!(" := {}", it.text)).unwrap_or_default();
        out.push(format!("{}var {}{default}", "  ".repeat(depth), declaration.name));
    }
    nodes(&block.body, depth, out);
    for handler in &block.handlers {
        let names: Vec<String> = handler.conditions.iter().map(|it| format!("{it:?}")).collect();
        out.push(format!("{}when {}", "  ".repeat(depth), names.join(" ")));
        nodes(&handler.body, depth + 1, out);
    }
}

fn nodes(all: &[Node], depth: usize, out: &mut Vec<String>) {
    for node in all {
        let line = |text: String| format!("{}{text}", "  ".repeat(depth));
        match &node.kind {
            NodeKind::Block(block) => {
                out.push(line("block".to_owned()));
                outline(block, depth + 1, out);
            }
            NodeKind::If { branches, otherwise } => {
                for (condition, body) in branches {
                    out.push(line(format!("if {}", condition.text)));
                    nodes(body, depth + 1, out);
                }
                out.push(line("else".to_owned()));
                nodes(otherwise, depth + 1, out);
            }
            NodeKind::Case { branches, otherwise, .. } => {
                for (values, body) in branches {
                    let values: Vec<&str> = values.iter().map(|it| &*it.text).collect();
                    out.push(line(format!("when {}", values.join(" | "))));
                    nodes(body, depth + 1, out);
                }
                nodes(otherwise.as_deref().unwrap_or_default(), depth + 1, out);
            }
            NodeKind::Loop(it) => {
                let kind = match &it.kind {
                    LoopKind::Endless => "loop".to_owned(),
                    LoopKind::While(condition) => format!("while {}", condition.text),
                    LoopKind::Range { variable, reverse, from, to, step } => {
                        let step = step.as_ref().map(|it| format!(" by {}", it.text)).unwrap_or_default();
                        format!("for {variable} {reverse} {} to {}{step}", from.text, to.text)
                    }
                    LoopKind::Query { variables, query } => format!("for {} {}", variables.len(), query.tag()),
                    LoopKind::Execute { execute, .. } => format!("for execute {}", execute.command.text),
                    LoopKind::Array { array, .. } => format!("foreach {}", array.text),
                    LoopKind::Cursor { cursor, .. } => format!("for cursor {cursor}"),
                };
                out.push(line(kind));
                nodes(&it.body, depth + 1, out);
            }
            NodeKind::Sql { statement, into, .. } => {
                let into: Vec<String> = into.iter().map(ToString::to_string).collect();
                out.push(line(format!("{} {}", statement.tag(), into.join(" ")).trim_end().to_owned()));
            }
            NodeKind::Execute(it) => {
                let using = it.using.len();
                out.push(line(format!("execute {} into {} using {using}", it.command.text, it.into.len())));
            }
            NodeKind::Assign { target, part, value } => out.push(line(format!("{target} {part} := {}", value.text))),
            NodeKind::Raise(it) => out.push(line(format!("raise {} {:?} {:?}", it.fails, it.condition, it.format))),
            NodeKind::Exit { again, label, when } => {
                out.push(line(format!("exit {again} {label:?} {:?}", when.as_ref().map(|it| it.text.clone()))));
            }
            NodeKind::Return { value, ends } => {
                out.push(line(format!("return {ends} {:?}", value.as_ref().map(|it| it.text.clone()))));
            }
            NodeKind::Fill(targets) => out.push(line(format!("fill {}", targets.len()))),
            NodeKind::Assert(it) => out.push(line(format!("assert {}", it.text))),
            NodeKind::Open(cursor) => out.push(line(format!("open {cursor}"))),
        }
    }
}

fn show(body: &str) -> String {
    let mut out = Vec::new();
    outline(&program(body, "plpgsql").block, 0, &mut out);
    out.join("\n")
}

#[test]
fn blocks_conditions_and_handlers() {
    let body = "#variable_conflict use_column <<outer>>
        DECLARE x CONSTANT int NOT NULL := CASE WHEN true THEN 1 END; r record; c CURSOR FOR SELECT 1; y t.a%TYPE DEFAULT 2;
        BEGIN
          x := 1; r.a = 2; y[1] := 3;
          IF NOT EXISTS (SELECT 1 FROM pg_type) AND CASE WHEN a THEN b END THEN CREATE TYPE t AS ENUM ('a');
          ELSIF true THEN ALTER TABLE t ADD COLUMN a int;
          ELSE DROP TABLE t; END IF;
          BEGIN EXECUTE 'CREATE INDEX i ON t (a)';
          EXCEPTION WHEN duplicate_object OR SQLSTATE '42P07' THEN NULL; WHEN OTHERS THEN TRUNCATE t; RAISE;
          END;
          CASE x WHEN 1, 2 THEN LOCK TABLE t; ELSE NULL; END CASE;
        END outer";
    let expected = r#"var x := CASE WHEN true THEN 1 END
var r
var c
var y := 2
x false := 1
r.a true := 2
y true := 3
if NOT EXISTS (SELECT 1 FROM pg_type) AND CASE WHEN a THEN b END
  CREATE TYPE
if true
  ALTER TABLE
else
  DROP TABLE
block
  execute 'CREATE INDEX i ON t (a)' into 0 using 0
  when Name("duplicate_object") State("42P07")
  when Name("others")
    TRUNCATE TABLE
    raise true None None
when 1 | 2
  LOCK TABLE"#;
    assert_eq!(show(body), expected);
}

#[test]
fn loops() {
    let body = "BEGIN
        FOR r IN SELECT * FROM t WHERE a IN (1) LOOP UPDATE t SET a = 1; END LOOP;
        FOR i IN REVERSE 10..1 BY 2 LOOP CONTINUE WHEN i = 1; END LOOP;
        FOR a, b IN EXECUTE format('SELECT %I', x) USING 1 LOOP NULL; END LOOP;
        FOREACH s SLICE 1 IN ARRAY ARRAY['a', 'b'] LOOP NULL; END LOOP;
        FOR r IN c LOOP NULL; END LOOP;
        <<l>> WHILE x < 3 LOOP DELETE FROM t; EXIT l; END LOOP l;
        LOOP EXIT; END LOOP;
      END";
    let expected = r#"for 1 SELECT
  UPDATE
for i true 10 to 1 by 2
  exit true None Some("i = 1")
for execute format('SELECT %I', x)
foreach ARRAY['a', 'b']
for cursor c
while x < 3
  DELETE
  exit false Some(Ident("l")) None
loop
  exit false None None"#;
    assert_eq!(show(body), expected);
}

#[test]
fn statements() {
    let body = "BEGIN
        SELECT count(*) INTO STRICT x FROM t; INSERT INTO t SELECT 1 RETURNING id INTO s.x, y;
        PERFORM f(); CALL p(1); RETURN QUERY SELECT 1; RETURN QUERY EXECUTE 'x' USING 1; RETURN NEXT r; RETURN x + 1;
        EXECUTE 'a' || b INTO x USING 1, (2, 3);
        RAISE NOTICE 'x %', x; RAISE EXCEPTION 'no' USING ERRCODE = '23505', HINT = 'h'; RAISE unique_violation;
        GET DIAGNOSTICS n = ROW_COUNT, m = PG_CONTEXT; FETCH c INTO x, y; ASSERT x > 1, 'no'; OPEN c;
        COMMIT;
        x := count(*) FROM t;
      END";
    let expected = r#"SELECT x
INSERT s.x y
SELECT
CALL
SELECT
execute 'x' into 0 using 1
return false Some("r")
return true Some("x + 1")
execute 'a' || b into 1 using 2
raise false None Some("x %")
raise true Some(State("23505")) Some("no")
raise true Some(Name("unique_violation")) None
fill 2
fill 2
assert x > 1
open c
COMMIT
x false := count(*) FROM t"#;
    assert_eq!(show(body), expected);
}

#[test]
fn sql_bodies_and_other_languages() {
    let tags = |body: &str| -> Vec<String> {
        let program = program(body, "sql");
        let tag = |it: &Node| match &it.kind {
            NodeKind::Sql { statement, .. } => statement.tag(),
            other => format!("{other:?}"),
        };
        program.block.body.iter().map(tag).collect()
    };
    assert_eq!(tags("SELECT 1; UPDATE t SET a = 1"), ["SELECT", "UPDATE"]);
    assert!(program("import os", "plpython3u").unread);
}

#[test]
fn anything_is_read_to_its_end() {
    for body in
        ["END END", "IF a", "FOR x IN", "LOOP", "EXECUTE", "BEGIN EXCEPTION", "<<", "CASE", "(", "SELECT INTO", "FOR"]
    {
        show(body);
    }
    assert!(program(&"BEGIN ".repeat(10_000), "plpgsql").unread);
}
