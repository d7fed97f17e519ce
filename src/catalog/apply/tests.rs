//! Statements and what the catalog is afterwards, as data.

use super::Mismatch;
use crate::{
    catalog::{
        Catalog, Known, PgVersion,
        ddl::{self, Style},
        session::Session,
    },
    sql,
    text::{FileId, SourceText, Span},
};

fn replay_on(version: u16, known: Known, text: &str) -> (Catalog, Vec<Mismatch>) {
    let source = SourceText::new("test.sql", text);
    let parsed = sql::parse::parse(&source, Span::new(FileId(0), 0..text.len()));
    assert_eq!(parsed.problems, [], "{text}");
    let mut catalog = Catalog::new(PgVersion(version), known);
    let mut session = Session::default();
    let apply = |it: &crate::sql::statement::Statement| catalog.apply(&it.kind, &mut session).err();
    let mismatches = parsed.statements.iter().filter_map(apply).collect();
    (catalog, mismatches)
}

/// The names of everything, or the refusals.
fn check(text: &str, expected: &str) {
    check_on(17, text, expected);
}

fn check_on(version: u16, text: &str, expected: &str) {
    let (catalog, mismatches) = replay_on(version, Known::Everything, text);
    let mut lines: Vec<String> = mismatches.iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
    if lines.is_empty() {
        let style = Style { canonical: true, owners: false, grants: false };
        let entries = ddl::entries(&catalog, style).into_iter();
        lines.extend(entries.map(|it| it.sql.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    assert_eq!(lines, expected, "{text}");
}

#[test]
fn refusals() {
    for (text, expected) in [
        ("ALTER TABLE orders ADD COLUMN a int", "42P01: relation \"orders\" does not exist"),
        ("DROP TABLE orders", "42P01: table \"orders\" does not exist"),
        ("DROP INDEX i", "42704: index \"i\" does not exist"),
        ("CREATE TABLE a.t (x int)", "3F000: schema \"a\" does not exist"),
        ("CREATE TABLE t (x int); CREATE TABLE t (y int)", "42P07: relation \"t\" already exists"),
        ("CREATE TABLE t (x int); ALTER TABLE t ADD x int", "42701: column \"x\" of relation \"t\" already exists"),
        ("CREATE TABLE t (x int); ALTER TABLE t DROP y", "42703: column \"y\" of relation \"t\" does not exist"),
        ("CREATE TABLE t (x int); CREATE INDEX ON t (y)", "42703: column \"y\" does not exist"),
        ("CREATE TABLE t (x int); CREATE VIEW v AS SELECT y FROM t", "42703: column \"y\" does not exist"),
        ("CREATE TABLE t (x int); DROP VIEW t", "42809: \"t\" is not a view"),
        ("CREATE TABLE t (x mood)", "42704: type \"mood\" does not exist"),
        (
            "CREATE TABLE t (x int); CREATE VIEW v AS SELECT x FROM t; DROP TABLE t",
            "2BP01: cannot drop table t because other objects depend on it",
        ),
        (
            "CREATE TABLE t (x int, y int); CREATE VIEW v AS SELECT x FROM t; ALTER TABLE t DROP x",
            "2BP01: cannot drop column x of table t because other objects depend on it",
        ),
        (
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a); DROP TABLE a",
            "2BP01: cannot drop table a because other objects depend on it",
        ),
        (
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a); DROP INDEX a_pkey",
            "2BP01: cannot drop index a_pkey because constraint a_pkey on table a requires it",
        ),
        (
            "CREATE TABLE a (id int); CREATE TABLE b (a int REFERENCES a (id))",
            "42830: there is no unique constraint matching given keys for referenced table \"a\"",
        ),
        (
            "CREATE TABLE a (id int); CREATE TABLE b (a int REFERENCES a)",
            "42704: there is no primary key for referenced table \"a\"",
        ),
        (
            "CREATE TABLE a (id int PRIMARY KEY, b int); ALTER TABLE a ADD PRIMARY KEY (b)",
            "42P16: multiple primary keys for table \"a\" are not allowed",
        ),
        ("DROP FUNCTION f(integer)", "42883: function f(integer) does not exist"),
    ] {
        check(text, expected);
    }
}

/// Names, implied NOT NULL and sequences as a server gives them.
#[test]
fn created_tables() {
    check(
        "CREATE TABLE t (id bigserial PRIMARY KEY, a int UNIQUE CHECK (a > 0), b int, CHECK (a < b), UNIQUE (a, b));
         CREATE INDEX ON t (lower(b::text)); CREATE INDEX ON t (a); CREATE INDEX ON t (a);",
        "CREATE SEQUENCE public.t_id_seq START WITH 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 CACHE 1;
         CREATE TABLE public.t ( id bigint DEFAULT nextval(t_id_seq) NOT NULL, a integer, b integer );
         ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;
         ALTER TABLE ONLY public.t ADD CONSTRAINT t_a_b_key UNIQUE (a, b);
         ALTER TABLE ONLY public.t ADD CONSTRAINT t_a_check CHECK ((a > 0));
         ALTER TABLE ONLY public.t ADD CONSTRAINT t_a_key UNIQUE (a);
         ALTER TABLE ONLY public.t ADD CONSTRAINT t_check CHECK ((a < b));
         ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
         CREATE INDEX t_a_idx ON public.t USING btree (a);
         CREATE INDEX t_a_idx1 ON public.t USING btree (a);
         CREATE INDEX t_lower_idx ON public.t USING btree ((lower(b)));",
    );
}

/// What servers accept and a stricter reading would refuse.
#[test]
fn no_refusals() {
    for text in [
        "CREATE TABLE t (id serial PRIMARY KEY, a int); ALTER TABLE t DROP COLUMN id",
        "CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE);
         ALTER TABLE t DROP COLUMN id, ADD PRIMARY KEY (a), DROP CONSTRAINT t_a_key",
        "CREATE TABLE t (a int PRIMARY KEY, b int);
         INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b;
         WITH x AS (INSERT INTO t AS u VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b + u.b RETURNING a)
         SELECT a FROM x",
        "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m text DEFAULT 'a'); ALTER TABLE t ALTER m SET DEFAULT 'a'::mood;
         ALTER TABLE t ALTER m TYPE mood USING m::mood",
    ] {
        assert_eq!(replay_on(17, Known::Everything, text).1, [], "{text}");
    }
}

#[test]
fn do_blocks() {
    same(
        "DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN DROP SCHEMA public; END $$;
         DO $$ BEGIN CREATE TYPE mood AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
         DO $$ DECLARE n int; BEGIN
           IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 't') THEN
             CREATE TABLE t (a int);
             EXECUTE 'CREATE INDEX i ON t (a)';
           ELSE
             DROP TABLE t;
           END IF;
           SELECT count(*) INTO n FROM t WHERE a > 5;
           IF n > 0 THEN ALTER TABLE t ADD b mood; END IF;
           IF false THEN DROP TABLE t; END IF;
         END $$;",
        "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (a int, b mood); CREATE INDEX i ON t (a);",
    );
    check("DO $$ BEGIN DROP TABLE t; END $$", "42P01: table \"t\" does not exist");
    check("DO LANGUAGE plpython3u $$ DROP TABLE t $$", "");
}

