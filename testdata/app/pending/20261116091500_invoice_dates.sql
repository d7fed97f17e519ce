-- +goose Up
SET LOCAL lock_timeout = '3s';

ALTER TABLE billing.invoices
    ADD COLUMN reminder_sent_at timestamptz,
    ADD CONSTRAINT invoices_due_after_issue CHECK (due_on >= issued_on) NOT VALID;

-- +goose Down
ALTER TABLE billing.invoices
    DROP CONSTRAINT invoices_due_after_issue,
    DROP COLUMN reminder_sent_at;
