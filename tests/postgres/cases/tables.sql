-- Tables: creating, dropping, copying

CREATE TABLE x (id integer);

CREATE TABLE IF NOT EXISTS x (id integer);

CREATE TABLE IF NOT EXISTS plain (id integer);

CREATE TABLE IF NOT EXISTS plain (id integer REFERENCES products);

CREATE TABLE plain (id integer);

CREATE TABLE nowhere_here.x (id integer);

CREATE TABLE x (id integer PRIMARY KEY, code text UNIQUE, n serial);

CREATE TABLE x (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE TABLE x (id integer REFERENCES products);

CREATE TABLE x (id integer, product_id integer REFERENCES products, account_id bigint REFERENCES accounts);

CREATE TABLE x (id integer PRIMARY KEY, parent integer REFERENCES x);

CREATE TABLE x (event_id bigint, event_at timestamp, kind text, FOREIGN KEY (event_id, event_at, kind) REFERENCES events);

CREATE TABLE x (id integer REFERENCES nothing);

CREATE TABLE x (id integer REFERENCES plain);

CREATE TABLE x (id bigint DEFAULT nextval('invoice_number'));

CREATE TABLE x (value email, status account_status, size positive_int);

CREATE TABLE x (LIKE plain);

CREATE TABLE x (LIKE products INCLUDING ALL);

CREATE TABLE x (LIKE orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

CREATE TABLE x (extra integer) INHERITS (vehicles);

CREATE TABLE x (extra integer) INHERITS (trucks);

CREATE TABLE x () INHERITS (vehicles, plain);

CREATE TABLE x OF person_type;

CREATE TABLE x AS SELECT * FROM plain;

CREATE TABLE x AS SELECT * FROM plain WITH NO DATA;

CREATE TABLE x AS SELECT id, email FROM account_orders;

CREATE TABLE IF NOT EXISTS plain AS SELECT 1 AS id;

CREATE TABLE x AS TABLE plain;

CREATE TEMPORARY TABLE x (id integer);

CREATE UNLOGGED TABLE x (id integer PRIMARY KEY);

CREATE TABLE x (id integer) PARTITION BY RANGE (id);

CREATE TABLE x (id integer PRIMARY KEY, product_id integer REFERENCES products) PARTITION BY RANGE (id);

CREATE TABLE x (id integer, n integer GENERATED ALWAYS AS (id + 1) STORED);

CREATE TABLE x (id integer, EXCLUDE USING gist (id WITH =));

CREATE TABLE shop.x (id integer REFERENCES shop.stock);

CREATE FOREIGN TABLE x (id integer) SERVER elsewhere;

DROP TABLE plain;

DROP TABLE IF EXISTS plain;

DROP TABLE IF EXISTS nothing;

DROP TABLE nothing;

DROP TABLE plain, keyed;

DROP TABLE keyed;

DROP TABLE orders;

DROP TABLE orders CASCADE;

DROP TABLE order_lines;

DROP TABLE order_lines CASCADE;

DROP TABLE shipments;

DROP TABLE shipments, order_lines;

DROP TABLE invoices;

DROP TABLE accounts CASCADE;

DROP TABLE products CASCADE;

DROP TABLE shop.stock;

DROP TABLE event_notes;

DROP TABLE notes;

DROP TABLE guarded;

DROP TABLE audit_log;

DROP TABLE audit_log CASCADE;

DROP TABLE vehicles;

DROP TABLE vehicles CASCADE;

DROP TABLE cars;

DROP TABLE trucks CASCADE;

DROP TABLE tankers;

DROP TABLE people;

DROP TABLE cache;

DROP TABLE remote;

DROP TABLE account_orders;

DROP TABLE events_2026;

DROP TABLE events_2027;

DROP TABLE "Odd Names";

DROP TABLE reservations, kinds, kinds_indexed;

DROP FOREIGN TABLE remote;

DROP FOREIGN TABLE IF EXISTS nothing;

-- majors: 18..
DROP TABLE virtuals;
