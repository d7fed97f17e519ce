DROP INDEX sheets_species_idx;
