-- Meters send a reading every hour.

-- +goose Up
CREATE TABLE readings (meter_id bigint NOT NULL, at timestamptz NOT NULL, kwh numeric NOT NULL);

-- +goose Down
DROP TABLE readings;
