--
-- PostgreSQL database dump
--

\restrict parcelwise

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: billing; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA billing;


ALTER SCHEMA billing OWNER TO postgres;

--
-- Name: SCHEMA billing; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA billing IS 'What tenants pay us: plans, subscriptions, invoices.';


--
-- Name: reporting; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA reporting;


ALTER SCHEMA reporting OWNER TO postgres;

--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: citext; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;


--
-- Name: EXTENSION citext; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';


--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;


--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';


--
-- Name: pgcrypto; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;


--
-- Name: EXTENSION pgcrypto; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';


--
-- Name: interval_unit; Type: TYPE; Schema: billing; Owner: postgres
--

CREATE TYPE billing.interval_unit AS ENUM (
    'month',
    'year'
);


ALTER TYPE billing.interval_unit OWNER TO postgres;

--
-- Name: invoice_status; Type: TYPE; Schema: billing; Owner: postgres
--

CREATE TYPE billing.invoice_status AS ENUM (
    'draft',
    'open',
    'paid',
    'void'
);


ALTER TYPE billing.invoice_status OWNER TO postgres;

--
-- Name: currency_code; Type: DOMAIN; Schema: public; Owner: postgres
--

CREATE DOMAIN public.currency_code AS character(3)
	CONSTRAINT currency_code_shape CHECK ((VALUE ~ '^[A-Z]{3}$'::text));


ALTER DOMAIN public.currency_code OWNER TO postgres;

--
-- Name: geo_point; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.geo_point AS (
	lat double precision,
	lon double precision
);


ALTER TYPE public.geo_point OWNER TO postgres;

--
-- Name: job_state; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.job_state AS ENUM (
    'queued',
    'running',
    'done',
    'failed'
);


ALTER TYPE public.job_state OWNER TO postgres;

--
-- Name: member_kind; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.member_kind AS ENUM (
    'owner',
    'admin',
    'dispatcher',
    'viewer'
);


ALTER TYPE public.member_kind OWNER TO postgres;

--
-- Name: order_status; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.order_status AS ENUM (
    'draft',
    'placed',
    'packed',
    'shipped',
    'delivered',
    'returned',
    'cancelled'
);


ALTER TYPE public.order_status OWNER TO postgres;

--
-- Name: return_reason; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.return_reason AS ENUM (
    'damaged',
    'wrong_item',
    'unwanted',
    'late'
);


ALTER TYPE public.return_reason OWNER TO postgres;

--
-- Name: shipment_state; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.shipment_state AS ENUM (
    'label_created',
    'picked_up',
    'in_transit',
    'delivered',
    'failed'
);


ALTER TYPE public.shipment_state OWNER TO postgres;

--
-- Name: slug; Type: DOMAIN; Schema: public; Owner: postgres
--

CREATE DOMAIN public.slug AS text
	CONSTRAINT slug_length CHECK (((length(VALUE) >= 3) AND (length(VALUE) <= 63)))
	CONSTRAINT slug_shape CHECK ((VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text));


ALTER DOMAIN public.slug OWNER TO postgres;

--
-- Name: tenant_status; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.tenant_status AS ENUM (
    'trial',
    'active',
    'past_due',
    'suspended',
    'closed'
);


ALTER TYPE public.tenant_status OWNER TO postgres;

