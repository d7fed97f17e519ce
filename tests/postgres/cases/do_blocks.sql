-- DO blocks, routines that are called, functions of triggers that fire

-- Plain statements in a block

DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; ALTER TABLE orders ADD COLUMN x timestamptz DEFAULT clock_timestamp(); END $$;

DO $$ BEGIN CREATE TABLE x (id integer REFERENCES accounts (id)); CREATE INDEX x_id ON x (id); END $$;

DO $$ BEGIN DROP TABLE plain; CREATE TABLE plain (id integer); END $$;

DO $$ BEGIN ALTER TABLE plain RENAME TO x; ALTER TABLE x ADD COLUMN y integer; END $$;

DO LANGUAGE plpgsql 'BEGIN UPDATE plain SET a = 1; END';

DO $$ DECLARE n bigint; BEGIN SELECT count(*) INTO n FROM plain; PERFORM 1 FROM keyed; n := (SELECT max(id) FROM unkeyed); END $$;

DO $$ BEGIN LOCK TABLE plain IN SHARE MODE; END $$;

DO $$ BEGIN CREATE INDEX CONCURRENTLY x ON plain (a); END $$;

DO $$ BEGIN VACUUM plain; END $$;

DO $$ BEGIN COMMIT; END $$;

DO $$ BEGIN SAVEPOINT a; END $$;

-- Guards

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'account_status') THEN ALTER TABLE plain ADD COLUMN x integer; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'order_status') THEN CREATE TYPE order_status AS ENUM ('a'); ALTER TABLE plain ADD COLUMN x order_status; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'invoices_product_fk') THEN ALTER TABLE invoices ADD CONSTRAINT invoices_product_fk FOREIGN KEY (product_id) REFERENCES products (id); END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'invoices_account_fk' AND conrelid = 'invoices'::regclass) THEN ALTER TABLE invoices ADD CONSTRAINT invoices_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id); END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relname = 'invoices' AND c.conname = 'invoices_account_fk' AND NOT c.convalidated) THEN ALTER TABLE invoices VALIDATE CONSTRAINT invoices_account_fk; END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'plain' AND column_name = 'a') AND NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'plain' AND column_name = 'x') THEN ALTER TABLE plain RENAME COLUMN a TO x; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'plain') THEN CREATE TABLE plain (id integer); ELSE ALTER TABLE plain ADD PRIMARY KEY (id); END IF; END $$;

DO $$ BEGIN IF to_regclass('public.orders_placed_idx') IS NOT NULL THEN DROP INDEX orders_placed_idx; END IF; IF to_regclass('public.nothing') IS NOT NULL THEN DROP TABLE products; END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_indexes WHERE schemaname = 'public' AND indexname = 'orders_placed_idx') THEN ALTER INDEX orders_placed_idx RENAME TO x; END IF; END $$;

DO $$ BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name = 'plain' AND column_name = 'a') = 'integer' THEN ALTER TABLE plain ALTER COLUMN a TYPE bigint; END IF; END $$;

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'account_status' AND e.enumlabel = 'closed') THEN LOCK TABLE plain; ELSE LOCK TABLE keyed; END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'orders_touch' AND tgrelid = 'orders'::regclass) THEN DROP TRIGGER orders_touch ON orders; END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_policies WHERE tablename = 'notes' AND policyname = 'notes_tenant') THEN DROP POLICY notes_tenant ON notes; END IF; END $$;

DO $$ BEGIN IF current_setting('server_version_num')::integer >= 160000 THEN LOCK TABLE plain; ELSE LOCK TABLE keyed; END IF; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citext') THEN LOCK TABLE plain; END IF; IF EXISTS (SELECT 1 FROM pg_publication WHERE pubname = 'orders_publication') THEN LOCK TABLE keyed; END IF; END $$;

DO $$ BEGIN IF 'nothing'::regclass IS NULL THEN NULL; END IF; END $$;

DO $$ BEGIN IF (SELECT relkind FROM pg_class WHERE oid = 'events'::regclass) = 'p' THEN ALTER TABLE plain ADD COLUMN x integer; END IF; END $$;

DO $$ DECLARE n text; BEGIN SELECT conname INTO n FROM pg_constraint WHERE conrelid = 'order_lines'::regclass AND contype = 'c'; EXECUTE format('ALTER TABLE order_lines DROP CONSTRAINT %I', n); END $$;

DO $$ DECLARE n integer := 3; BEGIN CASE n WHEN 1, 2 THEN LOCK TABLE plain; WHEN 3 THEN LOCK TABLE keyed; ELSE LOCK TABLE unkeyed; END CASE; END $$;

