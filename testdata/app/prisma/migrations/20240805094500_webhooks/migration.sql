CREATE TABLE webhook_endpoints (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    url text NOT NULL,
    secret text NOT NULL DEFAULT encode(gen_random_bytes(32), 'base64'),
    topics text[] NOT NULL DEFAULT ARRAY['order.placed', 'shipment.delivered'],
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT webhook_endpoints_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT webhook_endpoints_https CHECK (url LIKE 'https://%')
);
CREATE INDEX webhook_endpoints_topics_idx ON webhook_endpoints USING gin (topics);

CREATE TABLE webhook_deliveries (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    endpoint_id bigint NOT NULL,
    topic text NOT NULL,
    body jsonb NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    response_status smallint,
    next_attempt_at timestamptz DEFAULT now(),
    delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT webhook_deliveries_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id)
        REFERENCES webhook_endpoints (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_endpoint_idx ON webhook_deliveries (tenant_id, endpoint_id);
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (next_attempt_at)
    WHERE delivered_at IS NULL;
