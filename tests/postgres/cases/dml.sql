-- Rows: reading, writing, truncating, locking

SELECT 1;

SELECT * FROM plain;

SELECT count(*) FROM plain;

SELECT * FROM orders WHERE id = 1;

SELECT * FROM orders WHERE id = 1 FOR UPDATE;

SELECT * FROM orders JOIN accounts ON accounts.id = orders.account_id WHERE orders.id = 1 FOR UPDATE OF orders;

SELECT * FROM orders WHERE id = 1 FOR SHARE;

SELECT * FROM orders WHERE id = 1 FOR KEY SHARE NOWAIT;

SELECT * FROM account_orders WHERE id = 1;

SELECT * FROM large_orders WHERE id = 1;

SELECT * FROM order_totals WHERE account_id = 1;

SELECT * FROM events WHERE id = 1;

SELECT * FROM ONLY vehicles;

SELECT nextval('invoice_number');

SELECT setval('invoice_number', 100);

SELECT * FROM nothing;

SELECT a INTO x FROM plain;

WITH moved AS (DELETE FROM plain RETURNING a) INSERT INTO scratch (id) SELECT a + 100 FROM moved;

INSERT INTO plain (id) VALUES (1);

INSERT INTO plain SELECT * FROM plain;

INSERT INTO orders (account_id, number) VALUES (1, 1000);

INSERT INTO order_lines (order_id, line, product_id) VALUES (1, 2, 1);

INSERT INTO invoices (account_id) VALUES (1);

INSERT INTO keyed (id, candidate, checked) VALUES (1, 1, 1) ON CONFLICT DO NOTHING;

INSERT INTO keyed (id, candidate, checked) VALUES (1, 1, 1) ON CONFLICT (id) DO UPDATE SET code = 'x';

INSERT INTO events (id, happened_at, kind, amount) VALUES (10, '2024-02-01', 'login', 1);

INSERT INTO events_2024 (id, happened_at, kind, amount) VALUES (10, '2024-02-01', 'login', 1);

INSERT INTO guarded VALUES (2, 1, 's');

INSERT INTO simple_products (id, sku, title) VALUES (1000, 'sku1000', 't');

INSERT INTO account_orders (email) VALUES ('x');

INSERT INTO cars (id, wheels, doors) VALUES (10, 4, 4);

INSERT INTO nothing VALUES (1);

INSERT INTO plain (nothing) VALUES (1);

UPDATE plain SET a = 1;

UPDATE plain SET a = 1 WHERE id = 1;

UPDATE plain SET a = keyed.id FROM keyed WHERE keyed.id = plain.id;

UPDATE orders SET total = 0;

UPDATE orders SET total = 0 WHERE id = 1;

UPDATE orders SET account_id = 2 WHERE id = 1;

UPDATE orders SET id = id;

UPDATE accounts SET name = 'x' WHERE id = 1;

UPDATE events SET amount = 2;

UPDATE events SET amount = 2 WHERE happened_at = '2024-05-01';

UPDATE ONLY vehicles SET note = 'x';

UPDATE vehicles SET note = 'x';

UPDATE simple_products SET title = 'x' WHERE id = 1;

UPDATE order_totals SET total = 0;

DELETE FROM plain;

DELETE FROM plain WHERE id = 1;

DELETE FROM shipments WHERE id = 1;

DELETE FROM event_notes;

DELETE FROM guarded;

DELETE FROM events WHERE id = 4;

DELETE FROM vehicles;

DELETE FROM plain USING keyed WHERE keyed.id = plain.id;

-- majors: 15..
MERGE INTO plain USING keyed ON keyed.id = plain.id WHEN MATCHED THEN UPDATE SET a = 1;

-- majors: 15..
MERGE INTO plain USING (VALUES (1)) AS v (id) ON v.id = plain.id WHEN NOT MATCHED THEN INSERT (id) VALUES (v.id);

TRUNCATE plain;

TRUNCATE TABLE keyed RESTART IDENTITY;

TRUNCATE keyed CONTINUE IDENTITY;

TRUNCATE audit_log RESTART IDENTITY;

TRUNCATE orders;

TRUNCATE orders CASCADE;

TRUNCATE shipments;

TRUNCATE event_notes;

TRUNCATE accounts CASCADE;

TRUNCATE plain, keyed;

TRUNCATE vehicles;

TRUNCATE ONLY vehicles;

TRUNCATE nothing;

TRUNCATE order_totals;

TRUNCATE account_orders;

COPY plain TO '/dev/null';

COPY (SELECT * FROM plain) TO '/dev/null';

COPY plain FROM '/dev/null';

COPY plain (id, a) FROM '/dev/null';

LOCK TABLE plain;

LOCK plain IN ACCESS SHARE MODE;

LOCK TABLE plain IN ROW SHARE MODE;

LOCK TABLE plain IN ROW EXCLUSIVE MODE;

LOCK TABLE plain IN SHARE UPDATE EXCLUSIVE MODE;

LOCK TABLE plain IN SHARE MODE;

LOCK TABLE plain IN SHARE ROW EXCLUSIVE MODE;

LOCK TABLE plain IN EXCLUSIVE MODE;

LOCK TABLE plain, keyed IN EXCLUSIVE MODE;

LOCK TABLE plain IN SHARE MODE NOWAIT;

LOCK TABLE events IN SHARE MODE;

LOCK TABLE ONLY events IN SHARE MODE;

LOCK TABLE vehicles IN SHARE MODE;

LOCK TABLE account_orders IN SHARE MODE;

LOCK TABLE large_orders;

LOCK TABLE order_totals;

LOCK TABLE orders_pkey;

LOCK TABLE nothing;

DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; END $$;

DO $$ BEGIN UPDATE plain SET a = 1; END $$;

DO $$ BEGIN NULL; END $$;

CALL p_nothing();

SELECT f_volatile();

EXPLAIN SELECT * FROM plain;

EXPLAIN UPDATE plain SET a = 1;

DECLARE x CURSOR FOR SELECT * FROM plain;

SET LOCAL lock_timeout = '1s';

SET search_path = shop;

SHOW search_path;

RESET ALL;

NOTIFY x;

LISTEN x;
