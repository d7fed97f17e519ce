-- Constraints: adding, validating, dropping, renaming

ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0);

ALTER TABLE plain ADD CHECK (a > 0);

ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0) NOT VALID;

ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0) NO INHERIT;

ALTER TABLE plain ADD CONSTRAINT x CHECK (f_immutable(a) > 0);

-- majors: 18..
ALTER TABLE plain ADD CONSTRAINT x CHECK (a > 0) NOT ENFORCED;

ALTER TABLE invoices VALIDATE CONSTRAINT invoices_amount_check;

ALTER TABLE invoices VALIDATE CONSTRAINT invoices_account_fk;

ALTER TABLE invoices VALIDATE CONSTRAINT invoices_number_check;

ALTER TABLE invoices VALIDATE CONSTRAINT nothing;

ALTER TABLE order_lines VALIDATE CONSTRAINT order_lines_product_fk;

ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id) REFERENCES orders (id);

ALTER TABLE shipments ADD FOREIGN KEY (order_id) REFERENCES orders;

ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;

ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id, line) REFERENCES order_lines (order_id, line) MATCH FULL;

ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE SET NULL ON UPDATE CASCADE;

-- majors: 15..
ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id, line) REFERENCES order_lines ON DELETE SET NULL (line);

ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id) REFERENCES orders (id) DEFERRABLE INITIALLY DEFERRED;

-- majors: 18..
ALTER TABLE shipments ADD CONSTRAINT x FOREIGN KEY (order_id) REFERENCES orders (id) NOT ENFORCED;

ALTER TABLE shipments ADD FOREIGN KEY (line) REFERENCES order_lines (line);

ALTER TABLE shipments ADD FOREIGN KEY (carrier) REFERENCES orders (id);

ALTER TABLE shipments ADD FOREIGN KEY (order_id) REFERENCES account_orders (id);

ALTER TABLE orders ADD FOREIGN KEY (number) REFERENCES products (id);

ALTER TABLE plain ADD FOREIGN KEY (id) REFERENCES keyed (candidate);

ALTER TABLE shop.stock ADD FOREIGN KEY (id) REFERENCES keyed (id);

ALTER TABLE keyed ADD FOREIGN KEY (nullable) REFERENCES keyed (id);

ALTER TABLE invoices ADD FOREIGN KEY (product_id) REFERENCES products (id), ADD CHECK (product_id > 0);

ALTER TABLE invoices ADD FOREIGN KEY (product_id) REFERENCES products (id), ADD FOREIGN KEY (order_number) REFERENCES orders (id);

ALTER TABLE event_notes ADD CONSTRAINT x FOREIGN KEY (event_id, event_at, event_kind) REFERENCES events;

ALTER TABLE event_notes ADD CONSTRAINT x FOREIGN KEY (event_id, event_at, event_kind) REFERENCES events NOT VALID;

ALTER TABLE event_notes ADD CONSTRAINT x FOREIGN KEY (event_id, event_at, event_kind) REFERENCES events_2024;

ALTER TABLE events ADD CONSTRAINT x FOREIGN KEY (amount) REFERENCES products (id);

ALTER TABLE events ADD CONSTRAINT x FOREIGN KEY (amount) REFERENCES products (id) NOT VALID;

ALTER TABLE ONLY events ADD CONSTRAINT x FOREIGN KEY (amount) REFERENCES products (id);

ALTER TABLE events_2024 ADD CONSTRAINT x FOREIGN KEY (amount) REFERENCES products (id);

ALTER TABLE regions ADD FOREIGN KEY (id) REFERENCES buckets (id);

ALTER TABLE vehicles ADD FOREIGN KEY (wheels) REFERENCES products (id);

ALTER TABLE ONLY vehicles ADD FOREIGN KEY (wheels) REFERENCES products (id);

-- setup: DELETE FROM plain
ALTER TABLE plain ADD FOREIGN KEY (a) REFERENCES vehicles (id);

ALTER TABLE scratch ADD FOREIGN KEY (id) REFERENCES products (id);

ALTER TABLE products ADD FOREIGN KEY (quantity) REFERENCES scratch (id);

ALTER TABLE shipments DROP CONSTRAINT shipments_line_fk;

ALTER TABLE order_lines DROP CONSTRAINT order_lines_product_fk;

ALTER TABLE order_lines DROP CONSTRAINT order_lines_quantity_check;

ALTER TABLE order_lines DROP CONSTRAINT order_lines_pkey;

