CREATE TABLE feature_flags (
    key text PRIMARY KEY,
    description text NOT NULL DEFAULT '',
    enabled_by_default boolean NOT NULL DEFAULT false,
    rollout_percent smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feature_flags_percent CHECK (rollout_percent BETWEEN 0 AND 100)
);
REVOKE INSERT, UPDATE, DELETE ON feature_flags FROM app_user;

CREATE TABLE tenant_feature_flags (
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    flag_key text NOT NULL REFERENCES feature_flags (key) ON DELETE CASCADE,
    enabled boolean NOT NULL,
    PRIMARY KEY (tenant_id, flag_key)
);
CREATE INDEX tenant_feature_flags_flag_key_idx ON tenant_feature_flags (flag_key);
