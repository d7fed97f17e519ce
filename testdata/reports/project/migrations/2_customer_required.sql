-- migcheck: allow(lock-without-timeout) because nobody is there at night
ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;
FROBNICATE orders;
CREATE ROLE reporting LOGIN PASSWORD 'hunter2';
