CREATE TABLE files (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    storage_key text NOT NULL,
    file_name text NOT NULL,
    content_type text NOT NULL DEFAULT 'application/octet-stream',
    byte_size bigint NOT NULL,
    sha256 bytea,
    uploaded_by bigint REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT files_storage_key_key UNIQUE (storage_key),
    CONSTRAINT files_byte_size_not_negative CHECK (byte_size >= 0)
);
CREATE INDEX files_tenant_id_created_at_idx ON files (tenant_id, created_at DESC);
CREATE INDEX files_uploaded_by_idx ON files (uploaded_by) WHERE uploaded_by IS NOT NULL;

CREATE TABLE comments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    reply_to bigint,
    subject_type text NOT NULL,
    subject_id bigint NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT comments_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT comments_reply_to_fkey FOREIGN KEY (tenant_id, reply_to)
        REFERENCES comments (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT comments_subject_type_known CHECK (subject_type IN ('order', 'shipment', 'customer'))
);
CREATE INDEX comments_subject_idx ON comments (tenant_id, subject_type, subject_id);
CREATE INDEX comments_reply_to_idx ON comments (tenant_id, reply_to);
CREATE INDEX comments_author_id_idx ON comments (author_id);

-- Replaced by comments in the web app; the mobile app still writes here.
CREATE TABLE order_notes (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ON order_notes (tenant_id, order_id);

CREATE TABLE tags (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    label text NOT NULL,
    colour char(7) NOT NULL DEFAULT '#888888',
    CONSTRAINT tags_tenant_id_id_key UNIQUE (tenant_id, id)
);
CREATE UNIQUE INDEX tags_label_key ON tags (tenant_id, lower(label));

CREATE TABLE order_tags (
    tenant_id bigint NOT NULL,
    order_id integer NOT NULL,
    tag_id bigint NOT NULL,
    tagged_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT order_tags_order_fkey FOREIGN KEY (tenant_id, order_id)
        REFERENCES orders (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_tags_tag_fkey FOREIGN KEY (tenant_id, tag_id)
        REFERENCES tags (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX order_tags_order_idx ON order_tags (tenant_id, order_id);
CREATE INDEX order_tags_tag_idx ON order_tags (tenant_id, tag_id);
