-- Ä comment before it, so that bytes and characters differ.
SET lock_timeout = '2s';
CREATE INDEX orders_customer_idx ON orders (customer_id);
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
