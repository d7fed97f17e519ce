//! The files of one folder: listed once, read as text, some of them replaced by what git or stdin says.

use crate::{
    error::{Error, Result},
    text::{Decoded, FileId, SourceText, Sources},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// Folders that no migration tool keeps its files in.
pub(super) const SKIPPED: [&str; 4] = ["node_modules", "target", "vendor", ".git"];

/// One folder as its tool sees it; names are relative to it, with `/` separators.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// As shown to the user.
    pub(super) shown: String,
    files: BTreeMap<String, Content>,
}

#[derive(Clone, Debug)]
enum Content {
    OnDisk,
    Given(Vec<u8>),
}

impl Folder {
    /// Lists `path` down to `depth` levels of folders below it. A folder that does not exist is empty.
    pub(super) fn list(path: &Path, directory: &Path, depth: usize) -> Result<Self> {
        let mut folder = Self { path: path.to_owned(), shown: shown(path, directory), files: BTreeMap::new() };
        list_into(path, "", depth, &mut folder.files)?;
        Ok(folder)
    }

    /// Puts `bytes` in the place of the file `name`.
    pub(super) fn give(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.insert(name.to_owned(), Content::Given(bytes));
    }

    /// Takes over what was given to another listing of the same folder.
    pub(super) fn give_from(&mut self, other: Folder) {
        self.files.extend(other.files.into_iter().filter(|it| matches!(it.1, Content::Given(_))));
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.files.retain(|name, _| keep(name));
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// All files, sorted.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Files that lie in the folder itself.
    pub(super) fn direct(&self) -> impl Iterator<Item = &str> {
        self.files().filter(|it| !it.contains('/'))
    }

    /// SQL files that lie in the folder itself.
    pub(super) fn direct_sql(&self) -> impl Iterator<Item = &str> {
        self.direct().filter(|it| it.ends_with(".sql"))
    }

    /// Folders directly below that hold a file, sorted.
    pub(super) fn folders(&self) -> BTreeSet<&str> {
        self.files().filter_map(|it| Some(it.split_once('/')?.0)).collect()
    }

    /// The path of a file as shown to the user.
    pub(super) fn show(&self, name: &str) -> String {
        if self.shown == "." { name.to_owned() } else { format!("{}/{name}", self.shown) }
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        match self.files.get(name) {
            Some(Content::Given(bytes)) => Ok(bytes.clone()),
            _ => read_bytes(&self.path.join(name), &self.show(name)),
        }
    }

    /// The text of a file.
    pub(super) fn text(&self, name: &str) -> Result<String> {
        Ok(decode(self.bytes(name)?, &self.show(name))?.text)
    }

    /// Reads a file into the run's sources.
    pub(super) fn read(&self, name: &str, sources: &mut Sources) -> Result<FileId> {
        let decoded = decode(self.bytes(name)?, &self.show(name))?;
        Ok(sources.add(SourceText::of(self.show(name), decoded)))
    }
}

fn list_into(path: &Path, prefix: &str, depth: usize, files: &mut BTreeMap<String, Content>) -> Result<()> {
    let failed = |source| Error::Read { path: path.display().to_string(), source };
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A link to a folder may lead in a circle, and no tool follows it.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            if depth > 0 && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                list_into(&entry.path(), &format!("{prefix}{name}/"), depth - 1, files)?;
            }
        } else if !name.starts_with('.') {
            files.insert(format!("{prefix}{name}"), Content::OnDisk);
        }
    }
    Ok(())
}

/// `path` as the user would write it from `directory`.
pub(super) fn shown(path: &Path, directory: &Path) -> String {
    let relative = path.strip_prefix(directory).unwrap_or(path);
    let text = relative.to_string_lossy().replace('\\', "/");
    let text = text.trim_start_matches("./").trim_end_matches('/');
    if text.is_empty() { ".".to_owned() } else { text.to_owned() }
}

pub(super) fn read_bytes(path: &Path, shown: &str) -> Result<Vec<u8>> {
    let failed = |source| Error::Read { path: shown.to_owned(), source };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size >= u64::from(u32::MAX) {
        return Err(Error::TooLarge { path: shown.to_owned() });
    }
    fs::read(path).map_err(failed)
}

/// The bytes as text that can be shown and analysed; only what is no UTF-8 from end to end is refused.
pub(crate) fn decode(bytes: Vec<u8>, shown: &str) -> Result<Decoded> {
    if bytes.len() >= u32::MAX as usize {
        return Err(Error::TooLarge { path: shown.to_owned() });
    }
    match wide_encoding(&bytes) {
        Some(encoding) => Err(Error::Encoding { path: shown.to_owned(), encoding }),
        None => Ok(Decoded::of(bytes)),
    }
}

/// The encoding of a text whose characters are two or four bytes each, by its byte-order mark or its first characters.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [1..=127, 0, 0, 0, ..] => Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, 1..=127, ..] => Some("UTF-32BE"),
        [0xff, 0xfe, ..] | [1..=127, 0, 1..=127, 0, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, 1..=127, 0, 1..=127, ..] => Some("UTF-16BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), "a.sql").expect_err("refused").to_string()
    }

    #[test]
    fn wide_encodings_are_called_by_their_names() {
        assert_eq!(refused(b"\xff\xfeS\0E\0"), "a.sql: the file is encoded in UTF-16LE");
        assert_eq!(refused(b"\0S\0E"), "a.sql: the file is encoded in UTF-16BE");
        assert_eq!(refused(b"\0\0\xfe\xff\0\0\0S"), "a.sql: the file is encoded in UTF-32BE");
        assert_eq!(refused(b"S\0\0\0E\0\0\0"), "a.sql: the file is encoded in UTF-32LE");
    }

    #[test]
    fn byte_order_mark_and_line_ends_are_kept() {
        let decoded = decode(b"\xef\xbb\xbfSELECT 1;\r\n\0\xff".to_vec(), "a.sql").expect("text");
        assert_eq!((decoded.text.as_str(), decoded.invalid.len()), ("\u{feff}SELECT 1;\r\n\0\u{1a}", 1));
    }
}
