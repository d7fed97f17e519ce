SELECT c.oid::bigint AS relation, pg_get_viewdef(c.oid) AS definition,
       coalesce((SELECT json_agg(DISTINCT jsonb_build_array(d.refobjid::bigint, d.refobjsubid)) FROM pg_depend d
                 WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
                   AND d.deptype = 'n' AND d.refobjid <> c.oid
                   -- Fields of composite types are not columns that a query reads.
                   AND (SELECT relkind <> 'c' FROM pg_class WHERE oid = d.refobjid)), '[]') AS depends
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY c.oid
