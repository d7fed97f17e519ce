SET LOCAL lock_timeout = '3s';

-- Longer names. The view stands on the column, so it steps aside for a moment.
DROP VIEW reporting.customer_lifetime;
ALTER TABLE customers
    ALTER COLUMN display_name TYPE text,
    ALTER COLUMN external_ref TYPE varchar(80);
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

-- Nobody has sent a fax since the spring.
ALTER TABLE customers DROP COLUMN fax;
ALTER TABLE customers RENAME COLUMN notes TO internal_notes;
COMMENT ON COLUMN customers.internal_notes IS 'For staff only; never put it on a label.';

ALTER TABLE orders
    ADD CONSTRAINT orders_coupon_not_blank CHECK (coupon_code <> '') NOT VALID;

-- The mobile app of 10 October was the last to write here.
DROP TABLE order_notes;
