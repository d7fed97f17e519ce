DROP TABLE product_variants;
DROP TABLE products;
DROP TABLE product_categories;