ALTER TABLE order_lines DROP CONSTRAINT order_lines_pkey CASCADE;

ALTER TABLE order_lines DROP CONSTRAINT IF EXISTS nothing;

ALTER TABLE order_lines DROP CONSTRAINT nothing;

ALTER TABLE accounts DROP CONSTRAINT accounts_referrer_id_fkey;

ALTER TABLE accounts DROP CONSTRAINT accounts_pkey;

ALTER TABLE accounts DROP CONSTRAINT accounts_pkey CASCADE;

ALTER TABLE accounts DROP CONSTRAINT accounts_email_key;

ALTER TABLE accounts DROP CONSTRAINT accounts_balance_check;

ALTER TABLE orders DROP CONSTRAINT orders_account_number_key;

ALTER TABLE invoices DROP CONSTRAINT invoices_account_fk;

ALTER TABLE shop.stock DROP CONSTRAINT stock_product_id_fkey;

ALTER TABLE event_notes DROP CONSTRAINT event_notes_event_fk;

ALTER TABLE events DROP CONSTRAINT events_account_fk;

ALTER TABLE events DROP CONSTRAINT events_amount_check;

ALTER TABLE events DROP CONSTRAINT events_pkey CASCADE;

ALTER TABLE events_2024 DROP CONSTRAINT events_account_fk;

ALTER TABLE ONLY events DROP CONSTRAINT events_amount_check;

ALTER TABLE vehicles DROP CONSTRAINT vehicles_wheels;

ALTER TABLE ONLY vehicles DROP CONSTRAINT vehicles_wheels;

ALTER TABLE cars DROP CONSTRAINT vehicles_wheels;

ALTER TABLE reservations DROP CONSTRAINT reservations_no_overlap;

ALTER TABLE keyed DROP CONSTRAINT keyed_checked;

ALTER TABLE plain ADD CONSTRAINT x UNIQUE (a);

ALTER TABLE plain ADD UNIQUE (a, b);

ALTER TABLE plain ADD CONSTRAINT x UNIQUE (a) INCLUDE (b);

-- majors: 15..
ALTER TABLE plain ADD CONSTRAINT x UNIQUE NULLS NOT DISTINCT (a);

ALTER TABLE plain ADD CONSTRAINT x UNIQUE (a) DEFERRABLE;

ALTER TABLE plain ADD CONSTRAINT x UNIQUE (e);

ALTER TABLE plain ADD PRIMARY KEY (id);

ALTER TABLE plain ADD CONSTRAINT x PRIMARY KEY (id, a);

ALTER TABLE unkeyed ADD PRIMARY KEY (id);

ALTER TABLE unkeyed ADD PRIMARY KEY (nullable);

ALTER TABLE unkeyed ADD PRIMARY KEY (proved);

ALTER TABLE unkeyed ADD PRIMARY KEY USING INDEX unkeyed_id_idx;

ALTER TABLE unkeyed ADD CONSTRAINT x PRIMARY KEY USING INDEX unkeyed_id_idx;

ALTER TABLE unkeyed ADD PRIMARY KEY USING INDEX unkeyed_nullable_idx;

ALTER TABLE unkeyed ADD PRIMARY KEY USING INDEX unkeyed_proved_idx;

ALTER TABLE unkeyed ADD CONSTRAINT x UNIQUE USING INDEX unkeyed_id_idx;

ALTER TABLE unkeyed ADD CONSTRAINT unkeyed_id_idx UNIQUE USING INDEX unkeyed_id_idx;

ALTER TABLE keyed ADD PRIMARY KEY (candidate);

ALTER TABLE keyed ADD CONSTRAINT x UNIQUE USING INDEX keyed_partial_idx;

ALTER TABLE keyed ADD CONSTRAINT x UNIQUE USING INDEX keyed_candidate_idx DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE keyed DROP CONSTRAINT keyed_pkey, ADD PRIMARY KEY USING INDEX keyed_candidate_idx;

ALTER TABLE plain ADD CONSTRAINT x EXCLUDE (a WITH =);

ALTER TABLE plain ADD CONSTRAINT x EXCLUDE USING gist (a WITH =, b WITH <>);

-- majors: 18..
ALTER TABLE reservations ADD CONSTRAINT x UNIQUE (room, during WITHOUT OVERLAPS);

ALTER TABLE events ADD CONSTRAINT x UNIQUE (id, happened_at, kind, amount);

