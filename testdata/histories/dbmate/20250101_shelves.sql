-- migrate:up
CREATE TABLE shelves (id bigint PRIMARY KEY);

-- migrate:down
DROP TABLE shelves;
