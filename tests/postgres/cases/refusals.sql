-- Near misses: what the server refuses, in its own words, and what comes close and works.

-- ALTER TABLE on what is no table

ALTER TABLE order_totals ADD COLUMN x integer;

ALTER TABLE free_sequence ADD COLUMN x integer;

ALTER TABLE orders_placed_idx ADD COLUMN x integer;

ALTER TABLE account_orders ALTER COLUMN id SET DEFAULT 1;

ALTER TABLE order_totals ALTER COLUMN account_id SET DEFAULT 1;

ALTER TABLE account_orders ALTER COLUMN id DROP NOT NULL;

ALTER TABLE order_totals ALTER COLUMN account_id DROP NOT NULL;

ALTER TABLE account_orders ALTER COLUMN id SET NOT NULL;

ALTER TABLE order_totals ALTER COLUMN account_id SET NOT NULL;

ALTER TABLE account_orders ALTER COLUMN id SET STATISTICS 10;

ALTER TABLE order_totals ALTER COLUMN account_id SET STATISTICS 10;

ALTER TABLE account_orders ALTER COLUMN id SET (n_distinct = 5);

ALTER TABLE order_totals ALTER COLUMN account_id SET (n_distinct = 5);

ALTER TABLE account_orders ALTER COLUMN id SET STORAGE PLAIN;

ALTER TABLE order_totals ALTER COLUMN account_id SET STORAGE PLAIN;

ALTER TABLE account_orders DROP COLUMN id;

ALTER TABLE order_totals DROP COLUMN account_id;

ALTER TABLE free_sequence DROP COLUMN id;

ALTER TABLE orders_placed_idx DROP COLUMN id;

ALTER TABLE account_orders ADD CONSTRAINT c CHECK (id > 0);

ALTER TABLE order_totals ADD CONSTRAINT c CHECK (account_id > 0);

ALTER TABLE account_orders ADD PRIMARY KEY (id);

ALTER TABLE order_totals ADD PRIMARY KEY (account_id);

ALTER TABLE free_sequence ADD PRIMARY KEY (id);

ALTER TABLE orders_placed_idx ADD PRIMARY KEY (id);

ALTER TABLE account_orders DROP CONSTRAINT c;

ALTER TABLE order_totals DROP CONSTRAINT c;

ALTER TABLE account_orders VALIDATE CONSTRAINT c;

ALTER TABLE order_totals VALIDATE CONSTRAINT c;

ALTER TABLE account_orders ALTER COLUMN id TYPE bigint;

ALTER TABLE order_totals ALTER COLUMN account_id TYPE bigint;

ALTER TABLE account_orders CLUSTER ON i;

ALTER TABLE order_totals CLUSTER ON i;

ALTER TABLE free_sequence CLUSTER ON i;

ALTER TABLE orders_placed_idx CLUSTER ON i;

ALTER TABLE account_orders SET WITHOUT CLUSTER;

ALTER TABLE order_totals SET WITHOUT CLUSTER;

ALTER TABLE account_orders SET LOGGED;

ALTER TABLE order_totals SET LOGGED;

ALTER TABLE free_sequence SET LOGGED;

ALTER TABLE orders_placed_idx SET LOGGED;

ALTER TABLE account_orders SET UNLOGGED;

ALTER TABLE order_totals SET UNLOGGED;

ALTER TABLE account_orders SET (fillfactor = 70);

ALTER TABLE order_totals SET (fillfactor = 70);

ALTER TABLE free_sequence SET (fillfactor = 70);

ALTER TABLE orders_placed_idx SET (fillfactor = 70);

ALTER TABLE account_orders RESET (fillfactor);

ALTER TABLE order_totals RESET (fillfactor);

ALTER TABLE account_orders ENABLE TRIGGER ALL;

ALTER TABLE order_totals ENABLE TRIGGER ALL;

ALTER TABLE account_orders DISABLE TRIGGER USER;

ALTER TABLE order_totals DISABLE TRIGGER USER;

ALTER TABLE account_orders ENABLE RULE r;

ALTER TABLE order_totals ENABLE RULE r;

ALTER TABLE account_orders INHERIT vehicles;

ALTER TABLE order_totals INHERIT vehicles;

ALTER TABLE free_sequence INHERIT vehicles;

ALTER TABLE orders_placed_idx INHERIT vehicles;

ALTER TABLE account_orders NO INHERIT vehicles;

ALTER TABLE order_totals NO INHERIT vehicles;

ALTER TABLE account_orders OF person_type;

ALTER TABLE order_totals OF person_type;

ALTER TABLE account_orders NOT OF;

ALTER TABLE order_totals NOT OF;

ALTER TABLE account_orders REPLICA IDENTITY FULL;

