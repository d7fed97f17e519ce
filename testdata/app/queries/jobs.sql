-- name: EnqueueJob :one
INSERT INTO background_jobs (tenant_id, queue, kind, args, run_at)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- name: TakeJob :one
UPDATE background_jobs
SET state = 'running', locked_by = $2, locked_at = now(), attempts = attempts + 1
WHERE id = (
    SELECT id
    FROM background_jobs
    WHERE queue = $1 AND state = 'queued' AND run_at <= now()
    ORDER BY priority, run_at
    FOR UPDATE SKIP LOCKED
    LIMIT 1
)
RETURNING id, kind, args;

-- name: ReadAuditTrail :many
SELECT action, actor, old_row, new_row, at
FROM audit_log
WHERE tenant_id = $1 AND table_name = $2 AND row_id = $3
ORDER BY at DESC
LIMIT 100;
