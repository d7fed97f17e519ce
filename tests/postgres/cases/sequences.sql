-- Sequences

CREATE SEQUENCE x;

CREATE SEQUENCE IF NOT EXISTS invoice_number;

CREATE SEQUENCE invoice_number;

CREATE SEQUENCE x OWNED BY plain.id;

CREATE SEQUENCE x AS integer START WITH 5 INCREMENT BY 2 CACHE 10;

ALTER SEQUENCE invoice_number RESTART;

ALTER SEQUENCE invoice_number RESTART WITH 100;

ALTER SEQUENCE invoice_number INCREMENT BY 2;

ALTER SEQUENCE invoice_number CACHE 20;

ALTER SEQUENCE invoice_number AS integer;

ALTER SEQUENCE invoice_number OWNED BY invoices.id;

ALTER SEQUENCE invoice_number OWNED BY NONE;

ALTER SEQUENCE keyed_owned_seq OWNED BY NONE;

ALTER SEQUENCE keyed_owned_seq OWNED BY keyed.id;

ALTER SEQUENCE invoice_number RENAME TO x;

ALTER SEQUENCE invoice_number SET SCHEMA archive;

ALTER SEQUENCE keyed_owned_seq SET SCHEMA archive;

ALTER SEQUENCE invoice_number OWNER TO app_owner;

ALTER SEQUENCE IF EXISTS nothing RESTART;

ALTER SEQUENCE nothing RESTART;

-- majors: 15..
ALTER SEQUENCE invoice_number SET UNLOGGED;

DROP SEQUENCE free_sequence;

DROP SEQUENCE IF EXISTS nothing;

DROP SEQUENCE invoice_number;

DROP SEQUENCE invoice_number CASCADE;

DROP SEQUENCE keyed_owned_seq;

DROP SEQUENCE accounts_id_seq;

DROP SEQUENCE orders_id_seq;

DROP SEQUENCE orders_id_seq CASCADE;

COMMENT ON SEQUENCE invoice_number IS 'x';
