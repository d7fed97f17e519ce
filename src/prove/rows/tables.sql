-- Tables that store rows, with all that decides which rows they take, as one JSON array.
SELECT coalesce(json_agg(t ORDER BY t.name), '[]') FROM (
    SELECT c.oid::regclass::text AS name,
        (SELECT coalesce(json_agg(json_build_object(
                'name', a.attname, 'type_id', a.atttypid::bigint, 'modifier', a.atttypmod,
                'type_name', format_type(a.atttypid, a.atttypmod),
                'not_null', a.attnotnull OR y.typnotnull,
                'has_default', a.atthasdef OR a.attidentity <> '' OR y.typdefault IS NOT NULL) ORDER BY a.attnum), '[]')
         FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
        (SELECT coalesce(json_agg(json_build_array(k.conname,
                (SELECT coalesce(json_agg(a.attname), '[]') FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey)),
                pg_get_constraintdef(k.oid))), '[]')
         FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS checks,
        (SELECT coalesce(json_agg(json_build_array(
                (SELECT json_agg(a.attname ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
                k.confrelid::regclass::text,
                (SELECT json_agg(a.attname ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)) ORDER BY k.conname), '[]')
         FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
           AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)) AS foreign_keys,
        (SELECT coalesce(json_agg(DISTINCT a.attname), '[]') FROM pg_index i
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
         WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)) AS keys,
        (WITH RECURSIVE up(id) AS (
             SELECT c.oid UNION ALL SELECT h.inhparent FROM pg_inherits h JOIN up ON h.inhrelid = up.id)
         SELECT coalesce(json_agg(json_build_array(pg_get_partkeydef(h.inhparent), pg_get_expr(r.relpartbound, r.oid))), '[]')
         FROM up JOIN pg_class r ON r.oid = up.id JOIN pg_inherits h ON h.inhrelid = r.oid
         WHERE r.relispartition) AS bounds
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
) t
