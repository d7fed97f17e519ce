//! `migcheck.toml`: what a project says once, so that nobody has to say it on every call.
//!
//! Found in the working directory or above it, up to the root of the repository. Says only what the file says; which
//! of flag, environment and file wins is the matter of `commands`.

use crate::{
    catalog::PgVersion,
    checks::{self, Settings, SeverityName},
    error::{Error, Result},
    finding::{CheckId, Severity},
    history::{Override, Tool, folder},
    simulate::transaction::ExecutionModel,
    sql::{name::Ident, placeholders::Values},
    tenancy::Tenancy,
    text::SourceText,
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};
use toml::Spanned;

pub const FILE_NAME: &str = "migcheck.toml";

/// The settings of a project; the default is what holds without a file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// As shown to the user; None without a file.
    pub path: Option<String>,
    pub postgres: Option<PgVersion>,
    pub fail_on: Option<FailOn>,
    /// Absolute, or relative to the working directory.
    pub schema: Option<PathBuf>,
    pub histories: Vec<Override>,
    /// What placeholders in migrations and schema files stand for.
    pub placeholders: Values,
    pub checks: Settings,
}

/// From which severity on findings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    At(Severity),
    Never,
}

impl FailOn {
    pub const NAMES: [&'static str; 4] = ["error", "warning", "note", "never"];

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "error" => Some(Self::At(Severity::Error)),
            "warning" => Some(Self::At(Severity::Warning)),
            "note" => Some(Self::At(Severity::Note)),
            "never" => Some(Self::Never),
            _ => None,
        }
    }
}

/// Reads `explicit`, or the file found from `directory` upwards, or nothing.
pub fn load(explicit: Option<&Path>, directory: &Path) -> Result<Config> {
    let Some(path) = explicit.map(Path::to_owned).or_else(|| find(directory)) else { return Ok(Config::default()) };
    let shown = path.strip_prefix(directory).unwrap_or(&path).display().to_string();
    let bytes = fs::read(&path).map_err(|source| Error::Read { path: shown.clone(), source })?;
    let source = SourceText::of(shown.as_str(), folder::decode(bytes, &shown)?);
    if let Some(byte) = source.invalid.first() {
        return Err(Error::NotUtf8 { path: shown, position: source.position(byte.at as usize) });
    }
    parse(&shown, source.text.trim_start_matches('\u{feff}'), path.parent().unwrap_or(directory))
}