ALTER TABLE order_totals REPLICA IDENTITY FULL;

ALTER TABLE free_sequence REPLICA IDENTITY FULL;

ALTER TABLE orders_placed_idx REPLICA IDENTITY FULL;

ALTER TABLE account_orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE order_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE free_sequence ENABLE ROW LEVEL SECURITY;

ALTER TABLE orders_placed_idx ENABLE ROW LEVEL SECURITY;

ALTER TABLE account_orders DISABLE ROW LEVEL SECURITY;

ALTER TABLE order_totals DISABLE ROW LEVEL SECURITY;

ALTER TABLE account_orders FORCE ROW LEVEL SECURITY;

ALTER TABLE order_totals FORCE ROW LEVEL SECURITY;

ALTER TABLE account_orders ATTACH PARTITION plain FOR VALUES IN ('x');

ALTER TABLE order_totals ATTACH PARTITION plain FOR VALUES IN ('x');

ALTER TABLE account_orders DETACH PARTITION plain;

ALTER TABLE order_totals DETACH PARTITION plain;

ALTER TABLE account_orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

ALTER TABLE order_totals ALTER COLUMN account_id ADD GENERATED ALWAYS AS IDENTITY;

ALTER TABLE account_orders ALTER COLUMN id DROP IDENTITY;

ALTER TABLE order_totals ALTER COLUMN account_id DROP IDENTITY;

ALTER TABLE account_orders ALTER COLUMN id DROP EXPRESSION;

ALTER TABLE order_totals ALTER COLUMN account_id DROP EXPRESSION;

-- The wrong keyword

DROP VIEW plain;

ALTER VIEW plain SET SCHEMA archive;

ALTER VIEW order_totals RENAME TO x;

ALTER VIEW order_totals SET SCHEMA archive;

ALTER VIEW orders_placed_idx RENAME TO x;

DROP VIEW orders_placed_idx;

ALTER VIEW orders_placed_idx SET SCHEMA archive;

ALTER VIEW free_sequence RENAME TO x;

DROP VIEW free_sequence;

ALTER VIEW free_sequence SET SCHEMA archive;

ALTER VIEW remote RENAME TO x;

DROP VIEW remote;

ALTER VIEW remote SET SCHEMA archive;

ALTER VIEW address RENAME TO x;

DROP VIEW address;

ALTER VIEW address SET SCHEMA archive;

ALTER MATERIALIZED VIEW plain RENAME TO x;

ALTER MATERIALIZED VIEW plain SET SCHEMA archive;

ALTER MATERIALIZED VIEW account_orders RENAME TO x;

DROP MATERIALIZED VIEW account_orders;

ALTER MATERIALIZED VIEW account_orders SET SCHEMA archive;

ALTER MATERIALIZED VIEW orders_placed_idx RENAME TO x;

DROP MATERIALIZED VIEW orders_placed_idx;

ALTER MATERIALIZED VIEW orders_placed_idx SET SCHEMA archive;

ALTER MATERIALIZED VIEW free_sequence RENAME TO x;

DROP MATERIALIZED VIEW free_sequence;

ALTER MATERIALIZED VIEW free_sequence SET SCHEMA archive;

ALTER MATERIALIZED VIEW remote RENAME TO x;

DROP MATERIALIZED VIEW remote;

ALTER MATERIALIZED VIEW remote SET SCHEMA archive;

ALTER MATERIALIZED VIEW address RENAME TO x;

DROP MATERIALIZED VIEW address;

ALTER MATERIALIZED VIEW address SET SCHEMA archive;

ALTER INDEX account_orders RENAME TO x;

DROP INDEX account_orders;

ALTER INDEX order_totals RENAME TO x;

DROP INDEX order_totals;

ALTER INDEX free_sequence RENAME TO x;

DROP INDEX free_sequence;

ALTER INDEX remote RENAME TO x;

DROP INDEX remote;

ALTER INDEX address RENAME TO x;

DROP INDEX address;

ALTER SEQUENCE plain RENAME TO x;

DROP SEQUENCE plain;

ALTER SEQUENCE plain SET SCHEMA archive;

ALTER SEQUENCE account_orders RENAME TO x;

DROP SEQUENCE account_orders;

ALTER SEQUENCE account_orders SET SCHEMA archive;

ALTER SEQUENCE order_totals RENAME TO x;

DROP SEQUENCE order_totals;

ALTER SEQUENCE order_totals SET SCHEMA archive;

ALTER SEQUENCE orders_placed_idx RENAME TO x;

DROP SEQUENCE orders_placed_idx;

ALTER SEQUENCE orders_placed_idx SET SCHEMA archive;

ALTER SEQUENCE free_sequence RENAME TO x;

