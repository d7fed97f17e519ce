DROP TABLE billing.transactions;
DROP TABLE billing.invoice_lines;
DROP TABLE billing.invoices;
DROP TABLE billing.subscriptions;
DROP TABLE billing.plans;
DROP TYPE billing.invoice_status;
DROP TYPE billing.interval_unit;
