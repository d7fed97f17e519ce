-- Types and domains

CREATE TYPE x AS ENUM ('a', 'b');

CREATE TYPE account_status AS ENUM ('a');

CREATE TYPE x AS (a integer, b text);

CREATE TYPE x AS RANGE (subtype = integer);

CREATE TYPE x;

ALTER TYPE account_status ADD VALUE 'new';

ALTER TYPE account_status ADD VALUE IF NOT EXISTS 'active';

ALTER TYPE account_status ADD VALUE 'active';

ALTER TYPE account_status ADD VALUE 'early' BEFORE 'active';

ALTER TYPE account_status RENAME VALUE 'closed' TO 'ended';

ALTER TYPE account_status RENAME TO x;

ALTER TYPE account_status SET SCHEMA archive;

ALTER TYPE account_status OWNER TO app_owner;

ALTER TYPE address ADD ATTRIBUTE country text;

ALTER TYPE address DROP ATTRIBUTE zip;

ALTER TYPE address ALTER ATTRIBUTE zip TYPE varchar(20);

ALTER TYPE address RENAME TO x;

ALTER TYPE person_type ADD ATTRIBUTE email text;

ALTER TYPE person_type ADD ATTRIBUTE email text CASCADE;

ALTER TYPE person_type DROP ATTRIBUTE born CASCADE;

ALTER TYPE person_type ALTER ATTRIBUTE full_name TYPE varchar CASCADE;

DROP TYPE unused_enum;

DROP TYPE IF EXISTS nothing;

DROP TYPE account_status;

DROP TYPE account_status CASCADE;

DROP TYPE address;

DROP TYPE address CASCADE;

DROP TYPE person_type CASCADE;

CREATE DOMAIN x AS text;

CREATE DOMAIN x AS integer NOT NULL DEFAULT 1 CHECK (VALUE > 0);

ALTER DOMAIN email ADD CONSTRAINT x CHECK (VALUE <> '');

ALTER DOMAIN email ADD CONSTRAINT x CHECK (VALUE <> '') NOT VALID;

ALTER DOMAIN work_email ADD CONSTRAINT x CHECK (VALUE <> '');

ALTER DOMAIN unchecked VALIDATE CONSTRAINT unchecked_short;

-- setup: CREATE TABLE checked_texts (t unchecked)
ALTER DOMAIN unchecked VALIDATE CONSTRAINT unchecked_short;

ALTER DOMAIN email DROP CONSTRAINT email_check;

ALTER DOMAIN email DROP CONSTRAINT IF EXISTS nothing;

ALTER DOMAIN email RENAME CONSTRAINT email_check TO x;

ALTER DOMAIN plain_int SET NOT NULL;

ALTER DOMAIN plain_int DROP NOT NULL;

ALTER DOMAIN plain_int SET DEFAULT 1;

ALTER DOMAIN plain_int DROP DEFAULT;

ALTER DOMAIN email RENAME TO x;

ALTER DOMAIN email SET SCHEMA archive;

ALTER DOMAIN email OWNER TO app_owner;

DROP DOMAIN label;

DROP DOMAIN label CASCADE;

DROP DOMAIN unchecked;

DROP DOMAIN IF EXISTS nothing;

DROP DOMAIN email CASCADE;
