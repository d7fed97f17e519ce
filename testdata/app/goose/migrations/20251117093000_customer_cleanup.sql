-- +goose Up
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

-- +goose Down
CREATE TABLE order_notes (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ON order_notes (tenant_id, order_id);
ALTER TABLE order_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON order_notes
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE orders DROP CONSTRAINT orders_coupon_not_blank;
COMMENT ON COLUMN customers.internal_notes IS NULL;
ALTER TABLE customers RENAME COLUMN internal_notes TO notes;
ALTER TABLE customers ADD COLUMN fax varchar(20);
-- display_name and external_ref keep their wider types: shortening them could lose data.
SELECT 1;
