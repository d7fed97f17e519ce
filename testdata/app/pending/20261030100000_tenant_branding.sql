-- +goose Up
SET LOCAL lock_timeout = '3s';

-- migcheck: allow(table-rewrite) because tenants has a few thousand rows
ALTER TABLE tenants
    ADD COLUMN accent_colour char(7) NOT NULL DEFAULT '#1f6feb',
    ADD COLUMN logo_key text;

-- +goose Down
ALTER TABLE tenants
    DROP COLUMN logo_key,
    DROP COLUMN accent_colour;
