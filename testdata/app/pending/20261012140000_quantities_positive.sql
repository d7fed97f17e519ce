-- +goose Up
-- A negative quantity slipped through the import API twice in September.
SET LOCAL lock_timeout = '3s';

ALTER TABLE order_items
    ADD CONSTRAINT order_items_quantity_positive CHECK (quantity > 0);
ALTER TABLE stock_movements
    ADD CONSTRAINT stock_movements_delta_not_zero CHECK (delta <> 0);

-- +goose Down
ALTER TABLE stock_movements DROP CONSTRAINT stock_movements_delta_not_zero;
ALTER TABLE order_items DROP CONSTRAINT order_items_quantity_positive;
