//! What lies around a folder of migrations: manifests and settings that tell which tool, which version, which options.

use crate::sql::placeholders::Values;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How far up is looked where there is no repository to end at.
const LEVELS: usize = 4;

/// The folder and those above it, up to the root of the repository.
pub(super) fn ancestors(path: &Path) -> Vec<PathBuf> {
    let all: Vec<_> = path.ancestors().filter(|it| !it.as_os_str().is_empty()).collect();
    let end = all.iter().position(|it| it.join(".git").exists()).map_or(LEVELS, |it| it + 1);
    all.into_iter().take(end).map(Path::to_owned).collect()
}

/// A file that may not be there: what is in it is a hint, so one that cannot be read is none.
fn hint(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// The nearest manifest of a language above a folder.
pub(super) fn nearest(path: &Path, name: &str) -> Option<PathBuf> {
    ancestors(path).into_iter().map(|it| it.join(name)).find(|it| it.is_file())
}

/// Whether the Rust project around a folder depends on a crate; gives the file that says so.
pub(super) fn uses_crate(path: &Path, krate: &str) -> Option<PathBuf> {
    for folder in ancestors(path) {
        let manifest = folder.join("Cargo.toml");
        let Some(text) = hint(&manifest) else { continue };
        let table = text.parse::<toml::Table>().unwrap_or_default();
        if depends_on(&table, krate) {
            return Some(manifest);
        }
        let lock = folder.join("Cargo.lock");
        let entry = format!("name = \"{krate}\"");
        if hint(&lock).is_some_and(|it| it.lines().any(|it| it == entry)) {
            return Some(lock);
        }
    }
    None
}

/// `[dependencies]`, `[workspace.dependencies]`, `[target.….dev-dependencies]` …
fn depends_on(table: &toml::Table, krate: &str) -> bool {
    table.iter().any(|(key, value)| {
        let Some(inner) = value.as_table() else { return false };
        (key.ends_with("dependencies") && inner.contains_key(krate)) || depends_on(inner, krate)
    })
}

/// Hasura keeps migrations in Diesel's layout; its own settings tell them apart.
pub(super) fn is_hasura(path: &Path) -> bool {
    ancestors(path).iter().filter_map(|it| hint(&it.join("config.yaml"))).any(|it| it.contains("metadata_directory"))
}

/// A version of an npm package that a project asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NpmVersion {
    pub(super) major: u32,
    pub(super) minor: u32,
    pub(super) text: String,
    /// The file that says so.
    pub(super) from: &'static str,
}

/// The version of the first of `packages` that the project around a folder uses: as locked, else as asked for.
pub(super) fn npm_version(path: &Path, packages: &[&str]) -> Option<NpmVersion> {
    let folders = ancestors(path);
    // A workspace asks in a package and locks at its root; packages that do not ask are another application's.
    let asked = folders.iter().find_map(|it| asked_version(it, packages));
    let asks = asked.is_some() || folders.iter().any(|it| asks_in_catalog(it, packages));
    let locked = || folders.iter().find_map(|folder| packages.iter().find_map(|it| locked_version(folder, it)));
    let locked = if asks { locked() } else { None };
    // An exact request beats a lock file that several packages share.
    match asked {
        Some((exact, it)) if exact => Some(it),
        asked => locked.or_else(|| catalog_version(&folders, packages)).or(asked.map(|it| it.1)),
    }
}

fn requested(manifest: &str, package: &str) -> Option<String> {
    let json: Value = serde_json::from_str(manifest).ok()?;
    let field = |it: &str| json.get(it)?.get(package)?.as_str().map(str::to_owned);
    field("devDependencies").or_else(|| field("dependencies"))
}

/// The version in package.json, and whether it leaves no choice.
fn asked_version(folder: &Path, packages: &[&str]) -> Option<(bool, NpmVersion)> {
    let text = hint(&folder.join("package.json"))?;
    let asked = packages.iter().find_map(|it| requested(&text, it))?;
    let version = parse_version(&asked, "package.json")?;
    Some((asked.starts_with(|it: char| it.is_ascii_digit()), version))
}

