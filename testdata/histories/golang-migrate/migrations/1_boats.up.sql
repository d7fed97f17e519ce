CREATE TABLE boats (id bigint PRIMARY KEY);
