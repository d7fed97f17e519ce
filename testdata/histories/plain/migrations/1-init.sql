CREATE TABLE songs (id bigint PRIMARY KEY);
