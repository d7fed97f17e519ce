SELECT p.pubname AS name, pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables,
       {schemas} AS schemas,
       coalesce((SELECT json_agg(json_build_array(r.prrelid::bigint, {columns}, {filter}) ORDER BY r.prrelid)
                 FROM pg_publication_rel r WHERE r.prpubid = p.oid), '[]') AS tables,
       obj_description(p.oid, 'pg_publication') AS comment
FROM pg_publication p
ORDER BY p.pubname
