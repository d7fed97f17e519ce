-- +goose NO TRANSACTION

-- +goose Up
CREATE INDEX CONCURRENTLY comments_author_created_idx ON comments (tenant_id, author_id, created_at)
    WHERE deleted_at IS NULL;

-- +goose Down
DROP INDEX CONCURRENTLY comments_author_created_idx;
