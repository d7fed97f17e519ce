CREATE TABLE price_lists (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    currency currency_code NOT NULL,
    valid daterange NOT NULL DEFAULT '[,)',
    CONSTRAINT price_lists_tenant_id_id_key UNIQUE (tenant_id, id)
);

CREATE TABLE price_list_items (
    tenant_id bigint NOT NULL,
    price_list_id bigint NOT NULL,
    variant_id integer NOT NULL,
    min_quantity integer NOT NULL DEFAULT 1,
    unit_price numeric(12,2) NOT NULL,
    PRIMARY KEY (tenant_id, price_list_id, variant_id, min_quantity),
    CONSTRAINT price_list_items_list_fkey FOREIGN KEY (tenant_id, price_list_id)
        REFERENCES price_lists (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT price_list_items_variant_fkey FOREIGN KEY (tenant_id, variant_id)
        REFERENCES product_variants (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX price_list_items_variant_idx ON price_list_items (tenant_id, variant_id);

ALTER TABLE price_lists ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON price_lists
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE price_list_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON price_list_items
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

SET LOCAL lock_timeout = '3s';
ALTER TABLE customers ADD COLUMN price_list_id bigint;
ALTER TABLE customers
    ADD CONSTRAINT customers_price_list_fkey FOREIGN KEY (tenant_id, price_list_id)
        REFERENCES price_lists (tenant_id, id) NOT VALID;
