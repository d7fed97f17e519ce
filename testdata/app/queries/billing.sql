-- name: CurrentSubscription :one
SELECT s.id, p.code, p.parcel_quota, s.seats
FROM billing.subscriptions s
JOIN billing.plans p ON p.id = s.plan_id
WHERE s.tenant_id = $1 AND s.ends_on IS NULL;

-- name: OverdueInvoices :many
SELECT invoice_id, outstanding, due_on
FROM billing.open_invoices
WHERE tenant_id = $1 AND outstanding > 0 AND due_on < CURRENT_DATE;

-- name: RecordPayment :exec
INSERT INTO billing.payments (tenant_id, invoice_id, amount, provider, provider_ref)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (provider, provider_ref) DO NOTHING;

-- name: AddUsage :exec
INSERT INTO billing.usage_records AS u (tenant_id, subscription_id, metric, quantity, period)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, subscription_id, metric, period) WHERE invoiced_at IS NULL
DO UPDATE SET quantity = u.quantity + excluded.quantity;

-- name: RevenueByDay :many
SELECT day, orders, revenue, discounts
FROM reporting.daily_revenue
WHERE tenant_id = $1 AND day BETWEEN $2 AND $3
ORDER BY day;
