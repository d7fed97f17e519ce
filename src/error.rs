//! What stops a command: bad usage, bad configuration, files and servers that cannot be read.
//!
//! Only the shell (everything that reads, connects or writes) makes these. Core modules cannot fail: what they do not
//! understand is a `Problem` in their result. Texts are lower case without a full stop and name the file; what to do
//! about it is in [`Error::help`].

use crate::text::Position;
use std::io;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: io::Error },

    #[error("{path}:{position}: the text is not valid UTF-8")]
    NotUtf8 { path: String, position: Position },

    #[error("{path}: the file is encoded in {encoding}")]
    Encoding { path: String, encoding: &'static str },

    #[error("{path}: the file is larger than 4 GiB")]
    TooLarge { path: String },

    #[error("{path}: no such file or folder")]
    NoSuchPath { path: String },

    #[error("no migration found in {path}")]
    NoMigrations { path: String, help: String },

    #[error("cannot tell which migration tool {path} belongs to: {because}")]
    AmbiguousTool { path: String, because: String, help: String },

    #[error("{path} is not for Postgres: {because}")]
    OtherDialect { path: String, because: String },

    #[error("{path} belongs to {tool}, which is not supported yet")]
    UnsupportedTool { path: String, tool: &'static str, help: String },

    #[error("cannot read {path}: {because}")]
    Malformed { path: String, because: String },

    #[error("cannot ask git about {path}: {because}")]
    Git { path: String, because: String, help: Option<String> },

    #[error("{path}:{}{message}", position.map(|it| format!("{it}: ")).unwrap_or_else(|| " ".to_owned()))]
    Config { path: String, position: Option<Position>, message: String, help: Option<String> },

    #[error("cannot write {path}: {source}")]
    Write { path: String, source: io::Error },

    /// The command was called in a way that makes no sense.
    #[error("{message}")]
    Usage { message: String, help: Option<String> },

    /// A signal stopped it; what it had made is removed.
    #[error("interrupted")]
    Interrupted { signal: u8 },

    /// Nothing is wrong with the input, but the question could not be answered.
    #[error("{message}")]
    Undecided { message: String, help: Option<String> },
}

impl Error {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::Encoding { encoding, .. } => {
                format!("save the file as UTF-8, for example with `iconv -f {encoding} -t UTF-8 OLD > NEW`")
            }
            Self::OtherDialect { .. } => {
                "give only the folders with Postgres migrations, or name the folder's tool in migcheck.toml".to_owned()
            }
            Self::NoMigrations { help, .. } | Self::AmbiguousTool { help, .. } | Self::UnsupportedTool { help, .. } => {
                help.clone()
            }
            Self::Git { help, .. }
            | Self::Config { help, .. }
            | Self::Usage { help, .. }
            | Self::Undecided { help, .. } => return help.clone(),
            Self::Read { .. }
            | Self::Write { .. }
            | Self::TooLarge { .. }
            | Self::Interrupted { .. }
            | Self::NoSuchPath { .. }
            | Self::Malformed { .. } => {
                return None;
            }
        };
        Some(text)
    }

    /// 2: usage, configuration or I/O; 3: could not decide; 128 and the signal's number: interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Undecided { .. } => 3,
            // As shells count them.
            Self::Interrupted { signal } => 128 + signal,
            _ => 2,
        }
    }
}
