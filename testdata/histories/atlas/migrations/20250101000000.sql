CREATE TABLE tides (at timestamptz);
