-- +goose Up
-- Orders that wait for a payment were "placed" with a flag in the note.
SET LOCAL lock_timeout = '3s';

ALTER TYPE order_status ADD VALUE 'on_hold' AFTER 'placed';

UPDATE orders
SET status = 'on_hold'
WHERE status = 'placed' AND placed_at < now() - interval '30 days';

-- +goose Down
UPDATE orders SET status = 'placed' WHERE status = 'on_hold';
