ALTER TABLE crossings DROP COLUMN departs_at;
