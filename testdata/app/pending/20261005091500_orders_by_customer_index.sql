-- +goose Up
-- "Orders of this customer, newest first" sorts tens of thousands of rows for the big shops.
CREATE INDEX orders_customer_created_idx ON orders (tenant_id, customer_id, created_at DESC);
-- The new index serves everything the old one did, the foreign key included.
DROP INDEX orders_customer_idx;

-- +goose Down
CREATE INDEX orders_customer_idx ON orders (tenant_id, customer_id);
DROP INDEX orders_customer_created_idx;
