-- A statement fails: all of its transaction with it.

ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN y integer;

SELECT * FROM nothing;
SELECT 1;

-- send: autocommit
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN y integer;

-- send: string
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN y integer;

CREATE INDEX CONCURRENTLY plain_a_idx ON plain (a);
SELECT 1;

-- send: string
CREATE INDEX CONCURRENTLY plain_a_idx ON plain (a);
SELECT 1;

-- send: autocommit
CREATE INDEX CONCURRENTLY plain_a_idx ON plain (a);
CREATE INDEX CONCURRENTLY plain_b_idx ON plain (b);
DROP INDEX CONCURRENTLY plain_a_idx;

-- send: autocommit
BEGIN;
CREATE INDEX CONCURRENTLY plain_a_idx ON plain (a);
COMMIT;

DROP INDEX CONCURRENTLY orders_placed_idx;
SELECT 1;

REINDEX TABLE CONCURRENTLY plain;
SELECT 1;

ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
SELECT 1;

-- send: string
VACUUM plain;
SELECT 1;

-- send: autocommit
VACUUM plain;
VACUUM FULL plain;
REINDEX TABLE CONCURRENTLY keyed;

-- send: string
ALTER SYSTEM SET work_mem = '8MB';
SELECT 1;

-- send: autocommit
LOCK TABLE plain;
SELECT 1;

-- send: string
LOCK TABLE plain;
SELECT 1;

-- send: autocommit
SAVEPOINT a;
SELECT 1;

-- send: string
SAVEPOINT a;
SELECT 1;

-- send: autocommit
ROLLBACK TO SAVEPOINT a;
SELECT 1;

-- send: autocommit
RELEASE SAVEPOINT a;
SELECT 1;

ROLLBACK TO SAVEPOINT nothing;
SELECT 1;

RELEASE SAVEPOINT nothing;
SELECT 1;

INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders ADD COLUMN x integer;

INSERT INTO orders (account_id, number) VALUES (1, 500);
DROP TABLE orders CASCADE;

INSERT INTO orders (account_id, number) VALUES (1, 500);
TRUNCATE orders CASCADE;

INSERT INTO orders (account_id, number) VALUES (1, 500);
CREATE INDEX orders_note_idx ON orders (note);
COMMENT ON TABLE orders IS 'x';
SELECT count(*) FROM orders;

INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders VALIDATE CONSTRAINT orders_account_id_fkey;

INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders RENAME COLUMN note TO remark;
ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases SET SCHEMA archive;

INSERT INTO orders (account_id, number) VALUES (1, 500);
CREATE TRIGGER x BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f_trigger();
DROP TRIGGER orders_touch ON orders;

INSERT INTO orders (account_id, number) VALUES (1, 500);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ADD COLUMN x integer;

INSERT INTO orders (account_id, number) VALUES (1, 500);
SET CONSTRAINTS orders_deferred IMMEDIATE;
ALTER TABLE orders ADD COLUMN x integer;

INSERT INTO orders (account_id, number) VALUES (1, 500);
REINDEX TABLE orders;

INSERT INTO orders (account_id, number) VALUES (1, 500);
CLUSTER orders USING orders_pkey;

INSERT INTO orders (account_id, number) VALUES (1, 500);
DROP INDEX orders_placed_idx;

INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE accounts ADD COLUMN x integer;

INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE accounts DROP CONSTRAINT accounts_pkey CASCADE;

UPDATE orders SET note = 'x';
ALTER TABLE orders ADD COLUMN x integer;

SET CONSTRAINTS ALL DEFERRED;
INSERT INTO shipments (id, order_id, line) VALUES (100, 1, 1);
ALTER TABLE shipments ADD COLUMN x integer;

INSERT INTO shipments (id, order_id, line) VALUES (100, 1, 1);
ALTER TABLE shipments ADD COLUMN x integer;

SET CONSTRAINTS shipments_line_fk DEFERRED;
INSERT INTO shipments (id, order_id, line) VALUES (100, 1, 1);
ALTER TABLE order_lines ADD COLUMN x integer;
ALTER TABLE shipments ADD COLUMN x integer;

SET CONSTRAINTS shipments_line_fk DEFERRED;
UPDATE shipments SET order_id = 2 WHERE id = 1;
DROP TABLE shipments;

ALTER TABLE messages ADD CONSTRAINT messages_fk FOREIGN KEY (tenant_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO messages (id, tenant_id) VALUES (2, 1);
ALTER TABLE messages ADD COLUMN x integer;

ALTER TABLE messages ADD CONSTRAINT messages_fk FOREIGN KEY (tenant_id) REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO messages (id, tenant_id) VALUES (2, 1);
SAVEPOINT a;
INSERT INTO messages (id, tenant_id) VALUES (3, 1);
ROLLBACK TO SAVEPOINT a;
ALTER TABLE messages ADD COLUMN x integer;

SAVEPOINT a;
INSERT INTO orders (account_id, number) VALUES (1, 500);
ROLLBACK TO SAVEPOINT a;
ALTER TABLE orders ADD COLUMN x integer;

-- send: autocommit
BEGIN;
INSERT INTO orders (account_id, number) VALUES (1, 500);
COMMIT;
ALTER TABLE orders ADD COLUMN x integer;

-- send: autocommit
INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders ADD COLUMN x integer;

-- send: string
INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders ADD COLUMN x integer;

INSERT INTO events (id, happened_at, kind, amount) VALUES (10, '2024-02-01', 'login', 1);
ALTER TABLE events ADD COLUMN x integer;

DELETE FROM messages;
ALTER TABLE messages ADD COLUMN x integer NOT NULL;

DECLARE c CURSOR FOR SELECT * FROM plain;
ALTER TABLE plain ADD COLUMN x integer;

DECLARE c CURSOR FOR SELECT * FROM plain;
CLOSE c;
ALTER TABLE plain ADD COLUMN x integer;
