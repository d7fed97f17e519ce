CREATE TABLE audit_log (
    id bigserial PRIMARY KEY,
    tenant_id bigint,
    table_name text NOT NULL,
    row_id text,
    action text NOT NULL CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    actor text NOT NULL DEFAULT CURRENT_USER,
    old_row jsonb,
    new_row jsonb,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX audit_log_tenant_id_at_idx ON audit_log (tenant_id, at DESC);
CREATE INDEX audit_log_row_idx ON audit_log (table_name, row_id);
REVOKE INSERT, UPDATE, DELETE ON audit_log FROM app_user;

CREATE FUNCTION audit_row_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, public
AS $function$
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
$function$;

REVOKE ALL ON FUNCTION audit_row_change() FROM PUBLIC;

CREATE TRIGGER orders_audit AFTER INSERT OR DELETE OR UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION audit_row_change();
CREATE TRIGGER api_keys_audit AFTER INSERT OR DELETE OR UPDATE ON api_keys
    FOR EACH ROW EXECUTE FUNCTION audit_row_change();
CREATE TRIGGER invoices_audit AFTER UPDATE ON billing.invoices
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION audit_row_change();
