CREATE TYPE shipment_state AS ENUM ('label_created', 'picked_up', 'in_transit', 'delivered', 'failed');

CREATE TABLE carriers (
    code text PRIMARY KEY,
    name text NOT NULL,
    tracking_url text,
    supports_returns boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE carriers IS 'The same for every tenant; maintained by us.';
REVOKE INSERT, UPDATE, DELETE ON carriers FROM app_user;

CREATE TABLE shipments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    warehouse_id integer,
    carrier_code text NOT NULL REFERENCES carriers (code) ON UPDATE CASCADE,
    tracking_number varchar(30),
    state shipment_state NOT NULL DEFAULT 'label_created',
    weight_grams integer,
    shipped_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT shipments_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT shipments_order_fkey FOREIGN KEY (tenant_id, order_id)
        REFERENCES orders (tenant_id, id),
    CONSTRAINT shipments_delivered_after_shipped CHECK (delivered_at >= shipped_at)
);
CREATE INDEX shipments_order_idx ON shipments (tenant_id, order_id);
CREATE INDEX shipments_carrier_code_idx ON shipments (carrier_code);
CREATE INDEX shipments_tracking_number_idx ON shipments (tracking_number text_pattern_ops);

CREATE TABLE shipment_items (
    tenant_id bigint NOT NULL,
    shipment_id bigint NOT NULL,
    order_item_id integer NOT NULL REFERENCES order_items (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    CONSTRAINT shipment_items_shipment_fkey FOREIGN KEY (tenant_id, shipment_id)
        REFERENCES shipments (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX shipment_items_shipment_idx ON shipment_items (tenant_id, shipment_id);
CREATE INDEX shipment_items_order_item_id_idx ON shipment_items (order_item_id);

CREATE TRIGGER shipments_set_updated_at BEFORE UPDATE ON shipments
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

INSERT INTO carriers (code, name, tracking_url, supports_returns) VALUES
    ('bike', 'City bike couriers', NULL, false),
    ('road', 'Overnight road', 'https://track.example/road/', true),
    ('air', 'Express air', 'https://track.example/air/', true);