--
-- Name: apply_stock_movement(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.apply_stock_movement() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE inventory_levels l
    SET on_hand = l.on_hand + NEW.delta
    WHERE l.tenant_id = NEW.tenant_id
      AND l.warehouse_id = NEW.warehouse_id
      AND l.variant_id = NEW.variant_id;
    RETURN NULL;
END;
$$;


ALTER FUNCTION public.apply_stock_movement() OWNER TO postgres;

--
-- Name: audit_row_change(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.audit_row_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
DECLARE
    before_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    subject jsonb := coalesce(after_row, before_row);
BEGIN
    INSERT INTO public.audit_log (tenant_id, table_name, row_id, action, actor, old_row, new_row)
    VALUES (
        (subject ->> 'tenant_id')::bigint,
        TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME,
        subject ->> 'id',
        TG_OP,
        coalesce(nullif(current_setting('app.actor', true), ''), session_user),
        before_row,
        after_row
    );
    RETURN NULL;
END;
$$;


ALTER FUNCTION public.audit_row_change() OWNER TO postgres;

--
-- Name: check_order_has_items(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.check_order_has_items() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.status <> 'draft' AND NOT EXISTS (
        SELECT 1 FROM order_items i
        WHERE i.tenant_id = NEW.tenant_id AND i.order_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'order % has no items; it cannot be placed', NEW.order_number;
    END IF;
    RETURN NULL;
END;
$$;


ALTER FUNCTION public.check_order_has_items() OWNER TO postgres;

--
-- Name: notify_job_queued(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.notify_job_queued() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_notify('jobs', NEW.queue);
    RETURN NULL;
END;
$$;


ALTER FUNCTION public.notify_job_queued() OWNER TO postgres;

--
-- Name: set_updated_at(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;


ALTER FUNCTION public.set_updated_at() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: shipments; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.shipments (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    warehouse_id integer,
    carrier_code text NOT NULL,
    tracking_number character varying(30),
    state public.shipment_state DEFAULT 'label_created'::public.shipment_state NOT NULL,
    weight_grams integer,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT shipments_delivered_after_shipped CHECK ((delivered_at >= shipped_at))
);


ALTER TABLE public.shipments OWNER TO postgres;

--
-- Name: order_weight(bigint, integer); Type: FUNCTION; Schema: reporting; Owner: postgres
--

CREATE FUNCTION reporting.order_weight(of_tenant bigint, of_order integer) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(sum(s.weight_grams), (0)::bigint) AS "coalesce"
    FROM public.shipments s
   WHERE ((s.tenant_id = order_weight.of_tenant) AND (s.order_id = order_weight.of_order));
END;


ALTER FUNCTION reporting.order_weight(of_tenant bigint, of_order integer) OWNER TO postgres;

--
-- Name: invoice_lines; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.invoice_lines (
    tenant_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    line_number smallint NOT NULL,
    description text NOT NULL,
    quantity numeric(12,3) DEFAULT 1 NOT NULL,
    unit_price numeric(12,4) NOT NULL
);


ALTER TABLE billing.invoice_lines OWNER TO postgres;

--
-- Name: invoices; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.invoices (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    subscription_id bigint,
    status billing.invoice_status DEFAULT 'draft'::billing.invoice_status NOT NULL,
    currency public.currency_code NOT NULL,
    net numeric(12,2) DEFAULT 0 NOT NULL,
    tax numeric(12,2) DEFAULT 0 NOT NULL,
    gross numeric(12,2) GENERATED ALWAYS AS ((net + tax)) STORED,
    issued_on date,
    due_on date,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE billing.invoices OWNER TO postgres;

--
-- Name: invoices_id_seq; Type: SEQUENCE; Schema: billing; Owner: postgres
--

ALTER TABLE billing.invoices ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.invoices_id_seq
    START WITH 100000
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: open_invoices; Type: VIEW; Schema: billing; Owner: postgres
--

CREATE VIEW billing.open_invoices AS
SELECT
    NULL::bigint AS tenant_id,
    NULL::bigint AS invoice_id,
    NULL::numeric(12,2) AS gross,
    NULL::numeric AS outstanding,
    NULL::date AS due_on;


ALTER TABLE billing.open_invoices OWNER TO postgres;

--
-- Name: payments; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.payments (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    amount numeric(12,2) NOT NULL,
    provider text NOT NULL,
    provider_ref text NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT transactions_amount_not_zero CHECK ((amount <> (0)::numeric))
);


ALTER TABLE billing.payments OWNER TO postgres;

--
-- Name: plans; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.plans (
    id smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    price numeric(10,2) NOT NULL,
    currency public.currency_code DEFAULT 'EUR'::bpchar NOT NULL,
    billed_every billing.interval_unit DEFAULT 'month'::billing.interval_unit NOT NULL,
    parcel_quota integer,
    is_public boolean DEFAULT true NOT NULL,
    CONSTRAINT plans_price_check CHECK ((price >= (0)::numeric))
);


ALTER TABLE billing.plans OWNER TO postgres;

--
-- Name: plans_id_seq; Type: SEQUENCE; Schema: billing; Owner: postgres
--

ALTER TABLE billing.plans ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.plans_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: subscriptions; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.subscriptions (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    plan_id smallint NOT NULL,
    starts_on date DEFAULT CURRENT_DATE NOT NULL,
    ends_on date,
    seats smallint DEFAULT 5 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscriptions_dates_in_order CHECK ((ends_on > starts_on))
);


ALTER TABLE billing.subscriptions OWNER TO postgres;

--
-- Name: subscriptions_id_seq; Type: SEQUENCE; Schema: billing; Owner: postgres
--

ALTER TABLE billing.subscriptions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.subscriptions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: transactions_id_seq; Type: SEQUENCE; Schema: billing; Owner: postgres
--

ALTER TABLE billing.payments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.transactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: usage_records; Type: TABLE; Schema: billing; Owner: postgres
--

CREATE TABLE billing.usage_records (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    metric text NOT NULL,
    quantity bigint NOT NULL,
    period daterange NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    invoiced_at timestamp with time zone,
    CONSTRAINT usage_records_quantity_not_negative CHECK ((quantity >= 0))
);


ALTER TABLE billing.usage_records OWNER TO postgres;

--
-- Name: usage_records_id_seq; Type: SEQUENCE; Schema: billing; Owner: postgres
--

ALTER TABLE billing.usage_records ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.usage_records_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.api_keys (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    name text NOT NULL,
    prefix character(8) NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.api_keys OWNER TO postgres;

--
-- Name: api_keys_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.api_keys ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.api_keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    tenant_id bigint,
    table_name text NOT NULL,
    row_id text,
    action text NOT NULL,
    actor text DEFAULT CURRENT_USER NOT NULL,
    old_row jsonb,
    new_row jsonb,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT audit_log_action_check CHECK ((action = ANY (ARRAY['INSERT'::text, 'UPDATE'::text, 'DELETE'::text])))
);


ALTER TABLE public.audit_log OWNER TO postgres;

--
-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.audit_log_id_seq OWNER TO postgres;

--
-- Name: audit_log_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.audit_log_id_seq OWNED BY public.audit_log.id;


--
-- Name: background_jobs; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.background_jobs (
    id bigint NOT NULL,
    tenant_id bigint,
    queue text DEFAULT 'default'::text NOT NULL,
    kind text NOT NULL,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    state public.job_state DEFAULT 'queued'::public.job_state NOT NULL,
    priority smallint DEFAULT 100 NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    locked_by text,
    locked_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.01', fillfactor='70');


ALTER TABLE public.background_jobs OWNER TO postgres;

--
-- Name: background_jobs_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.background_jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.background_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: carriers; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.carriers (
    code text NOT NULL,
    name text NOT NULL,
    tracking_url text,
    supports_returns boolean DEFAULT false NOT NULL
);


ALTER TABLE public.carriers OWNER TO postgres;

--
-- Name: TABLE carriers; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.carriers IS 'The same for every tenant; maintained by us.';


--
-- Name: comments; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.comments (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    reply_to bigint,
    subject_type text NOT NULL,
    subject_id bigint NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT comments_subject_type_known CHECK ((subject_type = ANY (ARRAY['order'::text, 'shipment'::text, 'customer'::text])))
);


ALTER TABLE public.comments OWNER TO postgres;

--
-- Name: comments_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.comments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.comments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customer_addresses; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.customer_addresses (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    label text DEFAULT 'home'::text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    postal_code character varying(16) NOT NULL,
    city text NOT NULL,
    country character(2) DEFAULT 'DE'::bpchar NOT NULL,
    "position" public.geo_point,
    is_default boolean DEFAULT false NOT NULL
);


ALTER TABLE public.customer_addresses OWNER TO postgres;

--
-- Name: customer_addresses_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.customer_addresses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.customer_addresses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customers; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.customers (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    external_ref character varying(80),
    display_name text NOT NULL,
    email public.citext,
    phone character varying(20),
    vat_number character varying(20),
    internal_notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    price_list_id bigint
);


ALTER TABLE public.customers OWNER TO postgres;

--
-- Name: COLUMN customers.internal_notes; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.customers.internal_notes IS 'For staff only; never put it on a label.';


--
-- Name: customers_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.customers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: drivers; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.drivers (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    member_id bigint,
    full_name text NOT NULL,
    phone character varying(20) NOT NULL,
    licence_classes text[] DEFAULT '{B}'::text[] NOT NULL,
    supervisor_id bigint,
    hired_on date
);


ALTER TABLE public.drivers OWNER TO postgres;

--
-- Name: drivers_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.drivers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.drivers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: events; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (occurred_at);


ALTER TABLE public.events OWNER TO postgres;

--
-- Name: events_2025_06; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2025_06 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2025_06 OWNER TO postgres;

--
-- Name: events_2025_07; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2025_07 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2025_07 OWNER TO postgres;

--
-- Name: events_2025_08; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2025_08 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2025_08 OWNER TO postgres;

--
-- Name: events_2026_01; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2026_01 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2026_01 OWNER TO postgres;

--
-- Name: events_2026_02; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2026_02 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2026_02 OWNER TO postgres;

--
-- Name: events_2026_03; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2026_03 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_2026_03 OWNER TO postgres;

--
-- Name: events_default; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_default (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    shipment_id bigint,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.events_default OWNER TO postgres;

--
-- Name: feature_flags; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.feature_flags (
    key text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    enabled_by_default boolean DEFAULT false NOT NULL,
    rollout_percent smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT feature_flags_percent CHECK (((rollout_percent >= 0) AND (rollout_percent <= 100)))
);


ALTER TABLE public.feature_flags OWNER TO postgres;

--
-- Name: files; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.files (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id bigint NOT NULL,
    storage_key text NOT NULL,
    file_name text NOT NULL,
    content_type text DEFAULT 'application/octet-stream'::text NOT NULL,
    byte_size bigint NOT NULL,
    sha256 bytea,
    uploaded_by bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT files_byte_size_not_negative CHECK ((byte_size >= 0))
);


ALTER TABLE public.files OWNER TO postgres;

--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.idempotency_keys (
    tenant_id bigint NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    response jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.idempotency_keys OWNER TO postgres;

--
-- Name: inventory_levels; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.inventory_levels (
    tenant_id bigint NOT NULL,
    warehouse_id integer NOT NULL,
    variant_id integer NOT NULL,
    on_hand integer DEFAULT 0 NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    available integer GENERATED ALWAYS AS ((on_hand - reserved)) STORED,
    counted_at timestamp with time zone,
    CONSTRAINT inventory_levels_reserved_not_negative CHECK ((reserved >= 0))
)
WITH (fillfactor='80');


ALTER TABLE public.inventory_levels OWNER TO postgres;

--
-- Name: invitations; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.invitations (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    email public.citext NOT NULL,
    kind public.member_kind DEFAULT 'viewer'::public.member_kind NOT NULL,
    token text DEFAULT encode(public.gen_random_bytes(24), 'hex'::text) NOT NULL,
    invited_by bigint,
    expires_at timestamp with time zone DEFAULT (now() + '14 days'::interval) NOT NULL,
    accepted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.invitations OWNER TO postgres;

--
-- Name: invitations_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.invitations ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.invitations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: members; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.members (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL,
    legacy_kind public.member_kind DEFAULT 'viewer'::public.member_kind NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    role_id bigint NOT NULL
);


ALTER TABLE public.members OWNER TO postgres;

--
-- Name: members_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.members ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: notification_preferences; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.notification_preferences (
    user_id bigint NOT NULL,
    template text NOT NULL,
    channels text[] DEFAULT '{email}'::text[] NOT NULL
);


ALTER TABLE public.notification_preferences OWNER TO postgres;

--
-- Name: TABLE notification_preferences; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.notification_preferences IS 'A person''s own choice, the same in every shop they work for.';


--
-- Name: notifications; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.notifications (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    user_id bigint NOT NULL,
    channel text DEFAULT 'email'::text NOT NULL,
    template text NOT NULL,
    params jsonb DEFAULT '{}'::jsonb NOT NULL,
    sent_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT notifications_channel_known CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'push'::text])))
);


ALTER TABLE public.notifications OWNER TO postgres;

--
-- Name: notifications_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.notifications ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.notifications_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: order_items; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.order_items (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    variant_id integer NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    unit_price numeric(12,2) NOT NULL,
    line_total numeric(14,2) GENERATED ALWAYS AS (((quantity)::numeric * unit_price)) STORED
);


ALTER TABLE public.order_items OWNER TO postgres;

--
-- Name: order_items_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.order_items_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.order_items_id_seq OWNER TO postgres;

--
-- Name: order_items_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.order_items_id_seq OWNED BY public.order_items.id;


--
-- Name: orders; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.orders (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    shipping_address_id bigint,
    order_number bigint NOT NULL,
    status public.order_status DEFAULT 'draft'::public.order_status NOT NULL,
    note text,
    placed_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    discount numeric(12,2) DEFAULT 0 NOT NULL,
    coupon_code character varying(32),
    CONSTRAINT orders_discount_not_negative CHECK ((discount >= (0)::numeric)),
    CONSTRAINT orders_placed_has_time CHECK (((status = 'draft'::public.order_status) OR (placed_at IS NOT NULL)))
);
ALTER TABLE ONLY public.orders ALTER COLUMN customer_id SET STATISTICS 500;


ALTER TABLE public.orders OWNER TO postgres;

--
-- Name: order_number_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.order_number_seq
    START WITH 40217
    INCREMENT BY 7
    NO MINVALUE
    NO MAXVALUE
    CACHE 10;


ALTER TABLE public.order_number_seq OWNER TO postgres;

--
-- Name: order_number_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.order_number_seq OWNED BY public.orders.order_number;


--
-- Name: order_tags; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.order_tags (
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    tag_id bigint NOT NULL,
    tagged_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.order_tags OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.orders_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.orders_id_seq OWNER TO postgres;

--
-- Name: orders_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.orders_id_seq OWNED BY public.orders.id;


--
-- Name: price_list_items; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.price_list_items (
    tenant_id bigint NOT NULL,
    price_list_id bigint NOT NULL,
    variant_id integer NOT NULL,
    min_quantity integer DEFAULT 1 NOT NULL,
    unit_price numeric(12,2) NOT NULL
);


ALTER TABLE public.price_list_items OWNER TO postgres;

--
-- Name: price_lists; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.price_lists (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    name text NOT NULL,
    currency public.currency_code NOT NULL,
    valid daterange DEFAULT '(,)'::daterange NOT NULL
);


ALTER TABLE public.price_lists OWNER TO postgres;

--
-- Name: price_lists_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.price_lists ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.price_lists_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: product_categories; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.product_categories (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    parent_id integer,
    name text NOT NULL,
    sort_key smallint DEFAULT 0 NOT NULL,
    CONSTRAINT product_categories_not_own_parent CHECK ((parent_id <> id))
);


ALTER TABLE public.product_categories OWNER TO postgres;

--
-- Name: product_categories_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.product_categories_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.product_categories_id_seq OWNER TO postgres;

--
-- Name: product_categories_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.product_categories_id_seq OWNED BY public.product_categories.id;


--
-- Name: product_variants; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.product_variants (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    product_id integer NOT NULL,
    name text NOT NULL,
    barcode character varying(14),
    unit_price numeric(12,2) NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT product_variants_price_not_negative CHECK ((unit_price >= (0)::numeric))
);


ALTER TABLE public.product_variants OWNER TO postgres;

--
-- Name: product_variants_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.product_variants_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.product_variants_id_seq OWNER TO postgres;

--
-- Name: product_variants_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.product_variants_id_seq OWNED BY public.product_variants.id;


--
-- Name: products; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.products (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    category_id integer,
    sku text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    description text,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    weight_grams integer,
    archived_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, ((COALESCE(title, ''::text) || ' '::text) || COALESCE(description, ''::text)))) STORED,
    CONSTRAINT products_weight_sane CHECK (((weight_grams > 0) AND (weight_grams <= 70000)))
);


ALTER TABLE public.products OWNER TO postgres;

--
-- Name: products_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.products_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.products_id_seq OWNER TO postgres;

--
-- Name: products_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.products_id_seq OWNED BY public.products.id;


--
-- Name: rate_limit_buckets; Type: TABLE; Schema: public; Owner: postgres
--

CREATE UNLOGGED TABLE public.rate_limit_buckets (
    tenant_id bigint NOT NULL,
    bucket text NOT NULL,
    window_start timestamp with time zone NOT NULL,
    used integer DEFAULT 0 NOT NULL
);


ALTER TABLE public.rate_limit_buckets OWNER TO postgres;

--
-- Name: return_items; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.return_items (
    tenant_id bigint NOT NULL,
    return_request_id bigint NOT NULL,
    order_item_id integer NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT return_items_quantity_check CHECK ((quantity > 0))
);


ALTER TABLE public.return_items OWNER TO postgres;

--
-- Name: return_requests; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.return_requests (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    reason public.return_reason NOT NULL,
    explanation text,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    approved_at timestamp with time zone,
    refused_at timestamp with time zone,
    CONSTRAINT return_requests_one_answer CHECK ((num_nonnulls(approved_at, refused_at) <= 1))
);


ALTER TABLE public.return_requests OWNER TO postgres;

--
-- Name: return_requests_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.return_requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.return_requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: role_permissions; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.role_permissions (
    tenant_id bigint NOT NULL,
    role_id bigint NOT NULL,
    permission text NOT NULL
);


ALTER TABLE public.role_permissions OWNER TO postgres;

--
-- Name: roles; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.roles (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    name text NOT NULL,
    is_builtin boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.roles OWNER TO postgres;

--
-- Name: roles_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.roles ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.roles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id bigint NOT NULL,
    user_agent text,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


ALTER TABLE public.sessions OWNER TO postgres;

--
-- Name: shipment_items; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.shipment_items (
    tenant_id bigint NOT NULL,
    shipment_id bigint NOT NULL,
    order_item_id integer NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT shipment_items_quantity_check CHECK ((quantity > 0))
);


ALTER TABLE public.shipment_items OWNER TO postgres;

--
-- Name: shipments_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.shipments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shipments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: stock_movements; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.stock_movements (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    warehouse_id integer NOT NULL,
    variant_id integer NOT NULL,
    delta integer NOT NULL,
    reason text NOT NULL,
    order_id integer,
    moved_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT stock_movements_reason_known CHECK ((reason = ANY (ARRAY['receipt'::text, 'sale'::text, 'return'::text, 'count'::text, 'loss'::text])))
);


ALTER TABLE public.stock_movements OWNER TO postgres;

--
-- Name: stock_movements_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.stock_movements_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.stock_movements_id_seq OWNER TO postgres;

--
-- Name: stock_movements_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.stock_movements_id_seq OWNED BY public.stock_movements.id;


--
-- Name: tags; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.tags (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    label text NOT NULL,
    colour character(7) DEFAULT '#888888'::bpchar NOT NULL
);


ALTER TABLE public.tags OWNER TO postgres;

--
-- Name: tags_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.tags ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: tenant_feature_flags; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.tenant_feature_flags (
    tenant_id bigint NOT NULL,
    flag_key text NOT NULL,
    enabled boolean NOT NULL
);


ALTER TABLE public.tenant_feature_flags OWNER TO postgres;

--
-- Name: tenants; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.tenants (
    id bigint NOT NULL,
    public_id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug public.slug NOT NULL,
    name text NOT NULL,
    status public.tenant_status DEFAULT 'trial'::public.tenant_status NOT NULL,
    currency public.currency_code DEFAULT 'EUR'::bpchar NOT NULL,
    time_zone text DEFAULT 'Europe/Berlin'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenants_settings_is_object CHECK ((jsonb_typeof(settings) = 'object'::text))
);


ALTER TABLE public.tenants OWNER TO postgres;

--
-- Name: TABLE tenants; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.tenants IS 'A shop that sends parcels with us. Everything a shop owns carries its id.';


--
-- Name: COLUMN tenants.public_id; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.tenants.public_id IS 'What the outside world sees; the bigint never leaves the database.';


--
-- Name: tenants_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.tenants ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.tenants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    email public.citext NOT NULL,
    full_name character varying(120) NOT NULL,
    password_hash text,
    locale character varying(10) DEFAULT 'en'::character varying NOT NULL,
    last_seen_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.users OWNER TO postgres;

--
-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.users.password_hash IS 'NULL for people who sign in through their company.';


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: vehicle_bookings; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.vehicle_bookings (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    vehicle_id bigint NOT NULL,
    driver_id bigint NOT NULL,
    during tstzrange NOT NULL,
    cancelled boolean DEFAULT false NOT NULL,
    CONSTRAINT vehicle_bookings_not_empty CHECK ((NOT isempty(during)))
);


ALTER TABLE public.vehicle_bookings OWNER TO postgres;

--
-- Name: vehicle_bookings_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.vehicle_bookings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.vehicle_bookings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: vehicles; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.vehicles (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    plate character varying(12) NOT NULL,
    payload_kg integer NOT NULL,
    retired_on date
);


ALTER TABLE public.vehicles OWNER TO postgres;

--
-- Name: vehicles_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.vehicles ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.vehicles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: warehouses; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.warehouses (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    "position" public.geo_point,
    opens_at time without time zone DEFAULT '07:00:00'::time without time zone NOT NULL,
    closes_at time without time zone DEFAULT '19:00:00'::time without time zone NOT NULL
);


ALTER TABLE public.warehouses OWNER TO postgres;

--
-- Name: warehouses_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.warehouses_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.warehouses_id_seq OWNER TO postgres;

--
-- Name: warehouses_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.warehouses_id_seq OWNED BY public.warehouses.id;


--
-- Name: webhook_deliveries; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.webhook_deliveries (
    id integer NOT NULL,
    tenant_id bigint NOT NULL,
    endpoint_id bigint NOT NULL,
    topic text NOT NULL,
    body jsonb NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    response_status smallint,
    next_attempt_at timestamp with time zone DEFAULT now(),
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.webhook_deliveries OWNER TO postgres;

--
-- Name: webhook_deliveries_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.webhook_deliveries_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.webhook_deliveries_id_seq OWNER TO postgres;

--
-- Name: webhook_deliveries_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.webhook_deliveries_id_seq OWNED BY public.webhook_deliveries.id;


--
-- Name: webhook_endpoints; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.webhook_endpoints (
    id bigint NOT NULL,
    tenant_id bigint NOT NULL,
    url text NOT NULL,
    secret text DEFAULT encode(public.gen_random_bytes(32), 'base64'::text) NOT NULL,
    topics text[] DEFAULT ARRAY['order.placed'::text, 'shipment.delivered'::text] NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_endpoints_https CHECK ((url ~~ 'https://%'::text))
);


ALTER TABLE public.webhook_endpoints OWNER TO postgres;

--
-- Name: webhook_endpoints_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.webhook_endpoints ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_endpoints_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: customer_lifetime; Type: VIEW; Schema: reporting; Owner: postgres
--

CREATE VIEW reporting.customer_lifetime AS
SELECT
    NULL::bigint AS tenant_id,
    NULL::bigint AS customer_id,
    NULL::text AS display_name,
    NULL::bigint AS orders,
    NULL::numeric AS revenue,
    NULL::timestamp with time zone AS last_order_at;


ALTER TABLE reporting.customer_lifetime OWNER TO postgres;

--
-- Name: order_totals; Type: VIEW; Schema: reporting; Owner: postgres
--

CREATE VIEW reporting.order_totals AS
SELECT
    NULL::bigint AS tenant_id,
    NULL::integer AS order_id,
    NULL::bigint AS order_number,
    NULL::bigint AS customer_id,
    NULL::public.order_status AS status,
    NULL::timestamp with time zone AS placed_at,
    NULL::bigint AS item_count,
    NULL::numeric AS total,
    NULL::numeric(12,2) AS discount;


ALTER TABLE reporting.order_totals OWNER TO postgres;

--
-- Name: daily_revenue; Type: VIEW; Schema: reporting; Owner: postgres
--

CREATE VIEW reporting.daily_revenue AS
 SELECT t.tenant_id,
    ((t.placed_at AT TIME ZONE n.time_zone))::date AS day,
    count(*) AS orders,
    sum(t.total) AS revenue,
    sum(t.discount) AS discounts
   FROM (reporting.order_totals t
     JOIN public.tenants n ON ((n.id = t.tenant_id)))
  WHERE (t.status <> ALL (ARRAY['draft'::public.order_status, 'cancelled'::public.order_status]))
  GROUP BY t.tenant_id, (((t.placed_at AT TIME ZONE n.time_zone))::date);


ALTER TABLE reporting.daily_revenue OWNER TO postgres;

--
-- Name: VIEW daily_revenue; Type: COMMENT; Schema: reporting; Owner: postgres
--

COMMENT ON VIEW reporting.daily_revenue IS 'Days as the shop counts them, not as UTC does.';


--
-- Name: monthly_revenue; Type: MATERIALIZED VIEW; Schema: reporting; Owner: postgres
--

CREATE MATERIALIZED VIEW reporting.monthly_revenue AS
 SELECT t.tenant_id,
    date_trunc('month'::text, t.placed_at, 'UTC'::text) AS month,
    count(*) AS orders,
    sum(t.total) AS revenue
   FROM reporting.order_totals t
  WHERE (t.status <> ALL (ARRAY['draft'::public.order_status, 'cancelled'::public.order_status]))
  GROUP BY t.tenant_id, (date_trunc('month'::text, t.placed_at, 'UTC'::text))
  WITH NO DATA;


ALTER TABLE reporting.monthly_revenue OWNER TO postgres;

--
-- Name: events_2025_06; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025_06 FOR VALUES FROM ('2025-06-01 00:00:00+00') TO ('2025-07-01 00:00:00+00');


--
-- Name: events_2025_07; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025_07 FOR VALUES FROM ('2025-07-01 00:00:00+00') TO ('2025-08-01 00:00:00+00');


--
-- Name: events_2025_08; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025_08 FOR VALUES FROM ('2025-08-01 00:00:00+00') TO ('2025-09-01 00:00:00+00');


--
-- Name: events_2026_01; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026_01 FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');


--
-- Name: events_2026_02; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026_02 FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');


--
-- Name: events_2026_03; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026_03 FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00');


--
-- Name: events_default; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_default DEFAULT;


--
-- Name: audit_log id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.audit_log ALTER COLUMN id SET DEFAULT nextval('public.audit_log_id_seq'::regclass);


--
-- Name: order_items id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_items ALTER COLUMN id SET DEFAULT nextval('public.order_items_id_seq'::regclass);


--
-- Name: orders id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders ALTER COLUMN id SET DEFAULT nextval('public.orders_id_seq'::regclass);


--
-- Name: orders order_number; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders ALTER COLUMN order_number SET DEFAULT nextval('public.order_number_seq'::regclass);


--
-- Name: product_categories id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_categories ALTER COLUMN id SET DEFAULT nextval('public.product_categories_id_seq'::regclass);


--
-- Name: product_variants id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_variants ALTER COLUMN id SET DEFAULT nextval('public.product_variants_id_seq'::regclass);


--
-- Name: products id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.products ALTER COLUMN id SET DEFAULT nextval('public.products_id_seq'::regclass);


--
-- Name: stock_movements id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stock_movements ALTER COLUMN id SET DEFAULT nextval('public.stock_movements_id_seq'::regclass);


--
-- Name: warehouses id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.warehouses ALTER COLUMN id SET DEFAULT nextval('public.warehouses_id_seq'::regclass);


--
-- Name: webhook_deliveries id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_deliveries ALTER COLUMN id SET DEFAULT nextval('public.webhook_deliveries_id_seq'::regclass);


--
-- Name: invoice_lines invoice_lines_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_pkey PRIMARY KEY (tenant_id, invoice_id, line_number);


--
-- Name: invoices invoices_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_pkey PRIMARY KEY (id);


--
-- Name: invoices invoices_tenant_id_id_key; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: plans plans_code_key; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.plans
    ADD CONSTRAINT plans_code_key UNIQUE (code);


--
-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (id);


--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);


--
-- Name: subscriptions subscriptions_tenant_id_id_key; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: payments transactions_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT transactions_pkey PRIMARY KEY (id);


--
-- Name: payments transactions_provider_ref_key; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT transactions_provider_ref_key UNIQUE (provider, provider_ref);


--
-- Name: usage_records usage_records_pkey; Type: CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.usage_records
    ADD CONSTRAINT usage_records_pkey PRIMARY KEY (id);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: api_keys api_keys_prefix_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_prefix_key UNIQUE (prefix);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);


--
-- Name: background_jobs background_jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.background_jobs
    ADD CONSTRAINT background_jobs_pkey PRIMARY KEY (id);


--
-- Name: carriers carriers_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.carriers
    ADD CONSTRAINT carriers_pkey PRIMARY KEY (code);


--
-- Name: comments comments_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);


--
-- Name: comments comments_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: customer_addresses customer_addresses_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customer_addresses
    ADD CONSTRAINT customer_addresses_pkey PRIMARY KEY (id);


--
-- Name: customer_addresses customer_addresses_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customer_addresses
    ADD CONSTRAINT customer_addresses_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: customers customers_email_shape; Type: CHECK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE public.customers
    ADD CONSTRAINT customers_email_shape CHECK ((email OPERATOR(public.~) '^[^@ ]+@[^@ ]+$'::public.citext)) NOT VALID;


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);


--
-- Name: customers customers_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: drivers drivers_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.drivers
    ADD CONSTRAINT drivers_pkey PRIMARY KEY (id);


--
-- Name: drivers drivers_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.drivers
    ADD CONSTRAINT drivers_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2025_06 events_2025_06_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2025_06
    ADD CONSTRAINT events_2025_06_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2025_07 events_2025_07_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2025_07
    ADD CONSTRAINT events_2025_07_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2025_08 events_2025_08_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2025_08
    ADD CONSTRAINT events_2025_08_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2026_01 events_2026_01_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2026_01
    ADD CONSTRAINT events_2026_01_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2026_02 events_2026_02_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2026_02
    ADD CONSTRAINT events_2026_02_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_2026_03 events_2026_03_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2026_03
    ADD CONSTRAINT events_2026_03_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: events_default events_default_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_default
    ADD CONSTRAINT events_default_pkey PRIMARY KEY (id, occurred_at);


--
-- Name: feature_flags feature_flags_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.feature_flags
    ADD CONSTRAINT feature_flags_pkey PRIMARY KEY (key);


--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);


--
-- Name: files files_storage_key_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_storage_key_key UNIQUE (storage_key);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, key);


--
-- Name: inventory_levels inventory_levels_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.inventory_levels
    ADD CONSTRAINT inventory_levels_pkey PRIMARY KEY (tenant_id, warehouse_id, variant_id);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);


--
-- Name: invitations invitations_token_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_token_key UNIQUE (token);


--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);