-- Handlers

DO $$ BEGIN CREATE TYPE account_status AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

DO $$ BEGIN ALTER TABLE plain ADD COLUMN a integer; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there'; END $$;

DO $$ BEGIN ALTER TABLE invoices ADD CONSTRAINT invoices_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

DO $$ BEGIN ALTER TABLE invoices ADD CONSTRAINT x FOREIGN KEY (product_id) REFERENCES products (id); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; CREATE TABLE plain (id integer); EXCEPTION WHEN duplicate_table THEN LOCK TABLE keyed; END $$;

DO $$ BEGIN CREATE TABLE plain (id integer); EXCEPTION WHEN undefined_table THEN NULL; END $$;

DO $$ BEGIN BEGIN CREATE TABLE plain (id integer); EXCEPTION WHEN duplicate_table THEN RAISE; END; EXCEPTION WHEN duplicate_table THEN LOCK TABLE keyed; END $$;

DO $$ BEGIN CREATE INDEX orders_placed_idx ON orders (placed_at); EXCEPTION WHEN duplicate_table THEN NULL; END $$;

DO $$ BEGIN RAISE EXCEPTION 'not today: %', 7; END $$;

DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'no'; END $$;

DO $$ BEGIN ASSERT 1 = 2; END $$;

DO $$ BEGIN BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '22012'; EXCEPTION WHEN division_by_zero THEN LOCK TABLE plain; END; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM plain WHERE id < 0) THEN RAISE EXCEPTION 'negative'; END IF; ALTER TABLE plain ADD COLUMN x integer; END $$;

DO $$ BEGIN LOCK TABLE plain; RETURN; LOCK TABLE keyed; END $$;

-- EXECUTE and loops

DO $$ BEGIN EXECUTE 'ALTER TABLE plain ADD COLUMN x integer'; END $$;

DO $$ BEGIN EXECUTE 'ALTER TABLE plain ADD COLUMN x integer; ALTER TABLE keyed ADD COLUMN x integer'; END $$;

DO $$ DECLARE t text := 'Odd Names'; BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x text DEFAULT %L', t, 'it''s'); EXECUTE 'COMMENT ON TABLE ' || quote_ident(t) || ' IS ' || quote_literal('x'); END $$;

DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['plain', 'keyed'] LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN x integer', t); END LOOP; END $$;

DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE format('CREATE TABLE part_%s (LIKE plain)', i); END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'shop' LOOP EXECUTE format('ALTER TABLE shop.%I ADD COLUMN x integer', r.tablename); END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1 LOOP EXECUTE 'ALTER TABLE ' || quote_ident(r.table_name) || ' ENABLE ROW LEVEL SECURITY'; END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT conname, conrelid::regclass AS t FROM pg_constraint WHERE contype = 'f' AND confrelid = 'products'::regclass LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname); END LOOP; END $$;

DO $$ DECLARE t text; BEGIN FOR t IN SELECT unnest(ARRAY['plain', 'unkeyed']) LOOP EXECUTE 'ALTER TABLE ' || t || ' ADD COLUMN x integer'; END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM (VALUES ('plain', 'a'), ('keyed', 'candidate')) AS v (t, c) LOOP EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT 1', r.t, r.c); END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM plain LOOP UPDATE keyed SET owned = 1 WHERE id = r.id; END LOOP; END $$;

DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'SELECT id FROM plain' LOOP DELETE FROM unkeyed WHERE id = r.id; END LOOP; END $$;

DO $$ DECLARE c CURSOR FOR SELECT id FROM plain; n integer; BEGIN OPEN c; FETCH c INTO n; CLOSE c; FOR r IN c LOOP UPDATE keyed SET owned = r.id WHERE id = 1; EXIT; END LOOP; END $$;

DO $$ DECLARE n integer; BEGIN LOOP UPDATE plain SET a = 1 WHERE id = -1; GET DIAGNOSTICS n = ROW_COUNT; EXIT WHEN n = 0; END LOOP; END $$;

DO $$ DECLARE n text := 'events_' || to_char(date '2031-02-01', 'YYYY_MM'); BEGIN EXECUTE format('CREATE TABLE %I PARTITION OF empty_root FOR VALUES FROM (%L) TO (%L)', n, '2031-02-01', '2031-03-01'); END $$;

-- Settings

DO $$ BEGIN SET LOCAL search_path = shop; ALTER TABLE stock ADD COLUMN x integer; END $$;

DO $$ BEGIN PERFORM set_config('search_path', 'shop', true); ALTER TABLE stock ADD COLUMN x integer; END $$;

