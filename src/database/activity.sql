WITH l AS MATERIALIZED (SELECT * FROM pg_locks WHERE granted),
-- Every transaction holds its own virtual id. That is all there is to see of one whose owner hides it from this role.
mine AS (SELECT pid, virtualtransaction FROM l WHERE locktype = 'virtualxid' AND mode = 'ExclusiveLock'),
held AS (
    SELECT l.pid, l.virtualtransaction, json_agg(json_build_array(n.nspname, c.relname, l.mode)
                                                 ORDER BY n.nspname, c.relname, l.mode) AS locks
    FROM l
    JOIN pg_class c ON c.oid = l.relation
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.locktype = 'relation' AND l.mode <> 'SIReadLock'
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    GROUP BY 1, 2)
SELECT mine.virtualtransaction AS transaction,
       a.pid,
       NULL AS prepared,
       extract(epoch FROM clock_timestamp() - a.xact_start)::bigint AS seconds,
       a.state,
       nullif(a.application_name, '') AS application,
       coalesce(held.locks, '[]') AS locks,
       a.backend_xmin IS NOT NULL AS has_snapshot
FROM pg_stat_activity a
JOIN mine ON mine.pid = a.pid
LEFT JOIN held ON held.pid = a.pid
-- The type, too, is hidden; workers of the server have no user.
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.usesysid IS NOT NULL
  AND coalesce(a.backend_type, 'client backend') = 'client backend'
  AND (a.xact_start IS NULL OR a.xact_start < clock_timestamp() - make_interval(secs => {seconds}))
UNION ALL
SELECT p.transaction::text,
       NULL,
       p.gid,
       extract(epoch FROM clock_timestamp() - p.prepared)::bigint,
       'prepared',
       NULL,
       coalesce(held.locks, '[]'),
       false
FROM pg_prepared_xacts p
LEFT JOIN l own ON own.locktype = 'transactionid' AND own.transactionid = p.transaction AND own.pid IS NULL
LEFT JOIN held ON held.pid IS NULL AND held.virtualtransaction = own.virtualtransaction
WHERE p.database = current_database() AND p.prepared < clock_timestamp() - make_interval(secs => {seconds})
ORDER BY seconds DESC NULLS LAST, pid
