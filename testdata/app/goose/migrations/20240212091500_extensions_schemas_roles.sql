-- +goose Up
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION IF NOT EXISTS citext;

CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'What tenants pay us: plans, subscriptions, invoices.';

-- Roles belong to the whole cluster, so they may be there already
-- (staging and the preview databases share one server).
-- +goose StatementBegin
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
-- +goose StatementEnd

GRANT USAGE ON SCHEMA public, billing TO app_user, app_readonly;

ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT SELECT ON TABLES TO app_readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    GRANT USAGE, SELECT ON SEQUENCES TO app_user;

-- +goose Down
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    REVOKE USAGE, SELECT ON SEQUENCES FROM app_user;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    REVOKE SELECT ON TABLES FROM app_readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, billing
    REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM app_user;
REVOKE USAGE ON SCHEMA public, billing FROM app_user, app_readonly;
DROP SCHEMA billing;
DROP EXTENSION citext;
DROP EXTENSION pgcrypto;
-- The roles stay: other databases of the cluster may use them.
