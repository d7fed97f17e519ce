-- +goose Up
-- Private customers have none, and companies keep theirs with the payment provider now.
ALTER TABLE customers DROP COLUMN vat_number;

-- +goose Down
ALTER TABLE customers ADD COLUMN vat_number varchar(20);