ALTER SEQUENCE free_sequence SET SCHEMA archive;

ALTER SEQUENCE remote RENAME TO x;

DROP SEQUENCE remote;

ALTER SEQUENCE remote SET SCHEMA archive;

ALTER SEQUENCE address RENAME TO x;

DROP SEQUENCE address;

ALTER SEQUENCE address SET SCHEMA archive;

ALTER FOREIGN TABLE plain RENAME TO x;

DROP FOREIGN TABLE plain;

ALTER FOREIGN TABLE plain SET SCHEMA archive;

ALTER FOREIGN TABLE account_orders RENAME TO x;

DROP FOREIGN TABLE account_orders;

ALTER FOREIGN TABLE account_orders SET SCHEMA archive;

ALTER FOREIGN TABLE order_totals RENAME TO x;

DROP FOREIGN TABLE order_totals;

ALTER FOREIGN TABLE order_totals SET SCHEMA archive;

ALTER FOREIGN TABLE orders_placed_idx RENAME TO x;

DROP FOREIGN TABLE orders_placed_idx;

ALTER FOREIGN TABLE orders_placed_idx SET SCHEMA archive;

ALTER FOREIGN TABLE free_sequence RENAME TO x;

DROP FOREIGN TABLE free_sequence;

ALTER FOREIGN TABLE free_sequence SET SCHEMA archive;

ALTER FOREIGN TABLE remote SET SCHEMA archive;

ALTER FOREIGN TABLE address RENAME TO x;

DROP FOREIGN TABLE address;

ALTER FOREIGN TABLE address SET SCHEMA archive;

ALTER TABLE order_totals RENAME TO x;

DROP TABLE order_totals;

ALTER TABLE orders_placed_idx RENAME TO x;

DROP TABLE orders_placed_idx;

ALTER TABLE free_sequence RENAME TO x;

DROP TABLE free_sequence;

ALTER TABLE remote RENAME TO x;

ALTER TABLE address RENAME TO x;

DROP TABLE address;

-- Names that are not there, or there already

ALTER TABLE plain ADD COLUMN a text;

ALTER TABLE plain ADD COLUMN IF NOT EXISTS a text;

ALTER TABLE plain ADD COLUMN ctid text;

ALTER TABLE plain ADD COLUMN tableoid oid;

ALTER TABLE plain DROP COLUMN ctid;

ALTER TABLE plain RENAME COLUMN a TO a;

ALTER TABLE plain RENAME TO email;

ALTER TABLE plain RENAME TO address;

ALTER TABLE keyed RENAME CONSTRAINT nothing TO x;

ALTER TABLE keyed RENAME CONSTRAINT keyed_code_key TO keyed_pkey;

ALTER TABLE keyed RENAME CONSTRAINT keyed_checked TO keyed_pkey;

ALTER TABLE keyed DROP CONSTRAINT nothing;

ALTER TABLE keyed DROP CONSTRAINT IF EXISTS nothing;

ALTER TABLE keyed VALIDATE CONSTRAINT nothing;

ALTER TABLE keyed VALIDATE CONSTRAINT keyed_pkey;

ALTER TABLE keyed VALIDATE CONSTRAINT keyed_checked;

ALTER TABLE keyed ALTER CONSTRAINT keyed_pkey DEFERRABLE;

ALTER TABLE keyed ALTER CONSTRAINT nothing DEFERRABLE;

ALTER TABLE keyed ADD CONSTRAINT keyed_checked CHECK (true);

ALTER TABLE keyed ADD CONSTRAINT keyed_code_key UNIQUE (candidate);

ALTER TABLE keyed ADD PRIMARY KEY (code);

ALTER TABLE keyed ADD UNIQUE (nothing);

ALTER TABLE keyed ADD UNIQUE (code, code);

ALTER TABLE keyed ADD CHECK (nothing > 0);

ALTER TABLE keyed ADD CHECK (candidate);

ALTER TABLE keyed ADD CHECK (candidate > (SELECT 1));

ALTER TABLE keyed ADD CHECK (count(*) > 0);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES nothing;

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES accounts (nothing);

ALTER TABLE keyed ADD FOREIGN KEY (nothing) REFERENCES accounts;

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES plain;

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES plain (a);

ALTER TABLE keyed ADD FOREIGN KEY (candidate, nullable) REFERENCES accounts (id);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES account_orders (id);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES order_totals (account_id);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES remote (id);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES free_sequence;

ALTER TABLE keyed ADD FOREIGN KEY (nullable) REFERENCES keyed (nullable);

ALTER TABLE keyed ADD FOREIGN KEY (nullable) REFERENCES keyed (checked);

ALTER TABLE keyed ADD FOREIGN KEY (candidate) REFERENCES scratch (id);

