DROP TABLE stock_movements;
DROP FUNCTION apply_stock_movement();
DROP TABLE inventory_levels;
DROP TABLE warehouses;
