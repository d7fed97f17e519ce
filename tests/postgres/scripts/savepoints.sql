-- Savepoints: what is rolled back lets its locks go, what is released keeps them.

ALTER TABLE plain ADD COLUMN x integer;
SAVEPOINT a;
ALTER TABLE messages ADD COLUMN x integer;
ROLLBACK TO SAVEPOINT a;
ALTER TABLE keyed ADD COLUMN x integer;

SAVEPOINT a;
ALTER TABLE messages ADD COLUMN x integer;
RELEASE SAVEPOINT a;
SELECT x FROM messages WHERE id = 1;

SELECT count(*) FROM plain;
SAVEPOINT a;
ALTER TABLE plain ADD COLUMN x integer;
ROLLBACK TO a;
UPDATE plain SET a = 1;

SAVEPOINT a;
CREATE TABLE fresh (id integer);
SAVEPOINT b;
DROP TABLE fresh;
ROLLBACK TO b;
INSERT INTO fresh VALUES (1);
ROLLBACK TO a;
CREATE TABLE fresh (id text);

SAVEPOINT a;
SAVEPOINT a;
ALTER TABLE plain ADD COLUMN x integer;
ROLLBACK TO a;
RELEASE a;
ROLLBACK TO a;
ALTER TABLE plain ADD COLUMN y integer;

SAVEPOINT a;
SAVEPOINT b;
RELEASE a;
ROLLBACK TO b;

SAVEPOINT a;
SET LOCAL lock_timeout = '1s';
SET search_path = shop;
ROLLBACK TO a;
SELECT 1;

SET lock_timeout = '1s';
SAVEPOINT a;
SET lock_timeout = '2s';
RELEASE a;
SELECT 1;

SAVEPOINT a;
DROP TABLE plain;
ROLLBACK TO a;
SELECT count(*) FROM plain;

SAVEPOINT a;
LOCK TABLE plain IN SHARE MODE;
SAVEPOINT b;
LOCK TABLE plain IN ACCESS EXCLUSIVE MODE;
ROLLBACK TO b;
ROLLBACK TO a;

-- send: autocommit
BEGIN;
ALTER TABLE plain ADD COLUMN x integer;
SAVEPOINT a;
ALTER TABLE plain ADD COLUMN y integer;
ROLLBACK TO a;
COMMIT;
SELECT x FROM plain;

-- send: string
BEGIN;
SAVEPOINT a;
ALTER TABLE plain ADD COLUMN y integer;
ROLLBACK TO a;
COMMIT;
ALTER TABLE plain ADD COLUMN z integer;
