ALTER TABLE members ALTER COLUMN role_id DROP NOT NULL;
DROP TABLE idempotency_keys;
DROP TABLE sessions;