--
-- Name: members members_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: members members_tenant_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_tenant_id_user_id_key UNIQUE (tenant_id, user_id);


--
-- Name: notification_preferences notification_preferences_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notification_preferences
    ADD CONSTRAINT notification_preferences_pkey PRIMARY KEY (user_id, template);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);


--
-- Name: order_items order_items_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_pkey PRIMARY KEY (id);


--
-- Name: orders orders_coupon_not_blank; Type: CHECK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE public.orders
    ADD CONSTRAINT orders_coupon_not_blank CHECK (((coupon_code)::text <> ''::text)) NOT VALID;


--
-- Name: orders orders_order_number_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_order_number_key UNIQUE (order_number);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: orders orders_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: price_list_items price_list_items_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_list_items
    ADD CONSTRAINT price_list_items_pkey PRIMARY KEY (tenant_id, price_list_id, variant_id, min_quantity);


--
-- Name: price_lists price_lists_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_lists
    ADD CONSTRAINT price_lists_pkey PRIMARY KEY (id);


--
-- Name: price_lists price_lists_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_lists
    ADD CONSTRAINT price_lists_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: product_categories product_categories_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_categories
    ADD CONSTRAINT product_categories_pkey PRIMARY KEY (id);


--
-- Name: product_categories product_categories_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_categories
    ADD CONSTRAINT product_categories_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: product_variants product_variants_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_variants
    ADD CONSTRAINT product_variants_pkey PRIMARY KEY (id);


