DROP TABLE tenant_feature_flags;
DROP TABLE feature_flags;
