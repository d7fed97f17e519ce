-- +goose Up
-- A shop may sell in more than one currency from December on.
SET LOCAL lock_timeout = '3s';

ALTER TABLE orders ADD COLUMN currency currency_code;

UPDATE orders o
SET currency = t.currency
FROM tenants t
WHERE t.id = o.tenant_id;

ALTER TABLE orders ALTER COLUMN currency SET NOT NULL;

-- +goose Down
ALTER TABLE orders DROP COLUMN currency;
