ALTER TABLE tours ADD COLUMN seats int;
VACUUM tours;
