-- name: CreateWarehouse :one
INSERT INTO warehouses (tenant_id, code, name, opens_at, closes_at)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- name: AvailableStock :many
SELECT w.code, l.on_hand, l.reserved, l.available
FROM inventory_levels l
JOIN warehouses w ON w.tenant_id = l.tenant_id AND w.id = l.warehouse_id
WHERE l.tenant_id = $1 AND l.variant_id = $2;

-- name: ReserveStock :execrows
UPDATE inventory_levels
SET reserved = reserved + $4
WHERE tenant_id = $1 AND warehouse_id = $2 AND variant_id = $3 AND available >= $4;

-- name: RecordMovement :exec
INSERT INTO stock_movements (tenant_id, warehouse_id, variant_id, delta, reason, order_id)
VALUES ($1, $2, $3, $4, $5, $6);
