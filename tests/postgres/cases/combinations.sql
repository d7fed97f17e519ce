-- Several subcommands, names in other schemas, settings that matter

ALTER TABLE orders ADD COLUMN x integer, DROP COLUMN note, ALTER COLUMN shipped_at SET DEFAULT now();

ALTER TABLE orders DROP CONSTRAINT orders_account_number_key, ADD CONSTRAINT x UNIQUE (number);

ALTER TABLE order_lines DROP CONSTRAINT order_lines_product_fk, ADD CONSTRAINT order_lines_product_fk FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE;

ALTER TABLE order_lines DROP CONSTRAINT order_lines_product_fk, ADD CONSTRAINT order_lines_product_fk FOREIGN KEY (product_id) REFERENCES products (id) NOT VALID;

ALTER TABLE order_lines ALTER COLUMN price SET DEFAULT 0, ADD CONSTRAINT x CHECK (price >= 0) NOT VALID;

ALTER TABLE keyed DROP CONSTRAINT keyed_code_key, DROP CONSTRAINT keyed_checked;

ALTER TABLE keyed DROP CONSTRAINT keyed_code_key, ADD CONSTRAINT keyed_code_key UNIQUE (code, id);

ALTER TABLE keyed ADD CONSTRAINT x UNIQUE USING INDEX keyed_candidate_idx, DROP COLUMN nullable;

ALTER TABLE products DROP COLUMN value, ADD COLUMN value numeric;

ALTER TABLE products ADD COLUMN x integer NOT NULL DEFAULT 0, ADD CONSTRAINT x_positive CHECK (x >= 0);

ALTER TABLE products ADD COLUMN x integer DEFAULT 1, ADD COLUMN y uuid DEFAULT gen_random_uuid(), ADD COLUMN z text;

ALTER TABLE accounts ADD COLUMN manager_id bigint REFERENCES accounts (id), ADD COLUMN region text;

ALTER TABLE accounts ADD COLUMN order_id bigint REFERENCES orders (id), ADD COLUMN product_id integer REFERENCES products (id);

ALTER TABLE accounts ALTER COLUMN name SET NOT NULL, ALTER COLUMN name SET DEFAULT '';

ALTER TABLE accounts ALTER COLUMN name TYPE text, ALTER COLUMN country TYPE varchar(2);

ALTER TABLE events ADD COLUMN x integer, ADD COLUMN y integer DEFAULT 1, DROP COLUMN payload;

ALTER TABLE events ALTER COLUMN amount SET NOT NULL, ADD CONSTRAINT x CHECK (amount < 100);

ALTER TABLE vehicles ADD COLUMN x integer, DROP COLUMN note;

ALTER TABLE plain ALTER COLUMN a DROP NOT NULL, ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a SET STATISTICS 10;

ALTER TABLE plain ALTER COLUMN c TYPE varchar(40), ALTER COLUMN d TYPE timestamptz;

ALTER TABLE plain ALTER COLUMN e TYPE numeric(12, 2), ADD CONSTRAINT x CHECK (e > 0);

ALTER TABLE plain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

ALTER TABLE plain SET (fillfactor = 80, autovacuum_enabled = off), ALTER COLUMN a SET STATISTICS 10;

ALTER TABLE plain SET UNLOGGED, ADD COLUMN x integer;

ALTER TABLE plain ADD PRIMARY KEY (id), ADD UNIQUE (a), ADD FOREIGN KEY (f) REFERENCES products (id);

ALTER TABLE plain ADD COLUMN x serial, ADD PRIMARY KEY (x);

ALTER TABLE plain ADD COLUMN x integer, ALTER COLUMN x SET STORAGE PLAIN;

ALTER TABLE plain ADD COLUMN x integer, ADD COLUMN x integer;

ALTER TABLE plain DROP COLUMN a, ALTER COLUMN a TYPE bigint;

ALTER TABLE plain ALTER COLUMN a TYPE bigint, ALTER COLUMN a TYPE numeric;

ALTER TABLE ONLY plain ADD COLUMN x integer;

ALTER TABLE IF EXISTS ONLY plain DROP COLUMN IF EXISTS a;

ALTER TABLE public.plain ADD COLUMN x public.account_status;

