SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
       pg_get_userbyid(c.relowner) AS owner,
       coalesce((SELECT json_agg(json_build_array(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.grantee), 'public'), lower(x.privilege_type), x.is_grantable) ORDER BY 1, 2) FROM aclexplode(c.relacl) x WHERE x.grantee <> c.relowner), '[]') AS acl,
       obj_description(c.oid, 'pg_class') AS comment,
       (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE (d.classid, d.objid) IN (('pg_class'::regclass, c.oid), ('pg_type'::regclass, CASE c.relkind WHEN 'c' THEN c.reltype END)) AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1) AS extension,
       c.relpersistence AS persistence,
       to_json(coalesce(c.reloptions, '{}') || coalesce((SELECT array_agg('toast.' || o) FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = c.reltoastrelid AND c.relkind = 'r'), '{}')) AS options,
       (SELECT spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace) AS tablespace,
       (SELECT amname FROM pg_am a WHERE a.oid = c.relam) AS access_method,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       c.relreplident AS replica_identity, c.relispartition AS is_partition,
       pg_get_expr(c.relpartbound, c.oid) AS bound,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       (SELECT s.srvname FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
        WHERE f.ftrelid = c.oid) AS server,
       c.reltuples AS rows, c.relpages AS pages, c.relnatts AS columns_made, c.relispopulated AS populated
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S', 'c') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY c.oid
