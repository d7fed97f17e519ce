-- Until now only the application kept tenants apart. From here on the database does:
-- the pool runs SET LOCAL app.tenant_id in every transaction.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenants
    USING (id = current_setting('app.tenant_id')::bigint);

ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON members
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON invitations
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON api_keys
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON customers
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE customer_addresses ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON customer_addresses
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE product_categories ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON product_categories
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE products ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON products
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE product_variants ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON product_variants
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON orders
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE order_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON order_items
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE warehouses ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON warehouses
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE inventory_levels ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON inventory_levels
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE stock_movements ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON stock_movements
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE shipments ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON shipments
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE shipment_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON shipment_items
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON files
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON comments
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE order_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON order_notes
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tags
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE order_tags ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON order_tags
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON events
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_log_read ON audit_log FOR SELECT TO app_user, app_readonly
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON webhook_endpoints
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON notifications
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE tenant_feature_flags ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenant_feature_flags
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE rate_limit_buckets ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON rate_limit_buckets
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE billing.subscriptions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON billing.subscriptions
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON billing.invoices
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE billing.invoice_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON billing.invoice_lines
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE billing.transactions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON billing.transactions
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON webhook_deliveries
    USING (tenant_id = current_setting('app.tenant_id')::bigint)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);

-- Only the workers touch other people's jobs.
ALTER TABLE background_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY enqueue_own ON background_jobs FOR INSERT TO app_user
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY see_own ON background_jobs FOR SELECT TO app_user, app_readonly
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
CREATE POLICY no_urgent_jobs ON background_jobs AS RESTRICTIVE FOR INSERT TO app_user
    WITH CHECK (priority >= 50);
