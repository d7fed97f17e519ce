SELECT i.indexrelid::bigint AS oid, i.indrelid::bigint AS "table", i.indisunique AS unique,
       {nulls_not_distinct} AS nulls_not_distinct,
       (SELECT amname FROM pg_am am WHERE am.oid = c.relam) AS method,
       i.indisvalid AS valid, i.indisclustered AS clustered, i.indisreplident AS replica_identity,
       (SELECT h.inhparent::bigint FROM pg_inherits h WHERE h.inhrelid = i.indexrelid) AS parent,
       pg_get_expr(i.indpred, i.indrelid) AS predicate,
       (SELECT json_agg(json_build_object(
            'column', i.indkey[k - 1],
            'definition', pg_get_indexdef(i.indexrelid, k, true),
            'collation', (SELECT quote_ident(cn.nspname) || '.' || quote_ident(l.collname)
                          FROM pg_collation l JOIN pg_namespace cn ON cn.oid = l.collnamespace
                          WHERE k <= i.indnkeyatts AND l.oid = i.indcollation[k - 1]
                            AND l.oid <> (SELECT t.typcollation FROM pg_attribute ia JOIN pg_type t ON t.oid = ia.atttypid
                                          WHERE ia.attrelid = i.indexrelid AND ia.attnum = k)
                            AND l.oid IS DISTINCT FROM (SELECT ta.attcollation FROM pg_attribute ta
                                          WHERE ta.attrelid = i.indrelid AND ta.attnum = i.indkey[k - 1])),
            'opclass', (SELECT quote_ident(pn.nspname) || '.' || quote_ident(oc.opcname)
                        FROM pg_opclass oc JOIN pg_namespace pn ON pn.oid = oc.opcnamespace
                        WHERE k <= i.indnkeyatts AND oc.oid = i.indclass[k - 1]
                          AND (NOT oc.opcdefault OR EXISTS (SELECT FROM pg_attribute ia
                               WHERE ia.attrelid = i.indexrelid AND ia.attnum = k AND ia.attoptions IS NOT NULL))),
            'opclass_options', coalesce((SELECT to_json(ia.attoptions) FROM pg_attribute ia
                                         WHERE ia.attrelid = i.indexrelid AND ia.attnum = k), '[]'),
            'descending', k <= i.indnkeyatts AND (i.indoption[k - 1] & 1) <> 0,
            'nulls_first', k <= i.indnkeyatts AND (i.indoption[k - 1] & 2) <> 0,
            'included', k > i.indnkeyatts) ORDER BY k)
        FROM generate_series(1, i.indnatts) k) AS keys
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY i.indexrelid
