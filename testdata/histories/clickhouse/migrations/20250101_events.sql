CREATE TABLE events (at DateTime) ENGINE = MergeTree ORDER BY at;
