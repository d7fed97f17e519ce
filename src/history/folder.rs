//! The files of one folder: listed once, read as UTF-8 with clear errors, some of them replaced by what git or stdin says.

use crate::{
    error::{Error, Result},
    text::{FileId, SourceText, Sources},
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
        decode(self.bytes(name)?, &self.show(name))
    }

    /// Reads a file into the run's sources.
    pub(super) fn read(&self, name: &str, sources: &mut Sources) -> Result<FileId> {
        let text = self.text(name)?;
        Ok(sources.add(SourceText::new(self.show(name), text)))
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

/// The bytes as text; a byte-order mark and the line ends stay as they are, so that offsets are those of the file.
pub(crate) fn decode(bytes: Vec<u8>, shown: &str) -> Result<String> {
    if bytes.len() >= u32::MAX as usize {
        return Err(Error::TooLarge { path: shown.to_owned() });
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Utf16 { path: shown.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
        let position = SourceText::new(shown, before).position(good);
        Error::NotUtf8 { path: shown.to_owned(), position }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_utf8_names_line_and_column() {
        let error = decode(b"SELECT 1;\nSELECT '\xfc';\n".to_vec(), "a.sql").expect_err("refused");
        assert_eq!(error.to_string(), "a.sql:2:9: the text is not valid UTF-8");
    }

    #[test]
    fn utf16_is_called_by_its_name() {
        let error = decode(b"\xff\xfeS\0E\0".to_vec(), "a.sql").expect_err("refused");
        assert_eq!(error.to_string(), "a.sql: the file is encoded in UTF-16");
    }

    #[test]
    fn byte_order_mark_and_line_ends_are_kept() {
        let text = decode(b"\xef\xbb\xbfSELECT 1;\r\n".to_vec(), "a.sql").expect("valid");
        assert_eq!(text, "\u{feff}SELECT 1;\r\n");
    }
}
