SELECT g.tgrelid::bigint AS relation, g.tgname AS name, pg_get_triggerdef(g.oid) AS definition, g.tgenabled AS state,
       g.tgparentid <> 0 AS inherited, obj_description(g.oid, 'pg_trigger') AS comment
FROM pg_trigger g
JOIN pg_class c ON c.oid = g.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY g.tgrelid, g.tgname
