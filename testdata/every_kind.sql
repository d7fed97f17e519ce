-- Every kind of object that pg_dump prints, with its options, for the comparison of catalogs.
-- A line "-- majors: 15.." begins a part for those majors; "-- majors: all" ends it.

-- Roles

CREATE ROLE kind_owner;
CREATE ROLE kind_reader NOLOGIN;
CREATE ROLE kind_writer LOGIN BYPASSRLS;
CREATE ROLE kind_nested IN ROLE kind_reader;
CREATE ROLE "Kind Quoted";
GRANT kind_reader TO kind_writer WITH ADMIN OPTION;
COMMENT ON ROLE kind_owner IS 'owns';

-- Schemas and extensions

CREATE SCHEMA kinds AUTHORIZATION kind_owner;
COMMENT ON SCHEMA kinds IS 'every kind';
CREATE SCHEMA AUTHORIZATION kind_writer;
CREATE SCHEMA ext;
CREATE SCHEMA with_elements
    CREATE TABLE inside (id integer PRIMARY KEY)
    CREATE VIEW seen AS SELECT id FROM inside
    GRANT SELECT ON seen TO kind_reader;
CREATE SCHEMA "Odd.Schema";
GRANT USAGE ON SCHEMA kinds TO kind_reader, kind_writer WITH GRANT OPTION;
GRANT ALL ON SCHEMA ext TO PUBLIC;
CREATE EXTENSION citext WITH SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION pg_trgm WITH SCHEMA ext;
CREATE EXTENSION btree_gist;
CREATE EXTENSION ltree;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION pgcrypto;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION tablefunc;
COMMENT ON EXTENSION pgcrypto IS 'for tokens';

-- Types

CREATE TYPE kinds.mood AS ENUM ('sad', 'it''s ok', 'happy');
COMMENT ON TYPE kinds.mood IS 'how it goes';
CREATE TYPE kinds.no_labels AS ENUM ();
CREATE TYPE kinds.pair AS (first integer, second text COLLATE "C");
COMMENT ON COLUMN kinds.pair.first IS 'the first';
CREATE TYPE kinds.nothing AS ();
CREATE TYPE kinds.float_range AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = kinds.float_ranges);
CREATE TYPE kinds.text_range AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE kinds.shell;
CREATE TYPE kinds.box_id;
CREATE FUNCTION kinds.box_id_in(cstring) RETURNS kinds.box_id LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION kinds.box_id_out(kinds.box_id) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE kinds.box_id (INPUT = kinds.box_id_in, OUTPUT = kinds.box_id_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'U', PREFERRED = false, DEFAULT = '0', DELIMITER = ';');
CREATE DOMAIN kinds.positive AS integer DEFAULT 1 NOT NULL CHECK (VALUE > 0) CONSTRAINT not_huge CHECK (VALUE < 1000000);
CREATE DOMAIN kinds.in_german AS text COLLATE "C" DEFAULT 'ä';
CREATE DOMAIN kinds.code AS varchar(10) COLLATE "C" CHECK (VALUE ~ '^[A-Z]+$');
CREATE DOMAIN kinds.nested AS kinds.code CHECK (length(VALUE) > 2);
CREATE DOMAIN kinds.many AS integer[] CHECK (cardinality(VALUE) < 10);
ALTER DOMAIN kinds.many ADD CONSTRAINT any_of CHECK (VALUE[1] > 0) NOT VALID;
COMMENT ON DOMAIN kinds.code IS 'a code';
COMMENT ON CONSTRAINT any_of ON DOMAIN kinds.many IS 'at least one';
GRANT USAGE ON TYPE kinds.mood TO kind_reader;
REVOKE USAGE ON DOMAIN kinds.positive FROM PUBLIC;
ALTER TYPE kinds.pair OWNER TO kind_owner;
ALTER DOMAIN kinds.code OWNER TO kind_owner;

-- Functions, procedures, aggregates, window functions

CREATE FUNCTION kinds.plain() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION kinds.options(a integer, b text DEFAULT 'x''y', VARIADIC c integer[] DEFAULT '{}') RETURNS SETOF text
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 7 ROWS 3
    SET search_path = kinds, pg_temp SET work_mem = '8MB' SET TimeZone TO 'UTC'
    AS $$ BEGIN RETURN NEXT b; END $$;