ALTER TABLE scratch ADD FOREIGN KEY (id) REFERENCES keyed (id);

ALTER TABLE keyed ADD CONSTRAINT keyed_pkey UNIQUE USING INDEX keyed_candidate_idx;

ALTER TABLE keyed ADD UNIQUE USING INDEX keyed_partial_idx;

ALTER TABLE keyed ADD UNIQUE USING INDEX keyed_pkey;

ALTER TABLE keyed ADD UNIQUE USING INDEX nothing;

ALTER TABLE keyed ADD UNIQUE USING INDEX unkeyed_id_idx;

ALTER TABLE products ADD UNIQUE USING INDEX products_title_idx;

ALTER TABLE products ADD UNIQUE USING INDEX products_lower_idx;

ALTER TABLE keyed ALTER COLUMN nothing SET NOT NULL;

ALTER TABLE keyed ALTER COLUMN nothing TYPE text;

ALTER TABLE keyed ALTER COLUMN nothing SET DEFAULT 1;

ALTER TABLE keyed ALTER COLUMN code SET DEFAULT code;

ALTER TABLE keyed ALTER COLUMN code SET DEFAULT (SELECT 'x');

ALTER TABLE keyed ALTER COLUMN candidate SET DEFAULT 'x';

ALTER TABLE keyed ALTER COLUMN candidate SET DEFAULT now();

ALTER TABLE keyed ALTER COLUMN candidate SET DEFAULT '7';

ALTER TABLE keyed ALTER COLUMN id DROP NOT NULL;

ALTER TABLE keyed ALTER COLUMN candidate DROP NOT NULL;

ALTER TABLE keyed ALTER COLUMN candidate TYPE nothing;

ALTER TABLE keyed ALTER COLUMN code TYPE integer;

ALTER TABLE keyed ALTER COLUMN candidate TYPE text;

ALTER TABLE keyed ALTER COLUMN candidate TYPE boolean;

ALTER TABLE keyed ALTER COLUMN candidate TYPE boolean USING candidate > 1;

ALTER TABLE keyed ALTER COLUMN candidate TYPE date;

ALTER TABLE keyed ALTER COLUMN candidate TYPE account_status;

ALTER TABLE keyed ALTER COLUMN candidate TYPE text USING nothing;

ALTER TABLE keyed ALTER COLUMN candidate TYPE int4range;

ALTER TABLE kinds ALTER COLUMN c_bool TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_bool TYPE text;

ALTER TABLE kinds ALTER COLUMN c_uuid TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_jsonb TYPE text;

ALTER TABLE kinds ALTER COLUMN c_jsonb TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_date TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_interval TYPE time;

ALTER TABLE kinds ALTER COLUMN c_time TYPE timestamp;

ALTER TABLE kinds ALTER COLUMN c_real TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_enum TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_bytea TYPE text;

ALTER TABLE kinds ALTER COLUMN c_text TYPE bytea;

ALTER TABLE kinds ALTER COLUMN c_ints TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_int TYPE integer[];

ALTER TABLE kinds ALTER COLUMN c_ints TYPE text[];

ALTER TABLE kinds ALTER COLUMN c_arr TYPE integer[];

ALTER TABLE kinds ALTER COLUMN c_text TYPE email;

ALTER TABLE kinds ALTER COLUMN c_bit TYPE integer;

ALTER TABLE kinds ALTER COLUMN c_oid TYPE bigint;

ALTER TABLE accounts ALTER COLUMN id SET DEFAULT 1;

ALTER TABLE accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

ALTER TABLE accounts ALTER COLUMN email ADD GENERATED ALWAYS AS IDENTITY;

ALTER TABLE accounts ALTER COLUMN email DROP IDENTITY;

ALTER TABLE accounts ALTER COLUMN email DROP IDENTITY IF EXISTS;

ALTER TABLE cache ALTER COLUMN hits ADD GENERATED ALWAYS AS IDENTITY;

ALTER TABLE products ALTER COLUMN value DROP DEFAULT;

ALTER TABLE products ADD COLUMN x numeric GENERATED ALWAYS AS (value * 2) STORED;

ALTER TABLE products ADD COLUMN x numeric GENERATED ALWAYS AS (now()) STORED;

ALTER TABLE products ADD COLUMN x numeric GENERATED ALWAYS AS (random()) STORED;

ALTER TABLE products ADD COLUMN x timestamptz GENERATED ALWAYS AS (updated_at) STORED;

ALTER TABLE products ADD COLUMN x text GENERATED ALWAYS AS (upper(title)) STORED;

ALTER TABLE products ADD COLUMN x integer GENERATED ALWAYS AS (f_immutable(code)) STORED;

