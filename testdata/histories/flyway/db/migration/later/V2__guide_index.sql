CREATE INDEX CONCURRENTLY tours_guide_idx ON tours (guide);
