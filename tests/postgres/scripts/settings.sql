-- Settings: for the transaction, for the session, and back.

SET lock_timeout = '2s';
SET statement_timeout = '1min';
ALTER TABLE plain ADD COLUMN x integer;
RESET lock_timeout;
SELECT 1;

SET LOCAL lock_timeout = '500ms';
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
SELECT 1;

SET lock_timeout = 3000;
COMMIT;
SELECT 1;

SET lock_timeout = '3s';
ROLLBACK;
SELECT 1;

SET SESSION lock_timeout TO '1h';
SET LOCAL lock_timeout TO DEFAULT;
RESET ALL;

-- send: autocommit
SET LOCAL lock_timeout = '1s';
SELECT 1;

-- send: string
SET LOCAL lock_timeout = '1s';
SELECT 1;

-- send: autocommit
SET lock_timeout = '1s';
BEGIN;
SET LOCAL lock_timeout = '5s';
COMMIT;
SELECT 1;

-- send: autocommit
SET lock_timeout = '1s';
BEGIN;
SET lock_timeout = '5s';
ROLLBACK;
SELECT 1;

-- send: string
SET lock_timeout = '1s';
BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE plain ADD COLUMN x integer;
COMMIT;
SELECT 1;

SELECT set_config('lock_timeout', '4s', true);
SELECT set_config('statement_timeout', '9s', false);
COMMIT;
SELECT 1;

SELECT set_config('search_path', '', false);
ALTER TABLE public.plain ADD COLUMN x integer;
ALTER TABLE plain ADD COLUMN y integer;

SET search_path = shop;
ALTER TABLE stock ADD COLUMN x integer;
CREATE TABLE fresh (id integer);
ALTER TABLE plain ADD COLUMN x integer;

SET search_path = shop, public;
CREATE TABLE plain (id integer);
ALTER TABLE plain ADD COLUMN x integer;
DROP TABLE plain;
ALTER TABLE plain ADD COLUMN x integer;

SET LOCAL search_path = archive;
CREATE TABLE fresh (id integer);
COMMIT;
CREATE TABLE fresh (id integer);

SET search_path TO nowhere;
CREATE TABLE fresh (id integer);

SET search_path TO nowhere, shop;
CREATE TABLE fresh (id integer);
RESET search_path;
CREATE TABLE fresh (id integer);

SET search_path = "$user", archive;
CREATE TABLE fresh (id integer);
SET search_path TO DEFAULT;
SELECT 1;

SET ROLE suite_user;
CREATE TABLE archive.fresh (id integer);

SET ROLE app_owner;
SELECT 1;
RESET ROLE;
SET ROLE NONE;
SELECT 1;

SET LOCAL ROLE app_owner;
COMMIT;
SELECT 1;

SET SESSION AUTHORIZATION suite_user;
SELECT 1;
RESET SESSION AUTHORIZATION;

SET session_replication_role = replica;
INSERT INTO orders (account_id, number) VALUES (1, 500);
ALTER TABLE orders ADD COLUMN x integer;
SET session_replication_role = origin;

SET check_function_bodies = off;
CREATE FUNCTION broken() RETURNS integer LANGUAGE sql AS 'SELECT a FROM nothing';
RESET check_function_bodies;

-- send: autocommit
SET lock_timeout = '1s';
SET search_path = shop;
DISCARD ALL;
SELECT 1;

DISCARD ALL;
SELECT 1;

-- send: autocommit
DISCARD PLANS;
DISCARD SEQUENCES;
DISCARD TEMP;

SET TIME ZONE 'UTC';
ALTER TABLE plain ALTER COLUMN d TYPE timestamptz;

SET TIME ZONE 'Europe/Paris';
ALTER TABLE plain ALTER COLUMN d TYPE timestamptz;

-- send: autocommit
BEGIN;
SET LOCAL TIME ZONE 'Europe/Paris';
COMMIT;
ALTER TABLE plain ALTER COLUMN d TYPE timestamptz;

SHOW lock_timeout;
SHOW search_path;
SHOW ALL;

SET lock_timeout = '1 fortnight';
SELECT 1;

SET no_such_setting = 1;
SELECT 1;

SET app.tenant = '7';
SELECT current_setting('app.tenant');

SET row_security = off;
SELECT count(*) FROM notes;
