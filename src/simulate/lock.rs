//! Table-level lock modes and which of them conflict (Postgres manual, "Explicit Locking", table 13.2).

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

    /// SELECT waits.
    pub fn blocks_reads(self) -> bool {
        self.conflicts(Self::AccessShare)
    }

    /// INSERT, UPDATE and DELETE wait.
    pub fn blocks_writes(self) -> bool {
        self.conflicts(Self::RowExclusive)
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

#[cfg(test)]
mod tests {
    use super::LockMode::{self, *};

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
}
