DROP TRIGGER invoices_audit ON billing.invoices;
DROP TRIGGER api_keys_audit ON api_keys;
DROP TRIGGER orders_audit ON orders;
DROP FUNCTION audit_row_change();
DROP TABLE audit_log;
