//! What a tool makes of a folder, and what the tools' readers share.

use super::{Migration, Remark, Section, folder::Folder};
use crate::{
    error::Result,
    simulate::transaction::ExecutionModel,
    sql::placeholders::{Placeholders, Syntax},
    text::{FileId, Sources, Span},
};
use std::{cmp::Ordering, collections::BTreeMap, ops::Range};

/// A folder read the way its tool reads it.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) execution: ExecutionModel,
    pub(super) reasons: Vec<String>,
    /// In the tool's order.
    pub(super) entries: Vec<Entry>,
    pub(super) remarks: Vec<Remark>,
}

/// A migration and the files that it is made of.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) migration: Migration,
    /// Relative to the folder.
    pub(super) files: Vec<String>,
}

impl Layout {
    pub(super) fn new(execution: ExecutionModel, reason: impl Into<String>) -> Self {
        Self { execution, reasons: vec![reason.into()], entries: Vec::new(), remarks: Vec::new() }
    }

    pub(super) fn push(&mut self, migration: Migration, files: Vec<String>) {
        self.entries.push(Entry { migration, files });
    }

    /// A remark about a whole file.
    pub(super) fn remark(&mut self, path: String, message: impl Into<String>, help: Option<&str>) {
        self.remarks.push(Remark { path, span: None, message: message.into(), help: help.map(str::to_owned) });
    }

    /// A remark about a place in a file.
    pub(super) fn remark_at(&mut self, path: String, span: Span, message: impl Into<String>, help: Option<&str>) {
        self.remarks.push(Remark { path, span: Some(span), message: message.into(), help: help.map(str::to_owned) });
    }

    /// Neighbours in order with the same version.
    pub(super) fn remark_duplicates(&mut self, folder: &Folder, consequence: &str) {
        let mut names = BTreeMap::<&str, Vec<&str>>::new();
        for entry in self.entries.iter().filter(|it| !it.migration.repeatable) {
            let name = entry.files.first().map_or(&*entry.migration.name, String::as_str);
            names.entry(&entry.migration.version).or_default().push(name);
        }
        let remarks: Vec<_> = names
            .into_iter()
            .filter(|(_, names)| names.len() > 1)
            .map(|(version, names)| Remark {
                path: folder.show(names[1]),
                span: None,
                message: format!("version {version} is used more than once: {}; {consequence}", names.join(", ")),
                help: Some("give one of them a new version".to_owned()),
            })
            .collect();
        self.remarks.extend(remarks);
    }
}

/// Reads files of one folder into the run's sources.
pub(super) struct Reader<'a> {
    pub(super) folder: &'a Folder,
    pub(super) sources: &'a mut Sources,
}

impl Reader<'_> {
    pub(super) fn read(&mut self, name: &str) -> Result<FileId> {
        self.folder.read(name, self.sources)
    }

    pub(super) fn text(&self, file: FileId) -> &str {
        &self.sources.get(file).text
    }

    /// A whole file as one section.
    pub(super) fn whole(&self, file: FileId, execution: ExecutionModel) -> Section {
        section(file, 0..self.text(file).len(), execution)
    }
}

pub(super) fn section(file: FileId, bytes: Range<usize>, execution: ExecutionModel) -> Section {
    let placeholders = Placeholders::of(Syntax::Nothing);
    Section { span: Span::new(file, bytes), execution, placeholders, continues: false, problems: Vec::new() }
}

/// A file of a tool that keeps the way there and the way back in files of their own.
pub(super) struct Directed<'a> {
    pub(super) version: u64,
    pub(super) name: &'a str,
    pub(super) down: bool,
}

/// Files belong together when their versions are the same number, whatever the rest of their names says.
pub(super) fn push_pairs(
    reader: &mut Reader<'_>,
    layout: &mut Layout,
    files: Vec<Directed<'_>>,
    mut section: impl FnMut(&mut Reader<'_>, &mut Layout, &str) -> Result<Section>,
) -> Result<()> {
    let mut versions = BTreeMap::<u64, [Vec<&str>; 2]>::new();
    for file in &files {
        versions.entry(file.version).or_default()[usize::from(file.down)].push(file.name);
    }
    for (version, [ups, downs]) in versions {
        if ups.is_empty() {
            let message = "there is no migration that this is the way back from";
            layout.remark(reader.folder.show(downs[0]), message, None);
        }
        for up in &ups {
            let sections = vec![section(reader, layout, up)?];
            let version = version.to_string().into();
            let migration =
                Migration { version, name: (*up).into(), up: sections, down: Vec::new(), repeatable: false };
            layout.push(migration, vec![(*up).to_owned()]);
            // Two migrations of one version are an error of their own; their names tell whose way back it is.
            let own = |it: &&&str| ups.len() == 1 || it.replace(".down.", ".up.") == **up;
            let Some(down) = downs.iter().find(own) else { continue };
            let back = section(reader, layout, down)?;
            if let Some(entry) = layout.entries.last_mut() {
                entry.migration.down.push(back);
                entry.files.push((*down).to_owned());
            }
        }
    }
    Ok(())
}

/// A line and where it lies, without its line break.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// Behind the line break.
    pub(super) next: usize,
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |raw| {
        let line = Line { text: raw.trim_end_matches(['\n', '\r']), start, next: start + raw.len() };
        start += raw.len();
        line
    })
}

/// `12_add_users` → `("12", "add_users")`.
pub(super) fn numbered(stem: &str) -> Option<(&str, &str)> {
    let (version, name) = stem.split_once('_')?;
    is_digits(version).then_some((version, name))
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// Compares two runs of digits of any length by value.
pub(super) fn by_value(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Compares names so that `2_b` comes before `10_a`.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    while !rest_a.is_empty() && !rest_b.is_empty() {
        let (run_a, run_b) = (leading_digits(rest_a), leading_digits(rest_b));
        let order = if run_a.is_empty() || run_b.is_empty() {
            let (char_a, char_b) = (rest_a.chars().next(), rest_b.chars().next());
            let length = char_a.map_or(0, char::len_utf8);
            rest_a = &rest_a[length..];
            rest_b = &rest_b[char_b.map_or(0, char::len_utf8)..];
            char_a.cmp(&char_b)
        } else {
            rest_a = &rest_a[run_a.len()..];
            rest_b = &rest_b[run_b.len()..];
            by_value(run_a, run_b)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    rest_a.len().cmp(&rest_b.len()).then_with(|| a.cmp(b))
}

pub(super) fn leading_digits(text: &str) -> &str {
    let end = text.bytes().position(|it| !it.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_order_compares_numbers_by_value() {
        let mut names = ["10_a.sql", "2_b.sql", "002_a.sql", "a.sql", "é.sql", "1.10.sql", "1.9.sql"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["1.9.sql", "1.10.sql", "002_a.sql", "2_b.sql", "10_a.sql", "a.sql", "é.sql"]);
    }

    #[test]
    fn lines_know_their_bytes() {
        let found: Vec<_> = lines("a\r\n\nbc").map(|it| (it.text, it.start, it.next)).collect();
        assert_eq!(found, [("a", 0, 3), ("", 3, 4), ("bc", 4, 6)]);
    }
}