--
-- Name: product_variants product_variants_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_variants
    ADD CONSTRAINT product_variants_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);


--
-- Name: products products_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: rate_limit_buckets rate_limit_buckets_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.rate_limit_buckets
    ADD CONSTRAINT rate_limit_buckets_pkey PRIMARY KEY (tenant_id, bucket, window_start);


--
-- Name: return_items return_items_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_items
    ADD CONSTRAINT return_items_pkey PRIMARY KEY (tenant_id, return_request_id, order_item_id);


--
-- Name: return_requests return_requests_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_requests
    ADD CONSTRAINT return_requests_pkey PRIMARY KEY (id);


--
-- Name: return_requests return_requests_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_requests
    ADD CONSTRAINT return_requests_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: role_permissions role_permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_pkey PRIMARY KEY (tenant_id, role_id, permission);


--
-- Name: roles roles_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);


--
-- Name: roles roles_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: roles roles_tenant_id_name_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_tenant_id_name_key UNIQUE (tenant_id, name);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: shipments shipments_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_pkey PRIMARY KEY (id);


--
-- Name: shipments shipments_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: stock_movements stock_movements_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stock_movements
    ADD CONSTRAINT stock_movements_pkey PRIMARY KEY (id);


--
-- Name: tags tags_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);


--
-- Name: tags tags_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: tenant_feature_flags tenant_feature_flags_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenant_feature_flags
    ADD CONSTRAINT tenant_feature_flags_pkey PRIMARY KEY (tenant_id, flag_key);


--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);


--
-- Name: tenants tenants_public_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_public_id_key UNIQUE (public_id);


--
-- Name: tenants tenants_slug_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_slug_key UNIQUE (slug);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: vehicle_bookings vehicle_bookings_no_overlap; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicle_bookings
    ADD CONSTRAINT vehicle_bookings_no_overlap EXCLUDE USING gist (vehicle_id WITH =, during WITH &&) WHERE ((NOT cancelled));


--
-- Name: vehicle_bookings vehicle_bookings_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicle_bookings
    ADD CONSTRAINT vehicle_bookings_pkey PRIMARY KEY (id);


--
-- Name: vehicles vehicles_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT vehicles_pkey PRIMARY KEY (id);


--
-- Name: vehicles vehicles_plate_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT vehicles_plate_key UNIQUE (tenant_id, plate);


--
-- Name: vehicles vehicles_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT vehicles_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: warehouses warehouses_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.warehouses
    ADD CONSTRAINT warehouses_pkey PRIMARY KEY (id);


--
-- Name: warehouses warehouses_tenant_id_code_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.warehouses
    ADD CONSTRAINT warehouses_tenant_id_code_key UNIQUE (tenant_id, code);


--
-- Name: warehouses warehouses_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.warehouses
    ADD CONSTRAINT warehouses_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);


--
-- Name: webhook_endpoints webhook_endpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id);


--
-- Name: webhook_endpoints webhook_endpoints_tenant_id_id_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_tenant_id_id_key UNIQUE (tenant_id, id);


--
-- Name: invoices_overdue_idx; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE INDEX invoices_overdue_idx ON billing.invoices USING btree (due_on) WHERE (status = 'open'::billing.invoice_status);


--
-- Name: invoices_subscription_idx; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE INDEX invoices_subscription_idx ON billing.invoices USING btree (tenant_id, subscription_id);


--
-- Name: payments_invoice_idx; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE INDEX payments_invoice_idx ON billing.payments USING btree (tenant_id, invoice_id);


--
-- Name: subscriptions_one_running; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE UNIQUE INDEX subscriptions_one_running ON billing.subscriptions USING btree (tenant_id) WHERE (ends_on IS NULL);


--
-- Name: subscriptions_plan_id_idx; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE INDEX subscriptions_plan_id_idx ON billing.subscriptions USING btree (plan_id);


--
-- Name: usage_records_open_key; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE UNIQUE INDEX usage_records_open_key ON billing.usage_records USING btree (tenant_id, subscription_id, metric, period) INCLUDE (quantity) WHERE (invoiced_at IS NULL);


--
-- Name: usage_records_subscription_idx; Type: INDEX; Schema: billing; Owner: postgres
--

CREATE INDEX usage_records_subscription_idx ON billing.usage_records USING btree (tenant_id, subscription_id);


--
-- Name: api_keys_tenant_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX api_keys_tenant_id_idx ON public.api_keys USING btree (tenant_id) WHERE (revoked_at IS NULL);


--
-- Name: audit_log_row_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX audit_log_row_idx ON public.audit_log USING btree (table_name, row_id);


--
-- Name: audit_log_tenant_id_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX audit_log_tenant_id_at_idx ON public.audit_log USING btree (tenant_id, at DESC);