ALTER TABLE products ADD COLUMN x integer GENERATED ALWAYS AS (f_volatile()) STORED;

ALTER TABLE products ADD COLUMN x integer GENERATED ALWAYS AS (nothing) STORED;

ALTER TABLE products ADD COLUMN x integer GENERATED ALWAYS AS (x + 1) STORED;

ALTER TABLE products ADD COLUMN x integer GENERATED ALWAYS AS (code) STORED DEFAULT 1;

ALTER TABLE plain ADD COLUMN x integer GENERATED ALWAYS AS IDENTITY DEFAULT 1;

ALTER TABLE plain ADD COLUMN x text GENERATED ALWAYS AS IDENTITY;

ALTER TABLE plain ADD COLUMN x nothing;

ALTER TABLE plain ADD COLUMN x integer DEFAULT nothing();

ALTER TABLE plain ADD COLUMN x integer DEFAULT a;

ALTER TABLE plain ADD COLUMN x integer PRIMARY KEY PRIMARY KEY;

ALTER TABLE keyed ADD COLUMN x integer PRIMARY KEY;

ALTER TABLE plain ADD COLUMN x integer NULL NOT NULL;

ALTER TABLE plain ADD COLUMN x integer DEFAULT 1 DEFAULT 2;

ALTER TABLE plain ADD COLUMN x integer REFERENCES accounts (email);

ALTER TABLE plain ADD COLUMN x text REFERENCES accounts (email);

ALTER TABLE plain ADD COLUMN x integer REFERENCES accounts;

ALTER TABLE plain ADD COLUMN x uuid REFERENCES accounts;

ALTER TABLE plain ADD COLUMN x text COLLATE nothing;

ALTER TABLE plain ADD COLUMN x integer COLLATE "C";

ALTER TABLE plain ADD COLUMN x serial DEFAULT 1;

ALTER TABLE plain ALTER COLUMN a TYPE serial;

ALTER TABLE events_2024 ALTER COLUMN payload TYPE text;

ALTER TABLE events_2024 ALTER COLUMN payload SET DEFAULT 'x';

ALTER TABLE events_2024 ALTER COLUMN payload SET NOT NULL;

ALTER TABLE events_2024 DROP CONSTRAINT events_amount_check;

ALTER TABLE events_2024 ADD CHECK (amount < 1000);

ALTER TABLE events_2024 INHERIT vehicles;

ALTER TABLE events ALTER COLUMN happened_at TYPE timestamptz;

ALTER TABLE events ADD UNIQUE (id);

ALTER TABLE events ADD UNIQUE (id, happened_at);

ALTER TABLE events ADD UNIQUE (id, happened_at, kind, amount);

ALTER TABLE ONLY events ADD CHECK (amount < 10);

ALTER TABLE ONLY vehicles ADD CHECK (wheels < 100);

ALTER TABLE ONLY vehicles ADD CHECK (wheels < 100) NO INHERIT;

ALTER TABLE events ADD CHECK (amount < 1000) NO INHERIT;

ALTER TABLE cars DROP COLUMN wheels;

ALTER TABLE cars RENAME COLUMN wheels TO x;

ALTER TABLE cars ALTER COLUMN wheels TYPE bigint;

ALTER TABLE vehicles INHERIT tankers;

ALTER TABLE vehicles INHERIT vehicles;

ALTER TABLE plain INHERIT nothing;

ALTER TABLE plain INHERIT account_orders;

ALTER TABLE plain INHERIT events;

ALTER TABLE loose_child NO INHERIT vehicles;

ALTER TABLE cars INHERIT vehicles;

ALTER TABLE people ALTER COLUMN born TYPE timestamp;

ALTER TABLE plain OF nothing;

ALTER TABLE plain OF account_status;

ALTER TABLE plain NOT OF;

ALTER TABLE plain SET (fillfactor = 5);

ALTER TABLE plain SET (fillfactor = 'x');

ALTER TABLE plain SET (toast.fillfactor = 50);

ALTER TABLE plain SET (toast.nothing = 50);

ALTER TABLE plain SET (other.fillfactor = 50);

ALTER TABLE plain SET (parallel_workers = 4);

ALTER TABLE plain SET (parallel_workers = 4000);

ALTER TABLE plain SET (user_catalog_table = perhaps);

ALTER TABLE plain SET (autovacuum_vacuum_scale_factor = 0.1);

ALTER TABLE plain SET (autovacuum_vacuum_scale_factor = 101);

ALTER TABLE plain SET (autovacuum_vacuum_cost_delay = 2);

ALTER TABLE plain SET (vacuum_index_cleanup = sometimes);

ALTER TABLE plain SET (log_autovacuum_min_duration = 100);

