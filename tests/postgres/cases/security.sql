-- Policies, grants, roles, owners

CREATE POLICY x ON plain;

CREATE POLICY x ON notes USING (tenant_id = 1);

CREATE POLICY x ON notes FOR SELECT TO suite_user USING (true);

CREATE POLICY x ON notes FOR INSERT WITH CHECK (EXISTS (SELECT FROM accounts WHERE accounts.id = tenant_id));

CREATE POLICY x ON notes USING (tenant_id IN (SELECT account_id FROM orders));

CREATE POLICY x ON notes AS RESTRICTIVE USING (true);

CREATE POLICY notes_tenant ON notes USING (true);

CREATE POLICY x ON events USING (account_id = 1);

CREATE POLICY x ON nothing USING (true);

ALTER POLICY notes_tenant ON notes RENAME TO x;

ALTER POLICY notes_tenant ON notes USING (tenant_id = 1);

ALTER POLICY notes_tenant ON notes TO suite_user;

ALTER POLICY notes_lookup ON notes USING (EXISTS (SELECT FROM orders WHERE orders.account_id = tenant_id));

ALTER POLICY nothing ON notes USING (true);

DROP POLICY notes_tenant ON notes;

DROP POLICY notes_lookup ON notes;

DROP POLICY IF EXISTS nothing ON notes;

DROP POLICY IF EXISTS notes_tenant ON notes;

DROP POLICY nothing ON notes;

GRANT SELECT ON plain TO suite_user;

GRANT SELECT, INSERT ON TABLE plain, keyed TO suite_user;

GRANT SELECT (id) ON plain TO suite_user;

GRANT ALL ON ALL TABLES IN SCHEMA shop TO suite_user;

GRANT USAGE ON SCHEMA shop TO suite_user;

GRANT USAGE ON SEQUENCE invoice_number TO suite_user;

GRANT EXECUTE ON FUNCTION f_constant() TO suite_user;

GRANT USAGE ON TYPE account_status TO suite_user;

GRANT SELECT ON events TO suite_user;

GRANT SELECT ON account_orders TO suite_user;

GRANT SELECT ON order_totals TO suite_user;

GRANT SELECT ON nothing TO suite_user;

GRANT SELECT ON plain TO nobody_here;

GRANT app_owner TO suite_user;

GRANT CONNECT ON DATABASE postgres TO suite_user;

GRANT SELECT ON plain TO suite_user WITH GRANT OPTION;

REVOKE SELECT ON plain FROM suite_user;

REVOKE ALL ON plain FROM PUBLIC;

REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM suite_user;

REVOKE app_owner FROM suite_user;

ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO suite_user;

CREATE ROLE x;

CREATE ROLE suite_user;

ALTER ROLE suite_user SET search_path = shop;

ALTER ROLE suite_user NOLOGIN;

DROP ROLE IF EXISTS nothing;

DROP ROLE suite_user;

CREATE ROLE x LOGIN PASSWORD 'x';

REASSIGN OWNED BY app_owner TO suite_user;

DROP OWNED BY suite_user;
