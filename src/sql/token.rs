//! The lexer: Postgres's own lexical rules, lossless and total. Every byte belongs to exactly one token or to the white
//! space between two tokens; anything is lexed, also what no server would accept.
//!
//! Source: Postgres `src/backend/parser/scan.l` and psql's `psqlscan.l`.

/// A token: its kind and bytes; the text is a slice of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An unquoted word: keyword or identifier.
    Word,
    /// `"…"`, also `U&"…"`.
    QuotedIdent,
    /// `'…'`, `E'…'`, `U&'…'`, `N'…'`.
    String,
    /// `B'…'`, `X'…'`.
    BitString,
    /// `$tag$…$tag$`
    DollarString,
    Number,
    /// `$1`
    Parameter,
    /// One of `( ) [ ] , ; . :` and the operators, each as long as Postgres reads it (`::`, `:=`, `=>`, `..`, `->>`).
    Symbol,
    /// `-- …` without the line break, or `/* … */` with nested comments.
    Comment,
    /// A psql command: a backslash to the end of the line or to the next command on it; also `\;`.
    Psql,
    /// A placeholder of a tool, a template or psql: `${name}`, `{{name}}`, `{%…%}`, `<%=…%>`, `%(name)s`, `:name`,
    /// `:'name'`, `:"name"`.
    Placeholder,
    /// A quote, comment or dollar quote that is never closed: runs to the end of the text.
    Unterminated,
    /// A byte that no token starts with (NUL and other control characters).
    Unknown,
}

/// Cuts text into tokens, comments included, white space left out.
pub struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    /// `standard_conforming_strings` is off: a backslash escapes in `'…'` as it does in `E'…'`.
    backslashes: bool,
    /// For each open bracket whether it holds a subscript.
    brackets: Vec<bool>,
    /// The last token was the word ARRAY.
    after_array: bool,
    signs: Signs,
    /// `:name` is a placeholder.
    colons: bool,
    /// The end of the line that the last psql command is on: there may be many on a long one.
    psql_line_end: usize,
}

/// A run of operator characters without any that makes a sign at its end part of it: looked through once, however many
/// tokens it is.
#[derive(Clone, Copy, Default)]
struct Signs {
    end: usize,
    /// Behind the last character that is no sign.
    others_end: usize,
}

impl<'a> Lexer<'a> {
    /// Lexes `text[start..end]`; offsets of tokens are offsets of `text`.
    pub fn new(text: &'a str, start: usize, end: usize) -> Self {
        let end = end.min(text.len());
        let (brackets, signs) = (Vec::new(), Signs::default());
        let bytes = &text.as_bytes()[..end];
        Self {
            bytes,
            at: start,
            end,
            backslashes: false,
            brackets,
            after_array: false,
            signs,
            colons: true,
            psql_line_end: 0,
        }
    }

    /// The text is not psql's: a colon is an operator, whatever stands behind it.
    pub fn with_colons(self, colons: bool) -> Self {
        Self { colons, ..self }
    }

    /// A new statement begins: whatever bracket was open is not.
    pub fn end_statement(&mut self) {
        self.brackets.clear();
        self.after_array = false;
    }

    /// Follows `SET standard_conforming_strings`.
    pub fn set_backslashes(&mut self, escape: bool) {
        self.backslashes = escape;
    }

    /// Where the next token is looked for.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Continues somewhere else (behind COPY data).
    pub fn skip_to(&mut self, at: usize) {
        self.at = at.min(self.end);
    }

