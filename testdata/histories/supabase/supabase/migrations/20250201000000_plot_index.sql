ALTER TABLE plots ADD COLUMN holder text;
CREATE INDEX CONCURRENTLY plots_holder_idx ON plots (holder);
ALTER TABLE plots ADD COLUMN size_m2 int;
