//! How long a step may wait for its locks and run.
//!
//! Two opposite rules. A strong lock is waited for briefly, because everybody queues behind the wait; below the server's
//! `deadlock_timeout` (1 s) the migration and not the application is the one that gives way. CONCURRENTLY and VALIDATE
//! wait as long as it takes: nobody queues behind them, and giving up leaves an invalid index.

use crate::simulate::effects::{DurationClass, Effects};
use std::time::Duration;

const LOCK: Duration = Duration::from_millis(300);
const INSTANT: Duration = Duration::from_secs(10);
const BATCH_LOCK: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    pub lock: Option<Duration>,
    pub statement: Option<Duration>,
}

pub(super) fn limits(effects: &Effects, batched: bool) -> Limits {
    let blocking = effects.relations.iter().any(|it| it.existed && it.blocks());
    let quick = effects.duration.class == DurationClass::Instant;
    match (batched, blocking) {
        // The loop is one statement to the server, so only waits can be limited.
        (true, _) => Limits { lock: Some(BATCH_LOCK), statement: None },
        _ if effects.needs_autocommit || !blocking => Limits { lock: None, statement: None },
        (false, _) => Limits { lock: Some(LOCK), statement: quick.then_some(INSTANT) },
    }
}