ALTER TABLE plain SET (toast_tuple_target = 256);

ALTER TABLE plain SET (toast_tuple_target = 1);

ALTER TABLE plain SET (oids = true);

ALTER TABLE plain RESET (nothing);

ALTER TABLE plain RESET (nothing, fillfactor);

ALTER TABLE plain SET (security_barrier = true);

ALTER TABLE events SET (autovacuum_enabled = false);

ALTER TABLE events RESET (fillfactor);

ALTER VIEW account_orders SET (security_barrier = maybe);

ALTER VIEW account_orders SET (check_option = local);

ALTER VIEW simple_products SET (check_option = local);

ALTER VIEW simple_products SET (check_option = wrong);

ALTER VIEW account_orders SET (fillfactor = 70);

ALTER MATERIALIZED VIEW order_totals SET (security_barrier = true);

ALTER INDEX orders_placed_idx SET (fillfactor = 101);

ALTER INDEX orders_placed_idx SET (fastupdate = off);

ALTER INDEX orders_placed_idx SET (deduplicate_items = off);

ALTER INDEX orders_placed_idx SET (nothing = 1);

ALTER INDEX products_tags_idx SET (fillfactor = 70);

ALTER INDEX products_tags_idx SET (gin_pending_list_limit = 1024);

ALTER INDEX products_updated_idx SET (pages_per_range = 16);

ALTER INDEX products_updated_idx SET (pages_per_range = 0);

ALTER INDEX products_span_idx SET (buffering = auto);

ALTER INDEX products_span_idx SET (buffering = never);

ALTER INDEX products_hash_idx SET (fillfactor = 70);

ALTER INDEX events_payload_idx SET (fillfactor = 70);

ALTER INDEX products_lower_idx ALTER COLUMN 2 SET STATISTICS 500;

ALTER INDEX products_covering_idx ALTER COLUMN 2 SET STATISTICS 500;

ALTER TABLE plain ALTER COLUMN 1 SET STATISTICS 500;

ALTER TABLE plain ALTER COLUMN a SET STATISTICS -5;

ALTER TABLE plain ALTER COLUMN a SET STATISTICS 20000;

ALTER TABLE plain ALTER COLUMN a SET (n_distinct = -0.5);

ALTER TABLE plain ALTER COLUMN a SET (nothing = 5);

ALTER TABLE plain ALTER COLUMN b SET STORAGE nothing;

ALTER TABLE plain ALTER COLUMN b SET COMPRESSION nothing;

ALTER TABLE plain ALTER COLUMN a SET COMPRESSION pglz;

ALTER TABLE plain SET TABLESPACE nothing;

ALTER TABLE plain SET TABLESPACE pg_global;

ALTER TABLE plain SET SCHEMA public;

ALTER TABLE plain OWNER TO nobody_known;

ALTER TABLE plain CLUSTER ON nothing;

ALTER TABLE keyed CLUSTER ON keyed_pkey;

ALTER TABLE keyed CLUSTER ON keyed_partial_idx;

ALTER TABLE plain CLUSTER ON keyed_pkey;

ALTER TABLE products CLUSTER ON products_hash_idx;

ALTER TABLE products CLUSTER ON products_span_idx;

ALTER TABLE keyed REPLICA IDENTITY USING INDEX keyed_partial_idx;

ALTER TABLE keyed REPLICA IDENTITY USING INDEX nothing;

ALTER TABLE products REPLICA IDENTITY USING INDEX products_lower_idx;

ALTER TABLE orders ENABLE TRIGGER nothing;

ALTER TABLE guarded ENABLE RULE nothing;

ALTER TABLE regions ATTACH PARTITION regions_asia FOR VALUES IN ('eu');

ALTER TABLE regions ATTACH PARTITION regions_asia FOR VALUES IN ('as', 'us');

ALTER TABLE regions ATTACH PARTITION regions_asia FOR VALUES FROM ('a') TO ('b');

ALTER TABLE regions ATTACH PARTITION regions_asia FOR VALUES WITH (MODULUS 2, REMAINDER 0);

ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('xx');

ALTER TABLE regions ATTACH PARTITION plain FOR VALUES IN ('xx');

ALTER TABLE regions ATTACH PARTITION nothing FOR VALUES IN ('xx');

ALTER TABLE regions ATTACH PARTITION account_orders FOR VALUES IN ('xx');

ALTER TABLE regions ATTACH PARTITION regions FOR VALUES IN ('xx');

ALTER TABLE regions ATTACH PARTITION cars FOR VALUES IN ('xx');

ALTER TABLE plain ATTACH PARTITION regions_asia FOR VALUES IN ('as');

ALTER TABLE regions DETACH PARTITION plain;

