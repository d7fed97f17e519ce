DROP TABLE customer_addresses;
DROP TABLE customers;
DROP TYPE geo_point;
