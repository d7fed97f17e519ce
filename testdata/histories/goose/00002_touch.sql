-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := now();
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER touch BEFORE UPDATE ON readings FOR EACH ROW EXECUTE FUNCTION touch();

-- +goose Down
DROP FUNCTION touch() CASCADE;
