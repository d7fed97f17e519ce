ALTER TABLE customers DROP COLUMN price_list_id;
DROP TABLE price_list_items;
DROP TABLE price_lists;
