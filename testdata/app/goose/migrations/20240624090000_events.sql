-- +goose Up
-- What happened to a parcel, as scanners and carriers report it: our biggest
-- table by far, so it is partitioned from the first day.
CREATE TABLE events (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX events_shipment_idx ON events (tenant_id, shipment_id, occurred_at);

CREATE TABLE events_2024_06 PARTITION OF events
    FOR VALUES FROM ('2024-06-01 00:00:00+00') TO ('2024-07-01 00:00:00+00');
CREATE TABLE events_2024_07 PARTITION OF events
    FOR VALUES FROM ('2024-07-01 00:00:00+00') TO ('2024-08-01 00:00:00+00');
CREATE TABLE events_2024_08 PARTITION OF events
    FOR VALUES FROM ('2024-08-01 00:00:00+00') TO ('2024-09-01 00:00:00+00');
CREATE TABLE events_default PARTITION OF events DEFAULT;

-- +goose Down
DROP TABLE events;
