//! Source text, byte spans and the way from a byte to a line and column.
//!
//! Knows nothing of SQL. Offsets are bytes into the file as it was read; lines and columns are 1-based,
//! columns count characters (not bytes), as editors and GitHub do.

use std::{fmt, ops::Range, sync::Arc};

/// Which of the run's files a span points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range of one file; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, bytes: Range<usize>) -> Self {
        // Files over 4 GiB are refused when they are read, so offsets fit.
        let clamp = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Self { file, start: clamp(bytes.start), end: clamp(bytes.end) }
    }

    pub fn bytes(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn len(self) -> usize {
        self.bytes().len()
    }

    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }
}

/// One file's text under the path that is shown to the user.
#[derive(Debug)]
pub struct SourceText {
    /// Relative to where the command was run, with `/` separators.
    pub path: String,
    /// As long as the file in bytes: see [`Decoded`].
    pub text: String,
    /// Bytes that are no UTF-8, in order.
    pub invalid: Vec<InvalidByte>,
    /// Byte offset of each line's first byte.
    line_starts: Vec<u32>,
    /// How many characters begin before each multiple of [`STRIDE`], so that columns of a very long line cost little.
    characters: Vec<u32>,
}

/// How far apart the places are whose characters are counted once.
const STRIDE: usize = 4096;

/// A byte that is part of no UTF-8 character; [`STAND_IN`] has its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidByte {
    pub at: u32,
    pub byte: u8,
}

/// What stands in the text for a byte that is no UTF-8: one byte long, so that offsets are those of the file.
const STAND_IN: u8 = 0x1a;

/// The bytes of a file as text; a byte-order mark, line ends and all offsets stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub invalid: Vec<InvalidByte>,
}

impl Decoded {
    pub fn of(bytes: Vec<u8>) -> Self {
        let mut invalid = Vec::new();
        let mut bytes = match String::from_utf8(bytes) {
            Ok(text) => return Self { text, invalid },
            Err(error) => error.into_bytes(),
        };
        let mut at = 0;
        while let Err(error) = std::str::from_utf8(&bytes[at..]) {
            at += error.valid_up_to();
            let length = error.error_len().unwrap_or(bytes.len() - at);
            for byte in &mut bytes[at..at + length] {
                invalid.push(InvalidByte { at: at as u32, byte: *byte });
                *byte = STAND_IN;
                at += 1;
            }
        }
        let text = String::from_utf8(bytes).expect("what is no UTF-8 has been replaced");
        Self { text, invalid }
    }
}

/// A 1-based line and column (in characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl SourceText {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(path, Decoded { text: text.into(), invalid: Vec::new() })
    }

    pub fn of(path: impl Into<String>, decoded: Decoded) -> Self {
        let Decoded { text, invalid } = decoded;
        // Lines end at a line feed, as git, GitHub and editors have it; a carriage return is one only where there is no
        // other.
        let end = if text.contains('\n') { b'\n' } else { b'\r' };
        let ends = text.bytes().enumerate().filter(|(_, it)| *it == end);
        let line_starts = std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect();
        let chunks = text.as_bytes().chunks(STRIDE);
        let characters = chunks.scan(0, |sum, it| Some(std::mem::replace(sum, *sum + starts(it)))).collect();
        Self { path: path.into(), text, invalid, line_starts, characters }
    }

    /// The position of a byte; one past the end is the position after the last character.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.line_starts.partition_point(|it| *it as usize <= byte);
        let start = self.line_starts[line - 1] as usize;
        // A byte-order mark is not a character that an editor shows.
        let mark = u32::from(start == 0 && byte >= BYTE_ORDER_MARK.len() && self.text.starts_with(BYTE_ORDER_MARK));
        let column = self.characters_before(byte) - self.characters_before(start) - mark;
        Position { line: line as u32, column: column + 1 }
    }

    fn characters_before(&self, byte: usize) -> u32 {
        let Some(counted) = self.characters.get(byte / STRIDE) else {
            // The end of a text that is a multiple of the stride long, or empty.
            let last = self.characters.len().saturating_sub(1);
            return self.characters.last().map_or(0, |it| it + starts(&self.text.as_bytes()[last * STRIDE..byte]));
        };
        counted + starts(&self.text.as_bytes()[byte / STRIDE * STRIDE..byte])
    }

    /// The first byte of `bytes` that is no UTF-8.
    pub fn invalid_in(&self, bytes: Range<usize>) -> Option<InvalidByte> {
        let first = self.invalid.partition_point(|it| (it.at as usize) < bytes.start);
        self.invalid.get(first).copied().filter(|it| (it.at as usize) < bytes.end)
    }

    /// The byte of the file at this place.
    pub fn byte(&self, at: usize) -> Option<u8> {
        let invalid = self.invalid_in(at..at + 1).map(|it| it.byte);
        invalid.or_else(|| self.text.as_bytes().get(at).copied())
    }

    /// The text of `span`; empty when it does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.bytes()).unwrap_or_default()
    }
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How many characters begin in these bytes.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|it| **it & 0xc0 != 0x80).count() as u32
}