--
-- Name: background_jobs_next_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX background_jobs_next_idx ON public.background_jobs USING btree (queue, priority, run_at) WHERE (state = 'queued'::public.job_state);


--
-- Name: background_jobs_tenant_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX background_jobs_tenant_id_idx ON public.background_jobs USING btree (tenant_id);


--
-- Name: comments_author_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX comments_author_id_idx ON public.comments USING btree (author_id);


--
-- Name: comments_reply_to_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX comments_reply_to_idx ON public.comments USING btree (tenant_id, reply_to);


--
-- Name: comments_subject_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX comments_subject_idx ON public.comments USING btree (tenant_id, subject_type, subject_id);


--
-- Name: customer_addresses_customer_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX customer_addresses_customer_idx ON public.customer_addresses USING btree (tenant_id, customer_id);


--
-- Name: customer_addresses_one_default; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX customer_addresses_one_default ON public.customer_addresses USING btree (tenant_id, customer_id) WHERE is_default;


--
-- Name: customers_display_name_trgm_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX customers_display_name_trgm_idx ON public.customers USING gin (display_name public.gin_trgm_ops);


--
-- Name: customers_email_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX customers_email_idx ON public.customers USING btree (tenant_id, lower((email)::text));


--
-- Name: customers_external_ref_key; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX customers_external_ref_key ON public.customers USING btree (tenant_id, external_ref) WHERE (external_ref IS NOT NULL);


--
-- Name: drivers_member_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX drivers_member_idx ON public.drivers USING btree (tenant_id, member_id);


--
-- Name: drivers_supervisor_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX drivers_supervisor_idx ON public.drivers USING btree (tenant_id, supervisor_id);


--
-- Name: events_shipment_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_shipment_idx ON ONLY public.events USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2025_06_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2025_06_tenant_id_shipment_id_occurred_at_idx ON public.events_2025_06 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2025_07_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2025_07_tenant_id_shipment_id_occurred_at_idx ON public.events_2025_07 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2025_08_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2025_08_tenant_id_shipment_id_occurred_at_idx ON public.events_2025_08 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2026_01_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2026_01_tenant_id_shipment_id_occurred_at_idx ON public.events_2026_01 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2026_02_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2026_02_tenant_id_shipment_id_occurred_at_idx ON public.events_2026_02 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_2026_03_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_2026_03_tenant_id_shipment_id_occurred_at_idx ON public.events_2026_03 USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: events_default_tenant_id_shipment_id_occurred_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX events_default_tenant_id_shipment_id_occurred_at_idx ON public.events_default USING btree (tenant_id, shipment_id, occurred_at);


--
-- Name: files_tenant_id_created_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX files_tenant_id_created_at_idx ON public.files USING btree (tenant_id, created_at DESC);


--
-- Name: files_uploaded_by_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX files_uploaded_by_idx ON public.files USING btree (uploaded_by) WHERE (uploaded_by IS NOT NULL);


--
-- Name: inventory_levels_variant_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX inventory_levels_variant_idx ON public.inventory_levels USING btree (tenant_id, variant_id) INCLUDE (on_hand, reserved);


--
-- Name: invitations_open_key; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX invitations_open_key ON public.invitations USING btree (tenant_id, email) WHERE (accepted_at IS NULL);


--
-- Name: members_role_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX members_role_idx ON public.members USING btree (tenant_id, role_id);


--
-- Name: members_user_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX members_user_id_idx ON public.members USING btree (user_id);


--
-- Name: notifications_tenant_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX notifications_tenant_id_idx ON public.notifications USING btree (tenant_id);


--
-- Name: notifications_unread_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX notifications_unread_idx ON public.notifications USING btree (user_id, created_at DESC) WHERE (read_at IS NULL);


--
-- Name: order_items_order_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX order_items_order_idx ON public.order_items USING btree (tenant_id, order_id);


--
-- Name: order_items_variant_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX order_items_variant_idx ON public.order_items USING btree (tenant_id, variant_id);


--
-- Name: order_tags_order_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX order_tags_order_idx ON public.order_tags USING btree (tenant_id, order_id);


--
-- Name: order_tags_tag_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX order_tags_tag_idx ON public.order_tags USING btree (tenant_id, tag_id);


--
-- Name: orders_customer_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX orders_customer_idx ON public.orders USING btree (tenant_id, customer_id);


--
-- Name: orders_open_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX orders_open_idx ON public.orders USING btree (tenant_id, placed_at DESC NULLS LAST) WHERE (status = ANY (ARRAY['placed'::public.order_status, 'packed'::public.order_status]));


--
-- Name: orders_placed_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX orders_placed_at_idx ON public.orders USING btree (tenant_id, placed_at) INCLUDE (status);


--
-- Name: orders_shipping_address_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX orders_shipping_address_idx ON public.orders USING btree (tenant_id, shipping_address_id);


--
-- Name: price_list_items_variant_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX price_list_items_variant_idx ON public.price_list_items USING btree (tenant_id, variant_id);


--
-- Name: product_categories_parent_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX product_categories_parent_idx ON public.product_categories USING btree (tenant_id, parent_id);


--
-- Name: product_variants_barcode_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX product_variants_barcode_idx ON public.product_variants USING hash (barcode);


--
-- Name: product_variants_product_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX product_variants_product_idx ON public.product_variants USING btree (tenant_id, product_id);


--
-- Name: products_attributes_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX products_attributes_idx ON public.products USING gin (attributes jsonb_path_ops);


--
-- Name: products_category_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX products_category_idx ON public.products USING btree (tenant_id, category_id);


--
-- Name: products_search_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX products_search_idx ON public.products USING gin (search);


--
-- Name: products_title_trgm_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX products_title_trgm_idx ON public.products USING gin (title public.gin_trgm_ops) WITH (fastupdate=off);


--
-- Name: return_items_order_item_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX return_items_order_item_id_idx ON public.return_items USING btree (order_item_id);


--
-- Name: return_requests_order_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX return_requests_order_idx ON public.return_requests USING btree (tenant_id, order_id);


--
-- Name: sessions_expires_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX sessions_expires_at_idx ON public.sessions USING btree (expires_at);


--
-- Name: sessions_user_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX sessions_user_id_idx ON public.sessions USING btree (user_id);


--
-- Name: shipment_items_order_item_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shipment_items_order_item_id_idx ON public.shipment_items USING btree (order_item_id);


--
-- Name: shipment_items_shipment_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shipment_items_shipment_idx ON public.shipment_items USING btree (tenant_id, shipment_id);


--
-- Name: shipments_carrier_code_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shipments_carrier_code_idx ON public.shipments USING btree (carrier_code);


--
-- Name: shipments_carrier_tracking_key; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX shipments_carrier_tracking_key ON public.shipments USING btree (carrier_code, tracking_number) INCLUDE (tenant_id, state) WHERE (tracking_number IS NOT NULL);


--
-- Name: shipments_order_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shipments_order_idx ON public.shipments USING btree (tenant_id, order_id);


--
-- Name: shipments_tracking_number_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX shipments_tracking_number_idx ON public.shipments USING btree (tracking_number text_pattern_ops);


--
-- Name: stock_movements_level_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX stock_movements_level_idx ON public.stock_movements USING btree (tenant_id, warehouse_id, variant_id, moved_at);


--
-- Name: stock_movements_moved_at_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX stock_movements_moved_at_idx ON public.stock_movements USING brin (moved_at);


--
-- Name: tags_label_key; Type: INDEX; Schema: public; Owner: postgres
--

CREATE UNIQUE INDEX tags_label_key ON public.tags USING btree (tenant_id, lower(label));


--
-- Name: tenant_feature_flags_flag_key_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX tenant_feature_flags_flag_key_idx ON public.tenant_feature_flags USING btree (flag_key);


--
-- Name: vehicle_bookings_driver_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX vehicle_bookings_driver_idx ON public.vehicle_bookings USING btree (tenant_id, driver_id);


--
-- Name: vehicle_bookings_vehicle_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX vehicle_bookings_vehicle_idx ON public.vehicle_bookings USING btree (tenant_id, vehicle_id);


--
-- Name: webhook_deliveries_due_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX webhook_deliveries_due_idx ON public.webhook_deliveries USING btree (next_attempt_at) WHERE (delivered_at IS NULL);


--
-- Name: webhook_deliveries_endpoint_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX webhook_deliveries_endpoint_idx ON public.webhook_deliveries USING btree (tenant_id, endpoint_id);


--
-- Name: webhook_endpoints_topics_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX webhook_endpoints_topics_idx ON public.webhook_endpoints USING gin (topics);


--
-- Name: monthly_revenue_key; Type: INDEX; Schema: reporting; Owner: postgres
--

CREATE UNIQUE INDEX monthly_revenue_key ON reporting.monthly_revenue USING btree (tenant_id, month);


--
-- Name: events_2025_06_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_06_pkey;


--
-- Name: events_2025_06_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2025_06_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_2025_07_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_07_pkey;


--
-- Name: events_2025_07_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2025_07_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_2025_08_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_08_pkey;


--
-- Name: events_2025_08_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2025_08_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_2026_01_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2026_01_pkey;


--
-- Name: events_2026_01_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2026_01_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_2026_02_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2026_02_pkey;


--
-- Name: events_2026_02_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2026_02_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_2026_03_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2026_03_pkey;


--
-- Name: events_2026_03_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_2026_03_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: events_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_default_pkey;


--
-- Name: events_default_tenant_id_shipment_id_occurred_at_idx; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_shipment_idx ATTACH PARTITION public.events_default_tenant_id_shipment_id_occurred_at_idx;


--
-- Name: orders_tenant_status; Type: STATISTICS; Schema: public; Owner: postgres
--

CREATE STATISTICS public.orders_tenant_status (dependencies, mcv) ON tenant_id, status FROM public.orders;


ALTER STATISTICS public.orders_tenant_status OWNER TO postgres;

--
-- Name: open_invoices _RETURN; Type: RULE; Schema: billing; Owner: postgres
--

CREATE OR REPLACE VIEW billing.open_invoices AS
 SELECT i.tenant_id,
    i.id AS invoice_id,
    i.gross,
    (i.gross - COALESCE(sum(p.amount), (0)::numeric)) AS outstanding,
    i.due_on
   FROM (billing.invoices i
     LEFT JOIN billing.payments p ON (((p.tenant_id = i.tenant_id) AND (p.invoice_id = i.id))))
  WHERE (i.status = 'open'::billing.invoice_status)
  GROUP BY i.id;


