-- Who begins and who commits.

-- send: autocommit
ALTER TABLE plain ADD COLUMN x integer;
UPDATE plain SET x = 1;
ALTER TABLE plain ALTER COLUMN x SET NOT NULL;

-- send: string
ALTER TABLE plain ADD COLUMN x integer;
UPDATE plain SET x = 1;
ALTER TABLE plain ALTER COLUMN x SET NOT NULL;

-- send: string
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
ALTER TABLE messages ADD COLUMN x integer;
ALTER TABLE keyed ADD COLUMN x integer;

-- send: string
ALTER TABLE plain ADD COLUMN x integer;
BEGIN;
ALTER TABLE messages ADD COLUMN x integer;
COMMIT;
ALTER TABLE keyed ADD COLUMN x integer;

-- send: string
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
ROLLBACK;
ALTER TABLE plain ADD COLUMN x integer;
SELECT x FROM plain;

-- send: string
ALTER TABLE plain ADD COLUMN x integer;
ROLLBACK;
ALTER TABLE plain ADD COLUMN x integer;

-- send: string
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
COMMIT AND CHAIN;
ALTER TABLE messages ADD COLUMN x integer;
COMMIT;
ALTER TABLE keyed ADD COLUMN x integer;

-- send: autocommit
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
ALTER TABLE messages ADD COLUMN x integer;
COMMIT;
ALTER TABLE keyed ADD COLUMN x integer;

-- send: autocommit
START TRANSACTION;
ALTER TABLE plain ADD COLUMN x integer;
END;
SELECT x FROM plain;

-- send: autocommit
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
ABORT;
ALTER TABLE plain ADD COLUMN x integer;

-- send: autocommit
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
COMMIT AND CHAIN;
ALTER TABLE messages ADD COLUMN x integer;
ROLLBACK AND CHAIN;
ALTER TABLE keyed ADD COLUMN x integer;
COMMIT;

-- send: autocommit
COMMIT;
ROLLBACK;
SELECT 1;

-- send: autocommit
COMMIT AND CHAIN;
SELECT 1;

-- send: autocommit
BEGIN;
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
COMMIT;

-- send: transaction
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
ALTER TABLE messages ADD COLUMN x integer;
BEGIN;
ALTER TABLE keyed ADD COLUMN x integer;

-- send: transaction
ALTER TABLE plain ADD COLUMN x integer;
ROLLBACK;
ALTER TABLE plain ADD COLUMN x integer;

-- send: transaction
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
CREATE INDEX CONCURRENTLY plain_a_idx ON plain (a);

-- send: autocommit
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
PREPARE TRANSACTION 'x';
SELECT 1;
COMMIT PREPARED 'x';
SELECT x FROM plain;

-- send: autocommit
BEGIN;
CREATE TABLE fresh (id integer);
PREPARE TRANSACTION 'x';
SELECT 1;
ROLLBACK PREPARED 'x';
CREATE TABLE fresh (id integer);

-- send: autocommit
PREPARE TRANSACTION 'x';
SELECT 1;

COMMIT PREPARED 'x';
SELECT 1;

-- send: autocommit
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT count(*) FROM plain;
COMMIT;

-- send: autocommit
BEGIN READ ONLY;
SELECT count(*) FROM plain;
COMMIT;

-- send: autocommit
BEGIN READ ONLY;
UPDATE plain SET a = 1;
COMMIT;

-- send: autocommit
BEGIN READ ONLY;
CREATE TABLE fresh (id integer);
COMMIT;

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
UPDATE plain SET a = 1;

SET TRANSACTION READ ONLY;
ALTER TABLE plain ADD COLUMN x integer;

SET TRANSACTION READ ONLY;
SELECT count(*) FROM plain;
LOCK TABLE plain IN ACCESS SHARE MODE;

SET TRANSACTION READ ONLY;
LOCK TABLE plain IN SHARE MODE;

-- send: autocommit
SET default_transaction_read_only = on;
UPDATE plain SET a = 1;

-- send: autocommit
SET default_transaction_isolation = 'serializable';
UPDATE plain SET a = 1;

-- send: autocommit
CREATE TABLE fresh (id integer PRIMARY KEY);
CREATE INDEX CONCURRENTLY fresh_idx ON fresh (id);
BEGIN;
ALTER TABLE fresh ADD COLUMN x integer;
DROP TABLE fresh;
COMMIT;
