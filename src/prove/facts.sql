-- What users made, a line a fact, in words that do not depend on how it was made.
WITH ours AS (
    SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT format('relation %s %s %s %s %s %s %s %s', oid::regclass, relkind, relpersistence, relrowsecurity,
              relforcerowsecurity, relacl, reloptions, pg_get_expr(relpartbound, oid)) FROM ours
UNION ALL
SELECT format('column %s.%s %s %s %s %s%s %s %s', c.oid::regclass, attname, format_type(atttypid, atttypmod),
              attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated, attacl, attcollation::regcollation)
FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON (adrelid, adnum) = (c.oid, attnum)
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
UNION ALL
SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(k.oid)) FROM pg_constraint k JOIN ours ON conrelid = ours.oid
UNION ALL
SELECT format('index %s %s %s', pg_get_indexdef(indexrelid), indisvalid, indisreplident)
FROM pg_index JOIN ours ON indrelid = ours.oid
UNION ALL
SELECT format('inherits %s %s', inhrelid::regclass, inhparent::regclass) FROM pg_inherits JOIN ours ON inhrelid = ours.oid
UNION ALL
SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid)) FROM ours WHERE relkind IN ('v', 'm')
UNION ALL
SELECT format('sequence %s %s %s %s', s.seqrelid::regclass, seqtypid::regtype, seqmax,
              (SELECT refobjid::regclass || '.' || (SELECT attname FROM pg_attribute WHERE (attrelid, attnum) = (refobjid, refobjsubid))
               FROM pg_depend WHERE objid = seqrelid AND deptype IN ('a', 'i') AND refobjsubid > 0))
FROM pg_sequence s JOIN ours ON seqrelid = ours.oid
UNION ALL
SELECT format('function %s %s', p.oid::regprocedure, pg_get_functiondef(p.oid)) FROM pg_proc p
WHERE pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') AND prokind <> 'a'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT format('trigger %s %s', pg_get_triggerdef(t.oid), tgenabled) FROM pg_trigger t JOIN ours ON tgrelid = ours.oid
WHERE NOT tgisinternal
UNION ALL
SELECT format('policy %s %s %s %s %s', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid),
              pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
UNION ALL
SELECT format('label %s %s', enumtypid::regtype, string_agg(enumlabel, ',' ORDER BY enumsortorder))
FROM pg_enum GROUP BY enumtypid
UNION ALL
SELECT format('comment %s %s', (pg_identify_object(classoid, objoid, objsubid)).identity, description)
FROM pg_description WHERE objoid >= 16384
