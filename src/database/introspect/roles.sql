SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypass_rls, r.rolcanlogin AS login,
       coalesce((SELECT json_agg(g.rolname ORDER BY 1) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                 WHERE m.member = r.oid), '[]') AS member_of,
       shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY 1
