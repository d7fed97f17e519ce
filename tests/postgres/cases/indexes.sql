-- Indexes

CREATE INDEX x ON plain (a);

CREATE INDEX ON plain (a);

CREATE INDEX ON plain (a, lower(b));

CREATE INDEX IF NOT EXISTS x ON plain (a);

CREATE INDEX IF NOT EXISTS products_title_idx ON plain (a);

CREATE INDEX IF NOT EXISTS orders_placed_idx ON orders (placed_at);

CREATE INDEX products_title_idx ON plain (a);

CREATE INDEX x ON plain (nothing);

CREATE INDEX x ON nothing (a);

CREATE UNIQUE INDEX x ON plain (a);

CREATE INDEX x ON plain (a) WHERE b IS NOT NULL;

CREATE INDEX x ON plain (f_immutable(a));

CREATE INDEX x ON plain (f_volatile());

CREATE INDEX x ON plain (a) INCLUDE (b);

CREATE INDEX x ON plain (a DESC NULLS LAST);

CREATE INDEX x ON plain (b text_pattern_ops);

CREATE INDEX x ON plain (b COLLATE "C");

CREATE INDEX x ON plain USING hash (a);

CREATE INDEX x ON plain USING brin (d);

CREATE INDEX x ON plain USING gin (b gin_trgm_ops);

CREATE INDEX x ON plain USING gist (a);

CREATE INDEX x ON products USING gin (body);

CREATE INDEX x ON accounts USING gin (settings jsonb_path_ops);

CREATE INDEX x ON plain (a) WITH (fillfactor = 70);

CREATE INDEX x ON plain (a) TABLESPACE pg_default;

CREATE INDEX x ON orders (account_id);

CREATE INDEX x ON events (amount);

CREATE INDEX x ON ONLY events (amount);

CREATE INDEX x ON events_2024 (amount);

CREATE INDEX x ON events_2025 (amount);

CREATE UNIQUE INDEX x ON events (id);

CREATE UNIQUE INDEX x ON events (id, happened_at, kind);

CREATE INDEX x ON regions (size);

CREATE INDEX x ON vehicles (name);

CREATE INDEX x ON order_totals (total);

CREATE INDEX x ON unfilled (id);

CREATE INDEX x ON account_orders (email);

CREATE INDEX x ON remote (id);

CREATE INDEX x ON scratch (value);

CREATE INDEX x ON shop.stock (amount);

CREATE INDEX CONCURRENTLY x ON plain (a);

CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_placed_idx ON orders (placed_at);

CREATE UNIQUE INDEX CONCURRENTLY x ON orders (number);

CREATE INDEX CONCURRENTLY x ON orders (total) WHERE total > 0;

CREATE INDEX CONCURRENTLY x ON events (amount);

CREATE INDEX CONCURRENTLY x ON events_2024 (amount);

CREATE INDEX CONCURRENTLY x ON ONLY events (amount);

CREATE INDEX CONCURRENTLY x ON order_totals (total);

CREATE INDEX CONCURRENTLY x ON vehicles (name);

DROP INDEX orders_placed_idx;

DROP INDEX IF EXISTS orders_placed_idx;

DROP INDEX IF EXISTS nothing;

DROP INDEX nothing;

DROP INDEX orders_pkey;

DROP INDEX orders_account_number_key;

DROP INDEX products_title_idx, products_code_idx;

DROP INDEX orders_placed_idx CASCADE;

DROP INDEX events_payload_idx;

DROP INDEX events_2024_payload_idx;

DROP INDEX events_pkey;

DROP INDEX regions_only_idx;

DROP INDEX order_totals_key;

DROP INDEX keyed_candidate_idx;

DROP INDEX plain;

DROP INDEX CONCURRENTLY orders_placed_idx;

DROP INDEX CONCURRENTLY IF EXISTS nothing;

DROP INDEX CONCURRENTLY products_title_idx, products_code_idx;

DROP INDEX CONCURRENTLY orders_pkey;

DROP INDEX CONCURRENTLY events_payload_idx;

ALTER INDEX orders_placed_idx RENAME TO x;

ALTER INDEX IF EXISTS nothing RENAME TO x;

ALTER INDEX orders_pkey RENAME TO x;

ALTER INDEX plain RENAME TO x;

ALTER INDEX events_payload_idx RENAME TO x;

ALTER INDEX orders_placed_idx SET (fillfactor = 70);

ALTER INDEX orders_placed_idx RESET (fillfactor);

ALTER INDEX products_tags_idx SET (fastupdate = off);

ALTER INDEX products_updated_idx SET (autosummarize = on);

ALTER INDEX products_span_idx SET (fillfactor = 80);

ALTER INDEX orders_placed_idx SET TABLESPACE pg_default;

ALTER INDEX products_lower_idx ALTER COLUMN 1 SET STATISTICS 500;

ALTER INDEX orders_placed_idx ALTER COLUMN 1 SET STATISTICS 500;

ALTER INDEX regions_only_idx ATTACH PARTITION regions_eu_size_idx;

ALTER INDEX regions_only_idx ATTACH PARTITION orders_placed_idx;

ALTER INDEX orders_placed_idx DEPENDS ON EXTENSION citext;

REINDEX INDEX orders_placed_idx;

REINDEX INDEX orders_pkey;

REINDEX INDEX nothing;

REINDEX INDEX events_payload_idx;

REINDEX TABLE orders;

REINDEX TABLE plain;

REINDEX TABLE events;

REINDEX TABLE order_totals;

REINDEX (VERBOSE) TABLE keyed;

REINDEX INDEX CONCURRENTLY orders_placed_idx;

REINDEX INDEX CONCURRENTLY orders_pkey;

REINDEX INDEX CONCURRENTLY reservations_no_overlap;

REINDEX INDEX CONCURRENTLY events_payload_idx;

REINDEX TABLE CONCURRENTLY keyed;

REINDEX TABLE CONCURRENTLY plain;

REINDEX TABLE CONCURRENTLY regions;

REINDEX TABLE CONCURRENTLY order_totals;

REINDEX SCHEMA shop;

REINDEX SCHEMA CONCURRENTLY shop;

COMMENT ON INDEX orders_placed_idx IS 'x';
