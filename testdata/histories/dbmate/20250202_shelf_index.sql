-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY shelves_id_idx ON shelves (id);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY shelves_id_idx;

-- migrate:up
ALTER TABLE shelves ADD COLUMN room text;

-- migrate:down
ALTER TABLE shelves DROP COLUMN room;
