SELECT pg_get_userbyid(d.defaclrole) AS role,
       (SELECT nspname FROM pg_namespace n WHERE n.oid = d.defaclnamespace) AS schema,
       d.defaclobjtype AS kind,
       coalesce((SELECT json_agg(json_build_array(coalesce((SELECT rolname FROM pg_roles WHERE oid = x.grantee), 'public'), lower(x.privilege_type), x.is_grantable) ORDER BY 1, 2) FROM aclexplode(d.defaclacl) x WHERE x.grantee <> d.defaclrole), '[]') AS acl
FROM pg_default_acl d
ORDER BY 1, 2 NULLS FIRST, 3
