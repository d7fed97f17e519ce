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
    pub text: String,
    /// Byte offset of each line's first byte.
    line_starts: Vec<u32>,
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
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, it)| *it == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at as u32 + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The position of a byte; one past the end is the position after the last character.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.text.len());
        let line = self.line_starts.partition_point(|it| *it as usize <= byte);
        let start = self.line_starts[line - 1] as usize;
        let before = self.text.get(start..byte).unwrap_or_default();
        // A byte-order mark is not a character that an editor shows.
        let column = before.chars().filter(|it| *it != '\u{feff}').count();
        Position { line: line as u32, column: column as u32 + 1 }
    }

    /// The text of `span`; empty when it does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.bytes()).unwrap_or_default()
    }
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
