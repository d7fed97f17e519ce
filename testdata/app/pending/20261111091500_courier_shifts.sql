-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE TABLE courier_shifts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    driver_id bigint NOT NULL,
    during tstzrange NOT NULL,
    break_minutes smallint NOT NULL DEFAULT 0,
    CONSTRAINT courier_shifts_driver_fkey FOREIGN KEY (tenant_id, driver_id)
        REFERENCES drivers (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT courier_shifts_no_overlap EXCLUDE USING gist (driver_id WITH =, during WITH &&)
);
CREATE INDEX courier_shifts_driver_idx ON courier_shifts (tenant_id, driver_id);

ALTER TABLE courier_shifts ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON courier_shifts
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

-- +goose Down
DROP TABLE courier_shifts;