fn find(directory: &Path) -> Option<PathBuf> {
    for folder in directory.ancestors() {
        let candidate = folder.join(FILE_NAME);
        if candidate.is_file() {
            return Some(candidate);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    postgres: Option<Spanned<u16>>,
    fail_on: Option<Spanned<String>>,
    schema: Option<PathBuf>,
    #[serde(default)]
    history: Vec<HistoryTable>,
    #[serde(default)]
    placeholders: BTreeMap<String, String>,
    #[serde(default)]
    checks: BTreeMap<Spanned<String>, CheckTable>,
    tenancy: Option<TenancyTable>,
    sizes: Option<SizesTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryTable {
    path: PathBuf,
    tool: Option<Spanned<String>>,
    execution: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckTable {
    severity: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenancyTable {
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    global_tables: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SizesTable {
    small: Option<u64>,
    large: Option<u64>,
}

/// `folder` is what relative paths in the file are relative to.
fn parse(shown: &str, text: &str, folder: &Path) -> Result<Config> {
    let at = At { source: SourceText::new(shown, text) };
    let file: File = toml::from_str(text).map_err(|error| at.toml(&error))?;
    let mut config = Config { path: Some(shown.to_owned()), ..Config::default() };
    config.postgres = file.postgres.map(|it| at.version(&it)).transpose()?;
    if let Some(level) = &file.fail_on {
        config.fail_on = Some(at.choice(level, "fail_on", &FailOn::NAMES, FailOn::parse)?);
    }
    config.schema = file.schema.map(|it| folder.join(it));
    for table in file.history {
        config.histories.push(at.history(table, folder)?);
    }
    config.placeholders = file.placeholders.into_iter().map(|(name, value)| (name, Some(value))).collect();
    for (name, table) in &file.checks {
        let (id, severity) = at.check(name, table)?;
        config.checks.severities.insert(id, severity);
    }
    if let Some(tenancy) = file.tenancy {
        let columns = tenancy.columns.iter().map(|it| Ident::exact(it)).collect();
        config.checks.tenancy = Tenancy { columns, global_tables: tenancy.global_tables };
    }
    if let Some(sizes) = file.sizes {
        config.checks.small_table_rows = sizes.small.unwrap_or(config.checks.small_table_rows);
        config.checks.large_table_rows = sizes.large.unwrap_or(config.checks.large_table_rows);
    }
    Ok(config)
}

/// The file, to say where in it something is wrong.
struct At {
    source: SourceText,
}

impl At {
    fn error(&self, span: Option<Range<usize>>, message: impl Into<String>, help: Option<String>) -> Error {
        let position = span.map(|it| self.source.position(it.start));
        Error::Config { path: self.source.path.clone(), position, message: message.into(), help }
    }

    /// serde names the unknown key and the known ones in its message; the nearest becomes the help.
    fn toml(&self, error: &toml::de::Error) -> Error {
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let mut words = message.split('`').skip(1).step_by(2);
        let Some(unknown) = words.next().filter(|_| message.starts_with("unknown field")) else {
            return self.error(error.span(), message.clone(), None);
        };
        let known: Vec<&str> = words.collect();
        let help = suggestion(unknown, &known).unwrap_or_else(|| format!("known keys: {}", known.join(", ")));
        self.error(error.span(), format!("unknown key `{unknown}`"), Some(help))
    }

    fn version(&self, value: &Spanned<u16>) -> Result<PgVersion> {
        let version = PgVersion(*value.get_ref());
        if (PgVersion::OLDEST..=PgVersion::NEWEST).contains(&version) {
            return Ok(version);
        }
        let help = format!("known majors: {} to {}", PgVersion::OLDEST, PgVersion::NEWEST);
        Err(self.error(Some(value.span()), format!("Postgres {version} is not supported"), Some(help)))
    }

    fn choice<T>(
        &self,
        value: &Spanned<String>,
        key: &str,
        names: &[&str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let text = value.get_ref();
        parse(text).ok_or_else(|| {
            let help = suggestion(text, names).unwrap_or_else(|| format!("one of {}", names.join(", ")));
            self.error(Some(value.span()), format!("`{text}` is no {key}"), Some(help))
        })
    }

    fn history(&self, table: HistoryTable, folder: &Path) -> Result<Override> {
        let tools = Tool::ALL.map(Tool::as_str);
        let models = ExecutionModel::ALL.map(ExecutionModel::as_str);
        let tool = table.tool.map(|it| self.choice(&it, "tool", &tools, Tool::parse)).transpose()?;
        let execution = table.execution;
        let execution =
            execution.map(|it| self.choice(&it, "execution model", &models, ExecutionModel::parse)).transpose()?;
        Ok(Override { path: folder.join(table.path), tool, execution })
    }

    fn check(&self, name: &Spanned<String>, table: &CheckTable) -> Result<(CheckId, Option<Severity>)> {
        let Some(check) = checks::find(name.get_ref()) else {
            let help = unknown_check(name.get_ref());
            return Err(self.error(Some(name.span()), format!("there is no check `{}`", name.get_ref()), Some(help)));
        };
        let severity =
            self.choice(&table.severity, "severity", &["error", "warning", "note", "off"], |it| match it {
                "error" => Some(Some(SeverityName::Error)),
                "warning" => Some(Some(SeverityName::Warning)),
                "note" => Some(Some(SeverityName::Note)),
                "off" => Some(None),
                _ => None,
            })?;
        Ok((check.id, severity.map(Severity::from)))
    }
}

/// The help for a check name that does not exist.
pub fn unknown_check(name: &str) -> String {
    let names: Vec<&str> = checks::all().iter().map(|it| it.id.0).collect();
    suggestion(name, &names).unwrap_or_else(|| "`migcheck checks` lists them".to_owned())
}

fn suggestion(word: &str, known: &[&str]) -> Option<String> {
    let word = word.to_lowercase().replace('_', "-");
    let plain: Vec<String> = known.iter().map(|it| it.replace('_', "-")).collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let close = *similar::get_close_matches(word.as_str(), &plain, 1, 0.6).first()?;
    let best = plain.iter().position(|it| *it == close)?;
    Some(format!("did you mean `{}`?", known[best]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fails(text: &str, expected: &str) {
        let error = parse("migcheck.toml", text, Path::new("/project")).expect_err("the file is wrong");
        assert_eq!(format!("{error}\nhelp: {}", error.help().unwrap_or_default()), expected);
    }

    #[test]
    fn everything() {
        let text = r#"
postgres = 16
fail_on = "warning"
schema = "db/schema.sql"

[[history]]
path = "db/migrations"
tool = "goose"
execution = "file_transaction"

[placeholders]
schema = "shop"

[checks.drop-column-in-use]
severity = "warning"
[checks.table-rewrite]
severity = "off"

[tenancy]
columns = ["org_id"]
global_tables = ["countries", "ref.*"]

[sizes]
small = 5
"#;
        let config = parse("migcheck.toml", text, Path::new("/project")).expect("the file is right");
        assert_eq!(config.postgres, Some(PgVersion(16)));
        assert_eq!(config.fail_on, Some(FailOn::At(Severity::Warning)));
        assert_eq!(config.schema, Some(PathBuf::from("/project/db/schema.sql")));
        let history = &config.histories[0];
        assert_eq!((history.tool, history.execution), (Some(Tool::Goose), Some(ExecutionModel::FileTransaction)));
        assert_eq!(history.path, Path::new("/project/db/migrations"));
        assert_eq!(config.placeholders, Values::from([("schema".to_owned(), Some("shop".to_owned()))]));
        let severities: Vec<_> = config.checks.severities.into_iter().collect();
        let expected = [("drop-column-in-use", Some(Severity::Warning)), ("table-rewrite", None)];
        assert_eq!(severities, expected.map(|(name, severity)| (CheckId(name), severity)));
        assert_eq!(config.checks.tenancy.columns, [Ident::exact("org_id")]);
        assert_eq!((config.checks.small_table_rows, config.checks.large_table_rows), (5, 10_000_000));
    }

    #[test]
    fn unknown_keys() {
        fails(
            "postgres = 16\nfailon = \"error\"\n",
            "migcheck.toml:2:1: unknown key `failon`\nhelp: did you mean `fail_on`?",
        );
        fails(
            "[tenancy]\nbanana = []\n",
            "migcheck.toml:2:1: unknown key `banana`\nhelp: known keys: columns, global_tables",
        );
        fails(
            "[[history]]\npath = \"db\"\ntol = \"goose\"\n",
            "migcheck.toml:3:1: unknown key `tol`\nhelp: did you mean `tool`?",
        );
    }

    #[test]
    fn wrong_values() {
        fails("postgres = 13", "migcheck.toml:1:12: Postgres 13 is not supported\nhelp: known majors: 14 to 18");
        fails(
            "[checks.drop-colum-in-use]\nseverity = \"off\"",
            "migcheck.toml:1:9: there is no check `drop-colum-in-use`\nhelp: did you mean `drop-column-in-use`?",
        );
        fails(
            "[checks.table-rewrite]\nseverity = \"warn\"",
            "migcheck.toml:2:12: `warn` is no severity\nhelp: did you mean `warning`?",
        );
        fails(
            "[[history]]\npath = \"db\"\ntool = \"liquibase\"",
            "migcheck.toml:3:8: `liquibase` is no tool\nhelp: one of plain, golang-migrate, goose, sqlx, dbmate, \
             flyway, prisma, drizzle, supabase, diesel",
        );
    }
}
