\set limit 100
CREATE INDEX CONCURRENTLY songs_title_idx ON songs (title);
