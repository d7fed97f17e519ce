-- +goose Up
ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_not_negative;

-- +goose Down
ALTER TABLE orders DROP CONSTRAINT orders_discount_not_negative;
ALTER TABLE orders
    ADD CONSTRAINT orders_discount_not_negative CHECK (discount >= 0) NOT VALID;