#[test]
fn missing_relations_are_tolerated_where_not_everything_is_known() {
    let text =
        "ALTER TABLE unknown ADD COLUMN a int; DROP TABLE unknown; CREATE TABLE app.t (a int REFERENCES u (id));";
    let (catalog, mismatches) = replay_on(17, Known::OnlyWhatMigrationsShow, text);
    assert_eq!(mismatches, []);
    assert_eq!(catalog.relations().map(|it| it.name.to_string()).collect::<Vec<_>>(), ["app.t"]);
}

/// Two ways to the same schema, as a server's dump of the first confirmed.
fn same(text: &str, other: &str) {
    let (left, mismatches) = replay_on(15, Known::Everything, text);
    assert_eq!(mismatches, [], "{text}");
    let (right, mismatches) = replay_on(15, Known::Everything, other);
    assert_eq!(mismatches, [], "{other}");
    assert_eq!(crate::catalog::compare::compare(&left, &right), [], "{text}");
}

#[test]
fn renames_reach_everything() {
    same(
        "CREATE TABLE t (id serial PRIMARY KEY, a int CHECK (a > 0)); CREATE INDEX i ON t ((a + 1)) WHERE a > 3;
         CREATE VIEW v AS SELECT a, upper(a::text) AS u FROM t WHERE a > 2;
         CREATE TABLE o (t_id int REFERENCES t); CREATE POLICY p ON o USING (EXISTS (SELECT 1 FROM t WHERE t.a = t_id));
         ALTER TABLE t RENAME a TO b; ALTER TABLE t RENAME TO s; ALTER SEQUENCE t_id_seq RENAME TO q;",
        "CREATE TABLE s (id int NOT NULL, b int, CONSTRAINT t_pkey PRIMARY KEY (id), CONSTRAINT t_a_check CHECK (b > 0));
         CREATE SEQUENCE q AS int OWNED BY s.id; ALTER TABLE s ALTER id SET DEFAULT nextval('q');
         CREATE INDEX i ON s ((b + 1)) WHERE b > 3;
         CREATE VIEW v AS SELECT b AS a, upper(b::text) AS u FROM s WHERE b > 2;
         CREATE TABLE o (t_id int REFERENCES s); CREATE POLICY p ON o USING (EXISTS (SELECT 1 FROM s WHERE s.b = t_id));",
    );
}

#[test]
fn partitions_take_over() {
    same(
        "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE p (a int, b int REFERENCES r, PRIMARY KEY (a)) PARTITION BY LIST (a);
         CREATE INDEX ON p (b); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);",
        "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE p (a int, b int REFERENCES r, PRIMARY KEY (a)) PARTITION BY LIST (a);
         CREATE INDEX ON p (b); CREATE TABLE p1 (a int NOT NULL, b int, CONSTRAINT p1_pkey PRIMARY KEY (a));
         CREATE INDEX p1_b_idx ON p1 (b); ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);",
    );
}

#[test]
fn stored_queries_do_not_hang_on_the_search_path() {
    let text = "CREATE SCHEMA app; SET search_path = app; CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t x;";
    let (catalog, _) = replay_on(17, Known::Everything, text);
    let views: Vec<&str> = catalog.relations().filter_map(|it| Some(&*it.view()?.text)).collect();
    assert_eq!(views, ["SELECT a FROM app.t x"]);
}

#[test]
fn what_cascades() {
    same(
        "CREATE TABLE t (id serial PRIMARY KEY, z int); CREATE VIEW v AS SELECT z FROM t; CREATE TABLE f (g int REFERENCES t);
         DROP TABLE t CASCADE;
         CREATE TABLE d (a int, b int, c int, UNIQUE (a, b), CHECK (a > b), CHECK (c > 0)); CREATE INDEX ON d (c) WHERE a > 0;
         ALTER TABLE d DROP a;",
        "CREATE TABLE f (g int); CREATE TABLE d (b int, c int, CONSTRAINT d_c_check CHECK (c > 0));",
    );
}
