-- What a transaction made is its own matter.

CREATE TABLE fresh (id integer PRIMARY KEY, account_id bigint);
CREATE INDEX fresh_account_idx ON fresh (account_id);
ALTER TABLE fresh ADD FOREIGN KEY (account_id) REFERENCES accounts (id);
ALTER TABLE fresh ALTER COLUMN account_id SET NOT NULL;
DROP TABLE fresh;

CREATE TABLE fresh AS SELECT id, name FROM accounts;
ALTER TABLE fresh ADD PRIMARY KEY (id);
CREATE INDEX fresh_name_idx ON fresh (name);
INSERT INTO fresh VALUES (100, 'n');
UPDATE fresh SET name = 'm';

CREATE TABLE fresh (id bigint, happened_at timestamp) PARTITION BY RANGE (happened_at);
CREATE TABLE fresh_2024 PARTITION OF fresh FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX fresh_id_idx ON fresh (id);
INSERT INTO fresh VALUES (1, '2024-02-02');
ALTER TABLE fresh DETACH PARTITION fresh_2024;

CREATE TABLE fresh (id integer);
ALTER TABLE fresh RENAME TO renamed;
ALTER TABLE renamed ADD COLUMN x integer DEFAULT 1;
CREATE VIEW fresh AS SELECT * FROM renamed;
SELECT * FROM fresh;

CREATE SCHEMA fresh;
CREATE TABLE fresh.things (id integer PRIMARY KEY);
CREATE TABLE fresh.parts (id integer REFERENCES fresh.things (id));
DROP SCHEMA fresh CASCADE;

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE person (id integer, current mood DEFAULT 'ok');
ALTER TYPE mood ADD VALUE 'happy';
INSERT INTO person VALUES (1, 'sad');

CREATE MATERIALIZED VIEW fresh AS SELECT id FROM plain;
CREATE UNIQUE INDEX fresh_idx ON fresh (id);
REFRESH MATERIALIZED VIEW CONCURRENTLY fresh;
DROP MATERIALIZED VIEW fresh;

CREATE SEQUENCE fresh;
ALTER TABLE plain ALTER COLUMN id SET DEFAULT nextval('fresh');
ALTER SEQUENCE fresh OWNED BY plain.id;
ALTER TABLE plain DROP COLUMN id;

CREATE TABLE fresh (id integer);
CREATE TABLE fresh (id integer);
SELECT 1;

CREATE TABLE IF NOT EXISTS plain (id integer);
CREATE INDEX IF NOT EXISTS orders_placed_idx ON orders (placed_at);
DROP TABLE IF EXISTS nothing;
ALTER TABLE IF EXISTS nothing ADD COLUMN x integer;

CREATE UNLOGGED TABLE fresh (id integer);
INSERT INTO fresh SELECT id FROM plain;
ALTER TABLE fresh SET LOGGED;

CREATE TABLE fresh (id integer GENERATED ALWAYS AS IDENTITY, v text);
INSERT INTO fresh (v) VALUES ('a');
ALTER TABLE fresh ALTER COLUMN id RESTART WITH 10;

CREATE FUNCTION makes() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TABLE plain ADD COLUMN x integer DEFAULT makes();
DROP FUNCTION makes();

CREATE FUNCTION makes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER plain_makes BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION makes();
DROP FUNCTION makes() CASCADE;
INSERT INTO plain (id) VALUES (1);

TRUNCATE messages;
INSERT INTO messages (id) VALUES (1);
ALTER TABLE messages ALTER COLUMN body SET DEFAULT 'x';

TRUNCATE plain, keyed;
SELECT count(*) FROM plain;

CREATE TABLE fresh (id integer);
DROP TABLE fresh;
CREATE TABLE fresh (id bigint, other text);
ALTER TABLE fresh DROP COLUMN other;

SELECT id, b INTO fresh FROM plain;
CREATE INDEX fresh_idx ON fresh (id);
