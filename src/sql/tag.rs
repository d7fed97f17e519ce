//! Command tags, as the server's `CommandComplete` message spells them.

use super::statement::*;

pub(super) fn of(kind: &StatementKind) -> String {
    use StatementKind as K;
    let fixed = match kind {
        K::Transaction(it) => transaction(it),
        K::Set(_) | K::SetRole(_) => "SET",
        K::SetConstraints { .. } => "SET CONSTRAINTS",
        K::Reset(_) => "RESET",
        K::DiscardAll => "DISCARD ALL",
        K::CreateTable(it) if it.server.is_some() => "CREATE FOREIGN TABLE",
        K::CreateTable(_) => "CREATE TABLE",
        K::CreateTableAs(it) if it.materialized_view => "CREATE MATERIALIZED VIEW",
        K::CreateTableAs(_) => "CREATE TABLE AS",
        K::AlterTable(it) => return format!("ALTER {}", relation_keyword(it.keyword)),
        K::CreateIndex(_) => "CREATE INDEX",
        K::CreateView(_) => "CREATE VIEW",
        K::RefreshMaterializedView(_) => "REFRESH MATERIALIZED VIEW",
        K::CreateSequence(_) => "CREATE SEQUENCE",
        K::AlterSequence(_) => "ALTER SEQUENCE",
        K::CreateSchema(_) => "CREATE SCHEMA",
        K::CreateType(_) => "CREATE TYPE",
        K::AlterType(_) => "ALTER TYPE",
        K::CreateDomain(_) => "CREATE DOMAIN",
        K::AlterDomain(_) => "ALTER DOMAIN",
        K::CreateFunction(it) if it.procedure => "CREATE PROCEDURE",
        K::CreateFunction(_) => "CREATE FUNCTION",
        K::AlterFunction(it) => return format!("ALTER {}", object_kind(it.kind)),
        K::CreateTrigger(_) => "CREATE TRIGGER",
        K::CreatePolicy(_) => "CREATE POLICY",
        K::AlterPolicy(_) => "ALTER POLICY",
        K::CreateRule(_) => "CREATE RULE",
        K::CreateExtension(_) => "CREATE EXTENSION",
        K::CreateStatistics(_) => "CREATE STATISTICS",
        K::CreateRole(it) if it.alter => "ALTER ROLE",
        K::CreateRole(_) => "CREATE ROLE",
        K::CreatePublication(_) => "CREATE PUBLICATION",
        K::AlterPublication(_) => "ALTER PUBLICATION",
        K::CreateEventTrigger(_) => "CREATE EVENT TRIGGER",
        K::Drop(it) => return format!("DROP {}", object_kind(it.kind)),
        K::DropOwned { .. } => "DROP OWNED",
        K::AlterObject(it) => return format!("ALTER {}", object_kind(it.kind)),
        K::Comment(_) => "COMMENT",
        K::Grant(it) if it.revoke => "REVOKE",
        K::Grant(_) => "GRANT",
        K::GrantRole(it) if it.revoke => "REVOKE ROLE",
        K::GrantRole(_) => "GRANT ROLE",
        K::AlterDefaultPrivileges(_) => "ALTER DEFAULT PRIVILEGES",
        K::Dml(it) => dml(it.kind),
        K::Truncate(_) => "TRUNCATE TABLE",
        K::LockTable(_) => "LOCK TABLE",
        K::Vacuum(_) => "VACUUM",
        K::Analyze(_) => "ANALYZE",
        K::Cluster(_) => "CLUSTER",
        K::Reindex(_) => "REINDEX",
        K::Do(_) => "DO",
        K::Call { .. } => "CALL",
        K::Explain { .. } => "EXPLAIN",
        K::Other(it) => return it.tag.to_string(),
        K::Psql { command, .. } => return format!("\\{command}"),
        K::Unmodeled { .. } => "UNMODELED",
    };
    fixed.to_owned()
}

