CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (tenant_id, placed_at) INCLUDE (status);
