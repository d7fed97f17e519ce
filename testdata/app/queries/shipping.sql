-- name: CreateShipment :one
INSERT INTO shipments (tenant_id, order_id, warehouse_id, carrier_code, tracking_number, weight_grams)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: FindByTrackingNumber :one
SELECT id, tenant_id, state
FROM shipments
WHERE carrier_code = $1 AND tracking_number = $2;

-- name: RecordEvent :exec
INSERT INTO events (tenant_id, shipment_id, kind, payload, occurred_at)
VALUES ($1, $2, $3, $4, $5);

-- name: ShipmentTimeline :many
SELECT kind, payload ->> 'place' AS place, occurred_at
FROM events
WHERE tenant_id = $1 AND shipment_id = $2 AND occurred_at >= $3
ORDER BY occurred_at;

-- name: FreeVehicles :many
SELECT v.id, v.plate
FROM vehicles v
WHERE v.tenant_id = $1
  AND v.retired_on IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM vehicle_bookings b
      WHERE b.tenant_id = v.tenant_id AND b.vehicle_id = v.id
        AND b.during && tstzrange($2, $3) AND NOT b.cancelled
  );
