//! Tokens as the grammar's terminals: which word or symbol a token is, and as which kinds of name it may be used.

use super::{
    Majors,
    notation::{CLASSES, Grammar},
};
use crate::sql::token::{Token, TokenKind};
use std::{collections::HashMap, sync::LazyLock};

/// What the grammar sees of one or, for literals in parts, several tokens.
pub(super) struct Lexeme {
    /// The first of its tokens.
    pub(super) token: usize,
    /// The keyword or symbol that it is.
    pub(super) word: Option<u16>,
    /// For each class, in which majors it belongs to it.
    pub(super) classes: [Majors; CLASSES.len()],
}

const NONE: Majors = Majors(0);

/// None when the tokens are not all Postgres's: what a placeholder stands for is not known.
pub(super) fn lexemes(grammar: &Grammar, text: &str, tokens: &[Token]) -> Option<Vec<Lexeme>> {
    let mut lexemes = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let mut lexeme = Lexeme { token: at, word: None, classes: [NONE; CLASSES.len()] };
        let written = slice(text, *token);
        match token.kind {
            TokenKind::Placeholder | TokenKind::Unterminated | TokenKind::Unknown | TokenKind::Psql => return None,
            TokenKind::Comment => {}
            TokenKind::Word => word(grammar, written, &mut lexeme),
            TokenKind::Symbol => symbol(grammar, written, &mut lexeme),
            TokenKind::QuotedIdent => {
                set(&mut lexeme, &["ident", "colid", "typefn", "nonres", "label", "bare"], Majors::ALL);
                at += escape(text, tokens, at);
            }
            TokenKind::String if written.starts_with(['n', 'N']) => set(&mut lexeme, &["nconst"], Majors::ALL),
            TokenKind::String | TokenKind::DollarString => {
                set(&mut lexeme, &["sconst"], Majors::ALL);
                at += escape(text, tokens, at);
            }
            TokenKind::BitString => set(&mut lexeme, &["bconst"], Majors::ALL),
            TokenKind::Parameter => set(&mut lexeme, &["param"], Majors::ALL),
            TokenKind::Number => {
                let glued = tokens.get(at + 1).is_some_and(|it| it.kind == TokenKind::Word && it.start == token.end);
                number(written, glued, &mut lexeme);
            }
        }
        lexemes.push(lexeme);
        let is_string = matches!(token.kind, TokenKind::String | TokenKind::BitString);
        at += 1;
        while is_string && continues(text, tokens, at) {
            at += 1;
        }
    }
    Some(lexemes)
}

fn slice(text: &str, token: Token) -> &str {
    text.get(token.start as usize..token.end as usize).unwrap_or_default()
}

fn set(lexeme: &mut Lexeme, names: &[&str], majors: Majors) {
    for (class, name) in lexeme.classes.iter_mut().zip(CLASSES) {
        if names.contains(&name) {
            *class = class.or(majors);
        }
    }
}

/// How many tokens `UESCAPE '!'` takes behind `U&'…'` or `U&"…"`.
fn escape(text: &str, tokens: &[Token], at: usize) -> usize {
    let unicode = slice(text, tokens[at]).starts_with(['u', 'U']);
    let escapes = || {
        let [word, string] = tokens.get(at + 1..at + 3)? else { return None };
        (slice(text, *word).eq_ignore_ascii_case("uescape") && string.kind == TokenKind::String).then_some(2)
    };
    if unicode { escapes().unwrap_or(0) } else { 0 }
}

/// Whether this string goes on what stood on a line before it.
fn continues(text: &str, tokens: &[Token], at: usize) -> bool {
    let (Some(before), Some(token)) = (at.checked_sub(1).and_then(|it| tokens.get(it)), tokens.get(at)) else {
        return false;
    };
    let between = text.get(before.end as usize..token.start as usize).unwrap_or_default();
    token.kind == TokenKind::String
        && slice(text, *token).starts_with('\'')
        && between.contains(['\n', '\r'])
        && !between.contains("/*")
}

/// `1a` is 1 and a only until 14. Numbers with `_` or a base are since 16; that 14 reads `0x1` as 0 with the alias x1 is
/// what nobody means.
fn number(written: &str, glued: bool, lexeme: &mut Lexeme) {
    let based = written.len() > 1 && written.starts_with('0') && written.as_bytes()[1].is_ascii_alphabetic();
    let majors = match () {
        () if glued || written.ends_with('_') || written.contains("__") => Majors::range(None, Some(14)),
        () if based || written.contains('_') => Majors::range(Some(16), None),
        () => Majors::ALL,
    };
    let digits = written.replace('_', "");
    let value = match digits.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(&digits[2..], 16),
        Some("0o" | "0O") => i64::from_str_radix(&digits[2..], 8),
        Some("0b" | "0B") => i64::from_str_radix(&digits[2..], 2),
        _ => digits.parse(),
    };
    let small = value.is_ok_and(|it| i32::try_from(it).is_ok());
    set(lexeme, &[if small { "iconst" } else { "fconst" }], majors);
}

fn symbol(grammar: &Grammar, written: &str, lexeme: &mut Lexeme) {
    let own = ["=>", "::", ":=", "..", "<=", ">=", "<>", "!="];
    lexeme.word = grammar.ids.get(written).copied();
    if lexeme.word.is_none() && written.len() > usize::from(!"~!@#&|`?".contains(written)) && !own.contains(&written) {
        set(lexeme, &["op"], Majors::ALL);
    }
}

// ---- keywords -------------------------------------------------------------------------------------------------------

/// A keyword of some majors: its category, whether it may be a label without AS, and in which majors that holds.
struct Keyword {
    category: char,
    bare: bool,
    majors: Majors,
}

static KEYWORDS: LazyLock<HashMap<&'static str, Vec<Keyword>>> = LazyLock::new(|| {
    let lines = include_str!("keywords.txt").lines().filter(|it| !it.starts_with('#'));
    lines
        .filter_map(|it| it.split_once(' '))
        .map(|(word, kinds)| (word, kinds.split(' ').map(keyword).collect()))
        .collect()
});

/// `U`, `C-`, `U@16-16`
fn keyword(kind: &'static str) -> Keyword {
    let (kind, majors) = kind.split_once('@').unwrap_or((kind, ""));
    let (first, last) = majors.split_once('-').unwrap_or((majors, ""));
    Keyword {
        category: kind.chars().next().unwrap_or('U'),
        bare: !kind.ends_with('-'),
        majors: Majors::range(first.parse().ok(), last.parse().ok()),
    }
}

fn word(grammar: &Grammar, written: &str, lexeme: &mut Lexeme) {
    lexeme.word = grammar.ids.get(&written.to_ascii_uppercase()).copied();
    let keywords = KEYWORDS.get(written.to_ascii_lowercase().as_str()).map_or(&[][..], Vec::as_slice);
    let mut unknown = Majors::ALL;
    for it in keywords {
        unknown = Majors(unknown.0 & !it.majors.0);
        let names: &[&str] = match it.category {
            'U' => &["colid", "typefn", "nonres", "label"],
            'C' => &["colid", "nonres", "label"],
            'T' => &["typefn", "nonres", "label"],
            _ => &["label", "reserved"],
        };
        set(lexeme, names, it.majors);
        if it.bare {
            set(lexeme, &["bare"], it.majors);
        }
    }
    set(lexeme, &["ident", "colid", "typefn", "nonres", "label", "bare"], unknown);
}
