SELECT json_build_array(n.nspname, c.relname) AS name,
       json_build_array(tn.nspname, t.relname) AS "table",
       i.indisready AS ready
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT IN ('pg_catalog', 'pg_toast')
ORDER BY n.nspname, c.relname