/// `"prisma": "catalog:"`, pnpm.
fn asks_in_catalog(folder: &Path, packages: &[&str]) -> bool {
    hint(&folder.join("package.json"))
        .is_some_and(|text| packages.iter().any(|it| requested(&text, it).is_some_and(|it| it.starts_with("catalog:"))))
}

fn catalog_version(folders: &[PathBuf], packages: &[&str]) -> Option<NpmVersion> {
    let asks = folders.iter().any(|it| asks_in_catalog(it, packages));
    let workspace = folders.iter().filter(|_| asks).find_map(|it| hint(&it.join("pnpm-workspace.yaml")))?;
    let entry = |package: &&str| {
        workspace.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            (key.trim().trim_matches(['\'', '"']) == *package).then(|| value.trim().trim_matches(['\'', '"']))
        })
    };
    parse_version(packages.iter().find_map(entry)?, "pnpm-workspace.yaml")
}

fn locked_version(folder: &Path, package: &str) -> Option<NpmVersion> {
    if let Some(text) = hint(&folder.join("package-lock.json")) {
        let json: Value = serde_json::from_str(&text).ok()?;
        let entry = json.get("packages")?.get(format!("node_modules/{package}"))?;
        return parse_version(entry.get("version")?.as_str()?, "package-lock.json");
    }
    // Keys of pnpm-lock.yaml and values of bun.lock are `name@1.2.3`.
    for name in ["pnpm-lock.yaml", "bun.lock"] {
        if let Some(text) = hint(&folder.join(name)) {
            let key = format!("{package}@");
            return text.lines().find_map(|line| {
                // bun.lock repeats the name inside of the line, always behind a quote.
                let own = line.trim_start().trim_start_matches(['\'', '"', '/']).strip_prefix(&key);
                let rest = own.or_else(|| Some(line.split_once(&format!("\"{key}"))?.1))?;
                rest.starts_with(|it: char| it.is_ascii_digit()).then(|| parse_version(rest, name)).flatten()
            });
        }
    }
    let text = hint(&folder.join("yarn.lock"))?;
    let mut lines = text.lines();
    lines.by_ref().find(|it| it.trim_start_matches('"').starts_with(&format!("{package}@")))?;
    let version = lines.next()?.trim().strip_prefix("version")?.trim_start_matches([':', ' ', '"']);
    parse_version(version, "yarn.lock")
}

/// The first two numbers of `^7.4.1`, `~6.19`, `7.x`.
fn parse_version(text: &str, from: &'static str) -> Option<NpmVersion> {
    let start = text.find(|it: char| it.is_ascii_digit())?;
    let text = &text[start..];
    let end = text.find(|it: char| !it.is_ascii_alphanumeric() && !matches!(it, '.' | '-')).unwrap_or(text.len());
    let text = &text[..end];
    let mut numbers = text.split('.');
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    Some(NpmVersion { major, minor, text: text.to_owned(), from })
}

/// Flyway's settings that change how a file is sent.
pub(super) struct FlywaySettings {
    /// None: nothing is replaced.
    pub(super) placeholders: Option<Values>,
    pub(super) group: bool,
    /// Statements that need a transaction may stand next to those that cannot have one.
    pub(super) mixed: bool,
    /// A second, idle transaction holds a lock while migrations run.
    pub(super) lock: bool,
}

pub(super) fn flyway_settings(path: &Path) -> FlywaySettings {
    const FILES: [&str; 12] = [
        "flyway.conf",
        "flyway.toml",
        "flyway.user.toml",
        "conf/flyway.conf",
        "conf/flyway.toml",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "application.properties",
        "application.yml",
        "application.yaml",
        "src/main/resources/application.yml",
    ];
    let texts: Vec<_> =
        ancestors(path).iter().flat_map(|it| FILES.map(|name| it.join(name))).filter_map(|it| hint(&it)).collect();
    // The setting is spelled differently in each kind of file: letters alone are compared.
    let says = |setting: &str| {
        texts.iter().flat_map(|it| it.lines()).any(|line| {
            let letters: String = line.chars().filter(char::is_ascii_alphanumeric).collect();
            letters.to_ascii_lowercase().contains(setting)
        })
    };
    FlywaySettings {
        placeholders: (!says("placeholderreplacementfalse")).then(|| flyway_values(&texts)),
        group: says("flywaygrouptrue"),
        mixed: says("flywaymixedtrue"),
        lock: !says("transactionallockfalse"),
    }
}

