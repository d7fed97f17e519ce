-- +goose Up
SET LOCAL lock_timeout = '3s';

-- The shipment knows the shop, so there is no need to repeat it here.
CREATE TABLE delivery_proofs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shipment_id bigint NOT NULL REFERENCES shipments (id) ON DELETE CASCADE,
    signed_by text,
    photo_key text,
    taken_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT delivery_proofs_something CHECK (signed_by IS NOT NULL OR photo_key IS NOT NULL)
);
CREATE INDEX delivery_proofs_shipment_id_idx ON delivery_proofs (shipment_id);

-- +goose Down
DROP TABLE delivery_proofs;
