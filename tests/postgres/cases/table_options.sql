-- ALTER TABLE: everything about the table itself

ALTER TABLE plain RENAME TO x;

ALTER TABLE orders RENAME TO x;

ALTER TABLE plain RENAME TO keyed;

ALTER TABLE IF EXISTS nothing RENAME TO x;

ALTER TABLE events RENAME TO x;

ALTER TABLE account_orders RENAME TO x;

ALTER TABLE products_title_idx RENAME TO x;

ALTER TABLE invoice_number RENAME TO x;

ALTER TABLE plain SET SCHEMA archive;

ALTER TABLE orders SET SCHEMA archive;

ALTER TABLE keyed SET SCHEMA archive;

ALTER TABLE events SET SCHEMA archive;

ALTER TABLE plain SET SCHEMA nothing;

ALTER TABLE plain OWNER TO app_owner;

ALTER TABLE orders OWNER TO app_owner;

ALTER TABLE keyed OWNER TO app_owner;

ALTER TABLE accounts OWNER TO app_owner;

ALTER TABLE events OWNER TO app_owner;

ALTER TABLE plain OWNER TO CURRENT_USER;

ALTER TABLE plain OWNER TO nobody_here;

ALTER TABLE plain SET (fillfactor = 70);

ALTER TABLE plain SET (autovacuum_enabled = false);

ALTER TABLE plain SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_threshold = 100);

ALTER TABLE plain SET (toast_tuple_target = 1000);

ALTER TABLE plain SET (parallel_workers = 2);

ALTER TABLE plain SET (user_catalog_table = true);

ALTER TABLE plain SET (vacuum_truncate = false);

ALTER TABLE plain SET (toast.autovacuum_enabled = false);

ALTER TABLE plain SET (vacuum_index_cleanup = off);

ALTER TABLE plain SET (log_autovacuum_min_duration = 0);

ALTER TABLE plain SET (autovacuum_freeze_max_age = 200000);

ALTER TABLE plain RESET (fillfactor);

ALTER TABLE plain SET (nothing = 1);

ALTER TABLE events SET (fillfactor = 70);

ALTER TABLE events_2024 SET (fillfactor = 70);

ALTER TABLE plain SET UNLOGGED;

ALTER TABLE scratch SET LOGGED;

ALTER TABLE scratch SET UNLOGGED;

ALTER TABLE plain SET LOGGED;

ALTER TABLE cache SET LOGGED;

ALTER TABLE audit_log SET UNLOGGED;

ALTER TABLE orders SET UNLOGGED;

ALTER TABLE keyed SET UNLOGGED;

ALTER TABLE events SET UNLOGGED;

ALTER TABLE events_2024 SET UNLOGGED;

ALTER TABLE plain SET WITHOUT OIDS;

ALTER TABLE plain SET TABLESPACE pg_default;

-- majors: 15..
ALTER TABLE plain SET ACCESS METHOD heap;

ALTER TABLE plain SET WITHOUT CLUSTER;

ALTER TABLE products CLUSTER ON products_title_idx;

ALTER TABLE products CLUSTER ON products_tags_idx;

ALTER TABLE plain REPLICA IDENTITY FULL;

ALTER TABLE plain REPLICA IDENTITY NOTHING;

ALTER TABLE plain REPLICA IDENTITY DEFAULT;

ALTER TABLE keyed REPLICA IDENTITY USING INDEX keyed_candidate_idx;

ALTER TABLE keyed REPLICA IDENTITY USING INDEX keyed_nullable_idx;

ALTER TABLE plain ENABLE ROW LEVEL SECURITY;

ALTER TABLE notes DISABLE ROW LEVEL SECURITY;

ALTER TABLE notes FORCE ROW LEVEL SECURITY;

ALTER TABLE notes NO FORCE ROW LEVEL SECURITY;

ALTER TABLE orders DISABLE TRIGGER orders_touch;

ALTER TABLE orders ENABLE TRIGGER orders_touch;