    fn peek(&self, ahead: usize) -> u8 {
        // NUL stands for the end; a real NUL byte falls to `Unknown` by position, never by this value.
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn find(&self, from: usize, needle: &[u8]) -> Option<usize> {
        let first = *needle.first()?;
        let mut at = from;
        while let Some(offset) = self.bytes.get(at..)?.iter().position(|it| *it == first) {
            at += offset;
            if self.bytes[at..].starts_with(needle) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// The end of a quoted run that opened just before `from`, a doubled quote standing for itself.
    fn quoted(&self, from: usize, quote: u8, backslash: bool) -> Option<usize> {
        let mut at = from;
        while at < self.end {
            match self.bytes[at] {
                b'\\' if backslash => at += 2,
                it if it == quote && self.bytes.get(at + 1) == Some(&quote) => at += 2,
                it if it == quote => return Some(at + 1),
                _ => at += 1,
            }
        }
        None
    }

    fn quoted_token(&self, kind: TokenKind, open: usize, quote: u8, backslash: bool) -> (TokenKind, usize) {
        match self.quoted(self.at + open, quote, backslash) {
            Some(end) => (kind, end),
            None => (TokenKind::Unterminated, self.end),
        }
    }

    fn block_comment(&self) -> (TokenKind, usize) {
        let (mut depth, mut at) = (1, self.at + 2);
        while at + 1 < self.end {
            match &self.bytes[at..at + 2] {
                b"/*" => {
                    depth += 1;
                    at += 2;
                }
                b"*/" => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return (TokenKind::Comment, at);
                    }
                }
                _ => at += 1,
            }
        }
        (TokenKind::Unterminated, self.end)
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..self.end];
        self.at + rest.iter().position(|it| matches!(it, b'\n' | b'\r')).unwrap_or(rest.len())
    }

    fn dollar(&self) -> (TokenKind, usize) {
        let next = self.peek(1);
        if next.is_ascii_digit() {
            return (TokenKind::Parameter, self.run(self.at + 1, |it| it.is_ascii_digit()));
        }
        if let Some(end) = self.placeholder_end(self.at) {
            return (TokenKind::Placeholder, self.glued(end));
        }
        let tag_end = if is_word_start(next) { self.run(self.at + 1, is_tag_byte) } else { self.at + 1 };
        if self.bytes.get(tag_end) == Some(&b'$') {
            let tag = &self.bytes[self.at..=tag_end];
            return match self.find(tag_end + 1, tag) {
                Some(close) => (TokenKind::DollarString, close + tag.len()),
                None => (TokenKind::Unterminated, self.end),
            };
        }
        (TokenKind::Unknown, self.at + 1)
    }

    fn placeholder_end(&self, at: usize) -> Option<usize> {
        placeholder_end(self.bytes, at)
    }

    /// A placeholder with what is glued to it: `${schema}_archive`, `${a}${b}` are one name.
    fn glued(&self, placeholder_end: usize) -> usize {
        let mut end = self.run(placeholder_end, is_tag_byte);
        while let Some(next) = self.placeholder_end(end) {
            end = self.run(next, is_tag_byte);
        }
        end
    }

    fn colon(&self) -> (TokenKind, usize) {
        let quote = self.peek(1);
        match quote {
            b':' | b'=' => (TokenKind::Symbol, self.at + 2),
            _ if !self.colons => (TokenKind::Symbol, self.at + 1),
            b'\'' | b'"' => match self.quoted(self.at + 2, quote, false) {
                Some(end) => (TokenKind::Placeholder, end),
                None => (TokenKind::Unterminated, self.end),
            },
            it if is_word_start(it) && !self.slices_an_array() => {
                (TokenKind::Placeholder, self.run(self.at + 1, is_tag_byte))
            }
            _ => (TokenKind::Symbol, self.at + 1),
        }
    }

