//! Statements that refuse to run inside a transaction block, and those that refuse to run outside one.

use super::{
    effects::{Effects, Failure},
    transaction::{BlockKind, ExecutionModel, TransactionState},
};
use crate::{
    catalog::{Catalog, PgVersion, session::Session},
    sql::{
        name::Ident,
        statement::{AlterKind, ObjectKind, Reindex, ReindexTarget, Statement, StatementKind, TransactionControl},
    },
};

pub(super) const SYNTAX_ERROR: &str = "42601";
/// From here on a pipeline counts as a block from its second statement, as for LOCK TABLE, and says so.
const PIPELINES_ARE_BLOCKS: u16 = 18;

/// The grammar of this major does not read the statement.
fn unread(statement: &Statement, version: PgVersion, sql: &str) -> Option<Failure> {
    let here = statement.unread.iter().find(|it| it.major == version.0)?;
    let offset = |at: u32| at.saturating_sub(statement.span.start) as usize;
    let token = sql.get(offset(here.at.start)..offset(here.at.end)).unwrap_or_default();
    let message = match token {
        "" => "syntax error at end of input".to_owned(),
        token => format!("syntax error at or near \"{token}\""),
    };
    Some(Failure { code: SYNTAX_ERROR, message, at: Some(here.at) })
}

/// Which major the statement needs that this one does not read.
pub(super) fn needs(statement: &Statement, version: PgVersion) -> Option<String> {
    let here = statement.unread.iter().find(|it| it.major == version.0)?;
    let is_read = |major: &u16| !statement.unread.iter().any(|it| it.major == *major);
    let majors: Vec<u16> = (PgVersion::OLDEST.0..=PgVersion::NEWEST.0).filter(is_read).collect();
    let syntax = if here.syntax.is_empty() { "what ends here".to_owned() } else { format!("`{}`", here.syntax) };
    Some(match (majors.first(), majors.last()) {
        (Some(first), _) if *first > version.0 => format!("{syntax} needs Postgres {first}"),
        (_, Some(last)) => format!("{syntax} is read by Postgres {last} and older only"),
        _ => format!("{syntax} is read by no Postgres since {}", PgVersion::OLDEST.0),
    })
}

/// Why the statement cannot run where it stands.
pub(super) fn refused(
    kind: &StatementKind,
    catalog: &Catalog,
    session: &Session,
    state: &TransactionState,
    model: ExecutionModel,
) -> Option<Failure> {
    let loose_pipeline = model == ExecutionModel::Pipeline
        && catalog.version.0 < PIPELINES_ARE_BLOCKS
        && state.block == BlockKind::Implicit;
    if state.block == BlockKind::None || loose_pipeline {
        let needs_block = match kind {
            StatementKind::LockTable(_) => Some("LOCK TABLE"),
            StatementKind::Other(other) if &*other.tag == "DECLARE CURSOR" => Some("DECLARE CURSOR"),
            _ => None,
        };
        if let Some(what) = needs_block {
            return Some(outside(what));
        }
    }
    if state.block == BlockKind::None {
        return None;
    }
    let what = needs_autocommit(kind, catalog, session)?;
    let where_not = if loose_pipeline { "be executed within a pipeline" } else { "run inside a transaction block" };
    Some(Failure { code: "25001", message: format!("{what} cannot {where_not}"), at: None })
}

/// What the server says about the text before it looks at any object.
pub(super) fn unreadable(statement: &Statement, version: PgVersion, sql: &str) -> Option<Failure> {
    let Some(refused) = &statement.refused else { return unread(statement, version, sql) };
    Some(Failure { code: refused.code, message: refused.message.clone(), at: Some(refused.span) })
}

/// Unlike RESET ALL, it has to be alone.
pub(super) fn discard_refused(kind: &StatementKind, state: &TransactionState) -> Option<Failure> {
    let message = "DISCARD ALL cannot run inside a transaction block".to_owned();
    let refused = *kind == StatementKind::DiscardAll && state.block != BlockKind::None;
    refused.then_some(Failure { code: "25001", message, at: None })
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
            let concurrent = |it: &AlterKind| matches!(it, AlterKind::DetachPartition { concurrently: true, .. });
            let any = alter.actions.iter().any(|it| concurrent(&it.kind));
            any.then_some("ALTER TABLE ... DETACH CONCURRENTLY")
        }
        StatementKind::Transaction(TransactionControl::FinishPrepared { commit }) => {
            Some(if *commit { "COMMIT PREPARED" } else { "ROLLBACK PREPARED" })
        }
        StatementKind::Other(other) => {
            let alone = [
                "CREATE DATABASE",
                "CREATE TABLESPACE",
                "ALTER SYSTEM",
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

/// Why a program cannot go on where its statement stands.
pub(super) fn program_refused(effects: &Effects, state: &TransactionState) -> Option<Failure> {
    if state.block == BlockKind::None {
        return None;
    }
    if effects.commits && effects.fails.is_none() {
        let message = "invalid transaction termination".to_owned();
        return Some(Failure { code: "2D000", message, at: None });
    }
    // The server asks for the block first.
    let failure = effects.fails.as_ref().filter(|it| it.code == "25001")?;
    let what = failure.message.strip_suffix(" cannot be executed from a function")?;
    Some(Failure { message: format!("{what} cannot run inside a transaction block"), ..failure.clone() })
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
    let partitioned =
        relation.table().is_some_and(|it| it.is_partitioned()) || relation.index().is_some_and(|it| it.partitioned);
    partitioned.then_some(word)
}

/// Why a transaction command cannot run in a block of that kind.
pub(super) fn control_refused<'a>(
    control: &TransactionControl,
    kind: BlockKind,
    mut savepoints: impl Iterator<Item = &'a Ident>,
) -> Option<Failure> {
    let explicit = matches!(kind, BlockKind::Tool | BlockKind::Script);
    let chained = match control {
        TransactionControl::Commit { chain: true } => Some("COMMIT AND CHAIN"),
        TransactionControl::Rollback { chain: true } => Some("ROLLBACK AND CHAIN"),
        _ => None,
    };
    if let Some(what) = chained.filter(|_| !explicit) {
        return Some(outside(what));
    }
    let (what, name) = match control {
        TransactionControl::Savepoint(_) => ("SAVEPOINT", None),
        TransactionControl::Release(name) => ("RELEASE SAVEPOINT", Some(name)),
        TransactionControl::RollbackTo(name) => ("ROLLBACK TO SAVEPOINT", Some(name)),
        TransactionControl::FinishPrepared { .. } if kind != BlockKind::None => {
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
