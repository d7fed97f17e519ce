-- The collectors' page is slow.
-- no-transaction
CREATE INDEX CONCURRENTLY sheets_id_species_idx ON sheets (id, species);
