DROP TABLE members;
DROP TABLE users;
DROP TABLE tenants;
DROP FUNCTION set_updated_at();
DROP TYPE member_kind;
DROP TYPE tenant_status;
DROP DOMAIN slug;
DROP DOMAIN currency_code;
