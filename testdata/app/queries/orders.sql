-- name: CreateOrder :one
INSERT INTO orders (tenant_id, customer_id, shipping_address_id, note, coupon_code, discount)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id, order_number;

-- name: AddOrderItem :one
INSERT INTO order_items (tenant_id, order_id, variant_id, quantity, unit_price)
VALUES ($1, $2, $3, $4, $5)
RETURNING id, line_total;

-- name: PlaceOrder :exec
UPDATE orders
SET status = 'placed', placed_at = now()
WHERE tenant_id = $1 AND id = $2 AND status = 'draft';

-- name: GetOrderForLabel :one
SELECT o.order_number, o.note, c.display_name, a.line1, a.line2, a.postal_code, a.city, a.country
FROM orders o
JOIN customers c ON c.tenant_id = o.tenant_id AND c.id = o.customer_id
LEFT JOIN customer_addresses a ON a.tenant_id = o.tenant_id AND a.id = o.shipping_address_id
WHERE o.tenant_id = $1 AND o.id = $2;

-- name: ListOrdersOfCustomer :many
SELECT *
FROM orders
WHERE tenant_id = $1 AND customer_id = $2
ORDER BY created_at DESC
LIMIT $3 OFFSET $4;

-- name: ListOpenOrders :many
SELECT id, order_number, status, placed_at
FROM orders
WHERE tenant_id = $1 AND status IN ('placed', 'packed')
ORDER BY placed_at DESC NULLS LAST;

-- name: TagOrder :exec
INSERT INTO order_tags (tenant_id, order_id, tag_id)
VALUES ($1, $2, $3);

-- name: OrdersWithTag :many
SELECT o.id, o.order_number
FROM orders o
JOIN order_tags ot ON ot.tenant_id = o.tenant_id AND ot.order_id = o.id
JOIN tags t ON t.tenant_id = ot.tenant_id AND t.id = ot.tag_id
WHERE o.tenant_id = $1 AND lower(t.label) = lower($2);

-- name: RequestReturn :one
WITH request AS (
    INSERT INTO return_requests (tenant_id, order_id, reason, explanation)
    VALUES ($1, $2, $3, $4)
    RETURNING tenant_id, id
)
INSERT INTO return_items (tenant_id, return_request_id, order_item_id, quantity)
SELECT request.tenant_id, request.id, item.order_item_id, item.quantity
FROM request, unnest($5::integer[], $6::integer[]) AS item (order_item_id, quantity)
RETURNING return_request_id;
