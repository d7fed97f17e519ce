CREATE TYPE return_reason AS ENUM ('damaged', 'wrong_item', 'unwanted', 'late');

CREATE TABLE return_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    reason return_reason NOT NULL,
    explanation text,
    requested_at timestamptz NOT NULL DEFAULT now(),
    approved_at timestamptz,
    refused_at timestamptz,
    CONSTRAINT return_requests_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT return_requests_order_fkey FOREIGN KEY (tenant_id, order_id)
        REFERENCES orders (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT return_requests_one_answer CHECK (num_nonnulls(approved_at, refused_at) <= 1)
);
CREATE INDEX return_requests_order_idx ON return_requests (tenant_id, order_id);

CREATE TABLE return_items (
    tenant_id bigint NOT NULL,
    return_request_id bigint NOT NULL,
    order_item_id integer NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
    quantity integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (tenant_id, return_request_id, order_item_id),
    CONSTRAINT return_items_request_fkey FOREIGN KEY (tenant_id, return_request_id)
        REFERENCES return_requests (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX return_items_order_item_id_idx ON return_items (order_item_id);

ALTER TABLE return_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON return_requests
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE return_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON return_items
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

CREATE TRIGGER return_requests_audit AFTER INSERT OR DELETE OR UPDATE ON return_requests
    FOR EACH ROW EXECUTE FUNCTION audit_row_change();
