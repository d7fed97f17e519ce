//! BEGIN, COMMIT, ROLLBACK, savepoints, two-phase commit.

use super::parts;
use crate::sql::{
    cursor::{Cursor, Parse},
    statement::{StatementKind, TransactionControl},
};

pub(super) fn control(cursor: &mut Cursor<'_>) -> Parse<StatementKind> {
    Ok(StatementKind::Transaction(match () {
        () if cursor.accept("BEGIN") => {
            work(cursor);
            begin(cursor, false)?
        }
        () if cursor.accept("START TRANSACTION") => begin(cursor, true)?,
        () if cursor.is_all("COMMIT PREPARED") || cursor.is_all("ROLLBACK PREPARED") => {
            let commit = cursor.accept("COMMIT PREPARED");
            cursor.accept("ROLLBACK PREPARED");
            cursor.string()?;
            TransactionControl::FinishPrepared { commit }
        }
        () if cursor.accept("COMMIT") || cursor.accept("END") => {
            work(cursor);
            TransactionControl::Commit { chain: chain(cursor)? }
        }
        () if cursor.accept("ROLLBACK") || cursor.accept("ABORT") => rollback(cursor)?,
        () if cursor.accept("SAVEPOINT") => TransactionControl::Savepoint(cursor.ident()?),
        () if cursor.accept("RELEASE") => {
            cursor.accept("SAVEPOINT");
            TransactionControl::Release(cursor.ident()?)
        }
        () if cursor.accept("PREPARE TRANSACTION") => {
            cursor.string()?;
            TransactionControl::PrepareTransaction
        }
        () => return cursor.unexpected("a transaction command"),
    }))
}

/// Isolation level, READ ONLY, DEFERRABLE: none of them changes what a migration locks.
fn begin(cursor: &mut Cursor<'_>, start: bool) -> Parse<TransactionControl> {
    parts::skip_rest(cursor)?;
    Ok(TransactionControl::Begin { start })
}

/// `ROLLBACK [ WORK | TRANSACTION ] [ TO [ SAVEPOINT ] name | AND [ NO ] CHAIN ]`
fn rollback(cursor: &mut Cursor<'_>) -> Parse<TransactionControl> {
    work(cursor);
    if cursor.accept("TO") {
        cursor.accept("SAVEPOINT");
        return Ok(TransactionControl::RollbackTo(cursor.ident()?));
    }
    Ok(TransactionControl::Rollback { chain: chain(cursor)? })
}

fn work(cursor: &mut Cursor<'_>) {
    cursor.accept_any(&["WORK", "TRANSACTION"]);
}

/// `[ AND [ NO ] CHAIN ]`
fn chain(cursor: &mut Cursor<'_>) -> Parse<bool> {
    if !cursor.accept("AND") {
        return Ok(false);
    }
    let chain = !cursor.accept("NO");
    cursor.expect("CHAIN")?;
    Ok(chain)
}
