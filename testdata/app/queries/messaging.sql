-- name: UnreadNotifications :many
SELECT id, template, params, created_at
FROM notifications
WHERE user_id = $1 AND read_at IS NULL
ORDER BY created_at DESC;

-- name: UnsentNotifications :many
SELECT id, user_id, channel, template, params
FROM notifications
WHERE sent_at IS NULL AND channel = ANY ($1::text[])
ORDER BY id
FOR UPDATE SKIP LOCKED
LIMIT $2;

-- name: DueDeliveries :many
SELECT d.id, d.body, d.attempts, e.url, e.secret
FROM webhook_deliveries d
JOIN webhook_endpoints e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
WHERE d.delivered_at IS NULL AND d.next_attempt_at <= now() AND e.disabled_at IS NULL
ORDER BY d.next_attempt_at
LIMIT $1;

-- name: EndpointsForTopic :many
SELECT id, url
FROM webhook_endpoints
WHERE tenant_id = $1 AND topics @> ARRAY[$2]::text[] AND disabled_at IS NULL;

-- name: ListComments :many
SELECT c.id, c.reply_to, c.body, c.created_at, u.full_name
FROM comments c
JOIN users u ON u.id = c.author_id
WHERE c.tenant_id = $1 AND c.subject_type = $2 AND c.subject_id = $3 AND c.deleted_at IS NULL
ORDER BY c.created_at;

-- name: StoreFile :one
INSERT INTO files (tenant_id, storage_key, file_name, content_type, byte_size, sha256, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: StorageUsed :one
SELECT coalesce(sum(f.byte_size), 0)::bigint AS bytes
FROM files f
WHERE f.tenant_id = $1;
