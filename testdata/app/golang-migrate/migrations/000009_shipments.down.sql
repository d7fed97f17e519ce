DROP TABLE shipment_items;
DROP TABLE shipments;
DROP TABLE carriers;
DROP TYPE shipment_state;