    /// `a[1:n]`, `a[:n]`, `json_object('k':v)`: a colon in a subscript, or right behind a digit, word, bracket or quote,
    /// is no psql variable.
    fn slices_an_array(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|it| self.bytes.get(it)).copied().unwrap_or(b' ');
        self.brackets.last() == Some(&true)
            || before.is_ascii_alphanumeric()
            || matches!(before, b']' | b')' | b'_' | b'\'' | b'"')
    }

    fn track(&mut self, kind: TokenKind, start: usize) {
        let text = &self.bytes[start..self.at];
        match (kind, text) {
            (TokenKind::Symbol, b"[") => {
                // `array[:a]` has elements, and so have brackets in it.
                let elements = self.after_array || self.brackets.last() == Some(&false) && !self.ends_operand(start);
                self.brackets.push(!elements);
            }
            (TokenKind::Symbol, b"]") => drop(self.brackets.pop()),
            _ => {}
        }
        if kind != TokenKind::Comment {
            self.after_array = kind == TokenKind::Word && text.eq_ignore_ascii_case(b"array");
        }
    }

    /// Whether the byte before `at` can end what a subscript is taken of.
    fn ends_operand(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|it| self.bytes.get(it)).copied().unwrap_or(b' ');
        is_word_byte(before) || matches!(before, b']' | b')' | b'"')
    }

    fn run(&self, from: usize, accept: fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..self.end).unwrap_or_default();
        from + rest.iter().position(|it| !accept(*it)).unwrap_or(rest.len())
    }

    fn number(&self) -> usize {
        let prefixed = self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X' | b'o' | b'O' | b'b' | b'B');
        if prefixed && self.peek(2).is_ascii_alphanumeric() {
            return self.run(self.at + 2, |it| it.is_ascii_hexdigit() || it == b'_');
        }
        let digit = |it: u8| it.is_ascii_digit() || it == b'_';
        let mut end = self.run(self.at, digit);
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(0);
        // `1..10` is a range in plpgsql.
        if byte(end) == b'.' && byte(end + 1) != b'.' {
            end = self.run(end + 1, digit);
        }
        if matches!(byte(end), b'e' | b'E') {
            let sign = usize::from(matches!(byte(end + 1), b'+' | b'-'));
            if byte(end + 1 + sign).is_ascii_digit() {
                end = self.run(end + 1 + sign, digit);
            }
        }
        end
    }

    /// Operators as Postgres reads them: no `--` or `/*` inside, a trailing `+` or `-` only after special characters.
    fn operator(&mut self) -> usize {
        if self.at >= self.signs.end {
            let end = self.run(self.at, is_operator_byte);
            let text = &self.bytes[self.at..end];
            let comment = text.windows(2).skip(1).position(|it| it == b"--" || it == b"/*");
            let text = comment.map_or(text, |it| &text[..it + 1]);
            if text.iter().any(|it| b"~!@#%^&|`?".contains(it)) {
                return self.at + text.len();
            }
            let others = text.iter().rposition(|it| !matches!(it, b'+' | b'-')).map_or(0, |it| it + 1);
            self.signs = Signs { end: self.at + text.len(), others_end: self.at + others };
        }
        self.signs.others_end.max(self.at + 1)
    }

    /// The end of a psql command. Arguments may be quoted; a backslash outside of quotes begins the next command, and
    /// `\\` ends this one so that SQL can follow.
    fn psql(&mut self) -> usize {
        if self.peek(1) == b';' {
            return self.at + 2;
        }
        if self.at >= self.psql_line_end {
            self.psql_line_end = self.line_end().max(self.at + 1);
        }
        let line_end = self.psql_line_end;
        let name = self.run(self.at + 1, |it| !it.is_ascii_whitespace() && it != b'\\').min(line_end);
        // These take the line as it is.
        let whole: [&[u8]; 12] =
            [b"!", b"copy", b"h", b"help", b"ef", b"ev", b"sf", b"sf+", b"sv", b"sv+", b"w", b"write"];
        if whole.contains(&&self.bytes[self.at + 1..name]) {
            return line_end;
        }
        let mut quote = None;
        let mut at = name;
        while at < line_end {
            let byte = self.bytes[at];
            match quote {
                Some(open) if byte == open => quote = None,
                // In `'…'` a backslash escapes.
                Some(b'\'') if byte == b'\\' => at += 1,
                Some(_) => {}
                None if matches!(byte, b'\'' | b'"' | b'`') => quote = Some(byte),
                None if byte == b'\\' => {
                    let separator = self.bytes.get(at + 1) == Some(&b'\\');
                    return if separator { at + 2 } else { at };
                }
                None => {}
            }
            at += 1;
        }
        line_end
    }

    fn word(&self) -> (TokenKind, usize) {
        let (first, second) = (self.peek(0).to_ascii_lowercase(), self.peek(1));
        match (first, second) {
            (b'e', b'\'') => return self.quoted_token(TokenKind::String, 2, b'\'', true),
            (b'n', b'\'') => return self.quoted_token(TokenKind::String, 2, b'\'', false),
            (b'b' | b'x', b'\'') => return self.quoted_token(TokenKind::BitString, 2, b'\'', false),
            (b'u', b'&') if self.peek(2) == b'\'' => return self.quoted_token(TokenKind::String, 3, b'\'', false),
            (b'u', b'&') if self.peek(2) == b'"' => return self.quoted_token(TokenKind::QuotedIdent, 3, b'"', false),
            _ => {}
        }
        let end = self.run(self.at, is_word_byte);
        // `t_${name}`: the dollar is the placeholder's.
        let dollar = usize::from(self.bytes[end - 1] == b'$');
        match self.placeholder_end(end - dollar) {
            Some(placeholder) => (TokenKind::Placeholder, self.glued(placeholder)),
            None => (TokenKind::Word, end),
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.at = self.run(self.at, |it| it.is_ascii_whitespace() || it == 0x0b);
        if self.at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
            return self.next();
        }
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let (kind, end) = match self.bytes[start] {
            b'\'' => self.quoted_token(TokenKind::String, 1, b'\'', self.backslashes),
            b'"' => self.quoted_token(TokenKind::QuotedIdent, 1, b'"', false),
            b'-' if self.peek(1) == b'-' => (TokenKind::Comment, self.line_end()),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\\' => (TokenKind::Psql, self.psql()),
            b'$' => self.dollar(),
            b':' => self.colon(),
            b'{' => match self.placeholder_end(self.at) {
                Some(end) => (TokenKind::Placeholder, self.glued(end)),
                None => (TokenKind::Unknown, start + 1),
            },
            b'.' if self.peek(1).is_ascii_digit() => (TokenKind::Number, self.number()),
            b'.' if self.peek(1) == b'.' => (TokenKind::Symbol, start + 2),
            b'(' | b')' | b'[' | b']' | b',' | b';' | b'.' => (TokenKind::Symbol, start + 1),
            it if it.is_ascii_digit() => (TokenKind::Number, self.number()),
            it if is_word_start(it) => self.word(),
            it if is_operator_byte(it) => match self.placeholder_end(self.at) {
                Some(end) => (TokenKind::Placeholder, end),
                None => (TokenKind::Symbol, self.operator()),
            },
            _ => (TokenKind::Unknown, start + 1),
        };
        self.at = end.clamp(start + 1, self.end);
        self.track(kind, start);
        Some(Token { kind, start: start as u32, end: self.at as u32 })
    }
}

