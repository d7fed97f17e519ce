-- Views and materialized views

CREATE VIEW x AS SELECT 1 AS id;

CREATE VIEW x AS SELECT * FROM plain;

CREATE VIEW x AS SELECT * FROM large_orders;

CREATE VIEW x AS SELECT * FROM nothing;

CREATE VIEW account_orders AS SELECT 1 AS id;

CREATE OR REPLACE VIEW x AS SELECT * FROM plain;

CREATE OR REPLACE VIEW simple_products AS SELECT id, sku, title FROM products;

CREATE OR REPLACE VIEW simple_products AS SELECT id, sku, title, code FROM products;

CREATE OR REPLACE VIEW simple_products AS SELECT id FROM products;

CREATE OR REPLACE VIEW account_orders AS SELECT accounts.id, accounts.email, orders.number, orders.total FROM accounts JOIN orders ON orders.account_id = accounts.id WHERE orders.total > 0;

CREATE TEMPORARY VIEW x AS SELECT * FROM plain;

CREATE RECURSIVE VIEW x (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM x WHERE n < 5;

CREATE VIEW x WITH (security_barrier) AS SELECT * FROM plain WITH CHECK OPTION;

CREATE VIEW x AS SELECT * FROM remote;

CREATE VIEW x AS SELECT * FROM order_totals;

CREATE VIEW x AS SELECT * FROM events;

DROP VIEW simple_products;

DROP VIEW IF EXISTS nothing;

DROP VIEW nothing;

DROP VIEW account_orders;

DROP VIEW account_orders CASCADE;

DROP VIEW large_orders, account_orders;

DROP VIEW large_orders;

DROP VIEW order_totals;

CREATE MATERIALIZED VIEW x AS SELECT * FROM plain;

CREATE MATERIALIZED VIEW x AS SELECT * FROM plain WITH NO DATA;

CREATE MATERIALIZED VIEW IF NOT EXISTS order_totals AS SELECT 1 AS id;

CREATE MATERIALIZED VIEW x AS SELECT account_id, sum(total) FROM orders GROUP BY account_id WITH NO DATA;

CREATE MATERIALIZED VIEW x AS SELECT * FROM account_orders WITH NO DATA;

DROP MATERIALIZED VIEW order_totals;

DROP MATERIALIZED VIEW IF EXISTS product_codes;

DROP MATERIALIZED VIEW unfilled;

DROP MATERIALIZED VIEW plain;
