-- +goose Up
SET LOCAL lock_timeout = '3s';

-- Customers get a page of their own; the token is the link we mail them.
ALTER TABLE customers
    ADD COLUMN portal_enabled boolean NOT NULL DEFAULT false,
    ADD COLUMN portal_token uuid NOT NULL DEFAULT gen_random_uuid();
COMMENT ON COLUMN customers.portal_token IS 'Secret part of the link to the customer''s own page.';

-- +goose Down
ALTER TABLE customers
    DROP COLUMN portal_token,
    DROP COLUMN portal_enabled;
