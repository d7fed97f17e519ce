//! Folders of migrations that are not for Postgres.

use super::{drizzle, folder::Folder, prisma, scan};
use crate::{
    error::{Error, Result},
    sql::token::TokenKind,
};
use serde_json::Value;
use std::path::Path;

/// Names of folders that hold another database's migrations.
const NOT_POSTGRES: [&str; 18] = [
    "mysql",
    "mariadb",
    "sqlite",
    "sqlite3",
    "clickhouse",
    "h2",
    "hsqldb",
    "oracle",
    "mssql",
    "sqlserver",
    "snowflake",
    "bigquery",
    "duckdb",
    "cassandra",
    "scylla",
    "spanner",
    "db2",
    "derby",
];

pub(super) fn is_other_dialect(folder_name: &str) -> bool {
    NOT_POSTGRES.contains(&folder_name.to_ascii_lowercase().as_str())
}

fn refuse(folder: &Folder, because: String) -> Result<()> {
    Err(Error::OtherDialect { path: folder.shown.clone(), because })
}

/// By the name of the folder or of the one around it.
pub(super) fn refuse_by_path(folder: &Folder) -> Result<()> {
    let names = |it: &Path| it.file_name().map(|it| it.to_string_lossy().into_owned());
    match folder.path.ancestors().take(2).filter_map(names).find(|it| is_other_dialect(it)) {
        Some(name) => refuse(folder, format!("a folder in its path is called {name}")),
        None => Ok(()),
    }
}

/// By the `dialect` of Drizzle's journal.
pub(super) fn refuse_by_journal(folder: &Folder) -> Result<()> {
    let json: Value = serde_json::from_str(&folder.text(drizzle::JOURNAL)?).unwrap_or_default();
    match json.get("dialect").and_then(Value::as_str) {
        None | Some("pg" | "postgresql") => Ok(()),
        Some(other) => refuse(folder, format!("{} says dialect {other}", drizzle::JOURNAL)),
    }
}

/// By the provider of Prisma's lock file.
pub(super) fn refuse_by_lock(folder: &Folder) -> Result<()> {
    let table: toml::Table = folder.text(prisma::LOCK)?.parse().unwrap_or_default();
    match table.get("provider").and_then(|it| it.as_str()) {
        None | Some("postgresql" | "postgres" | "cockroachdb") => Ok(()),
        Some(other) => refuse(folder, format!("{} says provider {other}", prisma::LOCK)),
    }
}

/// By words that no Postgres statement has, in the code of the files.
pub(super) fn refuse_by_text(folder: &Folder, texts: &[(String, String)]) -> Result<()> {
    refuse_by_path(folder)?;
    match texts.iter().find_map(|(name, text)| Some((name, foreign_word(text)?))) {
        Some((name, (word, dialect))) => {
            refuse(folder, format!("`{word}` in {} is the language of {dialect}", folder.show(name)))
        }
        None => Ok(()),
    }
}

fn foreign_word(text: &str) -> Option<(String, &'static str)> {
    let mut before = [String::new(), String::new()];
    for token in scan::code(text) {
        let word = text.get(token.start as usize..token.end as usize).unwrap_or_default().to_ascii_uppercase();
        if token.kind == TokenKind::Word {
            match word.as_str() {
                "AUTO_INCREMENT" => return Some((word, "MySQL")),
                "AUTOINCREMENT" => return Some((word, "SQLite")),
                "INNODB" | "MYISAM" if before == ["ENGINE", "="] => return Some((format!("ENGINE={word}"), "MySQL")),
                engine if engine.ends_with("MERGETREE") && before == ["ENGINE", "="] => {
                    return Some((format!("ENGINE = {word}"), "ClickHouse"));
                }
                _ => {}
            }
        }
        before.rotate_left(1);
        before[1] = word;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_in_code_only() {
        let dialect = |text| foreign_word(text).map(|it| it.1);
        assert_eq!(dialect("CREATE TABLE a (id int AUTO_INCREMENT) ENGINE=InnoDB;"), Some("MySQL"));
        assert_eq!(dialect("CREATE TABLE a (id int) ENGINE = ReplacingMergeTree(v) ORDER BY id"), Some("ClickHouse"));
        assert_eq!(dialect("-- no AUTO_INCREMENT here\nSELECT 'AUTOINCREMENT';"), None);
    }
}
