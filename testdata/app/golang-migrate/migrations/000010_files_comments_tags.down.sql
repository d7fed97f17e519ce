DROP TABLE order_tags;
DROP TABLE tags;
DROP TABLE order_notes;
DROP TABLE comments;
DROP TABLE files;
