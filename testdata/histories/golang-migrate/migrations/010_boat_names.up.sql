ALTER TABLE boats ADD COLUMN name text;
