//! Table-level lock modes, which of them conflict, and whose work waits while one is held (Postgres manual, "Explicit
//! Locking", 13.3.1 and table 13.2). The only place that knows it; `tests/postgres/conflicts.rs` asks servers.

use std::fmt;

/// Ordered from weakest to strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl LockMode {
    pub const ALL: [Self; 8] = [
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    pub fn conflicts(self, other: Self) -> bool {
        use LockMode::*;
        let (weak, strong) = if self <= other { (self, other) } else { (other, self) };
        match weak {
            AccessShare => strong == AccessExclusive,
            RowShare => strong >= Exclusive,
            RowExclusive => strong >= Share,
            // SHARE alone does not conflict with itself.
            ShareUpdateExclusive => true,
            Share => strong != Share,
            ShareRowExclusive | Exclusive | AccessExclusive => true,
        }
    }

    /// Whether that work of others waits while the mode is held.
    pub fn blocks(self, activity: Activity) -> bool {
        self.conflicts(activity.needs())
    }

    /// Everything of others that waits while the mode is held.
    pub fn blocked_activities(self) -> impl Iterator<Item = Activity> {
        Activity::ALL.into_iter().filter(move |it| self.blocks(*it))
    }

    /// SELECT waits.
    pub fn blocks_reads(self) -> bool {
        self.blocks(Activity::Reads)
    }

    /// INSERT, UPDATE and DELETE wait.
    pub fn blocks_writes(self) -> bool {
        self.blocks(Activity::Writes)
    }

    /// Who waits while it is held, for a sentence: `reads and writes`, `writes`; None where neither does.
    pub fn blocked(self) -> Option<&'static str> {
        match (self.blocks_reads(), self.blocks_writes()) {
            (true, _) => Some("reads and writes"),
            (false, true) => Some("writes"),
            (false, false) => None,
        }
    }

    /// From the manual's spelling, upper case: `ACCESS EXCLUSIVE`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What others do with a relation, told apart by the mode it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    /// SELECT, COPY TO, pg_dump.
    Reads,
    /// SELECT … FOR UPDATE or SHARE, and what a foreign key asks of the referenced table when a row is inserted.
    RowLocks,
    /// INSERT, UPDATE, DELETE, MERGE, COPY FROM.
    Writes,
    /// VACUUM, ANALYZE, CREATE INDEX CONCURRENTLY, VALIDATE CONSTRAINT. Autovacuum does not wait: it passes the table
    /// over.
    Vacuum,
    /// CREATE INDEX.
    IndexBuilds,
    /// DROP, TRUNCATE, most forms of ALTER TABLE: any lock at all stands in their way.
    Ddl,
}

impl Activity {
    pub const ALL: [Self; 6] = [Self::Reads, Self::RowLocks, Self::Writes, Self::Vacuum, Self::IndexBuilds, Self::Ddl];

    /// The mode that it takes.
    pub fn needs(self) -> LockMode {
        match self {
            Self::Reads => LockMode::AccessShare,
            Self::RowLocks => LockMode::RowShare,
            Self::Writes => LockMode::RowExclusive,
            Self::Vacuum => LockMode::ShareUpdateExclusive,
            Self::IndexBuilds => LockMode::Share,
            Self::Ddl => LockMode::AccessExclusive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Activity,
        LockMode::{self, *},
    };

    /// The manual's table, one row a mode; `X` marks a conflict, columns in order of strength.
    #[test]
    fn conflicts_as_in_the_manual() {
        let table = ["       X", "      XX", "    XXXX", "   XXXXX", "  XX XXX", "  XXXXXX", " XXXXXXX", "XXXXXXXX"];
        for (held, row) in LockMode::ALL.into_iter().zip(table) {
            for (wanted, mark) in LockMode::ALL.into_iter().zip(row.chars()) {
                assert_eq!(held.conflicts(wanted), mark == 'X', "{held} and {wanted}");
            }
        }
        assert!(AccessExclusive.blocks_reads() && !Exclusive.blocks_reads());
        assert!(Share.blocks_writes() && !ShareUpdateExclusive.blocks_writes());
    }

    /// A stronger mode leaves nothing in peace that a weaker one disturbs, but for SHARE, which does not mind itself.
    #[test]
    fn who_waits_grows_with_the_mode() {
        let blocked = |mode: LockMode| mode.blocked_activities().collect::<Vec<_>>();
        assert_eq!(blocked(AccessShare), [Activity::Ddl]);
        assert_eq!(blocked(ShareUpdateExclusive), [Activity::Vacuum, Activity::IndexBuilds, Activity::Ddl]);
        assert_eq!(blocked(Share), [Activity::Writes, Activity::Vacuum, Activity::Ddl]);
        assert_eq!(blocked(AccessExclusive), Activity::ALL);
        assert!(!ShareRowExclusive.blocks(Activity::RowLocks) && Exclusive.blocks(Activity::RowLocks));
    }
}
