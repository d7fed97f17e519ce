//! Schemas and histories of any size, the same for the same numbers.

use std::fmt::Write as _;

/// A history of about `statements` statements: tables that come, grow, get keys, indexes, policies and views.
pub(crate) fn history(statements: usize) -> String {
    let mut sql = String::new();
    let mut written = 0;
    let mut table = 0;
    while written < statements {
        let before = table.max(1) - 1;
        let _ = write!(
            sql,
            "CREATE TABLE t{table} (\n  id bigserial PRIMARY KEY,\n  tenant_id uuid NOT NULL,\n  name varchar(80) NOT NULL,\n  \
             amount numeric(12,2) DEFAULT 0 CHECK (amount >= 0),\n  state text NOT NULL DEFAULT 'new',\n  \
             created_at timestamptz NOT NULL DEFAULT now()\n);\n\
             CREATE INDEX t{table}_tenant_idx ON t{table} (tenant_id, created_at DESC);\n\
             ALTER TABLE t{table} ADD COLUMN note text;\n\
             ALTER TABLE t{table} ADD COLUMN parent_id bigint REFERENCES t{before} (id);\n\
             CREATE INDEX CONCURRENTLY t{table}_parent_idx ON t{table} (parent_id) WHERE parent_id IS NOT NULL;\n\
             ALTER TABLE t{table} ADD CONSTRAINT t{table}_state CHECK (state IN ('new', 'open', 'done')) NOT VALID;\n\
             ALTER TABLE t{table} VALIDATE CONSTRAINT t{table}_state;\n\
             ALTER TABLE t{table} ENABLE ROW LEVEL SECURITY;\n\
             CREATE POLICY t{table}_tenant ON t{table} USING (tenant_id = current_setting('app.tenant_id')::uuid);\n\
             CREATE VIEW v{table} AS SELECT a.id, a.name, b.amount FROM t{table} a LEFT JOIN t{before} b ON b.id = a.parent_id;\n"
        );
        written += 10;
        table += 1;
    }
    sql
}

/// The last file of such a history: what a pull request adds.
pub(crate) fn pending() -> String {
    "ALTER TABLE t1 ADD COLUMN public_id uuid NOT NULL DEFAULT gen_random_uuid();\n\
     CREATE INDEX t2_name_idx ON t2 (name);\n\
     ALTER TABLE t3 ALTER COLUMN note SET NOT NULL;\n"
        .to_owned()
}

/// A dump as `pg_dump --schema-only` writes it, of about `lines` lines.
pub(crate) fn dump(lines: usize) -> String {
    let mut sql = "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n\
                   SELECT pg_catalog.set_config('search_path', '', false);\n\n"
        .to_owned();
    let mut foreign_keys = String::new();
    let mut written = 7;
    let mut table = 0;
    while written < lines {
        let before = table.max(1) - 1;
        let _ = write!(
            sql,
            "--\n-- Name: t{table}; Type: TABLE; Schema: public; Owner: app\n--\n\n\
             CREATE TABLE public.t{table} (\n    id bigint NOT NULL,\n    tenant_id uuid NOT NULL,\n    \
             name character varying(80) NOT NULL,\n    amount numeric(12,2) DEFAULT 0,\n    \
             state text DEFAULT 'new'::text NOT NULL,\n    parent_id bigint,\n    \
             created_at timestamp with time zone DEFAULT now() NOT NULL,\n    \
             CONSTRAINT t{table}_amount_check CHECK ((amount >= (0)::numeric)),\n    \
             CONSTRAINT t{table}_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'done'::text])))\n);\n\n\n\
             ALTER TABLE public.t{table} OWNER TO app;\n\n\
             --\n-- Name: t{table}_id_seq; Type: SEQUENCE; Schema: public; Owner: app\n--\n\n\
             CREATE SEQUENCE public.t{table}_id_seq\n    START WITH 1\n    INCREMENT BY 1\n    NO MINVALUE\n    \
             NO MAXVALUE\n    CACHE 1;\n\n\n\
             ALTER SEQUENCE public.t{table}_id_seq OWNED BY public.t{table}.id;\n\n\
             ALTER TABLE ONLY public.t{table} ALTER COLUMN id SET DEFAULT nextval('public.t{table}_id_seq'::regclass);\n\n\
             ALTER TABLE ONLY public.t{table}\n    ADD CONSTRAINT t{table}_pkey PRIMARY KEY (id);\n\n\
             CREATE INDEX t{table}_tenant_idx ON public.t{table} USING btree (tenant_id, created_at DESC);\n\n"
        );
        let _ = write!(
            foreign_keys,
            "ALTER TABLE ONLY public.t{table}\n    ADD CONSTRAINT t{table}_parent_id_fkey FOREIGN KEY (parent_id) \
             REFERENCES public.t{before}(id) ON DELETE CASCADE;\n\n"
        );
        written += 52;
        table += 1;
    }
    sql + &foreign_keys
}