ALTER TABLE shop.stock ADD COLUMN x integer REFERENCES public.products;

ALTER TABLE shop.stock RENAME COLUMN amount TO x;

ALTER TABLE shop.stock DROP COLUMN product_id;

ALTER TABLE shop.stock SET SCHEMA archive;

-- set: SET search_path = shop
ALTER TABLE stock ADD COLUMN x integer;

-- set: SET search_path = shop
ALTER TABLE plain ADD COLUMN x integer;

-- set: SET search_path = shop, public
CREATE TABLE plain (id integer);

-- set: SET search_path = shop, public
CREATE INDEX x ON stock (amount);

-- set: SET search_path = shop, public
DROP TABLE stock;

-- set: SET search_path = shop
CREATE TABLE x (id integer REFERENCES public.products);

-- set: SET default_tablespace = 'pg_default'
CREATE TABLE x (id integer);

-- set: SET session_replication_role = replica
INSERT INTO order_lines (order_id, line, product_id) VALUES (1, 2, 1);

-- set: SET session_replication_role = replica
ALTER TABLE shipments ADD FOREIGN KEY (order_id) REFERENCES orders (id);

ALTER TABLE plain ADD COLUMN x varchar(10) DEFAULT 'a', ALTER COLUMN b SET DEFAULT 'z';

ALTER TABLE "Odd Names" RENAME COLUMN "Id" TO id;

ALTER TABLE "Odd Names" ADD UNIQUE ("select");

ALTER TABLE "Odd Names" RENAME TO odd_names;

CREATE INDEX "Odd Index" ON "Odd Names" ("select");

ALTER TABLE notes ADD COLUMN x bigint REFERENCES accounts;

ALTER TABLE notes ALTER COLUMN body SET NOT NULL;

ALTER TABLE guarded ADD COLUMN x integer DEFAULT 1;

ALTER TABLE guarded DROP COLUMN secret;

ALTER TABLE reservations ADD COLUMN x integer UNIQUE;

ALTER TABLE reservations ALTER COLUMN room TYPE bigint;

ALTER TABLE people ADD CONSTRAINT x CHECK (id > 0);

ALTER TABLE people ADD UNIQUE (full_name);

ALTER TABLE cache ADD COLUMN x text DEFAULT 'a';

ALTER TABLE cache DROP COLUMN hits;

ALTER TABLE scratch ADD CONSTRAINT x UNIQUE (value);

ALTER TABLE event_notes ADD COLUMN x integer;

ALTER TABLE event_notes DROP COLUMN event_id;

ALTER TABLE event_notes ALTER COLUMN event_kind TYPE varchar;

ALTER TABLE events_2025 ADD CONSTRAINT x CHECK (amount < 100);

ALTER TABLE events_2025 ALTER COLUMN amount SET NOT NULL;

ALTER TABLE events_2025 RENAME TO x;

ALTER TABLE events_2024 RENAME TO x;

ALTER TABLE events_2024 SET SCHEMA archive;

ALTER TABLE events_2024 OWNER TO app_owner;

ALTER TABLE events_2024 ADD PRIMARY KEY (id);

ALTER TABLE events_2024 ALTER COLUMN amount SET STATISTICS 50;

ALTER TABLE events_2024 DISABLE TRIGGER USER;

ALTER TABLE events_2024 ENABLE ROW LEVEL SECURITY;

ALTER TABLE buckets ADD CONSTRAINT x CHECK (id > 0);

ALTER TABLE buckets ALTER COLUMN value SET NOT NULL;

ALTER TABLE buckets DROP COLUMN value;

ALTER TABLE regions ALTER COLUMN name TYPE varchar(20);

ALTER TABLE regions DROP COLUMN size;

ALTER TABLE regions ALTER COLUMN size SET NOT NULL;

ALTER TABLE trucks ADD COLUMN x integer;

ALTER TABLE trucks DROP COLUMN load;

ALTER TABLE trucks ADD CONSTRAINT x CHECK (load > 0);

ALTER TABLE trucks ALTER COLUMN load SET NOT NULL;

ALTER TABLE trucks NO INHERIT vehicles;

ALTER TABLE tankers ALTER COLUMN volume TYPE bigint;
