-- Four fixed kinds of member were not enough for anybody: shops make their own roles now.
CREATE TABLE roles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name text NOT NULL,
    is_builtin boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT roles_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT roles_tenant_id_name_key UNIQUE (tenant_id, name)
);

CREATE TABLE role_permissions (
    tenant_id bigint NOT NULL,
    role_id bigint NOT NULL,
    permission text NOT NULL,
    PRIMARY KEY (tenant_id, role_id, permission),
    CONSTRAINT role_permissions_role_fkey FOREIGN KEY (tenant_id, role_id)
        REFERENCES roles (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE roles ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON roles
    USING (tenant_id = current_setting('app.tenant_id')::bigint);
ALTER TABLE role_permissions ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON role_permissions
    USING (tenant_id = current_setting('app.tenant_id')::bigint);

INSERT INTO roles (tenant_id, name, is_builtin)
SELECT t.id, k.name, true
FROM tenants t
CROSS JOIN (VALUES ('owner'), ('admin'), ('dispatcher'), ('viewer')) AS k (name);

ALTER TABLE members ADD COLUMN role_id bigint;
UPDATE members m
SET role_id = r.id
FROM roles r
WHERE r.tenant_id = m.tenant_id AND r.name = m.kind::text;

ALTER TABLE members
    ADD CONSTRAINT members_role_fkey FOREIGN KEY (tenant_id, role_id)
        REFERENCES roles (tenant_id, id);
CREATE INDEX members_role_idx ON members (tenant_id, role_id);
ALTER TABLE members RENAME COLUMN kind TO legacy_kind;
