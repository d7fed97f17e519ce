SELECT n.nspname AS schema, s.stxname AS name, pg_get_userbyid(s.stxowner) AS owner, s.stxrelid::bigint AS "table",
       pg_get_statisticsobjdef(s.oid) AS definition, obj_description(s.oid, 'pg_statistic_ext') AS comment
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY s.oid
