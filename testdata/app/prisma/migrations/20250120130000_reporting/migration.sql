CREATE SCHEMA reporting;
GRANT USAGE ON SCHEMA reporting TO app_user, app_readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA reporting GRANT SELECT ON TABLES TO app_user, app_readonly;

CREATE VIEW reporting.order_totals WITH (security_barrier = true) AS
SELECT o.tenant_id,
       o.id AS order_id,
       o.order_number,
       o.customer_id,
       o.status,
       o.placed_at,
       count(i.id) AS item_count,
       coalesce(sum(i.line_total), 0) AS total
FROM public.orders o
LEFT JOIN public.order_items i ON i.tenant_id = o.tenant_id AND i.order_id = o.id
GROUP BY o.id;

CREATE VIEW reporting.customer_lifetime AS
SELECT c.tenant_id,
       c.id AS customer_id,
       c.display_name,
       count(t.order_id) AS orders,
       coalesce(sum(t.total), 0) AS revenue,
       max(t.placed_at) AS last_order_at
FROM public.customers c
LEFT JOIN reporting.order_totals t
       ON t.tenant_id = c.tenant_id AND t.customer_id = c.id AND t.status <> 'cancelled'
GROUP BY c.id;

CREATE MATERIALIZED VIEW reporting.monthly_revenue AS
SELECT t.tenant_id,
       date_trunc('month', t.placed_at, 'UTC') AS month,
       count(*) AS orders,
       sum(t.total) AS revenue
FROM reporting.order_totals t
WHERE t.status NOT IN ('draft', 'cancelled')
GROUP BY t.tenant_id, date_trunc('month', t.placed_at, 'UTC')
WITH NO DATA;
-- For REFRESH MATERIALIZED VIEW CONCURRENTLY.
CREATE UNIQUE INDEX monthly_revenue_key ON reporting.monthly_revenue (tenant_id, month);
-- A materialized view knows no row-level security.
REVOKE SELECT ON reporting.monthly_revenue FROM app_user, app_readonly;

REFRESH MATERIALIZED VIEW reporting.monthly_revenue;

CREATE FUNCTION reporting.order_weight(of_tenant bigint, of_order integer) RETURNS bigint
    LANGUAGE sql
    STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(s.weight_grams), 0)::bigint
    FROM public.shipments s
    WHERE s.tenant_id = of_tenant AND s.order_id = of_order;
END;
