ALTER TABLE members RENAME COLUMN legacy_kind TO kind;
ALTER TABLE members DROP COLUMN role_id;
DROP TABLE role_permissions;
DROP TABLE roles;