--
-- Name: customer_lifetime _RETURN; Type: RULE; Schema: reporting; Owner: postgres
--

CREATE OR REPLACE VIEW reporting.customer_lifetime AS
 SELECT c.tenant_id,
    c.id AS customer_id,
    c.display_name,
    count(t.order_id) AS orders,
    COALESCE(sum(t.total), (0)::numeric) AS revenue,
    max(t.placed_at) AS last_order_at
   FROM (public.customers c
     LEFT JOIN reporting.order_totals t ON (((t.tenant_id = c.tenant_id) AND (t.customer_id = c.id) AND (t.status <> 'cancelled'::public.order_status))))
  GROUP BY c.id;


--
-- Name: order_totals _RETURN; Type: RULE; Schema: reporting; Owner: postgres
--

CREATE OR REPLACE VIEW reporting.order_totals WITH (security_barrier='true') AS
 SELECT o.tenant_id,
    o.id AS order_id,
    o.order_number,
    o.customer_id,
    o.status,
    o.placed_at,
    count(i.id) AS item_count,
    (COALESCE(sum(i.line_total), (0)::numeric) - o.discount) AS total,
    o.discount
   FROM (public.orders o
     LEFT JOIN public.order_items i ON (((i.tenant_id = o.tenant_id) AND (i.order_id = o.id))))
  GROUP BY o.id;


--
-- Name: invoices invoices_audit; Type: TRIGGER; Schema: billing; Owner: postgres
--

CREATE TRIGGER invoices_audit AFTER UPDATE ON billing.invoices FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION public.audit_row_change();


--
-- Name: api_keys api_keys_audit; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER api_keys_audit AFTER INSERT OR DELETE OR UPDATE ON public.api_keys FOR EACH ROW EXECUTE FUNCTION public.audit_row_change();


--
-- Name: background_jobs background_jobs_notify; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER background_jobs_notify AFTER INSERT ON public.background_jobs FOR EACH ROW WHEN ((new.state = 'queued'::public.job_state)) EXECUTE FUNCTION public.notify_job_queued();


--
-- Name: customers customers_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER customers_set_updated_at BEFORE UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: members members_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER members_set_updated_at BEFORE UPDATE ON public.members FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: orders orders_audit; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER orders_audit AFTER INSERT OR DELETE OR UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.audit_row_change();


--
-- Name: orders orders_have_items; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE CONSTRAINT TRIGGER orders_have_items AFTER INSERT OR UPDATE OF status ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.check_order_has_items();


--
-- Name: orders orders_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER orders_set_updated_at BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: products products_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER products_set_updated_at BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: return_requests return_requests_audit; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER return_requests_audit AFTER INSERT OR DELETE OR UPDATE ON public.return_requests FOR EACH ROW EXECUTE FUNCTION public.audit_row_change();


--
-- Name: shipments shipments_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER shipments_set_updated_at BEFORE UPDATE ON public.shipments FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: stock_movements stock_movements_apply; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER stock_movements_apply AFTER INSERT ON public.stock_movements FOR EACH ROW EXECUTE FUNCTION public.apply_stock_movement();


--
-- Name: tenants tenants_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER tenants_set_updated_at BEFORE UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: users users_set_updated_at; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();


--
-- Name: invoice_lines invoice_lines_invoice_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_invoice_fkey FOREIGN KEY (tenant_id, invoice_id) REFERENCES billing.invoices(tenant_id, id) ON DELETE CASCADE;


--
-- Name: invoices invoices_subscription_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_subscription_fkey FOREIGN KEY (tenant_id, subscription_id) REFERENCES billing.subscriptions(tenant_id, id);


--
-- Name: invoices invoices_tenant_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: payments payments_invoice_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT payments_invoice_fkey FOREIGN KEY (tenant_id, invoice_id) REFERENCES billing.invoices(tenant_id, id) DEFERRABLE;


--
-- Name: subscriptions subscriptions_plan_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES billing.plans(id);


--
-- Name: subscriptions subscriptions_tenant_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: usage_records usage_records_subscription_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: postgres
--

ALTER TABLE ONLY billing.usage_records
    ADD CONSTRAINT usage_records_subscription_fkey FOREIGN KEY (tenant_id, subscription_id) REFERENCES billing.subscriptions(tenant_id, id) ON DELETE CASCADE;


--
-- Name: api_keys api_keys_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: background_jobs background_jobs_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.background_jobs
    ADD CONSTRAINT background_jobs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: comments comments_reply_to_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_reply_to_fkey FOREIGN KEY (tenant_id, reply_to) REFERENCES public.comments(tenant_id, id) ON DELETE CASCADE;


--
-- Name: comments comments_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: customer_addresses customer_addresses_customer_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customer_addresses
    ADD CONSTRAINT customer_addresses_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id) ON DELETE CASCADE;


--
-- Name: customers customers_price_list_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_price_list_fkey FOREIGN KEY (tenant_id, price_list_id) REFERENCES public.price_lists(tenant_id, id) NOT VALID;


--
-- Name: customers customers_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: drivers drivers_member_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.drivers
    ADD CONSTRAINT drivers_member_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.members(tenant_id, id);


--
-- Name: drivers drivers_supervisor_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.drivers
    ADD CONSTRAINT drivers_supervisor_fkey FOREIGN KEY (tenant_id, supervisor_id) REFERENCES public.drivers(tenant_id, id);


--
-- Name: drivers drivers_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.drivers
    ADD CONSTRAINT drivers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: events events_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE public.events
    ADD CONSTRAINT events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id);


--
-- Name: files files_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: files files_uploaded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: idempotency_keys idempotency_keys_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: inventory_levels inventory_levels_variant_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.inventory_levels
    ADD CONSTRAINT inventory_levels_variant_fkey FOREIGN KEY (tenant_id, variant_id) REFERENCES public.product_variants(tenant_id, id) ON DELETE CASCADE;


--
-- Name: inventory_levels inventory_levels_warehouse_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.inventory_levels
    ADD CONSTRAINT inventory_levels_warehouse_fkey FOREIGN KEY (tenant_id, warehouse_id) REFERENCES public.warehouses(tenant_id, id);


--
-- Name: invitations invitations_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: invitations invitations_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: members members_role_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_role_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES public.roles(tenant_id, id);


--
-- Name: members members_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: members members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: notification_preferences notification_preferences_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notification_preferences
    ADD CONSTRAINT notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: notifications notifications_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: notifications notifications_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: order_items order_items_order_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE CASCADE;


--
-- Name: order_items order_items_variant_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_variant_fkey FOREIGN KEY (tenant_id, variant_id) REFERENCES public.product_variants(tenant_id, id);


--
-- Name: order_tags order_tags_order_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_tags
    ADD CONSTRAINT order_tags_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE CASCADE;


--
-- Name: order_tags order_tags_tag_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.order_tags
    ADD CONSTRAINT order_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id) REFERENCES public.tags(tenant_id, id) ON DELETE CASCADE;


--
-- Name: orders orders_customer_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES public.customers(tenant_id, id);


--
-- Name: orders orders_shipping_address_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_shipping_address_fkey FOREIGN KEY (tenant_id, shipping_address_id) REFERENCES public.customer_addresses(tenant_id, id);


--
-- Name: orders orders_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: price_list_items price_list_items_list_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_list_items
    ADD CONSTRAINT price_list_items_list_fkey FOREIGN KEY (tenant_id, price_list_id) REFERENCES public.price_lists(tenant_id, id) ON DELETE CASCADE;


--
-- Name: price_list_items price_list_items_variant_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_list_items
    ADD CONSTRAINT price_list_items_variant_fkey FOREIGN KEY (tenant_id, variant_id) REFERENCES public.product_variants(tenant_id, id) ON DELETE CASCADE;


--
-- Name: price_lists price_lists_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.price_lists
    ADD CONSTRAINT price_lists_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: product_categories product_categories_parent_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_categories
    ADD CONSTRAINT product_categories_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES public.product_categories(tenant_id, id);


--
-- Name: product_categories product_categories_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_categories
    ADD CONSTRAINT product_categories_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: product_variants product_variants_product_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product_variants
    ADD CONSTRAINT product_variants_product_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.products(tenant_id, id) ON DELETE CASCADE;


--
-- Name: products products_category_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_category_fkey FOREIGN KEY (tenant_id, category_id) REFERENCES public.product_categories(tenant_id, id);


--
-- Name: products products_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: return_items return_items_order_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_items
    ADD CONSTRAINT return_items_order_item_id_fkey FOREIGN KEY (order_item_id) REFERENCES public.order_items(id) ON DELETE CASCADE;


--
-- Name: return_items return_items_request_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_items
    ADD CONSTRAINT return_items_request_fkey FOREIGN KEY (tenant_id, return_request_id) REFERENCES public.return_requests(tenant_id, id) ON DELETE CASCADE;


--
-- Name: return_requests return_requests_order_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.return_requests
    ADD CONSTRAINT return_requests_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE CASCADE;


--
-- Name: role_permissions role_permissions_role_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_role_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES public.roles(tenant_id, id) ON DELETE CASCADE;


--
-- Name: roles roles_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: shipment_items shipment_items_order_item_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipment_items
    ADD CONSTRAINT shipment_items_order_item_id_fkey FOREIGN KEY (order_item_id) REFERENCES public.order_items(id);


--
-- Name: shipment_items shipment_items_shipment_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipment_items
    ADD CONSTRAINT shipment_items_shipment_fkey FOREIGN KEY (tenant_id, shipment_id) REFERENCES public.shipments(tenant_id, id) ON DELETE CASCADE;


--
-- Name: shipments shipments_carrier_code_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_carrier_code_fkey FOREIGN KEY (carrier_code) REFERENCES public.carriers(code) ON UPDATE CASCADE;


--
-- Name: shipments shipments_order_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_order_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id);


--
-- Name: stock_movements stock_movements_level_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.stock_movements
    ADD CONSTRAINT stock_movements_level_fkey FOREIGN KEY (tenant_id, warehouse_id, variant_id) REFERENCES public.inventory_levels(tenant_id, warehouse_id, variant_id);