ALTER TABLE regions DETACH PARTITION nothing;

ALTER TABLE plain DETACH PARTITION regions_eu;

ALTER TABLE events DETACH PARTITION events_2025_login;

ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2025-06-01') TO ('2026-06-01');

ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2027-01-01') TO ('2026-01-01');

ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2026-01-01');

ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM (MINVALUE) TO ('2020-01-01');

ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-02');

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2023-01-01 00:00:00') TO ('2024-01-01 00:00:00');

CREATE TABLE x PARTITION OF events FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

CREATE TABLE x PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2024-01-01');

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2019-01-01');

CREATE TABLE x PARTITION OF events FOR VALUES FROM ('2020-01-01', 1) TO ('2021-01-01', 1);

CREATE TABLE x PARTITION OF events FOR VALUES IN ('2020-01-01');

CREATE TABLE x PARTITION OF events DEFAULT;

CREATE TABLE x PARTITION OF regions FOR VALUES IN ('eu');

CREATE TABLE x PARTITION OF regions FOR VALUES IN ('fr', 'ca');

CREATE TABLE x PARTITION OF regions FOR VALUES IN ('fr', 'de');

CREATE TABLE x PARTITION OF regions FOR VALUES IN (NULL);

CREATE TABLE x PARTITION OF regions DEFAULT;

CREATE TABLE x PARTITION OF events_2025 FOR VALUES IN ('login', 'logout');

CREATE TABLE x PARTITION OF events_2025 FOR VALUES IN ('logout');

CREATE TABLE x PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE TABLE x PARTITION OF buckets FOR VALUES WITH (MODULUS 4, REMAINDER 3);

CREATE TABLE x PARTITION OF buckets FOR VALUES WITH (MODULUS 3, REMAINDER 0);

CREATE TABLE x PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 5);

CREATE TABLE x PARTITION OF buckets DEFAULT;

CREATE TABLE x PARTITION OF plain DEFAULT;

CREATE TABLE x PARTITION OF empty_root FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

CREATE TABLE x (id integer, id text);

CREATE TABLE x (id integer PRIMARY KEY, other integer PRIMARY KEY);

CREATE TABLE x (id integer, PRIMARY KEY (nothing));

CREATE TABLE x (id integer CHECK (nothing > 0));

CREATE TABLE x (id integer) INHERITS (nothing);

CREATE TABLE x (id integer) INHERITS (events);

CREATE TABLE x (wheels text) INHERITS (vehicles);

CREATE TABLE x (wheels integer) INHERITS (vehicles);

CREATE TABLE x () INHERITS (cars, trucks);

CREATE TABLE x (LIKE nothing);

CREATE TABLE x (LIKE account_orders);

CREATE TABLE x (LIKE free_sequence);

CREATE TABLE x (LIKE address);

CREATE TABLE x (id integer) PARTITION BY RANGE (nothing);

CREATE TABLE x (id integer PRIMARY KEY, at date) PARTITION BY RANGE (at);

CREATE TABLE x (id integer, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);

CREATE TABLE x (id integer) PARTITION BY LIST (id, id);

CREATE TABLE x (id integer) PARTITION BY RANGE (random());

CREATE TABLE x (id integer) PARTITION BY RANGE ((id + 1));

CREATE TABLE x OF nothing;

CREATE TABLE x OF address;

CREATE TABLE x OF account_status;

CREATE TABLE x (id integer) WITH (nothing = 1);

CREATE TABLE x (id integer) WITH (fillfactor = 70);

CREATE TABLE x (id integer) TABLESPACE nothing;

CREATE TABLE x (id integer) USING nothing;

CREATE TABLE x (id integer) USING heap;

CREATE TABLE x (id nothing);

CREATE TABLE nothing.x (id integer);

CREATE TABLE pg_catalog.x (id integer);

CREATE TABLE plain AS SELECT 1;

CREATE TABLE x AS SELECT * FROM nothing;

CREATE TABLE x AS SELECT nothing FROM plain;

CREATE TABLE x (a, b) AS SELECT 1 AS one;

CREATE TABLE x AS SELECT 1 AS one, 2 AS one;

CREATE TABLE email (id integer);

CREATE TABLE account_status (id integer);

CREATE INDEX ON plain (nothing);

CREATE INDEX ON plain (a, nothing);

CREATE INDEX ON plain (a) INCLUDE (nothing);

CREATE INDEX ON nothing (a);

CREATE INDEX ON account_orders (id);

CREATE INDEX ON remote (id);

CREATE INDEX ON free_sequence (last_value);

CREATE INDEX orders_placed_idx ON plain (a);

CREATE INDEX plain ON plain (a);

CREATE INDEX ON plain USING nothing (a);

CREATE INDEX ON plain USING gin (a);

