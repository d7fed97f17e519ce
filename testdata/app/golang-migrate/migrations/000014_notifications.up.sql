CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel text NOT NULL DEFAULT 'email',
    template text NOT NULL,
    params jsonb NOT NULL DEFAULT '{}',
    sent_at timestamptz,
    read_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notifications_channel_known CHECK (channel IN ('email', 'sms', 'push'))
);
CREATE INDEX notifications_tenant_id_idx ON notifications (tenant_id);
CREATE INDEX notifications_unread_idx ON notifications (user_id, created_at DESC)
    WHERE read_at IS NULL;

CREATE TABLE notification_preferences (
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    template text NOT NULL,
    channels text[] NOT NULL DEFAULT '{email}',
    PRIMARY KEY (user_id, template)
);
COMMENT ON TABLE notification_preferences IS 'A person''s own choice, the same in every shop they work for.';