--
-- Name: tags tags_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: tenant_feature_flags tenant_feature_flags_flag_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenant_feature_flags
    ADD CONSTRAINT tenant_feature_flags_flag_key_fkey FOREIGN KEY (flag_key) REFERENCES public.feature_flags(key) ON DELETE CASCADE;


--
-- Name: tenant_feature_flags tenant_feature_flags_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.tenant_feature_flags
    ADD CONSTRAINT tenant_feature_flags_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: vehicle_bookings vehicle_bookings_driver_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicle_bookings
    ADD CONSTRAINT vehicle_bookings_driver_fkey FOREIGN KEY (tenant_id, driver_id) REFERENCES public.drivers(tenant_id, id);


--
-- Name: vehicle_bookings vehicle_bookings_vehicle_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicle_bookings
    ADD CONSTRAINT vehicle_bookings_vehicle_fkey FOREIGN KEY (tenant_id, vehicle_id) REFERENCES public.vehicles(tenant_id, id);


--
-- Name: vehicles vehicles_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.vehicles
    ADD CONSTRAINT vehicles_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: warehouses warehouses_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.warehouses
    ADD CONSTRAINT warehouses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: webhook_deliveries webhook_deliveries_endpoint_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id) REFERENCES public.webhook_endpoints(tenant_id, id) ON DELETE CASCADE;


--
-- Name: webhook_endpoints webhook_endpoints_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;


--
-- Name: invoice_lines; Type: ROW SECURITY; Schema: billing; Owner: postgres
--

ALTER TABLE billing.invoice_lines ENABLE ROW LEVEL SECURITY;

--
-- Name: invoices; Type: ROW SECURITY; Schema: billing; Owner: postgres
--

ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY;

--
-- Name: payments; Type: ROW SECURITY; Schema: billing; Owner: postgres
--

ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;

--
-- Name: subscriptions; Type: ROW SECURITY; Schema: billing; Owner: postgres
--

ALTER TABLE billing.subscriptions ENABLE ROW LEVEL SECURITY;

--
-- Name: invoice_lines tenant_isolation; Type: POLICY; Schema: billing; Owner: postgres
--

CREATE POLICY tenant_isolation ON billing.invoice_lines USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: invoices tenant_isolation; Type: POLICY; Schema: billing; Owner: postgres
--

CREATE POLICY tenant_isolation ON billing.invoices USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: payments tenant_isolation; Type: POLICY; Schema: billing; Owner: postgres
--

CREATE POLICY tenant_isolation ON billing.payments USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: subscriptions tenant_isolation; Type: POLICY; Schema: billing; Owner: postgres
--

CREATE POLICY tenant_isolation ON billing.subscriptions USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: usage_records tenant_isolation; Type: POLICY; Schema: billing; Owner: postgres
--

CREATE POLICY tenant_isolation ON billing.usage_records USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: usage_records; Type: ROW SECURITY; Schema: billing; Owner: postgres
--

ALTER TABLE billing.usage_records ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_log audit_log_read; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY audit_log_read ON public.audit_log FOR SELECT TO app_user, app_readonly USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: background_jobs; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.background_jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: comments; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.comments ENABLE ROW LEVEL SECURITY;

--
-- Name: customer_addresses; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.customer_addresses ENABLE ROW LEVEL SECURITY;

--
-- Name: customers; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

--
-- Name: drivers; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.drivers ENABLE ROW LEVEL SECURITY;

--
-- Name: background_jobs enqueue_own; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY enqueue_own ON public.background_jobs FOR INSERT TO app_user WITH CHECK ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: events; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

--
-- Name: files; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.files ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: inventory_levels; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.inventory_levels ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: members; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;

--
-- Name: background_jobs no_urgent_jobs; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY no_urgent_jobs ON public.background_jobs AS RESTRICTIVE FOR INSERT TO app_user WITH CHECK ((priority >= 50));


--
-- Name: notifications; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: order_items; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.order_items ENABLE ROW LEVEL SECURITY;

--
-- Name: order_tags; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.order_tags ENABLE ROW LEVEL SECURITY;

--
-- Name: orders; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;

--
-- Name: price_list_items; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.price_list_items ENABLE ROW LEVEL SECURITY;

--
-- Name: price_lists; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.price_lists ENABLE ROW LEVEL SECURITY;

--
-- Name: product_categories; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.product_categories ENABLE ROW LEVEL SECURITY;

--
-- Name: product_variants; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.product_variants ENABLE ROW LEVEL SECURITY;

--
-- Name: products; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.products ENABLE ROW LEVEL SECURITY;

--
-- Name: rate_limit_buckets; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.rate_limit_buckets ENABLE ROW LEVEL SECURITY;

--
-- Name: return_items; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.return_items ENABLE ROW LEVEL SECURITY;

--
-- Name: return_requests; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.return_requests ENABLE ROW LEVEL SECURITY;

--
-- Name: role_permissions; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.role_permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: roles; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.roles ENABLE ROW LEVEL SECURITY;

--
-- Name: background_jobs see_own; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY see_own ON public.background_jobs FOR SELECT TO app_user, app_readonly USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: shipment_items; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.shipment_items ENABLE ROW LEVEL SECURITY;

--
-- Name: shipments; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.shipments ENABLE ROW LEVEL SECURITY;

--
-- Name: stock_movements; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.stock_movements ENABLE ROW LEVEL SECURITY;

--
-- Name: tags; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;

--
-- Name: tenant_feature_flags; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.tenant_feature_flags ENABLE ROW LEVEL SECURITY;

--
-- Name: api_keys tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.api_keys USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: comments tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.comments USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: customer_addresses tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.customer_addresses USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: customers tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.customers USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: drivers tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.drivers USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: events tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.events USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: files tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.files USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: idempotency_keys tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.idempotency_keys USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: inventory_levels tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.inventory_levels USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: invitations tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.invitations USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: members tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.members USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: notifications tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.notifications USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: order_items tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.order_items USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: order_tags tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.order_tags USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: orders tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.orders USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: price_list_items tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.price_list_items USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: price_lists tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.price_lists USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: product_categories tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.product_categories USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: product_variants tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.product_variants USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: products tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.products USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: rate_limit_buckets tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.rate_limit_buckets USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: return_items tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.return_items USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: return_requests tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.return_requests USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: role_permissions tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.role_permissions USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: roles tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.roles USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: shipment_items tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.shipment_items USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: shipments tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.shipments USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: stock_movements tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.stock_movements USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: tags tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.tags USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: tenant_feature_flags tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.tenant_feature_flags USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: tenants tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.tenants USING ((id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: vehicle_bookings tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.vehicle_bookings USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: vehicles tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.vehicles USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: warehouses tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.warehouses USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: webhook_deliveries tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.webhook_deliveries USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint)) WITH CHECK ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: webhook_endpoints tenant_isolation; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY tenant_isolation ON public.webhook_endpoints USING ((tenant_id = (current_setting('app.tenant_id'::text))::bigint));


--
-- Name: tenants; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

--
-- Name: vehicle_bookings; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.vehicle_bookings ENABLE ROW LEVEL SECURITY;

--
-- Name: vehicles; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.vehicles ENABLE ROW LEVEL SECURITY;

--
-- Name: warehouses; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.warehouses ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_deliveries; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: webhook_endpoints; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.webhook_endpoints ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA billing; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA billing TO app_user;
GRANT USAGE ON SCHEMA billing TO app_readonly;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO app_user;
GRANT USAGE ON SCHEMA public TO app_readonly;


--
-- Name: SCHEMA reporting; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA reporting TO app_user;
GRANT USAGE ON SCHEMA reporting TO app_readonly;


--
-- Name: FUNCTION audit_row_change(); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.audit_row_change() FROM PUBLIC;


--
-- Name: TABLE shipments; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shipments TO app_user;
GRANT SELECT ON TABLE public.shipments TO app_readonly;


--
-- Name: TABLE invoice_lines; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.invoice_lines TO app_user;
GRANT SELECT ON TABLE billing.invoice_lines TO app_readonly;


--
-- Name: TABLE invoices; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.invoices TO app_user;
GRANT SELECT ON TABLE billing.invoices TO app_readonly;


--
-- Name: SEQUENCE invoices_id_seq; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE billing.invoices_id_seq TO app_user;


--
-- Name: TABLE open_invoices; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.open_invoices TO app_user;
GRANT SELECT ON TABLE billing.open_invoices TO app_readonly;


--
-- Name: TABLE payments; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.payments TO app_user;
GRANT SELECT ON TABLE billing.payments TO app_readonly;


--
-- Name: TABLE plans; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT ON TABLE billing.plans TO app_user;
GRANT SELECT ON TABLE billing.plans TO app_readonly;


--
-- Name: SEQUENCE plans_id_seq; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE billing.plans_id_seq TO app_user;


--
-- Name: TABLE subscriptions; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.subscriptions TO app_user;
GRANT SELECT ON TABLE billing.subscriptions TO app_readonly;


--
-- Name: SEQUENCE subscriptions_id_seq; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE billing.subscriptions_id_seq TO app_user;


--
-- Name: SEQUENCE transactions_id_seq; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE billing.transactions_id_seq TO app_user;


--
-- Name: TABLE usage_records; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE billing.usage_records TO app_user;
GRANT SELECT ON TABLE billing.usage_records TO app_readonly;


--
-- Name: SEQUENCE usage_records_id_seq; Type: ACL; Schema: billing; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE billing.usage_records_id_seq TO app_user;


--
-- Name: TABLE api_keys; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_keys TO app_user;
GRANT SELECT ON TABLE public.api_keys TO app_readonly;


--
-- Name: SEQUENCE api_keys_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.api_keys_id_seq TO app_user;


--
-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.audit_log TO app_user;
GRANT SELECT ON TABLE public.audit_log TO app_readonly;


--
-- Name: SEQUENCE audit_log_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.audit_log_id_seq TO app_user;


--
-- Name: TABLE background_jobs; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.background_jobs TO app_user;
GRANT SELECT ON TABLE public.background_jobs TO app_readonly;


--
-- Name: SEQUENCE background_jobs_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.background_jobs_id_seq TO app_user;


--
-- Name: TABLE carriers; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.carriers TO app_user;
GRANT SELECT ON TABLE public.carriers TO app_readonly;


--
-- Name: TABLE comments; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.comments TO app_user;
GRANT SELECT ON TABLE public.comments TO app_readonly;


