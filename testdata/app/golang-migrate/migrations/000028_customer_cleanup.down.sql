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
