-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE TYPE inspection_verdict AS ENUM ('as_new', 'resell_cheaper', 'scrap');

CREATE TABLE return_inspections (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    return_request_id bigint NOT NULL,
    inspected_by bigint NOT NULL,
    verdict inspection_verdict NOT NULL,
    remarks text,
    inspected_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT return_inspections_request_fkey FOREIGN KEY (tenant_id, return_request_id)
        REFERENCES return_requests (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT return_inspections_inspected_by_fkey FOREIGN KEY (tenant_id, inspected_by)
        REFERENCES members (tenant_id, id)
);
CREATE INDEX return_inspections_request_idx ON return_inspections (tenant_id, return_request_id);

ALTER TABLE return_inspections ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON return_inspections
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

-- +goose Down
DROP TABLE return_inspections;
DROP TYPE inspection_verdict;
