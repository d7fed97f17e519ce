-- +goose Up
CREATE FUNCTION hours() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN 24;
END $$;
-- +goose ENVSUB ON
ALTER TABLE readings OWNER TO ${METER_OWNER};
-- +goose ENVSUB OFF
