CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE drivers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    member_id bigint,
    full_name text NOT NULL,
    phone varchar(20) NOT NULL,
    licence_classes text[] NOT NULL DEFAULT '{B}',
    supervisor_id bigint,
    hired_on date,
    CONSTRAINT drivers_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT drivers_member_fkey FOREIGN KEY (tenant_id, member_id)
        REFERENCES members (tenant_id, id),
    CONSTRAINT drivers_supervisor_fkey FOREIGN KEY (tenant_id, supervisor_id)
        REFERENCES drivers (tenant_id, id)
);
CREATE INDEX drivers_member_idx ON drivers (tenant_id, member_id);
CREATE INDEX drivers_supervisor_idx ON drivers (tenant_id, supervisor_id);

CREATE TABLE vehicles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    plate varchar(12) NOT NULL,
    payload_kg integer NOT NULL,
    retired_on date,
    CONSTRAINT vehicles_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT vehicles_plate_key UNIQUE (tenant_id, plate)
);

CREATE TABLE vehicle_bookings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    vehicle_id bigint NOT NULL,
    driver_id bigint NOT NULL,
    during tstzrange NOT NULL,
    cancelled boolean NOT NULL DEFAULT false,
    CONSTRAINT vehicle_bookings_vehicle_fkey FOREIGN KEY (tenant_id, vehicle_id)
        REFERENCES vehicles (tenant_id, id),
    CONSTRAINT vehicle_bookings_driver_fkey FOREIGN KEY (tenant_id, driver_id)
        REFERENCES drivers (tenant_id, id),
    CONSTRAINT vehicle_bookings_no_overlap
        EXCLUDE USING gist (vehicle_id WITH =, during WITH &&) WHERE (NOT cancelled),
    CONSTRAINT vehicle_bookings_not_empty CHECK (NOT isempty(during))
);
CREATE INDEX vehicle_bookings_vehicle_idx ON vehicle_bookings (tenant_id, vehicle_id);
CREATE INDEX vehicle_bookings_driver_idx ON vehicle_bookings (tenant_id, driver_id);

ALTER TABLE drivers ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON drivers
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE vehicles ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vehicles
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE vehicle_bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON vehicle_bookings
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
