-- +goose Up
CREATE TYPE billing.interval_unit AS ENUM ('month', 'year');
CREATE TYPE billing.invoice_status AS ENUM ('draft', 'open', 'paid', 'void');

CREATE TABLE billing.plans (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    price numeric(10,2) NOT NULL CHECK (price >= 0),
    currency public.currency_code NOT NULL DEFAULT 'EUR',
    billed_every billing.interval_unit NOT NULL DEFAULT 'month',
    parcel_quota integer,
    is_public boolean NOT NULL DEFAULT true
);
REVOKE INSERT, UPDATE, DELETE ON billing.plans FROM app_user;

CREATE TABLE billing.subscriptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES public.tenants (id) ON DELETE CASCADE,
    plan_id smallint NOT NULL REFERENCES billing.plans (id),
    starts_on date NOT NULL DEFAULT CURRENT_DATE,
    ends_on date,
    seats smallint NOT NULL DEFAULT 5,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscriptions_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT subscriptions_dates_in_order CHECK (ends_on > starts_on)
);
CREATE INDEX subscriptions_plan_id_idx ON billing.subscriptions (plan_id);
CREATE UNIQUE INDEX subscriptions_one_running ON billing.subscriptions (tenant_id)
    WHERE ends_on IS NULL;

CREATE TABLE billing.invoices (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100000) PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES public.tenants (id),
    subscription_id bigint,
    status billing.invoice_status NOT NULL DEFAULT 'draft',
    currency public.currency_code NOT NULL,
    net numeric(12,2) NOT NULL DEFAULT 0,
    tax numeric(12,2) NOT NULL DEFAULT 0,
    gross numeric(12,2) GENERATED ALWAYS AS (net + tax) STORED,
    issued_on date,
    due_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invoices_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT invoices_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
        REFERENCES billing.subscriptions (tenant_id, id)
);
CREATE INDEX invoices_subscription_idx ON billing.invoices (tenant_id, subscription_id);
CREATE INDEX invoices_overdue_idx ON billing.invoices (due_on) WHERE status = 'open';

CREATE TABLE billing.invoice_lines (
    tenant_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    line_number smallint NOT NULL,
    description text NOT NULL,
    quantity numeric(12,3) NOT NULL DEFAULT 1,
    unit_price numeric(12,4) NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id, line_number),
    CONSTRAINT invoice_lines_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
        REFERENCES billing.invoices (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE billing.transactions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    amount numeric(12,2) NOT NULL,
    provider text NOT NULL,
    provider_ref text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transactions_provider_ref_key UNIQUE (provider, provider_ref),
    CONSTRAINT transactions_amount_not_zero CHECK (amount <> 0),
    CONSTRAINT transactions_invoice_fkey FOREIGN KEY (tenant_id, invoice_id)
        REFERENCES billing.invoices (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX transactions_invoice_idx ON billing.transactions (tenant_id, invoice_id);

INSERT INTO billing.plans (code, name, price, parcel_quota) VALUES
    ('starter', 'Starter', 29.00, 200),
    ('growth', 'Growth', 99.00, 2000),
    ('fleet', 'Fleet', 399.00, NULL);

-- +goose Down
DROP TABLE billing.transactions;
DROP TABLE billing.invoice_lines;
DROP TABLE billing.invoices;
DROP TABLE billing.subscriptions;
DROP TABLE billing.plans;
DROP TYPE billing.invoice_status;
DROP TYPE billing.interval_unit;
