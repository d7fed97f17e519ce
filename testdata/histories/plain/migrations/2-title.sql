ALTER TABLE songs ADD COLUMN title text;
