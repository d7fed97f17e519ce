-- name: SearchProducts :many
SELECT id, sku, title, ts_rank(search, query) AS rank
FROM products, plainto_tsquery('simple', $2) AS query
WHERE tenant_id = $1 AND search @@ query AND archived_at IS NULL
ORDER BY rank DESC
LIMIT 50;

-- name: ProductsWithAttribute :many
SELECT id, sku, title, weight_grams
FROM products
WHERE tenant_id = $1 AND attributes @> $2::jsonb;

-- name: CategoryPath :many
WITH RECURSIVE path AS (
    SELECT id, parent_id, name, 1 AS depth
    FROM product_categories
    WHERE product_categories.tenant_id = $1 AND id = $2
    UNION ALL
    SELECT c.id, c.parent_id, c.name, p.depth + 1
    FROM product_categories c
    JOIN path p ON p.parent_id = c.id
    WHERE c.tenant_id = $1
)
SELECT id, name FROM path ORDER BY depth DESC;

-- name: PriceFor :one
SELECT coalesce(
    (SELECT i.unit_price
     FROM price_list_items i
     WHERE i.tenant_id = v.tenant_id AND i.variant_id = v.id
       AND i.price_list_id = $3 AND i.min_quantity <= $4
     ORDER BY i.min_quantity DESC
     LIMIT 1),
    v.unit_price) AS unit_price
FROM product_variants v
WHERE v.tenant_id = $1 AND v.id = $2;

-- name: CreateProduct :one
INSERT INTO products (tenant_id, category_id, sku, title, description, attributes, weight_grams)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;
