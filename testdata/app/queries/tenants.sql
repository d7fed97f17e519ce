-- name: GetTenantBySlug :one
SELECT id, public_id, slug, name, status, currency, time_zone, settings
FROM tenants
WHERE slug = $1;

-- name: UpdateTenantSettings :exec
UPDATE tenants
SET settings = settings || $2::jsonb
WHERE id = $1;

-- name: IsFeatureEnabled :one
SELECT coalesce(tf.enabled, f.enabled_by_default) AS enabled
FROM feature_flags f
LEFT JOIN tenant_feature_flags tf ON tf.flag_key = f.key AND tf.tenant_id = $1
WHERE f.key = $2;

-- name: TakeFromRateLimit :one
INSERT INTO rate_limit_buckets AS b (tenant_id, bucket, window_start, used)
VALUES ($1, $2, date_trunc('minute', now()), 1)
ON CONFLICT (tenant_id, bucket, window_start)
DO UPDATE SET used = b.used + 1
RETURNING used;
