-- Schemas, extensions, statistics, publications, comments and the rest

CREATE SCHEMA x;

CREATE SCHEMA IF NOT EXISTS shop;

CREATE SCHEMA shop;

CREATE SCHEMA x AUTHORIZATION app_owner CREATE TABLE y (id integer);

ALTER SCHEMA shop RENAME TO x;

ALTER SCHEMA shop OWNER TO app_owner;

DROP SCHEMA archive;

DROP SCHEMA IF EXISTS nothing;

DROP SCHEMA shop;

DROP SCHEMA shop CASCADE;

CREATE EXTENSION hstore;

CREATE EXTENSION IF NOT EXISTS citext;

CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA archive;

CREATE EXTENSION citext;

ALTER EXTENSION citext SET SCHEMA archive;

ALTER EXTENSION citext UPDATE;

DROP EXTENSION pg_trgm;

DROP EXTENSION citext;

DROP EXTENSION citext CASCADE;

DROP EXTENSION btree_gist CASCADE;

DROP EXTENSION IF EXISTS nothing;

CREATE STATISTICS x ON a, f FROM plain;

CREATE STATISTICS x (ndistinct) ON a, b FROM plain;

CREATE STATISTICS IF NOT EXISTS orders_statistics ON account_id, number FROM orders;

CREATE STATISTICS x ON (a + 1) FROM plain;

CREATE STATISTICS x ON amount, kind FROM events;

ALTER STATISTICS orders_statistics RENAME TO x;

ALTER STATISTICS orders_statistics SET STATISTICS 100;

ALTER STATISTICS orders_statistics OWNER TO app_owner;

ALTER STATISTICS orders_statistics SET SCHEMA archive;

DROP STATISTICS orders_statistics;

DROP STATISTICS IF EXISTS nothing;

CREATE PUBLICATION x;

CREATE PUBLICATION x FOR TABLE plain;

CREATE PUBLICATION x FOR TABLE plain, keyed;

CREATE PUBLICATION x FOR ALL TABLES;

CREATE PUBLICATION x FOR TABLE events;

-- majors: 15..
CREATE PUBLICATION x FOR TABLE plain (id, a);

-- majors: 15..
CREATE PUBLICATION x FOR TABLE keyed WHERE (id > 5);

-- majors: 15..
CREATE PUBLICATION x FOR TABLES IN SCHEMA shop;

ALTER PUBLICATION orders_publication ADD TABLE plain;

ALTER PUBLICATION orders_publication DROP TABLE orders;

ALTER PUBLICATION orders_publication SET TABLE plain, orders;

ALTER PUBLICATION orders_publication SET (publish = 'insert');

ALTER PUBLICATION orders_publication RENAME TO x;

ALTER PUBLICATION orders_publication OWNER TO app_owner;

DROP PUBLICATION orders_publication;

DROP PUBLICATION IF EXISTS nothing;

COMMENT ON TABLE plain IS 'x';

COMMENT ON TABLE plain IS NULL;

COMMENT ON COLUMN plain.a IS 'x';

COMMENT ON COLUMN account_orders.email IS 'x';

COMMENT ON TABLE events IS 'x';

COMMENT ON CONSTRAINT accounts_balance_check ON accounts IS 'x';

COMMENT ON TRIGGER orders_touch ON orders IS 'x';

COMMENT ON POLICY notes_tenant ON notes IS 'x';

COMMENT ON RULE guarded_keep ON guarded IS 'x';

COMMENT ON VIEW account_orders IS 'x';

COMMENT ON MATERIALIZED VIEW order_totals IS 'x';

COMMENT ON FUNCTION f_constant() IS 'x';

COMMENT ON TYPE account_status IS 'x';

COMMENT ON DOMAIN email IS 'x';

COMMENT ON SCHEMA shop IS 'x';

COMMENT ON EXTENSION citext IS 'x';

COMMENT ON STATISTICS orders_statistics IS 'x';

COMMENT ON FOREIGN TABLE remote IS 'x';

COMMENT ON PUBLICATION orders_publication IS 'x';

COMMENT ON ROLE suite_user IS 'x';

COMMENT ON TABLE nothing IS 'x';

COMMENT ON TABLE account_orders IS 'x';

CREATE COLLATION x (LOCALE = 'C');

DROP COLLATION IF EXISTS nothing;

CREATE CAST (integer AS account_status) WITH INOUT;

CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq);

CREATE TEXT SEARCH CONFIGURATION x (COPY = simple);

CREATE SERVER x FOREIGN DATA WRAPPER nowhere;

ALTER SERVER elsewhere OPTIONS (ADD x 'y');

DROP SERVER elsewhere;

DROP SERVER elsewhere CASCADE;

DROP FOREIGN DATA WRAPPER nowhere CASCADE;

CREATE USER MAPPING FOR suite_user SERVER elsewhere;

ALTER DATABASE postgres SET work_mem = '8MB';

DROP DATABASE IF EXISTS nothing;

SAVEPOINT x;

ROLLBACK TO SAVEPOINT x;
