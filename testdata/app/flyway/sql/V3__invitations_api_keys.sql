CREATE TABLE invitations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    email citext NOT NULL,
    kind member_kind NOT NULL DEFAULT 'viewer',
    token text NOT NULL DEFAULT encode(gen_random_bytes(24), 'hex'),
    invited_by bigint REFERENCES users (id) ON DELETE SET NULL,
    expires_at timestamptz NOT NULL DEFAULT now() + interval '14 days',
    accepted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invitations_token_key UNIQUE (token)
);
-- One open invitation a person and shop; accepted ones are kept for the record.
CREATE UNIQUE INDEX invitations_open_key ON invitations (tenant_id, email)
    WHERE accepted_at IS NULL;

CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    prefix char(8) NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}',
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_keys_prefix_key UNIQUE (prefix)
);
CREATE INDEX api_keys_tenant_id_idx ON api_keys (tenant_id) WHERE revoked_at IS NULL;
