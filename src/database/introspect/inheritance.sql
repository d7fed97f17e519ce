SELECT h.inhrelid::bigint AS child, h.inhparent::bigint AS parent, h.inhdetachpending AS detach_pending
FROM pg_inherits h
JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY h.inhrelid, h.inhseqno
