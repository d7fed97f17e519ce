ALTER TABLE crossings ADD COLUMN departs_at timestamptz;
CREATE INDEX crossings_departs_at_idx ON crossings (departs_at);