fn transaction(control: &TransactionControl) -> &'static str {
    match control {
        TransactionControl::Begin { start: true } => "START TRANSACTION",
        TransactionControl::Begin { start: false } => "BEGIN",
        TransactionControl::Commit { .. } => "COMMIT",
        TransactionControl::Rollback { .. } | TransactionControl::RollbackTo(_) => "ROLLBACK",
        TransactionControl::Savepoint(_) => "SAVEPOINT",
        TransactionControl::Release(_) => "RELEASE",
        TransactionControl::PrepareTransaction => "PREPARE TRANSACTION",
        TransactionControl::FinishPrepared { commit: true } => "COMMIT PREPARED",
        TransactionControl::FinishPrepared { commit: false } => "ROLLBACK PREPARED",
        TransactionControl::Characteristics => "SET",
    }
}

fn dml(kind: DmlKind) -> &'static str {
    match kind {
        DmlKind::Select => "SELECT",
        DmlKind::Insert => "INSERT",
        DmlKind::Update => "UPDATE",
        DmlKind::Delete => "DELETE",
        DmlKind::Merge => "MERGE",
        DmlKind::CopyFrom | DmlKind::CopyTo => "COPY",
    }
}

/// The keyword behind ALTER.
pub fn relation_keyword(keyword: RelationKeyword) -> &'static str {
    match keyword {
        RelationKeyword::Table => "TABLE",
        RelationKeyword::Index => "INDEX",
        RelationKeyword::View => "VIEW",
        RelationKeyword::MaterializedView => "MATERIALIZED VIEW",
        RelationKeyword::Sequence => "SEQUENCE",
        RelationKeyword::ForeignTable => "FOREIGN TABLE",
    }
}

/// The keywords that name an object kind in DDL.
pub fn object_kind(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table => "TABLE",
        ObjectKind::ForeignTable => "FOREIGN TABLE",
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
        ObjectKind::Index => "INDEX",
        ObjectKind::Sequence => "SEQUENCE",
        ObjectKind::Column => "COLUMN",
        ObjectKind::Constraint | ObjectKind::DomainConstraint => "CONSTRAINT",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Policy => "POLICY",
        ObjectKind::Rule => "RULE",
        ObjectKind::Schema => "SCHEMA",
        ObjectKind::Type => "TYPE",
        ObjectKind::Domain => "DOMAIN",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Routine => "ROUTINE",
        ObjectKind::Aggregate => "AGGREGATE",
        ObjectKind::Operator => "OPERATOR",
        ObjectKind::OperatorClass => "OPERATOR CLASS",
        ObjectKind::OperatorFamily => "OPERATOR FAMILY",
        ObjectKind::Cast => "CAST",
        ObjectKind::Collation => "COLLATION",
        ObjectKind::Conversion => "CONVERSION",
        ObjectKind::Extension => "EXTENSION",
        ObjectKind::Statistics => "STATISTICS",
        ObjectKind::Role => "ROLE",
        ObjectKind::Database => "DATABASE",
        ObjectKind::Tablespace => "TABLESPACE",
        ObjectKind::Publication => "PUBLICATION",
        ObjectKind::Subscription => "SUBSCRIPTION",
        ObjectKind::EventTrigger => "EVENT TRIGGER",
        ObjectKind::Language => "LANGUAGE",
        ObjectKind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        ObjectKind::Server => "SERVER",
        ObjectKind::UserMapping => "USER MAPPING",
        ObjectKind::TextSearchConfiguration => "TEXT SEARCH CONFIGURATION",
        ObjectKind::TextSearchDictionary => "TEXT SEARCH DICTIONARY",
        ObjectKind::TextSearchParser => "TEXT SEARCH PARSER",
        ObjectKind::TextSearchTemplate => "TEXT SEARCH TEMPLATE",
        ObjectKind::AccessMethod => "ACCESS METHOD",
        ObjectKind::Transform => "TRANSFORM",
        ObjectKind::LargeObject => "LARGE OBJECT",
    }
}
