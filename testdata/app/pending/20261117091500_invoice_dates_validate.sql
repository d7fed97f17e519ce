-- +goose Up
-- On its own: reads the table, but nobody has to wait for it.
SET LOCAL lock_timeout = '3s';

ALTER TABLE billing.invoices VALIDATE CONSTRAINT invoices_due_after_issue;

-- +goose Down
ALTER TABLE billing.invoices DROP CONSTRAINT invoices_due_after_issue;
ALTER TABLE billing.invoices
    ADD CONSTRAINT invoices_due_after_issue CHECK (due_on >= issued_on) NOT VALID;
