-- +goose Up
SET LOCAL lock_timeout = '3s';

CREATE TABLE loyalty_accounts (
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    points integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, customer_id),
    CONSTRAINT loyalty_accounts_customer_fkey FOREIGN KEY (tenant_id, customer_id)
        REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT loyalty_accounts_points_not_negative CHECK (points >= 0)
);
CREATE TRIGGER loyalty_accounts_set_updated_at BEFORE UPDATE ON loyalty_accounts
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- +goose Down
DROP TABLE loyalty_accounts;
