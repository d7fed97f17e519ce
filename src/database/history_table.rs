//! Which migrations a live server says have run: each tool's own history table, told apart by its columns.

use super::Server;
use crate::{
    error::{Error, Result},
    sql::name::{Ident, QualifiedName},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a tool's history table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// `public.goose_db_version`.
    pub table: String,
    pub versions: Versions,
    /// A migration that failed half-way and that the tool wants to be repaired first.
    pub broken: Option<String>,
    /// Flyway's baseline: neither it nor what is older will run.
    pub baseline: Vec<String>,
    /// Flyway's checksums, by what is in `versions`.
    pub checksums: BTreeMap<String, i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// Exactly these have run, as the tool writes them.
    Set(BTreeSet<String>),
    /// Everything up to this one has run (golang-migrate's single row; Drizzle's latest `when`, in milliseconds).
    UpTo(i64),
    /// As `Set`, but by the migrations' names (Drizzle from 1.0 on).
    Names(BTreeSet<String>),
}

/// A tool's history table: where it is, how it is recognised and read.
struct Layout {
    tool: &'static str,
    table: &'static str,
    /// Columns that this tool's table has, with the start of their type's name.
    columns: &'static [(&'static str, &'static str)],
    /// Columns that it does not have (another tool's table of the same name).
    without: &'static [&'static str],
    /// Selects `version` (text), and `broken` (boolean), of what has run; `{t}` is the table.
    query: &'static str,
    means: Means,
}

/// What the rows of a table say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Versions,
    HighWater,
    Names,
}

const LAYOUTS: &[Layout] = &[
    Layout {
        tool: "golang-migrate",
        table: "schema_migrations",
        columns: &[("version", "int8"), ("dirty", "bool")],
        without: &[],
        query: "SELECT version::text AS version, dirty AS broken FROM {t}",
        means: Means::HighWater,
    },
    Layout {
        tool: "goose",
        table: "goose_db_version",
        columns: &[("version_id", "int8"), ("is_applied", "bool")],
        without: &[],
        query: "SELECT version_id::text AS version, false AS broken FROM \
                (SELECT DISTINCT ON (version_id) version_id, is_applied FROM {t} ORDER BY version_id, id DESC) latest \
                WHERE is_applied AND version_id > 0",
        means: Means::Versions,
    },
    Layout {
        tool: "sqlx",
        table: "_sqlx_migrations",
        columns: &[("version", "int8"), ("success", "bool")],
        without: &[],
        query: "SELECT version::text AS version, NOT success AS broken FROM {t}",
        means: Means::Versions,
    },
    Layout {
        tool: "dbmate",
        table: "schema_migrations",
        columns: &[("version", "varchar")],
        without: &["dirty", "inserted_at", "statements"],
        query: "SELECT version::text AS version, false AS broken FROM {t}",
        means: Means::Versions,
    },
    Layout {
        tool: "flyway",
        table: "flyway_schema_history",
        columns: &[("version", "varchar"), ("script", "varchar"), ("success", "bool")],
        without: &[],
        // Repeatable migrations have no version: their script names them. The last row about one counts: it may have
        // been undone or deleted since.
        query: "SELECT * FROM (SELECT DISTINCT ON (coalesce(version, description), version IS NULL) \
                  coalesce(version, regexp_replace(script, '^.*/', ''))::text AS version, NOT success AS broken, \
                  type NOT LIKE 'UNDO%' AND type LIKE '%BASELINE' AS baseline, checksum, \
                  success AND (type LIKE 'UNDO%' OR type = 'DELETE') AS gone \
                FROM {t} WHERE type <> 'SCHEMA' \
                ORDER BY coalesce(version, description), version IS NULL, installed_rank DESC) latest WHERE NOT gone",
        means: Means::Versions,
    },
    Layout {
        tool: "prisma",
        table: "_prisma_migrations",
        columns: &[("migration_name", "varchar"), ("finished_at", "timestamptz"), ("rolled_back_at", "timestamptz")],
        without: &[],
        query: "SELECT migration_name::text AS version, finished_at IS NULL AS broken FROM {t} \
                WHERE rolled_back_at IS NULL",
        means: Means::Versions,
    },
    Layout {
        tool: "drizzle",
        table: "__drizzle_migrations",
        columns: &[("hash", "text"), ("created_at", "int8"), ("name", "text")],
        without: &[],
        query: "SELECT name::text AS version, false AS broken FROM {t} WHERE name IS NOT NULL",
        means: Means::Names,
    },
    Layout {
        tool: "drizzle",
        table: "__drizzle_migrations",
        columns: &[("hash", "text"), ("created_at", "int8")],
        without: &["name"],
        query: "SELECT max(created_at)::text AS version, false AS broken FROM {t} HAVING max(created_at) IS NOT NULL",
        means: Means::HighWater,
    },
    Layout {
        tool: "supabase",
        table: "schema_migrations",
        columns: &[("version", "text"), ("statements", "_text")],
        without: &[],
        query: "SELECT version::text AS version, false AS broken FROM {t}",
        means: Means::Versions,
    },
    Layout {
        tool: "diesel",
        table: "__diesel_schema_migrations",
        columns: &[("version", "varchar"), ("run_on", "timestamp")],
        without: &[],
        query: "SELECT version::text AS version, false AS broken FROM {t}",
        means: Means::Versions,
    },
];

