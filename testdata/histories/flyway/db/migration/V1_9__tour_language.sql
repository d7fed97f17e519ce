ALTER TABLE tours ADD COLUMN language text DEFAULT '${language}';
