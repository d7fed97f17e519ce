SELECT a.pid,
       extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS seconds,
       a.state,
       nullif(a.application_name, '') AS application,
       coalesce((SELECT json_agg(DISTINCT n.nspname || '.' || c.relname)
                 FROM pg_locks l
                 JOIN pg_class c ON c.oid = l.relation
                 JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation'
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')), '[]') AS tables,
       a.backend_xmin IS NOT NULL AS has_snapshot
FROM pg_stat_activity a
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
  AND (a.xact_start < clock_timestamp() - make_interval(secs => {seconds})
       OR (a.xact_start IS NULL AND a.backend_xmin IS NOT NULL))
ORDER BY a.xact_start NULLS LAST, a.pid
