CREATE TYPE order_status AS ENUM ('draft', 'placed', 'packed', 'shipped', 'delivered', 'cancelled');

-- Order numbers are shown to customers; they must not betray how many orders there are.
CREATE SEQUENCE order_number_seq START WITH 40217 INCREMENT BY 7 CACHE 10;

CREATE TABLE orders (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    customer_id bigint NOT NULL,
    shipping_address_id bigint,
    order_number bigint NOT NULL DEFAULT nextval('order_number_seq'),
    status order_status NOT NULL DEFAULT 'draft',
    note text,
    placed_at timestamptz,
    cancelled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT orders_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT orders_order_number_key UNIQUE (order_number),
    CONSTRAINT orders_customer_fkey FOREIGN KEY (tenant_id, customer_id)
        REFERENCES customers (tenant_id, id),
    CONSTRAINT orders_shipping_address_fkey FOREIGN KEY (tenant_id, shipping_address_id)
        REFERENCES customer_addresses (tenant_id, id),
    CONSTRAINT orders_placed_has_time CHECK (status = 'draft' OR placed_at IS NOT NULL)
);
ALTER SEQUENCE order_number_seq OWNED BY orders.order_number;
CREATE INDEX orders_customer_idx ON orders (tenant_id, customer_id);
CREATE INDEX orders_shipping_address_idx ON orders (tenant_id, shipping_address_id);
CREATE INDEX orders_open_idx ON orders (tenant_id, placed_at DESC NULLS LAST)
    WHERE status IN ('placed', 'packed');

CREATE TABLE order_items (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    variant_id integer NOT NULL,
    quantity integer NOT NULL DEFAULT 1,
    unit_price numeric(12,2) NOT NULL,
    line_total numeric(14,2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    CONSTRAINT order_items_order_fkey FOREIGN KEY (tenant_id, order_id)
        REFERENCES orders (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_items_variant_fkey FOREIGN KEY (tenant_id, variant_id)
        REFERENCES product_variants (tenant_id, id)
);
CREATE INDEX order_items_order_idx ON order_items (tenant_id, order_id);
CREATE INDEX order_items_variant_idx ON order_items (tenant_id, variant_id);

CREATE FUNCTION check_order_has_items() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.status <> 'draft' AND NOT EXISTS (
        SELECT 1 FROM order_items i
        WHERE i.tenant_id = NEW.tenant_id AND i.order_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'order % has no items; it cannot be placed', NEW.order_number;
    END IF;
    RETURN NULL;
END;
$$;

CREATE CONSTRAINT TRIGGER orders_have_items AFTER INSERT OR UPDATE OF status ON orders
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_order_has_items();
CREATE TRIGGER orders_set_updated_at BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
