SET LOCAL lock_timeout = '3s';

ALTER TABLE billing.transactions RENAME TO payments;
ALTER TABLE billing.payments RENAME CONSTRAINT transactions_invoice_fkey TO payments_invoice_fkey;
ALTER INDEX billing.transactions_invoice_idx RENAME TO payments_invoice_idx;

CREATE TABLE billing.usage_records (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    metric text NOT NULL,
    quantity bigint NOT NULL,
    period daterange NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    invoiced_at timestamptz,
    CONSTRAINT usage_records_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
        REFERENCES billing.subscriptions (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_records_quantity_not_negative CHECK (quantity >= 0)
);
CREATE UNIQUE INDEX usage_records_open_key
    ON billing.usage_records (tenant_id, subscription_id, metric, period) INCLUDE (quantity)
    WHERE invoiced_at IS NULL;
CREATE INDEX usage_records_subscription_idx ON billing.usage_records (tenant_id, subscription_id);

ALTER TABLE billing.usage_records ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON billing.usage_records
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

CREATE VIEW billing.open_invoices AS
SELECT i.tenant_id,
       i.id AS invoice_id,
       i.gross,
       i.gross - coalesce(sum(p.amount), 0) AS outstanding,
       i.due_on
FROM billing.invoices i
LEFT JOIN billing.payments p ON p.tenant_id = i.tenant_id AND p.invoice_id = i.id
WHERE i.status = 'open'
GROUP BY i.id;