/// The end of the placeholder in braces that begins at `at`, if one does; on one line and not longer than names are.
pub(super) fn placeholder_end(bytes: &[u8], at: usize) -> Option<usize> {
    const MAX: usize = 200;
    let rest = bytes.get(at..bytes.len().min(at + MAX))?;
    let (open, close): (usize, &[u8]) = match rest {
        [b'$', b'{', ..] => (2, b"}"),
        [b'{', b'{', b'{', ..] => (3, b"}}}"),
        [b'{', b'{', ..] => (2, b"}}"),
        [b'{', b'%', ..] => (2, b"%}"),
        [b'<', b'%', b'=', ..] => (3, b"%>"),
        [b'%', b'(', ..] => (2, b")s"),
        _ => return None,
    };
    let length = (open..rest.len()).find(|it| rest[*it..].starts_with(close))?;
    let inside = &rest[open..length];
    let fits = match rest[0] {
        b'%' => inside.iter().all(|it| is_tag_byte(*it)),
        _ => !inside.iter().any(|it| matches!(it, b'\n' | b'\'')),
    };
    (fits && !inside.is_empty()).then_some(at + length + close.len())
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word_byte(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_tag_byte(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit()
}

fn is_operator_byte(byte: u8) -> bool {
    b"~!@#^&|`?+-*/%<>=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(text: &str) -> Vec<(TokenKind, &str)> {
        Lexer::new(text, 0, text.len()).map(|it| (it.kind, &text[it.start as usize..it.end as usize])).collect()
    }

    fn texts(text: &str) -> Vec<&str> {
        lex(text).into_iter().map(|it| it.1).collect()
    }

    #[test]
    fn quotes_comments_and_dollars() {
        assert_eq!(
            texts("SELECT 'it''s', E'a\\'b', U&\"d\\0061\", $$x;$$"),
            ["SELECT", "'it''s'", ",", "E'a\\'b'", ",", "U&\"d\\0061\"", ",", "$$x;$$"]
        );
        assert_eq!(texts("a /* b /* c */ d */ e -- f\ng"), ["a", "/* b /* c */ d */", "e", "-- f", "g"]);
        assert_eq!(texts("$a$ $b$ $a$ x"), ["$a$ $b$ $a$", "x"]);
        assert_eq!(lex("'open")[0].0, TokenKind::Unterminated);
    }

    #[test]
    fn operators_numbers_and_placeholders() {
        assert_eq!(texts("a->>'b' <> -1 @- 2"), ["a", "->>", "'b'", "<>", "-", "1", "@-", "2"]);
        assert_eq!(texts("1..10 1.5e-3 0xFF .5"), ["1", "..", "10", "1.5e-3", "0xFF", ".5"]);
        assert_eq!(
            texts("x::int, :name, a[1:n], ${s}.t"),
            ["x", "::", "int", ",", ":name", ",", "a", "[", "1", ":", "n", "]", ",", "${s}", ".", "t"]
        );
        assert_eq!(texts("a=-1"), ["a", "=", "-", "1"]);
        assert_eq!(
            texts("${s}_old.t_${n} a$b x${a}${b}y {{t}}s ${"),
            ["${s}_old", ".", "t_${n}", "a$b", "x${a}${b}y", "{{t}}s", "$", "{"]
        );
        assert_eq!(texts("2*--x\n3"), ["2", "*", "--x", "3"]);
        assert_eq!(texts("a=+-+b *-<-c @-+d"), ["a", "=", "+", "-", "+", "b", "*-<", "-", "c", "@-+", "d"]);
    }

    #[test]
    fn what_is_a_placeholder() {
        let placeholders = |text: &'static str| -> Vec<&str> {
            lex(text).into_iter().filter(|it| it.0 == TokenKind::Placeholder).map(|it| it.1).collect()
        };
        assert_eq!(
            placeholders("{{{x}}} a_{{ y }} <%= z %> {% if w %} = %(v)s, ARRAY[:u, [:t]] f(:'s', :\"r\")"),
            ["{{{x}}}", "a_{{ y }}", "<%= z %>", "{% if w %}", "%(v)s", ":u", ":t", ":'s'", ":\"r\""]
        );
        for text in [
            "a[1:n] a[:n] a[b[1] :n] a[f(x):g(y)] (a)[ :n]",
            "x::int x :: int f(a := 1) a:=b a[1:2][3:n]",
            "'{a:b}' '12:30:00' json_object('k':v, \"k\":w) '$.a ? (@.b == $c)'",
            "10 %(5) a %(b) x % (y) a <% b AND c %> d jsonb @? '$' ? 'b' ?| c",
            "$1 $$ ${x} $$ $t$ :a $t$ -- :a ${b}",
            "@x SELECT - @y",
        ] {
            assert!(placeholders(text).is_empty(), "{text}: {:?}", placeholders(text));
        }
    }

    #[test]
    fn psql_commands() {
        assert_eq!(
            texts("\\echo a 'b\\'\\\\' \\\\ SELECT 1 \\g\n\\! ls \\x;\n\\r\\p"),
            ["\\echo a 'b\\'\\\\' \\\\", "SELECT", "1", "\\g", "\\! ls \\x;", "\\r", "\\p"]
        );
        assert_eq!(texts("SELECT 1\\; SELECT 2;"), ["SELECT", "1", "\\;", "SELECT", "2", ";"]);
    }
}