--
-- Name: SEQUENCE comments_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.comments_id_seq TO app_user;


--
-- Name: TABLE customer_addresses; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customer_addresses TO app_user;
GRANT SELECT ON TABLE public.customer_addresses TO app_readonly;


--
-- Name: SEQUENCE customer_addresses_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.customer_addresses_id_seq TO app_user;


--
-- Name: TABLE customers; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.customers TO app_user;
GRANT SELECT ON TABLE public.customers TO app_readonly;


--
-- Name: SEQUENCE customers_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.customers_id_seq TO app_user;


--
-- Name: TABLE drivers; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.drivers TO app_user;
GRANT SELECT ON TABLE public.drivers TO app_readonly;


--
-- Name: SEQUENCE drivers_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.drivers_id_seq TO app_user;


--
-- Name: TABLE events; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events TO app_user;
GRANT SELECT ON TABLE public.events TO app_readonly;


--
-- Name: TABLE events_2025_06; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2025_06 TO app_user;
GRANT SELECT ON TABLE public.events_2025_06 TO app_readonly;


--
-- Name: TABLE events_2025_07; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2025_07 TO app_user;
GRANT SELECT ON TABLE public.events_2025_07 TO app_readonly;


--
-- Name: TABLE events_2025_08; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2025_08 TO app_user;
GRANT SELECT ON TABLE public.events_2025_08 TO app_readonly;


--
-- Name: TABLE events_2026_01; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2026_01 TO app_user;
GRANT SELECT ON TABLE public.events_2026_01 TO app_readonly;


--
-- Name: TABLE events_2026_02; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2026_02 TO app_user;
GRANT SELECT ON TABLE public.events_2026_02 TO app_readonly;


--
-- Name: TABLE events_2026_03; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_2026_03 TO app_user;
GRANT SELECT ON TABLE public.events_2026_03 TO app_readonly;


--
-- Name: TABLE events_default; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.events_default TO app_user;
GRANT SELECT ON TABLE public.events_default TO app_readonly;


--
-- Name: TABLE feature_flags; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.feature_flags TO app_user;
GRANT SELECT ON TABLE public.feature_flags TO app_readonly;


--
-- Name: TABLE files; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.files TO app_user;
GRANT SELECT ON TABLE public.files TO app_readonly;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.idempotency_keys TO app_user;
GRANT SELECT ON TABLE public.idempotency_keys TO app_readonly;


--
-- Name: TABLE inventory_levels; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_levels TO app_user;
GRANT SELECT ON TABLE public.inventory_levels TO app_readonly;


--
-- Name: TABLE invitations; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitations TO app_user;
GRANT SELECT ON TABLE public.invitations TO app_readonly;


--
-- Name: SEQUENCE invitations_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.invitations_id_seq TO app_user;


--
-- Name: TABLE members; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.members TO app_user;
GRANT SELECT ON TABLE public.members TO app_readonly;


--
-- Name: SEQUENCE members_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.members_id_seq TO app_user;


--
-- Name: TABLE notification_preferences; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notification_preferences TO app_user;
GRANT SELECT ON TABLE public.notification_preferences TO app_readonly;


--
-- Name: TABLE notifications; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.notifications TO app_user;
GRANT SELECT ON TABLE public.notifications TO app_readonly;


--
-- Name: SEQUENCE notifications_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.notifications_id_seq TO app_user;


--
-- Name: TABLE order_items; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.order_items TO app_user;
GRANT SELECT ON TABLE public.order_items TO app_readonly;


--
-- Name: SEQUENCE order_items_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.order_items_id_seq TO app_user;


--
-- Name: TABLE orders; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.orders TO app_user;
GRANT SELECT ON TABLE public.orders TO app_readonly;


--
-- Name: SEQUENCE order_number_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.order_number_seq TO app_user;


--
-- Name: TABLE order_tags; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.order_tags TO app_user;
GRANT SELECT ON TABLE public.order_tags TO app_readonly;


--
-- Name: SEQUENCE orders_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.orders_id_seq TO app_user;


--
-- Name: TABLE price_list_items; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.price_list_items TO app_user;
GRANT SELECT ON TABLE public.price_list_items TO app_readonly;


--
-- Name: TABLE price_lists; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.price_lists TO app_user;
GRANT SELECT ON TABLE public.price_lists TO app_readonly;


--
-- Name: SEQUENCE price_lists_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.price_lists_id_seq TO app_user;


--
-- Name: TABLE product_categories; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product_categories TO app_user;
GRANT SELECT ON TABLE public.product_categories TO app_readonly;


--
-- Name: SEQUENCE product_categories_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.product_categories_id_seq TO app_user;


--
-- Name: TABLE product_variants; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.product_variants TO app_user;
GRANT SELECT ON TABLE public.product_variants TO app_readonly;


--
-- Name: SEQUENCE product_variants_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.product_variants_id_seq TO app_user;


--
-- Name: TABLE products; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.products TO app_user;
GRANT SELECT ON TABLE public.products TO app_readonly;


--
-- Name: SEQUENCE products_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.products_id_seq TO app_user;


--
-- Name: TABLE rate_limit_buckets; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.rate_limit_buckets TO app_user;
GRANT SELECT ON TABLE public.rate_limit_buckets TO app_readonly;


--
-- Name: TABLE return_items; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.return_items TO app_user;
GRANT SELECT ON TABLE public.return_items TO app_readonly;


--
-- Name: TABLE return_requests; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.return_requests TO app_user;
GRANT SELECT ON TABLE public.return_requests TO app_readonly;


--
-- Name: SEQUENCE return_requests_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.return_requests_id_seq TO app_user;


--
-- Name: TABLE role_permissions; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.role_permissions TO app_user;
GRANT SELECT ON TABLE public.role_permissions TO app_readonly;


--
-- Name: TABLE roles; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.roles TO app_user;
GRANT SELECT ON TABLE public.roles TO app_readonly;


--
-- Name: SEQUENCE roles_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.roles_id_seq TO app_user;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO app_user;


--
-- Name: TABLE shipment_items; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.shipment_items TO app_user;
GRANT SELECT ON TABLE public.shipment_items TO app_readonly;


--
-- Name: SEQUENCE shipments_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.shipments_id_seq TO app_user;


--
-- Name: TABLE stock_movements; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stock_movements TO app_user;
GRANT SELECT ON TABLE public.stock_movements TO app_readonly;


--
-- Name: SEQUENCE stock_movements_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.stock_movements_id_seq TO app_user;


--
-- Name: TABLE tags; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tags TO app_user;
GRANT SELECT ON TABLE public.tags TO app_readonly;


--
-- Name: SEQUENCE tags_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.tags_id_seq TO app_user;


--
-- Name: TABLE tenant_feature_flags; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenant_feature_flags TO app_user;
GRANT SELECT ON TABLE public.tenant_feature_flags TO app_readonly;


--
-- Name: TABLE tenants; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenants TO app_user;
GRANT SELECT ON TABLE public.tenants TO app_readonly;


--
-- Name: SEQUENCE tenants_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.tenants_id_seq TO app_user;


--
-- Name: TABLE users; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO app_user;


--
-- Name: COLUMN users.id; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(id) ON TABLE public.users TO app_readonly;


--
-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(email) ON TABLE public.users TO app_readonly;


--
-- Name: COLUMN users.full_name; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(full_name) ON TABLE public.users TO app_readonly;


--
-- Name: COLUMN users.locale; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(locale) ON TABLE public.users TO app_readonly;


--
-- Name: COLUMN users.last_seen_at; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(last_seen_at) ON TABLE public.users TO app_readonly;


--
-- Name: COLUMN users.created_at; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT(created_at) ON TABLE public.users TO app_readonly;


--
-- Name: SEQUENCE users_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.users_id_seq TO app_user;


--
-- Name: TABLE vehicle_bookings; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.vehicle_bookings TO app_user;
GRANT SELECT ON TABLE public.vehicle_bookings TO app_readonly;


--
-- Name: SEQUENCE vehicle_bookings_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.vehicle_bookings_id_seq TO app_user;


--
-- Name: TABLE vehicles; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.vehicles TO app_user;
GRANT SELECT ON TABLE public.vehicles TO app_readonly;


--
-- Name: SEQUENCE vehicles_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.vehicles_id_seq TO app_user;


--
-- Name: TABLE warehouses; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.warehouses TO app_user;
GRANT SELECT ON TABLE public.warehouses TO app_readonly;


--
-- Name: SEQUENCE warehouses_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.warehouses_id_seq TO app_user;


--
-- Name: TABLE webhook_deliveries; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_deliveries TO app_user;
GRANT SELECT ON TABLE public.webhook_deliveries TO app_readonly;


--
-- Name: SEQUENCE webhook_deliveries_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.webhook_deliveries_id_seq TO app_user;


--
-- Name: TABLE webhook_endpoints; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webhook_endpoints TO app_user;
GRANT SELECT ON TABLE public.webhook_endpoints TO app_readonly;


--
-- Name: SEQUENCE webhook_endpoints_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE public.webhook_endpoints_id_seq TO app_user;


--
-- Name: TABLE customer_lifetime; Type: ACL; Schema: reporting; Owner: postgres
--

GRANT SELECT ON TABLE reporting.customer_lifetime TO app_user;
GRANT SELECT ON TABLE reporting.customer_lifetime TO app_readonly;


--
-- Name: TABLE order_totals; Type: ACL; Schema: reporting; Owner: postgres
--

GRANT SELECT ON TABLE reporting.order_totals TO app_user;
GRANT SELECT ON TABLE reporting.order_totals TO app_readonly;


--
-- Name: TABLE daily_revenue; Type: ACL; Schema: reporting; Owner: postgres
--

GRANT SELECT ON TABLE reporting.daily_revenue TO app_user;
GRANT SELECT ON TABLE reporting.daily_revenue TO app_readonly;


--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: billing; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA billing GRANT SELECT,USAGE ON SEQUENCES  TO app_user;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: billing; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA billing GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO app_user;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA billing GRANT SELECT ON TABLES  TO app_readonly;


--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT,USAGE ON SEQUENCES  TO app_user;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO app_user;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES  TO app_readonly;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: reporting; Owner: postgres
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA reporting GRANT SELECT ON TABLES  TO app_user;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA reporting GRANT SELECT ON TABLES  TO app_readonly;


--
-- PostgreSQL database dump complete
--

\unrestrict parcelwise

