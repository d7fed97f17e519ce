CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Both tables are still small (a few thousand rows); done in the quiet hour.
SET LOCAL lock_timeout = '5s';

ALTER TABLE products
    ADD COLUMN search tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(description, ''))
    ) STORED;
CREATE INDEX products_search_idx ON products USING gin (search);

CREATE INDEX customers_display_name_trgm_idx ON customers
    USING gin (display_name gin_trgm_ops);
CREATE INDEX products_title_trgm_idx ON products
    USING gin (title gin_trgm_ops) WITH (fastupdate = off);

CREATE STATISTICS orders_tenant_status (dependencies, mcv) ON tenant_id, status FROM orders;
ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS 500;
