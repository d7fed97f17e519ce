-- name: GetCustomer :one
SELECT id, external_ref, display_name, email, phone, vat_number, internal_notes, price_list_id
FROM customers
WHERE tenant_id = $1 AND id = $2;

-- name: SearchCustomers :many
SELECT id, display_name, email
FROM customers
WHERE tenant_id = $1 AND display_name ILIKE '%' || $2 || '%'
ORDER BY display_name <-> $2
LIMIT 20;

-- name: FindCustomersByPhone :many
SELECT id, display_name, phone
FROM customers
WHERE tenant_id = $1 AND phone = $2;

-- name: CreateCustomer :one
INSERT INTO customers (tenant_id, external_ref, display_name, email, phone)
VALUES ($1, $2, $3, $4, $5)
RETURNING id, created_at;

-- name: UpdateCustomerTaxDetails :exec
UPDATE customers
SET vat_number = $3
WHERE tenant_id = $1 AND id = $2;

-- name: DefaultAddress :one
SELECT id, line1, line2, postal_code, city, country, (position).lat AS lat, (position).lon AS lon
FROM customer_addresses
WHERE tenant_id = $1 AND customer_id = $2 AND is_default;

-- name: BestCustomers :many
SELECT customer_id, display_name, orders, revenue
FROM reporting.customer_lifetime
WHERE tenant_id = $1
ORDER BY revenue DESC
LIMIT $2;
