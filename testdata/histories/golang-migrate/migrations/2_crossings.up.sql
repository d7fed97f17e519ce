CREATE TABLE crossings (id bigint PRIMARY KEY, boat_id bigint REFERENCES boats (id));
