-- +goose Up
-- The call centre looks people up by number. Concurrently, so nobody has to wait.
CREATE INDEX CONCURRENTLY customers_phone_idx ON customers (tenant_id, phone)
    WHERE phone IS NOT NULL;

-- +goose Down
DROP INDEX CONCURRENTLY IF EXISTS customers_phone_idx;
