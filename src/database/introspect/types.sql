SELECT n.nspname AS schema, t.typname AS name, t.typtype AS kind, pg_get_userbyid(t.typowner) AS owner,
       coalesce((SELECT json_agg(json_build_array(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.grantee), 'public'), lower(x.privilege_type), x.is_grantable) ORDER BY 1, 2) FROM aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) x WHERE x.grantee <> t.typowner), '[]') AS acl,
       obj_description(t.oid, 'pg_type') AS comment,
       (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1) AS extension,
       coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid), '[]') AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
       CASE WHEN t.typtype = 'd' AND t.typcollation <> (SELECT typcollation FROM pg_type b WHERE b.oid = t.typbasetype) THEN
         (SELECT CASE WHEN cn.nspname = 'pg_catalog' THEN quote_ident(l.collname) ELSE format('%I.%I', cn.nspname, l.collname) END
          FROM pg_collation l JOIN pg_namespace cn ON cn.oid = l.collnamespace WHERE l.oid = t.typcollation) END AS collation,
       t.typdefault AS "default", t.typnotnull AS not_null,
       coalesce((SELECT json_agg(json_build_array(k.conname, pg_get_expr(k.conbin, 0), k.convalidated) ORDER BY k.conname)
                 FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '[]') AS checks,
       (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid) AS subtype,
       (SELECT format_type(CASE WHEN t.typtype = 'm' THEN r.rngtypid ELSE r.rngmultitypid END, NULL)
        FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) AS range
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd', 'c', 'r', 'm', 'b') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
  -- Rows and arrays of other types come with those.
  AND (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_class c WHERE c.oid = t.typrelid))
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
ORDER BY t.oid