ALTER TABLE events ADD CONSTRAINT x UNIQUE (id);

ALTER TABLE ONLY events ADD CONSTRAINT x UNIQUE (id, happened_at, kind, amount);

ALTER TABLE events_2024 ADD CONSTRAINT x UNIQUE (id);

ALTER TABLE events ADD CONSTRAINT x CHECK (amount < 1000);

ALTER TABLE events ADD CONSTRAINT x CHECK (amount < 1000) NOT VALID;

ALTER TABLE events_2024 ADD CONSTRAINT x CHECK (amount < 1000);

ALTER TABLE ONLY events ADD CONSTRAINT x CHECK (amount < 1000);

ALTER TABLE regions ADD PRIMARY KEY (region, id);

ALTER TABLE regions ADD CONSTRAINT x UNIQUE (region);

ALTER TABLE vehicles ADD CONSTRAINT x CHECK (id > 0);

ALTER TABLE vehicles ADD CONSTRAINT x CHECK (id > 0) NOT VALID;

ALTER TABLE vehicles ADD CONSTRAINT x CHECK (id > 0) NO INHERIT;

ALTER TABLE ONLY vehicles ADD CONSTRAINT x CHECK (id > 0);

ALTER TABLE ONLY vehicles ADD CONSTRAINT x CHECK (id > 0) NO INHERIT;

ALTER TABLE vehicles ADD UNIQUE (name);

ALTER TABLE plain RENAME CONSTRAINT nothing TO something;

ALTER TABLE order_lines RENAME CONSTRAINT order_lines_quantity_check TO x;

ALTER TABLE order_lines RENAME CONSTRAINT order_lines_product_fk TO x;

ALTER TABLE order_lines RENAME CONSTRAINT order_lines_pkey TO x;

ALTER TABLE vehicles RENAME CONSTRAINT vehicles_wheels TO x;

ALTER TABLE events RENAME CONSTRAINT events_amount_check TO x;

ALTER TABLE shipments ALTER CONSTRAINT shipments_line_fk NOT DEFERRABLE;

ALTER TABLE order_lines ALTER CONSTRAINT order_lines_product_fk DEFERRABLE;

ALTER TABLE order_lines ALTER CONSTRAINT order_lines_product_fk DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE events ALTER CONSTRAINT events_account_fk DEFERRABLE;

ALTER TABLE order_lines ALTER CONSTRAINT order_lines_quantity_check DEFERRABLE;

-- majors: 18..
ALTER TABLE order_lines ALTER CONSTRAINT order_lines_product_fk NOT ENFORCED;

-- majors: 18..
ALTER TABLE virtuals ALTER CONSTRAINT virtuals_account_fk ENFORCED;

-- majors: 18..
ALTER TABLE virtuals VALIDATE CONSTRAINT virtuals_account_fk;

-- majors: 18..
ALTER TABLE virtuals VALIDATE CONSTRAINT virtuals_a_present;

-- majors: 18..
ALTER TABLE virtuals ALTER CONSTRAINT virtuals_a_present NO INHERIT;

-- majors: 18..
ALTER TABLE virtuals DROP CONSTRAINT virtuals_a_present;

-- majors: 18..
ALTER TABLE plain ADD CONSTRAINT x NOT NULL a;

-- majors: 18..
ALTER TABLE plain ADD CONSTRAINT x NOT NULL a NOT VALID;

-- majors: 18..
ALTER TABLE plain ADD NOT NULL a NO INHERIT;

-- majors: 18..
ALTER TABLE events ADD CONSTRAINT x NOT NULL amount;

-- majors: 18..
ALTER TABLE events ADD CONSTRAINT x NOT NULL amount NOT VALID;

-- majors: 18..
ALTER TABLE vehicles ADD CONSTRAINT x NOT NULL wheels;

-- majors: 18..
ALTER TABLE unkeyed DROP CONSTRAINT unkeyed_id_not_null;

ALTER TABLE invoices VALIDATE CONSTRAINT invoices_account_fk, VALIDATE CONSTRAINT invoices_amount_check;

ALTER TABLE events_2026 ADD CONSTRAINT x FOREIGN KEY (account_id) REFERENCES accounts NOT VALID, VALIDATE CONSTRAINT events_amount_check;

SET CONSTRAINTS ALL DEFERRED;

SET CONSTRAINTS shipments_line_fk DEFERRED;

SET CONSTRAINTS order_lines_product_fk DEFERRED;
