SELECT k.conrelid::bigint AS relation, k.conname AS name, k.contype AS kind,
       coalesce(to_json(k.conkey), '[]') AS columns,
       pg_get_expr(k.conbin, k.conrelid) AS expr,
       k.conindid::bigint AS index, k.confrelid::bigint AS references,
       coalesce(to_json(k.confkey), '[]') AS referenced_columns,
       coalesce(nullif(k.confmatchtype, ' '), 's') AS match_type,
       coalesce(nullif(k.confdeltype, ' '), 'a') AS on_delete, coalesce(nullif(k.confupdtype, ' '), 'a') AS on_update,
       coalesce(to_json({on_delete_columns}), '[]') AS on_delete_columns,
       coalesce((SELECT json_agg(o.oprname ORDER BY x.ord)
                 FROM unnest(k.conexclop) WITH ORDINALITY x(op, ord) JOIN pg_operator o ON o.oid = x.op), '[]') AS operators,
       k.convalidated AS valid, {enforced} AS enforced,
       k.condeferrable AS deferrable, k.condeferred AS deferred,
       k.conislocal AS local, k.coninhcount AS inherited, k.connoinherit AS no_inherit,
       obj_description(k.oid, 'pg_constraint') AS comment
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('c', 'f', 'u', 'p', 'x', 'n') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
  -- A foreign key to a partitioned table has one more row for each partition of that table.
  AND NOT (k.contype = 'f' AND k.conparentid <> 0
           AND (SELECT p.conrelid FROM pg_constraint p WHERE p.oid = k.conparentid) = k.conrelid)
ORDER BY k.oid
