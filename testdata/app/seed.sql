-- A few shops' worth of made-up rows, for what an empty database forgives. Load it as a
-- superuser over schema.sql or the applied history, before the pending migrations.
BEGIN;

-- The dump carries no rows, the history inserts some: both may be underneath.
INSERT INTO billing.plans (code, name, price, parcel_quota) VALUES
    ('starter', 'Starter', 29.00, 200),
    ('growth', 'Growth', 99.00, 2000)
ON CONFLICT (code) DO NOTHING;
INSERT INTO carriers (code, name) VALUES
    ('bike', 'City bike couriers'),
    ('road', 'Overnight road')
ON CONFLICT (code) DO NOTHING;
INSERT INTO feature_flags (key, description, rollout_percent) VALUES
    ('dispatch-board', 'The new board for dispatchers', 25);

INSERT INTO tenants (slug, name, status)
SELECT 'shop-' || n, 'Shop ' || n, 'active' FROM generate_series(1, 5) AS n;
INSERT INTO users (email, full_name)
SELECT format('person%s@example.org', n), 'Person ' || n FROM generate_series(1, 10) AS n;
INSERT INTO roles (tenant_id, name, is_builtin)
SELECT t.id, r.name, true FROM tenants t CROSS JOIN (VALUES ('owner'), ('viewer')) AS r (name);
INSERT INTO role_permissions (tenant_id, role_id, permission)
SELECT tenant_id, id, 'orders.read' FROM roles;
INSERT INTO members (tenant_id, user_id, role_id, legacy_kind)
SELECT r.tenant_id, u.id, r.id, 'viewer'
FROM roles r
JOIN users u ON u.id % 5 = r.tenant_id % 5
WHERE r.name = 'viewer';
INSERT INTO tenant_feature_flags (tenant_id, flag_key, enabled)
SELECT id, 'dispatch-board', true FROM tenants WHERE id % 2 = 0;
INSERT INTO invitations (tenant_id, email, invited_by)
SELECT t.id, format('new%s@example.org', t.id), u.id
FROM tenants t, (SELECT min(id) AS id FROM users) AS u;
INSERT INTO api_keys (tenant_id, name, prefix, secret_hash)
SELECT id, 'till', to_char(id, 'FM00000000'), digest(slug, 'sha256') FROM tenants;
INSERT INTO sessions (user_id, expires_at)
SELECT id, now() + interval '1 day' FROM users;

INSERT INTO customers (tenant_id, external_ref, display_name, email, phone, vat_number)
SELECT t.id, 'C' || n, 'Customer ' || n, format('c%s@example.net', n), '+49 30 ' || n, 'DE' || n
FROM tenants t CROSS JOIN generate_series(1, 40) AS n;
INSERT INTO customer_addresses (tenant_id, customer_id, line1, postal_code, city, position, is_default)
SELECT tenant_id, id, id || ' Long Lane', '10115', 'Berlin', ROW(52.5, 13.4)::geo_point, true FROM customers;

INSERT INTO product_categories (tenant_id, name)
SELECT id, 'Everything' FROM tenants;
INSERT INTO products (tenant_id, category_id, sku, title, weight_grams)
SELECT c.tenant_id, c.id, 'SKU-' || n, 'Thing number ' || n, n * 10
FROM product_categories c CROSS JOIN generate_series(1, 30) AS n;
INSERT INTO product_variants (tenant_id, product_id, name, unit_price)
SELECT tenant_id, id, 'standard', 9.90 FROM products;
INSERT INTO warehouses (tenant_id, code, name)
SELECT id, 'main', 'Main warehouse' FROM tenants;
INSERT INTO inventory_levels (tenant_id, warehouse_id, variant_id, on_hand)
SELECT w.tenant_id, w.id, v.id, 100
FROM warehouses w JOIN product_variants v ON v.tenant_id = w.tenant_id;

INSERT INTO orders (tenant_id, customer_id, shipping_address_id, status, note, placed_at)
SELECT a.tenant_id, a.customer_id, a.id, 'placed', 'ring twice', now() - n * interval '20 days'
FROM customer_addresses a CROSS JOIN generate_series(0, 4) AS n;
INSERT INTO order_items (tenant_id, order_id, variant_id, quantity, unit_price)
SELECT o.tenant_id, o.id, v.id, 2, v.unit_price
FROM orders o
JOIN LATERAL (
    SELECT id, unit_price FROM product_variants p WHERE p.tenant_id = o.tenant_id ORDER BY id LIMIT 2
) AS v ON true;
INSERT INTO stock_movements (tenant_id, warehouse_id, variant_id, delta, reason, order_id)
SELECT i.tenant_id, w.id, i.variant_id, -i.quantity, 'sale', i.order_id
FROM order_items i JOIN warehouses w ON w.tenant_id = i.tenant_id;
INSERT INTO shipments (tenant_id, order_id, warehouse_id, carrier_code, tracking_number, weight_grams)
SELECT o.tenant_id, o.id, w.id, 'road', 'R' || o.order_number, 400
FROM orders o JOIN warehouses w ON w.tenant_id = o.tenant_id;
INSERT INTO shipment_items (tenant_id, shipment_id, order_item_id, quantity)
SELECT s.tenant_id, s.id, i.id, i.quantity
FROM shipments s JOIN order_items i ON i.tenant_id = s.tenant_id AND i.order_id = s.order_id;
INSERT INTO events (tenant_id, shipment_id, kind, occurred_at)
SELECT s.tenant_id, s.id, 'scanned', '2026-01-15 12:00:00+00'::timestamptz + n * interval '20 days'
FROM shipments s CROSS JOIN generate_series(0, 4) AS n;

