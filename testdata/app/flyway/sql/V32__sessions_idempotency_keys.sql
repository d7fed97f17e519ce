CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    user_agent text,
    ip_address inet,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
REVOKE ALL ON sessions FROM app_readonly;

CREATE TABLE idempotency_keys (
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    response jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, key)
);
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON idempotency_keys
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

-- Roles have carried the rights since October.
SET LOCAL lock_timeout = '3s';
ALTER TABLE members
    ADD CONSTRAINT members_role_id_present CHECK (role_id IS NOT NULL) NOT VALID;
ALTER TABLE members VALIDATE CONSTRAINT members_role_id_present;
ALTER TABLE members ALTER COLUMN role_id SET NOT NULL;
ALTER TABLE members DROP CONSTRAINT members_role_id_present;
