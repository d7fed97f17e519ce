-- name: GetUserByEmail :one
SELECT id, email, full_name, password_hash, locale
FROM users
WHERE email = $1;

-- name: ListMembers :many
SELECT m.id, u.full_name, u.email, r.name AS role
FROM members m
JOIN users u ON u.id = m.user_id
JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
WHERE m.tenant_id = $1
ORDER BY u.full_name;

-- name: ExportMembers :many
-- The yearly export for the auditors.
SELECT m.id, u.email, m.legacy_kind, m.created_at
FROM members m
JOIN users u ON u.id = m.user_id
WHERE m.tenant_id = $1;

-- name: HasPermission :one
SELECT EXISTS (
    SELECT 1
    FROM members m
    JOIN role_permissions p ON p.tenant_id = m.tenant_id AND p.role_id = m.role_id
    WHERE m.tenant_id = $1 AND m.user_id = $2 AND p.permission = $3
) AS allowed;

-- name: CreateInvitation :one
INSERT INTO invitations (tenant_id, email, kind, invited_by)
VALUES ($1, $2, $3, $4)
RETURNING id, token, expires_at;

-- name: FindApiKey :one
SELECT id, tenant_id, secret_hash, scopes
FROM api_keys
WHERE prefix = $1 AND revoked_at IS NULL;

-- name: DeleteExpiredSessions :execrows
DELETE FROM sessions WHERE expires_at < now();