/// The placeholders that Flyway has by itself, and those of its settings: `flyway.placeholders.name=value` in one file,
/// `name = "value"` under `[flyway.placeholders]` in another.
fn flyway_values(texts: &[String]) -> Values {
    let unknown = ["user", "database", "timestamp", "workingDirectory", "environment"];
    let mut values: Values = unknown.into_iter().map(|it| (format!("flyway:{it}"), None)).collect();
    let (mut schema, mut table) = (None, None);
    // The nearest file is the first, and what it says holds.
    for text in texts.iter().rev() {
        let mut section = String::new();
        for line in text.lines().map(str::trim).filter(|it| !it.starts_with(['#', '!'])) {
            if let Some(header) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                section = format!("{}.", header.trim_matches(['[', ']', ' ']));
                continue;
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            let key = format!("{section}{}", key.trim().trim_matches('"'));
            let value = value.trim().trim_matches(['"', '\'', '[', ']']);
            let Some((_, setting)) = key.split_once("flyway.") else { continue };
            let first = value.split(',').next().unwrap_or_default().trim().trim_matches('"').to_owned();
            match setting.strip_prefix("placeholders.") {
                // Spring fills these in from elsewhere.
                Some(name) if value.contains("${") => drop(values.insert(name.to_owned(), None)),
                Some(name) => drop(values.insert(name.to_owned(), Some(value.to_owned()))),
                None if setting == "defaultSchema" => schema = Some(first),
                None if setting == "schemas" => schema = schema.or(Some(first)),
                None if setting == "table" => table = Some(first),
                None => {}
            }
        }
    }
    values.insert("flyway:defaultSchema".to_owned(), Some(schema.unwrap_or_else(|| "public".to_owned())));
    values.insert("flyway:table".to_owned(), Some(table.unwrap_or_else(|| "flyway_schema_history".to_owned())));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_flyway_from_its_settings() {
        let conf =
            "# flyway.placeholders.no=1\nflyway.placeholders.owner = app\nspring.flyway.placeholders.zone=${ZONE}\n";
        let toml = "[flyway]\nschemas = [\"shop\", \"audit\"]\n[flyway.placeholders]\nowner = \"other\"\nday = '7'\n";
        let values = flyway_values(&[conf.to_owned(), toml.to_owned()]);
        let value = |name: &str| values.get(name).map(|it| it.as_deref());
        assert_eq!([value("owner"), value("day"), value("no")], [Some(Some("app")), Some(Some("7")), None]);
        assert_eq!([value("zone"), value("flyway:user")], [Some(None); 2]);
        assert_eq!(value("flyway:defaultSchema"), Some(Some("shop")));
        assert_eq!(value("flyway:table"), Some(Some("flyway_schema_history")));
    }

    #[test]
    fn versions() {
        let version = |text| parse_version(text, "package.json").map(|it| (it.major, it.minor, it.text));
        assert_eq!(version("^7.4.1"), Some((7, 4, "7.4.1".to_owned())));
        assert_eq!(version("6.19.0-dev.3(typescript@5)"), Some((6, 19, "6.19.0-dev.3".to_owned())));
        assert_eq!(version("7"), Some((7, 0, "7".to_owned())));
        assert_eq!(version("latest"), None);
    }

    #[test]
    fn a_dependency_is_found_in_any_table_of_dependencies() {
        let uses = |text: &str| depends_on(&text.parse().expect("toml"), "sqlx");
        assert!(uses("[dependencies]\nsqlx = '0.8'"));
        assert!(uses("[workspace.dependencies.sqlx]\nversion = '0.8'"));
        assert!(uses("[target.'cfg(unix)'.dev-dependencies]\nsqlx = '0.8'"));
        assert!(!uses("[package]\nname = 'sqlx'"));
    }
}
