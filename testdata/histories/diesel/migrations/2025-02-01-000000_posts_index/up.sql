CREATE INDEX CONCURRENTLY posts_id_idx ON posts (id);
