-- Prepared statements, temporary tables, cursors, functions that run DDL.

PREPARE change AS UPDATE plain SET a = $1;
EXECUTE change(1);
DEALLOCATE change;

PREPARE look (integer) AS SELECT * FROM plain WHERE id = $1;
EXECUTE look(1);
DEALLOCATE ALL;

EXECUTE nothing;
SELECT 1;

CREATE TEMPORARY TABLE work (id integer);
INSERT INTO work SELECT id FROM plain;
UPDATE plain SET a = 2 FROM work WHERE work.id = plain.id;
DROP TABLE work;

CREATE TEMP TABLE work (id integer) ON COMMIT DROP;
INSERT INTO work VALUES (1);
COMMIT;
CREATE TEMP TABLE work (id integer);

CREATE TEMP TABLE work (id integer) ON COMMIT DELETE ROWS;
COMMIT;
INSERT INTO work VALUES (1);
DROP TABLE work;

CREATE TEMP TABLE plain (id integer);
ALTER TABLE plain ADD COLUMN x integer;
DROP TABLE plain;
ALTER TABLE plain ADD COLUMN x integer;

CREATE TEMP TABLE work AS SELECT * FROM accounts;
CREATE INDEX ON work (id);
ANALYZE work;

-- send: autocommit
CREATE TEMP TABLE work (id integer);
INSERT INTO work VALUES (1);
DISCARD TEMP;
CREATE TEMP TABLE work (id integer);

-- send: autocommit
CREATE TEMP TABLE work (id integer);
BEGIN;
DROP TABLE work;
ROLLBACK;
INSERT INTO work VALUES (1);

-- send: autocommit
CREATE TEMP TABLE work (id integer) ON COMMIT DROP;
INSERT INTO work VALUES (1);

DECLARE c CURSOR FOR SELECT * FROM plain;
FETCH 1 FROM c;
CLOSE c;
UPDATE plain SET a = 1;

-- send: autocommit
DECLARE c CURSOR FOR SELECT * FROM plain;
SELECT 1;

CREATE FUNCTION grow() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE plain ADD COLUMN grown integer; END $$;
SELECT grow();

CREATE FUNCTION grow() RETURNS void LANGUAGE sql AS 'ALTER TABLE plain ADD COLUMN grown integer';
SELECT grow();

CREATE PROCEDURE grow() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE grown (id integer); END $$;
CALL grow();
ALTER TABLE grown ADD COLUMN x integer;

CREATE FUNCTION change() RETURNS integer LANGUAGE sql AS 'UPDATE plain SET a = 1; SELECT 1';
SELECT change();

DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; END $$;
UPDATE plain SET x = 1;

-- send: autocommit
DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; COMMIT; ALTER TABLE messages ADD COLUMN x integer; END $$;
SELECT x FROM messages;

DO $$ BEGIN ALTER TABLE plain ADD COLUMN x integer; COMMIT; END $$;
SELECT 1;

DO $$ BEGIN PERFORM set_config('lock_timeout', '7s', true); ALTER TABLE plain ADD COLUMN x integer; END $$;
SELECT 1;

SET CONSTRAINTS ALL DEFERRED;
SET CONSTRAINTS shipments_line_fk IMMEDIATE;
SET CONSTRAINTS ALL IMMEDIATE;

SET CONSTRAINTS orders_deferred IMMEDIATE;
SET CONSTRAINTS public.orders_deferred DEFERRED;

SET CONSTRAINTS order_lines_product_fk DEFERRED;
SELECT 1;

SET CONSTRAINTS nothing DEFERRED;
SELECT 1;

SET CONSTRAINTS keyed_code_key DEFERRED;
SELECT 1;

NOTIFY something;
LISTEN something;
UNLISTEN *;

COPY plain TO '/dev/null';
COPY (SELECT id FROM messages) TO '/dev/null';
COPY plain FROM '/dev/null';

ALTER TABLE events DISABLE TRIGGER ALL;
INSERT INTO events (id, happened_at, kind, amount) VALUES (10, '2024-02-01', 'login', 1);
ALTER TABLE events ENABLE TRIGGER ALL;

WITH moved AS (DELETE FROM messages RETURNING *) INSERT INTO notes SELECT id + 100, tenant_id, body FROM moved;
SELECT count(*) FROM notes;

SELECT pg_advisory_xact_lock(1);
ALTER TABLE plain ADD COLUMN x integer;

SELECT setval('free_sequence', 10);
SELECT currval('free_sequence');

CHECKPOINT;
SELECT 1;

LOAD 'plpgsql';
SELECT 1;

-- majors: 15..
MERGE INTO messages USING plain ON messages.id = plain.id WHEN NOT MATCHED THEN INSERT (id) VALUES (plain.id);
SELECT 1;
