-- +goose Up
-- Nothing ever stopped two products of a shop from sharing a number.
ALTER TABLE products ADD CONSTRAINT products_tenant_id_sku_key UNIQUE (tenant_id, sku);

-- Logical replication wants a primary key on every table.
ALTER TABLE shipment_items ADD PRIMARY KEY (tenant_id, shipment_id, order_item_id);
ALTER TABLE order_tags ADD CONSTRAINT order_tags_pkey PRIMARY KEY (tenant_id, order_id, tag_id);

-- +goose Down
ALTER TABLE order_tags DROP CONSTRAINT order_tags_pkey;
ALTER TABLE shipment_items DROP CONSTRAINT shipment_items_pkey;
ALTER TABLE products DROP CONSTRAINT products_tenant_id_sku_key;
