-- +goose Up
-- Staff kept writing into the field that is printed on the parcel label.
SET LOCAL lock_timeout = '3s';

ALTER TABLE orders RENAME COLUMN note TO customer_note;
ALTER TABLE orders ADD COLUMN staff_note text;
COMMENT ON COLUMN orders.customer_note IS 'Printed on the label.';

-- +goose Down
COMMENT ON COLUMN orders.customer_note IS NULL;
ALTER TABLE orders DROP COLUMN staff_note;
ALTER TABLE orders RENAME COLUMN customer_note TO note;
