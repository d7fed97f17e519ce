SELECT p.polrelid::bigint AS relation, p.polname AS name, p.polpermissive AS permissive, p.polcmd AS command,
       (SELECT json_agg(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.role), 'public') ORDER BY 1)
        FROM unnest(p.polroles) x(role)) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
       obj_description(p.oid, 'pg_policy') AS comment,
       coalesce((SELECT json_agg(json_build_array(d.refobjid::bigint, d.refobjsubid)) FROM pg_depend d
                 WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass
                   AND d.refobjid <> p.polrelid), '[]') AS depends
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY p.polrelid, p.polname
