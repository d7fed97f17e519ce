//! A cursor over one statement's tokens: what every grammar function is built from.

use super::{
    name::{Ident, ObjectName},
    token::{Token, TokenKind},
};
use crate::text::{FileId, Span};
use std::{ops::Range, sync::Arc};

/// The grammar does not go on here; `at` is a byte offset of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexpected {
    pub at: usize,
    /// What would have been understood: `a column name`, `"("`.
    pub expected: String,
}

pub type Parse<T> = Result<T, Unexpected>;

/// Tokens of one statement (comments taken out) and a place among them. Copying it is a way to look ahead.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    text: &'a str,
    file: FileId,
    tokens: &'a [Token],
    at: usize,
    /// How far what is read was moved by values that stand before it for placeholders.
    shift: isize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, file: FileId, tokens: &'a [Token]) -> Self {
        Self { text, file, tokens, at: 0, shift: 0 }
    }

    /// The spans that it makes lie this much further on.
    pub(super) fn shifted(self, shift: isize) -> Self {
        Self { shift, ..self }
    }

    pub fn file(&self) -> FileId {
        self.file
    }

    /// The whole file.
    pub fn source(&self) -> &'a str {
        self.text
    }

    pub fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len());
    }

    pub fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Text of a token, as written.
    pub fn token_text(&self, token: Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// Byte offset of the next token, or of the end of the last.
    pub fn offset(&self) -> usize {
        match self.peek() {
            Some(token) => token.start as usize,
            None => self.tokens.last().map_or(0, |it| it.end as usize),
        }
    }

    /// From `start` (an earlier `offset()`) to the end of the token before the cursor.
    pub fn span_from(&self, start: usize) -> Span {
        self.span(self.bytes_from(start))
    }

    /// The text of `span_from(start)`.
    pub fn text_from(&self, start: usize) -> &'a str {
        self.text.get(self.bytes_from(start)).unwrap_or_default()
    }

    fn bytes_from(&self, start: usize) -> Range<usize> {
        let end = self.at.checked_sub(1).and_then(|it| self.tokens.get(it)).map_or(start, |it| it.end as usize);
        start..end.max(start)
    }

    /// The span of bytes of the text that is read.
    pub(super) fn span(&self, bytes: Range<usize>) -> Span {
        let moved = |it: usize| it.saturating_add_signed(self.shift);
        Span::new(self.file, moved(bytes.start)..moved(bytes.end))
    }

    /// The tokens between two cursors of the same statement.
    pub fn tokens_until(&self, later: &Cursor<'a>) -> &'a [Token] {
        self.tokens.get(self.at..later.at).unwrap_or_default()
    }

    pub fn rest(&self) -> &'a [Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    pub fn unexpected<T>(&self, expected: impl Into<String>) -> Parse<T> {
        Err(Unexpected { at: self.offset(), expected: expected.into() })
    }

    // ---- keywords ---------------------------------------------------------------------------------------------------

    /// Whether the token `ahead` is this keyword (unquoted, any case).
    pub fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        self.peek_at(ahead)
            .is_some_and(|it| it.kind == TokenKind::Word && self.token_text(it).eq_ignore_ascii_case(word))
    }

    pub fn is(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|it| self.is(it))
    }

    /// Whether the next tokens are these keywords: `"NOT NULL"`.
    pub fn is_all(&self, words: &str) -> bool {
        words.split(' ').enumerate().all(|(ahead, word)| self.is_word_at(ahead, word))
    }

    /// Takes these keywords if all of them are next: `accept("IF NOT EXISTS")`.
    pub fn accept(&mut self, words: &str) -> bool {
        let found = self.is_all(words);
        if found {
            self.at += words.split(' ').count();
        }
        found
    }

    /// Takes one of these keywords and says which.
    pub fn accept_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().copied().find(|it| self.accept(it))
    }

    pub fn expect(&mut self, words: &str) -> Parse<()> {
        if self.accept(words) { Ok(()) } else { self.unexpected(words.to_owned()) }
    }

    // ---- symbols ----------------------------------------------------------------------------------------------------

    pub fn is_symbol_at(&self, ahead: usize, symbol: &str) -> bool {
        self.peek_at(ahead).is_some_and(|it| it.kind == TokenKind::Symbol && self.token_text(it) == symbol)
    }

    pub fn is_symbol(&self, symbol: &str) -> bool {
        self.is_symbol_at(0, symbol)
    }

    pub fn accept_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub fn expect_symbol(&mut self, symbol: &str) -> Parse<()> {
        if self.accept_symbol(symbol) { Ok(()) } else { self.unexpected(format!("\"{symbol}\"")) }
    }

    // ---- names and literals -----------------------------------------------------------------------------------------

    /// An identifier; a placeholder counts as one. Keywords are taken as they come: Postgres's grammar has the last word
    /// about which may be names, and the server has accepted them.
    pub fn ident(&mut self) -> Parse<Ident> {
        let Some(token) = self.peek() else { return self.unexpected("a name") };
        let text = self.token_text(token);
        let ident = match token.kind {
            TokenKind::Word => Ident::unquoted(text),
            TokenKind::QuotedIdent => {
                let escape = self.accept_escape(text);
                self.advance();
                return Ok(Ident::exact(&unquote_ident_with(text, escape)));
            }
            TokenKind::Placeholder => Ident::exact(text),
            _ => return self.unexpected("a name"),
        };
        self.advance();
        Ok(ident)
    }

    /// `name`, `schema.name` or `database.schema.name`.
    pub fn object_name(&mut self) -> Parse<ObjectName> {
        let mut parts = vec![self.ident()?];
        while self.is_symbol(".") {
            self.advance();
            parts.push(self.ident()?);
        }
        let name = parts.pop().expect("one was just pushed");
        Ok(ObjectName { schema: parts.pop(), name })
    }

    /// `schema.relation.column` split into the relation and the column.
    pub fn column_path(&mut self) -> Parse<(ObjectName, Ident)> {
        let mut parts = vec![self.ident()?];
        while self.accept_symbol(".") {
            parts.push(self.ident()?);
        }
        let column = parts.pop().expect("one was just pushed");
        let Some(name) = parts.pop() else { return self.unexpected("a column after its table") };
        Ok((ObjectName { schema: parts.pop(), name }, column))
    }

    /// A string literal of any kind, unescaped, or a placeholder; adjacent literals on separate lines are one.
    pub fn string(&mut self) -> Parse<Arc<str>> {
        let is_string =
            |it: &Token| matches!(it.kind, TokenKind::String | TokenKind::DollarString | TokenKind::Placeholder);
        let Some(token) = self.peek().filter(is_string) else { return self.unexpected("a string") };
        let text = self.token_text(token);
        let escape = self.accept_escape(text);
        self.advance();
        let mut value = if escape == DEFAULT_ESCAPE { unquote_string(text) } else { unquote_unicode(text, escape) };
        while let Some(next) = self.peek().filter(|it| it.kind == TokenKind::String) {
            value.push_str(&unquote_string(self.token_text(next)));
            self.advance();
        }
        Ok(Arc::from(value))
    }

    /// Behind the next token, `U&"…"` or `U&'…'`, steps over `UESCAPE 'c'` and says which character escapes.
    fn accept_escape(&mut self, text: &str) -> char {
        let escape = self.peek_at(2).filter(|it| it.kind == TokenKind::String && self.is_word_at(1, "UESCAPE"));
        let Some(escape) = escape.filter(|_| text.starts_with(['u', 'U'])) else { return DEFAULT_ESCAPE };
        self.at += 2;
        unquote_string(self.token_text(escape)).chars().next().unwrap_or(DEFAULT_ESCAPE)
    }

    pub fn is_string(&self) -> bool {
        self.peek().is_some_and(|it| matches!(it.kind, TokenKind::String | TokenKind::DollarString))
    }

    /// A signed integer.
    pub fn integer(&mut self) -> Parse<i64> {
        let mut ahead = *self;
        let negative = ahead.accept_symbol("-");
        if !negative {
            ahead.accept_symbol("+");
        }
        let number = ahead.peek().filter(|it| it.kind == TokenKind::Number);
        let text = number.map(|it| ahead.token_text(it).replace('_', "")).unwrap_or_default();
        let Ok(value) = format!("{}{text}", if negative { "-" } else { "" }).parse() else {
            return self.unexpected("an integer");
        };
        ahead.advance();
        *self = ahead;
        Ok(value)
    }

    // ---- lists ------------------------------------------------------------------------------------------------------

    pub fn comma_list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.accept_symbol(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// `( item, item )`, at least one.
    pub fn list_in_parens<T>(&mut self, item: impl FnMut(&mut Self) -> Parse<T>) -> Parse<Vec<T>> {
        self.expect_symbol("(")?;
        let items = self.comma_list(item)?;
        self.expect_symbol(")")?;
        Ok(items)
    }

    /// Skips a balanced `( … )` and returns the cursor behind the opening parenthesis and at the closing one.
    pub fn parens(&mut self) -> Parse<(Cursor<'a>, Cursor<'a>)> {
        self.expect_symbol("(")?;
        let inside = *self;
        let mut depth = 1;
        while let Some(token) = self.peek() {
            if token.kind == TokenKind::Symbol {
                match self.token_text(token) {
                    "(" => depth += 1,
                    ")" => depth -= 1,
                    _ => {}
                }
            }
            if depth == 0 {
                let end = *self;
                self.advance();
                return Ok((inside, end));
            }
            self.advance();
        }
        self.unexpected("\")\"")
    }

    /// Skips tokens to the first, outside parentheses, brackets and CASE … END, that is a comma, a closing parenthesis, a semicolon
    /// or one of `words`; the first token is always taken.
    pub fn skip_until(&mut self, words: &[&str]) {
        let mut depth = 0usize;
        let mut cases = 0usize;
        let mut first = true;
        // IS goes on with NOT or NULL.
        let mut after_is = false;
        while let Some(token) = self.peek() {
            if token.kind == TokenKind::Symbol {
                match self.token_text(token) {
                    "(" | "[" => depth += 1,
                    ")" | "]" if depth == 0 => return,
                    ")" | "]" => depth -= 1,
                    "," | ";" if depth == 0 => return,
                    _ => {}
                }
            } else if self.is("CASE") {
                cases += 1;
            } else if self.is("END") && cases > 0 {
                cases -= 1;
            } else if depth == 0 && cases == 0 && !first && !after_is && self.is_any(words) {
                return;
            }
            first = false;
            after_is = self.is("IS");
            self.advance();
        }
    }
}

