CREATE TYPE job_state AS ENUM ('queued', 'running', 'done', 'failed');

-- Run by the workers under their own role; a job may concern no tenant at all.
CREATE TABLE background_jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint REFERENCES tenants (id) ON DELETE CASCADE,
    queue text NOT NULL DEFAULT 'default',
    kind text NOT NULL,
    args jsonb NOT NULL DEFAULT '{}',
    state job_state NOT NULL DEFAULT 'queued',
    priority smallint NOT NULL DEFAULT 100,
    attempts smallint NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    locked_by text,
    locked_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 70);
CREATE INDEX background_jobs_tenant_id_idx ON background_jobs (tenant_id);
CREATE INDEX background_jobs_next_idx ON background_jobs (queue, priority, run_at)
    WHERE state = 'queued';

CREATE UNLOGGED TABLE rate_limit_buckets (
    tenant_id bigint NOT NULL,
    bucket text NOT NULL,
    window_start timestamptz NOT NULL,
    used integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, bucket, window_start)
);

CREATE FUNCTION notify_job_queued() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_notify('jobs', NEW.queue);
    RETURN NULL;
END;
$$;

CREATE TRIGGER background_jobs_notify AFTER INSERT ON background_jobs
    FOR EACH ROW WHEN (NEW.state = 'queued')
    EXECUTE FUNCTION notify_job_queued();
