//! What the servers read: the grammar of Postgres 14 to 18, as text in `syntax/*.grammar`, and a recogniser for it.
//!
//! Builds no tree: it says which majors read a statement and, where none does, at which token they stop, which is the
//! token that the server names. `grammar` and `lower` build the tree and need not be strict. Knows nothing of either.

mod notation;
mod recogniser;
mod words;

use super::token::Token;
use std::sync::LazyLock;

/// A set of majors: one bit each of 14 to 18, and one for all before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Majors(u8);

impl Majors {
    pub const ALL: Self = Self(0b11_1111);
    const OLDEST: u16 = 13;
    const NEWEST: u16 = 18;

    /// From a first to a last major, both included; None: as far as is known.
    pub fn range(first: Option<u16>, last: Option<u16>) -> Self {
        let bit = |major: u16| major.clamp(Self::OLDEST, Self::NEWEST) - Self::OLDEST;
        let (first, last) = (bit(first.unwrap_or(0)), bit(last.unwrap_or(u16::MAX)));
        Self((first..=last).fold(0, |bits, it| bits | 1 << it))
    }

    fn only(major: u16) -> Self {
        Self::range(Some(major), Some(major))
    }

    pub fn contains(self, major: u16) -> bool {
        self.overlaps(Self::only(major))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Who reads a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub majors: Majors,
    /// Where the supported majors stop that do not read it, oldest first.
    pub stops: Vec<(u16, Stop)>,
}

/// The token that a server would name in its syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Index of the token; the number of tokens: at the end of the statement.
    pub token: usize,
    /// What might stand there, when there are few possibilities.
    pub expected: Vec<String>,
}

static GRAMMAR: LazyLock<notation::Grammar> = LazyLock::new(|| {
    notation::read(&[
        include_str!("syntax/session.grammar"),
        include_str!("syntax/queries.grammar"),
        include_str!("syntax/expressions.grammar"),
        include_str!("syntax/relations.grammar"),
        include_str!("syntax/objects.grammar"),
    ])
});

/// Which majors read one statement, given by its tokens without comments and without the semicolon.
pub fn check(text: &str, tokens: &[Token]) -> Verdict {
    let Some(lexemes) = words::lexemes(&GRAMMAR, text, tokens) else {
        return Verdict { majors: Majors::ALL, stops: Vec::new() };
    };
    let newest = recogniser::run(&GRAMMAR, &lexemes, Majors::only(Majors::NEWEST));
    let same_for_all = !newest.depends_on_major;
    if same_for_all && newest.stop.is_none() {
        return Verdict { majors: Majors::ALL, stops: Vec::new() };
    }
    let mut verdict = Verdict { majors: Majors(0), stops: Vec::new() };
    for major in Majors::OLDEST..=Majors::NEWEST {
        let stop = match same_for_all || major == Majors::NEWEST {
            true => newest.stop.clone(),
            false => recogniser::run(&GRAMMAR, &lexemes, Majors::only(major)).stop,
        };
        match stop {
            None => verdict.majors = verdict.majors.or(Majors::only(major)),
            Some(it) if major > Majors::OLDEST => {
                let token = lexemes.get(it.lexeme).map_or(tokens.len(), |it| it.token);
                verdict.stops.push((major, Stop { token, expected: it.expected }));
            }
            Some(_) => {}
        }
    }
    verdict
}
