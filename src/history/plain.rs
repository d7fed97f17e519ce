//! A folder of SQL files that no tool has left its mark on: in natural order, each in a transaction of its own.
//!
//! Atlas writes this layout too, with an `atlas.sum` and directives in the head of a file.

use super::{
    Migration, Section,
    layout::{Layout, Reader, leading_digits, lines, natural, section},
    scan,
};
use crate::{
    error::Result,
    simulate::transaction::ExecutionModel,
    sql::{placeholders::Placeholders, token::TokenKind},
    text::FileId,
};
use std::collections::BTreeMap;

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Layout> {
    let atlas = reader.folder.has("atlas.sum");
    let reason = if atlas {
        "atlas.sum: Atlas runs each file in a transaction of its own"
    } else {
        "no migration tool is recognised: each file is assumed to run in a transaction of its own, in natural order"
    };
    let mut layout = Layout::new(ExecutionModel::FileTransaction, reason);
    let mut pairs = BTreeMap::<&str, (Vec<&str>, Vec<&str>)>::new();
    for name in scripts(reader) {
        let stem = name.trim_end_matches(".sql");
        match stem.strip_suffix(".down").or_else(|| stem.strip_suffix("_down")) {
            Some(stem) => pairs.entry(stem).or_default().1.push(name),
            None => {
                let stem = stem.strip_suffix(".up").or_else(|| stem.strip_suffix("_up")).unwrap_or(stem);
                pairs.entry(stem).or_default().0.push(name);
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by(|a, b| natural(a.0, b.0));
    for (stem, (up, down)) in pairs {
        if up.is_empty() {
            let path = reader.folder.show(down[0]);
            layout.remark(path, "a way back without a migration that it belongs to; it is not looked at", None);
            continue;
        }
        let files: Vec<String> = up.iter().chain(&down).map(|it| (*it).to_owned()).collect();
        let migration = Migration {
            version: version(stem).into(),
            name: up[0].into(),
            up: sections(reader, &up, atlas)?,
            down: sections(reader, &down, atlas)?,
            repeatable: false,
        };
        layout.push(migration, files);
    }
    Ok(layout)
}

/// The SQL files of the folder; where it has none itself, those of the numbered folders that it was joined from.
fn scripts<'a>(reader: &Reader<'a>) -> Vec<&'a str> {
    let direct: Vec<_> = reader.folder.direct_sql().collect();
    if !direct.is_empty() {
        return direct;
    }
    reader.folder.files().filter(|it| it.ends_with(".sql")).collect()
}

fn sections(reader: &mut Reader<'_>, names: &[&str], atlas: bool) -> Result<Vec<Section>> {
    names.iter().map(|it| reader.read(it).map(|file| file_section(reader, file, atlas))).collect()
}

fn file_section(reader: &Reader<'_>, file: FileId, atlas: bool) -> Section {
    let text = reader.text(file);
    let opted_out = lines(text).take_while(|it| it.text.starts_with("--")).any(|it| is_opt_out(it.text, atlas));
    let execution = if scan::code(text).any(|it| it.kind == TokenKind::Psql) {
        // A file with backslash commands can only be meant for psql.
        ExecutionModel::Psql
    } else if opted_out {
        ExecutionModel::SplitAutocommit
    } else {
        ExecutionModel::FileTransaction
    };
    Section { placeholders: Placeholders::default(), ..section(file, 0..text.len(), execution) }
}

/// The comments by which Atlas and the npm package postgres-migrations leave a file without a transaction.
fn is_opt_out(line: &str, atlas: bool) -> bool {
    let words = || line.trim_start_matches('-').split_whitespace();
    (atlas && words().eq(["atlas:txmode", "none"])) || words().eq(["postgres-migrations", "disable-transaction"])
}

/// The digits at the start, with what commonly separates them; the whole stem where there are none.
fn version(stem: &str) -> &str {
    if leading_digits(stem).is_empty() {
        return stem;
    }
    let end =
        stem.bytes().position(|it| !(it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'/'))).unwrap_or(stem.len());
    stem[..end].trim_end_matches(['.', '-', '/'])
}