ALTER TABLE orders DISABLE TRIGGER ALL;

ALTER TABLE orders DISABLE TRIGGER USER;

ALTER TABLE orders ENABLE REPLICA TRIGGER orders_touch;

ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_touch;

ALTER TABLE orders DISABLE TRIGGER nothing;

ALTER TABLE events DISABLE TRIGGER events_row;

ALTER TABLE events DISABLE TRIGGER events_statement;

ALTER TABLE ONLY events DISABLE TRIGGER events_row;

ALTER TABLE events DISABLE TRIGGER ALL;

ALTER TABLE guarded DISABLE RULE guarded_keep;

ALTER TABLE guarded ENABLE RULE guarded_keep;

ALTER TABLE guarded ENABLE ALWAYS RULE guarded_keep;

ALTER TABLE guarded ENABLE REPLICA RULE guarded_keep;

ALTER TABLE loose_child INHERIT vehicles;

ALTER TABLE loose_child INHERIT cars;

ALTER TABLE plain INHERIT vehicles;

ALTER TABLE cars NO INHERIT vehicles;

ALTER TABLE tankers NO INHERIT trucks;

ALTER TABLE people NOT OF;

ALTER TABLE plain OF person_type;

-- setup makes a table that fits the type

-- setup: CREATE TABLE fits (id integer, full_name text, born date)
ALTER TABLE fits OF person_type;

ALTER TABLE plain ADD COLUMN x integer, DROP COLUMN a, ALTER COLUMN f SET DEFAULT 1, ALTER COLUMN id SET NOT NULL;

ALTER TABLE plain ALTER COLUMN a SET STATISTICS 100, ALTER COLUMN b SET STATISTICS 100;

ALTER TABLE plain ALTER COLUMN a SET STATISTICS 100, ALTER COLUMN b SET DEFAULT 'x';

ALTER TABLE plain SET (fillfactor = 70), ADD CONSTRAINT x CHECK (a > 0) NOT VALID;

ALTER TABLE invoices VALIDATE CONSTRAINT invoices_amount_check, ADD COLUMN x integer;

ALTER TABLE orders DISABLE TRIGGER USER, ADD CONSTRAINT x CHECK (number > 0);

ALTER TABLE plain ADD COLUMN x integer NOT NULL DEFAULT 1, ALTER COLUMN x DROP DEFAULT;

ALTER TABLE plain ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET DEFAULT 1, ALTER COLUMN a SET NOT NULL;

ALTER TABLE plain ALTER COLUMN a TYPE bigint, ADD CONSTRAINT x CHECK (a > 0);

ALTER TABLE plain ALTER COLUMN a TYPE bigint, ADD UNIQUE (a);

ALTER TABLE plain ADD UNIQUE (a), ADD UNIQUE (id);

ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;

ALTER VIEW account_orders RENAME TO x;

ALTER VIEW account_orders SET SCHEMA archive;

ALTER VIEW account_orders OWNER TO app_owner;

ALTER VIEW account_orders SET (security_barrier = true);

-- majors: 15..
ALTER VIEW account_orders SET (security_invoker = true);

ALTER VIEW account_orders RESET (security_barrier);

ALTER VIEW IF EXISTS nothing RENAME TO x;

ALTER VIEW plain RENAME TO x;

ALTER MATERIALIZED VIEW order_totals RENAME TO x;

ALTER MATERIALIZED VIEW order_totals SET SCHEMA archive;

ALTER MATERIALIZED VIEW order_totals OWNER TO app_owner;

ALTER MATERIALIZED VIEW order_totals SET (fillfactor = 70);

ALTER MATERIALIZED VIEW order_totals ALTER COLUMN total SET STATISTICS 100;

ALTER MATERIALIZED VIEW order_totals CLUSTER ON order_totals_key;

ALTER FOREIGN TABLE remote RENAME TO x;

ALTER FOREIGN TABLE remote OPTIONS (ADD x 'y');
