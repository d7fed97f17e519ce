-- +goose Up
-- webhook_deliveries_id_seq passed 1.6 billion in September; integer ends at 2.1 billion.
ALTER TABLE webhook_deliveries ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE webhook_deliveries_id_seq AS bigint;

-- Pallets are products too, and they are heavy.
ALTER TABLE products
    DROP CONSTRAINT products_weight_sane,
    ALTER COLUMN weight_grams TYPE bigint;

-- References from the new ERP do not fit into 80 characters.
ALTER TABLE customers ALTER COLUMN external_ref TYPE text;

-- +goose Down
ALTER TABLE customers ALTER COLUMN external_ref TYPE varchar(80);
ALTER TABLE products
    ALTER COLUMN weight_grams TYPE integer,
    ADD CONSTRAINT products_weight_sane CHECK (weight_grams > 0 AND weight_grams <= 70000);
ALTER SEQUENCE webhook_deliveries_id_seq AS integer;
ALTER TABLE webhook_deliveries ALTER COLUMN id TYPE integer;