CREATE INDEX ON plain USING gist (a);

CREATE INDEX ON plain USING gin (b);

CREATE INDEX ON plain USING gin (b gin_trgm_ops);

CREATE INDEX ON plain USING hash (a, id);

CREATE UNIQUE INDEX ON plain USING hash (a);

CREATE UNIQUE INDEX ON plain USING gin (b gin_trgm_ops);

CREATE INDEX ON plain USING hash (a) INCLUDE (b);

CREATE INDEX ON plain USING brin (a) INCLUDE (b);

CREATE INDEX ON plain USING gist (a) INCLUDE (b);

CREATE INDEX ON plain USING brin (a DESC);

CREATE INDEX ON plain (a nothing_ops);

CREATE INDEX ON plain (b text_pattern_ops);

CREATE INDEX ON plain (a text_pattern_ops);

CREATE INDEX ON kinds (c_json);

CREATE INDEX ON kinds (c_jsonb);

CREATE INDEX ON kinds (c_xid);

CREATE INDEX ON kinds USING hash (c_xid);

CREATE INDEX ON products (body);

CREATE INDEX ON accounts (home);

CREATE UNIQUE INDEX ON kinds (c_json);

ALTER TABLE kinds ADD UNIQUE (c_json);

ALTER TABLE kinds ADD PRIMARY KEY (c_xid);

CREATE INDEX ON plain (now());

CREATE INDEX ON plain ((d::date));

CREATE INDEX ON orders ((shipped_at::date));

CREATE INDEX ON orders (date_trunc('day', placed_at));

CREATE INDEX ON orders (date_trunc('day', shipped_at));

CREATE INDEX ON orders (date_trunc('day', shipped_at, 'UTC'));

CREATE INDEX ON orders (to_char(placed_at, 'YYYY'));

CREATE INDEX ON orders (extract(year FROM placed_at));

CREATE INDEX ON orders (extract(year FROM shipped_at));

CREATE INDEX ON orders (age(placed_at));

CREATE INDEX ON orders ((placed_at + interval '1 day'));

CREATE INDEX ON orders ((shipped_at + interval '1 day'));

CREATE INDEX ON orders ((shipped_at AT TIME ZONE 'UTC'));

CREATE INDEX ON plain (f_stable());

CREATE INDEX ON plain (f_immutable(a));

CREATE INDEX ON plain (f_unused(a));

CREATE INDEX ON plain (f_constant());

CREATE INDEX ON plain (f_random());

CREATE INDEX ON plain (f_random_stable());

CREATE INDEX ON plain (concat(b, c));

CREATE INDEX ON plain ((b || c));

CREATE INDEX ON plain (coalesce(b, c));

CREATE INDEX ON plain (lower(b));

CREATE INDEX ON plain (md5(b));

CREATE INDEX ON plain (to_tsvector(b));

CREATE INDEX ON plain USING gin (to_tsvector('english', b));

CREATE INDEX ON plain (to_number(b, '9'));

CREATE INDEX ON plain (format('%s', b));

CREATE INDEX ON plain (a) WHERE d > now();

CREATE INDEX ON plain (a) WHERE d > '2024-01-01';

CREATE INDEX ON plain (a) WHERE random() > 0.5;

CREATE INDEX ON plain (a) WHERE f_stable() > 0;

CREATE INDEX ON plain (a) WHERE a;

CREATE INDEX ON plain (a) WHERE nothing > 0;

CREATE INDEX ON plain (a) WHERE a IN (SELECT 1);

CREATE INDEX ON plain (count(*));

CREATE INDEX ON plain (nothing(a));

CREATE INDEX ON plain (a) WITH (nothing = 1);

CREATE INDEX ON plain (a) WITH (fillfactor = 9);

CREATE INDEX ON plain (a) WITH (fillfactor = 90);

CREATE INDEX ON plain (a) TABLESPACE nothing;

CREATE INDEX ON events (payload);

CREATE UNIQUE INDEX ON events (payload);

CREATE INDEX CONCURRENTLY ON events (payload);

CREATE INDEX ON ONLY events (payload);

CREATE INDEX IF NOT EXISTS plain ON orders (placed_at);

ALTER INDEX regions_only_idx ATTACH PARTITION nothing;

ALTER INDEX regions_only_idx ATTACH PARTITION plain;

ALTER INDEX orders_placed_idx ATTACH PARTITION regions_eu_size_idx;

ALTER INDEX events_payload_idx ATTACH PARTITION events_2024_payload_idx;

ALTER INDEX events_payload_idx ATTACH PARTITION regions_eu_size_idx;

ALTER INDEX orders_placed_idx RENAME TO orders_pkey;

ALTER INDEX nothing RENAME TO x;
