-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = '2s';
CREATE INDEX CONCURRENTLY readings_meter_id_idx ON readings (meter_id);

-- +goose Down
DROP INDEX CONCURRENTLY readings_meter_id_idx;
