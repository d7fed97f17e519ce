-- +goose Up
-- Both are four times the size they should be since the import of August.
REINDEX INDEX shipments_tracking_number_idx;
REINDEX TABLE webhook_deliveries;

-- +goose Down
-- A rebuilt index needs no way back.
SELECT 1;
