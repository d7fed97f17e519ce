-- +goose Up
-- The gateway counts requests now.
SET LOCAL lock_timeout = '3s';

DROP TABLE rate_limit_buckets;

-- +goose Down
CREATE UNLOGGED TABLE rate_limit_buckets (
    tenant_id bigint NOT NULL,
    bucket text NOT NULL,
    window_start timestamptz NOT NULL,
    used integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, bucket, window_start)
);
ALTER TABLE rate_limit_buckets ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON rate_limit_buckets
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
