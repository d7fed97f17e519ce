CREATE TABLE product_categories (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    parent_id integer,
    name text NOT NULL,
    sort_key smallint NOT NULL DEFAULT 0,
    CONSTRAINT product_categories_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT product_categories_parent_fkey FOREIGN KEY (tenant_id, parent_id)
        REFERENCES product_categories (tenant_id, id),
    CONSTRAINT product_categories_not_own_parent CHECK (parent_id <> id)
);
CREATE INDEX product_categories_parent_idx ON product_categories (tenant_id, parent_id);

CREATE TABLE products (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    category_id integer,
    sku text COLLATE "C" NOT NULL,
    title text NOT NULL,
    description text,
    attributes jsonb NOT NULL DEFAULT '{}',
    weight_grams integer,
    archived_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT products_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT products_category_fkey FOREIGN KEY (tenant_id, category_id)
        REFERENCES product_categories (tenant_id, id),
    CONSTRAINT products_weight_sane CHECK (weight_grams > 0 AND weight_grams <= 70000)
);
CREATE INDEX products_category_idx ON products (tenant_id, category_id);
CREATE INDEX products_attributes_idx ON products USING gin (attributes jsonb_path_ops);

CREATE TABLE product_variants (
    id serial PRIMARY KEY,
    tenant_id bigint NOT NULL,
    product_id integer NOT NULL,
    name text NOT NULL,
    barcode varchar(14),
    unit_price numeric(12,2) NOT NULL,
    options jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT product_variants_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT product_variants_product_fkey FOREIGN KEY (tenant_id, product_id)
        REFERENCES products (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT product_variants_price_not_negative CHECK (unit_price >= 0)
);
CREATE INDEX product_variants_product_idx ON product_variants (tenant_id, product_id);
CREATE INDEX product_variants_barcode_idx ON product_variants USING hash (barcode);

CREATE TRIGGER products_set_updated_at BEFORE UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