#[derive(Deserialize)]
struct Candidate {
    schema: String,
    name: String,
    columns: Vec<(String, String)>,
    role: String,
    readable: bool,
    hides_rows: bool,
}

#[derive(Deserialize)]
struct Row {
    version: String,
    broken: bool,
    #[serde(default)]
    baseline: bool,
    #[serde(default)]
    checksum: Option<i32>,
}

/// Reads the history table of `tool`; None where this database has none (nothing has run yet).
///
/// # Errors
/// `Undecided` where the tool has no history table that we know, where several fit, or where it cannot be read.
pub fn read(server: &Server, tool: &str) -> Result<Option<Applied>> {
    let layouts: Vec<&Layout> = LAYOUTS.iter().filter(|it| it.tool == tool).collect();
    let Some(table) = layouts.first().map(|it| it.table) else {
        let message = format!("migcheck does not know a history table of {tool}");
        let help = "name the pending files as arguments, or give --since".to_owned();
        return Err(Error::Undecided { message, help: Some(help) });
    };
    let query = format!(
        "SELECT n.nspname AS schema, c.relname AS name, \
                (SELECT json_agg(json_build_array(a.attname, t.typname) ORDER BY a.attnum) \
                 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns, \
                current_user AS role, \
                has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS readable, \
                row_security_active(c.oid) AS hides_rows \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'r' AND c.relname = '{table}' ORDER BY 1"
    );
    let candidates: Vec<Candidate> = server.rows(&query)?;
    let fitting: Vec<(&Candidate, &Layout)> =
        candidates.iter().filter_map(|it| Some((it, *layouts.iter().find(|layout| layout.fits(it))?))).collect();
    let [(candidate, layout)] = fitting.as_slice() else {
        let Some((first, _)) = fitting.first() else { return Ok(None) };
        let message = format!(
            "{} has {} history tables of {tool}, {}.{} among them",
            server.target,
            fitting.len(),
            first.schema,
            first.name
        );
        let help = "name the pending files as arguments, or give --since".to_owned();
        return Err(Error::Undecided { message, help: Some(help) });
    };
    let table = QualifiedName::new(Ident::exact(&candidate.schema), Ident::exact(&candidate.name));
    candidate.refuse_unreadable(server, &table)?;
    let rows: Vec<Row> = server.rows(&layout.query.replace("{t}", &table.to_string()))?;
    Ok(Some(applied(table.to_string(), layout.means, rows)))
}

fn applied(table: String, means: Means, rows: Vec<Row>) -> Applied {
    let broken = rows.iter().find(|it| it.broken).map(|it| it.version.clone());
    let baseline = rows.iter().filter(|it| it.baseline).map(|it| it.version.clone()).collect();
    let checksums = rows.iter().filter_map(|it| Some((it.version.clone(), it.checksum?))).collect();
    let all = || rows.iter().map(|it| it.version.clone()).collect();
    let versions = match means {
        Means::Versions => Versions::Set(all()),
        Means::Names => Versions::Names(all()),
        Means::HighWater => Versions::UpTo(rows.iter().filter_map(|it| it.version.parse().ok()).max().unwrap_or(-1)),
    };
    Applied { table, versions, broken, baseline, checksums }
}

impl Candidate {
    /// A table of which this role sees nothing, or not all, tells nothing about what has run.
    fn refuse_unreadable(&self, server: &Server, table: &QualifiedName) -> Result<()> {
        let role = Ident::exact(&self.role);
        let (because, help) = if !self.readable {
            let schema = &table.schema;
            let help = format!("GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON {table} TO {role}");
            ("permission denied", help)
        } else if self.hides_rows {
            let help =
                "read it as a role that row-level security does not hold for, or name the pending files as arguments";
            ("row-level security may hide rows of it", help.to_owned())
        } else {
            return Ok(());
        };
        let message = format!("cannot read {table} of {} as {role}: {because}", server.target);
        Err(Error::Undecided { message, help: Some(help) })
    }
}

impl Layout {
    fn fits(&self, candidate: &Candidate) -> bool {
        let has = |name: &str| candidate.columns.iter().find(|it| it.0 == name);
        self.columns.iter().all(|(name, kind)| has(name).is_some_and(|it| it.1.starts_with(kind)))
            && self.without.iter().all(|it| has(it).is_none())
    }
}
