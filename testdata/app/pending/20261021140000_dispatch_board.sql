-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE shipments
    ADD COLUMN driver_id bigint,
    ADD COLUMN promised_at timestamptz;
CREATE INDEX shipments_driver_idx ON shipments (tenant_id, driver_id, promised_at)
    WHERE delivered_at IS NULL;

-- The board's first column shows revenue; start with fresh figures.
REFRESH MATERIALIZED VIEW reporting.monthly_revenue;

-- +goose Down
ALTER TABLE shipments
    DROP COLUMN promised_at,
    DROP COLUMN driver_id;
