SELECT r.ev_class::bigint AS relation, r.rulename AS name, pg_get_ruledef(r.oid) AS definition, r.ev_enabled AS state
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY r.ev_class, r.rulename
