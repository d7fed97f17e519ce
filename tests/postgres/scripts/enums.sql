-- A label is not to be used before it is committed.

ALTER TYPE account_status ADD VALUE 'gone';
INSERT INTO accounts (email, status) VALUES ('x', 'gone');

ALTER TYPE account_status ADD VALUE 'gone';
ALTER TABLE accounts ALTER COLUMN status SET DEFAULT 'gone';

ALTER TYPE account_status ADD VALUE 'gone';
CREATE INDEX accounts_gone_idx ON accounts (id) WHERE status = 'gone';

ALTER TYPE account_status ADD VALUE 'gone';
ALTER TABLE accounts ADD CONSTRAINT accounts_status_check CHECK (status <> 'gone');

ALTER TYPE account_status ADD VALUE 'gone';
UPDATE accounts SET status = 'active' WHERE id = 1;

ALTER TYPE account_status ADD VALUE 'gone';
SELECT 'gone';

ALTER TYPE account_status ADD VALUE 'gone';
SELECT 'gone'::account_status;

ALTER TYPE account_status ADD VALUE IF NOT EXISTS 'closed';
UPDATE accounts SET status = 'closed' WHERE id = 1;

ALTER TYPE account_status ADD VALUE 'gone';
ALTER TYPE account_status ADD VALUE 'lost' AFTER 'gone';
ALTER TABLE accounts ADD COLUMN x account_status;

ALTER TYPE account_status RENAME VALUE 'closed' TO 'shut';
UPDATE accounts SET status = 'shut' WHERE id = 1;

CREATE TYPE colour AS ENUM ('red');
ALTER TYPE colour ADD VALUE 'blue';
CREATE TABLE painted (id integer, colour colour DEFAULT 'red');

-- send: autocommit
ALTER TYPE account_status ADD VALUE 'gone';
UPDATE accounts SET status = 'gone' WHERE id = 1;
ALTER TABLE accounts ALTER COLUMN status SET DEFAULT 'gone';

-- send: string
ALTER TYPE account_status ADD VALUE 'gone';
ALTER TABLE accounts ALTER COLUMN status SET DEFAULT 'gone';

-- send: autocommit
BEGIN;
ALTER TYPE account_status ADD VALUE 'gone';
COMMIT;
UPDATE accounts SET status = 'gone' WHERE id = 1;

SAVEPOINT a;
ALTER TYPE account_status ADD VALUE 'gone';
ROLLBACK TO SAVEPOINT a;
ALTER TYPE account_status ADD VALUE 'gone';
ALTER TABLE accounts ALTER COLUMN status SET DEFAULT 'active';
