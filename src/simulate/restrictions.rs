//! Statements that refuse to run inside a transaction block, and those that refuse to run outside one.

use super::{
    effects::Failure,
    transaction::{BlockKind, ExecutionModel, TransactionState},
};
use crate::{
    catalog::{Catalog, session::Session},
    sql::{
        name::Ident,
        statement::{AlterKind, ObjectKind, Reindex, ReindexTarget, StatementKind, TransactionControl},
    },
};

/// From here on a pipeline counts as a block from its second statement, as for LOCK TABLE, and says so.
const PIPELINES_ARE_BLOCKS: u16 = 18;

/// Why the statement cannot run where it stands.
pub(super) fn refused(
    kind: &StatementKind,
    catalog: &Catalog,
    session: &Session,
    state: &TransactionState,
    model: ExecutionModel,
) -> Option<Failure> {
    let version = catalog.version.0;
    if state.block != BlockKind::None {
        let what = needs_autocommit(kind, catalog, session)?;
        let old_pipeline = model == ExecutionModel::Pipeline && version < PIPELINES_ARE_BLOCKS;
        let message = if old_pipeline && state.block == BlockKind::Implicit {
            format!("{what} cannot be executed within a pipeline")
        } else {
            format!("{what} cannot run inside a transaction block")
        };
        return Some(Failure { code: "25001", message, at: None });
    }
    let what = match kind {
        StatementKind::LockTable(_) => "LOCK TABLE",
        StatementKind::Other(other) if &*other.tag == "DECLARE CURSOR" => "DECLARE CURSOR",
        _ => return None,
    };
    Some(outside(what))
}

/// The words by which the server names a statement that must be alone; None for all others.
pub(super) fn needs_autocommit(kind: &StatementKind, catalog: &Catalog, session: &Session) -> Option<&'static str> {
    match kind {
        StatementKind::CreateIndex(index) if index.concurrently => Some("CREATE INDEX CONCURRENTLY"),
        StatementKind::Drop(drop) if drop.concurrently => Some("DROP INDEX CONCURRENTLY"),
        StatementKind::Drop(drop) => match drop.kind {
            ObjectKind::Database => Some("DROP DATABASE"),
            ObjectKind::Tablespace => Some("DROP TABLESPACE"),
            ObjectKind::Subscription => Some("DROP SUBSCRIPTION"),
            _ => None,
        },
        StatementKind::Reindex(reindex) => reindex_alone(reindex, catalog, session),
        StatementKind::Vacuum(_) => Some("VACUUM"),
        StatementKind::Cluster(cluster) => {
            let Some(name) = &cluster.table else { return Some("CLUSTER") };
            let table = catalog.resolve(name, session)?.table()?;
            (table.is_partitioned() && catalog.version.0 >= 15).then_some("CLUSTER")
        }
        StatementKind::AlterTable(alter) => {
            let concurrent =
                |it: &AlterKind| matches!(it, AlterKind::DetachPartition { concurrently: true, .. });
            let any = alter.actions.iter().any(|it| concurrent(&it.kind));
            any.then_some("ALTER TABLE ... DETACH CONCURRENTLY")
        }
        StatementKind::Reset(None) => None,
        StatementKind::Transaction(TransactionControl::FinishPrepared) => Some("COMMIT PREPARED"),
        StatementKind::Other(other) => {
            let alone = [
                "CREATE DATABASE",
                "CREATE TABLESPACE",
                "ALTER SYSTEM",
                "DISCARD ALL",
                "CREATE SUBSCRIPTION",
                "DROP DATABASE",
                "DROP TABLESPACE",
                "DROP SUBSCRIPTION",
            ];
            let found = alone.into_iter().find(|it| *it == &*other.tag)?;
            Some(if found == "CREATE SUBSCRIPTION" {
                "CREATE SUBSCRIPTION ... WITH (create_slot = true)"
            } else {
                found
            })
        }
        StatementKind::Explain { analyze: true, statement } => needs_autocommit(statement, catalog, session),
        _ => None,
    }
}

fn reindex_alone(reindex: &Reindex, catalog: &Catalog, session: &Session) -> Option<&'static str> {
    let word = match reindex.target {
        ReindexTarget::Index => "REINDEX INDEX",
        ReindexTarget::Table => "REINDEX TABLE",
        ReindexTarget::Schema => return Some("REINDEX SCHEMA"),
        ReindexTarget::Database => return Some("REINDEX DATABASE"),
        ReindexTarget::System => return Some("REINDEX SYSTEM"),
    };
    if reindex.concurrently {
        return Some("REINDEX CONCURRENTLY");
    }
    let relation = catalog.resolve(reindex.name.as_ref()?, session)?;
    let partitioned = relation.table().is_some_and(|it| it.is_partitioned())
        || relation.index().is_some_and(|it| it.partitioned);
    partitioned.then_some(word)
}

/// Why a transaction command cannot run in a block of that kind.
pub(super) fn control_refused<'a>(
    control: &TransactionControl,
    kind: BlockKind,
    mut savepoints: impl Iterator<Item = &'a Ident>,
) -> Option<Failure> {
    let explicit = matches!(kind, BlockKind::Tool | BlockKind::Script);
    let (what, name) = match control {
        TransactionControl::Savepoint(_) => ("SAVEPOINT", None),
        TransactionControl::Release(name) => ("RELEASE SAVEPOINT", Some(name)),
        TransactionControl::RollbackTo(name) => ("ROLLBACK TO SAVEPOINT", Some(name)),
        TransactionControl::FinishPrepared if kind != BlockKind::None => {
            let message = "COMMIT PREPARED cannot run inside a transaction block".to_owned();
            return Some(Failure { code: "25001", message, at: None });
        }
        _ => return None,
    };
    if !explicit {
        return Some(outside(what));
    }
    let name = name?;
    if savepoints.any(|it| it == name) {
        return None;
    }
    let message = format!("savepoint \"{}\" does not exist", name.as_str());
    Some(Failure { code: "3B001", message, at: None })
}

fn outside(what: &str) -> Failure {
    Failure { code: "25P01", message: format!("{what} can only be used in transaction blocks"), at: None }
}