-- Functions and procedures that are called

-- setup: CREATE FUNCTION f_adds(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x integer', t); END $$
SELECT f_adds('plain');

-- setup: CREATE FUNCTION f_adds(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x integer', t); END $$
DO $$ BEGIN PERFORM f_adds('plain'); PERFORM f_adds('keyed'); END $$;

-- setup: CREATE FUNCTION f_writes() RETURNS integer LANGUAGE sql AS 'UPDATE keyed SET owned = 1 WHERE id = 1; SELECT 1'
SELECT f_writes();

-- setup: CREATE FUNCTION f_writes() RETURNS integer LANGUAGE sql BEGIN ATOMIC INSERT INTO unkeyed (id, proved) VALUES (100, 100); SELECT 1; END
SELECT f_writes();

-- setup: CREATE FUNCTION f_writes() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES ('x'); RETURN 1; END $$
UPDATE plain SET a = f_writes() WHERE id = 1;

-- setup: CREATE FUNCTION f_writes() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES ('x'); RETURN 1; END $$
ALTER TABLE keyed ADD COLUMN x integer DEFAULT f_writes();

-- setup: CREATE FUNCTION f_reads() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM unkeyed WHERE id > 0); END $$
ALTER TABLE keyed ADD COLUMN x bigint DEFAULT f_reads();

-- setup: CREATE FUNCTION f_reads(n integer) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM unkeyed WHERE id > n); END $$
ALTER TABLE plain ALTER COLUMN a TYPE bigint USING f_reads(a);

-- setup: CREATE PROCEDURE p_works(t text) LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM ' || t; INSERT INTO unkeyed (id, proved) VALUES (100, 100); END $$
CALL p_works('plain');

-- setup: CREATE PROCEDURE p_commits() LANGUAGE plpgsql AS $$ BEGIN UPDATE plain SET a = 1; COMMIT; END $$
CALL p_commits();

-- setup: CREATE FUNCTION f_inner() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE plain; END $$
-- setup: CREATE FUNCTION f_outer() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM f_inner(); LOCK TABLE keyed IN SHARE MODE; END $$
SELECT f_outer();

-- setup: CREATE FUNCTION f_path() RETURNS void LANGUAGE plpgsql SET search_path = shop AS $$ BEGIN UPDATE stock SET amount = 1; END $$
SELECT f_path();

-- setup: CREATE FUNCTION f_definer() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN UPDATE plain SET a = 1; END $$
SELECT f_definer();

