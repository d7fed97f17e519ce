-- Statement forms; see create_table.sql.

-- tag: SELECT
SELECT;
SELECT 1;
SELECT ALL a FROM t;
SELECT DISTINCT a, b FROM t;
SELECT DISTINCT ON (a, lower(b)) a, b AS "B", c d FROM shop.t AS x ORDER BY a, lower(b) DESC NULLS LAST;
SELECT t.*, (r).*, (f(a)).b FROM t;
SELECT * FROM ONLY shop.t;
SELECT * FROM ONLY (t) x;
SELECT * FROM t * AS x (a, b);
SELECT a FROM t WHERE a > 1 GROUP BY a HAVING count(*) > 1 ORDER BY 1 LIMIT 10 OFFSET 5;
SELECT a FROM t ORDER BY a USING > OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY;
SELECT a FROM t ORDER BY a FETCH NEXT ROW WITH TIES;
SELECT a FROM t LIMIT ALL;
SELECT a FROM t FETCH FIRST (1 + 1) ROWS ONLY;
SELECT a FROM t ORDER BY a USING OPERATOR(pg_catalog.<) NULLS FIRST;
SELECT a, b, sum(c) FROM t GROUP BY GROUPING SETS ((a, b), (a), (), ROLLUP (a, b), CUBE (a, (b)));
SELECT a, grouping(a, b) FROM t GROUP BY DISTINCT ROLLUP (a, b), CUBE (a);
SELECT a FROM t GROUP BY ALL a, ();
SELECT rank() OVER w, sum(a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t WINDOW w AS (PARTITION BY b ORDER BY c);
SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM t;
SELECT sum(a) OVER (ORDER BY b GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE GROUP), sum(a) OVER (ORDER BY b RANGE '1 day' PRECEDING EXCLUDE NO OTHERS) FROM t;
SELECT count(*) FILTER (WHERE a > 1) OVER (), array_agg(DISTINCT a ORDER BY a DESC) FILTER (WHERE b) FROM t;
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t;
SELECT string_agg(a, ',' ORDER BY b, c), f(a => 1, b := 2), g(VARIADIC ARRAY[1, 2]), h(1, VARIADIC x) FROM t;
SELECT a FROM t UNION SELECT b FROM u UNION ALL SELECT c FROM v INTERSECT DISTINCT SELECT d FROM w EXCEPT ALL (SELECT e FROM x);
(SELECT 1);
((SELECT 1) UNION (SELECT 2) ORDER BY 1) LIMIT 1;
SELECT a FROM t FOR UPDATE;
SELECT a FROM t, u FOR NO KEY UPDATE OF t, u NOWAIT FOR KEY SHARE OF u SKIP LOCKED;
SELECT a FROM t LIMIT 1 FOR SHARE;
SELECT a FROM t FOR UPDATE LIMIT 1;
SELECT a FROM t FOR READ ONLY;
SELECT * FROM t JOIN u ON t.a = u.a LEFT JOIN v USING (a) RIGHT OUTER JOIN w USING (a, b) AS j FULL JOIN x ON true CROSS JOIN y NATURAL JOIN z;
SELECT * FROM (t JOIN u USING (a)) AS j NATURAL LEFT OUTER JOIN (v CROSS JOIN w);
SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x;
SELECT * FROM t INNER JOIN LATERAL (SELECT u.a FROM u WHERE u.b = t.b LIMIT 1) x ON true;
SELECT * FROM (SELECT 1 AS a) x (b), (VALUES (1, 'a'), (2, 'b')) AS y (n, s);
SELECT * FROM (SELECT 1 AS a); -- 16
SELECT * FROM t, LATERAL generate_series(1, t.a) WITH ORDINALITY AS g (n, i);
SELECT * FROM ROWS FROM (generate_series(1, 2), json_to_record('{}') AS (a int, b text)) WITH ORDINALITY AS r;
SELECT * FROM json_to_recordset('[]') AS x (a int, b text COLLATE "C");
SELECT * FROM json_to_record('{}') AS (a int);
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS u (a, b), current_date AS d;
SELECT * FROM t TABLESAMPLE system (10) REPEATABLE (42), u x TABLESAMPLE shop.sampler (1, 2);
SELECT * FROM xmltable('/a/b' PASSING x COLUMNS n FOR ORDINALITY, a int PATH '@a' DEFAULT 0 NOT NULL, b text NULL);
SELECT x.* FROM t, LATERAL xmltable(xmlnamespaces('http://x' AS x, DEFAULT 'http://y'), '/x:a' PASSING BY REF t.doc BY VALUE COLUMNS a text) AS x;
WITH a AS (SELECT 1 AS n), b (m) AS MATERIALIZED (SELECT n FROM a), c AS NOT MATERIALIZED (TABLE b) SELECT * FROM c;
WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) TABLE r;
WITH RECURSIVE r AS (SELECT a, b FROM t UNION ALL SELECT t.a, t.b FROM t, r WHERE t.b = r.a) SEARCH DEPTH FIRST BY a, b SET ordering CYCLE a SET is_cycle USING path SELECT * FROM r;
WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT a FROM r) SEARCH BREADTH FIRST BY a SET o SELECT * FROM r;
WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT a FROM r) CYCLE a SET c TO 'Y' DEFAULT 'N' USING p SELECT * FROM r;
WITH gone AS (DELETE FROM t RETURNING *), kept AS (INSERT INTO u SELECT * FROM gone RETURNING a) SELECT * FROM kept;
WITH m AS (MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE RETURNING t.a) SELECT * FROM m; -- 17
SELECT (WITH x AS (SELECT 1 AS a) SELECT a FROM x);
VALUES (1, 'a'), (2, DEFAULT);
VALUES (1), (2) ORDER BY 1 DESC LIMIT 1;
TABLE shop.t;
TABLE ONLY t;
SELECT 1 AS select, 2 "from", 3 value, 4 AS "user";
SELECT a b, c AS d, e FROM t x;
SELECT 'a'
'b';
SELECT U&'d\0061t\+000061', U&'d!0061' UESCAPE '!', E'\x41\n', N'x', B'101', X'1F', $$a$b$$, $t$x$t$;
SELECT U&"d\0061t" FROM U&"d!0061ta" UESCAPE '!';
SELECT 1.5, .5, 1e3, 1.5e-3, 123456789012345;
SELECT (0xFF_FF), (0b101), (0o17), (1_000); -- 16
SELECT 1a; -- -14
SELECT -1, +a, - - b, @ -5, |/ 25, !! a FROM t;
SELECT a + b * c / d % e ^ 2 - f || 'x' FROM t;
SELECT a = b, a <> b, a != b, a < b, a <= b, a >= b FROM t WHERE NOT a AND b OR c;
SELECT a OPERATOR(pg_catalog.+) b, OPERATOR(pg_catalog.-) c, a OPERATOR(||) b FROM t;
SELECT a -> 'x' ->> 0, b #> '{a}', c @> d, e && f, g ~* 'x', h !~ 'y', i ? 'k', j <-> k FROM t;
SELECT a IS NULL, b IS NOT NULL, c ISNULL, d NOTNULL, e IS TRUE, f IS NOT FALSE, g IS UNKNOWN, h IS NOT UNKNOWN FROM t;
SELECT a IS DISTINCT FROM b, c IS NOT DISTINCT FROM d, x IS DOCUMENT, y IS NOT DOCUMENT FROM t;
SELECT a IS NORMALIZED, b IS NFC NORMALIZED, c IS NOT NFKD NORMALIZED FROM t;
SELECT a BETWEEN 1 AND 2, b NOT BETWEEN SYMMETRIC 5 AND 1, c BETWEEN ASYMMETRIC 1 + 1 AND 3 FROM t;
SELECT a IN (1, 2), b NOT IN (SELECT c FROM u), (a, b) IN ((1, 2), (3, 4)) FROM t;
SELECT a LIKE 'x%', b NOT LIKE 'y' ESCAPE '!', c ILIKE 'z', d NOT ILIKE 'w', e SIMILAR TO 'v' ESCAPE '#', f NOT SIMILAR TO 'u' FROM t;
SELECT a = ANY (ARRAY[1, 2]), b <> ALL (SELECT c FROM u), d > SOME ('{1,2}'::int[]), e LIKE ANY ('{x,y}') FROM t;
SELECT (a, b) = (1, 2), ROW(a, b) < ROW(c, d), (a, b) IS NOT DISTINCT FROM (c, d), ROW() IS NULL, (1, 2) = ANY (SELECT a, b FROM u) FROM t;
SELECT (a, b) OVERLAPS (c, d), (date '2026-01-01', interval '1 day') OVERLAPS (date '2026-01-02', date '2026-01-03') FROM t;
SELECT a COLLATE "C", b COLLATE pg_catalog."default" > c, a AT TIME ZONE 'UTC', b AT TIME ZONE interval '1 hour' FROM t;
SELECT now() AT LOCAL; -- 17
SELECT a::int, b::text[], c::numeric(10, 2), CAST(d AS double precision), e::timestamp(3) with time zone, f::shop.mood FROM t;
SELECT int '1', date '2026-01-01', interval '1' day, interval(3) '1 second', timestamp with time zone 'now', shop.mood 'x', numeric(3, 1) '1.5', bit(3) '101', char(2) 'ab', double precision '1' FROM t;
SELECT interval '1-2' YEAR TO MONTH, interval '1 2' DAY TO HOUR, interval '1:02' HOUR TO MINUTE, interval '1.5' SECOND(1), interval '1 2:03:04.5' DAY TO SECOND(2);
SELECT a[1], b[1:2], c[:2], d[1:], e[:], f[1][2:3], (g(a))[1], $1[2], (h).i[3].j FROM t;
SELECT ARRAY[1, 2], ARRAY[[1, 2], [3, 4]], ARRAY[]::int[], ARRAY(SELECT a FROM t);
SELECT CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END, CASE a WHEN 1 THEN 'x' END FROM t;
SELECT EXISTS (SELECT 1 FROM t), (SELECT max(a) FROM t), NOT EXISTS (TABLE t);
SELECT coalesce(a, b, 1), nullif(a, 0), greatest(a, b), least(1, 2, 3), grouping(a) FROM t GROUP BY a, b;
SELECT extract(year FROM a), extract('month' FROM a), extract(epoch FROM b), position('x' IN c), substring(d FROM 1 FOR 2), substring(d FOR 3), substring(d, 2), substring(e SIMILAR 'x' ESCAPE '#') FROM t;
SELECT trim(a), trim(both 'x' FROM a), trim(leading FROM a), trim(trailing 'y' FROM a), trim('z' FROM a), overlay(a PLACING 'x' FROM 2 FOR 1), overlay(a, 'x', 1) FROM t;
SELECT normalize(a), normalize(a, NFKC), collation for (b), treat(c AS text) FROM t;
SELECT current_date, current_time, current_time(2), current_timestamp(3), localtime, localtimestamp(1), current_user, current_role, session_user, user, current_catalog, current_schema;
SELECT system_user;
SELECT xmlelement(name a, xmlattributes(b AS c, d), e, 'x'), xmlforest(a, b AS c), xmlconcat(a, b), xmlpi(name x, 'y'), xmlroot(a, version '1.0', standalone yes), xmlroot(a, version no value, standalone no value) FROM t;
SELECT xmlparse(document a), xmlparse(content b preserve whitespace), xmlserialize(content c AS text), xmlexists('//a' PASSING BY VALUE d), xmlagg(e ORDER BY f) FROM t;
SELECT xmlserialize(document a AS text INDENT), xmlserialize(content a AS text NO INDENT) FROM t; -- 16
SELECT a IS JSON, b IS NOT JSON OBJECT, c IS JSON ARRAY WITH UNIQUE KEYS, d IS JSON SCALAR, e IS JSON VALUE WITHOUT UNIQUE FROM t; -- 16
SELECT json_object('a' VALUE 1, 'b' : 2 NULL ON NULL WITH UNIQUE KEYS RETURNING jsonb), json_object(RETURNING text); -- 16
SELECT json_object('{a,1}'), json_object('{a}', '{b}');
SELECT json_array(1, a FORMAT JSON, 'x' ABSENT ON NULL RETURNING text FORMAT JSON ENCODING UTF8), json_array(SELECT a FROM t), json_array() FROM t; -- 16
SELECT json_objectagg(a VALUE b ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb), json_arrayagg(a ORDER BY b NULL ON NULL RETURNING jsonb) FILTER (WHERE a > 1) FROM t; -- 16
SELECT json('{}' WITH UNIQUE KEYS), json_scalar(1), json_serialize(a FORMAT JSON RETURNING bytea) FROM t; -- 17
SELECT json_exists(a, '$.b' PASSING 1 AS x ERROR ON ERROR), json_value(a, '$.b' RETURNING int DEFAULT 0 ON EMPTY ERROR ON ERROR) FROM t; -- 17
SELECT json_query(a, '$.b' RETURNING jsonb WITH CONDITIONAL ARRAY WRAPPER NULL ON EMPTY), json_query(a, '$' OMIT QUOTES ON SCALAR STRING EMPTY OBJECT ON ERROR), json_query(a, '$' WITHOUT WRAPPER KEEP QUOTES) FROM t; -- 17
SELECT * FROM json_table('[]', '$[*]' AS root PASSING 1 AS x COLUMNS (n FOR ORDINALITY, a int PATH '$.a' DEFAULT 0 ON EMPTY, b jsonb FORMAT JSON PATH '$.b' WITH WRAPPER, c bool EXISTS PATH '$.c' FALSE ON ERROR, NESTED PATH '$.d[*]' AS d COLUMNS (e text)) ERROR ON ERROR) AS j; -- 17
SELECT * FROM t, LATERAL json_table(t.doc, '$' COLUMNS (a text)) x; -- 17
SELECT json '{}' -> 'a';
SELECT json_value(a), json_query(b) FROM t; -- -16
SELECT f(), shop.f(1), "F"(2), f(DISTINCT a), count(ALL a), (f(1)).x FROM t;
SELECT a.b.c, a.b.c.d FROM t;
SELECT $1, $2::int;
SELECT DEFAULT;

-- tag: CREATE TABLE AS
SELECT a INTO t FROM u;
SELECT a INTO TEMPORARY TABLE t FROM u WHERE b;
SELECT a INTO LOCAL TEMP t FROM u;
SELECT a INTO UNLOGGED shop.t FROM u;
SELECT 1 AS a INTO TABLE t UNION SELECT 2;
WITH x AS (SELECT 1 AS a) SELECT a INTO t FROM x;
