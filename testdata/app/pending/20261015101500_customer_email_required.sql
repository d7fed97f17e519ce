-- +goose Up
-- The form has asked for an address since 2024, and support filled in the last ones by hand.
SET LOCAL lock_timeout = '3s';

ALTER TABLE customers ALTER COLUMN email SET NOT NULL;

-- +goose Down
ALTER TABLE customers ALTER COLUMN email DROP NOT NULL;
