-- +goose Up
-- A typed channel instead of a text with a check, as everywhere else.
SET LOCAL lock_timeout = '3s';

CREATE TYPE notification_channel AS ENUM ('email', 'sms', 'push', 'chat');

ALTER TABLE notifications DROP CONSTRAINT notifications_channel_known;
ALTER TABLE notifications ALTER COLUMN channel DROP DEFAULT;
ALTER TABLE notifications
    ALTER COLUMN channel TYPE notification_channel USING channel::notification_channel;
ALTER TABLE notifications ALTER COLUMN channel SET DEFAULT 'email';

-- +goose Down
ALTER TABLE notifications ALTER COLUMN channel DROP DEFAULT;
ALTER TABLE notifications ALTER COLUMN channel TYPE text USING channel::text;
ALTER TABLE notifications ALTER COLUMN channel SET DEFAULT 'email';
ALTER TABLE notifications
    ADD CONSTRAINT notifications_channel_known CHECK (channel IN ('email', 'sms', 'push'));
DROP TYPE notification_channel;
