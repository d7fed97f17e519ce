DROP TABLE vehicle_bookings;
DROP TABLE vehicles;
DROP TABLE drivers;
DROP EXTENSION btree_gist;
