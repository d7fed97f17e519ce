//! Masks secrets in SQL and error texts before anybody sees them: passwords, connection strings, URL user info.
//!
//! Masking keeps every byte's place (each masked byte becomes `*`, line breaks stay), so spans of the original text
//! still point at the right place. Knows no grammar: words and the literals behind them.

use crate::sql::token::{Lexer, Token, TokenKind};
use std::{borrow::Cow, ops::Range};

/// The text without its secrets, as long as before.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut secrets = Vec::new();
    url_passwords(text, &mut secrets);
    key_value_passwords(text, &mut secrets);
    literals(text, 0, &mut secrets);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for byte in secrets.into_iter().flat_map(|it| bytes_of(it, text.len())) {
        if !matches!(bytes[byte], b'\n' | b'\r') {
            bytes[byte] = b'*';
        }
    }
    // Ranges begin and end beside ASCII characters, so the rest is still whole characters.
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn bytes_of(range: Range<usize>, len: usize) -> Range<usize> {
    range.start.min(len)..range.end.min(len)
}

/// `://user:password@host`
fn url_passwords(text: &str, secrets: &mut Vec<Range<usize>>) {
    for (at, separator) in text.match_indices("://") {
        let start = at + separator.len();
        let rest = &text[start..];
        let end = rest.find(|it: char| it.is_whitespace() || matches!(it, '/' | '\'' | '"' | '`' | '<' | '>'));
        let authority = &rest[..end.unwrap_or(rest.len())];
        let Some((user, _)) = authority.rsplit_once('@') else { continue };
        if let Some(colon) = user.find(':') {
            secrets.push(start + colon + 1..start + user.len());
        }
    }
}

/// `password=…` in connection strings and URL parameters; also `sslpassword=` and `PGPASSWORD=`.
fn key_value_passwords(text: &str, secrets: &mut Vec<Range<usize>>) {
    let lower = text.to_ascii_lowercase();
    // Where the last secret ends: what looks like a key inside it is a part of it.
    let mut done = 0;
    for (at, key) in lower.match_indices("password") {
        if at < done {
            continue;
        }
        let after = at + key.len();
        let spaces = lower[after..].len() - lower[after..].trim_start_matches([' ', '\t']).len();
        if lower.as_bytes().get(after + spaces) != Some(&b'=') {
            continue;
        }
        let value = after + spaces + 1;
        let value = value + (lower[value..].len() - lower[value..].trim_start_matches([' ', '\t']).len());
        let rest = &text[value..];
        let length = match rest.as_bytes().first() {
            // A quoted value, as libpq's connection strings and SQL have it.
            Some(b'\'') => rest[1..].find('\'').map_or(rest.len(), |it| it + 2),
            _ => rest
                .find(|it: char| it.is_whitespace() || matches!(it, '\'' | '"' | '&' | ';' | ')' | ','))
                .unwrap_or(rest.len()),
        };
        done = value + length;
        secrets.push(match rest.as_bytes().first() {
            Some(b'\'') => value + 1..(value + length).saturating_sub(1).max(value + 1),
            _ => value..value + length,
        });
    }
}

/// SQL in strings in SQL: deeper than this nobody writes, and each level is looked through anew.
const MAX_DEPTH: usize = 8;

/// The literal behind PASSWORD and CONNECTION, and what dblink functions are given to connect with.
fn literals(text: &str, depth: usize, secrets: &mut Vec<Range<usize>>) {
    let tokens: Vec<Token> = Lexer::new(text, 0, text.len()).filter(|it| it.kind != TokenKind::Comment).collect();
    for (at, token) in tokens.iter().enumerate() {
        let word = &text[token.start as usize..token.end as usize];
        let next = |ahead: usize| tokens.get(at + ahead);
        let is_symbol =
            |it: Option<&Token>, symbol: &str| it.is_some_and(|it| &text[it.start as usize..it.end as usize] == symbol);
        let literal = match token.kind {
            TokenKind::Word if is_secret_word(word) => match is_symbol(next(1), "=") || is_symbol(next(1), "=>") {
                true => next(2),
                false => next(1),
            },
            TokenKind::Word if word.get(..6).is_some_and(|it| it.eq_ignore_ascii_case("dblink")) => {
                if is_symbol(next(1), "(") { next(2) } else { None }
            }
            TokenKind::String => {
                nested_literals(word, token.start as usize, secrets);
                None
            }
            // A body of a function or DO block is SQL again; so is SQL that a message quotes.
            TokenKind::DollarString | TokenKind::QuotedIdent if depth < MAX_DEPTH => {
                let inner = if token.kind == TokenKind::QuotedIdent { 1..word.len() - 1 } else { dollar_body(word) };
                let mut found = Vec::new();
                literals(&word[inner.clone()], depth + 1, &mut found);
                let start = token.start as usize + inner.start;
                secrets.extend(found.into_iter().map(|it| it.start + start..it.end + start));
                None
            }
            _ => None,
        };
        secrets.extend(literal.and_then(|it| inside(text, *it)));
    }
}

