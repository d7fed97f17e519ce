-- atlas:txmode none

CREATE INDEX CONCURRENTLY tides_at_idx ON tides (at);
