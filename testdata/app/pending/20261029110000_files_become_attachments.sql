-- +goose Up
-- "Files" is what the upload service calls its own rows; ours are attachments.
ALTER TABLE files RENAME TO attachments;
ALTER INDEX files_pkey RENAME TO attachments_pkey;

-- +goose Down
ALTER INDEX attachments_pkey RENAME TO files_pkey;
ALTER TABLE attachments RENAME TO files;
