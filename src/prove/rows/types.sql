-- What the values of each type are made of, as one JSON array.
SELECT json_agg(t) FROM (
    SELECT y.oid::bigint AS id, y.typname AS name, y.typtype AS kind, y.typcategory AS category,
        y.typbasetype::bigint AS base, y.typtypmod AS modifier,
        CASE WHEN y.typcategory = 'A' THEN y.typelem::bigint ELSE 0 END AS element,
        format_type(y.oid, NULL) AS shown,
        (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = y.oid) AS labels,
        (SELECT r.rngsubtype::bigint FROM pg_range r WHERE r.rngtypid = y.oid) AS subtype,
        (SELECT array_agg(a.atttypid::bigint ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped AND y.typtype = 'c') AS fields,
        (SELECT array_agg(pg_get_constraintdef(k.oid)) FROM pg_constraint k WHERE k.contypid = y.oid) AS checks
    FROM pg_type y
    WHERE y.typtype IN ('b', 'e', 'd', 'r', 'm', 'c') AND NOT (y.typtype = 'c' AND EXISTS (
        SELECT FROM pg_class c WHERE c.oid = y.typrelid AND c.relnamespace = 'pg_catalog'::regnamespace))
) t
