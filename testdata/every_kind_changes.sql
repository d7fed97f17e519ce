-- What can be changed about the objects of every_kind.sql: renames, moves, other owners, other definitions, drops.

SET search_path = kinds, public, ext;

DROP VIEW keyed;

-- Renames: names that Postgres gave stay as they are

ALTER TABLE collide RENAME TO collided;
ALTER TABLE collided RENAME COLUMN b TO bee;
ALTER TABLE collided RENAME CONSTRAINT collide_b_check TO bee_positive;
ALTER INDEX collide_a_idx1 RENAME TO collided_a;
ALTER SEQUENCE collide_id_seq RENAME TO counts_collided;
ALTER TABLE touched RENAME COLUMN note TO remark;
ALTER TABLE touched RENAME COLUMN id TO touched_id;
ALTER TABLE parents RENAME TO elders;
ALTER TABLE elders RENAME COLUMN a TO age;
ALTER TABLE elders RENAME CONSTRAINT parents_key TO elders_key;
ALTER VIEW joined RENAME TO combined;
ALTER VIEW simple RENAME COLUMN note TO remark;
ALTER MATERIALIZED VIEW filled RENAME TO full_view;
ALTER MATERIALIZED VIEW full_view RENAME COLUMN n TO number;
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME VALUE 'happy' TO 'glad';
ALTER TYPE feeling ADD VALUE 'angry' BEFORE 'sad';
ALTER TYPE feeling ADD VALUE IF NOT EXISTS 'joyful';
ALTER TYPE pair RENAME ATTRIBUTE first TO initial;
ALTER TYPE pair ADD ATTRIBUTE third date;
ALTER TYPE pair DROP ATTRIBUTE second;
ALTER TYPE float_range RENAME TO real_range;
ALTER DOMAIN code RENAME TO short_code;
ALTER DOMAIN positive RENAME CONSTRAINT not_huge TO modest;
ALTER DOMAIN positive SET DEFAULT 2;
ALTER DOMAIN positive DROP NOT NULL;
ALTER DOMAIN positive DROP CONSTRAINT positive_check;
ALTER DOMAIN many VALIDATE CONSTRAINT any_of;
ALTER FUNCTION plain() RENAME TO plainer;
ALTER FUNCTION options(integer, text, integer[]) COST 9 ROWS 4 VOLATILE SECURITY INVOKER RESET work_mem SET statement_timeout = '5s';
ALTER FUNCTION options(integer, text, integer[]) NOT LEAKPROOF PARALLEL RESTRICTED CALLED ON NULL INPUT ROWS 1000;
ALTER FUNCTION hinted(integer) COST 1 CALLED ON NULL INPUT SUPPORT generate_series_int8_support;
ALTER FUNCTION as_by_default(integer) STRICT LEAKPROOF PARALLEL SAFE COST 2.5;
ALTER FUNCTION atomic(integer) STABLE;
ALTER FUNCTION overloaded(integer) RENAME TO single;
ALTER FUNCTION after_statement() RENAME TO afterwards;
ALTER PROCEDURE work(integer, text) SET SCHEMA with_elements;
ALTER AGGREGATE total(integer) RENAME TO sum_of_all;
ALTER TRIGGER touch ON touched RENAME TO touch_it;
ALTER POLICY everyone ON touched RENAME TO all_of_them;
ALTER POLICY adding ON touched TO kind_writer, kind_reader WITH CHECK (tenant > 0);
ALTER RULE keep ON ruled RENAME TO keep_all;
ALTER SCHEMA with_elements RENAME TO elements;
ALTER PUBLICATION kind_some RENAME TO kind_few;
ALTER PUBLICATION kind_few ADD TABLE children;
ALTER PUBLICATION kind_few DROP TABLE touched;
ALTER PUBLICATION kind_few SET (publish = 'delete');
ALTER PUBLICATION kind_all SET (publish = 'truncate, delete, update, insert', publish_via_partition_root = false);
ALTER PUBLICATION kind_nothing SET (publish_via_partition_root);
ALTER SUBSCRIPTION kind_subscription RENAME TO kind_subscribed;
ALTER STATISTICS stat_all RENAME TO stat_everything;
ALTER STATISTICS stat_kinds SET SCHEMA public;
ALTER SERVER kind_server RENAME TO kind_renamed;
ALTER SERVER kind_renamed VERSION '2' OPTIONS (SET host 'somewhere', DROP "Port", ADD port '2');
ALTER FOREIGN DATA WRAPPER kind_wrapper OPTIONS (ADD more 'x');
ALTER USER MAPPING FOR kind_reader SERVER kind_renamed OPTIONS (SET username 's');
ALTER FOREIGN TABLE remote RENAME COLUMN note TO remark;
ALTER FOREIGN TABLE remote ADD COLUMN added integer OPTIONS (column_name 'ADDED');
ALTER FOREIGN TABLE remote ALTER COLUMN id OPTIONS (SET column_name 'Id'), OPTIONS (SET table_name 'elsewhere');
ALTER TEXT SEARCH CONFIGURATION parsed RENAME TO parsed_words;
ALTER TEXT SEARCH CONFIGURATION parsed_words DROP MAPPING FOR word;
ALTER TEXT SEARCH CONFIGURATION plain_text ALTER MAPPING REPLACE simple WITH english_stem;
ALTER TEXT SEARCH DICTIONARY words (StopWords);
ALTER OPERATOR #+# (integer, integer) OWNER TO kind_owner;
ALTER OPERATOR <-> (feeling, feeling) SET (RESTRICT = eqsel, JOIN = NONE);
ALTER OPERATOR FAMILY ints USING btree ADD OPERATOR 1 < (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
ALTER OPERATOR CLASS int_ops USING btree RENAME TO integer_ops;
ALTER COLLATION german RENAME TO deutsch;
ALTER CONVERSION latin SET SCHEMA public;
ALTER EVENT TRIGGER kind_event RENAME TO kind_seen;
ALTER LANGUAGE kind_language RENAME TO kind_tongue;

-- Other schemas and owners

ALTER EXTENSION citext SET SCHEMA public;
ALTER EXTENSION pg_trgm SET SCHEMA public;
ALTER TABLE unlogged SET SCHEMA public;
ALTER TABLE elders SET SCHEMA "Odd.Schema";
ALTER TYPE "Mixed Type" SET SCHEMA public;
ALTER SEQUENCE small SET SCHEMA public;
ALTER VIEW with_values SET SCHEMA public;
ALTER FUNCTION in_c(text) SET SCHEMA public;
ALTER SCHEMA after_defaults OWNER TO kind_owner;
ALTER TABLE measures OWNER TO kind_owner;
ALTER TABLE touched OWNER TO kind_writer;
ALTER TYPE feeling OWNER TO kind_reader;
ALTER MATERIALIZED VIEW full_view OWNER TO kind_writer;

-- Columns and constraints

ALTER TABLE defaults ALTER label DROP EXPRESSION;
ALTER TABLE defaults ALTER a TYPE bigint, ALTER n TYPE text USING n || '!', ALTER a DROP DEFAULT, ALTER m SET DEFAULT 5;
ALTER TABLE defaults DROP COLUMN small CASCADE, DROP COLUMN price CASCADE, ADD COLUMN added integer DEFAULT 1 NOT NULL;
ALTER TABLE defaults ALTER always SET GENERATED BY DEFAULT, ALTER by_default SET START WITH 20 SET CACHE 3, ALTER named_sequence DROP IDENTITY;
ALTER TABLE defaults ALTER b DROP NOT NULL, ALTER a SET NOT NULL, ALTER a ADD GENERATED BY DEFAULT AS IDENTITY;
ALTER TABLE with_options RESET (fillfactor), SET (autovacuum_vacuum_threshold = 5), ALTER wide SET STATISTICS -1, ALTER id RESET (n_distinct);
ALTER TABLE "Odd.Schema".elders VALIDATE CONSTRAINT later, DROP CONSTRAINT "Odd Check", DROP CONSTRAINT ab CASCADE;
ALTER TABLE children ALTER CONSTRAINT children_a DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE children ALTER CONSTRAINT children_b_fkey NOT DEFERRABLE;
ALTER TABLE children VALIDATE CONSTRAINT not_yet;
ALTER TABLE heir NO INHERIT base_b;
ALTER TABLE base_a RENAME COLUMN name TO title;
ALTER TABLE base_a DROP COLUMN late;
ALTER TABLE base_a ALTER id DROP NOT NULL;
ALTER TABLE unlogged SET LOGGED;
ALTER TABLE public.unlogged ADD COLUMN more serial;
ALTER TYPE typed_row ADD ATTRIBUTE more bigint CASCADE, DROP ATTRIBUTE at CASCADE;
ALTER TYPE typed_row ALTER ATTRIBUTE more TYPE numeric(5, 2) CASCADE;
ALTER TYPE typed_row RENAME ATTRIBUTE note TO remark CASCADE;
ALTER TABLE typed NOT OF;
ALTER TABLE like_some OWNER TO kind_owner;
ALTER TABLE into_table DROP CONSTRAINT now_a_key;
ALTER TABLE touched DROP CONSTRAINT touched_pkey CASCADE;
ALTER TABLE forced NO FORCE ROW LEVEL SECURITY, REPLICA IDENTITY DEFAULT;
ALTER TABLE touched ENABLE TRIGGER disabled, DISABLE TRIGGER always;
ALTER TABLE ruled ENABLE ALWAYS RULE log;
ALTER INDEX indexed_fill SET (fillfactor = 75);
ALTER INDEX indexed_fast RESET (gin_pending_list_limit);
ALTER VIEW checked SET (check_option = cascaded);
ALTER VIEW cascaded RESET (check_option);
ALTER VIEW simple ALTER remark DROP DEFAULT;
ALTER SEQUENCE default_sequence AS integer INCREMENT BY 3 NO MAXVALUE CACHE 2;
ALTER SEQUENCE of_integers OWNED BY children.id;
ALTER SEQUENCE counts_collided OWNED BY NONE;

-- Partitions

ALTER TABLE measures DETACH PARTITION measures_old;
CREATE TABLE measures_2023 (LIKE measures INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE measures ATTACH PARTITION measures_2023 FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00');
ALTER TABLE measures RENAME COLUMN value TO amount;
ALTER TABLE measures ADD COLUMN added text DEFAULT 'x' NOT NULL, ADD CONSTRAINT added_there CHECK (added <> '');
CREATE INDEX ON measures (parent);
ALTER INDEX measures_value_idx RENAME TO measures_amount;
ALTER TABLE measures DROP CONSTRAINT measures_value_check;
-- Before 15 partitions keep the old name.
-- majors: 15..
ALTER TRIGGER partitioned ON measures RENAME TO on_partitions;
ALTER TABLE measures DISABLE TRIGGER on_partitions;
-- majors: all
ALTER TABLE measures_2025 DETACH PARTITION measures_2025_rest;

-- Replaced definitions

CREATE OR REPLACE FUNCTION one_out(OUT total bigint) LANGUAGE sql STABLE AS 'SELECT 2::bigint';
CREATE OR REPLACE VIEW starred AS SELECT touched_id AS id, tenant, remark AS note, touched, tenant + 1 AS next FROM touched;
CREATE OR REPLACE TRIGGER touch_it BEFORE UPDATE ON touched FOR EACH ROW EXECUTE FUNCTION touch();
CREATE OR REPLACE RULE keep_all AS ON DELETE TO ruled DO INSTEAD DELETE FROM into_table WHERE id = OLD.id;
CREATE OR REPLACE AGGREGATE old_style (BASETYPE = integer, SFUNC = kinds.add, STYPE = integer, INITCOND = '5');
CREATE OR REPLACE PROCEDURE no_arguments() LANGUAGE sql AS 'SELECT 1';
COMMENT ON COLUMN all_types.ci IS NULL;
COMMENT ON TABLE all_types IS '';

-- Privileges

REVOKE GRANT OPTION FOR ALL ON "Odd.Schema".elders FROM kind_writer CASCADE;
REVOKE SELECT (touched_id) ON touched FROM "Kind Quoted";
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA elements TO kind_reader;
REVOKE ALL ON SCHEMA kinds FROM kind_reader;
REVOKE kind_reader FROM kind_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA kinds REVOKE SELECT ON TABLES FROM kind_reader;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
REASSIGN OWNED BY kind_reader TO kind_owner;

-- Drops, some with what hangs on them

DROP VIEW with_common;
DROP INDEX indexed_minmax, indexed_tree;
DROP TABLE base_b CASCADE;
DROP FUNCTION touch() CASCADE;
DROP TYPE real_range CASCADE;
DROP COLLATION copied;
DROP CAST (pair AS text);
DROP OPERATOR !! (NONE, integer);
DROP OPERATOR CLASS integer_ops USING btree;
DROP TEXT SEARCH CONFIGURATION parsed_words, plain_text;
DROP TEXT SEARCH DICTIONARY words;
CREATE TEXT SEARCH DICTIONARY dropped_words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION of_dropped (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION of_dropped ALTER MAPPING FOR word WITH dropped_words, simple;
DROP TEXT SEARCH DICTIONARY dropped_words CASCADE;
DROP SERVER kind_postgres;
DROP USER MAPPING FOR PUBLIC SERVER kind_renamed;
DROP EXTENSION ltree CASCADE;
DROP AGGREGATE ordered (double precision ORDER BY anyelement);
DROP STATISTICS stat_one;
DROP TRIGGER truncated ON touched;
DROP POLICY removing ON touched;
DROP RULE several ON ruled;
DROP EVENT TRIGGER kind_disabled;
DROP PUBLICATION kind_empty;
DROP DOMAIN short_code CASCADE;
DROP SCHEMA elements CASCADE;
DROP SEQUENCE default_sequence CASCADE;
DROP MATERIALIZED VIEW unfilled;
DROP TRANSFORM FOR feeling LANGUAGE kind_tongue;
DROP ACCESS METHOD kind_tree;
DROP SUBSCRIPTION kind_subscribed;
