ALTER TABLE tours ADD COLUMN starts_on date;
