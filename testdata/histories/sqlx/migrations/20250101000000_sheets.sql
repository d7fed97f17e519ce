CREATE TABLE sheets (id bigint PRIMARY KEY, species text NOT NULL);