const DEFAULT_ESCAPE: char = '\\';

/// The name inside `"…"` or `U&"…"`.
pub fn unquote_ident(text: &str) -> String {
    unquote_ident_with(text, DEFAULT_ESCAPE)
}

fn unquote_ident_with(text: &str, escape: char) -> String {
    match text.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').unwrap_or(rest).replace("\"\"", "\""),
        None => {
            let inner = text.get(3..).unwrap_or_default();
            unescape_unicode(&inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""), escape)
        }
    }
}

/// The value of `'…'`, `E'…'`, `U&'…'`, `N'…'` or `$tag$…$tag$`.
pub fn unquote_string(text: &str) -> String {
    let plain = |inner: &str| inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'");
    match text.as_bytes() {
        [b'\'', ..] => plain(&text[1..]),
        [b'e' | b'E', b'\'', ..] => unescape(&text[2..]),
        [b'n' | b'N', b'\'', ..] => plain(&text[2..]),
        [b'u' | b'U', b'&', b'\'', ..] => unquote_unicode(text, DEFAULT_ESCAPE),
        [b'$', ..] => dollar_body(text).to_owned(),
        _ => text.to_owned(),
    }
}

/// The text between the tags of a dollar-quoted string.
pub fn dollar_body(text: &str) -> &str {
    let tag = text.get(1..).and_then(|it| it.find('$')).map_or(0, |it| it + 2);
    text.get(tag..text.len().saturating_sub(tag)).unwrap_or_default()
}