INSERT INTO tags (tenant_id, label)
SELECT id, 'Gift' FROM tenants;
INSERT INTO order_tags (tenant_id, order_id, tag_id)
SELECT o.tenant_id, o.id, t.id FROM orders o JOIN tags t ON t.tenant_id = o.tenant_id WHERE o.id % 3 = 0;
INSERT INTO comments (tenant_id, subject_type, subject_id, author_id, body)
SELECT m.tenant_id, 'order', o.id, m.user_id, 'Please send today.'
FROM members m JOIN orders o ON o.tenant_id = m.tenant_id WHERE o.id % 10 = 0;
INSERT INTO files (tenant_id, storage_key, file_name, byte_size)
SELECT id, 'logos/' || slug, 'logo.png', 20480 FROM tenants;
INSERT INTO return_requests (tenant_id, order_id, reason)
SELECT tenant_id, id, 'late' FROM orders WHERE id % 25 = 0;
INSERT INTO return_items (tenant_id, return_request_id, order_item_id, quantity)
SELECT r.tenant_id, r.id, i.id, 1
FROM return_requests r JOIN order_items i ON i.tenant_id = r.tenant_id AND i.order_id = r.order_id;

INSERT INTO webhook_endpoints (tenant_id, url)
SELECT id, format('https://%s.example/hook', slug) FROM tenants;
INSERT INTO webhook_deliveries (tenant_id, endpoint_id, topic, body)
SELECT e.tenant_id, e.id, 'order.placed', jsonb_build_object('order', o.order_number)
FROM webhook_endpoints e JOIN orders o ON o.tenant_id = e.tenant_id;
INSERT INTO notifications (tenant_id, user_id, template, channel)
SELECT m.tenant_id, m.user_id, 'order-placed', c.channel
FROM members m CROSS JOIN (VALUES ('email'), ('push')) AS c (channel);
INSERT INTO notification_preferences (user_id, template)
SELECT id, 'order-placed' FROM users;
INSERT INTO background_jobs (tenant_id, kind)
SELECT id, 'refresh-reports' FROM tenants;
INSERT INTO rate_limit_buckets (tenant_id, bucket, window_start, used)
SELECT id, 'api', date_trunc('minute', now()), 3 FROM tenants;
INSERT INTO idempotency_keys (tenant_id, key, request_hash)
SELECT id, 'first', digest('first', 'sha256') FROM tenants;

INSERT INTO drivers (tenant_id, full_name, phone)
SELECT id, 'Driver of ' || name, '+49 170 1234' FROM tenants;
INSERT INTO vehicles (tenant_id, plate, payload_kg)
SELECT id, 'B-PW ' || id, 800 FROM tenants;
INSERT INTO vehicle_bookings (tenant_id, vehicle_id, driver_id, during)
SELECT v.tenant_id, v.id, d.id, tstzrange(now(), now() + interval '4 hours')
FROM vehicles v JOIN drivers d ON d.tenant_id = v.tenant_id;
INSERT INTO price_lists (tenant_id, name, currency)
SELECT id, 'Wholesale', 'EUR' FROM tenants;
INSERT INTO price_list_items (tenant_id, price_list_id, variant_id, unit_price)
SELECT l.tenant_id, l.id, v.id, 7.50
FROM price_lists l JOIN product_variants v ON v.tenant_id = l.tenant_id;

INSERT INTO billing.subscriptions (tenant_id, plan_id)
SELECT t.id, p.id FROM tenants t JOIN billing.plans p ON p.code = 'starter';
INSERT INTO billing.invoices (tenant_id, subscription_id, status, currency, net, tax, issued_on, due_on)
SELECT tenant_id, id, 'open', 'EUR', 29.00, 5.51, CURRENT_DATE - 20, CURRENT_DATE - 6
FROM billing.subscriptions;
INSERT INTO billing.invoice_lines (tenant_id, invoice_id, line_number, description, unit_price)
SELECT tenant_id, id, 1, 'Starter', 29.00 FROM billing.invoices;
INSERT INTO billing.payments (tenant_id, invoice_id, amount, provider, provider_ref)
SELECT tenant_id, id, 10.00, 'bank', 'transfer-' || id FROM billing.invoices;
INSERT INTO billing.usage_records (tenant_id, subscription_id, metric, quantity, period)
SELECT tenant_id, id, 'parcels', 120, daterange('2026-09-01', '2026-10-01')
FROM billing.subscriptions;

COMMIT;
REFRESH MATERIALIZED VIEW reporting.monthly_revenue;
ANALYZE;
