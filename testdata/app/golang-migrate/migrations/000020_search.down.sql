ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS -1;
DROP STATISTICS orders_tenant_status;
DROP INDEX products_title_trgm_idx;
DROP INDEX customers_display_name_trgm_idx;
ALTER TABLE products DROP COLUMN search;
DROP EXTENSION pg_trgm;
