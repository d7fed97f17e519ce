DROP FUNCTION reporting.order_weight(bigint, integer);
DROP MATERIALIZED VIEW reporting.monthly_revenue;
DROP VIEW reporting.customer_lifetime;
DROP VIEW reporting.order_totals;
ALTER DEFAULT PRIVILEGES IN SCHEMA reporting REVOKE SELECT ON TABLES FROM app_user, app_readonly;
DROP SCHEMA reporting;
