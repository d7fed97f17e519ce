//! The eight lock modes of tables and which of them conflict.

/// A lock mode; a later one is called stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl Mode {
    pub(crate) const ALL: [Mode; 8] = [
        Mode::AccessShare,
        Mode::RowShare,
        Mode::RowExclusive,
        Mode::ShareUpdateExclusive,
        Mode::Share,
        Mode::ShareRowExclusive,
        Mode::Exclusive,
        Mode::AccessExclusive,
    ];

    /// As in the manual and in LOCK TABLE.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Mode::AccessShare => "ACCESS SHARE",
            Mode::RowShare => "ROW SHARE",
            Mode::RowExclusive => "ROW EXCLUSIVE",
            Mode::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Mode::Share => "SHARE",
            Mode::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Mode::Exclusive => "EXCLUSIVE",
            Mode::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// From the spelling of `pg_locks` and of the server's log: `AccessShareLock`.
    pub(crate) fn from_server(text: &str) -> Mode {
        let spelled = |mode: &Mode| {
            let words = mode.as_str().split(' ').map(|word| {
                let (first, rest) = word.split_at(1);
                format!("{first}{}", rest.to_lowercase())
            });
            format!("{}Lock", words.collect::<String>()) == text
        };
        Mode::ALL.into_iter().find(spelled).unwrap_or_else(|| panic!("no lock mode {text}"))
    }

    /// The table in the manual, "Conflicting Lock Modes".
    pub(crate) fn conflicts_with(self, other: Mode) -> bool {
        use Mode::*;
        let (weaker, stronger) = if self <= other { (self, other) } else { (other, self) };
        match weaker {
            AccessShare => stronger == AccessExclusive,
            RowShare => stronger >= Exclusive,
            RowExclusive => stronger >= Share,
            ShareUpdateExclusive => true,
            Share => stronger != Share,
            ShareRowExclusive | Exclusive | AccessExclusive => true,
        }
    }
}

#[test]
fn share_is_the_one_mode_that_admits_itself_and_no_writer() {
    let strangers = |mode: Mode| Mode::ALL.iter().filter(|other| mode.conflicts_with(**other)).count();
    let counts: Vec<usize> = Mode::ALL.into_iter().map(strangers).collect();
    assert_eq!(counts, [1, 2, 4, 5, 5, 6, 7, 8]);
    assert!(!Mode::Share.conflicts_with(Mode::Share));
}
