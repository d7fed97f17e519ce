ALTER TABLE shelves ADD COLUMN height int;
