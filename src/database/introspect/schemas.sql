SELECT n.nspname AS name, pg_get_userbyid(n.nspowner) AS owner,
       coalesce((SELECT json_agg(json_build_array(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.grantee), 'public'), lower(x.privilege_type), x.is_grantable) ORDER BY 1, 2) FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x WHERE x.grantee <> n.nspowner), '[]') AS acl,
       -- Every database has this one from the start.
       nullif(obj_description(n.oid, 'pg_namespace'), 'standard public schema') AS comment,
       (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1) AS extension
FROM pg_namespace n WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_' ORDER BY n.oid
