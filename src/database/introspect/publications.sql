SELECT p.pubname AS name, pg_get_userbyid(p.pubowner) AS owner, p.puballtables AS all_tables,
       {schemas} AS schemas,
       coalesce((SELECT json_agg(json_build_array(r.prrelid::bigint, {columns}, {filter}) ORDER BY r.prrelid)
                 FROM pg_publication_rel r WHERE r.prpubid = p.oid), '[]') AS tables,
       json_build_array(
           json_build_array('publish', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                                                 CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)),
           json_build_array('publish_via_partition_root', p.pubviaroot::text),
           json_build_array('publish_generated_columns', {generated})) AS options,
       obj_description(p.oid, 'pg_publication') AS comment
FROM pg_publication p
ORDER BY p.pubname
