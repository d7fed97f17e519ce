-- +goose Up
-- Customs forms need it. There is no sensible default: ask when a warehouse is made.
SET LOCAL lock_timeout = '3s';

ALTER TABLE warehouses ADD COLUMN country char(2) NOT NULL;

-- +goose Down
ALTER TABLE warehouses DROP COLUMN country;
