-- +goose Up
SET LOCAL lock_timeout = '3s';

-- migcheck: allow(drop-column-in-use) because the yearly export that reads it ran for the last time on 1 November
ALTER TABLE members DROP COLUMN legacy_kind;

-- +goose Down
ALTER TABLE members ADD COLUMN legacy_kind member_kind NOT NULL DEFAULT 'viewer';
