CREATE TABLE warehouses (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    code text NOT NULL,
    name text NOT NULL,
    position geo_point,
    opens_at time NOT NULL DEFAULT '07:00',
    closes_at time NOT NULL DEFAULT '19:00',
    CONSTRAINT warehouses_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT warehouses_tenant_id_code_key UNIQUE (tenant_id, code)
);

CREATE TABLE inventory_levels (
    tenant_id bigint NOT NULL,
    warehouse_id integer NOT NULL,
    variant_id integer NOT NULL,
    on_hand integer NOT NULL DEFAULT 0,
    reserved integer NOT NULL DEFAULT 0,
    available integer GENERATED ALWAYS AS (on_hand - reserved) STORED,
    counted_at timestamptz,
    PRIMARY KEY (tenant_id, warehouse_id, variant_id),
    CONSTRAINT inventory_levels_warehouse_fkey FOREIGN KEY (tenant_id, warehouse_id)
        REFERENCES warehouses (tenant_id, id),
    CONSTRAINT inventory_levels_variant_fkey FOREIGN KEY (tenant_id, variant_id)
        REFERENCES product_variants (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT inventory_levels_reserved_not_negative CHECK (reserved >= 0)
) WITH (fillfactor = 80);
CREATE INDEX inventory_levels_variant_idx ON inventory_levels (tenant_id, variant_id)
    INCLUDE (on_hand, reserved);

CREATE TABLE stock_movements (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    warehouse_id integer NOT NULL,
    variant_id integer NOT NULL,
    delta integer NOT NULL,
    reason text NOT NULL,
    order_id integer,
    moved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stock_movements_level_fkey FOREIGN KEY (tenant_id, warehouse_id, variant_id)
        REFERENCES inventory_levels (tenant_id, warehouse_id, variant_id),
    CONSTRAINT stock_movements_reason_known CHECK (reason IN ('receipt', 'sale', 'return', 'count', 'loss'))
);
CREATE INDEX stock_movements_level_idx ON stock_movements (tenant_id, warehouse_id, variant_id, moved_at);
CREATE INDEX stock_movements_moved_at_idx ON stock_movements USING brin (moved_at);

CREATE FUNCTION apply_stock_movement() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE inventory_levels l
    SET on_hand = l.on_hand + NEW.delta
    WHERE l.tenant_id = NEW.tenant_id
      AND l.warehouse_id = NEW.warehouse_id
      AND l.variant_id = NEW.variant_id;
    RETURN NULL;
END;
$$;

CREATE TRIGGER stock_movements_apply AFTER INSERT ON stock_movements
    FOR EACH ROW EXECUTE FUNCTION apply_stock_movement();
