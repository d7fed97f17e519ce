CREATE UNIQUE INDEX CONCURRENTLY shipments_carrier_tracking_key
    ON shipments (carrier_code, tracking_number)
    INCLUDE (tenant_id, state)
    WHERE tracking_number IS NOT NULL;