-- setup: CREATE FUNCTION f_self(n integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN UPDATE plain SET a = 1; IF n > 0 THEN RETURN f_self(n - 1); END IF; RETURN 0; END $$
SELECT f_self(3);

-- setup: CREATE FUNCTION f_fails() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE plain (id integer); END $$
SELECT f_fails();

-- setup: CREATE FUNCTION f_makes() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (id integer REFERENCES keyed (id)); END $$
SELECT f_makes();

-- setup: CREATE FUNCTION f_rows() RETURNS SETOF plain LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT * FROM plain; END $$
SELECT * FROM f_rows();

-- setup: CREATE FUNCTION f_writes() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN UPDATE keyed SET owned = 2; RETURN 1; END $$
INSERT INTO plain (id, a) VALUES (100, f_writes());

-- setup: CREATE FUNCTION f_next() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN UPDATE keyed SET owned = owned + 1 WHERE id = 1; RETURN 1; END $$
-- setup: ALTER TABLE plain ALTER COLUMN a SET DEFAULT f_next()
INSERT INTO plain (id) VALUES (100);

-- Triggers that write

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NEW; END $$
-- setup: CREATE TRIGGER x AFTER INSERT OR UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION f_audit()
INSERT INTO plain (id) VALUES (100);

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NEW; END $$
-- setup: CREATE TRIGGER x AFTER INSERT OR UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION f_audit()
UPDATE plain SET a = 1;

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NEW; END $$
-- setup: CREATE TRIGGER x AFTER UPDATE OF b ON plain FOR EACH ROW EXECUTE FUNCTION f_audit()
UPDATE plain SET a = 1;

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NEW; END $$
-- setup: CREATE TRIGGER x AFTER INSERT OR UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION f_audit()
-- setup: ALTER TABLE plain DISABLE TRIGGER x
UPDATE plain SET a = 1;

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NEW; END $$
-- setup: CREATE TRIGGER x AFTER INSERT OR UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION f_audit()
-- set: SET LOCAL session_replication_role = replica
UPDATE plain SET a = 1;

-- setup: CREATE FUNCTION f_branches() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN DELETE FROM unkeyed WHERE id = OLD.id; RETURN OLD; ELSIF TG_OP = 'UPDATE' THEN UPDATE keyed SET owned = 1 WHERE id = NEW.id; END IF; RETURN NEW; END $$
-- setup: CREATE TRIGGER x BEFORE INSERT OR UPDATE OR DELETE ON plain FOR EACH ROW EXECUTE FUNCTION f_branches()
DELETE FROM plain;

-- setup: CREATE FUNCTION f_counts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE keyed SET owned = (SELECT count(*) FROM fresh) WHERE id = 1; RETURN NULL; END $$
-- setup: CREATE TRIGGER x AFTER INSERT ON plain REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION f_counts()
INSERT INTO plain (id) VALUES (100);

-- setup: CREATE FUNCTION f_copies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('INSERT INTO %I.%I SELECT ($1).*', TG_TABLE_SCHEMA, TG_TABLE_NAME || '_copy') USING NEW; RETURN NEW; END $$
-- setup: CREATE TABLE plain_copy (LIKE plain)
-- setup: CREATE TRIGGER x AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION f_copies()
INSERT INTO plain (id) VALUES (100);

-- setup: CREATE FUNCTION f_chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE keyed SET owned = 1 WHERE id = 1; RETURN NULL; END $$
-- setup: CREATE FUNCTION f_chained() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO unkeyed (id, proved) VALUES (100, 100); RETURN NULL; END $$
-- setup: CREATE TRIGGER x AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION f_chain()
-- setup: CREATE TRIGGER y AFTER UPDATE ON keyed FOR EACH STATEMENT EXECUTE FUNCTION f_chained()
INSERT INTO plain (id) VALUES (100);

-- setup: CREATE FUNCTION f_truncates() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES ('t'); RETURN NULL; END $$
-- setup: CREATE TRIGGER x AFTER TRUNCATE ON plain FOR EACH STATEMENT EXECUTE FUNCTION f_truncates()
TRUNCATE plain;

-- setup: CREATE TABLE parents (id integer PRIMARY KEY)
-- setup: CREATE TABLE children (id integer PRIMARY KEY, parent_id integer REFERENCES parents (id) ON DELETE CASCADE)
-- setup: INSERT INTO parents VALUES (1)
-- setup: INSERT INTO children VALUES (1, 1)
-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NULL; END $$
-- setup: CREATE TRIGGER x AFTER DELETE ON children FOR EACH ROW EXECUTE FUNCTION f_audit()
DELETE FROM parents;

-- setup: CREATE FUNCTION f_instead() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET total = NEW.total WHERE number = NEW.number; RETURN NEW; END $$
-- setup: CREATE TRIGGER x INSTEAD OF UPDATE ON account_orders FOR EACH ROW EXECUTE FUNCTION f_instead()
UPDATE account_orders SET total = 1 WHERE number = 1;

-- setup: CREATE FUNCTION f_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (what) VALUES (TG_OP); RETURN NULL; END $$
-- setup: CREATE TRIGGER x AFTER INSERT ON regions FOR EACH ROW EXECUTE FUNCTION f_audit()
INSERT INTO regions_eu SELECT 'eu', 1, 1, 'n' FROM plain WHERE id = 1;

-- Bodies that are looked at when they are made

CREATE FUNCTION x() RETURNS void LANGUAGE sql AS 'UPDATE nothing SET a = 1';

CREATE FUNCTION x() RETURNS integer LANGUAGE sql AS 'SELECT nothing FROM plain';

CREATE FUNCTION x(n integer) RETURNS integer LANGUAGE sql AS 'SELECT a FROM plain WHERE id = n AND x.n > $1';

CREATE FUNCTION x() RETURNS void LANGUAGE sql AS 'CREATE TABLE made (id integer); INSERT INTO plain (id) VALUES (1)';

CREATE FUNCTION x() RETURNS void LANGUAGE sql AS 'INSERT INTO plain (nothing) VALUES (1)';

CREATE FUNCTION x() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE nothing SET a = 1; END $$;

CREATE FUNCTION x() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE plain SET a = 1 $$;

CREATE FUNCTION x() RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF true THEN NULL; END $$;

CREATE FUNCTION x() RETURNS void LANGUAGE plpgsql AS $$ BEGIN nothing := 1; END $$;

-- set: SET check_function_bodies = off
CREATE FUNCTION x() RETURNS void LANGUAGE sql AS 'UPDATE nothing SET a = 1';

DO $$ DECLARE n bigint; BEGIN SELECT last_value INTO n FROM invoice_number; END $$;
