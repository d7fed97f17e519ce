-- no-transaction
CREATE INDEX CONCURRENTLY sheets_species_idx ON sheets (species);
