-- +goose Up
-- Forgotten when shipments were made; the orphans were repaired on Friday.
SET LOCAL lock_timeout = '3s';

ALTER TABLE shipments
    ADD CONSTRAINT shipments_warehouse_fkey FOREIGN KEY (tenant_id, warehouse_id)
        REFERENCES warehouses (tenant_id, id);

-- +goose Down
ALTER TABLE shipments DROP CONSTRAINT shipments_warehouse_fkey;
