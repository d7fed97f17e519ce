-- +goose NO TRANSACTION

-- +goose Up
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (tenant_id, placed_at) INCLUDE (status);

-- +goose Down
DROP INDEX CONCURRENTLY orders_placed_at_idx;
