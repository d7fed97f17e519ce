-- Locks pile up until the transaction ends.

ALTER TABLE plain ADD COLUMN x integer;
UPDATE plain SET x = 1;
ALTER TABLE plain ALTER COLUMN x SET NOT NULL;

SELECT count(*) FROM plain;
UPDATE plain SET a = 1 WHERE id = 1;
CREATE INDEX plain_a_idx ON plain (a);
DROP TABLE plain;

CREATE INDEX plain_a_idx ON plain (a);
CREATE INDEX plain_b_idx ON plain (b);
CREATE INDEX messages_tenant_idx ON messages (tenant_id);

ALTER TABLE messages ADD COLUMN account_id bigint;
ALTER TABLE messages ADD CONSTRAINT messages_account_fk FOREIGN KEY (account_id) REFERENCES accounts (id) NOT VALID;
ALTER TABLE messages VALIDATE CONSTRAINT messages_account_fk;

ALTER TABLE plain ADD CONSTRAINT plain_a_check CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE plain VALIDATE CONSTRAINT plain_a_check;
ALTER TABLE plain ALTER COLUMN a SET NOT NULL;
ALTER TABLE plain DROP CONSTRAINT plain_a_check;

COMMENT ON TABLE accounts IS 'people';
COMMENT ON COLUMN accounts.name IS 'their name';
ALTER TABLE accounts ALTER COLUMN name SET DEFAULT 'x';

ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases RENAME COLUMN note TO remark;
ALTER TABLE purchases ADD COLUMN x integer;
SELECT remark FROM purchases WHERE id = 1;

ALTER TABLE plain RENAME TO plain_old;
CREATE TABLE plain (LIKE plain_old INCLUDING ALL);
INSERT INTO plain SELECT * FROM plain_old;
DROP TABLE plain_old;

DROP INDEX orders_placed_idx;
CREATE INDEX orders_placed_idx ON orders (placed_at);

CREATE TRIGGER plain_touch BEFORE UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION f_trigger();
ALTER TABLE plain DISABLE TRIGGER plain_touch;
DROP TRIGGER plain_touch ON plain;

ALTER TABLE notes DISABLE ROW LEVEL SECURITY;
DROP POLICY notes_tenant ON notes;
CREATE POLICY notes_tenant ON notes USING (true);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;

GRANT SELECT ON plain TO suite_user;
REVOKE ALL ON accounts FROM suite_user;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO suite_user;

REFRESH MATERIALIZED VIEW product_codes;
REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;

DROP VIEW large_orders;
DROP VIEW account_orders;
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14, 2);
CREATE VIEW account_orders AS SELECT accounts.id, accounts.email, orders.number, orders.total FROM accounts JOIN orders ON orders.account_id = accounts.id;
CREATE VIEW large_orders AS SELECT * FROM account_orders WHERE total > 100;

ALTER TABLE events ADD COLUMN source text;
CREATE INDEX events_source_idx ON events (source);
CREATE TABLE events_2028 PARTITION OF events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

DELETE FROM event_notes;
ALTER TABLE events DETACH PARTITION events_2024;
DROP TABLE events_2024;

ALTER TABLE regions ATTACH PARTITION regions_asia FOR VALUES IN ('as');
ALTER TABLE regions DETACH PARTITION regions_eu;
ALTER TABLE regions ATTACH PARTITION regions_eu FOR VALUES IN ('eu');

ALTER SEQUENCE free_sequence RESTART WITH 7;
SELECT nextval('free_sequence');
DROP SEQUENCE free_sequence;

ALTER TABLE vehicles ADD COLUMN colour text;
ALTER TABLE cars NO INHERIT vehicles;
ALTER TABLE vehicles DROP COLUMN note;

ALTER TYPE account_status RENAME TO status_of_account;
ALTER TABLE accounts ADD COLUMN previous status_of_account;

ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 200) NOT VALID;
ALTER DOMAIN email VALIDATE CONSTRAINT email_short;

ALTER SCHEMA shop RENAME TO store;
ALTER TABLE store.stock ADD COLUMN x integer;
ALTER TABLE store.stock SET SCHEMA public;

CREATE UNIQUE INDEX plain_id_idx ON plain (id);
ALTER TABLE plain ADD CONSTRAINT plain_pkey PRIMARY KEY USING INDEX plain_id_idx;
ALTER TABLE messages ADD FOREIGN KEY (id) REFERENCES plain (id);

ALTER TABLE order_lines DROP CONSTRAINT order_lines_product_fk;
ALTER TABLE products ALTER COLUMN id TYPE bigint;
ALTER TABLE order_lines ALTER COLUMN product_id TYPE bigint;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_product_fk FOREIGN KEY (product_id) REFERENCES products (id);

VACUUM plain;
SELECT 1;

ANALYZE plain;
ANALYZE accounts;

REINDEX TABLE keyed;
REINDEX INDEX keyed_code_key;
CLUSTER keyed USING keyed_pkey;

CREATE PUBLICATION x FOR TABLE plain;
ALTER PUBLICATION x ADD TABLE messages;
DROP PUBLICATION x;

CREATE STATISTICS plain_statistics ON a, b FROM plain;
DROP STATISTICS plain_statistics;

ALTER TABLE orders REPLICA IDENTITY FULL;
ALTER TABLE orders SET (fillfactor = 80);
ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500;

EXPLAIN SELECT * FROM plain;
EXPLAIN UPDATE plain SET a = 1;

DROP SCHEMA archive;
CREATE SCHEMA archive;
CREATE TABLE archive.plain (LIKE public.plain);

CREATE EXTENSION hstore;
CREATE TABLE uses_hstore (id integer, data hstore);
DROP EXTENSION hstore CASCADE;
