CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS citext;

CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'What tenants pay us: plans, subscriptions, invoices.';

-- Roles belong to the whole cluster, so they may be there already
-- (staging and the preview databases share one server).
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app_user') THEN
        CREATE ROLE app_user NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app_readonly') THEN
        CREATE ROLE app_readonly NOLOGIN;
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public, billing TO app_user, app_readonly;

ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT SELECT ON TABLES TO app_readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT USAGE, SELECT ON SEQUENCES TO app_user;
