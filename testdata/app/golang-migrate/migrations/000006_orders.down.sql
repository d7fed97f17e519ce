DROP TABLE order_items;
DROP TABLE orders;
DROP FUNCTION check_order_has_items();
DROP TYPE order_status;