CREATE FUNCTION kinds.hinted(integer) RETURNS SETOF integer LANGUAGE internal IMMUTABLE STRICT COST 0.5 ROWS 1000 SUPPORT generate_series_int4_support AS 'generate_series_step_int4';
CREATE FUNCTION kinds.as_by_default(integer) RETURNS integer LANGUAGE sql VOLATILE CALLED ON NULL INPUT NOT LEAKPROOF SECURITY INVOKER PARALLEL UNSAFE COST 100 AS 'SELECT $1';
CREATE FUNCTION kinds.outs(IN a integer, OUT b integer, INOUT c text) LANGUAGE sql IMMUTABLE AS 'SELECT a, c';
CREATE FUNCTION kinds.one_out(OUT total bigint) LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION kinds.rows(since date) RETURNS TABLE (id integer, "When" timestamptz) LANGUAGE sql AS 'SELECT 1, now()';
CREATE FUNCTION kinds.poly(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION kinds.overloaded(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION kinds.overloaded(text) RETURNS integer LANGUAGE sql AS 'SELECT length($1)';
CREATE FUNCTION kinds.of_type(kinds.mood, kinds.pair[], ext.citext) RETURNS kinds.pair LANGUAGE sql AS 'SELECT ROW(1, $3)::kinds.pair';
CREATE FUNCTION kinds.in_c(text) RETURNS text LANGUAGE internal IMMUTABLE AS 'upper';
CREATE FUNCTION kinds.touch() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN NEW.touched := now(); RETURN NEW; END $fn$;
CREATE FUNCTION kinds.after_statement() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN RETURN NULL; END $fn$;
CREATE FUNCTION kinds.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION kinds.support_free(x integer) RETURNS boolean LANGUAGE sql IMMUTABLE CALLED ON NULL INPUT PARALLEL RESTRICTED RETURN x > 0;
CREATE FUNCTION kinds.atomic(x integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT x + 1; END;
CREATE PROCEDURE kinds.work(INOUT n integer, note text DEFAULT NULL) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE PROCEDURE kinds.no_arguments() LANGUAGE sql SECURITY DEFINER AS '';
CREATE FUNCTION kinds.add(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4pl';
CREATE FUNCTION kinds.finish(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE kinds.total (integer) (SFUNC = kinds.add, STYPE = integer, INITCOND = '0', FINALFUNC = kinds.finish, COMBINEFUNC = kinds.add, PARALLEL = SAFE);
CREATE AGGREGATE kinds.old_style (BASETYPE = integer, SFUNC = kinds.add, STYPE = integer);
CREATE AGGREGATE kinds.ordered (double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE kinds.counted (*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE kinds.largest (integer) (SFUNC = int4larger, STYPE = int4, SORTOP = >, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int4);
CREATE FUNCTION kinds.row_no() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
COMMENT ON FUNCTION kinds.plain() IS 'one';
COMMENT ON PROCEDURE kinds.no_arguments() IS 'none';
COMMENT ON AGGREGATE kinds.total (integer) IS 'adds';
REVOKE EXECUTE ON FUNCTION kinds.plain() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kinds.plain() TO kind_reader WITH GRANT OPTION;
GRANT EXECUTE ON PROCEDURE kinds.no_arguments() TO kind_writer;
ALTER FUNCTION kinds.plain() OWNER TO kind_owner;
ALTER AGGREGATE kinds.total (integer) OWNER TO kind_owner;

-- Operators, classes, families, casts, conversions, collations

CREATE OPERATOR kinds.#+# (FUNCTION = kinds.add, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(kinds.#+#));
CREATE FUNCTION kinds.differs(kinds.mood, kinds.mood) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'enum_ne';
CREATE OPERATOR kinds.<-> (PROCEDURE = kinds.differs, LEFTARG = kinds.mood, RIGHTARG = kinds.mood, RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR kinds.!! (FUNCTION = kinds.finish, RIGHTARG = integer);
COMMENT ON OPERATOR kinds.#+# (integer, integer) IS 'plus';
CREATE OPERATOR FAMILY kinds.ints USING btree;
CREATE OPERATOR CLASS kinds.int_ops FOR TYPE integer USING btree FAMILY kinds.ints AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR CLASS kinds.own_family FOR TYPE kinds.box_id USING hash AS STORAGE kinds.box_id;
COMMENT ON OPERATOR CLASS kinds.int_ops USING btree IS 'order';
CREATE FUNCTION kinds.mood_number(kinds.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (kinds.mood AS integer) WITH FUNCTION kinds.mood_number(kinds.mood) AS ASSIGNMENT;
CREATE CAST (kinds.box_id AS integer) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (kinds.pair AS text) WITH INOUT;
COMMENT ON CAST (kinds.pair AS text) IS 'shown';
CREATE DEFAULT CONVERSION kinds.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE COLLATION kinds.german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
CREATE COLLATION kinds.folded (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE COLLATION kinds.c_like (LC_COLLATE = 'C', LC_CTYPE = 'C');
CREATE COLLATION kinds.copied FROM "C";
COMMENT ON COLLATION kinds.german IS 'phone book';

-- Text search

CREATE TEXT SEARCH DICTIONARY kinds.words (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION kinds.plain_text (COPY = simple);
CREATE TEXT SEARCH CONFIGURATION kinds.parsed (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION kinds.parsed ADD MAPPING FOR word, asciiword WITH kinds.words, simple;
ALTER TEXT SEARCH CONFIGURATION kinds.plain_text ALTER MAPPING FOR asciiword WITH kinds.words;
CREATE TEXT SEARCH TEMPLATE kinds.own_template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH PARSER kinds.own_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
COMMENT ON TEXT SEARCH CONFIGURATION kinds.parsed IS 'words only';

-- Languages, access methods, transforms

CREATE FUNCTION kinds.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION kinds.inline_handler(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION kinds.validator(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE LANGUAGE kind_language HANDLER kinds.handler INLINE kinds.inline_handler VALIDATOR kinds.validator;
CREATE TRUSTED LANGUAGE kind_trusted HANDLER kinds.handler;
GRANT USAGE ON LANGUAGE kind_trusted TO kind_reader;
COMMENT ON LANGUAGE kind_language IS 'the same once more';
CREATE ACCESS METHOD kind_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD kind_tree TYPE INDEX HANDLER bthandler;
CREATE FUNCTION kinds.from_sql(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'varbit_support';
CREATE TRANSFORM FOR kinds.mood LANGUAGE kind_language (FROM SQL WITH FUNCTION kinds.from_sql(internal));

-- Foreign data

CREATE FOREIGN DATA WRAPPER kind_wrapper OPTIONS (debug 'true');
CREATE SERVER kind_server TYPE 'some' VERSION '1' FOREIGN DATA WRAPPER kind_wrapper OPTIONS (host 'nowhere', "Port" '1');
CREATE SERVER kind_postgres FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'other');
CREATE USER MAPPING FOR kind_reader SERVER kind_server OPTIONS (username 'r');
CREATE USER MAPPING FOR PUBLIC SERVER kind_server;
COMMENT ON SERVER kind_server IS 'nowhere';
GRANT USAGE ON FOREIGN SERVER kind_server TO kind_reader;
GRANT USAGE ON FOREIGN DATA WRAPPER kind_wrapper TO kind_writer WITH GRANT OPTION;
ALTER SERVER kind_server OWNER TO kind_owner;
CREATE FOREIGN TABLE kinds.remote (
    id integer OPTIONS (column_name 'ID') NOT NULL,
    note text DEFAULT 'n' CHECK (note <> ''),
    CONSTRAINT remote_id CHECK (id > 0) NO INHERIT
) SERVER kind_server OPTIONS (table_name 'there', schema_name 'over');
COMMENT ON FOREIGN TABLE kinds.remote IS 'over there';

-- Sequences

CREATE SEQUENCE kinds.default_sequence;
CREATE SEQUENCE kinds.small AS smallint INCREMENT BY -2 MINVALUE -100 MAXVALUE -1 START -10 CACHE 5 CYCLE;
CREATE SEQUENCE kinds.of_integers AS integer START 5;
CREATE SEQUENCE kinds.downwards INCREMENT -1;
COMMENT ON SEQUENCE kinds.small IS 'downwards';
GRANT USAGE, SELECT ON SEQUENCE kinds.small TO kind_reader;
-- majors: 15..
CREATE UNLOGGED SEQUENCE kinds.unlogged_sequence;
CREATE TABLE kinds.negative_scale (hundreds numeric(4, -2));
-- majors: all

-- Tables

SET search_path = kinds, public, ext;
CREATE TABLE all_types (
    a_smallint int2, an_integer int, a_bigint int8, a_numeric decimal(10), another_numeric numeric(12, 3), a_free numeric,
    a_real float(20), a_double float, money_like money, a_varchar varchar(20), a_free_varchar character varying,
    a_char char, a_char_n character(7), a_text text, an_internal_char "char", a_name name, a_bytea bytea, a_date date,
    a_time time(3), a_timetz time with time zone, a_timestamp timestamp(0), a_timestamptz timestamptz(6),
    an_interval interval, a_short_interval interval day to second(2), a_year interval year, a_bool bool,
    a_bit bit, a_bit_n bit(9), a_varbit bit varying(5), a_uuid uuid, a_json json, a_jsonb jsonb, an_xml xml, an_inet inet,
    a_cidr cidr, a_mac macaddr, a_mac8 macaddr8, a_point point, a_box box, a_circle circle, a_line line, a_lseg lseg,
    a_path path, a_polygon polygon, a_vector tsvector, a_query tsquery, an_oid oid, a_class regclass, an_lsn pg_lsn,
    a_range int4range, a_multirange tstzmultirange, many text[], much integer[3][3], arrays varchar(5)[], an_enum mood,
    enums mood[], a_pair pair, pairs pair[], a_domain positive, domains code[], own_range float_range, own_multi float_ranges,
    own_base box_id, ci citext, store hstore, tree ltree, row_type with_elements.inside, a_national national character varying(9),
    a_dec dec(4, 1), a_path_json jsonpath, xid_8 xid8
);
COMMENT ON TABLE all_types IS 'a table of types';
COMMENT ON COLUMN all_types.ci IS 'case does not matter';
CREATE TABLE defaults (
    id serial PRIMARY KEY,
    small smallserial,
    big bigserial NOT NULL,
    always bigint GENERATED ALWAYS AS IDENTITY,
    by_default smallint GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5 MAXVALUE 1000 CYCLE),
    named_sequence integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME kinds.named_by_hand MINVALUE 3),
    counted bigint DEFAULT nextval('kinds.default_sequence'),
    counted_cast bigint DEFAULT nextval('default_sequence'::regclass),
    a integer DEFAULT 1 + 2 * 3,
    b text COLLATE "C" DEFAULT 'it''s' || E'\n' NOT NULL,
    c timestamp DEFAULT CURRENT_TIMESTAMP,
    d date DEFAULT CURRENT_DATE,
    e timestamptz DEFAULT now() - interval '1 day',
    f text[] DEFAULT ARRAY['a', 'b'],
    g jsonb DEFAULT '{"a": 1}'::jsonb,
    h numeric(5, 2) DEFAULT -1.5,
    i mood DEFAULT 'happy',
    j boolean DEFAULT (NOT true),
    k uuid DEFAULT gen_random_uuid(),
    l text DEFAULT CURRENT_USER,
    m integer DEFAULT NULL,
    n varchar(5) DEFAULT 'abc',
    o interval DEFAULT '1 hour',
    p time DEFAULT '08:30',
    q int4range DEFAULT '[1,5)',
    r bytea DEFAULT '\xdead',
    s positive,
    t code DEFAULT 'ABC',
    u text DEFAULT upper('x') || lower('Y'),
    v float8 DEFAULT 1e3,
    w bigint DEFAULT 10000000000,
    x bit(3) DEFAULT B'101',
    y text DEFAULT coalesce(NULL, 'z'),
    z double precision DEFAULT random(),
    price numeric,
    total numeric GENERATED ALWAYS AS (price * 2) STORED,
    label text GENERATED ALWAYS AS (CASE WHEN a > 1 THEN 'many' ELSE 'few' END) STORED
);
CREATE UNLOGGED TABLE unlogged (id bigserial PRIMARY KEY, note text);
CREATE TABLE with_options (id integer, wide text, other text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = off, parallel_workers = 2);
ALTER TABLE with_options ALTER wide SET STORAGE EXTERNAL, ALTER wide SET STATISTICS 500, ALTER id SET (n_distinct = -0.5);
ALTER TABLE with_options ALTER other SET STORAGE MAIN, ALTER other SET COMPRESSION pglz;
CREATE TABLE own_method (id integer) USING kind_heap;
CREATE TYPE kinds.typed_row AS (id integer, note text, at timestamptz);
CREATE TABLE typed OF typed_row;
CREATE TABLE typed_more OF typed_row (PRIMARY KEY (id), note WITH OPTIONS NOT NULL DEFAULT 'n', CHECK (note <> ''));
CREATE TABLE no_columns ();
CREATE TABLE touched (id integer PRIMARY KEY, tenant integer NOT NULL, note text, touched timestamptz);
CREATE TABLE as_query AS SELECT id, note AS "Note", 1 AS one, now() AS at FROM touched;
SELECT id, tenant INTO into_table FROM touched;
CREATE TABLE like_all (LIKE defaults INCLUDING ALL, extra integer);
CREATE TABLE wide_only (wide text, other text COMPRESSION pglz);
ALTER TABLE wide_only ALTER wide SET STORAGE EXTERNAL;
CREATE TABLE like_some (before integer, LIKE into_table, after integer, LIKE wide_only INCLUDING STORAGE INCLUDING COMPRESSION EXCLUDING COMMENTS);
CREATE TABLE forced (id integer PRIMARY KEY, tenant integer);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
-- majors: 16..
CREATE TABLE storage_inline (a text STORAGE external, b text COMPRESSION pglz COLLATE "C" NOT NULL);
-- majors: 18..
CREATE TABLE virtuals (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a + 1));
-- majors: all

-- Constraints

CREATE TABLE parents (
    id integer CONSTRAINT parents_key PRIMARY KEY,
    a integer NOT NULL,
    b integer,
    c text UNIQUE,
    UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT with_include UNIQUE (b) INCLUDE (c) WITH (fillfactor = 50),
    CHECK (a > 0),
    CHECK (b > a AND b < 100),
    CONSTRAINT "Odd Check" CHECK (c IS NOT NULL) NO INHERIT
);
ALTER TABLE parents ADD CONSTRAINT later CHECK (a <> 7) NOT VALID;
ALTER TABLE parents ADD CONSTRAINT ab UNIQUE (a, b);
COMMENT ON CONSTRAINT later ON parents IS 'validate me';
CREATE TABLE children (
    id integer PRIMARY KEY,
    parent integer REFERENCES parents ON DELETE CASCADE ON UPDATE SET NULL,
    a integer CONSTRAINT children_a REFERENCES parents (id) ON DELETE RESTRICT DEFERRABLE,
    b integer DEFAULT 1 REFERENCES parents (id) ON DELETE SET DEFAULT INITIALLY DEFERRED,
    c text REFERENCES parents (c) MATCH FULL NOT DEFERRABLE,
    self integer REFERENCES children (id),
    FOREIGN KEY (a, b) REFERENCES parents (a, b) MATCH FULL ON DELETE NO ACTION
);
ALTER TABLE children ADD CONSTRAINT not_yet FOREIGN KEY (a) REFERENCES parents (id) NOT VALID;
CREATE TABLE exclusions (
    room integer,
    during tsrange,
    active boolean,
    EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (active),
    CONSTRAINT whole EXCLUDE USING gist (during WITH &&) INCLUDE (room) DEFERRABLE,
    CONSTRAINT expression EXCLUDE USING btree (lower(room::text) text_pattern_ops WITH =)
);
-- majors: 15..
CREATE TABLE nulls_equal (a integer, b integer, UNIQUE NULLS NOT DISTINCT (a, b));
ALTER TABLE children ADD CONSTRAINT some_columns FOREIGN KEY (a, b) REFERENCES parents (a, b) ON DELETE SET NULL (b);
-- majors: 18..
CREATE TABLE new_constraints (
    id integer NOT NULL,
    a integer CONSTRAINT a_is_there NOT NULL,
    b integer NOT NULL NO INHERIT,
    c integer,
    d integer CHECK (d > 0) NOT ENFORCED,
    e integer REFERENCES parents (id) NOT ENFORCED,
    valid_at daterange NOT NULL,
    PRIMARY KEY (id, valid_at WITHOUT OVERLAPS),
    CONSTRAINT c_there NOT NULL c,
    UNIQUE (a, valid_at WITHOUT OVERLAPS)
);
ALTER TABLE new_constraints ADD CONSTRAINT d_there NOT NULL d NOT VALID;
COMMENT ON CONSTRAINT a_is_there ON new_constraints IS 'named';
CREATE TABLE periods (id integer, valid_at daterange, FOREIGN KEY (id, PERIOD valid_at) REFERENCES new_constraints (id, PERIOD valid_at));
-- majors: all

-- Inheritance

CREATE TABLE base_a (id integer NOT NULL, name text DEFAULT 'a', CHECK (id > 0), CONSTRAINT own_only CHECK (id < 10) NO INHERIT);
CREATE TABLE base_b (id integer, other numeric(5, 1), CONSTRAINT base_b_other CHECK (other > 0));
CREATE TABLE heir (extra date, name text DEFAULT 'b') INHERITS (base_a, base_b);
CREATE TABLE grandchild (id integer CHECK (id <> 5)) INHERITS (heir);
CREATE TABLE adopted (id integer NOT NULL, name text, CONSTRAINT base_a_id_check CHECK (id > 0));
ALTER TABLE adopted INHERIT base_a;
ALTER TABLE base_a ADD COLUMN late integer NOT NULL DEFAULT 3;
ALTER TABLE base_a ADD CONSTRAINT added CHECK (late > 0);
ALTER TABLE ONLY heir ALTER COLUMN name SET DEFAULT 'c';

-- Partitions

CREATE TABLE measures (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    region text NOT NULL DEFAULT 'eu',
    value numeric CHECK (value > 0),
    parent integer REFERENCES parents (id),
    PRIMARY KEY (at, region, id)
) PARTITION BY RANGE (at);
CREATE TABLE measures_2024 PARTITION OF measures FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE measures_2025 PARTITION OF measures (value DEFAULT 5, CONSTRAINT own CHECK (value < 1000)) FOR VALUES FROM ('2025-01-01 00:00+00') TO (MAXVALUE) PARTITION BY LIST (region);
CREATE TABLE measures_2025_eu PARTITION OF measures_2025 FOR VALUES IN ('eu', 'uk', NULL);
CREATE TABLE measures_2025_rest PARTITION OF measures_2025 DEFAULT;
CREATE TABLE measures_old (id bigint NOT NULL, at timestamptz NOT NULL, region text NOT NULL, value numeric, parent integer, CONSTRAINT measures_value_check CHECK (value > 0), CONSTRAINT old_key PRIMARY KEY (at, region, id));
CREATE INDEX old_value ON measures_old (value);
ALTER TABLE measures ATTACH PARTITION measures_old FOR VALUES FROM (MINVALUE) TO ('2024-01-01 00:00+00');
CREATE INDEX ON measures (value);
CREATE INDEX measures_region ON ONLY measures (region);
CREATE INDEX measures_2024_region_own ON measures_2024 (region);
ALTER INDEX measures_region ATTACH PARTITION measures_2024_region_own;
CREATE UNIQUE INDEX measures_unique ON measures (id, at, region) INCLUDE (value);
CREATE TABLE hashed (id integer, note text) PARTITION BY HASH (id, lower(note));
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (fillfactor = 80);
CREATE TABLE listed (a integer, b text COLLATE "C") PARTITION BY LIST (b COLLATE "C" text_pattern_ops);
CREATE TABLE listed_ab PARTITION OF listed FOR VALUES IN ('a', 'b');
CREATE TABLE two_keys (a integer, b integer) PARTITION BY RANGE (a, (b + 1));
CREATE TABLE two_keys_low PARTITION OF two_keys FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, MAXVALUE);
CREATE TABLE two_keys_high PARTITION OF two_keys FOR VALUES FROM (10, MAXVALUE) TO (20, 5);
CREATE TABLE refers_to_partitions (at timestamptz, region text, id bigint, FOREIGN KEY (at, region, id) REFERENCES measures);
ALTER TABLE measures_2024 ALTER COLUMN region SET DEFAULT 'us';

-- Indexes

CREATE TABLE indexed (id integer, a text, b text, c integer[], d tsvector, e int4range, f point, g timestamp, h jsonb, i varchar(20), j ltree);
CREATE INDEX ON indexed (a);
CREATE INDEX ON indexed (a, b DESC);
CREATE INDEX ON indexed (lower(a));
CREATE INDEX ON indexed (lower(a), upper(b), (id + 1));
CREATE INDEX indexed_partial ON indexed (id) WHERE a IS NOT NULL AND id > 5;
CREATE INDEX indexed_order ON indexed (a DESC NULLS LAST, b ASC NULLS FIRST, id DESC);
CREATE INDEX indexed_opclass ON indexed (a text_pattern_ops, i varchar_pattern_ops);
CREATE INDEX indexed_collation ON indexed (a COLLATE "C", b COLLATE german);
CREATE UNIQUE INDEX indexed_include ON indexed (id) INCLUDE (a, b);
CREATE INDEX ON indexed USING hash (a);
CREATE INDEX ON indexed USING gin (c);
CREATE INDEX indexed_fast ON indexed USING gin (d) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX ON indexed USING gist (e);
CREATE INDEX ON indexed USING spgist (f);
CREATE INDEX ON indexed USING brin (g) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX indexed_minmax ON indexed USING brin (g timestamp_minmax_multi_ops (values_per_range = 16));
CREATE INDEX indexed_tree ON indexed USING gist (j gist_ltree_ops (siglen = 100));
CREATE INDEX indexed_trgm ON indexed USING gin (a gin_trgm_ops);
CREATE INDEX indexed_json ON indexed USING gin (h jsonb_path_ops);
CREATE INDEX indexed_key ON indexed ((h ->> 'key'));
CREATE INDEX indexed_fill ON indexed (id) WITH (fillfactor = 60, deduplicate_items = off);
CREATE INDEX indexed_space ON indexed (g) TABLESPACE pg_default;
CREATE INDEX CONCURRENTLY indexed_concurrent ON indexed (i);
CREATE UNIQUE INDEX indexed_replica ON touched (tenant);
COMMENT ON INDEX indexed_trgm IS 'search';
ALTER INDEX indexed_key ALTER COLUMN 1 SET STATISTICS 300;
ALTER TABLE touched REPLICA IDENTITY USING INDEX indexed_replica;
ALTER TABLE parents CLUSTER ON parents_key;
ALTER TABLE children REPLICA IDENTITY FULL;
ALTER TABLE forced REPLICA IDENTITY NOTHING;
CREATE UNIQUE INDEX becomes_key ON into_table (id);
ALTER TABLE into_table ADD CONSTRAINT now_a_key PRIMARY KEY USING INDEX becomes_key;
CREATE UNIQUE INDEX becomes_unique ON into_table (tenant);
ALTER TABLE into_table ADD UNIQUE USING INDEX becomes_unique;

-- Statistics

CREATE STATISTICS kinds.stat_all ON a, b FROM indexed;
CREATE STATISTICS kinds.stat_kinds (ndistinct, mcv) ON id, a FROM indexed;
CREATE STATISTICS stat_expression ON lower(a), id FROM indexed;
CREATE STATISTICS stat_one ON (id * 2) FROM indexed;
ALTER STATISTICS stat_all SET STATISTICS 200;
COMMENT ON STATISTICS stat_all IS 'together';

-- Views

CREATE VIEW simple AS SELECT id, note FROM touched;
CREATE VIEW starred AS SELECT * FROM touched;
CREATE VIEW joined (one, two, three) AS SELECT t.id, p.a, count(*) FROM touched t JOIN parents p ON p.id = t.tenant GROUP BY t.id, p.a;
CREATE VIEW checked WITH (security_barrier = true) AS SELECT id, tenant FROM touched WHERE tenant > 1 WITH LOCAL CHECK OPTION;
CREATE VIEW cascaded AS SELECT id FROM checked WHERE id > 1 WITH CASCADED CHECK OPTION;
CREATE VIEW on_view AS SELECT s.*, j.three AS "Three" FROM simple s LEFT JOIN joined j ON j.one = s.id;
CREATE VIEW united AS SELECT id, 'a' AS source FROM touched UNION ALL SELECT id, 'b' FROM parents ORDER BY 1 LIMIT 10;
CREATE VIEW with_common AS WITH recent AS (SELECT id, touched FROM touched WHERE touched > now() - interval '1 day') SELECT r.id, (SELECT max(a) FROM parents) AS top FROM recent r;
CREATE VIEW with_window AS SELECT id, row_number() OVER (PARTITION BY tenant ORDER BY id) AS position, sum(id) FILTER (WHERE id > 1) OVER w AS running FROM touched WINDOW w AS (ORDER BY id);
CREATE VIEW with_functions AS SELECT kinds.plain() AS one, o.* FROM kinds.rows(CURRENT_DATE) o;
CREATE VIEW with_values AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW with_lateral AS SELECT t.id, l.x FROM touched t CROSS JOIN LATERAL (SELECT t.tenant + 1 AS x) l;
CREATE VIEW unnamed AS SELECT 1, now(), id::bigint, CASE WHEN true THEN 1 END FROM touched;
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
CREATE VIEW with_types AS SELECT 'happy'::mood AS m, ARRAY[1, 2] AS many, (ROW(1, 'x')::pair).first AS f, NULL::citext AS ci;
CREATE VIEW grouped AS SELECT tenant, count(DISTINCT id) AS n, array_agg(note ORDER BY id) AS notes FROM touched GROUP BY tenant HAVING count(*) > 1;
ALTER VIEW simple ALTER COLUMN note SET DEFAULT 'n';
COMMENT ON VIEW simple IS 'a view';
COMMENT ON COLUMN simple.note IS 'a note';
CREATE VIEW first_of_cycle AS SELECT 1 AS id;
CREATE VIEW second_of_cycle AS SELECT id FROM first_of_cycle;
CREATE OR REPLACE VIEW first_of_cycle AS SELECT id FROM touched WHERE id IN (SELECT id FROM parents);
CREATE VIEW keyed AS SELECT id, tenant, note FROM touched GROUP BY id;
-- majors: 15..
CREATE VIEW as_invoker WITH (security_invoker = on) AS SELECT id FROM touched;
-- majors: all
CREATE MATERIALIZED VIEW filled AS SELECT tenant, count(*) AS n FROM touched GROUP BY tenant;
CREATE MATERIALIZED VIEW unfilled (a, b) WITH (fillfactor = 80) AS SELECT id, note FROM touched WITH NO DATA;
CREATE UNIQUE INDEX ON filled (tenant);
CREATE INDEX filled_n ON filled (n DESC) WHERE n > 1;
ALTER MATERIALIZED VIEW filled ALTER COLUMN n SET STATISTICS 50;
COMMENT ON MATERIALIZED VIEW filled IS 'filled';

-- Triggers

CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF note, tenant ON touched FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION touch();
CREATE TRIGGER after_all AFTER INSERT OR DELETE OR UPDATE ON touched FOR EACH STATEMENT EXECUTE PROCEDURE after_statement('a', 'it''s', '3');
CREATE TRIGGER with_tables AFTER UPDATE ON touched REFERENCING OLD TABLE AS before NEW TABLE AS "After" FOR EACH STATEMENT EXECUTE FUNCTION after_statement();
CREATE TRIGGER truncated BEFORE TRUNCATE ON touched EXECUTE FUNCTION after_statement();
CREATE CONSTRAINT TRIGGER checked_later AFTER INSERT ON children FROM parents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION after_statement();
CREATE CONSTRAINT TRIGGER not_deferred AFTER DELETE ON children FOR EACH ROW WHEN (OLD.id > 0) EXECUTE FUNCTION after_statement();
CREATE TRIGGER instead INSTEAD OF INSERT ON simple FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER partitioned AFTER INSERT ON measures FOR EACH ROW EXECUTE FUNCTION after_statement();
CREATE TRIGGER disabled BEFORE DELETE ON touched FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER replica BEFORE DELETE ON touched FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER always BEFORE DELETE ON touched FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE touched DISABLE TRIGGER disabled;
ALTER TABLE touched ENABLE REPLICA TRIGGER replica;
ALTER TABLE touched ENABLE ALWAYS TRIGGER always;
COMMENT ON TRIGGER touch ON touched IS 'keeps the time';
CREATE EVENT TRIGGER kind_event ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION kinds.on_ddl();
CREATE EVENT TRIGGER kind_disabled ON sql_drop EXECUTE FUNCTION kinds.on_ddl();
ALTER EVENT TRIGGER kind_disabled DISABLE;
COMMENT ON EVENT TRIGGER kind_event IS 'sees tables';

-- Rules

CREATE TABLE ruled (id integer, note text);
CREATE RULE keep AS ON DELETE TO ruled DO INSTEAD NOTHING;
CREATE RULE log AS ON INSERT TO ruled WHERE NEW.id > 5 DO ALSO INSERT INTO into_table VALUES (NEW.id, 1);
CREATE RULE several AS ON UPDATE TO ruled DO ALSO (DELETE FROM into_table WHERE id = OLD.id; INSERT INTO into_table VALUES (NEW.id, 2));
CREATE RULE through AS ON UPDATE TO joined DO INSTEAD UPDATE touched SET note = 'x' WHERE id = OLD.one;
ALTER TABLE ruled DISABLE RULE log;
COMMENT ON RULE keep ON ruled IS 'nothing goes';

-- Row security

ALTER TABLE touched ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON touched USING (tenant = current_setting('app.tenant')::integer);
CREATE POLICY readers ON touched AS RESTRICTIVE FOR SELECT TO kind_reader, "Kind Quoted" USING (note <> 'secret' OR EXISTS (SELECT 1 FROM parents p WHERE p.id = touched.tenant));
CREATE POLICY adding ON touched FOR INSERT TO kind_writer WITH CHECK (tenant IN (1, 2, 3));
CREATE POLICY changing ON touched FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (tenant BETWEEN 1 AND 5);
CREATE POLICY removing ON touched FOR DELETE USING (id = ANY (ARRAY[1, 2]));
COMMENT ON POLICY everyone ON touched IS 'tenants apart';

-- Grants

GRANT SELECT, INSERT ON touched TO kind_reader;
GRANT ALL ON parents TO kind_writer WITH GRANT OPTION;
GRANT SELECT (id, note), UPDATE (note) ON touched TO "Kind Quoted";
GRANT REFERENCES (id) ON parents TO kind_reader WITH GRANT OPTION;
GRANT SELECT ON ALL TABLES IN SCHEMA with_elements TO kind_writer;
GRANT TRIGGER ON forced TO PUBLIC;
REVOKE INSERT ON touched FROM kind_reader;
REVOKE ALL ON simple FROM postgres;
GRANT SELECT ON simple TO kind_reader;
ALTER TABLE forced OWNER TO kind_owner;
ALTER VIEW joined OWNER TO kind_owner;
ALTER SEQUENCE default_sequence OWNER TO kind_owner;
ALTER TABLE defaults OWNER TO kind_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA kinds GRANT SELECT ON TABLES TO kind_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE kind_owner GRANT USAGE ON SEQUENCES TO kind_reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE kind_owner IN SCHEMA kinds GRANT ALL ON TYPES TO kind_writer;
ALTER DEFAULT PRIVILEGES GRANT USAGE, CREATE ON SCHEMAS TO kind_writer;
CREATE TABLE after_defaults (id serial);
CREATE FUNCTION after_defaults() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA after_defaults;
-- majors: 17..
GRANT MAINTAIN ON touched TO kind_writer;
-- majors: all

-- Publications and subscriptions

CREATE PUBLICATION kind_all FOR ALL TABLES WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE PUBLICATION kind_empty;
CREATE PUBLICATION kind_nothing FOR TABLE touched WITH (publish = '', publish_via_partition_root = off);
CREATE PUBLICATION kind_some FOR TABLE touched, ONLY base_a;
COMMENT ON PUBLICATION kind_some IS 'some';
ALTER PUBLICATION kind_some OWNER TO kind_owner;
CREATE SUBSCRIPTION kind_subscription CONNECTION 'dbname=nowhere' PUBLICATION one, "Two" WITH (connect = false, slot_name = NONE, binary = true);
COMMENT ON SUBSCRIPTION kind_subscription IS 'from nowhere';
-- majors: 15..
CREATE PUBLICATION kind_filtered FOR TABLE parents (id, a) WHERE (a > 5), children;
CREATE PUBLICATION kind_schemas FOR TABLES IN SCHEMA with_elements, TABLE touched WHERE (id > 3);
-- majors: 18..
CREATE PUBLICATION kind_generated FOR TABLE defaults WITH (publish_generated_columns = stored);
-- majors: all

-- Names

CREATE TABLE "Mixed Case" ("Id" integer PRIMARY KEY, "select" text UNIQUE, "a.b" integer CHECK ("a.b" > 0), "quo""te" text, "ünïcode" integer REFERENCES "Mixed Case" ("Id"));
CREATE INDEX ON "Mixed Case" ("select", "a.b");
CREATE TABLE "Odd.Schema"."order" ("user" serial, "table" integer GENERATED ALWAYS AS IDENTITY, "Column" text DEFAULT 'Value');
CREATE TABLE a_table_whose_name_is_far_longer_than_the_sixty_three_bytes_that_postgres_keeps_of_it (
    a_column_whose_name_is_also_longer_than_sixty_three_bytes_so_it_is_cut_too serial PRIMARY KEY,
    another_rather_long_column_name_to_be_checked integer CHECK (another_rather_long_column_name_to_be_checked > 0) UNIQUE,
    another_rather_long_column_name_to_be_chosen integer REFERENCES parents (id)
);
CREATE INDEX ON a_table_whose_name_is_far_longer_than_the_sixty_three_bytes_that_postgres_keeps_of_it (another_rather_long_column_name_to_be_checked, another_rather_long_column_name_to_be_chosen);
CREATE TABLE "täble_wïth_ümlauts_thät_äre_möre_thän_öne_byte_ëach_ïn_ütf8" ("cölumn_wïth_ümlauts_thät_äre_möre_thän_öne_byte_ëach" serial PRIMARY KEY, "ß" integer UNIQUE CHECK ("ß" > 0));
CREATE TABLE taken (id integer, a integer, CONSTRAINT collide_pkey CHECK (id > 0));
CREATE TABLE collide_a_idx (id integer);
CREATE TABLE collide (id serial PRIMARY KEY, a integer UNIQUE, b integer CHECK (b > 0) CHECK (b > 1) CHECK (b > 2));
CREATE SEQUENCE collide2_id_seq;
CREATE TABLE collide2 (id serial, a integer REFERENCES parents (id) REFERENCES children (id));
CREATE INDEX ON collide (a);
CREATE INDEX ON collide (a);
CREATE INDEX ON collide ((a + b), (a - b), lower(a::text));
ALTER TABLE collide ADD CHECK (a > b), ADD CHECK (true), ADD UNIQUE (a, b), ADD UNIQUE (b, a);
ALTER TABLE collide ADD COLUMN c integer CHECK (c > a) REFERENCES parents (id);
CREATE TABLE FoldedName (Id integer, CamelCase text);
CREATE FUNCTION "Mixed Fn"("Arg One" integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE TYPE "Mixed Type" AS ENUM ('A', 'b');
CREATE TABLE uses_odd (a "Mixed Type" DEFAULT 'A', b "Odd.Schema"."order");
CREATE TRIGGER "Odd Trigger" BEFORE INSERT ON "Mixed Case" FOR EACH ROW EXECUTE FUNCTION touch();
CREATE POLICY "Odd Policy" ON "Mixed Case" TO "Kind Quoted" USING ("select" = 'x');
COMMENT ON TABLE "Mixed Case" IS E'two\nlines, a \\ and a ''quote''';
-- majors: 15..
CREATE PUBLICATION kind_columns FOR TABLE collide (b, id) WHERE (b > 1 AND id IS NOT NULL) WITH (publish = 'delete,insert');
-- majors: all