/// All files that a run has read; a `FileId` is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceText>>,
}

impl Sources {
    pub fn add(&mut self, text: SourceText) -> FileId {
        self.files.push(Arc::new(text));
        FileId(self.files.len() as u32 - 1)
    }

    /// The same texts under paths that begin with `prefix`.
    pub fn prefixed(self, prefix: &str) -> Self {
        let under = |it: Arc<SourceText>| {
            let path = format!("{prefix}{}", it.path);
            match Arc::try_unwrap(it) {
                Ok(text) => Arc::new(SourceText { path, ..text }),
                Err(it) => {
                    let decoded = Decoded { text: it.text.clone(), invalid: it.invalid.clone() };
                    Arc::new(SourceText::of(path, decoded))
                }
            }
        };
        Self { files: self.files.into_iter().map(under).collect() }
    }

    pub fn get(&self, file: FileId) -> &Arc<SourceText> {
        &self.files[file.0 as usize]
    }

    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).slice(span)
    }

    pub fn start(&self, span: Span) -> Position {
        self.get(span.file).position(span.start as usize)
    }

    pub fn end(&self, span: Span) -> Position {
        self.get(span.file).position(span.end as usize)
    }
}

/// Input that could not be understood or modelled; the rest is analysed all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub span: Span,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invalid_bytes_keep_their_places() {
        let source = SourceText::of("", Decoded::of(b"a\xff\xe4\xc3\xa4\xe2\x82 \xf0\x9f".to_vec()));
        assert_eq!(source.text, "a\u{1a}\u{1a}\u{e4}\u{1a}\u{1a} \u{1a}\u{1a}");
        let invalid: Vec<_> = source.invalid.iter().map(|it| (it.at, it.byte)).collect();
        assert_eq!(invalid, [(1, 0xff), (2, 0xe4), (5, 0xe2), (6, 0x82), (8, 0xf0), (9, 0x9f)]);
        assert_eq!(source.invalid_in(3..6).map(|it| it.at), Some(5));
        assert_eq!((source.byte(1), source.byte(3), source.byte(99)), (Some(0xff), Some(0xc3), None));
    }

    #[test]
    fn lines_and_columns_as_editors_count_them() {
        let at = |text: &str, byte| SourceText::new("", text).position(byte).to_string();
        assert_eq!(at("\u{feff}ab", 3), "1:1");
        assert_eq!(at("\u{feff}ab", 5), "1:3");
        assert_eq!([at("a\r\n\u{e4}b\n", 5), at("a\r\n\u{e4}b\n", 99)], ["2:2", "3:1"]);
        assert_eq!([at("a\rb\rc", 4), at("a\r\nb\rc", 5)], ["3:1", "2:3"]);
        assert_eq!(at(&"\u{e4}".repeat(STRIDE * 2), STRIDE * 4), format!("1:{}", STRIDE * 2 + 1));
        assert_eq!([at("", 0), at("", 7)], ["1:1", "1:1"]);
    }

    proptest! {
        #[test]
        fn decoding_keeps_every_byte(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let source = SourceText::of("", Decoded::of(bytes.clone()));
            let back: Vec<u8> = (0..source.text.len()).filter_map(|it| source.byte(it)).collect();
            prop_assert_eq!(&back, &bytes);
            prop_assert_eq!(source.invalid.is_empty(), std::str::from_utf8(&bytes).is_ok());
        }
    }
}
