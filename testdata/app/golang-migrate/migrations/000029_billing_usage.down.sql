DROP VIEW billing.open_invoices;
DROP TABLE billing.usage_records;
ALTER INDEX billing.payments_invoice_idx RENAME TO transactions_invoice_idx;
ALTER TABLE billing.payments RENAME CONSTRAINT payments_invoice_fkey TO transactions_invoice_fkey;
ALTER TABLE billing.payments RENAME TO transactions;