/// `PASSWORD ''…''` in a string that holds SQL.
fn nested_literals(literal: &str, start: usize, secrets: &mut Vec<Range<usize>>) {
    let lower = literal.to_ascii_lowercase();
    for (at, word) in lower.match_indices("password") {
        let rest = &literal[at + word.len()..];
        let Some(inside) = rest.trim_start().strip_prefix("''") else { continue };
        let from = start + literal.len() - inside.len();
        secrets.push(from..from + inside.find("''").unwrap_or(0));
    }
}

fn is_secret_word(word: &str) -> bool {
    ["password", "connection", "sslpassword", "passfile"].iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// What stands between the quotes of a literal; None where the token is none.
fn inside(text: &str, token: Token) -> Option<Range<usize>> {
    let (start, end) = (token.start as usize, token.end as usize);
    let literal = &text[start..end];
    match token.kind {
        TokenKind::String | TokenKind::BitString => {
            let open = literal.find('\'')?;
            Some(start + open + 1..end - 1)
        }
        TokenKind::DollarString => {
            let body = dollar_body(literal);
            Some(start + body.start..start + body.end)
        }
        // Everything behind a quote that is never closed may be the secret.
        TokenKind::Unterminated => Some(start + 1..end),
        _ => None,
    }
}

fn dollar_body(literal: &str) -> Range<usize> {
    let tag = literal.get(1..).and_then(|it| it.find('$')).map_or(0, |it| it + 2);
    tag.min(literal.len())..literal.len().saturating_sub(tag).max(tag.min(literal.len()))
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn check(text: &str, expected: &str) {
        let masked = redact(text);
        assert_eq!(masked, expected);
        assert_eq!(masked.len(), text.len());
        assert_eq!(redact(&masked), expected, "masking twice changes nothing");
    }

    #[test]
    fn sql() {
        check("CREATE ROLE app LOGIN PASSWORD 'hunter2'", "CREATE ROLE app LOGIN PASSWORD '*******'");
        check("alter user a encrypted password E'a\\'b'", "alter user a encrypted password E'****'");
        check("ALTER ROLE a PASSWORD /* new */ $x$pw$x$;", "ALTER ROLE a PASSWORD /* new */ $x$**$x$;");
        check("ALTER ROLE a PASSWORD NULL", "ALTER ROLE a PASSWORD NULL");
        check(
            "CREATE SUBSCRIPTION s CONNECTION 'host=h password=x' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION '*****************' PUBLICATION p",
        );
        check(
            "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', password 'pä')",
            "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', password '***')",
        );
        check("DO $$ BEGIN ALTER ROLE a PASSWORD 'x'; END $$", "DO $$ BEGIN ALTER ROLE a PASSWORD '*'; END $$");
        check("EXECUTE 'ALTER ROLE a PASSWORD ''xy'' '", "EXECUTE 'ALTER ROLE a PASSWORD ''**'' '");
        check("what does \"ALTER ROLE a PASSWORD 'xy'\" do", "what does \"ALTER ROLE a PASSWORD '**'\" do");
        check("SELECT dblink_connect('host=h user=u')", "SELECT dblink_connect('*************')");
        check("UPDATE t SET password = 'x' WHERE a = 'y'", "UPDATE t SET password = '*' WHERE a = 'y'");
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "CREATE TABLE users (password text NOT NULL DEFAULT '')",
            "COMMENT ON COLUMN users.password IS 'a hash'",
            "see https://example.com/a:b@c and postgresql://host/db",
            "SELECT ':' || '@'",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn connection_strings() {
        check("postgresql://app:s3cret@db:5432/x", "postgresql://app:******@db:5432/x");
        check("postgres://app:p@ss@db/x?sslmode=require", "postgres://app:****@db/x?sslmode=require");
        check("host=db password=s3 dbname=x", "host=db password=** dbname=x");
        check("host=db password = 'a b' dbname=x", "host=db password = '***' dbname=x");
        check("postgresql://db/x?user=a&password=b&c=d", "postgresql://db/x?user=a&password=*&c=d");
        check("PGPASSWORD=abc psql", "PGPASSWORD=*** psql");
    }

    #[test]
    fn never_closed() {
        check("ALTER ROLE a PASSWORD 'x\ny", "ALTER ROLE a PASSWORD '*\n*");
        check("password='", "password='");
        check("ä password=", "ä password=");
    }
}
