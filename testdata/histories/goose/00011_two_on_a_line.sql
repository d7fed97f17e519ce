-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY readings_at_idx ON readings (at);
ANALYZE readings;
