SELECT n.nspname AS schema, p.proname AS name, p.prokind AS kind, pg_get_userbyid(p.proowner) AS owner,
       coalesce((SELECT json_agg(json_build_array(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.grantee), 'public'), lower(x.privilege_type), x.is_grantable) ORDER BY 1, 2) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x WHERE x.grantee <> p.proowner), '[]') AS acl,
       obj_description(p.oid, 'pg_proc') AS comment,
       (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1) AS extension,
       coalesce((SELECT json_agg(json_build_array(coalesce(p.proargmodes[x.ord], 'i'), coalesce(p.proargnames[x.ord], ''),
                                                  format_type(x.type, NULL), pg_get_function_arg_default(p.oid, x.ord::int))
                                 ORDER BY x.ord)
                 FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY x(type, ord)), '[]') AS arguments,
       CASE WHEN p.prorettype <> 0 THEN format_type(p.prorettype, NULL) END AS returns, p.proretset AS returns_set,
       (SELECT lanname FROM pg_language l WHERE l.oid = p.prolang) AS language,
       p.provolatile AS volatility, p.proisstrict AS strict, p.prosecdef AS security_definer,
       p.proleakproof AS leakproof, p.proparallel AS parallel, p.procost AS cost, p.prorows AS rows,
       (SELECT json_build_array(sn.nspname, s.proname) FROM pg_proc s JOIN pg_namespace sn ON sn.oid = s.pronamespace
        WHERE s.oid = p.prosupport) AS support,
       coalesce(to_json(p.proconfig), '[]') AS settings,
       CASE WHEN p.prosqlbody IS NULL AND p.prolang <> 13 THEN p.prosrc END AS body,
       CASE WHEN p.prosqlbody IS NOT NULL THEN pg_get_function_sqlbody(p.oid) END AS inline
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
  -- Aggregates are read by their definitions; those of extensions are only known.
  AND (p.prokind <> 'a' OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
  -- The constructors of a range type come with it.
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
ORDER BY p.oid
