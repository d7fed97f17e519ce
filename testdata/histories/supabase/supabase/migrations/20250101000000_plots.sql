CREATE TABLE plots (id bigint PRIMARY KEY);
