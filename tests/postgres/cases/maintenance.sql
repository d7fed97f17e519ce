-- Maintenance

VACUUM plain;

VACUUM orders;

VACUUM (ANALYZE) orders;

VACUUM ANALYZE orders;

VACUUM (FREEZE) orders;

VACUUM FULL plain;

VACUUM FULL keyed;

VACUUM (FULL, ANALYZE) keyed;

VACUUM events;

VACUUM vehicles;

VACUUM order_totals;

VACUUM FULL order_totals;

VACUUM FULL events_2024;

VACUUM (INDEX_CLEANUP OFF, TRUNCATE OFF) orders;

VACUUM orders, accounts;

VACUUM account_orders;

VACUUM nothing;

ANALYZE plain;

ANALYZE orders;

ANALYZE orders (total, number);

ANALYZE VERBOSE orders;

ANALYZE events;

ANALYZE events_2024;

ANALYZE vehicles;

-- majors: 18..
ANALYZE ONLY events;

-- majors: 18..
ANALYZE ONLY vehicles;

ANALYZE order_totals;

ANALYZE account_orders;

ANALYZE orders, accounts;

CLUSTER keyed USING keyed_pkey;

CLUSTER keyed;

CLUSTER products USING products_title_idx;

CLUSTER events USING events_payload_idx;

CLUSTER events_2024 USING events_2024_payload_idx;

CLUSTER order_totals USING order_totals_key;

CLUSTER;

REFRESH MATERIALIZED VIEW order_totals;

REFRESH MATERIALIZED VIEW product_codes;

REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;

REFRESH MATERIALIZED VIEW CONCURRENTLY product_codes;

REFRESH MATERIALIZED VIEW CONCURRENTLY unfilled;

REFRESH MATERIALIZED VIEW unfilled;

REFRESH MATERIALIZED VIEW order_totals WITH NO DATA;

REFRESH MATERIALIZED VIEW account_orders;

REFRESH MATERIALIZED VIEW nothing;

CHECKPOINT;

DISCARD ALL;

DISCARD PLANS;
