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
