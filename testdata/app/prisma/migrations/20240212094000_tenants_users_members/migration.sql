CREATE DOMAIN currency_code AS char(3)
    CONSTRAINT currency_code_shape CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN slug AS text
    CONSTRAINT slug_shape CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
    CONSTRAINT slug_length CHECK (length(VALUE) BETWEEN 3 AND 63);

CREATE TYPE tenant_status AS ENUM ('trial', 'active', 'past_due', 'suspended', 'closed');
CREATE TYPE member_kind AS ENUM ('owner', 'admin', 'dispatcher', 'viewer');

CREATE FUNCTION set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

CREATE TABLE tenants (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id uuid NOT NULL DEFAULT gen_random_uuid(),
    slug slug NOT NULL,
    name text NOT NULL,
    status tenant_status NOT NULL DEFAULT 'trial',
    currency currency_code NOT NULL DEFAULT 'EUR',
    time_zone text NOT NULL DEFAULT 'Europe/Berlin',
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_slug_key UNIQUE (slug),
    CONSTRAINT tenants_public_id_key UNIQUE (public_id),
    CONSTRAINT tenants_settings_is_object CHECK (jsonb_typeof(settings) = 'object')
);
COMMENT ON TABLE tenants IS 'A shop that sends parcels with us. Everything a shop owns carries its id.';
COMMENT ON COLUMN tenants.public_id IS 'What the outside world sees; the bigint never leaves the database.';

-- People are global: one login may work for several shops.
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email citext NOT NULL,
    full_name varchar(120) NOT NULL,
    password_hash text,
    locale varchar(10) NOT NULL DEFAULT 'en',
    last_seen_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (email)
);
COMMENT ON COLUMN users.password_hash IS 'NULL for people who sign in through their company.';

-- Reports may list people, never their credentials.
REVOKE SELECT ON users FROM app_readonly;
GRANT SELECT (id, email, full_name, locale, last_seen_at, created_at) ON users TO app_readonly;

CREATE TABLE members (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id),
    kind member_kind NOT NULL DEFAULT 'viewer',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT members_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT members_tenant_id_user_id_key UNIQUE (tenant_id, user_id)
);
CREATE INDEX members_user_id_idx ON members (user_id);

CREATE TRIGGER tenants_set_updated_at BEFORE UPDATE ON tenants
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER members_set_updated_at BEFORE UPDATE ON members
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