/// Backslash escapes of `E'…'`.
fn unescape(inner: &str) -> String {
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
                out.push('\'');
            }
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('b') => out.push('\u{8}'),
                Some('f') => out.push('\u{c}'),
                Some(digits @ ('x' | 'u' | 'U')) => {
                    let length = match digits {
                        'x' => 2,
                        'u' => 4,
                        _ => 8,
                    };
                    let mut code = String::new();
                    while code.len() < length && chars.peek().is_some_and(char::is_ascii_hexdigit) {
                        code.extend(chars.next());
                    }
                    out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// The value of `U&'…'` with this escape character.
fn unquote_unicode(text: &str, escape: char) -> String {
    let inner = text.get(3..).unwrap_or_default();
    unescape_unicode(&inner.strip_suffix('\'').unwrap_or(inner).replace("''", "'"), escape)
}

/// `\0061` and `\+000061`
fn unescape_unicode(text: &str, escape: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(escape) {
        out.push_str(&rest[..at]);
        rest = &rest[at + escape.len_utf8()..];
        let (skip, length) = if rest.starts_with('+') { (1, 6) } else { (0, 4) };
        let code = rest.get(skip..skip + length).and_then(|it| u32::from_str_radix(it, 16).ok());
        match code.and_then(char::from_u32) {
            Some(char) => {
                out.push(char);
                rest = &rest[skip + length..];
            }
            None => {
                out.push(escape);
                rest = rest.strip_prefix(escape).unwrap_or(rest);
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::token::Lexer;

    #[test]
    fn literals_are_unescaped() {
        assert_eq!(unquote_string("'it''s'"), "it's");
        assert_eq!(unquote_string("E'a\\n\\x41\\'b'"), "a\nA'b");
        assert_eq!(unquote_string("$t$a$b$t$"), "a$b");
        assert_eq!(unquote_string("U&'d\\0061t\\+000061'"), "data");
        assert_eq!(unquote_ident("\"a\"\"b\""), "a\"b");
        assert_eq!(unquote_ident_with("U&\"d!0061!!\"", '!'), "da!");
    }

    #[test]
    fn keywords_names_and_lists() {
        let text = "IF NOT EXISTS Public.\"T\" (a, B) -5 'x' rest";
        let tokens: Vec<Token> = Lexer::new(text, 0, text.len()).collect();
        let mut cursor = Cursor::new(text, FileId(0), &tokens);
        assert!(cursor.accept("IF NOT EXISTS") && !cursor.accept("IF"));
        assert_eq!(cursor.object_name().map(|it| it.to_string()), Ok("public.\"T\"".to_owned()));
        assert_eq!(cursor.list_in_parens(Cursor::ident), Ok(vec!["a".into(), "b".into()]));
        assert_eq!(cursor.integer(), Ok(-5));
        assert_eq!(cursor.string().as_deref(), Ok("x"));
        assert_eq!(cursor.expect("END").map_err(|it| it.expected), Err("END".to_owned()));
    }
}
